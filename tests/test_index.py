import json
import os
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fakes import FakeEncoder, open_fake
from hypothesis import given, settings
from hypothesis import strategies as st

from askhz.errors import DocumentError, EncoderError, IndexFolderError
from askhz.index import derived, lookup
from askhz.index.lookup import Index
from askhz.indexing import updating, verifying
from askhz.indexing.updating import Report
from askhz.models import encoder
from askhz.models.encoder import Encoder
from askhz.text.passages import PassageLimits

TEXTS = {
    "a.txt": "Unitree makes robots. It is in Hangzhou. The dragon rises. Nobody sleeps.\n",
    "b.txt": "Game Science made Wukong. The game sold well. Players cheered loudly.\n",
}
Found = dict[tuple[str, int, int, str], float]


def write(folder: Path, texts: dict[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.iterdir():
        if file.name not in texts:
            file.unlink()
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")


def update(documents: Path, folder: Path, **options: object) -> Report:
    return updating.update([documents], folder, **({"open_encoder": open_fake} | options))  # type: ignore[arg-type]


def opened(folder: Path) -> closing[Index]:
    return closing(Index(folder, open_encoder=open_fake))


def by_vectors(folder: Path | Index, question: str) -> Found:
    if isinstance(folder, Path):
        with opened(folder) as one:
            return by_vectors(one, question)
    with folder.snapshot() as one:
        (found,) = one.nearest(one.encoder.encode_query([question]), 1000)
        return placed(one, found)


def by_words(folder: Path | Index, question: str) -> Found:
    if isinstance(folder, Path):
        with opened(folder) as one:
            return by_words(one, question)
    with folder.snapshot() as one:
        return placed(one, one.matching(lookup.words.content_words(question), 1000))


def placed(one: Index, found: list[tuple[int, float]]) -> Found:
    passages = one.passages([number for number, _ in found])
    assert len(passages) == len(found), "what was found is in the catalog"
    return {(p.source, p.start, p.end, p.text): score for number, score in found for p in [passages[number]]}


@pytest.fixture
def made(tmp_path: Path) -> tuple[Path, Path]:
    """Documents, and an index of them."""
    write(tmp_path / "documents", TEXTS)
    update(tmp_path / "documents", tmp_path / "index")
    return tmp_path / "documents", tmp_path / "index"


def whole(folder: Path) -> tuple[Found, Found]:
    return by_vectors(folder, "Hangzhou dragon game"), by_words(folder, "Hangzhou dragon game")


def nested(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


# In step


def test_the_report_says_what_was_done(made: tuple[Path, Path]) -> None:
    documents, folder = made
    again = update(documents, folder)
    assert (again.added, again.changed, again.removed, again.unchanged, again.encoded) == (0, 0, 0, 2, 0)
    write(documents, {"b.txt": TEXTS["b.txt"] + "A new ending.", "c.txt": TEXTS["a.txt"]})
    done = update(documents, folder)
    assert (done.added, done.changed, done.removed, done.unchanged) == (1, 1, 1, 0)
    assert done.remade is None


def test_only_what_changed_is_encoded(made: tuple[Path, Path]) -> None:
    documents, folder = made
    fake = FakeEncoder()
    write(documents, {"moved.txt": TEXTS["a.txt"], "b.txt": TEXTS["b.txt"], "c.txt": "Another dragon."})
    done = update(documents, folder, open_encoder=lambda _: fake)
    assert done.encoded == 1
    assert fake.encoded == ["Another dragon.", "Another dragon."]


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


@given(STATES)
@settings(deadline=None, max_examples=12)
def test_brought_up_to_date_it_finds_exactly_what_a_fresh_one_does(
    tmp_path_factory: pytest.TempPathFactory, states: list[dict[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("states")
    fresh = folder / "fresh"
    reader = None
    for texts in states:
        write(folder / "documents", texts)
        update(folder / "documents", folder / "index")
        reader = reader or Index(folder / "index", open_encoder=open_fake)
        shutil.rmtree(fresh, ignore_errors=True)
        update(folder / "documents", fresh)
        for question in ("dragon Hangzhou", "game robots nobody 杭州"):
            for find in (by_vectors, by_words):
                expected = find(fresh, question)
                assert find(folder / "index", question) == expected
                assert find(reader, question) == expected
                for source, start, end, text in expected:
                    assert texts[source][start:end] == text
        with reader.snapshot(), opened(fresh) as other, other.snapshot():
            assert reader.rarity("dragon") == other.rarity("dragon")
            assert reader.misspelt("dragom") == other.misspelt("dragom")
        assert verifying.verify(folder / "index") == []
    if reader:
        reader.close()


def test_a_deleted_text_is_never_found_a_changed_one_never_as_it_was(made: tuple[Path, Path]) -> None:
    documents, folder = made
    write(documents, {"a.txt": TEXTS["a.txt"].replace("robots", "rockets")})
    update(documents, folder)
    for find in (by_vectors, by_words):
        for question in ("Wukong game players", "robots"):
            assert not [place for place in find(folder, question) if "Wukong" in place[3] or "robots" in place[3]]
    with opened(folder) as one:
        assert one.document("b.txt") is None
        assert one.sources() == ["a.txt"]
        with one.snapshot():
            assert one.misspelt("wukon") is None


def test_an_open_index_follows_new_names(made: tuple[Path, Path]) -> None:
    documents, folder = made
    with opened(folder) as one:
        (documents / "aliases.toml").write_text('names = [["Unitree", "Yushu"]]')
        update(documents, folder)
        with one.snapshot():
            assert one.aliases.groups == (("Unitree", "Yushu"),)
        (documents / "aliases.toml").unlink()
        update(documents, folder)
        with one.snapshot():
            assert one.aliases.groups == ()


def test_an_open_index_follows_a_folder_that_was_made_anew(made: tuple[Path, Path]) -> None:
    documents, folder = made
    with opened(folder) as one:
        shutil.rmtree(folder)
        with pytest.raises(IndexFolderError, match="no such index"):
            by_words(one, "dragon")
        write(documents, {"n.txt": "An entirely new dragon."})
        update(documents, folder)
        assert [place[0] for place in by_words(one, "dragon")] == ["n.txt"]
        assert [place[0] for place in by_vectors(one, "dragon")] == ["n.txt"]


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"open_encoder": lambda folder: FakeEncoder("other@2")}, "another encoder"),
        ({"cutting": PassageLimits(100, 1, 0)}, "cut otherwise"),
    ],
)
def test_made_otherwise_it_is_remade_whole(made: tuple[Path, Path], options: dict[str, object], why: str) -> None:
    documents, folder = made
    done = update(documents, folder, **options)
    assert why in (done.remade or "")
    update(documents, folder.with_name("fresh"), **options)
    assert whole(folder) == whole(folder.with_name("fresh"))
    with opened(folder) as one:
        assert len(one) == done.passages


def test_an_encoder_of_another_width(made: tuple[Path, Path]) -> None:
    class Narrow(FakeEncoder):
        dimension = 16

    documents, folder = made
    update(documents, folder, open_encoder=lambda _: Narrow("narrow@1"))
    with closing(Index(folder, open_encoder=lambda _: Narrow("narrow@1"))) as one:
        assert len(by_vectors(one, "dragon")) == len(one)


def test_documents_that_can_t_be_read_leave_the_index_as_it_was(made: tuple[Path, Path]) -> None:
    documents, folder = made
    before = nested(folder)
    with pytest.raises(DocumentError):
        update(documents / "missing", folder)
    for file in documents.iterdir():
        file.write_bytes(b"\xff")
    with pytest.raises(DocumentError):
        update(documents, folder)
    assert nested(folder) == before


def test_an_encoder_that_fails_leaves_the_index_as_it_was(made: tuple[Path, Path]) -> None:
    documents, folder = made

    class Failing(FakeEncoder):
        def encode_document(self, texts, /):  # type: ignore[no-untyped-def]
            raise EncoderError("cannot")

    before = whole(folder)
    write(documents, {"c.txt": "A new text."})
    with pytest.raises(EncoderError):
        update(documents, folder, open_encoder=lambda _: Failing())
    assert whole(folder) == before
    assert update(documents, folder).added == 1


def test_nothing_is_left_lying_about(made: tuple[Path, Path]) -> None:
    documents, folder = made
    for turn in range(3):
        write(documents, {"a.txt": TEXTS["a.txt"] + f"Turn {turn}."})
        update(documents, folder)
    assert [home.name for home in (folder / "derived").iterdir()] == ["4"]
    assert {path.name for path in folder.iterdir()} == {"catalog.sqlite", "derived"}


def test_a_text_without_a_passage_then_one_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "documents", {"a.txt": "x"})
    with monkeypatch.context() as patch:
        patch.setattr(lookup.sentences, "split", lambda text: [])
        assert update(tmp_path / "documents", tmp_path / "index").passages == 0
    assert by_vectors(tmp_path / "index", "dragon") == {}
    write(tmp_path / "documents", {"a.txt": "x", "b.txt": "The dragon rises."})
    update(tmp_path / "documents", tmp_path / "index")
    assert len(by_vectors(tmp_path / "index", "dragon")) == 1


# Derived files that are missing, stale or damaged are made again


def homes(folder: Path) -> Path:
    (home,) = (folder / "derived").iterdir()
    return home


def flip(file: Path, at: int = 0) -> None:
    raw = bytearray(file.read_bytes())
    raw[at % len(raw)] ^= 0xFF
    damaged = file.with_name(f"{file.name}.damaged")  # not in place: a map of the old file may still be open
    damaged.write_bytes(raw)
    damaged.replace(file)


def no_derived(folder: Path) -> None:
    shutil.rmtree(folder / "derived")


def derived_is_a_file(folder: Path) -> None:
    shutil.rmtree(folder / "derived")
    (folder / "derived").write_text("x")


def home_is_a_file(folder: Path) -> None:
    home = homes(folder)
    shutil.rmtree(home)
    home.write_text("x")


def no_seal(folder: Path) -> None:
    (homes(folder) / "seal.json").unlink()


def seal_of_a_list(folder: Path) -> None:
    (homes(folder) / "seal.json").write_text("[" * 100_000)


def no_vectors(folder: Path) -> None:
    (homes(folder) / "vectors.faiss").unlink()


def flipped_vectors(folder: Path) -> None:
    flip(homes(folder) / "vectors.faiss", -9)


def empty_vectors(folder: Path) -> None:
    (homes(folder) / "vectors.faiss").write_bytes(b"")


def sealed_garbage(folder: Path) -> None:
    (homes(folder) / "vectors.faiss").write_bytes(b"garbage")
    (homes(folder) / "seal.json").write_text(json.dumps(derived._checksums(homes(folder))))


def sealed_empty_postings(folder: Path) -> None:
    for file in (homes(folder) / "postings").iterdir():
        file.write_bytes(b"")
    (homes(folder) / "seal.json").write_text(json.dumps(derived._checksums(homes(folder))))


def postings_without_files(folder: Path) -> None:
    for file in (homes(folder) / "postings").iterdir():
        file.unlink()


def postings_missing_one(folder: Path) -> None:
    next((homes(folder) / "postings").glob("*.term")).unlink()


def postings_are_a_file(folder: Path) -> None:
    shutil.rmtree(homes(folder) / "postings")
    (homes(folder) / "postings").write_text("x")


def flipped(suffix: str) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        for file in (homes(folder) / "postings").glob(f"*{suffix}"):
            flip(file, file.stat().st_size // 2)

    damage.__name__ = f"flipped_{suffix}"
    return damage


DAMAGES = [
    no_derived,
    derived_is_a_file,
    home_is_a_file,
    no_seal,
    seal_of_a_list,
    no_vectors,
    flipped_vectors,
    empty_vectors,
    sealed_garbage,
    sealed_empty_postings,
    postings_without_files,
    postings_missing_one,
    postings_are_a_file,
    *(flipped(suffix) for suffix in (".idx", ".term", ".fieldnorm", ".fast", ".store", ".json")),
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_derived_files_are_made_again(made: tuple[Path, Path], damage: Callable[[Path], None]) -> None:
    documents, folder = made
    before = whole(folder)
    damage(folder)
    assert any("derived files" in line for line in verifying.verify(folder))
    assert whole(folder) == before
    assert verifying.verify(folder) == []
    damage(folder)
    update(documents, folder)
    assert verifying.verify(folder) == []
    assert whole(folder) == before
    damage(folder)
    write(documents, TEXTS | {"c.txt": "A new dragon."})
    update(documents, folder)
    assert verifying.verify(folder) == []
    assert any(place[0] == "c.txt" for place in by_words(folder, "dragon"))


def test_derived_files_of_an_attempt_that_failed_are_not_trusted(made: tuple[Path, Path]) -> None:
    documents, folder = made
    shutil.copytree(folder / "derived" / "1", folder / "derived" / "2")
    (folder / "derived" / "3.partial").mkdir()
    write(documents, {"n.txt": "A new dragon."})
    update(documents, folder)
    assert [place[0] for place in by_words(folder, "dragon robots")] == ["n.txt"]


def test_a_reader_whose_files_go_while_it_opens_makes_its_own(
    made: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, folder = made
    before = whole(folder)
    monkeypatch.setattr(index, "_open_derived", lambda home: None)
    assert whole(folder) == before


def test_a_reader_while_another_writes_answers_as_before(made: tuple[Path, Path]) -> None:
    documents, folder = made
    before = whole(folder)
    no_derived(folder)
    inside: list[tuple[Found, Found]] = []

    class Asking(FakeEncoder):
        def encode_document(self, texts, /):  # type: ignore[no-untyped-def]
            inside.append(whole(folder))
            return super().encode_document(texts)

    write(documents, {"c.txt": "A new dragon in Hangzhou."})
    update(documents, folder, open_encoder=lambda _: Asking())
    assert inside == [before]
    assert {place[0] for place in whole(folder)[1]} == {"c.txt"}


# Index folders that are none


@pytest.mark.parametrize("name", ["missing", "a file", "strangers"])
def test_no_index_there(tmp_path: Path, name: str) -> None:
    (tmp_path / "a file").write_text("x")
    (tmp_path / "strangers").mkdir()
    (tmp_path / "strangers" / "thesis.docx").write_text("x")
    with pytest.raises(IndexFolderError, match=rf"^[^\n]*{name}: [^\n]+--index[^\n]*$"):
        Index(tmp_path / name)
    with pytest.raises(IndexFolderError, match=rf"^[^\n]*{name}: "):
        verifying.verify(tmp_path / name)


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    write(tmp_path / "documents", TEXTS)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.docx").write_text("x")
    with pytest.raises(IndexFolderError, match=r"not an askhz index \(it holds 'thesis.docx'\)"):
        update(tmp_path / "documents", tmp_path / "mine")
    assert nested(tmp_path / "mine") == {"thesis.docx": b"x"}
    with pytest.raises(IndexFolderError, match="a file, not a folder"):
        update(tmp_path / "documents", tmp_path / "documents" / "a.txt")


@pytest.mark.parametrize("name", ["encoders/mine/weights.bin", "derived/table.csv"])
def test_what_is_a_stranger_s_is_never_removed(tmp_path: Path, made: tuple[Path, Path], name: str) -> None:
    documents, folder = made
    for home in (tmp_path / "mine", folder):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text("precious")
    with pytest.raises(IndexFolderError, match=rf"it holds '{name[:8]}"):
        update(documents, tmp_path / "mine")
    (documents / "a.txt").write_text("Something else stands here.")
    update(documents, folder)
    assert {(home / name).read_text() for home in (tmp_path / "mine", folder)} == {"precious"}


def test_without_its_catalog_it_is_made_again(made: tuple[Path, Path]) -> None:
    documents, folder = made
    for file in folder.glob("catalog.sqlite*"):
        file.unlink()
    assert update(documents, folder).added == 2


def test_an_index_deleted_and_made_again_is_followed_even_if_asked_meanwhile(made: tuple[Path, Path]) -> None:
    documents, folder = made
    with opened(folder) as one:
        assert by_words(one, "Wukong")
        shutil.rmtree(folder)
        folder.mkdir()
        with closing(lookup.Catalog(folder, create=True)):
            for _ in range(2):
                with pytest.raises(IndexFolderError, match="nothing is indexed yet"), one.snapshot():
                    pass
        write(documents, {"c.txt": "Trains leave the station."})
        update(documents, folder)
        assert not by_words(one, "Wukong")
        assert by_words(one, "trains")
        assert one.document("a.txt") is None


def test_a_deleted_index_gives_no_text(made: tuple[Path, Path]) -> None:
    _, folder = made
    with opened(folder) as one:
        assert one.document("a.txt") is not None
        shutil.rmtree(folder)
        for call in (lambda: one.document("a.txt"), one.sources, lambda: one.titles(["a.txt"])):
            with pytest.raises(IndexFolderError, match="no such index"):
                call()


def test_while_the_documents_are_read_no_other_update_comes_in_between(
    made: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    documents, folder = made
    write(documents, TEXTS | {"c.txt": "A secret code."})
    read, refused = lookup.documents.read, []

    def slow(paths: list[Path]) -> object:
        monkeypatch.setattr(lookup.documents, "read", read)
        found = read(paths)
        (documents / "c.txt").unlink()
        with pytest.raises(IndexFolderError, match="another") as caught:
            update(documents, folder)
        refused.append(caught)
        return found

    monkeypatch.setattr(lookup.documents, "read", slow)
    update(documents, folder)
    assert refused, "else its reading would be newer and be written first"


def test_an_index_begun_by_another_while_the_documents_were_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "documents", TEXTS | {"c.txt": "A secret code."})
    read = lookup.documents.read

    def slow(paths: list[Path], **options: object) -> object:
        monkeypatch.setattr(lookup.documents, "read", read)
        found = read(paths)
        (tmp_path / "documents" / "c.txt").unlink()
        update(tmp_path / "documents", tmp_path / "index")
        return found

    monkeypatch.setattr(lookup.documents, "read", slow)
    update(tmp_path / "documents", tmp_path / "index")
    assert not by_words(tmp_path / "index", "secret")


def test_a_title_never_cuts_its_passage(tmp_path: Path) -> None:
    line = {"_id": "a", "title": "On " + "very " * 300 + "long titles", "text": "The dragon rises. Nobody sleeps."}
    (tmp_path / "dump.jsonl").write_text(json.dumps(line))
    model = FakeEncoder(limit=20)
    update(tmp_path / "dump.jsonl", tmp_path / "index", open_encoder=lambda folder: model)
    whole = [text for text in model.encoded if "very" in text]
    assert whole
    assert all(model.fits(text) and text.endswith(line["text"]) for text in whole)
    assert len(whole[0].split()) == model.limit


def test_begun_but_never_filled(tmp_path: Path) -> None:
    lookup.Catalog(tmp_path, create=True).close()
    for call in (Index, verifying.verify):
        with pytest.raises(IndexFolderError, match="nothing is indexed yet; run askhz index"):
            call(tmp_path)


def set_version(folder: Path, version: int) -> None:
    with closing(sqlite3.connect(folder / "catalog.sqlite")) as db:
        db.execute(f"PRAGMA user_version = {version}")


def test_a_newer_format_is_refused_and_stays(made: tuple[Path, Path]) -> None:
    documents, folder = made
    set_version(folder, 99)
    before = nested(folder)
    for call in (lambda: update(documents, folder), lambda: Index(folder), lambda: verifying.verify(folder)):
        with pytest.raises(IndexFolderError, match=r"newer askhz .*update askhz"):
            call()
    assert nested(folder) == before


def test_an_older_format_is_refused_for_questions_and_remade_by_an_update(made: tuple[Path, Path]) -> None:
    documents, folder = made
    before = whole(folder)
    with opened(folder) as reader:
        set_version(folder, 1)
        with pytest.raises(IndexFolderError, match="older askhz; run askhz index"):
            Index(folder)
        assert "format 1" in (update(documents, folder).remade or "")
        assert by_words(reader, "Hangzhou dragon game") == before[1]
    assert whole(folder) == before


# The encoder's export


@pytest.fixture
def exports(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A stand-in for the export: a file with the encoder's name; lists what was exported."""
    done: list[str] = []

    def export(model: str, folder: Path) -> None:
        (folder / encoder.MANIFEST).write_text(f"{model}@1")
        done.append(model)

    def open_export(folder: Path) -> Encoder:
        try:
            return FakeEncoder((folder / encoder.MANIFEST).read_text())
        except OSError as error:
            raise EncoderError(f"{folder}: the encoder in it cannot be opened ({error.strerror})") from error

    monkeypatch.setattr(encoder, "model_name", lambda model: f"{model}@1")
    monkeypatch.setattr(encoder, "export", export)
    monkeypatch.setattr(index, "OnnxEncoder", open_export)
    return done


def test_an_export_is_made_once_and_made_again_when_damaged(tmp_path: Path, exports: list[str]) -> None:
    write(tmp_path / "documents", TEXTS)
    folder = tmp_path / "index"

    def bring() -> Report:
        return updating.update([tmp_path / "documents"], folder, model="m")

    bring()
    bring()
    assert exports == ["m"]
    home = folder / "encoders" / "m@1"
    for damage in (
        lambda: (home / encoder.MANIFEST).unlink(),
        lambda: (home / encoder.MANIFEST).write_text("n@1"),
        lambda: shutil.rmtree(home),
        lambda: shutil.rmtree(folder / "encoders"),
    ):
        damage()
        with pytest.raises(IndexFolderError, match="run askhz index PATH"):
            Index(folder)
        assert any("encoder" in line for line in verifying.verify(folder))
        assert bring().remade is None
        assert verifying.verify(folder) == []
        Index(folder).close()
    assert exports == ["m"] * 5


def test_another_model_replaces_the_export(tmp_path: Path, exports: list[str]) -> None:
    write(tmp_path / "documents", TEXTS)
    updating.update([tmp_path / "documents"], tmp_path / "index", model="m")
    with closing(Index(tmp_path / "index")) as one:
        done = updating.update([tmp_path / "documents"], tmp_path / "index", model="n")
        assert "another encoder" in (done.remade or "")
        assert [path.name for path in (tmp_path / "index" / "encoders").iterdir()] == ["n@1"]
        with one.snapshot():
            assert one.encoder.name == "n@1"


def test_a_failed_export_leaves_nothing(tmp_path: Path, exports: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def export(model: str, folder: Path) -> None:
        (folder / "half").write_text("x")
        raise EncoderError("cannot be exported")

    write(tmp_path / "documents", TEXTS)
    monkeypatch.setattr(encoder, "export", export)
    with pytest.raises(EncoderError):
        updating.update([tmp_path / "documents"], tmp_path / "index", model="m")
    assert not list((tmp_path / "index" / "encoders").iterdir())
    with pytest.raises(IndexFolderError, match="nothing is indexed yet"):
        Index(tmp_path / "index")


# Verify


def test_verify_names_what_is_stale(made: tuple[Path, Path]) -> None:
    documents, folder = made
    assert verifying.verify(folder) == []
    (documents / "new.txt").write_text("A new text is no fault.")
    assert verifying.verify(folder) == []
    (documents / "a.txt").rename(documents / "moved.txt")
    assert verifying.verify(folder) == ["a.txt: moved to moved.txt since it was indexed"]
    (documents / "moved.txt").unlink()
    assert verifying.verify(folder) == ["a.txt: gone or no longer readable since it was indexed"]
    write(documents, {"a.txt": TEXTS["a.txt"], "b.txt": TEXTS["b.txt"] + "More."})
    assert verifying.verify(folder) == ["b.txt: changed since it was indexed"]
    write(documents, {"a.txt": TEXTS["a.txt"], "b.txt": "X" + TEXTS["b.txt"]})
    assert verifying.verify(folder)[0] == "b.txt: changed since it was indexed"
    assert verifying.verify(folder)[1].startswith("b.txt[0:")
    assert verifying.verify(folder)[1].endswith("]: not the text that is stored")
    (documents / "b.txt").write_bytes(b"\xff")
    assert verifying.verify(folder) == ["b.txt: gone or no longer readable since it was indexed"]
    shutil.rmtree(documents)
    assert [line for line in verifying.verify(folder) if "no such file or folder" in line]


def test_verify_reads_a_dump_line_by_line(tmp_path: Path) -> None:
    dump = tmp_path / "dump.jsonl"
    lines = [{"_id": "a", "text": "The dragon rises."}, {"_id": "b", "text": "Nobody sleeps."}]
    dump.write_text("\n".join(map(json.dumps, lines)))
    update(dump, tmp_path / "index")
    assert verifying.verify(tmp_path / "index") == []
    dump.write_text("\n".join(map(json.dumps, reversed(lines))))
    assert verifying.verify(tmp_path / "index") == []
    dump.write_text(json.dumps({"_id": "b", "text": "Somebody sleeps."}) + "\n{")
    assert verifying.verify(tmp_path / "index") == [
        "a: gone or no longer readable since it was indexed",
        "b: changed since it was indexed",
        "b[0:14]: not the text that is stored",
    ]


def test_verify_with_one_of_two_folders_gone(tmp_path: Path) -> None:
    write(tmp_path / "one", {"a.txt": TEXTS["a.txt"]})
    write(tmp_path / "two", {"b.txt": TEXTS["b.txt"]})
    updating.update([tmp_path / "one", tmp_path / "two"], tmp_path / "index", open_encoder=open_fake)
    assert verifying.verify(tmp_path / "index") == []
    shutil.rmtree(tmp_path / "two")
    found = verifying.verify(tmp_path / "index")
    assert len(found) == 2
    assert "two: no such file or folder" in found[0]
    assert found[1].startswith("two/b.txt: gone")


def test_verify_where_a_folder_was_moved_and_a_link_left(tmp_path: Path) -> None:
    write(tmp_path / "notes", TEXTS)
    update(tmp_path / "notes", tmp_path / "index")
    (tmp_path / "big").mkdir()
    (tmp_path / "notes").rename(tmp_path / "big" / "notes")
    (tmp_path / "notes").symlink_to(tmp_path / "big" / "notes")
    assert verifying.verify(tmp_path / "index") == []


def test_verify_where_one_folder_is_gone_and_the_other_leads_elsewhere(tmp_path: Path) -> None:
    write(tmp_path / "in" / "one", {"a.txt": TEXTS["a.txt"]})
    write(tmp_path / "in" / "two", {"b.txt": TEXTS["b.txt"]})
    roots = [tmp_path / "in" / "one", tmp_path / "in" / "two"]
    updating.update(roots, tmp_path / "index", open_encoder=open_fake)
    roots[0].rename(tmp_path / "one")
    roots[0].symlink_to(tmp_path / "one")
    shutil.rmtree(roots[1])
    assert any("no longer below" in line for line in verifying.verify(tmp_path / "index"))


def test_verify_finds_a_passage_that_is_not_its_document_s_text(made: tuple[Path, Path]) -> None:
    _, folder = made
    with closing(sqlite3.connect(folder / "catalog.sqlite")) as db:
        db.execute("UPDATE passages SET text = 'Other words.' WHERE source = 'a.txt'")
        db.commit()
    assert any(line.startswith("a.txt[0:") for line in verifying.verify(folder))


# Several threads


def test_threads_ask_while_another_updates(made: tuple[Path, Path]) -> None:
    documents, folder = made
    states = [TEXTS, {"a.txt": TEXTS["a.txt"]}, {"c.txt": "A third dragon in Hangzhou."}]
    allowed = []
    for number, texts in enumerate(states):
        write(documents, texts)
        update(documents, folder.with_name(f"fresh{number}"))
        allowed.append(by_words(folder.with_name(f"fresh{number}"), "dragon Hangzhou game"))
    wrong: list[object] = []
    ended = threading.Event()

    def ask(one: Index) -> None:
        try:
            while not ended.is_set():
                found = by_words(one, "dragon Hangzhou game")
                if found not in allowed:
                    wrong.append(found)
        except BaseException as error:
            wrong.append(error)

    with opened(folder) as one:
        threads = [threading.Thread(target=ask, args=(one,)) for _ in range(3)]
        for thread in threads:
            thread.start()
        for texts in states * 3:
            write(documents, texts)
            update(documents, folder)
        ended.set()
        for thread in threads:
            thread.join()
        assert by_words(one, "dragon Hangzhou game") == allowed[-1]
    assert wrong == []


NAMES = ["with space", "100%?#", "ひらがな", "new\nline"]


@pytest.mark.parametrize("name", [*NAMES, os.fsdecode(b"bytes\xff")])
def test_the_folder_of_documents_may_have_any_name(tmp_path: Path, name: str) -> None:
    folder = tmp_path / f"index of {name}" if name in NAMES else tmp_path / "index"
    write(tmp_path / name, TEXTS)
    update(tmp_path / name, folder)
    assert {source for source, *_ in whole(folder)[0]} == set(TEXTS)
    assert verifying.verify(folder) == []


def test_an_index_folder_s_name_must_be_utf_8(made: tuple[Path, Path]) -> None:
    with pytest.raises(IndexFolderError, match="not UTF-8"):
        update(made[0], made[1].with_name(os.fsdecode(b"bytes\xff")))
