"""A document to passages with their words and vectors: a pure function of the document, the encoder and the limits.

A thread, a process or another machine can do this work. What is already stored is handed in, so that the same text is
not encoded twice. This module does not know where the result is stored.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from itertools import islice
from pathlib import PurePosixPath

from ..index.writing import Vectors, packed
from ..models.encoder import Encoder
from ..records import Document, Passage
from ..text import passages, sentences, words
from ..text.anchors import anchors_within
from ..text.passages import DEFAULT_LIMITS, PassageLimits

PIPELINE_VERSION = 3
"""Increase when the same text would give other passages or words; every document is then prepared again."""

_BATCH = 64  # passages that are encoded together: enough for every core, little in memory


@dataclass(frozen=True, slots=True)
class Draft:
    """A passage that is cut but not encoded.

    `heading` is the title that it is encoded with; `digest` covers all that its vectors depend on but the encoder.
    """

    passage: Passage
    heading: str
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
    return encode(document, draft(document, encoder, limits), encoder, stored=stored)


def draft(document: Document, encoder: Encoder, limits: PassageLimits = DEFAULT_LIMITS) -> list[Draft]:
    """The passages of a document, in order, not encoded yet."""
    spans = sentences.split(document.text)
    drafts = []
    for cut in passages.cut(document, spans, limits, fits_encoder=encoder.fits):
        passage = replace(cut, anchors=anchors_within(document.anchors, cut.start, cut.end))
        heading = _heading(document, passage, encoder)
        drafts.append(Draft(passage, heading, _digest(passage, heading)))
    return drafts


def encode(
    document: Document,
    drafts: Iterable[Draft],
    encoder: Encoder,
    *,
    stored: Callable[[Sequence[str]], Mapping[str, Vectors]] = lambda digests: {},
) -> Iterator[Prepared]:
    """The drafts of a document with their words and vectors, in order; a batch at a time, so that little is held."""
    title = title_of(document)
    remaining = iter(drafts)
    while batch := list(islice(remaining, _BATCH)):
        vectors = dict(stored([one.digest for one in batch]))
        vectors |= _encoded([one for one in batch if one.digest not in vectors], encoder)
        for one in batch:
            spaced = " ".join(words.normal_words(f"{title} {one.passage.text}"))
            yield Prepared(one.passage, spaced, one.digest, vectors[one.digest])


def _encoded(drafts: Sequence[Draft], encoder: Encoder) -> dict[str, Vectors]:
    """Digest to vectors: of the whole passage under its heading, and of each of its sentences."""
    texts: list[list[str]] = []
    for one in drafts:
        passage = one.passage
        whole = f"{one.heading}\n{passage.text}" if one.heading else passage.text
        texts.append([whole, *(passage.text[a - passage.start : b - passage.start] for a, b in passage.sentences)])
    if not texts:
        return {}
    rows = encoder.encode_document([text for group in texts for text in group])
    made, at = {}, 0
    for one, group in zip(drafts, texts, strict=True):
        made[one.digest] = packed(rows[at], rows[at + 1 : at + len(group)])
        at += len(group)
    return made


def structure_of(document: Document) -> str:
    """A digest of a document's kind, blocks and anchors."""
    known = [document.kind, [astuple(b) for b in document.blocks], [astuple(a) for a in document.anchors]]
    return hashlib.sha256(json.dumps(known).encode()).hexdigest()[:32]


def title_of(document: Document) -> str:
    """The title that passages are looked up under as well, or "" where it only repeats the source."""
    return "" if document.title in (document.source, PurePosixPath(document.source).stem) else document.title


def vocabulary_of(text: str) -> set[str]:
    """The folded words of a text that a misspelt word may be corrected to."""
    return {word.folded for word in words.spans(text) if word.folded.isalpha() and len(word.folded) > 2}


def _heading(document: Document, passage: Passage, encoder: Encoder) -> str:
    """The title that a passage is encoded with: as many of its words as leave the passage whole."""
    said = title_of(document).split()

    def too_long(count: int) -> bool:
        return not encoder.fits("\n".join([" ".join(said[:count]), passage.text]))

    if not too_long(len(said)):
        return " ".join(said)
    return " ".join(said[: bisect_left(range(1, len(said) + 1), True, key=too_long)])


def _digest(passage: Passage, heading: str) -> str:
    spans = [(start - passage.start, end - passage.start) for start, end in passage.sentences]
    return hashlib.sha256(json.dumps([heading, passage.text, spans]).encode()).hexdigest()[:32]
