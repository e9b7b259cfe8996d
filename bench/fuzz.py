"""Hostile documents and questions through the whole path: no crash, no question that hangs, no memory that grows.

    python bench/fuzz.py [--rounds 20] [--questions 500] [--documents 40] [--seed 1] [--reader trained]

Each round makes documents (real ones of `--corpus` cut, mixed and damaged), brings one index in step with them, with an
encoder that hashes words, and asks questions: parts of the documents, queries in the syntax of other programs, control
characters, long words, all of Unicode. What must hold of every answer is checked: quotes stand in their documents. Says
the slowest question in seconds of processor time, the errors that askhz gave on purpose, and how memory grew. Exit
status 1 if anything else was raised, a question took over a second, or memory grew by more than a tenth.
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

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from fakes import open_fake

from askhz.chatbot import Chatbot
from askhz.errors import AskhzError
from askhz.index import Index
from askhz.indexing import update
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


def main() -> int:
    """Run the rounds and say what was found."""
    options = _options()
    chance = random.Random(options.seed)
    texts = _corpus(options.corpus)
    slowest, asked, raised, said = (0.0, ""), 0, 0, Counter[str]()
    begun = 0
    with tempfile.TemporaryDirectory(prefix="askhz-fuzz-") as home:
        reader = open_reader(None if options.reader == "trained" else SENTENCE_RANKER)
        folder, index = Path(home, "documents"), Path(home, "index")
        bot: Chatbot | None = None
        for number in range(options.rounds):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            (folder / "sound.txt").write_text("A sound document, so that there is always one.")
            for n in range(options.documents):
                raw = hostile_document(chance, texts)
                (folder / f"{n}.{chance.choice(ENDINGS)}").write_bytes(raw)
            try:
                update([folder], index, open_encoder=open_fake)
                bot = bot or Chatbot(Index(index, open_encoder=open_fake), reader)
            except Exception:
                raised += 1
                _keep(options.keep, folder, number)
                traceback.print_exc()
                continue
            history: list[str] = []
            for _ in range(options.questions):
                question = hostile_question(chance, texts)
                began = time.process_time()
                try:
                    answer = bot.ask(question, history=history[-2:])
                    check(bot, answer)
                except AskhzError as error:
                    said[type(error).__name__] += 1
                except Exception:
                    raised += 1
                    sys.stderr.write(f"round {number}: {question[:200]!r}\n")
                    _keep(options.keep, folder, number)
                    traceback.print_exc()
                else:
                    history.append(question)
                took = time.process_time() - began
                asked += 1
                slowest = max(slowest, (took, question))
            if number == min(WARM, options.rounds - 1):
                begun = _resident()
            print(
                f"round {number}: {asked} questions, slowest {slowest[0]:.2f} s, {_resident() / 2**20:.0f} MB",
                flush=True,
            )
    grown = _resident() / begun if begun else 1.0
    print(f"{asked} questions, {raised} unexpected errors, refused {dict(said)}, memory {grown:.2f} of what it was")
    print(f"slowest {slowest[0]:.2f} s: {slowest[1][:120]!r}")
    return int(raised > 0 or slowest[0] > SECOND or grown > GROWTH)


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
    parser.add_argument("--keep", type=Path, help="where to copy the documents of a round that failed")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
