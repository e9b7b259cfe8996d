"""How soon an answer is there: a cold `askhz ask` against importing sentence-transformers, and warm questions.

    python bench/start.py [--index index] [--runs 5]

The two processes take turns, so that other work on the machine slows both alike; medians are compared. Target: a cold
question takes less than a third of the import, a warm one less than 250 ms, reading included. One more cold question
tells how much memory the process had at most (VmHWM, so this needs Linux) and how long it spent importing modules.
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
    imports, memory = cost(ask[3:])
    print(f"  of it importing modules      {imports:6.2f} s")
    print(f"  most memory                  {memory:6.0f} MiB")
    times = sorted(warm(options.index))
    print(f"warm question, median          {median(times):6.1f} ms (target: below 250)")
    print(f"warm question, 95th percentile {times[int(0.95 * (len(times) - 1))]:6.1f} ms over {len(times)} questions")


def seconds(command: list[str]) -> float:
    """How long a whole process takes."""
    began = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - began


# Runs askhz as `python -m` does, and says at its end what memory it had.
REPORTING = """
import runpy, sys
try:
    runpy.run_module("askhz", run_name="__main__", alter_sys=True)
finally:
    status = open("/proc/self/status").read()
    sys.stderr.write(next(line for line in status.splitlines(True) if line.startswith("VmHWM")))
"""


def cost(arguments: list[str]) -> tuple[float, float]:
    """Seconds that a cold `askhz` spends importing modules, and the most memory it has, in MiB."""
    command = [sys.executable, "-X", "importtime", "-c", REPORTING, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    lines = done.stderr.splitlines()
    # Each line has the microseconds of one module itself, and those with the modules that it imported.
    alone = (
        line.removeprefix("import time:").split("|")[0].strip() for line in lines if line.startswith("import time:")
    )
    memory = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
    return sum(int(number) for number in alone if number.isdigit()) / 1e6, memory / 1024


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
