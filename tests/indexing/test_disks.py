"""Disks that lose what was not synced, and full disks, made for the tests; both need leave to mount."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from indexes import by_vectors, by_words, opened, update, write

from askhz.errors import IndexFolderError

pytestmark = pytest.mark.slow

TESTS = Path(__file__).parent.parent
BEFORE = {"changed.txt": "The dragon rises. It was so before.", "deleted.txt": "A dragon that goes away."}
AFTER = {"added.txt": "A new dragon comes.", "changed.txt": "The dragon rises. It is otherwise now."}
MOMENTS = int(os.environ.get("ASKHZ_POWER_CUTS", "4"))  # more look further
CLOSER = int(os.environ.get("ASKHZ_FULL_DISKS", "2"))  # how close together the sizes of full disks lie: 2 to 30 or so
UPDATE = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from fakes import open_fake
from askhz.errors import AskhzError
from askhz.indexing import updating
from askhz.text import passages
passages.count_tokens("loads the vocabulary")
print("begins", flush=True)
sys.stdin.readline()
try:
    updating.update([Path(sys.argv[1])], Path(sys.argv[2]), open_encoder=open_fake)
except AskhzError as error:
    print(error, flush=True)
    sys.exit(2)
"""


def seen(folder: Path) -> object:
    """All that a question finds in an index."""
    with opened(folder) as index:
        return by_vectors(index, "dragon"), by_words(index, "dragon"), index.sources()


