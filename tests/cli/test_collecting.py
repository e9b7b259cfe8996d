from __future__ import annotations

from pathlib import Path

import pytest
from contract import answer_breaches
from shell import TEXTS, Run


@pytest.fixture
def notes(run: Run, texts: Path, tmp_path: Path) -> Run:
    """Two collections: the texts of the small index, and another text."""
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "otter.txt").write_text("An otter swims in the canal. Zhang Min saw silk.")
    assert run("index", texts, "--name", "notes").status == 0
    assert run("index", tmp_path / "other", "--name", "work").status == 0
    return run


def test_a_collection_is_asked_by_its_name(notes: Run) -> None:
    done = notes("ask", "Who founded Bowu Culture?", "--in", "notes", "--json")
    assert done.object["citations"][0]["source"] == "dragons.txt"
    assert notes("show", "--in", "work").out == "otter.txt\n"
    assert notes("documents", "--in", "work").out.startswith("otter.txt")
    assert notes("verify", "--in", "work").status == 0


def test_several_are_asked_as_one(notes: Run) -> None:
    done = notes("ask", "Who founded Bowu Culture?", "--in", "work,notes", "--json")
    assert done.object["citations"][0]["source"] == "notes/dragons.txt"
    text = TEXTS | {"otter.txt": "An otter swims in the canal. Zhang Min saw silk."}
    assert answer_breaches(done.object, lambda source: text[source.partition("/")[2]]) == []
    hits = notes("search", "silk", "--in", "work,notes", "--json").object["hits"]
    assert {hit["source"] for hit in hits} >= {"notes/silk.txt", "work/otter.txt"}
    hits = notes("search", "silk", "--in", "work,notes", "--folder", "work", "--json").object["hits"]
    assert {hit["source"] for hit in hits} == {"work/otter.txt"}
    assert notes("show", "--in", "work,notes").out.split() == ["notes/dragons.txt", "notes/silk.txt", "work/otter.txt"]
    assert notes("show", "notes/silk.txt", "--in", "work,notes").out == TEXTS["silk.txt"]


def test_a_collection_is_brought_in_step_by_its_name_alone(notes: Run, texts: Path, tmp_path: Path) -> None:
    (texts / "new.txt").write_text("A tortoise sleeps.")
    assert "1 added" in notes("index", "--name", "notes", "--exclude", "silk*").out
    (texts / "newer.txt").write_text("A hare runs.")
    assert "1 added" in notes("index", "--name", "notes").out
    assert notes("show", "--in", "notes").out.split() == ["dragons.txt", "new.txt", "newer.txt"], "by the rules of then"
    notes("index", "--name", "fresh").assert_error("fresh: no such collection yet; name the files and folders")


def test_what_there_is(notes: Run, texts: Path, tmp_path: Path) -> None:
    done = notes("collections")
    assert done.out.splitlines() == [
        f"notes · 2 documents · 2 passages · {texts}",
        f"work · 1 document · 1 passage · {tmp_path / 'other'}",
    ]
    first, second = notes("collections", "--json").object
    assert first == {
        "name": "notes",
        "folder": str(tmp_path / "home" / "collections" / "notes"),
        "documents": 2,
        "passages": 2,
        "roots": [str(texts)],
        "problem": None,
    }
    assert second["name"] == "work"
    (tmp_path / "home" / "collections" / "work" / "catalog.sqlite").write_bytes(b"Not a database at all." * 99)
    broken = notes("collections")
    assert broken.status == 0
    assert "work · " in broken.out
    assert "damaged" in broken.out


def test_there_are_none(run: Run) -> None:
    assert run("collections").out == "No collections yet; make one with askhz index PATH --name NAME.\n"
    assert run("collections", "--json").object == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["ask", "silk", "--in", "nowhere"],
            "nowhere: no such collection (there are: none yet); make it with askhz index",
        ),
        (["ask", "silk", "--in", "a b"], "'a b' is no name for a collection"),
        (["index", "texts", "--name", "../x"], "'../x' is no name for a collection"),
        (["verify", "--in", "a,b"], "this command takes one collection at a time"),
        (["ask", "silk", "--in", "a", "--index", "b"], "no such collection"),
    ],
)
def test_what_is_wrong_is_said(run: Run, arguments: list[str], said: str) -> None:
    run(*arguments).assert_error(said)
