import json
import math
import shutil
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from fakes import FakeEncoder, open_fake
from indexes import LONGEST, TEXTS, Found, by_vectors, by_words, no_derived, opened, remove, update, whole, write

from askhz.errors import EncoderError, IndexFolderError
from askhz.index import Index, derived, lookup, manifest, postings
from askhz.index.catalog import Catalog, PassageSpans
from askhz.index.database import Database
from askhz.indexing import verify
from askhz.models.encoder import Rows
from askhz.records import DocumentInfo

# Looking up


def test_the_nearest_are_those_of_the_largest_inner_product(made: tuple[Path, Path]) -> None:
    questions = ["dragon in Hangzhou", "players of the game", "nothing of it"]
    with opened(made[1]) as index, index.snapshot() as one:
        rows = one.encoder.encode_query(questions)
        ids = list(range(1, len(one) + 1))
        vectors = np.stack([one.stored(ids)[number].vector for number in ids])
        expected = rows @ vectors.T
        for k in (1, 2, 100):
            for cosines, found in zip(expected, one.nearest(rows, k), strict=True):
                assert [score for _, score in found] == pytest.approx(sorted(cosines, reverse=True)[:k], abs=1e-6)
                assert [cosines[ids.index(number)] for number, _ in found] == pytest.approx(
                    [s for _, s in found], abs=1e-6
                )


def test_rarity_is_robertsons_idf(tmp_path: Path) -> None:
    write(tmp_path / "documents", {"a.txt": "A dragon.", "b.txt": "A dragon rises.", "c.txt": "A game."})
    update(tmp_path / "documents", tmp_path / "index")
    with opened(tmp_path / "index") as index, index.snapshot() as one:
        assert len(one) == 3
        assert one.rarity("dragon") == pytest.approx(math.log(1 + (3 - 2 + 0.5) / (2 + 0.5)))
        assert one.rarity("game") == pytest.approx(math.log(1 + (3 - 1 + 0.5) / (1 + 0.5)))
        assert one.rarity("unicorn") == pytest.approx(math.log(1 + 3.5 / 0.5))


def test_passages_that_hold_all_of_some_words(tmp_path: Path) -> None:
    texts = {"a.txt": "A red dragon.", "b.txt": "A dragon rises.", "c.txt": "A red game."}
    write(tmp_path / "documents", texts)
    update(tmp_path / "documents", tmp_path / "index")
    with opened(tmp_path / "index") as index, index.snapshot() as one:
        assert [one.holding(words) for words in (["dragon"], ["red", "dragon"], ["game", "rise"], ["red", "red"])] == [
            *(2, 1, 0, 2)
        ]
    write(tmp_path / "documents", {name: text for name, text in texts.items() if name != "a.txt"})
    update(tmp_path / "documents", tmp_path / "index")
    with opened(tmp_path / "index") as index, index.snapshot() as one:
        assert one.holding(["red", "dragon"]) == 0


def test_only_words_that_neither_the_index_nor_the_encoder_knows_are_corrected(made: tuple[Path, Path]) -> None:
    class Knowing(FakeEncoder):
        def knows(self, word: str, /) -> bool:
            return word == "wukang"

    with closing(Index(made[1], open_encoder=lambda _: Knowing())) as index, index.snapshot() as one:
        asked = ["dragom", "dragon", "wukang", "hangzhuo", "xylophone", "dragom"]
        assert one.corrections(asked) == {"dragom": "dragon", "hangzhuo": "hangzhou"}
        assert one.corrections([]) == {}
        assert one.corrections(["wukangs"]) == {}, "a form of a known word"
    with opened(made[1]) as index, index.snapshot() as one:
        assert one.corrections(["wukang"]) == {"wukang": "wukong"}


def test_a_word_of_a_header_is_no_slip(tmp_path: Path) -> None:
    rows = "sepal_width,kind\n" + "\n".join(f"{at},setosa sepad" for at in range(5)) + "\n"
    write(tmp_path / "documents", {"iris.csv": rows})
    update(tmp_path / "documents", tmp_path / "index")
    with opened(tmp_path / "index") as index, index.snapshot() as one:
        assert one.corrections(["sepax"]) == {"sepax": "sepad"}
        assert one.corrections(["sepal"]) == {}


