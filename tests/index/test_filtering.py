from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from indexes import by_vectors, by_words, opened, settle, update, write

from askhz.errors import QuestionError
from askhz.index import Index
from askhz.index.lookup import Snapshot
from askhz.records import Filter
from askhz.text.words import content_words

QUESTION = "Hangzhou dragon game"
TEXTS = {
    "plain.txt": "The dragon of Hangzhou. A game begins.",
    "old.md": "---\ndate: 1999-05-01\n---\n\nThe old dragon.\n",
    "new.md": "---\ndate: 2024\n---\n\nThe new dragon plays a game.\n",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    documents = tmp_path_factory.mktemp("filtered") / "documents"
    write(documents / "a", TEXTS)
    write(documents / "a0", {"other.txt": "A dragon beside the folder."})
    write(documents / "a" / "deep", {"deep.txt": "A deep dragon game."})
    for n in range(40):
        write(documents / f"many{n:02}", {"many.txt": f"Dragon number {n}. " + "A game in Hangzhou. " * (n % 7)})
    os.utime(documents / "a" / "plain.txt", (951_827_696, 951_827_696))  # 2000-02-29
    update(documents, documents.parent / "index")
    return documents.parent / "index"


def found(index: Index, where: Filter) -> set[str]:
    """The sources found by meaning and by words; both have to agree."""
    with index.snapshot() as one:
        narrow = one.within(where)
        (near,) = narrow.nearest(one.encoder.encode_query([QUESTION]), 1000)
        words = narrow.matching(content_words(QUESTION), 1000)
        assert {number for number, _ in words} <= {number for number, _ in near}
        return {it.passage.source for it in one.stored([number for number, _ in near]).values()}


def test_each_part_lets_through_what_it_says(folder: Path) -> None:
    with opened(folder) as index:
        assert found(index, Filter(sources=("a/old.md",))) == {"a/old.md"}
        assert found(index, Filter(types=("md",))) == {"a/old.md", "a/new.md"}
        assert found(index, Filter(folders=("a",))) == {"a/plain.txt", "a/old.md", "a/new.md", "a/deep/deep.txt"}
        assert found(index, Filter(folders=("a/deep", "a0"))) == {"a/deep/deep.txt", "a0/other.txt"}
        assert found(index, Filter(types=("md",))) == {"a/old.md", "a/new.md"}
        assert found(index, Filter(until="1999-05-01")) == {"a/old.md"}
        assert found(index, Filter(since="2000-02", until="2000-02")) == {"a/plain.txt"}
        assert found(index, Filter(since="2024-12-31", until="2024-12-31", types=("md",))) == {"a/new.md"}
        assert found(index, Filter(folders=("a",), types=("txt",))) == {"a/plain.txt", "a/deep/deep.txt"}
        assert len(found(index, Filter(folders=("",)))) == 45


@pytest.mark.parametrize(
    ("where", "said"),
    [
        (Filter(sources=("a/old.md", "nowhere.md")), "nowhere.md: no such document in "),
        (
            Filter(types=("pdf",), since="2024"),
            "no document in it fits type pdf, since 2024; askhz documents lists them",
        ),
        (Filter(folders=("b", "c")), "fits folder b or c;"),
        (Filter(until="1999-04"), "fits until 1999-04;"),
    ],
)
def test_what_lets_nothing_through_is_said(folder: Path, where: Filter, said: str) -> None:
    with opened(folder) as index, pytest.raises(QuestionError) as caught:
        found(index, where)
    assert said in str(caught.value)


def restricted(one: Snapshot, allowed: set[int]) -> tuple[list[tuple[int, float]], list[tuple[int, float]]]:
    """Both full rankings with everything else taken out: what a filter must give."""
    (near,) = one.nearest(one.encoder.encode_query([QUESTION]), 1000)
    words = one.matching(content_words(QUESTION), 1000)
    return [it for it in near if it[0] in allowed], [it for it in words if it[0] in allowed]


@pytest.mark.parametrize("removed", [False, True])
@pytest.mark.parametrize("share", [1, 2, 10, 30])
def test_filtering_comes_before_ranking(tmp_path: Path, share: int, removed: bool) -> None:
    """However few are let through, the best of them are found: the full ranking without the others."""
    texts = {f"{n:03}.txt": "Dragon. " * (n % 5) + "A game in Hangzhou. " * (n % 3) + f"Word{n}." for n in range(120)}
    update(write(tmp_path / "documents", texts), tmp_path / "index")
    if removed:
        update(write(tmp_path / "documents", dict(list(texts.items())[7:])), tmp_path / "index")
    sources = tuple(sorted(texts)[10::share])
    with opened(tmp_path / "index") as index, index.snapshot() as one:
        ids = {n for n, it in one.stored(range(1, 500)).items() if it.passage.source in sources}
        narrow = one.within(Filter(sources=sources))
        for k in (1, 3, 1000):
            near, words = restricted(one, ids)
            (got,) = narrow.nearest(one.encoder.encode_query([QUESTION]), k)
            assert [n for n, _ in got][:1] == [n for n, _ in near][:1]
            assert [s for _, s in got] == pytest.approx([s for _, s in near[:k]], abs=1e-5)
            got = narrow.matching(content_words(QUESTION), k)
            assert [n for n, _ in got] == [n for n, _ in words[:k]]
            assert [s for _, s in got] == pytest.approx([s for _, s in words[:k]], rel=1e-4)


def test_a_filter_that_was_asked_before_costs_no_statement(folder: Path) -> None:
    with opened(folder) as index, index.snapshot() as one:
        first = one.within(Filter(types=("md",)))
        put: list[str] = []
        one._catalog.database.connection.set_trace_callback(put.append)
        second = one.within(Filter(types=("md",)))
        one._catalog.database.connection.set_trace_callback(None)
        assert not put
        assert np.array_equal(first._within, second._within)  # type: ignore[arg-type]


def test_a_new_version_is_filtered_anew(tmp_path: Path) -> None:
    documents, folder = tmp_path / "documents", tmp_path / "index"
    update(write(documents, {"a.md": "A dragon.", "b.txt": "A game."}), folder)
    with opened(folder) as index:
        assert found(index, Filter(types=("md",))) == {"a.md"}
        update(write(documents, {"a.md": "A dragon.", "b.txt": "A game.", "c.md": "Another dragon."}), folder)
        assert found(index, Filter(types=("md",))) == {"a.md", "c.md"}
        (documents / "a.md").unlink()
        update(documents, folder)
        assert found(index, Filter(types=("md",))) == {"c.md"}
        assert {place[0] for place in by_words(index, QUESTION)} == {"b.txt", "c.md"}
        assert {place[0] for place in by_vectors(index, QUESTION)} == {"b.txt", "c.md"}


def test_a_file_without_a_time_is_of_the_day_it_was_read(tmp_path: Path) -> None:
    documents = write(tmp_path / "documents", {"a.txt": "A dragon."})
    settle(documents / "a.txt", 0)
    update(documents, tmp_path / "index")
    with opened(tmp_path / "index") as index:
        assert found(index, Filter(since="2025")) == {"a.txt"}


def test_a_type_is_a_format_or_what_a_name_ends_in(tmp_path: Path) -> None:
    texts = write(tmp_path / "texts", {"a.md": "A dragon.", "b.mdx": "A game.", "c.txt": "A game of dragons."})
    update(texts, tmp_path / "index")
    with opened(tmp_path / "index") as index:
        assert found(index, Filter(types=("md",))) == {"a.md", "b.mdx"}
        assert found(index, Filter(types=("mdx",))) == {"b.mdx"}
        assert found(index, Filter(types=("mdx", "txt"))) == {"b.mdx", "c.txt"}
