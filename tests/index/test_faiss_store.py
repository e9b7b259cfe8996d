"""The files of the FAISS store: what is linked, what is written anew, and how much memory is taken."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from askhz.index.faiss_store import ADDED, BASE, REMOVED, FaissStore
from askhz.models.encoder import Rows

WIDTH = 3
Batches = list[tuple[list[int], Rows]]


def rows(first: int, count: int) -> Batches:
    ids = list(range(first, first + count))
    return [(ids, np.random.default_rng(first).normal(size=(count, WIDTH)).astype(np.float32))] if ids else []


def ids_in(folder: Path) -> list[int]:
    return sorted(
        number for number, _ in FaissStore.open(folder, WIDTH).search(np.ones((1, WIDTH), np.float32), 999)[0]
    )


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A store of the rows 1 to 40."""
    (tmp_path / "base").mkdir()
    FaissStore.write(tmp_path / "base", WIDTH, rows(1, 40))
    return tmp_path / "base"


def changed(previous: Path, name: str, removed: list[int], added: Batches) -> Path | None:
    folder = previous.with_name(name)
    folder.mkdir()
    return folder if FaissStore.change(previous, folder, WIDTH, removed, added) else None


def test_a_change_links_the_base_and_leaves_the_previous_files_alone(base: Path) -> None:
    first = changed(base, "first", [3], rows(41, 2))
    assert first
    before = {file.name: file.read_bytes() for file in first.iterdir()}
    second = changed(first, "second", [4, 41], rows(43, 2))
    assert second
    assert (second / BASE).samefile(base / BASE)
    assert {file.name: file.read_bytes() for file in first.iterdir()} == before
    assert ids_in(first) == [n for n in range(1, 43) if n != 3]
    assert ids_in(second) == [n for n in range(1, 45) if n not in (3, 4, 41)]
    row = 8 + 2 * WIDTH
    assert [(second / name).stat().st_size for name in (BASE, ADDED, REMOVED)] == [40 * row, 4 * row, 3 * 8]


@pytest.mark.parametrize(
    ("removed", "added", "small"), [(4, 6, True), (5, 6, False), (4, 7, False), (10, 0, True), (11, 0, False)]
)
def test_more_than_a_quarter_of_the_base_is_written_anew(base: Path, removed: int, added: int, small: bool) -> None:
    assert (changed(base, "next", list(range(1, 1 + removed)), rows(41, added)) is not None) == small


def test_what_changed_before_counts(base: Path) -> None:
    first = changed(base, "first", [1, 2], rows(41, 5))
    assert first
    assert changed(first, "enough", [3], rows(46, 2))
    assert not changed(first, "too-much", [3], rows(46, 3))


def test_where_there_are_no_links_the_base_is_copied(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, target: Path) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    folder = changed(base, "next", [], [])
    assert folder
    assert not (folder / BASE).samefile(base / BASE)
    assert ids_in(folder) == list(range(1, 41))


def cut_base(folder: Path) -> None:
    (folder / BASE).write_bytes((folder / BASE).read_bytes()[:-1])


def cut_added(folder: Path) -> None:
    (folder / ADDED).write_bytes(b"x")


def lose(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


@pytest.mark.parametrize("damage", [cut_base, cut_added, lose(BASE), lose(ADDED), lose(REMOVED)])
def test_files_that_are_cut_short_or_missing(base: Path, damage: Callable[[Path], None]) -> None:
    damage(base)
    with pytest.raises((OSError, ValueError)):
        FaissStore.open(base, WIDTH)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="asks Linux for the most memory ever taken")
def test_writing_and_opening_take_memory_once(tmp_path: Path) -> None:
    # 60 MB of rows, in single precision 120: written, nothing of them is held; opened, they are held once.
    code = """
import re, sys
from pathlib import Path
import numpy as np
from askhz.index.faiss_store import FaissStore
folder, size, count = Path(sys.argv[1]), 300, 100_000
batches = ((range(n, n + 1000), np.zeros((1000, size), np.float32)) for n in range(0, count, 1000))
def peak(): return int(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]) / 1024
before = peak()
FaissStore.write(folder, size, batches)
written = peak()
store = FaissStore.open(folder, size)
print(len(store), written - before, peak() - written)
"""
    done = subprocess.run([sys.executable, "-c", code, tmp_path], capture_output=True, text=True, check=True)
    count, writing, opening = map(float, done.stdout.split())
    assert count == 100_000
    assert writing < 20
    assert 100 < opening < 160
