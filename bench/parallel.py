"""Whether questions are answered side by side: the gold questions several at once, and the same ones in a row.

    python bench/parallel.py [--index index] [--runs 3] [--at-once N] [--questions N]

Both ways take turns in one process, so that other work on the machine slows both alike. Medians are compared. On two
cores a ratio of 2 is the best that is possible, and 1 means that one question waits for the other.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

import askhz

GOLD = Path(__file__).parent.parent / "tests" / "gold" / "seeds.jsonl"
Asked = tuple[str, list[str]]


def seconds(bot: askhz.Chatbot, questions: Sequence[Asked], at_once: int) -> float:
    """How long it takes to answer all questions, `at_once` of them at a time."""

    def ask(asked: Asked) -> None:
        bot.ask(asked[0], history=asked[1])

    began = time.perf_counter()
    with ThreadPoolExecutor(at_once) as threads:
        list(threads.map(ask, questions))
    return time.perf_counter() - began


def main() -> None:
    """Print the median of both ways and their ratio."""
    cores = len(os.sched_getaffinity(0))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=Path, default=Path("index"), help="an index of seeds/ (default: index)")
    parser.add_argument("--runs", type=int, default=3, help="turns of each way (default: %(default)s)")
    parser.add_argument(
        "--at-once", type=int, default=cores, help="questions at a time (default: the cores, %(default)s)"
    )
    parser.add_argument("--questions", type=int, help="only so many of the questions (default: all)")
    options = parser.parse_args()
    items = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()][: options.questions]
    questions = [(item["question"], item["history"]) for item in items]
    with contextlib.closing(askhz.open(options.index)) as bot:
        seconds(bot, questions[: 2 * options.at_once], options.at_once)  # what is only done once
        ways = (1, options.at_once)
        turns = [[seconds(bot, questions, at_once) for at_once in ways] for _ in range(options.runs)]
    row, together = (median(column) for column in zip(*turns, strict=True))
    print(f"{len(questions)} questions, {cores} cores, {options.runs} turns each, medians")
    print(f"in a row        {row:6.2f} s, {1000 * row / len(questions):6.1f} ms a question")
    print(f"{options.at_once} at once       {together:6.2f} s, {1000 * together / len(questions):6.1f} ms a question")
    print(f"ratio           {row / together:6.2f}")


if __name__ == "__main__":
    main()
