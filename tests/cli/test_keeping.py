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
