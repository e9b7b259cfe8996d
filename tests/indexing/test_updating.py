from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from examples import examples
from fakes import FakeEncoder, open_fake
from hypothesis import given
from hypothesis import strategies as st
from indexes import TEXTS, by_vectors, by_words, nested, opened, remove, update, whole, write

from askhz import documents as reading
from askhz.chatbot import Chatbot
from askhz.documents import FileEntry, Scan, formats, isolated, make_document
from askhz.errors import DocumentError, EncoderError, IndexFolderError
from askhz.index import Index
from askhz.index.catalog import Catalog
from askhz.index.database import Database
from askhz.indexing import syncing, updating, verify
from askhz.models.encoder import Rows
from askhz.reading import SentenceRanker
from askhz.records import Document, Problem
from askhz.text import sentences


def test_the_report_says_what_was_done(made: tuple[Path, Path]) -> None:
    documents, folder = made
    again = update(documents, folder)
    assert (again.added, again.changed, again.removed, again.unchanged, again.encoded) == (0, 0, 0, 2, 0)
    write(documents, {"b.txt": TEXTS["b.txt"] + "A new ending.", "c.txt": TEXTS["a.txt"]})
    done = update(documents, folder)
    assert (done.added, done.changed, done.removed, done.unchanged) == (1, 1, 1, 0)
    assert done.remade is None
    with opened(folder) as index, index.snapshot() as one:
        assert len(one) == done.passages


def test_only_what_changed_is_encoded(made: tuple[Path, Path]) -> None:
    documents, folder = made
    fake = FakeEncoder()
    write(documents, TEXTS | {"c.txt": "Another dragon."})
    done = update(documents, folder, open_encoder=lambda _: fake)
    assert done.encoded == 1
    assert fake.encoded == ["Another dragon."]


LINES = st.sampled_from(
    [
        "The dragon rises.",
        "Hangzhou grows fast.",
        "A game sold well.",
        "Robots walk.",
        "Nobody sleeps at night.",
        "杭州很大。",
    ]
)
STATES = st.lists(
    st.dictionaries(
        st.sampled_from(["a.txt", "b.txt", "c.md"]), st.lists(LINES, min_size=1, max_size=9).map("\n".join), min_size=1
    ),
    min_size=2,
    max_size=4,
)


def hits(index: Index, question: str) -> list[tuple[str, int, int]]:
    """What a search finds, in order."""
    found = Chatbot(index, SentenceRanker()).search(question, k=20)
    return [(hit.passage.source, hit.passage.start, hit.passage.end) for hit in found]


@pytest.mark.slow
@given(STATES, st.booleans())
@examples(12)
def test_brought_up_to_date_it_finds_exactly_what_a_fresh_one_does(
    tmp_path_factory: pytest.TempPathFactory, states: list[dict[str, str]], files: bool
) -> None:
    folder = tmp_path_factory.mktemp("states")
    fresh = folder / "fresh"
    reader = None
    for texts in states:
        given = write(folder / "documents", texts) if files else [make_document(n, n, t) for n, t in texts.items()]
        update(given, folder / "index")
        reader = reader or Index(folder / "index", open_encoder=open_fake)
        remove(fresh)
        update(given, fresh)
        for question in ("dragon Hangzhou", "game robots nobody 杭州"):
            for find in (by_vectors, by_words):
                expected = find(fresh, question)
                assert find(folder / "index", question) == pytest.approx(expected, abs=1e-5)
                assert find(reader, question) == pytest.approx(expected, abs=1e-5)
                for source, start, end, text in expected:
                    assert texts[source][start:end] == text
        with opened(fresh) as other:
            for question in ("dragon Hangzhou", "game robots nobody 杭州", "Who sleeps at night?"):
                assert hits(reader, question) == hits(other, question)
        with reader.snapshot() as one, opened(fresh) as other, other.snapshot() as new:
            assert one.rarity("dragon") == new.rarity("dragon")
            assert one.corrections(["dragom", "nobodi", "gamme"]) == new.corrections(["dragom", "nobodi", "gamme"])
        assert verify(folder / "index") == []
    if reader:
        reader.close()


