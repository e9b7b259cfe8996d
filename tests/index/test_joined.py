from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fakes import FakeEncoder, open_fake
from indexes import opened, update, write

from askhz.chatbot import Chatbot
from askhz.documents import Rules
from askhz.errors import IndexFolderError, QuestionError
from askhz.index import JoinedIndex, open_index
from askhz.index.library import collection_folder
from askhz.indexing import updating
from askhz.reading.ranker import SentenceRanker
from askhz.records import Filter
from askhz.text.words import content_words

NOTES = {
    "plan.md": "---\ndate: 2024-05-01\n---\n\nThe dragon plan of Hangzhou. A game begins.",
    "b.txt": "A game in Hangzhou sold well. The dragon rises. Nobody sleeps.",
    "rare.txt": "The tortoise of Hangzhou.",
}
WORK = {f"{n}.txt": f"The dragon game number {n}. " + "Dragon. " * (n % 4) + "Hangzhou waits. " * (n % 3) for n in range(30)}
QUESTION = "Hangzhou dragon game"


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two indexes, and `both`: one index of the documents of both, where their names are those of the joined ones."""
    home = tmp_path_factory.mktemp("joined")
    for name, texts in (("notes", NOTES), ("work", WORK)):
        write(home / "all" / name, texts)
        update(home / "all" / name, home / name)
    update(home / "all", home / "both")
    # Removed passages, so that scores come from what is left.
    write(home / "all" / "notes", NOTES | {"gone.txt": "A dragon game that is gone. " * 9})
    update(home / "all" / "notes", home / "notes")
    write(home / "all" / "notes", NOTES)
    update(home / "all" / "notes", home / "notes")
    return {name: home / name for name in ("notes", "work", "both")}


@pytest.fixture
def joined(folders: dict[str, Path]) -> Iterator[JoinedIndex]:
    index = JoinedIndex({name: folders[name] for name in ("notes", "work")}, open_encoder=open_fake)
    yield index
    index.close()


@pytest.mark.parametrize("k", [1, 5, 1000])
def test_words_rank_as_in_one_index_of_all(tmp_path: Path, folders: dict[str, Path], k: int) -> None:
    """Scored with the counts of all. The path is a word of a passage's context, so it has to be the same in both."""
    everything = folders["both"].parent / "all"
    parts = {name: tmp_path / name for name in ("notes", "work")}
    for name, other in (("notes", "work"), ("work", "notes")):
        updating.update([everything], parts[name], open_encoder=open_fake, rules=Rules((other,)))
    joined = JoinedIndex(parts, open_encoder=open_fake)
    with closing(joined), joined.snapshot() as one, opened(folders["both"]) as both, both.snapshot() as whole:
        words = content_words(QUESTION)
        ours, theirs = one.matching(words, k), whole.matching(words, k)
        assert [score for _, score in ours] == pytest.approx([score for _, score in theirs], rel=1e-4)
        assert len(one.spans([number for number, _ in ours])) == len(ours)
        for word in ("tortois", "dragon", "nowher"):
            assert one.rarity(word) == pytest.approx(whole.rarity(word))
        assert len(one) == len(whole)


def test_meaning_ranks_by_cosine_over_all(joined: JoinedIndex, folders: dict[str, Path]) -> None:
    with joined.snapshot() as one:
        rows = one.encoder.encode_query([QUESTION, "tortoise"])
        found = one.nearest(rows, 1000)
        expected: list[list[float]] = [[], []]
        for name in ("notes", "work"):
            with opened(folders[name]) as index, index.snapshot() as part:
                for at, ranking in enumerate(part.nearest(rows, 1000)):
                    expected[at] += [score for _, score in ranking]
        assert [[score for _, score in ranking] for ranking in found] == [sorted(e, reverse=True) for e in expected]
        (best, _), *_ = found[1]
        assert one.stored([best])[best].passage.source == "notes/rare.txt"
        assert one.stored([best])[best].document.source == "notes/rare.txt"


def test_words_known_to_one_are_not_corrected(joined: JoinedIndex) -> None:
    with joined.snapshot() as one:
        assert one.corrections(["tortoise", "waits", "tortoisse", "dragonn"]) == {
            "tortoisse": "tortoise",
            "dragonn": "dragon",
        }


