from __future__ import annotations

import os
import shutil
import subprocess
import warnings
from pathlib import Path

import pytest

from askhz.documents import Rules, scan
from askhz.errors import DocumentError

FILES = [
    "a.txt", "b.md", "keep.txt", "notes/a.txt", "notes/b.md", "notes/deep/a.txt", "notes/deep/keep.txt",
    "build/a.txt", "build/keep.txt", "build/deep/a.txt", "src/build/a.txt", "src/a b.txt", "src/a.b.txt", "#a.txt",
    "!a.txt", "logs/2024-01.txt", "logs/2024-02.txt", "logs/x/2024-01.txt", "ä.txt",
]  # fmt: skip


def grow(folder: Path, ignore: dict[str, str]) -> Path:
    for name in FILES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("Some words.")
    for place, rules in ignore.items():
        (folder / place / ".askhzignore").write_text(rules, encoding="utf-8")
    return folder


def found(folder: Path, *excludes: str) -> set[str]:
    return {entry.source for entry in scan([folder], rules=Rules(excludes)).files}


@pytest.mark.parametrize(
    "ignore",
    [
        {"": "*.md\n"},
        {"": "build/\n!keep.txt\n"},
        {"": "build/*\n!build/keep.txt\n"},
        {"": "build/**\n!build/keep.txt\n"},
        {"": "/build\n"},
        {"": "a.txt\n!notes/a.txt\n"},
        {"": "**/deep\n"},
        {"": "notes/**/keep.txt\n"},
        {"": "logs/2024-0[1]*\n"},
        {"": "\\#a.txt\n\\!a.txt\n# a comment\n\n   \n"},
        {"": "*.txt\n!/*.txt\n"},
        {"": "*.txt", "notes": "!a.txt\n"},
        {"": "/a.txt", "notes": "/a.txt\n", "notes/deep": "*\n!keep.txt\n"},
        {"notes": "deep/a.txt\n", "logs": "2024*"},
        {"": "ä.txt\nsrc/a?b.txt\n"},
        {"": "a.txt   \nsrc/a\\ b.txt"},
        {"": "*\n!*/\n!*.md\n"},
        {"": "/*\n!/notes\n/notes/*\n!/notes/deep\n"},
        {"": "Build\nNOTES/\n"},
        {"": "a.txt\nnotes\n!notes\n"},
        {"": "*/\n!/notes/\n"},
        {"": "deep/\n!notes/**/\n"},
    ],
    ids=lambda ignore: " ".join(map(repr, ignore.values())),
)
def test_the_rules_are_those_of_git(tmp_path: Path, ignore: dict[str, str]) -> None:
    git = shutil.which("git")
    if git is None:
        pytest.skip("git is not installed")
    folder = grow(tmp_path / "documents", ignore)
    subprocess.run([git, "init", "-q", folder], check=True)
    for place, rules in ignore.items():
        (folder / place / ".gitignore").write_text(rules, encoding="utf-8")
    listed = subprocess.run(
        [git, "-C", folder, "ls-files", "-z", "--others", "--exclude-per-directory=.gitignore"],
        check=True, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    expected = [name for name in listed.stdout.split("\0") if name and not Path(name).name.startswith(".")]
    assert 0 < len(expected) <= len(FILES)
    assert found(folder) == set(expected)


def test_a_pattern_that_is_given_goes_before_all_files(tmp_path: Path) -> None:
    folder = grow(tmp_path / "documents", {"": "*.md\n", "notes": "!*\n"})
    assert "notes/a.txt" in found(folder)
    assert not any("notes" in name or "build" in name for name in found(folder, "notes/", "build"))
    assert found(folder, "!b.md", "/*/") == {"a.txt", "b.md", "keep.txt", "#a.txt", "!a.txt", "ä.txt"}


def test_a_file_that_is_named_itself_is_taken(tmp_path: Path) -> None:
    folder = grow(tmp_path / "documents", {"": "a.txt\n"})
    assert [entry.source for entry in scan([folder / "a.txt"], rules=Rules(("a.txt",))).files] == ["a.txt"]


def test_rules_that_cannot_be_understood_leave_nothing_in_by_mistake(tmp_path: Path) -> None:
    folder = grow(tmp_path / "documents", {})
    with pytest.raises(DocumentError, match=r"^--exclude: not a pattern as gitignore has them"):
        found(folder, "[z-a]")
    (folder / "notes" / ".askhzignore").write_bytes(b"\xff\xfe")
    with pytest.raises(DocumentError, match=r"notes/\.askhzignore: cannot be read \(not UTF-8\)"):
        found(folder)


def test_links_are_followed_once_where_that_is_wanted(tmp_path: Path) -> None:
    folder = grow(tmp_path / "documents", {})
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "far.txt").write_text("Far away.")
    (folder / "link").symlink_to(tmp_path / "elsewhere")
    (folder / "zlink").symlink_to(tmp_path / "elsewhere")
    (folder / "notes" / "up").symlink_to("..")
    (tmp_path / "elsewhere" / "back").symlink_to(folder)
    followed = scan([folder], rules=Rules(follow_links=True))
    assert {entry.source for entry in followed.files} == {*FILES, "link/far.txt"}
    assert followed.problems == ()
    assert [str(problem) for problem in scan([folder]).problems] == [
        f"{folder / name}: a link to a folder; not followed" for name in ("link", "zlink", "notes/up")
    ]


def test_a_class_that_python_wonders_about_is_a_pattern_like_others(tmp_path: Path) -> None:
    (tmp_path / "[a.txt").write_text("Some words.")
    (tmp_path / "b.txt").write_text("Some words.")
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        assert found(tmp_path, "[[]a.txt") == {"b.txt"}
    assert said == []
