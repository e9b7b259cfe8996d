"""Kill `askhz index` at random moments, again and again: each time the index must be as before or as after.

    python bench/kills.py [--kills 1000] [--encoder fake] [--seed 1] [--rows FILE.jsonl]

One index goes to and fro between two states of a small folder. Each run is killed (SIGKILL) after a random time, up to
a little more than a whole run takes; then all that a question can see is compared with both states. With
`--encoder real` the command itself is started, with its own encoder. Says how many runs had ended before they were
killed, and what was found after each. `--rows` keeps a row for each fifty kills: run again with it, it goes on from
there. Exit status 1 if the index was ever something else.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from multiprocessing.process import BaseProcess
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from bench import rows
from fakes import open_fake

from askhz.index import Index
from askhz.indexing import update
from askhz.models.encoder import Encoder

BEFORE = {
    "changed.txt": "The dragon rises in Hangzhou. It was so before. Nobody saw it.",
    "deleted.txt": "A dragon that goes away. It leaves no trace.",
    "deep/kept.txt": "Robots walk. Games are sold. Hangzhou stays.",
}
AFTER = {
    "added.txt": "A new dragon comes to Hangzhou. Everybody sees it.",
    "changed.txt": "The dragon rises in Hangzhou. It is otherwise now. Everybody saw it.",
    "deep/kept.txt": BEFORE["deep/kept.txt"],
}
LONGEST = 1.1  # times what a whole run takes, after which one is killed at the latest
_FORKS = multiprocessing.get_context("forkserver")
OpenEncoder = Callable[[Path], Encoder] | None


def main() -> int:
    """Kill, compare, and say what was found."""
    options = _options()
    done = rows.read(options.rows)
    open_encoder: OpenEncoder = open_fake if options.encoder == "fake" else None
    _FORKS.set_forkserver_preload(["askhz.indexing", "askhz.index", "fakes", "tiktoken"])
    seen, ended, wrong, first = Counter[str](), 0, 0, 1
    if done:
        seen, ended, wrong, first = (
            Counter(done[-1]["seen"]),
            done[-1]["ended"],
            done[-1]["wrong"],
            done[-1]["kills"] + 1,
        )
    with tempfile.TemporaryDirectory(prefix="askhz-kills-") as home:
        folders = (_written(Path(home, "before"), BEFORE), _written(Path(home, "after"), AFTER))
        states = [_state_made_of(folder, Path(home, f"{folder.name}-index"), open_encoder) for folder in folders]
        index = Path(home, "index")
        shutil.copytree(Path(home, "before-index"), index)
        _ended(_started(folders[0], index, options.encoder))  # else the time of loading would count as well
        began = time.monotonic()
        _ended(_started(folders[1], index, options.encoder))
        whole = time.monotonic() - began
        for number in range(first, options.kills + 1):
            process = _started(folders[number % 2], index, options.encoder)
            chance = random.Random(f"{options.seed} {number}")
            _wait(process, chance.uniform(0, LONGEST * whole))
            process.kill()
            ended += _ended(process) >= 0
            try:
                found = state(index, open_encoder)
            except Exception as error:
                found = error
            seen["before" if found == states[0] else "after" if found == states[1] else "something else"] += 1
            if found not in states:
                wrong += 1
                print(f"kill {number}: {found!r}", file=sys.stderr)
                if options.keep:
                    shutil.copytree(index, options.keep / f"kill-{number}")
            if number % 50 == 0 or number == options.kills:
                rows.add(options.rows, {"kills": number, "ended": ended, "wrong": wrong, "seen": dict(seen)})
                print(f"{number} kills, {ended} of them after the end: {dict(seen)}", flush=True)
        _ended(_started(folders[0], index, options.encoder))
        wrong += state(index, open_encoder) != states[0]
        left = [path.name for path in index.rglob("*.partial")]
    print(f"whole run {whole:.2f} s; half-written folders after a last whole run: {left or 'none'}")
    return int(wrong > 0 or bool(left))


def state(folder: Path, open_encoder: OpenEncoder) -> object:
    """All that a question can see of an index."""
    with closing(Index(folder, open_encoder=open_encoder)) as index, index.snapshot() as one:
        (near,) = one.nearest(one.encoder.encode_query(["dragon Hangzhou robots"]), 100)
        matching = one.matching(["dragon", "hangzhou", "robot"], 100)
        stored = one.stored([number for number, _ in [*near, *matching]])
        texts = {source: index.document(source) for source in index.sources()}
        return (
            sorted((stored[n].passage.source, stored[n].passage.text, round(score, 3)) for n, score in near),
            sorted((stored[n].passage.source, stored[n].passage.text, round(score, 4)) for n, score in matching),
            sorted((source, document.text) for source, document in texts.items() if document),
            one.corrections(["otherwize", "befora", "tracee"]),
            len(one),
        )


def _state_made_of(documents: Path, index: Path, open_encoder: OpenEncoder) -> object:
    update([documents], index, open_encoder=open_encoder)
    return state(index, open_encoder)


def _started(documents: Path, index: Path, encoder: str) -> BaseProcess | subprocess.Popen[bytes]:
    """A process that brings the index in step: the command, or a fork of a process that has no threads."""
    if encoder == "real":
        command = [sys.executable, "-m", "askhz", "index", str(documents), "--index", str(index)]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    process = _FORKS.Process(target=_update, args=(documents, index))
    process.start()
    return process


def _update(documents: Path, index: Path) -> None:
    update([documents], index, open_encoder=open_fake)


def _wait(process: BaseProcess | subprocess.Popen[bytes], seconds: float) -> None:
    if isinstance(process, subprocess.Popen):
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
    else:
        process.join(seconds)


def _ended(process: BaseProcess | subprocess.Popen[bytes]) -> int:
    """The exit status; negative if it was killed."""
    if isinstance(process, subprocess.Popen):
        return process.wait()
    process.join()
    return process.exitcode or 0


def _written(folder: Path, texts: dict[str, str]) -> Path:
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--encoder", choices=("fake", "real"), default="fake")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rows", type=Path, help="a JSON Lines file of what was found so far, to go on with")
    parser.add_argument("--keep", type=Path, help="where to copy an index that was neither")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
