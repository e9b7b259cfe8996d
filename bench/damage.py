"""Damage an index at random places: what is asked, checked and repaired then must be said in a line, or as before.

    python bench/damage.py [--times 200] [--seed 1]

Each time a fresh copy of an index is damaged in one of its files (catalog, vectors, postings, manifest): bytes
overwritten, a page of zeros, cut short, or gone. A process of its own asks it, first while it is open, then anew; then
`repair` runs. Found must be what was found before, or an error of one line; after the repair exactly what was found
before, with nothing left for `verify` to say. Exit status 1 if not, or if a process ended otherwise (SIGBUS).
"""

from __future__ import annotations

import argparse
import functools
import json
import multiprocessing
import os
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from fakes import open_fake

from askhz.errors import AskhzError
from askhz.index import Index
from askhz.indexing import repair, update, verify

_ALL = 1000  # more passages than there are: of those with equal scores, the first stored would be the first ten
_FORKS = multiprocessing.get_context("forkserver")
TEXTS = {
    f"{n:02}.txt": f"The dragon number {n} of Hangzhou. " + f"It plays a game with tortoise {n}. " * (3 + n)
    for n in range(40)
}


def main(given: Sequence[str] | None = None) -> int:
    """Damage, ask, repair, and say what was found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(given)
    _FORKS.set_forkserver_preload(["askhz.indexing", "askhz.index", "fakes", "tiktoken"])
    seen: Counter[str] = Counter()
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="askhz-damage-") as home:
        documents, original = Path(home, "documents"), Path(home, "original")
        documents.mkdir()
        for name, text in TEXTS.items():
            (documents / name).write_text(text, encoding="utf-8")
            os.utime(documents / name, (1e9, 1e9))
        update([documents], original, open_encoder=open_fake)
        expected = found(original)
        for number in range(options.times):
            folder, told = Path(home, "index"), Path(home, "told.json")
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(original, folder)
            told.unlink(missing_ok=True)
            process = _FORKS.Process(target=_try, args=(folder, documents, told, options.seed * 1_000_003 + number))
            process.start()
            process.join()
            ends: dict[str, str] = json.loads(told.read_text()) if told.exists() else {}
            if process.exitcode:
                ends["ended"] = f"process ended with {process.exitcode}"
            for stage, end in ends.items():
                if stage != "damage":
                    short = "as before" if end == expected else "said" if end.startswith("said: ") else "WRONG"
                    seen[f"{stage}: {short}"] += 1
                    if short == "WRONG" or (stage in ("repaired", "verified") and short != "as before"):
                        wrong += 1
                        print(f"{number}: {ends.get('damage')}: {stage}: {end[:300]}", file=sys.stderr, flush=True)
            if (number + 1) % 50 == 0 or number + 1 == options.times:
                print(f"{number + 1} times: {dict(sorted(seen.items()))}", flush=True)
    print(f"{wrong} that must not be")
    return int(wrong > 0)


def found(folder: Path, index: Index | None = None) -> str:
    """What a question finds, and every text."""
    with closing(index or Index(folder, open_encoder=open_fake)) as one, one.snapshot() as now:
        (near,) = now.nearest(now.encoder.encode_query(["dragon number 7"]), _ALL)
        words = now.matching(["dragon", "7"], _ALL)
        stored = now.stored([number for number, _ in [*near, *words]])
        ranked = [
            sorted((stored[n].passage.source, stored[n].passage.text, round(s, 3)) for n, s in some)
            for some in (near, words)
        ]
        texts = [document.text for source in one.sources() if (document := one.document(source))]
        return json.dumps([ranked, texts])


def _try(folder: Path, documents: Path, told: Path, seed: int) -> None:
    ends: dict[str, str] = {}
    index = Index(folder, open_encoder=open_fake)
    ends["damage"] = damage(folder, random.Random(seed))
    _note(ends, told, "asked while open", functools.partial(found, folder, index))
    _note(ends, told, "asked anew", functools.partial(found, folder))
    again = functools.partial(update, open_encoder=open_fake)

    def repaired() -> str:
        lost = repair(folder, [documents], again).lost
        return f"lost {lost}" if lost else found(folder)

    _note(ends, told, "repaired", repaired)

    def verified() -> str:
        return "; ".join(verify(folder)) or found(folder)

    _note(ends, told, "verified", verified)


def _note(ends: dict[str, str], told: Path, stage: str, work: Callable[[], str]) -> None:
    ends[stage] = "in the middle of it"
    told.write_text(json.dumps(ends))
    try:
        ends[stage] = work()
    except AskhzError as error:
        ends[stage] = f"said: {error}" if "\n" not in str(error) else f"several lines: {error}"
    except BaseException as error:
        ends[stage] = f"{type(error).__name__}: {error}"
    told.write_text(json.dumps(ends))


def damage(folder: Path, chance: random.Random) -> str:
    """Damage a file of an index; returns what was done."""
    files = [file for file in sorted(folder.rglob("*")) if file.is_file() and file.stat().st_size]
    file = (
        next(file for file in files if file.name == "catalog.sqlite") if chance.random() < 0.5 else chance.choice(files)
    )
    size = file.stat().st_size
    kind = chance.choice(["bytes", "bytes", "zeros", "short", "gone"])
    at = chance.randrange(size)
    if kind == "gone" and file.name != "catalog.sqlite":
        file.unlink()
    elif kind == "short":
        os.truncate(file, at)
    else:
        with file.open("r+b") as stream:
            stream.seek(at // 4096 * 4096 if kind == "zeros" else at)
            stream.write(bytes(4096) if kind == "zeros" else chance.randbytes(chance.choice([1, 8, 100, 5000])))
    return f"{file.relative_to(folder)} of {size}, {kind} at {at}"


if __name__ == "__main__":
    sys.exit(main())
