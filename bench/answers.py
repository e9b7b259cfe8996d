"""Whether answers stayed the same: write them down before a change and after it, then compare the two files.

    python bench/answers.py QUESTIONS.jsonl --index DIR --out FILE [--askhz PATH]
    python bench/answers.py --compare OLD NEW [--ignore place,headings]

The first form asks every question with `askhz ask - --json` and writes its objects, one a line, without `timings_ms`,
which differ every time. Any `askhz` can be asked, an older one in another environment too. The second form says how
many lines differ, and for the first of them which fields do. `--ignore` leaves out keys wherever they are, such as
those that an older version did not have. Exit status: 0 if nothing differs, 1 if something does, 2 after an error.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

TIMES = "timings_ms"
SHOWN = 5  # differing lines, and fields of each


def ask(questions: Path, index: Path, askhz: str) -> Iterator[dict[str, Any]]:
    """The answers to a file of questions, in order, without their times.

    Raises `subprocess.CalledProcessError` if `askhz` ends with an error.
    """
    command = [askhz, "ask", "-", "--json", "--index", str(index)]
    with questions.open("rb") as lines, subprocess.Popen(command, stdin=lines, stdout=subprocess.PIPE) as process:
        for line in process.stdout or ():
            yield without(json.loads(line), {TIMES})
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)


def without(value: Any, keys: set[str]) -> Any:
    """A JSON value without some keys, however deep they are.

    >>> without({"a": 1, "b": [{"a": 2, "c": 3}]}, {"a"})
    {'b': [{'c': 3}]}
    """
    if isinstance(value, dict):
        return {key: without(one, keys) for key, one in value.items() if key not in keys}
    return [without(one, keys) for one in value] if isinstance(value, list) else value


def differences(old: Any, new: Any, path: str = "") -> Iterator[str]:
    """The paths of the fields in which two JSON values differ, in order.

    >>> list(differences({"a": 1, "b": [1, 2]}, {"a": 1, "b": [1, 3, 4], "c": 0}))
    ['b[1]', 'b[2]', 'c']
    """
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*old, *(key for key in new if key not in old)]:
            inner = f"{path}.{key}" if path else key
            if key in old and key in new:
                yield from differences(old[key], new[key], inner)
            else:
                yield inner
    elif isinstance(old, list) and isinstance(new, list):
        for at in range(max(len(old), len(new))):
            if at < len(old) and at < len(new):
                yield from differences(old[at], new[at], f"{path}[{at}]")
            else:
                yield f"{path}[{at}]"
    elif type(old) is not type(new) or old != new:
        yield path or "the whole line"


def compare(old: Path, new: Path, ignored: set[str]) -> list[str]:
    """What differs between two files of answers, a line each; empty if nothing does."""
    found = []
    pairs = zip_longest(*(file.read_text(encoding="utf-8").splitlines() for file in (old, new)))
    for number, (before, after) in enumerate(pairs, 1):
        if before is None or after is None:
            found.append(f"line {number}: only in {new if before is None else old}")
            continue
        was, now = (without(json.loads(line), ignored | {TIMES}) for line in (before, after))
        if paths := list(differences(was, now)):
            more = f" and {len(paths) - SHOWN} more" if len(paths) > SHOWN else ""
            asked = was.get("question") if isinstance(was, dict) else None
            found.append(f"line {number} ({asked}): {', '.join(paths[:SHOWN])}{more}")
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask or compare; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", nargs="?", type=Path, metavar="QUESTIONS.jsonl")
    parser.add_argument("--index", type=Path, default=Path("index"), help="the index to ask (default: index)")
    parser.add_argument("--out", type=Path, help="where the answers are written")
    parser.add_argument("--askhz", default=beside_python(), help="the program to ask (default: %(default)s)")
    parser.add_argument("--compare", nargs=2, type=Path, metavar=("OLD", "NEW"), help="two files of answers")
    parser.add_argument("--ignore", default="", metavar="KEYS", help="keys to leave out, with commas between them")
    options = parser.parse_args(arguments)
    if options.compare:
        old, new = options.compare
        found = compare(old, new, {key for key in options.ignore.split(",") if key})
        print(f"{len(found)} lines differ")
        print(*found[:SHOWN], sep="\n", end="\n" if found else "")
        return int(bool(found))
    if not (options.questions and options.out):
        parser.error("want QUESTIONS.jsonl and --out FILE, or --compare OLD NEW")
    with options.out.open("w", encoding="utf-8") as out:
        for answer in ask(options.questions, options.index, options.askhz):
            print(json.dumps(answer, ensure_ascii=False), file=out)
    return 0


def beside_python() -> str:
    """The `askhz` of the environment that runs this; else the one on the path."""
    beside = Path(sys.executable).with_name("askhz")
    return str(beside) if beside.exists() else shutil.which("askhz") or "askhz"


if __name__ == "__main__":
    sys.exit(main())
