"""BM25 against its definition, slow and plain."""

import math
import shutil
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askhz.index.postings import Postings

Texts = list[list[str]]
WORD = st.sampled_from(["dragon", "hangzhou", "24", "宇树", "a", "OR", "+robot", '"city"', "id:1"])
TEXTS = st.lists(st.lists(WORD, min_size=1, max_size=30), min_size=1, max_size=12)


def definition(texts: Texts, asked: list[str]) -> dict[int, float]:
    """Robertson's BM25 with k1 = 1.2, b = 0.75 (Lucene's idf, never negative)."""
    count = len(texts)
    mean = sum(map(len, texts)) / count
    scores: dict[int, float] = {}
    for number, text in enumerate(texts, 1):
        occurs = Counter(text)
        for word in dict.fromkeys(asked):
            if occurs[word]:
                holding = sum(word in other for other in texts)
                idf = math.log(1 + (count - holding + 0.5) / (holding + 0.5))
                frequency = occurs[word]
                weight = frequency * 2.2 / (frequency + 1.2 * (0.25 + 0.75 * len(text) / mean))
                scores[number] = scores.get(number, 0.0) + idf * weight
    return scores


def made(texts: Texts, folder: Path | None = None, *, steps: int = 1) -> Postings:
    postings = Postings(folder)
    for step in range(steps):
        postings.add((n, " ".join(text)) for n, text in enumerate(texts, 1) if n % steps == step)
    return postings


@given(TEXTS, st.lists(WORD, min_size=1, max_size=5))
@settings(deadline=None, max_examples=40)
def test_scores_are_bm25(texts: Texts, asked: list[str]) -> None:
    # Up to 40 words tantivy keeps a text's length exactly; past it, to the nearest of steps that grow by an eighth.
    found = dict(made(texts).search(asked, 100))
    assert found == pytest.approx(definition(texts, asked), rel=1e-4)


def test_lengths_past_forty_words_are_rounded_by_at_most_an_eighth() -> None:
    texts = [["dragon"] + ["a"] * length for length in (45, 101, 203, 500)]
    found = dict(made(texts).search(["dragon"], 9))
    assert found == pytest.approx(definition(texts, ["dragon"]), rel=0.13)


@given(TEXTS, st.lists(WORD, min_size=1, max_size=5), st.integers(2, 4))
@settings(deadline=None, max_examples=15)
def test_added_step_by_step_it_scores_as_added_at_once(texts: Texts, asked: list[str], steps: int) -> None:
    assert dict(made(texts, steps=steps).search(asked, 100)) == pytest.approx(dict(made(texts).search(asked, 100)))


def test_best_first_equal_ones_by_id_and_no_more_than_wanted() -> None:
    postings = made([["dragon", "a"], ["dragon", "dragon"], ["dragon", "a"], ["a", "a"]])
    assert [number for number, _ in postings.search(["dragon"], 9)] == [2, 1, 3]
    assert [number for number, _ in postings.search(["dragon"], 1)] == [2]
    assert postings.search(["dragon"], 0) == postings.search([], 5) == postings.search(["none"], 5) == []
    assert Postings().search(["dragon"], 5) == []


def test_a_word_is_never_an_operator() -> None:
    postings = made([["a", "OR", "b"], ["id:1"], ["b"], ["*"]])
    assert [number for number, _ in postings.search(["OR"], 9)] == [1]
    assert [number for number, _ in postings.search(["id:1"], 9)] == [2]
    assert [number for number, _ in postings.search(["*"], 9)] == [4]
    assert postings.search(["a OR b"], 9) == []


def test_frequency_counts_passages() -> None:
    postings = made([["dragon", "dragon"], ["dragon"], ["a"]])
    assert (len(postings), postings.frequency("dragon"), postings.frequency("none")) == (3, 2, 0)


def test_a_folder_opened_again_answers_the_same(tmp_path: Path) -> None:
    texts = [["dragon", "a"], ["dragon"], ["hangzhou"]]
    postings = made(texts, tmp_path)
    assert Postings(tmp_path).search(["dragon", "a"], 9) == postings.search(["dragon", "a"], 9)


def damage_delete(folder: Path) -> None:
    for file in folder.glob("*.term"):
        file.unlink()


def damage_empty(folder: Path) -> None:
    for file in folder.iterdir():
        file.write_bytes(b"")


def damage_meta(folder: Path) -> None:
    (folder / "meta.json").write_bytes(b"\xff{")


def damage_footers(folder: Path) -> None:
    for file in folder.glob("*.*"):
        if file.suffix in (".term", ".idx", ".fieldnorm"):
            file.write_bytes(file.read_bytes()[:-5] + b"\xff\xff\xff\xff\xff")


@pytest.mark.parametrize("damage", [damage_delete, damage_empty, damage_meta, damage_footers])
def test_damaged_files_raise_oserror(tmp_path: Path, damage) -> None:  # type: ignore[no-untyped-def]
    made([["dragon"]], tmp_path / "whole")
    shutil.copytree(tmp_path / "whole", tmp_path / "broken")
    damage(tmp_path / "broken")
    with pytest.raises(OSError, match=r"."):
        Postings(tmp_path / "broken")


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OSError, match="exists"):
        Postings(tmp_path / "file")
