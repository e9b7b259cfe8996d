"""A document to passages with their words and vectors: a pure function of the document, the encoder and the limits.

A thread, a process or another machine can do this work. What is already stored is handed in, so that the same text is
not encoded twice. This module does not know where the result is stored.
"""

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import astuple, dataclass, fields
from itertools import islice
from operator import attrgetter
from weakref import WeakValueDictionary

from ..index.digests import passage_digest
from ..index.writing import packed
from ..models import graphs
from ..models.encoder import Encoder
from ..records import Block, Box, Document, Edit, Passage
from ..text import passages, words
from ..text.passages import DEFAULT_LIMITS, PassageLimits, encoded_text, view_of_passage

_BLOCK, _EDIT, _BOX = (attrgetter(*(field.name for field in fields(record))) for record in (Block, Edit, Box))
_BATCH = 64  # passages of a document that are begun together: enough for every core, little in memory


@dataclass(frozen=True, slots=True)
class Draft:
    """A passage that is cut but not encoded, the title of its document, and a digest of all that its vector is of."""

    passage: Passage
    title: str
    digest: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """A passage as it is stored: with its normal words, spaced, and its vector, packed."""

    passage: Passage
    words: str
    digest: str
    vector: bytes


def prepare(
    document: Document,
    encoder: Encoder,
    limits: PassageLimits = DEFAULT_LIMITS,
    *,
    stored: Callable[[Sequence[str]], Mapping[str, bytes]] = lambda digests: {},
) -> Iterator[Prepared]:
    """The passages of a document, in order, each with its words and its vector.

    `stored` gives the vectors that are known already, by the digests of drafts; only the others are encoded.
    """
    return encode(draft(document, encoder, limits), encoder, stored=stored)


def draft(document: Document, encoder: Encoder, limits: PassageLimits = DEFAULT_LIMITS) -> list[Draft]:
    """The passages of a document, in order, not encoded yet."""
    cut = passages.cut(document, limits, fits_encoder=encoder.fits)
    return [Draft(passage, document.title, passage_digest(passage, document.title)) for passage in cut]


def encode(
    drafts: Iterable[Draft],
    encoder: Encoder,
    *,
    stored: Callable[[Sequence[str]], Mapping[str, bytes]] = lambda digests: {},
) -> Iterator[Prepared]:
    """The drafts with their words and their vectors, in order; some are encoded ahead, so that little is held."""
    return iter(Encodings(encoder, stored).begin(drafts))


class Encodings:
    """Encodes on all cores, ahead of those who wait: while one document is stored or read, the next is encoded."""

    def __init__(self, encoder: Encoder, stored: Callable[[Sequence[str]], Mapping[str, bytes]]) -> None:
        """`stored` gives the vectors that are known already, by the digests of drafts."""
        self._encoder, self._stored = encoder, stored
        # What is being encoded and not stored yet: the same text is not encoded a second time meanwhile.
        self._flying: WeakValueDictionary[str, Future[bytes]] = WeakValueDictionary()
        self.begun = 0

    def begin(self, drafts: Iterable[Draft]) -> Encoding:
        """The drafts, of which the first are begun at once. Take them out before those of a later call."""
        return Encoding(drafts, self._begin_batch)

    def cancel(self) -> None:
        """Begin nothing more of what was asked for: nobody waits for it."""
        for future in list(self._flying.values()):
            future.cancel()

    def _begin_batch(self, drafts: Sequence[Draft]) -> list[bytes | Future[bytes]]:
        """For each draft its stored vector, or the one that is being made."""
        known = self._stored([one.digest for one in drafts])
        return [known.get(one.digest) or self._begin(one) for one in drafts]

    def _begin(self, one: Draft) -> Future[bytes]:
        flying = self._flying.get(one.digest)
        if flying is None:
            flying = graphs.begin(self._encode, encoded_text(one.passage, one.title))
            self._flying[one.digest] = flying
            self.begun += 1
        return flying

    def _encode(self, text: str) -> bytes:
        return packed(self._encoder.encode_document([text])[0])


class Encoding:
    """One document's drafts while they are encoded; iterate to take them out, in order."""

    def __init__(
        self, drafts: Iterable[Draft], begin: Callable[[Sequence[Draft]], list[bytes | Future[bytes]]]
    ) -> None:
        """`begin` gives vectors, or futures of them, for a batch of drafts."""
        self._remaining = iter(drafts)
        self._begin = begin
        self._begun: deque[tuple[Draft, bytes | Future[bytes]]] = deque()
        self._begin_more()

    def __len__(self) -> int:
        """How many are begun and not taken out."""
        return len(self._begun)

    def __iter__(self) -> Iterator[Prepared]:
        while self._begun:
            one, vector = self._begun.popleft()
            if len(self._begun) <= _BATCH // 2:
                self._begin_more()
            spaced = passage_words(one.passage)
            yield Prepared(one.passage, spaced, one.digest, vector if isinstance(vector, bytes) else vector.result())

    def _begin_more(self) -> None:
        batch = list(islice(self._remaining, _BATCH))
        if batch:
            self._begun.extend(zip(batch, self._begin(batch), strict=True))


def structure_of(document: Document) -> str:
    """A digest of a document's kind, blocks, anchors, edits and boxes."""
    # `astuple` copies all that it meets, which for the thousands of flat records takes longer than to cut them.
    blocks, edits, boxes = map(_BLOCK, document.blocks), map(_EDIT, document.edits), map(_BOX, document.boxes)
    known = [document.kind, [*blocks], [astuple(one) for one in document.anchors], [*edits], [*boxes]]
    return hashlib.sha256(json.dumps(known).encode()).hexdigest()[:32]


def vocabulary_of(text: str) -> set[str]:
    """The folded words of a text that a misspelt word may be corrected to."""
    return {word.folded for word in words.spans(text) if word.folded.isalpha() and len(word.folded) > 2}


def passage_words(passage: Passage) -> str:
    """A passage's normal words, those of its context included, spaced."""
    return " ".join(words.normal_words(view_of_passage(passage).text))
