import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pytest
from fakes import open_fake
from indexes import by_words, nested, opened, update, whole

from askhz import retrieval
from askhz.chatbot import Chatbot
from askhz.documents import formats, make_document
from askhz.documents.reader import About
from askhz.errors import IndexFolderError
from askhz.index import Index, schema
from askhz.index.catalog import Catalog
from askhz.index.database import Database
from askhz.index.folder import CATALOG
from askhz.indexing import verify
from askhz.reading import SentenceRanker
from askhz.records import Anchor, Document, DocumentInfo, Place, Problem
from askhz.render.payload import to_json

FIXTURES = Path(__file__).parent.parent / "fixtures"
FORMAT_2, FORMAT_3 = FIXTURES / "format-2", FIXTURES / "format-3"
# Of these an English word was taken for a slip of another ("many" of "may", "grow" of "grown").
RESPELT = ("How many copies did Wukong sell?", "Why did the companies of Hangzhou grow fast?")
# Not the Chinese question: its words are others now, and an older index has them only once it is brought in step.
ANSWERS = [
    answer
    for answer in json.loads((FORMAT_2 / "answers.json").read_text(encoding="utf-8"))
    if answer["question"].isascii() and answer["question"] not in RESPELT
]


def test_every_format_that_is_brought_forward_has_an_index_of_its_time() -> None:
    kept = {}
    for folder in FIXTURES.glob("format-*"):
        with closing(sqlite3.connect(f"file:{folder / 'index' / CATALOG}?immutable=1", uri=True)) as file:
            (kept[folder.name],) = file.execute("PRAGMA user_version").fetchone()
    assert kept == {f"format-{number}": number for number in range(schema.FORMAT) if schema.can_migrate(number)}


def copied(folder: Path) -> Path:
    """A copy of the index that an earlier release wrote, with its documents beside it."""
    shutil.copytree(FORMAT_2, folder, dirs_exist_ok=True)
    return folder / "index"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return copied(tmp_path)


FUSION = "min-max"  # how the earlier releases ranked


