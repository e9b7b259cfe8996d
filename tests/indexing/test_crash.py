"""Killed at any moment, out of room, run twice, read by others: an index is as before or as after, never in between."""

import itertools
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import astuple
from pathlib import Path
from typing import Any

import pytest
from fakes import open_fake

from askhz import documents as reading
from askhz.cli import main
from askhz.errors import IndexFolderError
from askhz.index import Index
from askhz.indexing import updating

pytestmark = pytest.mark.slow

TESTS = Path(__file__).parent.parent
FORMAT_2 = TESTS / "fixtures" / "format-2"
State = tuple[object, ...]

BEFORE = {
    "changed.txt": "The dragon rises in Hangzhou. It was so before. Nobody saw it.",
    "deleted.txt": "A dragon that goes away. It leaves no trace.",
    "kept.txt": "Robots walk. Games are sold. Hangzhou stays.",
}
AFTER = {
    "added.txt": "A new dragon comes to Hangzhou. Everybody sees it.",
    "changed.txt": "The dragon rises in Hangzhou. It is otherwise now. Everybody saw it.",
    "kept.txt": BEFORE["kept.txt"],
}

# Runs in a process of its own that is still without threads, so that it may fork.
CHILD = """
import os, random, resource, signal, sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from fakes import FakeEncoder, open_fake

from askhz import documents
from askhz.errors import AskhzError
from askhz.index import Index, lookup
from askhz.indexing import updating, verify
from askhz.text import passages
passages.count_tokens("loads the vocabulary")
WATCHED = {{str(file) for module in (lookup, updating) for file in Path(module.__file__).parent.glob("*.py")}}

def update(documents, folder):
    updating.update([Path(documents)], Path(folder), open_encoder=open_fake)

def forked(work):
    pid = os.fork()
    if not pid:
        code = 3
        try:
            work()
            code = 0
        except AskhzError as error:
            sys.stdout.write(str(error).replace("\\n", "<newline>") + "\\n")
            sys.stdout.flush()
            code = 2
        except BaseException as error:
            sys.stdout.write(f"{{type(error).__name__}}: {{error}}\\n")
            sys.stdout.flush()
        finally:
            os._exit(code)
    return pid
"""


def child(code: str, *arguments: object) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", CHILD.format(tests=str(TESTS)) + code, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run_child(code: str, *arguments: object) -> list[str]:
    with child(code, *arguments) as process:
        out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    return out.splitlines()


