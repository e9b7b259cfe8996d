"""How soon an answer is there: a cold `askhz ask` against importing sentence-transformers, and warm questions.

    python bench/start.py [--index index] [--runs 5]

The two processes take turns, so that what else the machine does weighs on both alike; medians are compared. Target: a
cold question takes less than a third of the import, a warm one less than 250 ms, reading included.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import askhz

GOLD = Path(__file__).parent.parent / "tests" / "gold" / "seeds.jsonl"
QUESTION = "How many unicorn companies does Hangzhou have?"


def main() -> None:
    """Print both times, their ratio, and the milliseconds of a warm question."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=Path, default=Path("index"), help="an index of seeds/ (default: index)")
    parser.add_argument("--runs", type=int, default=5, help="runs of each process (default: %(default)s)")
    options = parser.parse_args()
    ask = [sys.executable, "-m", "askhz", "ask", QUESTION, "--index", str(options.index)]
    load = [sys.executable, "-c", "import sentence_transformers"]
    seconds(ask), seconds(load)  # the first of each reads the files from disk
    turns = [(seconds(ask), seconds(load)) for _ in range(options.runs)]
    asked, loaded = (median(column) for column in zip(*turns, strict=True))
    print(f"cold `askhz ask`               {asked:6.2f} s")
    print(f"`import sentence_transformers` {loaded:6.2f} s")
    print(f"ratio                          {asked / loaded:6.2f}   (target: below 0.33)")
    times = sorted(warm(options.index))
    print(f"warm question, median          {median(times):6.1f} ms (target: below 250)")
    print(f"warm question, 95th percentile {times[int(0.95 * (len(times) - 1))]:6.1f} ms over {len(times)} questions")


def seconds(command: list[str]) -> float:
    """How long a whole process takes."""
    began = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - began


def warm(folder: Path) -> list[float]:
    """Milliseconds of every gold question in one process, after a first one."""
    times = []
    with contextlib.closing(askhz.open(folder)) as bot:
        bot.ask(QUESTION)
        for line in GOLD.read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            began = time.perf_counter()
            bot.ask(item["question"], history=item["history"])
            times.append((time.perf_counter() - began) * 1000)
    return times


if __name__ == "__main__":
    main()
