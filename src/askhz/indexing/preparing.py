"""A document to passages with their words and vectors: a pure function of the document, the encoder and the limits.

A thread, a process or another machine can do this work. What is already stored is handed in, so that the same text is
not encoded twice. This module does not know where the result is stored.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from itertools import islice

from ..index.writing import Vectors, packed
from ..models.encoder import Encoder
from ..records import Document, Passage
from ..text import passages, words
from ..text.passages import DEFAULT_LIMITS, PassageLimits, unit_texts, view_of_passage

PIPELINE_VERSION = 4
"""Increase when the same text would give other passages or words; every document is then prepared again."""

_BATCH = 64  # passages that are encoded together: enough for every core, little in memory


@dataclass(frozen=True, slots=True)
class Draft:
    """A passage that is cut but not encoded; `digest` covers all that its vectors depend on but the encoder."""

    passage: Passage
    digest: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """A passage as it is stored: with its normal words, spaced, and its vectors."""

    passage: Passage
    words: str
    digest: str
    vectors: Vectors


def prepare(
    document: Document,
    encoder: Encoder,
    limits: PassageLimits = DEFAULT_LIMITS,
    *,
    stored: Callable[[Sequence[str]], Mapping[str, Vectors]] = lambda digests: {},
) -> Iterator[Prepared]:
    """The passages of a document, in order, each with its words and vectors.

    `stored` gives the vectors that are known already, by the digests of drafts; only the others are encoded.
    """
    return encode(draft(document, encoder, limits), encoder, stored=stored)


def draft(document: Document, encoder: Encoder, limits: PassageLimits = DEFAULT_LIMITS) -> list[Draft]:
    """The passages of a document, in order, not encoded yet."""
    cut = passages.cut(document, limits, fits_encoder=encoder.fits)
    return [Draft(passage, passage_digest(passage)) for passage in cut]


def encode(
    drafts: Iterable[Draft],
    encoder: Encoder,
    *,
    stored: Callable[[Sequence[str]], Mapping[str, Vectors]] = lambda digests: {},
) -> Iterator[Prepared]:
    """The drafts with their words and vectors, in order; a batch at a time, so that little is held."""
    remaining = iter(drafts)
    while batch := list(islice(remaining, _BATCH)):
        vectors = dict(stored([one.digest for one in batch]))
        vectors |= _encoded([one for one in batch if one.digest not in vectors], encoder)
        for one in batch:
            yield Prepared(one.passage, passage_words(one.passage), one.digest, vectors[one.digest])


def _encoded(drafts: Sequence[Draft], encoder: Encoder) -> dict[str, Vectors]:
    """Digest to vectors: of the whole passage under its context, and of each of its units."""
    texts = [[view_of_passage(one.passage).text, *unit_texts(one.passage)] for one in drafts]
    if not texts:
        return {}
    rows = encoder.encode_document([text for group in texts for text in group])
    made, at = {}, 0
    for one, group in zip(drafts, texts, strict=True):
        made[one.digest] = packed(rows[at], rows[at + 1 : at + len(group)])
        at += len(group)
    return made


def structure_of(document: Document) -> str:
    """A digest of a document's kind, blocks, anchors, edits and boxes."""
    parts = (document.blocks, document.anchors, document.edits, document.boxes)
    known = [document.kind, *([astuple(one) for one in part] for part in parts)]
    return hashlib.sha256(json.dumps(known).encode()).hexdigest()[:32]


def vocabulary_of(text: str) -> set[str]:
    """The folded words of a text that a misspelt word may be corrected to."""
    return {word.folded for word in words.spans(text) if word.folded.isalpha() and len(word.folded) > 2}


def passage_words(passage: Passage) -> str:
    """A passage's normal words, those of its context included, spaced."""
    return " ".join(words.normal_words(view_of_passage(passage).text))


def passage_digest(passage: Passage) -> str:
    """A digest of all that a passage's vectors depend on but the encoder."""
    read = [view_of_passage(passage).text, unit_texts(passage)]
    return hashlib.sha256(json.dumps(read).encode()).hexdigest()[:32]