@contextmanager
def child(*arguments: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that is about to update an index; it begins once it is given a line."""
    command = [sys.executable, "-c", UPDATE.format(tests=str(TESTS)), *map(str, arguments)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "begins\n"
            yield process
        finally:
            process.kill()


@contextmanager
def mounted(what: Path | str, where: Path, *options: str) -> Iterator[Path]:
    """A file system while it is mounted; skips the test where that is not permitted."""
    where.mkdir(exist_ok=True)
    done = subprocess.run(["mount", *options, str(what), str(where)], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"cannot mount here: {done.stderr.strip()}")
    try:
        yield where
    finally:
        # Lazily: a file that is mapped may be let go of a little later.
        subprocess.run(["umount", "--lazy", str(where)], check=True)


# A disk that loses what was not synced: a copy of what reached the device, while the file system is still mounted


def unsynced_lost(disk: Path, copy: Path) -> Iterator[Path]:
    """The disk as it is after the power went away now, mounted again."""
    subprocess.run(["cp", "--sparse=always", disk, copy], check=True)
    with mounted(copy, copy.with_suffix(".mounted"), "-o", "loop") as found:
        yield found
    copy.unlink()


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    """An empty file system in a file. Nothing is written to it before its time but what is synced."""
    if shutil.which("mkfs.ext4") is None:
        pytest.skip("mkfs.ext4 is not installed")
    with (tmp_path / "disk").open("wb") as file:
        file.truncate(48 << 20)
    subprocess.run(["mkfs.ext4", "-q", "-F", tmp_path / "disk"], check=True)
    return tmp_path / "disk"


LAZILY = ("-o", "loop,noauto_da_alloc,commit=600")


def test_power_may_go_at_any_moment(disk: Path, tmp_path: Path) -> None:
    old, new = write(tmp_path / "old", BEFORE), write(tmp_path / "new", AFTER)
    for documents in (old, new):
        update(documents, tmp_path / f"{documents.name}-index")
    before, after = seen(tmp_path / "old-index"), seen(tmp_path / "new-index")
    chance = random.Random(7)
    found: list[int] = []
    with mounted(disk, tmp_path / "mounted", *LAZILY) as there:
        # What this layer is: a file that was synced is kept, one that was not is lost.
        (there / "unsynced").write_text("lost")
        with (there / "synced").open("w") as file:
            file.write("kept")
            file.flush()
            os.fsync(file.fileno())
        for kept in unsynced_lost(disk, tmp_path / "copy"):
            assert (kept / "synced").read_text() == "kept"
            assert not (kept / "unsynced").exists() or (kept / "unsynced").read_text() == ""
        update(old, there / "index")
        for kept in unsynced_lost(disk, tmp_path / "copy"):
            assert seen(kept / "index") == before, "an update that has ended is on disk"
        for turn in range(MOMENTS):
            documents, states = (new, (before, after)) if turn % 2 == 0 else (old, (after, before))
            with child(documents, there / "index") as process:
                assert process.stdin is not None
                process.stdin.write("\n")
                process.stdin.flush()
                while process.poll() is None:
                    time.sleep(chance.uniform(0, 0.4) if found else 0)
                    process.send_signal(signal.SIGSTOP)
                    for kept in unsynced_lost(disk, tmp_path / "copy"):
                        found.append(states.index(seen(kept / "index")))  # raises for anything in between
                    process.send_signal(signal.SIGCONT)
                assert process.wait() == 0
            for kept in unsynced_lost(disk, tmp_path / "copy"):
                assert seen(kept / "index") == states[1], "an update that has ended is on disk"
    assert len(found) >= MOMENTS
    assert 0 in found


# A disk that is full: at any number of pages, whatever is written just then


def test_a_disk_may_be_full_at_every_write(tmp_path: Path) -> None:
    large = {f"{n}.txt": " ".join(f"Dragon number {n}{m} rises." for m in range(30)) for n in range(12)}
    old, new = write(tmp_path / "old", BEFORE), write(tmp_path / "new", large)
    for documents in (old, new):
        update(documents, tmp_path / f"{documents.name}-index")
    before, after = seen(tmp_path / "old-index"), seen(tmp_path / "new-index")
    page = os.sysconf("SC_PAGE_SIZE")
    ends: list[int] = []
    with mounted("none", tmp_path / "small", "-t", "tmpfs", "-o", "size=8m") as there:
        step = 1
        room = 0
        while ends[-2:] != [0, 0]:
            shutil.rmtree(there / "index", ignore_errors=True)
            shutil.copytree(tmp_path / "old-index", there / "index")
            used = os.statvfs(there)
            pages = used.f_blocks - used.f_bfree + room
            subprocess.run(["mount", "-o", f"remount,size={pages * page}", str(there)], check=True)
            with child(new, there / "index") as process:
                out, _ = process.communicate("\n", timeout=300)
            subprocess.run(["mount", "-o", "remount,size=8m", str(there)], check=True)
            ends.append(process.returncode)
            if process.returncode:
                assert process.returncode == 2, out
                assert out.startswith(f"{there / 'index'}: "), out
                assert out.count("\n") == 1, out
                assert seen(there / "index") == before, out
            else:
                assert seen(there / "index") == after
            room += step
            step = max(1, room // CLOSER)  # closer together where more files are begun
    assert ends.count(2) > 5
    assert ends.count(0) == 2


# Media that nobody can write to


@pytest.mark.parametrize("state", ["as it was written", "in the middle of a journal", "without derived files"])
def test_an_index_on_read_only_media_answers(disk: Path, tmp_path: Path, state: str) -> None:
    documents = write(tmp_path / "documents", BEFORE)
    update(documents, tmp_path / "index")
    expected = seen(tmp_path / "index")
    with mounted(disk, tmp_path / "mounted", "-o", "loop") as there:
        if state == "in the middle of a journal":  # copied while it was open: what is new stands only in the journal
            update(documents, there / "source")
            with opened(there / "source"):
                update(write(documents, AFTER), there / "source")
                expected = seen(there / "source")
                shutil.copytree(there / "source", there / "index")
                assert (there / "index" / "catalog.sqlite-wal").stat().st_size
        else:
            shutil.copytree(tmp_path / "index", there / "index")
        if state == "without derived files":
            shutil.rmtree(there / "index" / "derived")
    with mounted(disk, tmp_path / "mounted", "-o", "loop,ro") as there:
        assert seen(there / "index") == expected
        with pytest.raises(IndexFolderError, match=r"may not be written.*name another folder with --index"):
            update(documents, there / "index")
