from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from shell import Run

from askhz import indexing
from askhz.documents import Rules
from askhz.errors import AskhzError


def test_watching_tells_of_what_changed_until_it_is_interrupted(
    run: Run, texts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def watch(paths: list[Path], folder: Path, update: Any, *, on_update: Any, said: Any, **named: Any) -> None:
        assert named == {"rules": Rules(("*.bak",)), "poll": None}
        on_update(update(paths, folder))
        on_update(update(paths, folder))
        (texts / "empty.txt").touch()
        on_update(update(paths, folder))
        on_update(update(paths, folder))
        (texts / "new.txt").write_text("A tortoise sleeps.")
        on_update(update(paths, folder))
        said(AskhzError("a disk: went away"))
        raise KeyboardInterrupt

    monkeypatch.setattr(indexing, "watch", watch)
    done = run("index", texts, "--watch", "--exclude", "*.bak")
    assert done.status == 0
    first, watching, added, ended = done.out.splitlines()
    assert first.startswith("index: 0 added, 0 changed, 0 removed, 2 unchanged; ")
    assert watching == "Watching; Ctrl+C ends."
    assert added.startswith("index: 1 added, 0 changed, 0 removed, 2 unchanged; ")
    assert "By kind" not in first
    assert added.endswith(" By kind: 3 txt (3).")
    assert ended.startswith("Ended")
    assert done.err.splitlines() == [f"askhz: left out: {texts}/empty.txt: empty", "askhz: a disk: went away"]


def test_what_is_excluded_is_not_indexed_and_not_stale(run: Run, texts: Path) -> None:
    done = run("index", texts, "--exclude", "silk*")
    assert "1 removed" in done.out
    assert run("show").out.split() == ["dragons.txt"]
    assert run("verify").status == 0
    (texts / ".askhzignore").write_text("dragons.txt\n")
    run("index", texts)
    assert run("show").out.split() == ["silk.txt"]
    run("index", texts, "--exclude", "[z-a]").assert_error("--exclude: not a pattern as gitignore has them")


def test_links_are_followed_where_that_is_asked_for(run: Run, texts: Path, tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    (tmp_path / "far" / "far.txt").write_text("Far away.")
    (texts / "link").symlink_to(tmp_path / "far")
    assert "a link to a folder; not followed" in run("index", texts).err
    assert run("index", texts, "--follow-links").err == ""
    assert "link/far.txt" in run("show").out
    assert run("verify").status == 0


def test_a_damaged_index_is_said_and_repaired_by_one_command(run: Run, texts: Path, tmp_path: Path) -> None:
    assert run("repair").out.splitlines()[0] == "index: nothing was damaged"
    (home,) = (tmp_path / "index" / "derived").iterdir()
    (home / "vectors" / "base.rows").write_bytes(b"short")
    done = run("repair")
    assert done.status == 0
    assert "vectors/base.rows: 5 bytes instead of" in done.out
    assert "made again" in done.out
    catalog = tmp_path / "index" / "catalog.sqlite"
    catalog.write_bytes(catalog.read_bytes()[:9000] + b"\xa5" * 40_000)
    for command in (["ask", "Who founded Bowu Culture?"], ["index", texts], ["verify"]):
        said = run(*command)
        assert said.status != 0
        assert "askhz repair" in said.err + said.out
    done = run("repair", texts)
    assert done.status == 0
    assert done.out.startswith("catalog.sqlite: damaged (")
    assert run("ask", "Who founded Bowu Culture?").status == 0
    assert run("verify").status == 0


def test_documents_that_are_lost_are_named(run: Run, texts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = indexing.Repair(("catalog.sqlite: damaged (x)",), ("a\x1b.txt",), None)
    monkeypatch.setattr(indexing, "repair", lambda *given: found)
    done = run("repair")
    assert done.status == 1
    assert done.err == "askhz: lost: a␛.txt; index it again from where it came\n"


def test_a_copy_is_made_and_asked(run: Run, tmp_path: Path) -> None:
    done = run("backup", tmp_path / "copy")
    assert done.out == f"index: copied to {tmp_path / 'copy'}; ask it with --index {tmp_path / 'copy'}\n"
    assert run("ask", "Who founded Bowu Culture?", "--index", tmp_path / "copy").status == 0
    run("backup", tmp_path / "copy").assert_error("already there; name a new folder for the copy")
