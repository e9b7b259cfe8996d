"""How large passages should be: what is found with several limits, and what reading it costs.

    python bench/passages.py [BEIR_FOLDER …] [--index DIR] [--limit N] [--wide]

The limits are 110, 150, 190 and 250 tokens, or with `--wide` every ten tokens from 110 to 250. With each of them the
seed articles are indexed and the tune half of `tests/gold/seeds.jsonl` is asked. Printed are how
many words the first eight passages found have, because a reader must read them, and the share of the questions whose
evidence lies in the first 1, 3, 5 and 8. A BEIR folder adds nDCG@10 over its documents. The encoder is taken from the
index given, so that nothing is exported; every text is encoded only once.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import fmean

import numpy as np

from askhz import question
from askhz.chatbot import Chatbot
from askhz.evaluation import gold, running, scoring
from askhz.evaluation.gold import QuestionSet
from askhz.index import Index
from askhz.indexing import update
from askhz.models.encoder import OnnxEncoder, Rows
from askhz.text.passages import DEFAULT_LIMITS, PassageLimits

ROOT = Path(__file__).parent.parent
DEPTHS = (1, 3, 5, 8)


class Remembering:
    """An encoder that encodes each text only once."""

    def __init__(self, encoder: OnnxEncoder) -> None:
        self._encoder = encoder
        self._rows: dict[tuple[bool, str], Rows] = {}
        self.name, self.dimension = encoder.name, encoder.dimension
        self.fits, self.knows, self.comparable = encoder.fits, encoder.knows, encoder.comparable

    def encode_query(self, texts: Sequence[str], /) -> Rows:
        """Questions to unit rows."""
        return self._remembered(True, texts, self._encoder.encode_query)

    def encode_document(self, texts: Sequence[str], /) -> Rows:
        """Passages or sentences to unit rows."""
        return self._remembered(False, texts, self._encoder.encode_document)

    def _remembered(self, asked: bool, texts: Sequence[str], encode: Callable[[Sequence[str]], Rows]) -> Rows:
        for text in texts:
            if (asked, text) not in self._rows:
                self._rows[asked, text] = encode([text])[0]
        return np.stack([self._rows[asked, text] for text in texts])


def compared(wide: bool) -> list[PassageLimits]:
    """The limits to compare."""
    return [PassageLimits(max_tokens=tokens) for tokens in (range(110, 251, 10) if wide else (110, 150, 190, 250))]


def evidence_found(bot: Chatbot, questions: QuestionSet) -> tuple[list[float], float]:
    """The share of the answerable questions with evidence in the first 1, 3, 5, 8 passages; words of those eight."""
    ranks: list[int] = []
    words: list[int] = []
    for known in questions.questions:
        if not known.evidence:
            continue
        hits = bot.search(known.question, history=known.history, k=max(DEPTHS))
        holding = (hit.rank for hit in hits if any(scoring.lies_in(e, hit.passage) for e in known.evidence))
        ranks.append(next(holding, 10**6))
        words.append(sum(len(hit.passage.text.split()) for hit in hits))
    return [fmean(rank <= depth for rank in ranks) for depth in DEPTHS], fmean(words)


def found_documents(bot: Chatbot, questions: QuestionSet, limit: int) -> float:
    """nDCG@10 of a BEIR folder's first questions."""
    short = tuple(known for known in questions.questions if len(known.question) <= question.LIMIT)
    chosen = gold.QuestionSet(questions.name, "beir", short[:limit], questions.relevance)
    return running.search_all(bot, chosen).ndcg_at_10


def main() -> None:
    """Print one line for each of the limits."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("beir", nargs="*", type=Path, metavar="BEIR_FOLDER")
    parser.add_argument("--index", type=Path, default=ROOT / "index", help="where the encoder is taken from")
    parser.add_argument("--limit", type=int, default=400, help="questions asked of a BEIR folder")
    parser.add_argument("--wide", action="store_true", help="every ten tokens, not only the likely limits")
    options = parser.parse_args()
    encoder = Remembering(OnnxEncoder(next((options.index / "encoders").iterdir())))
    questions = gold.of_split(gold.read_questions(ROOT / "tests" / "gold" / "seeds.jsonl"), "tune")
    heads = [f"top {depth}" for depth in DEPTHS]
    print(" ".join(["tokens", "words", *heads, *(f.name for f in options.beir)]))
    with tempfile.TemporaryDirectory() as temporary:
        for number, limits in enumerate(compared(options.wide)):
            folder = Path(temporary) / str(number)

            def opened(paths: list[Path], name: str, limits: PassageLimits = limits, folder: Path = folder) -> Chatbot:
                update(paths, folder / name, limits=limits, open_encoder=lambda _: encoder)
                return Chatbot(Index(folder / name, open_encoder=lambda _: encoder))

            bot = opened([ROOT / "seeds"], "seeds")
            shares, words = evidence_found(bot, questions)
            cells = [f"{limits.max_tokens}", f"{words:.0f}"]
            cells += [f"{share:.3f}" for share in shares]
            for beir in options.beir:
                dump = folder / "corpus.jsonl"
                lines = (json.dumps(document, ensure_ascii=False) + "\n" for document in gold.documents(beir))
                dump.write_text("".join(lines), encoding="utf-8")
                cells.append(
                    f"{found_documents(opened([dump], beir.name), gold.read_questions(beir), options.limit):.3f}"
                )
            print(*cells, "(default)" if limits == DEFAULT_LIMITS else "", flush=True)


if __name__ == "__main__":
    main()