def test_a_deleted_text_is_never_found_a_changed_one_never_as_it_was(made: tuple[Path, Path]) -> None:
    documents, folder = made
    write(documents, {"a.txt": TEXTS["a.txt"].replace("robots", "rockets")})
    update(documents, folder)
    for find in (by_vectors, by_words):
        for question in ("Wukong game players", "robots"):
            assert not [place for place in find(folder, question) if "Wukong" in place[3] or "robots" in place[3]]
    with opened(folder) as index:
        assert index.document("b.txt") is None
        assert index.sources() == ["a.txt"]
        with index.snapshot() as one:
            assert one.corrections(["wukon"]) == {}


def test_another_encoder_makes_it_anew(made: tuple[Path, Path]) -> None:
    documents, folder = made

    def other(home: Path) -> FakeEncoder:
        return FakeEncoder("other@2")

    done = update(documents, folder, open_encoder=other)
    assert "another encoder" in (done.remade or "")
    assert done.encoded == done.passages
    update(documents, folder.with_name("fresh"), open_encoder=other)
    assert whole(folder) == whole(folder.with_name("fresh"))


def test_an_encoder_of_another_width(made: tuple[Path, Path]) -> None:
    class Narrow(FakeEncoder):
        dimension = 16

    documents, folder = made
    update(documents, folder, open_encoder=lambda _: Narrow("narrow@1"))
    with closing(Index(folder, open_encoder=lambda _: Narrow("narrow@1"))) as index, index.snapshot() as one:
        assert len(by_vectors(index, "dragon")) == len(one)


def test_documents_that_can_t_be_read_leave_the_index_as_it_was(made: tuple[Path, Path]) -> None:
    documents, folder = made
    before = nested(folder)
    with pytest.raises(DocumentError):
        update(documents / "missing", folder)
    for file in documents.iterdir():
        file.write_bytes(b"\0\1\2")
    with pytest.raises(DocumentError):
        update(documents, folder)
    assert nested(folder) == before


def test_no_index_is_begun_where_nothing_can_be_read(tmp_path: Path) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    with pytest.raises(DocumentError, match="no readable document"):
        update(documents, tmp_path / "index")
    (documents / "a.txt").write_bytes(b"\0\1\2")
    with pytest.raises(DocumentError, match=r"binary, not text"):
        update(documents, tmp_path / "index")
    with pytest.raises(DocumentError, match="no such file or folder"):
        update(tmp_path / "missing", tmp_path / "index")
    assert not (tmp_path / "index").exists()


def test_an_encoder_that_fails_leaves_the_index_as_it_was(made: tuple[Path, Path]) -> None:
    documents, folder = made

    class Failing(FakeEncoder):
        def encode_document(self, texts: Sequence[str], /) -> Rows:
            raise EncoderError("cannot")

    before = whole(folder)
    write(documents, TEXTS | {"c.txt": "A new text."})
    with pytest.raises(EncoderError):
        update(documents, folder, open_encoder=lambda _: Failing())
    assert whole(folder) == before
    assert update(documents, folder).added == 1


def test_a_text_without_a_passage_then_one_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "documents", {"a.txt": "x"})
    with monkeypatch.context() as patch:
        patch.setattr(sentences, "split", lambda text, **how: [])
        assert update(tmp_path / "documents", tmp_path / "index").passages == 0
    assert by_vectors(tmp_path / "index", "dragon") == {}
    assert by_words(tmp_path / "index", "dragon") == {}
    write(tmp_path / "documents", {"a.txt": "x", "b.txt": "The dragon rises."})
    update(tmp_path / "documents", tmp_path / "index")
    assert len(by_vectors(tmp_path / "index", "dragon")) == 1


def test_without_its_catalog_it_is_made_again(made: tuple[Path, Path]) -> None:
    documents, folder = made
    for file in folder.glob("catalog.sqlite*"):
        file.unlink()
    assert update(documents, folder).added == 2
    assert by_words(folder, "dragon")


