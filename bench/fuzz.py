"""Hostile documents and questions through the whole path: no crash, no question that hangs, no memory that grows.

    python bench/fuzz.py [--rounds 20] [--questions 500] [--documents 40] [--seed 1] [--reader trained]
                         [--rows FILE.jsonl]

Each round makes documents (real ones of `--corpus` cut, mixed and damaged), brings one index in step with them, with an
encoder that hashes words, and asks questions: parts of the documents, queries in the syntax of other programs, control
characters, long words, all of Unicode. What must hold of every answer is checked: quotes stand in their documents. Says
the slowest question in seconds of processor time, the errors that askhz gave on purpose, and how memory grew. `--rows`
keeps a row for each round: run again with it, the rounds that are there are not repeated. Exit status 1 if anything
else was raised, a question took over a second, or memory grew by more than a tenth.
"""

from __future__ import annotations

import argparse
import random
import resource
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))
sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from bench import rows
from fakes import FakeEncoder

import askhz.reading
from askhz.chatbot import Chatbot
from askhz.errors import AskhzError
from askhz.index import Index
from askhz.indexing import update
from askhz.models.encoder import Rows
from askhz.models.graphs import open_tokenizer
from askhz.reading import SENTENCE_RANKER, open_reader
from askhz.records import Answer

SECOND = 1.0  # the longest that a question may take
GROWTH = 1.1  # what memory may grow by, once everything is loaded
WARM = 3  # rounds after which everything is loaded
ENDINGS = ("txt", "md", "html", "csv", "json", "xml", "eml", "rst", "tex", "org", "yaml", "py", "srt", "ipynb", "toml")
SCRAPS = (
    "\0", "\x1b[31m", "\u202e", "\ufeff", "\u200b", "\ud7ff", "\U0010ffff", "e\u0301" * 40, "𝒜𝓁𝓁",
    "杭州", "مرحبا", "🙂" * 30, "a" * 5000, "a-" * 800, "((((((((((((", "[" * 300, "*" * 300,
    "|" * 200, "> " * 100, "# " * 50, "```", "$$", "\\begin{", "<script>alert(1)</script>", "<" * 200,
    "&#x110000;", "{{7*7}}", "%s%n", "../../etc/passwd", "'; DROP TABLE passages; --", "NEAR/3", "field:*",
    "+must -not", '"', "AND OR NOT", "?" * 50, "1e999", "0x" + "f" * 64, "\r", "\r\n\r\n", "\x85", "\u2028",
    "| a | b |\n|---|---|\n| 1 | 2 |\n", "- x\n  - y\n    - z\n", "---\ntitle: x\n---\n", "Q: ",
    "who what when where why how",
)  # fmt: skip
ASKED = (
    "What is {}?", "Who {}?", "When did {} happen?", "Why {}", "How do I {}?", "List {}", "{}", "{} {} {}?",
    "Is {} true?", "How many {} are there in {}?", "and {}?", "what about it", "What is the {} of {}?",
    "{}\n{}",
)  # fmt: skip