def test_a_passage_is_fetched_with_its_document(made: tuple[Path, Path]) -> None:
    with opened(made[1]) as index, index.snapshot() as one:
        ids = [number for number, _ in one.matching(["dragon"], 10)]
        assert one.spans([*ids, 99]).keys() == one.stored([*ids, 99]).keys() == {*ids}
        for number, stored in one.stored(ids).items():
            passage = stored.passage
            assert stored.document == DocumentInfo("a.txt", "a", len(TEXTS["a.txt"]))
            assert one.spans(ids)[number] == PassageSpans("a.txt", passage.start, passage.end, passage.sentences)
            assert stored.vector == pytest.approx(FakeEncoder().encode_document([passage.text])[0], abs=1e-3)
        assert index.sources() == ["a.txt", "b.txt"]
        assert [info.source for info in index.documents()] == index.sources()
        assert index.document("c.txt") is None


# Following


def test_an_open_index_follows_new_names(made: tuple[Path, Path]) -> None:
    documents, folder = made
    with opened(folder) as index:
        (documents / "aliases.toml").write_text('names = [["Unitree", "Yushu"]]')
        assert update(documents, folder).encoded == 0
        with index.snapshot() as one:
            assert one.aliases.groups == (("Unitree", "Yushu"),)
        (documents / "aliases.toml").unlink()
        update(documents, folder)
        with index.snapshot() as one:
            assert one.aliases.groups == ()


def test_an_open_index_follows_a_folder_that_was_made_anew(made: tuple[Path, Path]) -> None:
    documents, folder = made
    with opened(folder) as index:
        remove(folder)
        with pytest.raises(IndexFolderError, match="no such index"):
            by_words(index, "dragon")
        write(documents, {"n.txt": "An entirely new dragon."})
        update(documents, folder)
        assert [place[0] for place in by_words(index, "dragon")] == ["n.txt"]
        assert [place[0] for place in by_vectors(index, "dragon")] == ["n.txt"]


