"""A trained extractive reader: question and passage in, answering span and answerability out.

`best_span` is pure. `SpanModel` runs an exported network (`training/` makes one) in ONNX Runtime, its files checked
against their manifest; neither PyTorch nor transformers is loaded. This module knows neither the index nor records.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from .encoder import open_session
from .errors import EncoderError

GRAPH, TOKENIZER, MANIFEST = "reader.onnx", "tokenizer.json", "manifest.json"
LONGEST_SPAN = 30  # word pieces; longer answers are sentences, and those are quoted whole anyway
_WINDOW = 256  # pieces of question and passage together, as the network was trained
_QUESTION = 64  # pieces of a question at most
_OVERLAP = 96  # pieces that neighbouring windows of a long passage share

Logits = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Extraction:
    """What the network makes of a passage.

    `pieces` are the character spans of the passage's word pieces, `start` and `end` their logits less those of "no
    answer", of shape (len(pieces),). `answerable` is the log odds that the passage answers at all, not calibrated.
    """

    pieces: tuple[tuple[int, int], ...]
    start: Logits
    end: Logits
    answerable: float


def best_span(start: Logits, end: Logits, longest: int = LONGEST_SPAN) -> tuple[int, int, float] | None:
    """First and last position and score of the best span of at most `longest` positions; None if there are none.

    A span's score is its start's logit and its end's added up. Of equal spans the first, then the shortest, wins.

    >>> best_span(np.array([1.0, 3.0, 0.0]), np.array([2.0, 0.0, 1.0]))
    (1, 2, 4.0)
    """
    if not len(start):
        return None
    scores = start[:, None] + end[None, :]
    first = np.arange(len(start))[:, None]
    last = np.arange(len(end))[None, :]
    scores = np.where((last >= first) & (last < first + longest), scores, -np.inf)
    at = int(np.argmax(scores))
    i, j = divmod(at, len(end))
    return i, j, float(scores[i, j])


class SpanModel:
    """An exported reader network."""

    def __init__(self, folder: Path) -> None:
        """Open the files in a folder. Raises `EncoderError` if one is missing, damaged or not the one exported."""
        from tokenizers import Tokenizer

        try:
            manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            for file in (GRAPH, TOKENIZER):
                with (folder / file).open("rb") as stream:
                    digest = hashlib.file_digest(stream, "sha256").hexdigest()
                if digest != manifest["files"][file]["sha256"]:
                    raise EncoderError(f"{folder / file}: not the file that was exported; install askhz again")
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
            self._session = open_session(folder / GRAPH)
        except EncoderError:
            raise
        except Exception as error:  # the libraries raise bare Exception for a damaged file
            reason = (str(error).splitlines() or [type(error).__name__])[0]
            raise EncoderError(f"{folder}: the reader in it cannot be opened ({reason})") from error
        self.digest = str(manifest["files"][GRAPH]["sha256"])
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._outputs = [given.name for given in self._session.get_outputs()]
        self._cls = self._tokenizer.token_to_id("[CLS]")
        self._sep = self._tokenizer.token_to_id("[SEP]")

    def read(self, question: str, passage: str) -> Extraction:
        """The network's view of one passage; of a long one, the window that most likely answers."""
        asked = self._tokenizer.encode(question, add_special_tokens=False).ids[:_QUESTION]
        encoded = self._tokenizer.encode(passage, add_special_tokens=False)
        views = [
            self._run(asked, encoded.ids[a:b], encoded.offsets[a:b])
            for a, b in windows(len(encoded.ids), _WINDOW - 3 - len(asked))
        ]
        return max(views, key=lambda view: view.answerable)

    def _run(self, asked: list[int], ids: list[int], offsets: Sequence[tuple[int, int]]) -> Extraction:
        row = [self._cls, *asked, self._sep, *ids, self._sep]
        first = len(asked) + 2
        types = [0] * first + [1] * (len(ids) + 1)
        fed = {"input_ids": row, "attention_mask": [1] * len(row), "token_type_ids": types}
        inputs = {name: np.array([values], dtype=np.int64) for name, values in fed.items()}
        # One passage at a time: int8 activations are scaled over a batch, so that a passage would depend on others.
        out = dict(zip(self._outputs, self._session.run(None, inputs), strict=True))
        start, end = out["start_logits"][0], out["end_logits"][0]
        inside = slice(first, first + len(ids))
        return Extraction(
            tuple(offsets), start[inside] - start[0], end[inside] - end[0], float(np.ravel(out["answerable_logit"])[0])
        )


def windows(length: int, size: int, overlap: int = _OVERLAP) -> Iterator[tuple[int, int]]:
    """Runs of at most `size` positions that together hold `length` positions, each sharing `overlap` with the last.

    >>> list(windows(10, 6, 2))
    [(0, 6), (4, 10)]
    """
    begin = 0
    while True:
        yield begin, min(length, begin + size)
        if begin + size >= length:
            return
        begin += size - overlap