def test_while_the_documents_are_read_no_other_update_comes_in_between(
    made: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    documents, folder = made
    write(documents, TEXTS | {"c.txt": "A secret code."})
    scan, refused = reading.scan, []

    def slow(paths: Sequence[Path], **named: Any) -> Scan:
        monkeypatch.setattr(reading, "scan", scan)
        found = scan(paths, **named)
        (documents / "c.txt").unlink()
        with pytest.raises(IndexFolderError, match="another") as caught:
            update(documents, folder)
        refused.append(caught)
        return found

    monkeypatch.setattr(reading, "scan", slow)
    update(documents, folder)
    assert refused, "else its reading would be newer and be written first"


def test_an_index_begun_by_another_while_the_documents_were_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents, folder = tmp_path / "documents", tmp_path / "index"
    write(documents, TEXTS | {"c.txt": "A secret code."})
    read_file = reading.read_file

    def slow(entry: FileEntry) -> Iterator[Document | Problem]:
        monkeypatch.setattr(isolated, "read_file", read_file)
        found = list(read_file(entry))
        (documents / "c.txt").unlink()
        update(documents, folder)
        yield from found

    monkeypatch.setattr(isolated, "read_file", slow)
    update(documents, folder)
    assert by_words(folder, "dragon")
    assert not by_words(folder, "secret")


def test_a_file_that_goes_while_the_others_are_read_is_named(made: tuple[Path, Path]) -> None:
    documents, folder = made
    write(documents, {"a.txt": "Another dragon.", "c.txt": "A secret code."})

    class Removing(FakeEncoder):
        def fits(self, text: str, /) -> bool:  # asked while the first document is cut
            (documents / "c.txt").unlink(missing_ok=True)
            return super().fits(text)

    done = update(documents, folder, open_encoder=lambda _: Removing())
    assert [str(problem) for problem in done.problems] == [
        f"{documents / 'c.txt'}: cannot be read (No such file or directory)"
    ]
    assert {source for source, *_ in whole(folder)[0]} == {"a.txt"}


def test_a_document_is_stored_before_more_are_read_than_may_be_ahead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(syncing, "_AHEAD", 0)
    read: list[str] = []
    how = formats.FORMATS[".txt"]

    def noted(stream: object, about: object) -> Iterator[Document | Problem]:
        for document in how.reader(stream, about):  # type: ignore[arg-type]
            read.append("read")
            yield document

    class Noting(FakeEncoder):
        def encode_document(self, texts: Sequence[str], /) -> Rows:
            read.append("encoded")
            return super().encode_document(texts)

    write(tmp_path / "documents", {f"{n}.txt": f"Dragon {n} rises." for n in range(3)})
    monkeypatch.setitem(formats.FORMATS, ".txt", formats.Format("txt", "text/plain", noted, plain=True))
    update(tmp_path / "documents", tmp_path / "index", open_encoder=lambda _: Noting())
    assert read == ["read", *["read", "encoded"] * 3], "the first is read to see that there is anything"


def no_room(database: Database) -> None:
    database.connection.execute("PRAGMA max_page_count = 1")


def test_a_full_database_says_so_and_all_is_as_it_was(made: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    documents, folder = made
    before = whole(folder)
    write(documents, TEXTS | {f"{n}.txt": "Dragon. " * 2000 for n in range(3)})
    connect = Database._connect

    def limited(self: Database, create: bool) -> None:
        connect(self, create)
        no_room(self)

    with monkeypatch.context() as patch:
        patch.setattr(Database, "_connect", limited)
        with pytest.raises(IndexFolderError, match="full; make room and try again, the index is as it was"):
            update(documents, folder)
    assert whole(folder) == before
    assert [home.name for home in (folder / "derived").iterdir()] == ["1"]


@pytest.mark.parametrize("step", ["make_derived", "change_derived"])
def test_derived_files_that_cannot_be_written_leave_all_as_it_was(
    made: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    documents, folder = made
    before = whole(folder)
    write(documents, TEXTS | {"c.txt": "A new dragon."})
    real: Callable[..., object] = getattr(updating, step)

    def full(*arguments: object) -> None:
        real(*arguments)
        raise OSError(28, "No space left on device")

    if step == "make_derived":
        remove(folder / "derived")
    monkeypatch.setattr(updating, step, full)
    with pytest.raises(IndexFolderError, match="No space left on device; make room and try again"):
        update(documents, folder)
    with closing(Catalog(folder)) as catalog:
        assert catalog.version == 1
    assert whole(folder) == before
    assert [home.name for home in (folder / "derived").iterdir()] == ["1"]
