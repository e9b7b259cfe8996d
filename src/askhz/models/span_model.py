"""A trained extractive reader: question and passage in, answering span and answerability out.

`best_span` is pure. `SpanModel` runs a network that `training/` made or that `exporting` wrote, in ONNX Runtime; its
files are checked against their manifest. Neither PyTorch nor transformers is loaded. This module knows neither the
index nor records.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from . import graphs

if TYPE_CHECKING:
    from tokenizers import Encoding

GRAPH, MANIFEST = "reader.onnx", "manifest.json"
EVIDENCE = "evidence_logits"  # the output of a network that knows which units answer
LONGEST_SPAN = 30  # word pieces; longer answers are sentences, and those are quoted whole anyway
_WINDOW = 320  # pieces of question and passage together at most: what askhz cuts fits
_QUESTION = 64  # pieces of a question at most
_OVERLAP = 96  # pieces that neighbouring windows of a long passage share at most
Logits = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Extraction:
    """What the network makes of a passage.

    `pieces` are the character spans of the passage's word pieces, `start` and `end` their logits less those of "no
    answer", of shape (len(pieces),). `answerable` is the log odds that the passage answers at all, not calibrated.
    `evidence` holds for each piece the log odds that its sentence, item or row belongs to the answer; it is empty where
    the network has not learnt that.
    """

    pieces: tuple[tuple[int, int], ...]
    start: Logits
    end: Logits
    answerable: float
    evidence: Logits = field(default_factory=lambda: np.zeros(0, dtype=np.float32))

    @property
    def extent(self) -> tuple[int, int] | None:
        """The characters of the passage that were read; None if there is no word."""
        return (self.pieces[0][0], self.pieces[-1][1]) if self.pieces else None


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
        with graphs.opening(folder, "reader"):
            manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            digests = {file: str(manifest["files"][file]["sha256"]) for file in (GRAPH, graphs.TOKENIZER)}
            window = min(_WINDOW, int(manifest["input"]["max_length"]))
            graphs.check(folder, digests)
            self._tokenizer = graphs.open_tokenizer(folder)
            graph, self.digest = folder / GRAPH, str(manifest.get("model", digests[GRAPH][:16]))
            if outlying := manifest.get("outlying"):
                from .rewriting import digest_of, rewritten

                self._session = graphs.open_session(*rewritten(graph, outlying))
                self.digest = digest_of(self.digest, outlying)
            else:
                self._session = graphs.open_session(graph)
        self.name = f"{manifest.get('name', 'reader')}@{self.digest}"
        self.languages: tuple[str, ...] = tuple(manifest.get("languages", ()))
        self._cls = manifest["input"].get("none", 0)
        self._inputs = [given.name for given in self._session.get_inputs()]
        self._outputs = [given.name for given in self._session.get_outputs()]
        self._room = window - self._tokenizer.num_special_tokens_to_add(is_pair=True)

    def fits(self, question: str, passage: str) -> bool:
        """Whether the network can read a passage with a question at once, not window by window."""
        asked, read = (len(self._tokenizer.encode(text, add_special_tokens=False)) for text in (question, passage))
        return min(asked, _QUESTION, self._room // 2) + read <= self._room

    def read(self, question: str, passage: str, *, within: tuple[int, int] | None = None) -> Extraction:
        """The network's view of one passage; of a long one, the window that most likely answers.

        `within`: characters of the passage; of a long one, only the window that has most of them is read.
        """
        asked = self._tokenizer.encode(question, add_special_tokens=False)
        asked.truncate(min(_QUESTION, self._room // 2))
        size = self._room - len(asked)
        first = self._tokenizer.encode(passage, add_special_tokens=False)
        first.truncate(size, stride=min(_OVERLAP, size // 2))
        # Each window apart: post-processing pairs every piece of what overflows as well.
        windows = [first, *first.overflowing]
        if within and len(windows) > 1:
            windows = [max(windows, key=lambda window: _shared(within, window))]
        return max((self._run(asked, window) for window in windows), key=lambda view: view.answerable)

    def read_all(self, pairs: Sequence[tuple[str, str]]) -> list[Extraction]:
        """The network's view of each question and passage, in order, read side by side on all cores."""
        return graphs.on_all_cores(lambda pair: self.read(*pair), pairs)

    def _run(self, asked: Encoding, window: Encoding) -> Extraction:
        pair = self._tokenizer.post_process(asked, window)
        given = {"input_ids": pair.ids, "attention_mask": pair.attention_mask, "token_type_ids": pair.type_ids}
        inputs = {name: np.array([given[name]], dtype=np.int64) for name in self._inputs}
        # One passage at a time: int8 activations are scaled over a batch, so that a passage would depend on others.
        out = dict(zip(self._outputs, self._session.run(None, inputs), strict=True))
        inside = [at for at, part in enumerate(pair.sequence_ids) if part == 1]
        start, end = (out[name][0] - out[name][0, self._cls] for name in ("start_logits", "end_logits"))
        start, end = start[inside], end[inside]
        if "answerable_logit" in out:
            answerable = float(np.ravel(out["answerable_logit"])[0])
        else:
            answerable = float(_log_sum(start) + _log_sum(end)) / 2
        evidence = out[EVIDENCE][0][inside] if EVIDENCE in out else np.zeros(0, dtype=np.float32)
        offsets = pair.offsets  # made anew by each look at it
        return Extraction(tuple(offsets[at] for at in inside), start, end, answerable, evidence)


def _shared(span: tuple[int, int], window: Encoding) -> int:
    """How many characters of the span are in a window."""
    offsets = window.offsets  # made anew by each look at it
    return min(span[1], offsets[-1][1]) - max(span[0], offsets[0][0])


def _log_sum(logits: Logits) -> float:
    """The log odds of any of the positions against "no answer", whose logit is 0."""
    return float(np.logaddexp.reduce(logits)) if len(logits) else -np.inf