def test_documents_have_their_collections_name_before_theirs(joined: JoinedIndex) -> None:
    assert joined.sources()[:3] == ["notes/b.txt", "notes/plan.md", "notes/rare.txt"]
    assert [info.source for info in joined.documents()] == joined.sources()
    document = joined.document("notes/rare.txt")
    assert document is not None
    assert (document.source, document.text) == ("notes/rare.txt", NOTES["rare.txt"])
    assert joined.document("rare.txt") is None
    assert joined.document("other/rare.txt") is None


def sources(index: JoinedIndex, where: Filter) -> set[str]:
    with index.snapshot() as one:
        narrow = one.within(where)
        (near,) = narrow.nearest(one.encoder.encode_query([QUESTION]), 1000)
        words = narrow.matching(content_words(QUESTION), 1000)
        assert {number for number, _ in words} == {number for number, _ in near}
        return {it.passage.source for it in one.stored([number for number, _ in near]).values()}


def test_filters_hold_over_all(joined: JoinedIndex) -> None:
    assert sources(joined, Filter(folders=("notes",))) == {f"notes/{name}" for name in NOTES}
    assert sources(joined, Filter(sources=("notes/b.txt", "work/3.txt"))) == {"notes/b.txt", "work/3.txt"}
    assert sources(joined, Filter(types=("md",))) == {"notes/plan.md"}
    assert sources(joined, Filter(until="2024-05")) == {"notes/plan.md"}
    for where in (Filter(sources=("b.txt",)), Filter(sources=("other/b.txt",)), Filter(sources=("notes/none.txt",))):
        with pytest.raises(QuestionError, match=r"b\.txt|none\.txt: no such document in "):
            sources(joined, where)
    for where in (Filter(types=("pdf",)), Filter(folders=("other",)), Filter(folders=("notes/deep",))):
        with pytest.raises(QuestionError, match="notes, work: no document in it fits"):
            sources(joined, where)


def test_answers_quote_the_document_of_its_collection(joined: JoinedIndex) -> None:
    bot = Chatbot(joined, SentenceRanker())
    answer = bot.ask("What does the tortoise of Hangzhou do?")
    hit = answer.passages[0]
    assert hit.passage.source == "notes/rare.txt"
    assert bot.document(hit.passage.source).text[hit.passage.start : hit.passage.end] == hit.passage.text
    assert {hit.passage.source.partition("/")[0] for hit in bot.search(QUESTION, k=40)} == {"notes", "work"}
    assert [hit.passage.source for hit in bot.search("tortoise", sources=["notes/rare.txt"])] == ["notes/rare.txt"]


def test_each_follows_its_folder(tmp_path: Path) -> None:
    for name in ("one", "two"):
        update(write(tmp_path / f"of-{name}", {"a.txt": f"A dragon of {name}."}), tmp_path / name)
    index = JoinedIndex({name: tmp_path / name for name in ("one", "two")}, open_encoder=open_fake)
    update(write(tmp_path / "of-two", {"b.txt": "A tortoise of two."}), tmp_path / "two")
    assert index.sources() == ["one/a.txt", "two/b.txt"]
    index.close()


def test_different_encoders_are_not_mixed(tmp_path: Path) -> None:
    documents = write(tmp_path / "documents", NOTES)
    update(documents, tmp_path / "one")
    update(documents, tmp_path / "two", open_encoder=lambda _: FakeEncoder("other@1"))

    def opened_by(folder: Path) -> FakeEncoder:
        return FakeEncoder("other@1" if folder.name == "two" else "fake@1")

    with pytest.raises(IndexFolderError, match="two and one were indexed with different encoders; ask one at a time"):
        JoinedIndex({"one": tmp_path / "one", "two": tmp_path / "two"}, open_encoder=opened_by)


def test_a_collection_alone_is_its_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASKHZ_HOME", str(tmp_path / "home"))
    documents = write(tmp_path / "documents", NOTES)
    for name in ("notes", "work"):
        update(documents, collection_folder(name))
    for where, first in ((["notes"], "b.txt"), (["work", "notes"], "notes/b.txt"), (collection_folder("work"), "b.txt")):
        index = open_index(where, open_encoder=open_fake)
        assert index.sources()[0] == first
        index.close()
    with pytest.raises(IndexFolderError, match="no collection is named"):
        open_index([])