def write(folder: Path, texts: dict[str, str]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def state(folder: Path) -> State:
    """All that a question can see of an index."""
    with closing(Index(folder, open_encoder=open_fake)) as index, index.snapshot() as one:
        (near,) = one.nearest(one.encoder.encode_query(["dragon Hangzhou robots"]), 100)
        matching = one.matching(["dragon", "hangzhou", "robot"], 100)
        stored = one.stored([number for number, _ in [*near, *matching]])
        passages = {number: it.passage for number, it in stored.items()}
        texts = {source: index.document(source) for source in index.sources()}
        return (
            sorted((*astuple(passages[n]), round(score, 5)) for n, score in near),
            sorted((*astuple(passages[n]), round(score, 4)) for n, score in matching),
            sorted((source, document.text) for source, document in texts.items() if document),
            one.corrections(["otherwize", "befora", "tracee"]),
            len(one),
        )


class Worlds:
    """An index of the documents as they were, and what it and its successor look like."""

    def __init__(self, folder: Path, before: dict[str, str], after: dict[str, str]) -> None:
        self.folder = folder
        self.old, self.new = write(folder / "old", before), write(folder / "new", after)
        for name, documents in (("before", self.old), ("after", self.new)):
            updating.update([documents], folder / name, open_encoder=open_fake)
        self.before, self.after = state(folder / "before"), state(folder / "after")
        assert self.before != self.after

    def copy(self, name: str) -> Path:
        return Path(shutil.copytree(self.folder / "before", self.folder / name))


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Worlds:
    return Worlds(tmp_path_factory.mktemp("worlds"), BEFORE, AFTER)


# Killed

KILLED_AT_CALLS = """
documents, before, work, step = sys.argv[1:]

def counted(folder, fatal=None):
    seen = []
    def watch(frame, event, argument):
        if event in ("call", "c_call") and frame.f_code.co_filename in WATCHED:
            name = getattr(argument, "__qualname__", "")
            where = (frame.f_code.co_name, frame.f_lineno, name)
            if where not in seen:
                seen.append(where)
                if len(seen) == fatal:
                    os.kill(os.getpid(), signal.SIGKILL)
    sys.setprofile(watch)
    update(documents, folder)
    sys.setprofile(None)
    return seen

import shutil
shutil.copytree(before, f"{work}/dry")
reading, writing = os.pipe()
pid = forked(lambda: os.write(writing, repr(counted(f"{work}/dry")).encode()))
os.waitpid(pid, 0)
os.close(writing)
calls = eval(os.fdopen(reading).read())
first = {}
for n, call in enumerate(calls, 1):
    first.setdefault(call[0], n)
for n in sorted({*range(len(calls), 0, -int(step)), *first.values()}, reverse=True):
    folder = f"{work}/killed-{n}"
    shutil.copytree(before, folder)
    pid = forked(lambda: counted(folder, n))
    status = os.waitpid(pid, 0)[1]
    print(folder, os.WIFSIGNALED(status), *calls[n - 1], sep="\\t")
"""


def test_killed_before_any_call_it_is_as_before_or_as_after(worlds: Worlds, tmp_path: Path) -> None:
    lines = run_child(KILLED_AT_CALLS, worlds.new, worlds.folder / "before", tmp_path, 4)
    seen = []
    for line in lines:
        folder, killed, *call = line.split("\t")
        assert killed == "True", line
        found = state(Path(folder))
        assert found in (worlds.before, worlds.after), call
        seen.append(found)
        if len(seen) % 6 == 0:
            updating.update([worlds.new], Path(folder), open_encoder=open_fake)
            assert state(Path(folder)) == worlds.after, call
    assert worlds.before in seen
    assert worlds.after in seen
    assert len(seen) > 40
    called = {line.split("\t")[2] for line in lines}
    assert {
        "transaction",
        "_put",
        "remove_passages",
        "_derive",
        "change_derived",
        "change",
        "write_manifest",
        "new_folder",
        "_remove_unneeded",
    } <= called


KILLED_ANYWHERE = """
import shutil, time
documents, before, work = sys.argv[1:]
random.seed(20250319)
for n in range(15):
    folder = f"{work}/killed-{n}"
    shutil.copytree(before, folder)
    pid = forked(lambda: update(documents, folder))
    time.sleep(random.uniform(0, 0.15))
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    print(folder)
"""


def test_killed_at_a_random_moment_it_is_as_before_or_as_after(worlds: Worlds, tmp_path: Path) -> None:
    for folder in run_child(KILLED_ANYWHERE, worlds.new, worlds.folder / "before", tmp_path):
        assert state(Path(folder)) in (worlds.before, worlds.after)
        updating.update([worlds.new], Path(folder), open_encoder=open_fake)
        assert state(Path(folder)) == worlds.after


def test_killed_while_the_first_index_is_made_there_is_none_or_all(worlds: Worlds, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    lines = run_child(KILLED_AT_CALLS, worlds.new, tmp_path / "nothing", tmp_path, 24)
    seen = set()
    for number, line in enumerate(lines):
        folder = Path(line.split("\t")[0])
        try:
            assert state(folder) == worlds.after
            seen.add("all")
        except IndexFolderError as error:
            seen.add("none" if "askhz index PATH" in str(error) else str(error))
        if number % 5 == 0:
            updating.update([worlds.new], folder, open_encoder=open_fake)
            assert state(folder) == worlds.after
    assert seen == {"none", "all"}


def test_killed_while_an_index_of_format_2_is_brought_forward_nothing_is_lost(tmp_path: Path) -> None:
    shutil.copytree(FORMAT_2, tmp_path / "old")
    before = state(Path(shutil.copytree(FORMAT_2 / "index", tmp_path / "migrated")))
    updating.update([tmp_path / "old" / "documents"], tmp_path / "migrated", open_encoder=open_fake)
    after = state(tmp_path / "migrated")
    assert after != before, "its passages are cut otherwise"
    lines = run_child(KILLED_AT_CALLS, tmp_path / "old" / "documents", tmp_path / "old" / "index", tmp_path, 12)
    assert {"_migrate", "_from_2_to_3", "_put"} <= {line.split("\t")[2] for line in lines}
    for line in lines:
        folder, killed, *call = line.split("\t")
        assert killed == "True", line
        assert state(Path(folder)) in (before, after), call


# Out of room

OUT_OF_ROOM = """
import shutil
documents, before, work, *limits = sys.argv[1:]
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
for limit in map(int, limits):
    folder = f"{work}/full-{limit}"
    shutil.copytree(before, folder)
    def limited():
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        update(documents, folder)
    sys.stdout.write(f"{folder}\\t")
    sys.stdout.flush()
    pid = forked(limited)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    print(f"exit {code}")
"""


def test_out_of_room_it_says_so_and_all_is_as_it_was(tmp_path: Path) -> None:
    large = {f"{n}.txt": " ".join(f"The dragon number {n}{m} rises in Hangzhou." for m in range(40)) for n in range(20)}
    worlds = Worlds(tmp_path / "worlds", BEFORE, large)
    limits = [0, 100, 1_000, 5_000, 20_000, 50_000, 100_000, 200_000, 300_000, 400_000, 600_000, 1_000_000, 10_000_000]
    out = run_child(OUT_OF_ROOM, worlds.new, worlds.folder / "before", tmp_path, *limits)
    ends = []
    for said, end in itertools.pairwise(out):
        if "\t" in said and end.startswith("exit"):
            folder, message = said.split("\t")
            assert end == "exit 2", said
            assert message.startswith(f"{folder}: "), message
            assert "as it was" in message, message
            assert "<newline>" not in message
            assert state(Path(folder)) == worlds.before
            assert len(list((Path(folder) / "derived").iterdir())) == 1
            ends.append(2)
    for line in out:
        if line.endswith("\texit 0"):
            assert state(Path(line.split("\t")[0])) == worlds.after
            ends.append(0)
    assert len(ends) == len(limits)
    assert set(ends) == {0, 2}


# Two at once

WAITS = """
import threading
documents, folder = sys.argv[1:]
one_at_a_time, waited = threading.Lock(), []
class Waiting(FakeEncoder):
    def encode_document(self, texts, /):
        with one_at_a_time:  # passages are encoded on all cores
            if not waited:
                print("inside", flush=True)
                waited.append(sys.stdin.readline())
        return super().encode_document(texts)
report = updating.update([Path(documents)], Path(folder), open_encoder=lambda _: Waiting())
print(report.added)
"""


def test_a_second_update_is_refused_at_once_and_the_first_completes(
    worlds: Worlds, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = worlds.copy("twice")
    with child(WAITS, worlds.new, folder) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "inside\n"
        assert main(["index", str(worlds.old), "--index", str(folder)]) == 2
        assert capsys.readouterr().err == (
            f"askhz: {folder}: another askhz index is at work there; wait for it to end\n"
        )
        assert state(folder) == worlds.before
        out, err = first.communicate("\n", timeout=300)
    assert (first.returncode, out) == (0, "1\n"), err
    assert state(folder) == worlds.after


# Readers in other processes

TURNS = """
old, new, folder = sys.argv[1:]
for turn in range(99):
    update(new if turn % 2 == 0 else old, folder)
"""


def test_an_open_index_follows_a_hundred_updates_and_is_never_in_between(worlds: Worlds) -> None:
    folder = worlds.copy("followed")

    def seen(index: Index) -> tuple[set[str], set[str]]:
        with index.snapshot() as one:
            (near,) = one.nearest(one.encoder.encode_query(["dragon"]), 100)
            ids = [number for number, _ in near]
            found = one.stored(ids)
            assert len(found) == len(ids)
            words = one.stored([number for number, _ in one.matching(["dragon", "hangzhou"], 100)])
            return {it.passage.source for it in found.values()}, {it.passage.source for it in words.values()}

    allowed = [({*BEFORE}, {*BEFORE}), ({*AFTER}, {*AFTER})]
    with closing(Index(folder, open_encoder=open_fake)) as one:
        assert seen(one) == allowed[0]
        with child(TURNS, worlds.old, worlds.new, folder) as process:
            while process.poll() is None:
                assert seen(one) in allowed
        assert process.returncode == 0
        assert seen(one) == allowed[1]


# Folders of other people


def close_to_others(folder: Path) -> None:
    """Nobody else may write there; where the tests are not run by root, their own user neither."""
    for path in [*folder.rglob("*"), folder]:
        path.chmod(0o555 if path.is_dir() else 0o444)


AS_NOBODY = """
if os.getuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
def tried(work):
    try:
        print(work(), flush=True)
    except AskhzError as error:
        print(f"{type(error).__name__}: {error}", flush=True)
"""


def test_an_index_that_may_only_be_read_answers_and_follows(public: Path) -> None:
    worlds = Worlds(public / "worlds", BEFORE, AFTER)
    folder = worlds.copy("shared")
    close_to_others(folder)
    code = """
folder, documents = sys.argv[1:]
tried(lambda: update(documents, folder))
index = Index(Path(folder), open_encoder=open_fake)
def sources():
    with index.snapshot() as one:
        (near,) = one.nearest(one.encoder.encode_query(["dragon"]), 100)
        words = one.matching(["dragon", "hangzhou"], 100)
        found = one.stored([n for n, _ in near]), one.stored([n for n, _ in words])
        return [sorted(it.passage.source for it in some.values()) for some in found]
while True:
    tried(sources)
    if not sys.stdin.readline():
        break
"""
    with child(AS_NOBODY + code, folder, worlds.new) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        said = process.stdout.readline()
        assert said.startswith(f"IndexFolderError: {folder}: may not be written")
        assert said.endswith("--index\n")
        for documents, expected in ((None, BEFORE), (worlds.new, AFTER), (worlds.old, BEFORE)):
            if documents:
                for path in [folder, *folder.rglob("*")]:
                    path.chmod(0o755 if path.is_dir() else 0o644)
                updating.update([documents], folder, open_encoder=open_fake)
                close_to_others(folder)
                process.stdin.write("\n")
                process.stdin.flush()
            assert process.stdout.readline() == f"{[sorted(expected), sorted(expected)]}\n"
        process.communicate(timeout=300)
    assert process.returncode == 0


def hide_catalog(folder: Path) -> None:
    (folder / "catalog.sqlite").chmod(0)


def hide_folder(folder: Path) -> None:
    folder.chmod(0)


@pytest.mark.parametrize("hide", [hide_catalog, hide_folder])
def test_an_index_that_may_not_be_read(public: Path, hide: Callable[[Path], None]) -> None:
    documents = write(public / "documents", BEFORE)
    updating.update([documents], public / "index", open_encoder=open_fake)
    hide(public / "index")
    code = """
folder, documents = sys.argv[1:]
for work in (lambda: Index(Path(folder)), lambda: update(documents, folder), lambda: verify(Path(folder))):
    tried(work)
"""
    said = run_child(AS_NOBODY + code, public / "index", documents)
    assert len(said) == 3
    for line in said:
        assert line.startswith(f"IndexFolderError: {public / 'index'}: "), line
        assert "--index" in line


def test_a_place_that_may_not_be_written(public: Path) -> None:
    documents = write(public / "documents", BEFORE)
    close_to_others(public)
    said = run_child(AS_NOBODY + "tried(lambda: update(*sys.argv[1:]))", documents, public / "new" / "index")
    assert said == [
        f"IndexFolderError: {public / 'new' / 'index'}: may not be written (Permission denied); "
        "name another folder with --index"
    ]


def test_documents_that_may_not_be_read_are_named(public: Path) -> None:
    documents = write(public / "documents", BEFORE)
    write(documents / "closed", BEFORE)
    (documents / "kept.txt").chmod(0)
    (documents / "closed").chmod(0)
    code = """
found = documents.read([Path(sys.argv[1])])
for problem in found.problems:
    print(problem)
print(sorted(document.source for document in found.documents))
tried(lambda: documents.read([Path(sys.argv[1], "closed")]))
tried(lambda: documents.read([Path(sys.argv[1], "closed", "kept.txt")]))
"""
    *said, left, folder, file = run_child(AS_NOBODY + code, documents)
    assert sorted(said) == [
        f"{documents / 'closed'}: cannot be opened (Permission denied)",
        f"{documents / 'kept.txt'}: cannot be read (Permission denied)",
    ]
    assert left == "['changed.txt', 'deleted.txt']"
    for line in (folder, file):
        assert line.startswith("DocumentError: ")
        assert "closed" in line


# Random moments, as many as are wanted: ASKHZ_KILLS=1000 pytest tests/indexing/test_crash.py -k moments

KILLED_OFTEN = """
import shutil, time
old, new, before, work, kills = sys.argv[1:]
random.seed(20261128)
folder = f"{work}/index"
shutil.copytree(before, folder)
# In a process of its own, too: one whose threads have encoded may not fork.
began = time.monotonic()
assert os.waitpid(forked(lambda: update(new, folder)), 0)[1] == 0
whole = time.monotonic() - began
for n in range(int(kills)):
    # One index is killed again and again, now on its way there and now on its way back.
    pid = forked(lambda: update((new, old)[n % 2], folder))
    if n % 7 == 6:  # some get there, however busy the machine is
        assert os.waitpid(pid, 0)[1] == 0
    else:
        time.sleep(random.uniform(0, whole * 2))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    print("killed", flush=True)
    sys.stdin.readline()
"""


def test_killed_at_many_random_moments_it_is_always_one_or_the_other(worlds: Worlds, tmp_path: Path) -> None:
    kills = int(os.environ.get("ASKHZ_KILLS", "25"))
    seen = []
    with child(KILLED_OFTEN, worlds.old, worlds.new, worlds.folder / "before", tmp_path, kills) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for _ in range(kills):
            assert process.stdout.readline() == "killed\n"
            seen.append(state(tmp_path / "index"))
            assert seen[-1] in (worlds.before, worlds.after)
            process.stdin.write("\n")
            process.stdin.flush()
        process.communicate(timeout=300)
    assert worlds.before in seen
    assert worlds.after in seen
    for leftover in (tmp_path / "index").rglob("*.partial"):
        assert leftover.parent.name == "derived"
    updating.update([worlds.old], tmp_path / "index", open_encoder=open_fake)
    assert not list((tmp_path / "index").rglob("*.partial"))


# Power loss: what is not on disk when the catalog says it is


def test_derived_files_are_on_disk_before_the_catalog_speaks_of_them(worlds: Worlds) -> None:
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed")
    folder = worlds.copy("traced")
    code = "import sys; update(*sys.argv[1:])"
    log = worlds.folder / "strace.log"
    source = CHILD.format(tests=str(TESTS)) + code
    calls_traced = "trace=fsync,fdatasync,rename,renameat,renameat2"
    command: list[str | Path] = [
        strace,
        "-f",
        "-y",
        "-e",
        calls_traced,
        "-o",
        log,
        sys.executable,
        "-c",
        source,
        worlds.new,
        folder,
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    if done.returncode and "PTRACE" in done.stderr:
        pytest.skip("strace may not trace here")
    assert done.returncode == 0, done.stderr
    calls = [line.split(maxsplit=1)[1] for line in log.read_text(errors="replace").splitlines() if str(folder) in line]
    (home,) = [path for path in (folder / "derived").iterdir() if path.name.isdecimal()]
    renamed = next(n for n, call in enumerate(calls) if call.startswith("rename") and f'{home}"' in call)
    synced_before = {_path(call) for call in calls[:renamed] if call.startswith(("fsync", "fdatasync"))}
    for path in [home, *home.rglob("*")]:
        name = f"{home}.partial{str(path).removeprefix(str(home))}"
        linked = path.is_file() and path.stat().st_nlink > 1  # of the version before, on disk since then
        if not name.endswith(".lock") and not linked:
            assert name in synced_before, path
    after = calls[renamed:]
    parent = next(n for n, call in enumerate(after) if call.startswith("fsync") and _path(call) == str(home.parent))
    commits = [n for n, call in enumerate(after) if "sync" in call and _path(call).endswith(("-wal", ".sqlite"))]
    assert commits, "the catalog is synced"
    assert parent < commits[0], "the folder's name is on disk before the commit"


def _path(call: str) -> str:
    return call.partition("<")[2].partition(">")[0]


# A file cut short while it is open: reading a map beyond its end ends a process with SIGBUS

CUT_SHORT = """
(folder,) = sys.argv[1:]
index = Index(Path(folder), open_encoder=open_fake)
def found():
    with index.snapshot() as one:
        (near,) = one.nearest(one.encoder.encode_query(["dragon"]), 100)
        words = one.matching(["dragon", "hangzhou"], 100)
        return [(n, round(s, 4)) for n, s in near], [(n, round(s, 4)) for n, s in words]
before = found()
for kind in ("vectors", "postings"):
    for file in sorted(Path(folder, "derived").glob(f"*/{kind}/*")):
        if file.is_file() and file.stat().st_size and file.suffix != ".lock":
            os.truncate(file, 0)
            assert found() == before, file
            print(file.name)
            break
index.close()
"""


def test_a_file_cut_short_while_it_is_open_is_made_again(worlds: Worlds) -> None:
    folder = worlds.copy("cut-short")
    assert len(run_child(CUT_SHORT, folder)) == 2
    assert state(folder) == worlds.before


# A file that is not what it was when it was found


@pytest.mark.parametrize("what", ["vanishes", "shrinks", "is replaced", "grows"])
def test_a_file_that_changes_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    documents = write(tmp_path / "documents", {"b.txt": "The dragon sleeps. " * 50})
    updating.update([documents], tmp_path / "index", open_encoder=open_fake)
    write(documents, dict.fromkeys(("a.txt", "b.txt"), "The dragon sleeps. " * 50))
    scan = reading.scan

    def meanwhile(*given: Any, **named: Any) -> object:
        found = scan(*given, **named)
        file = documents / "a.txt"
        if what == "vanishes":
            file.unlink()
        elif what == "shrinks":
            os.truncate(file, 60)
        elif what == "is replaced":
            file.unlink()
            os.mkfifo(file)
        else:
            file.write_text("The dragon grows. " * 500)
        monkeypatch.setattr(reading, "scan", scan)
        return found

    monkeypatch.setattr(reading, "scan", meanwhile)
    report = updating.update([documents], tmp_path / "index", open_encoder=open_fake)
    gone = what in ("vanishes", "is replaced")
    assert report.added == (0 if gone else 1)
    assert bool(report.problems) == gone
    if what == "is replaced":
        (documents / "a.txt").unlink()
    # The next run finds what is there by then, however quiet it is.
    updating.update([documents], tmp_path / "index", open_encoder=open_fake)
    with closing(Index(tmp_path / "index", open_encoder=open_fake)) as index:
        texts = {name: document.text for name in index.sources() if (document := index.document(name))}
    assert texts == {file.name: file.read_text() for file in documents.iterdir()}


def test_the_clock_may_go_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    documents = write(tmp_path / "documents", BEFORE)
    updating.update([documents], tmp_path / "index", open_encoder=open_fake)
    now = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: now - 86_400_000_000_000)
    changed = documents / "changed.txt"
    changed.write_text(BEFORE["changed.txt"].replace("before", "before"[::-1]))  # of the same size
    os.utime(changed, ns=(now - 86_400_000_000_000,) * 2)
    with closing(Index(tmp_path / "index", open_encoder=open_fake)) as index:
        report = updating.update([documents], tmp_path / "index", open_encoder=open_fake)
        assert (report.changed, report.unchanged) == (1, 2)
        document = index.document("changed.txt")
        assert document is not None
        assert "erofeb" in document.text
    assert updating.update([documents], tmp_path / "index", open_encoder=open_fake).unchanged == 3