@pytest.fixture(autouse=True)
def ranked_as_then(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passages of one document follow each other as they did in the earlier releases."""
    monkeypatch.setattr(retrieval, "FADING", 0.85)


def answers(index: Index, *, calibrated: bool = True) -> list[Any]:
    """What is answered to the questions that the earlier release was asked, without what it did not know yet.

    Confidences are left out: what a passage is about is read with it now, and passages of format 2 do not know it.
    """
    bot = Chatbot(index, SentenceRanker(), calibrated=calibrated, fusion=FUSION)
    found = [known_then(to_json(bot.ask(answer["question"])), answer) for answer in ANSWERS]
    for answer in found:
        for item in answer["passages"]:
            item.pop("place", None)
            item.pop("headings", None)
    return found


def read_with_headings(stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    """Markdown whose headings are known, as anchors."""
    text = stream.read().decode()
    title = re.findall(r"^# (.+)$", text, re.MULTILINE)[0]
    anchors = [
        Anchor(line.start(), Place(line=text[: line.start()].count("\n") + 1), (line.group(1),))
        for line in re.finditer(r"^#+ (.+)$", text, re.MULTILINE)
    ]
    yield make_document(about.source, title, text, about.details, kind="md", anchors=anchors)


def known_then(found: dict[str, Any], answered: dict[str, Any]) -> dict[str, Any]:
    """What an index decides of an answer: the passages read. How quotes are chosen from them may change."""
    return {"question": answered["question"], "passages": found["passages"]}


def quoted() -> list[Any]:
    """What the earlier release read for its answers."""
    return [about(known_then(answer, answer)) for answer in ANSWERS]


def about(value: Any) -> Any:
    """The same, but a number with a point may differ as much as half precision makes a cosine differ."""
    if isinstance(value, dict):
        return {key: about(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [about(inner) for inner in value]
    return pytest.approx(value, abs=2e-3) if isinstance(value, float) else value


@pytest.fixture
def headings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Markdown is read by a reader that knows headings, whatever the shipped one knows."""
    how = formats.Format("md", "text/markdown", read_with_headings, version=99)
    monkeypatch.setitem(formats.FORMATS, ".md", how)


def test_tables_are_made_whole_and_what_was_there_is_dropped(tmp_path: Path) -> None:
    with closing(Database(tmp_path, create=True)) as database:
        with database.transaction():
            database.connection.execute("CREATE TABLE documents (other)")
            database.connection.execute('CREATE TABLE "a ""name" (other)')
            database.connection.execute('DROP TABLE "a ""name"')
            schema.create(database.connection)
        tables = {name for (name,) in database.connection.execute("SELECT name FROM sqlite_master WHERE sql NOT NULL")}
        assert tables >= {"meta", "documents", "texts", "passages", "vocabulary", "files", "passages_digest"}
    with closing(Database(tmp_path)) as database:
        assert database.format == schema.FORMAT


@pytest.mark.parametrize("fixture", ["old", "format_3"])
def test_a_migrated_index_has_the_tables_of_a_new_one(
    fixture: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    def tables(folder: Path) -> dict[str, str]:
        with closing(Database(folder)) as database:
            rows = database.connection.execute("SELECT name, sql FROM sqlite_master WHERE sql NOT NULL")
            written = {name: re.sub(r"[\s\"]+", " ", sql) for name, sql in rows}
        columns = written["passages"].split("(", 1)[1].rsplit(")", 1)[0]
        return written | {"passages": " ".join(sorted(column.strip() for column in columns.split(",")))}

    (tmp_path / "new").mkdir()
    with closing(Database(tmp_path / "new", create=True)) as database, database.transaction():
        schema.create(database.connection)
    assert tables(request.getfixturevalue(fixture)) == tables(tmp_path / "new")


def test_an_index_of_format_2_answers_as_it_did(old: Path) -> None:
    with opened(old) as index:
        assert answers(index) == quoted()
    with closing(Catalog(old)) as catalog:
        assert catalog.current
        assert catalog.version == 1
        assert catalog.database.damage() == []
        (guide,) = [info for info in catalog.documents() if info.source == "guide.md"]
        document = catalog.document("guide.md")
        assert document is not None
        assert document.text == (FORMAT_2 / "documents" / "guide.md").read_text(encoding="utf-8")
        assert guide == DocumentInfo("guide.md", document.title, len(document.text), {}, "md")
        assert catalog.document("dragons.txt") is not None
        passages = [passage for source in catalog.sources() for passage in catalog.passages_of(source)]
        assert passages
        assert {(passage.context, passage.kinds, passage.edits) for passage in passages} == {("", (), ())}


def test_only_where_the_title_names_what_is_asked_about_is_it_less_sure(old: Path) -> None:
    with opened(old) as index:
        bot = Chatbot(index, SentenceRanker(), fusion=FUSION)
        changed = {
            answer["question"]: (answer["confidence"], confidence)
            for answer in ANSWERS
            if (confidence := bot.ask(answer["question"]).confidence) != about(answer["confidence"])
        }
    assert changed.keys() == {"Who built the ferry of Hartsgate?"}
    assert all(now < before for before, now in changed.values())


def test_its_calibration_is_still_used(old: Path) -> None:
    question = ANSWERS[0]["question"]
    with opened(old) as index:
        calibrated = Chatbot(index, SentenceRanker(), fusion=FUSION)
        assert not calibrated.calibration_is_stale()
        with index.snapshot() as one:
            assert one.calibrations()["sentence-judge"]["slope"] == 0.7
        plain = Chatbot(index, SentenceRanker(), calibrated=False, fusion=FUSION).ask(question).confidence
        assert calibrated.ask(question).confidence == about(ANSWERS[0]["confidence"]) != plain


@pytest.mark.slow
@pytest.mark.usefixtures("headings")
def test_brought_in_step_it_is_prepared_again_and_then_as_a_new_one(old: Path, tmp_path: Path) -> None:
    done = update(tmp_path / "documents", old)
    assert (done.added, done.changed, done.removed, done.unchanged) == (0, 0, 0, 5)
    assert done.remade == "its passages were cut otherwise"
    assert done.encoded > 0
    update(tmp_path / "documents", tmp_path / "fresh")
    assert whole(old) == whole(tmp_path / "fresh")
    with opened(old) as index, opened(tmp_path / "fresh") as fresh:
        assert answers(index, calibrated=False) == answers(fresh)
        bot = Chatbot(index, SentenceRanker())
        (ticket,) = bot.ask("How much does a ticket for the ferry cost?").citations
        assert ticket.headings == ("The ferry of Hartsgate", "Tickets")
        assert ticket.place == Place(section="Tickets")
        assert bot.documents() == Chatbot(fresh, SentenceRanker()).documents()
        assert [index.document(source) for source in index.sources()] == [fresh.document(s) for s in fresh.sources()]
    assert verify(old) == []
    assert update(tmp_path / "documents", old).unchanged == 5


@pytest.fixture
def format_3(tmp_path: Path) -> Path:
    """A copy of the index that the release before format 4 wrote, with its documents beside it."""
    shutil.copytree(FORMAT_3 / "index", tmp_path / "index")
    shutil.copytree(FORMAT_2 / "documents", tmp_path / "documents")
    return tmp_path / "index"


def test_an_index_of_format_3_keeps_its_vectors_in_half_precision(format_3: Path) -> None:
    with closing(sqlite3.connect(format_3 / CATALOG)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (3,)
        before = {n: np.frombuffer(row, "<f4") for n, row in db.execute("SELECT id, vector FROM passages")}
    with closing(Catalog(format_3)) as catalog:
        assert catalog.current
        assert catalog.database.damage() == []
        ((ids, rows),) = catalog.all_vectors()
    assert ids == list(before)
    assert len(ids) == 9
    for number, row in zip(ids, rows, strict=True):
        assert row.tolist() == before[number].astype(np.float16).astype(np.float32).tolist()


def test_an_index_of_format_3_answers_as_it_did(format_3: Path) -> None:
    kept = json.loads((FORMAT_3 / "answers.json").read_text(encoding="utf-8"))
    answered = [answer for answer in kept if answer["question"] not in RESPELT]
    assert len(answered) == len(kept) - len(RESPELT)
    with opened(format_3) as index:
        bot = Chatbot(index, SentenceRanker(), fusion=FUSION)
        assert not bot.calibration_is_stale()
        found = [known_then(to_json(bot.ask(answer["question"])), answer) for answer in answered]
    assert found == about([known_then(answer, answer) for answer in answered])


def test_an_index_of_format_3_becomes_as_one_made_anew(format_3: Path, tmp_path: Path) -> None:
    done = update(tmp_path / "documents", format_3)
    assert (done.unchanged, done.remade) == (5, "its passages were cut otherwise")
    assert 0 < done.encoded < 9, "only where words of a path were encoded"
    update(tmp_path / "documents", tmp_path / "fresh")
    (dense, words), (dense_anew, words_anew) = whole(format_3), whole(tmp_path / "fresh")
    assert words == words_anew
    # The fake encoder counts words, and those of Chinese are others now.
    assert {at: cosine for at, cosine in dense.items() if at[0] != "dragons.txt"} == {
        at: cosine for at, cosine in dense_anew.items() if at[0] != "dragons.txt"
    }
    assert verify(format_3) == []


def test_derived_files_of_the_earlier_release_give_way(old: Path, tmp_path: Path) -> None:
    home = old / "derived" / "1"
    home.mkdir(parents=True)
    (home / "seal.json").write_text("{}")
    (home / "vectors.faiss").write_bytes(b"x")
    with opened(old) as index:
        assert answers(index) == quoted()
    assert not (home / "seal.json").exists()
    assert (home / "manifest.json").exists()
    (tmp_path / "documents" / "new.txt").write_text("A new ferry.")
    update(tmp_path / "documents", old)
    assert [path.name for path in (old / "derived").iterdir()] == ["2"]


def test_a_migration_that_is_cut_short_leaves_the_old_index(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(connection: sqlite3.Connection, names: dict[str, str]) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(schema, "_rename_keys", interrupted)
        with pytest.raises(KeyboardInterrupt):
            Database(old)
    with closing(sqlite3.connect(old / CATALOG)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (2,)
        assert db.execute("SELECT count(*) FROM documents WHERE text > ''").fetchone() == (5,)
    with opened(old) as index:
        assert answers(index) == quoted()


READ_ONLY = """
import os, sys
from pathlib import Path
from fakes import open_fake
from askhz.errors import IndexFolderError
from askhz.index import Index
if os.getuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
try:
    Index(Path(sys.argv[1]), open_encoder=open_fake)
except IndexFolderError as error:
    print(error)
"""


@pytest.mark.parametrize("writable_file", [False, True])
def test_one_that_may_not_be_written_says_that_index_must_be_run(public: Path, writable_file: bool) -> None:
    folder = copied(public)
    (folder / CATALOG).chmod(0o666 if writable_file else 0o444)
    if writable_file:  # a log beside it: SQLite may then not take the file for one that nobody writes
        (folder / f"{CATALOG}-wal").touch()
        (folder / f"{CATALOG}-wal").chmod(0o666)
        (folder / f"{CATALOG}-shm").touch()
        (folder / f"{CATALOG}-shm").chmod(0o666)
    folder.chmod(0o555)
    before = nested(folder)[CATALOG]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}  # where the fake encoder is
    done = subprocess.run(
        [sys.executable, "-c", READ_ONLY, folder], capture_output=True, text=True, check=True, env=environment
    )
    assert done.stdout == f"{folder}: made by an older askhz; run askhz index PATH --index {folder} to make it again\n"
    assert nested(folder)[CATALOG] == before


def set_format(folder: Path, number: int) -> None:
    with closing(sqlite3.connect(folder / CATALOG)) as db:
        db.execute(f"PRAGMA user_version = {number}")


def test_a_newer_format_is_refused_and_stays(made: tuple[Path, Path]) -> None:
    documents, folder = made
    set_format(folder, 99)
    before = nested(folder)
    for call in (lambda: update(documents, folder), lambda: Index(folder), lambda: verify(folder)):
        with pytest.raises(IndexFolderError, match=r"newer askhz .*update askhz"):
            call()
    assert nested(folder) == before


def test_a_format_before_2_is_refused_for_questions_and_remade_by_an_update(made: tuple[Path, Path]) -> None:
    documents, folder = made
    before = whole(folder)
    with closing(Index(folder, open_encoder=open_fake)) as reader:
        set_format(folder, 1)
        with pytest.raises(IndexFolderError, match="older askhz; run askhz index"):
            Index(folder)
        assert "format 1" in (update(documents, folder).remade or "")
        assert by_words(reader, "Hangzhou dragon game") == before[1]
    assert whole(folder) == before