class Forgetful(FakeEncoder):
    """The tests' encoder without its list of what it encoded, which grows; it takes in as many pieces as a real one."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._tokenizer = open_tokenizer(Path(askhz.reading.__file__).parent / "network")

    def fits(self, text: str, /) -> bool:
        """Whether the text has no more word pieces than the encoder that comes with askhz takes in."""
        return len(self._tokenizer.encode(text)) <= self.limit

    def encode_document(self, texts: Sequence[str], /) -> Rows:
        """Rows of passages or sentences."""
        return self.encode_query(texts)


def main() -> int:
    """Run the rounds that are not in the rows yet, and say what was found in all of them."""
    options = _options()
    texts = _corpus(options.corpus)
    done = rows.read(options.rows)
    first, begun = len(done), 0
    with tempfile.TemporaryDirectory(prefix="askhz-fuzz-") as home:
        reader = open_reader(None if options.reader == "trained" else SENTENCE_RANKER)
        bot: Chatbot | None = None
        for number in range(first, options.rounds):
            chance = random.Random(f"{options.seed} {number}")
            try:
                _index_hostile(Path(home), chance, texts, options.documents)
                bot = bot or Chatbot(Index(Path(home, "index"), open_encoder=Forgetful), reader)
                row = _ask_hostile(bot, chance, texts, options.questions, number)
            except Exception:
                traceback.print_exc()
                row = {"asked": 0, "raised": 1, "refused": {}, "slowest": [0.0, ""]}
            if row["raised"]:
                _keep(options.keep, Path(home, "documents"), number)
            rows.add(options.rows, row)
            done.append(row)
            if number - first == min(WARM, options.rounds - first - 1):
                begun = _resident()
            asked, slowest = sum(one["asked"] for one in done), max(one["slowest"][0] for one in done)
            print(
                f"round {number}: {asked} questions, slowest {slowest:.2f} s, {_resident() / 2**20:.0f} MB", flush=True
            )
    grown = _resident() / begun if begun else 1.0
    refused: Counter[str] = Counter()
    for one in done:
        refused.update(one["refused"])
    asked, raised = (sum(one[key] for one in done) for key in ("asked", "raised"))
    slowest, question = max(one["slowest"] for one in done)
    print(f"{asked} questions, {raised} unexpected errors, refused {dict(refused)}, memory {grown:.2f} of what it was")
    print(f"slowest {slowest:.2f} s: {question[:120]!r}")
    return int(raised > 0 or slowest > SECOND or grown > GROWTH)


def _index_hostile(home: Path, chance: random.Random, texts: Sequence[bytes], count: int) -> None:
    """Bring the index in `home` in step with new documents."""
    folder = home / "documents"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / "sound.txt").write_text("A sound document, so that there is always one.")
    for n in range(count):
        raw = hostile_document(chance, texts)
        (folder / f"{n}.{chance.choice(ENDINGS)}").write_bytes(raw)
    update([folder], home / "index", open_encoder=Forgetful)


def _ask_hostile(
    bot: Chatbot, chance: random.Random, texts: Sequence[bytes], count: int, number: int
) -> dict[str, Any]:
    """Ask, and check each answer; returns the row of a round: what was asked, raised and refused, and the slowest."""
    slowest, raised, refused = (0.0, ""), 0, Counter[str]()
    history: list[str] = []
    for _ in range(count):
        question = hostile_question(chance, texts)
        began = time.process_time()
        try:
            check(bot, bot.ask(question, history=history[-2:]))
        except AskhzError as error:
            refused[type(error).__name__] += 1
        except Exception:
            raised += 1
            sys.stderr.write(f"round {number}: {question[:200]!r}\n")
            traceback.print_exc()
        else:
            history.append(question)
        slowest = max(slowest, (time.process_time() - began, question.encode("utf-8", "replace").decode()))
    return {"asked": count, "raised": raised, "refused": dict(refused), "slowest": list(slowest)}


def hostile_document(chance: random.Random, texts: Sequence[bytes]) -> bytes:
    """Bytes that a reader may meet: a real document cut and damaged, scraps, or noise."""
    kind = chance.random()
    if kind < 0.05:
        return chance.randbytes(chance.randrange(0, 3000))
    raw = bytearray()
    for _ in range(chance.randrange(1, 12)):
        if chance.random() < 0.5:
            text = chance.choice(texts)
            at = chance.randrange(max(1, len(text)))
            raw += text[at : at + chance.randrange(1, 2000)]
        else:
            raw += chance.choice(SCRAPS).encode("utf-8", "surrogatepass") * chance.randrange(1, 4)
    for _ in range(chance.randrange(0, 6) if kind < 0.4 else 0):
        raw[chance.randrange(len(raw))] = chance.randrange(256)
    return bytes(raw)


def hostile_question(chance: random.Random, texts: Sequence[bytes]) -> str:
    """A question made of words of the documents and of scraps."""

    def part() -> str:
        if chance.random() < 0.25:
            return chance.choice(SCRAPS)
        text = chance.choice(texts)
        at = chance.randrange(max(1, len(text)))
        return text[at : at + chance.randrange(1, 60)].decode("utf-8", "ignore")

    question = chance.choice(ASKED)
    while "{}" in question:
        question = question.replace("{}", part(), 1)
    return question


def check(bot: Chatbot, answer: Answer) -> None:
    """Raise `ValueError` for an answer that says what stands nowhere."""
    for citation in answer.citations:
        if bot.document(citation.source).text[citation.start : citation.end] != citation.quote:
            raise ValueError(f"{citation.source}[{citation.start}:{citation.end}] is not {citation.quote!r}")
    if answer.answered != bool(answer.citations) or not 0 <= answer.confidence <= 1:
        raise ValueError(f"answered {answer.answered} with {len(answer.citations)} quotes at {answer.confidence}")


def _corpus(folder: Path) -> list[bytes]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.stat().st_size < 200_000]
    return [path.read_bytes() for path in files] or [b"Nothing is there."]


def _keep(folder: Path | None, documents: Path, number: int) -> None:
    if folder is not None:
        shutil.copytree(documents, folder / f"round-{number}", dirs_exist_ok=True)


def _resident() -> int:
    """Bytes in memory now."""
    with Path("/proc/self/statm").open() as stream:
        return int(stream.read().split()[1]) * resource.getpagesize()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--questions", type=int, default=500, help="in each round")
    parser.add_argument("--documents", type=int, default=40, help="in each round")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--reader", choices=("trained", "ranker"), default="ranker")
    parser.add_argument("--corpus", type=Path, default=Path(__file__).parent.parent / "tests" / "gold")
    parser.add_argument("--rows", type=Path, help="a JSON Lines file of the rounds so far, to go on with")
    parser.add_argument("--keep", type=Path, help="where to copy the documents of a round that failed")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
