"""Texts to unit vectors: the `Encoder` protocol and the ONNX encoder that an index carries.

A model comes in through sentence-transformers: `exporting.export_encoder` writes it as an ONNX graph, most of it
int8, beside its tokenizer. From then on documents and questions go through ONNX Runtime, which loads in a fraction
of a second. An encoder of several languages has centres: the mean vectors of Chinese and of other questions and
passages. The nearest is subtracted, so that texts of one language are not alike for that alone. This module does not
know the index.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from ..errors import EncoderError
from . import graphs

Rows = npt.NDArray[np.float32]
GRAPH = "encoder.onnx"
MANIFEST = "encoder.json"
_KEPT = 16384  # words, whose numbers of pieces are kept


class Encoder(Protocol):
    """Texts to unit float32 rows. A row is a function of its text alone, never of the texts beside it."""

    @property
    def name(self) -> str:
        """What tells this encoder from every other: vectors of different names must not meet."""

    @property
    def dimension(self) -> int:
        """Columns of a row."""

    def encode_query(self, texts: Sequence[str], /) -> Rows:
        """Questions to rows of shape (len(texts), dimension)."""

    def encode_document(self, texts: Sequence[str], /) -> Rows:
        """Passages or sentences to rows of shape (len(texts), dimension)."""

    def comparable(self, cosine: float, /) -> float:
        """A cosine of this encoder's rows on the scale that weights and thresholds are fitted for."""

    def fits(self, text: str, /) -> bool:
        """Whether the encoder reads the text to its end; past its limit it would cut without saying so."""

    def knows(self, word: str, /) -> bool:
        """Whether a folded word is in the encoder's own vocabulary: such a word is no misspelling."""


def exported_name(folder: Path) -> str:
    """The name of the encoder whose export a folder holds, its files checked but not opened.

    Raises `EncoderError` if one is missing or damaged.
    """
    with graphs.opening(folder, "encoder"):
        return str(_checked(folder)["name"])


def _checked(folder: Path) -> dict[str, Any]:
    """The manifest of an export whose files are the ones that were exported."""
    manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    graphs.check(folder, {file: manifest["sha256"][file] for file in (GRAPH, graphs.TOKENIZER)})
    return manifest


class OnnxEncoder:
    """An encoder exported by `export_encoder`, run by ONNX Runtime."""

    def __init__(self, folder: Path) -> None:
        """Open the export in a folder. Raises `EncoderError` if it is missing or damaged."""
        with graphs.opening(folder, "encoder"):
            manifest = _checked(folder)
            self.name: str = manifest["name"]
            self.dimension: int = manifest["dimension"]
            self._limit: int = manifest["limit"]
            self._prompts: dict[str, str] = manifest["prompts"]
            self._centres = {
                kind: np.array(list(by_language.values()), dtype=np.float32)
                for kind, by_language in manifest.get("centres", {}).items()
            }
            scale = manifest.get("scale", {"slope": 1.0, "intercept": 0.0})
            self._slope, self._intercept = float(scale["slope"]), float(scale["intercept"])
            self._tokenizer = graphs.open_tokenizer(folder)
            self._session = graphs.open_session(folder / GRAPH)
        if self._session.get_outputs()[0].shape[-1] not in (self.dimension, None):
            raise EncoderError(f"{folder}: its graph does not make rows of {self.dimension} columns")
        self._inputs = [given.name for given in self._session.get_inputs()]
        self._special = self._tokenizer.num_special_tokens_to_add(is_pair=False)
        # A text that is cut grows sentence by sentence: its words are counted once where that comes to the same.
        self._counts_by_word = graphs.divides_at_spaces(self._tokenizer)
        self._pieces = lru_cache(_KEPT)(self._count)

    def encode_query(self, texts: Sequence[str], /) -> Rows:
        """Questions to unit rows."""
        return self._encode(texts, "query")

    def encode_document(self, texts: Sequence[str], /) -> Rows:
        """Passages or sentences to unit rows."""
        return self._encode(texts, "document")

    def comparable(self, cosine: float, /) -> float:
        """A cosine on the scale of all-MiniLM-L6-v2, for which weights and thresholds are fitted."""
        return self._slope * cosine + self._intercept

    def fits(self, text: str, /) -> bool:
        """Whether the text, its prompt and the special tokens are within the model's limit."""
        read = self._prompts.get("document", "") + text
        # Every piece has a character of its own, but for one that tokenizers put before a text.
        if read.isascii() and len(read) + 1 + self._special <= self._limit:
            return True
        parts = read.split() if self._counts_by_word else [read]
        return self._special + sum(map(self._pieces, parts)) <= self._limit

    def _count(self, text: str) -> int:
        return len(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def knows(self, word: str, /) -> bool:
        """Whether the word is a single token."""
        return self._count(word) == 1

    def _row(self, text: str) -> Rows:
        row: Rows = self._session.run(None, self.fed(text))[0][0]
        return row

    def _encode(self, texts: Sequence[str], kind: str) -> Rows:
        rows = np.empty((len(texts), self.dimension), dtype=np.float32)
        prompt = self._prompts.get(kind, "")
        # One text at a time: int8 activations are scaled over the whole batch, so a row would depend on its neighbours.
        # And a batch would need padding, which a processor would calculate for nothing.
        for at, row in enumerate(graphs.on_all_cores(lambda text: self._row(prompt + text), texts)):
            rows[at] = row
        rows = unit(rows)
        centres = self._centres.get(kind)
        if centres is None:
            return rows
        # The nearest centre tells the language better than the script does: Chinese manuals are full of Latin letters.
        nearest = np.argmax(rows @ unit(centres).T, axis=1)
        return unit(rows - centres[nearest])

    def fed(self, text: str) -> dict[str, npt.NDArray[np.int64]]:
        """What the graph is given for a text: its inputs, of shape (1, tokens)."""
        bare = self._tokenizer.encode(text, add_special_tokens=False)
        bare.truncate(self._limit - self._special)
        encoded = self._tokenizer.post_process(bare)
        fed = {"input_ids": encoded.ids, "attention_mask": encoded.attention_mask, "token_type_ids": encoded.type_ids}
        return {name: np.array([fed[name]], dtype=np.int64) for name in self._inputs}


def unit(rows: npt.ArrayLike) -> Rows:
    """The rows at length one, float32; a row of zeros stays.

    >>> unit([[3.0, 4.0], [0.0, 0.0]]).tolist()
    [[0.6000000238418579, 0.800000011920929], [0.0, 0.0]]
    """
    matrix = np.asarray(rows, dtype=np.float32)
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    return np.asarray(matrix / np.where(lengths == 0, 1, lengths), dtype=np.float32)