def test_it_does_so_where_the_new_file_gets_the_number_of_the_old_one(
    made: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    # A file system gives the number of a deleted file to the next one that is made.
    monkeypatch.setattr(Database, "_identity", lambda self: (1, 1))
    documents, folder = made
    with opened(folder) as index:
        with pytest.raises(KeyError), index.snapshot():
            raise KeyError  # a question that fails closes its connection
        remove(folder)
        write(documents, {"n.txt": "An entirely new dragon."})
        update(documents, folder)
        assert [place[0] for place in by_words(index, "dragon robots")] == ["n.txt"]
        assert [place[0] for place in by_vectors(index, "dragon robots")] == ["n.txt"]


def test_an_index_deleted_and_made_again_is_followed_even_if_asked_meanwhile(made: tuple[Path, Path]) -> None:
    documents, folder = made
    with opened(folder) as index:
        assert by_words(index, "Wukong")
        remove(folder)
        folder.mkdir()
        with closing(Catalog(folder, create=True)):
            for _ in range(2):
                with pytest.raises(IndexFolderError, match="nothing is indexed yet"), index.snapshot():
                    pass
        write(documents, {"c.txt": "Trains leave the station."})
        update(documents, folder)
        assert not by_words(index, "Wukong")
        assert by_words(index, "trains")
        assert index.document("a.txt") is None


def test_a_deleted_index_gives_no_text(made: tuple[Path, Path]) -> None:
    _, folder = made
    with opened(folder) as index:
        assert index.document("a.txt") is not None
        remove(folder)
        for call in (lambda: index.document("a.txt"), index.sources, index.documents):
            with pytest.raises(IndexFolderError, match="no such index"):
                call()


def test_a_snapshot_stays_what_it_was_while_an_update_ends(made: tuple[Path, Path]) -> None:
    documents, folder = made
    with opened(folder) as index, index.snapshot() as before:
        write(documents, {"c.txt": "A new dragon."})
        update(documents, folder)
        with index.snapshot() as after:
            ids = [number for number, _ in after.matching(["dragon"], 9)]
            assert {stored.passage.source for stored in after.stored(ids).values()} == {"c.txt"}
        ids = [number for number, _ in before.matching(["dragon"], 9)]
        assert {stored.passage.source for stored in before.stored(ids).values()} == {"a.txt"}
        (near,) = before.nearest(before.encoder.encode_query(["dragon"]), 9)
        assert before.stored([number for number, _ in near]).keys() == {number for number, _ in near}


def test_the_encoder_is_opened_once_and_again_only_for_another(made: tuple[Path, Path]) -> None:
    documents, folder = made
    names = ["fake@1"]
    opened_as: list[str] = []

    def open_encoder(home: Path) -> FakeEncoder:
        opened_as.append(names[-1])
        return FakeEncoder(names[-1])

    with closing(Index(folder, open_encoder=open_encoder)) as index:
        write(documents, TEXTS | {"c.txt": "A new dragon."})
        update(documents, folder)
        assert by_words(index, "new")
        assert opened_as == ["fake@1"]
        names.append("other@2")
        update(documents, folder, open_encoder=lambda _: FakeEncoder("other@2"))
        with index.snapshot() as one:
            assert one.encoder.name == "other@2"
        assert opened_as == ["fake@1", "other@2"]


def test_an_encoder_that_cannot_be_opened_says_what_to_do(made: tuple[Path, Path]) -> None:
    def broken(home: Path) -> FakeEncoder:
        raise EncoderError("no such encoder")

    with pytest.raises(IndexFolderError, match=r"no such encoder; run askhz index PATH"):
        Index(made[1], open_encoder=broken)


def test_postings_damaged_while_they_are_open_are_said_then_made_again(
    made: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, folder = made
    with opened(folder) as index:
        before = by_words(index, "dragon")

        def damaged(*given: object) -> None:
            flip(next(home_of(folder).rglob("*.idx")), 30)
            raise ValueError("index out of\nbounds")

        with monkeypatch.context() as patched:
            patched.setattr(postings, "_found", damaged)
            with pytest.raises(IndexFolderError, match=r"damaged while it was open \(index out of bounds\); ask again"):
                by_words(index, "dragon")
        assert by_words(index, "dragon") == before
    assert verify(folder) == []


# Several threads


def test_threads_are_in_snapshots_at_the_same_time(made: tuple[Path, Path]) -> None:
    both = threading.Barrier(3, timeout=LONGEST)
    failed: list[BaseException] = []

    def ask(index: Index) -> None:
        try:
            with index.snapshot() as one:
                both.wait()
                ids = [number for number, _ in one.matching(["dragon"], 9)]
                texts = {stored.passage.text for stored in one.stored(ids).values()}
                both.wait()
            assert texts
        except BaseException as error:
            failed.append(error)

    with opened(made[1]) as index:
        threads = [threading.Thread(target=ask, args=(index,), daemon=True) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(LONGEST)
        assert not any(thread.is_alive() for thread in threads)
    assert failed == []


@pytest.mark.slow
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

    def ask(index: Index) -> None:
        try:
            while not ended.is_set():
                found = by_words(index, "dragon Hangzhou game")
                if found not in allowed:
                    wrong.append(found)
        except BaseException as error:
            wrong.append(error)

    with opened(folder) as index:
        threads = [threading.Thread(target=ask, args=(index,)) for _ in range(3)]
        for thread in threads:
            thread.start()
        for texts in states * 3:
            write(documents, texts)
            update(documents, folder)
        ended.set()
        for thread in threads:
            thread.join()
        assert by_words(index, "dragon Hangzhou game") == allowed[-1]
    assert wrong == []


def test_closed_while_a_thread_is_inside_that_one_ends_well(made: tuple[Path, Path]) -> None:
    index = Index(made[1], open_encoder=open_fake)
    with index.snapshot() as one:
        index.close()
        assert one.matching(["dragon"], 9)
    assert index._idle == []


# Derived files that are missing or damaged are made again


def home_of(folder: Path) -> Path:
    (home,) = (folder / "derived").iterdir()
    return home


def flip(file: Path, at: int = 0) -> None:
    raw = bytearray(file.read_bytes())
    raw[at % len(raw)] ^= 0xFF
    damaged = file.with_name(f"{file.name}.damaged")  # not in place: a map of the old file may still be open
    damaged.write_bytes(raw)
    damaged.replace(file)


def derived_is_a_file(folder: Path) -> None:
    remove(folder / "derived")
    (folder / "derived").write_text("x")


def home_is_a_file(folder: Path) -> None:
    home = home_of(folder)
    remove(home)
    home.write_text("x")


def no_manifest(folder: Path) -> None:
    (home_of(folder) / "manifest.json").unlink()


def manifest_of_a_list(folder: Path) -> None:
    (home_of(folder) / "manifest.json").write_text("[" * 100_000)


def manifest_changed(folder: Path) -> None:
    file = home_of(folder) / "manifest.json"
    written = json.loads(file.read_text())
    written["settings"]["removed"] += 1
    file.write_text(json.dumps(written))


def vectors(folder: Path) -> list[Path]:
    return sorted(file for file in (home_of(folder) / "vectors").iterdir() if file.stat().st_size)


def no_vectors(folder: Path) -> None:
    vectors(folder)[0].unlink()


def flipped_vectors(folder: Path) -> None:
    flip(vectors(folder)[0], -9)


def empty_vectors(folder: Path) -> None:
    vectors(folder)[0].write_bytes(b"")


def listed_again(folder: Path) -> None:
    settings = manifest.read_manifest(home_of(folder)).settings
    manifest.write_manifest(home_of(folder), settings)


def listed_garbage(folder: Path) -> None:
    for file in vectors(folder):
        file.unlink()
        file.write_bytes(b"garbage")
    listed_again(folder)


def listed_empty_postings(folder: Path) -> None:
    for file in (home_of(folder) / "postings").iterdir():
        file.unlink()
        file.write_bytes(b"")
    listed_again(folder)


def postings_without_files(folder: Path) -> None:
    for file in (home_of(folder) / "postings").iterdir():
        file.unlink()


def postings_missing_one(folder: Path) -> None:
    next((home_of(folder) / "postings").glob("*.term")).unlink()


def postings_are_a_file(folder: Path) -> None:
    remove(home_of(folder) / "postings")
    (home_of(folder) / "postings").write_text("x")


def flipped(suffix: str) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        for file in (home_of(folder) / "postings").glob(f"*{suffix}"):
            flip(file, file.stat().st_size // 2)

    damage.__name__ = f"flipped_{suffix}"
    return damage


DAMAGES = [
    no_derived,
    derived_is_a_file,
    home_is_a_file,
    no_manifest,
    manifest_of_a_list,
    manifest_changed,
    no_vectors,
    flipped_vectors,
    empty_vectors,
    listed_garbage,
    listed_empty_postings,
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
    assert any("askhz index PATH makes it again" in line for line in verify(folder))
    assert whole(folder) == before
    assert verify(folder) == []
    damage(folder)
    update(documents, folder)
    assert verify(folder) == []
    assert whole(folder) == before
    damage(folder)
    write(documents, TEXTS | {"c.txt": "A new dragon."})
    update(documents, folder)
    assert verify(folder) == []
    assert any(place[0] == "c.txt" for place in by_words(folder, "dragon"))


def test_large_files_are_not_read_at_opening_but_by_verify_and_update(
    made: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    documents, folder = made
    before = by_words(folder, "dragon")
    monkeypatch.setattr(derived, "CHECKED_AT_OPENING", 0)  # every file is a large one
    flipped_vectors(folder)
    damaged = vectors(folder)[0].read_bytes()
    assert by_words(folder, "dragon") == before
    assert vectors(folder)[0].read_bytes() == damaged, "not read, not made again"
    assert any("not as it was written" in line for line in verify(folder))
    update(documents, folder)
    assert verify(folder) == []
    flipped_vectors(folder)
    write(documents, TEXTS | {"c.txt": "A new dragon."})
    update(documents, folder)
    assert verify(folder) == []
    update(documents, folder.with_name("fresh"))
    assert by_vectors(folder, "dragon") == by_vectors(folder.with_name("fresh"), "dragon")


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
    monkeypatch.setattr(lookup, "open_derived", lambda home: None)
    assert whole(folder) == before


def test_a_reader_while_another_writes_answers_as_before(made: tuple[Path, Path]) -> None:
    documents, folder = made
    before = whole(folder)
    no_derived(folder)
    inside: list[tuple[Found, Found]] = []

    class Asking(FakeEncoder):
        def encode_document(self, texts: Sequence[str], /) -> Rows:
            inside.append(whole(folder))
            return super().encode_document(texts)

    write(documents, {"c.txt": "A new dragon in Hangzhou."})
    update(documents, folder, open_encoder=lambda _: Asking())
    assert inside == [before]
    assert {place[0] for place in whole(folder)[1]} == {"c.txt"}


# Folders that are no index


@pytest.mark.parametrize("name", ["missing", "a file", "strangers"])
def test_no_index_there(tmp_path: Path, name: str) -> None:
    (tmp_path / "a file").write_text("x")
    (tmp_path / "strangers").mkdir()
    (tmp_path / "strangers" / "thesis.docx").write_text("x")
    with pytest.raises(IndexFolderError, match=rf"^[^\n]*{name}: [^\n]+--index[^\n]*$"):
        Index(tmp_path / name)
    with pytest.raises(IndexFolderError, match=rf"^[^\n]*{name}: "):
        verify(tmp_path / name)


def test_begun_but_never_filled(tmp_path: Path) -> None:
    Catalog(tmp_path, create=True).close()
    for call in (Index, verify):
        with pytest.raises(IndexFolderError, match="nothing is indexed yet; run askhz index"):
            call(tmp_path)
