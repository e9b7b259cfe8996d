"""How soon an answer is there: a cold `askhz ask` against importing sentence-transformers, and warm questions.

    python bench/start.py [--index index] [--runs 5] [--cold]

The two processes take turns, so that other work on the machine slows both alike; medians are compared. Target: a cold
question takes less than a third of the import, a warm one less than half a second, reading included. One more cold one
tells what it costs in processor seconds, how many of them go into imports, and how much memory the process has (VmRSS,
VmHWM, so this needs Linux). `--cold` does only that. Another version is measured by the same script: PYTHONPATH says
where its `src` is.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import resource
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
    parser.add_argument("--cold", action="store_true", help="only what one cold question costs")
    options = parser.parse_args()
    ask = [sys.executable, "-m", "askhz", "ask", QUESTION, "--index", str(options.index)]
    if options.cold:
        show_cost(ask[3:])
        return
    load = [sys.executable, "-c", "import sentence_transformers"]
    seconds(ask), seconds(load)  # the first of each reads the files from disk
    turns = [(seconds(ask), seconds(load)) for _ in range(options.runs)]
    asked, loaded = (median(column) for column in zip(*turns, strict=True))
    print(f"cold `askhz ask`               {asked:6.2f} s")
    print(f"`import sentence_transformers` {loaded:6.2f} s")
    print(f"ratio                          {asked / loaded:6.2f}   (target: below 0.33)")
    show_cost(ask[3:])
    times, processor = (sorted(column) for column in zip(*warm(options.index), strict=True))
    print(f"warm question, median          {median(times):6.1f} ms (target: below 300 with AMX, 500 without)")
    print(f"warm question, 95th percentile {times[int(0.95 * (len(times) - 1))]:6.1f} ms over {len(times)} questions")
    print(f"processor time of it, median   {median(processor):6.1f} ms")


def seconds(command: list[str]) -> float:
    """How long a whole process takes."""
    began = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - began


# Runs askhz as `python -m` does, and says at its end what it imported and what memory it has. Only the outermost import
# is timed: it holds those within it. Processor time, since other work on the machine would count on the clock.
REPORTING = """
import builtins, json, runpy, sys, time
imported, spent, within, load = len(sys.modules), 0.0, False, builtins.__import__
def timed(*given, **named):
    global spent, within
    if within:
        return load(*given, **named)
    within, began = True, time.process_time()
    try:
        return load(*given, **named)
    finally:
        within, spent = False, spent + time.process_time() - began
builtins.__import__ = timed
try:
    runpy.run_module("askhz", run_name="__main__", alter_sys=True)
finally:
    lines = dict(line.split(":", 1) for line in open("/proc/self/status"))
    told = {"imports": spent, "modules": len(sys.modules) - imported}
    told |= {name: int(lines[name].split()[0]) for name in ("VmRSS", "VmHWM")}
    sys.stderr.write(json.dumps(told))
"""


def show_cost(arguments: list[str]) -> None:
    """Print what a cold `askhz` costs: processor time, what of it goes into imports, and memory."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-c", REPORTING, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    told = json.loads(done.stderr)
    print(f"one cold question: processor   {used:6.2f} s")
    print(f"  of it importing              {told['imports']:6.2f} s, {told['modules']} modules")
    print(f"  memory at its end            {told['VmRSS'] / 1024:6.0f} MiB")
    print(f"  most memory                  {told['VmHWM'] / 1024:6.0f} MiB")


def warm(folder: Path) -> list[tuple[float, float]]:
    """Milliseconds of every gold question in one process, after a first one: by the clock, and of processor time."""
    times = []
    with contextlib.closing(askhz.open(folder)) as bot:
        bot.ask(QUESTION)
        for line in GOLD.read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            began, used = time.perf_counter(), time.process_time()
            bot.ask(item["question"], history=item["history"])
            times.append(((time.perf_counter() - began) * 1000, (time.process_time() - used) * 1000))
    return times


if __name__ == "__main__":
    main()
