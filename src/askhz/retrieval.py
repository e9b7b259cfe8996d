"""A question to hits: dense ranks and word ranks, fused, with all that reading needs of the passages chosen.

The ranks of both retrievers are kept in the hits, to explain them. A fused score gives an order, never a confidence.
What is needed of an index is the protocol `Lookup`; any store that offers it can be searched.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Protocol, Self

from . import claims
from .claims import NO_MARKS, WORDED, Ground, Marked, Missing, ground_of, required
from .fusion import (
    DEFAULT_FUSION,
    FUSIONS,
    Scored,
    best_of,
    from_zero_fusion,
    min_max_fusion,
    ranks_of,
    reciprocal_rank_fusion,
)
from .holding import holding_terms
from .models.encoder import Encoder, Rows
from .pinpointing import lacking, marked, marked_passages
from .records import Document, DocumentInfo, Filter, Hit, Passage, Question, Span
from .text.aliases import Aliases
from .text.language import other_language, other_latin_language
from .text.passages import unit_texts
from .text.stretches import Gap, above_rows, interrupted, joined, may_be_interrupted, runs_on, within_one
from .text.words import content_words, normal_words, other_script

__all__ = [
    "DEFAULT_FUSION",
    "FUSIONS",
    "Found",
    "Lookup",
    "Retrieved",
    "Scored",
    "Spans",
    "Stored",
    "from_zero_fusion",
    "min_max_fusion",
    "reciprocal_rank_fusion",
    "retrieve",
]

# Passages that each retriever puts forward. What one of them does not put forward has nothing from it, so with fewer a
# passage that both find loses to one that is first in one of them alone (docs/retrieval.md).
POOL = 200
FARTHEST = 3  # passages on either side of a hit that a long list is followed into
FADING = 0.95  # factor on a document's scores for each passage taken from it, where one sentence is not enough


class Lookup(Protocol):
    """What retrieval needs of an index: one state of it."""

    encoder: Encoder
    aliases: Aliases

    def within(self, where: Filter, /) -> Self:
        """The same state, of which only passages of documents that the filter lets through are found.

        They are left out before ranking, not after it: as many are found as there are. Raises `QuestionError` if no
        document is let through.
        """

    def nearest(self, rows: Rows, k: int, /) -> list[Scored]:
        """For each query row the ids and cosines of the nearest passages, nearest first."""

    def matching(self, words: Sequence[str], k: int, /) -> Scored:
        """The k best passages for any of the normal words: ids with scores, best first."""

    def rarity(self, word: str, /) -> float:
        """How much a normal word tells passages apart."""

    def holding(self, words: Sequence[str], /) -> int:
        """How many passages hold all of some normal words."""

    def spans(self, ids: Sequence[int], /) -> Mapping[int, Spans]:
        """Id to where a passage stands."""

    def stored(self, ids: Sequence[int], /) -> Mapping[int, Stored]:
        """Id to passage, vector and document. Ids of one document's passages follow one another in its order."""

    def between(self, gaps: Sequence[Gap], /) -> Mapping[Gap, str]:
        """What stands in the documents between passages."""

    def document(self, source: str, /) -> Document | None:
        """A document with its text."""

    def within_span(self, source: str, start: int, end: int, /) -> Sequence[int]:
        """The ids of the passages that stand in a stretch of a document, or reach into it, in order."""


class Spans(Protocol):
    """Where a passage stands."""

    @property
    def source(self) -> str:
        """The document that it stands in."""

    @property
    def start(self) -> int:
        """Where it begins in the document, in characters."""

    @property
    def end(self) -> int:
        """Where it ends."""

    @property
    def sentences(self) -> tuple[Span, ...]:
        """Its sentences, by their places in the document."""


class Stored(Protocol):
    """A passage with its vector and its document."""

    @property
    def passage(self) -> Passage:
        """The passage with its text."""

    @property
    def vector(self) -> Rows:
        """Its vector of unit length, of shape (dimension,)."""

    @property
    def document(self) -> DocumentInfo:
        """What is known of its document."""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A hit with what reading needs of it.

    `vector` is the passage's, of shape (dimension,). `neighbours` are the passages next before and next after it in its
    document. `unit_vectors` are its units', of shape (units, dimension), where `retrieve` was asked for them. All of
    them have unit length.
    """

    hit: Hit
    vector: Rows
    neighbours: tuple[Passage, ...]
    unit_vectors: Rows | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Retrieved:
    """All that reading needs: nothing is fetched from the index after this.

    `texts` are the wordings of the question that were looked up, and last the question as asked; `rows` are their unit
    vectors, of shape (len(texts), dimension); `rarity` tells how much each of their normal words tells passages apart.
    `around` are the passages found and those beside them in the order of source and place: where a list, a table or
    code is divided between passages, these are put together again as one.
    `missing` is what the question asks for by name and no document has, `absent` are the normal words of the texts that
    stand in no passage. `comparable` puts a cosine on the scale that weights are fitted for (see `Encoder`). `marked`
    is what stands under versions, dates, numbers and codes that the question names.
    """

    found: tuple[Found, ...]
    texts: tuple[str, ...]
    rows: Rows
    rarity: Mapping[str, float]
    aliases: Aliases
    around: tuple[Passage, ...] = ()
    missing: Missing | None = None
    absent: frozenset[str] = frozenset()
    comparable: Callable[[float], float] = float
    marked: Marked = NO_MARKS

    @property
    def hits(self) -> tuple[Hit, ...]:
        """The hits, best first."""
        return tuple(one.hit for one in self.found)

    def in_other_language(self, question: Question) -> bool:
        """Whether the passages, all in the script of the question or not, are in another language than it.

        What is in Chinese is told apart passage by passage instead.
        """
        text = "\n".join(one.hit.passage.text for one in self.found)
        return not other_script(question.as_asked, text) and other_language(question.as_asked, text)


def retrieve(
    question: Question,
    index: Lookup,
    k: int = 8,
    *,
    fusion: str = DEFAULT_FUSION,
    unit_vectors: bool | Callable[[Sequence[Passage]], bool] = False,
    where: Filter | None = None,
) -> Retrieved:
    """The k best passages, best first; fewer where the index holds fewer, or nothing is like the question.

    A passage all of whose sentences stand in better ones is left out. Equal scores are ordered by source, then start.
    For an explanation or a list, every passage taken from a document lowers the scores of its others, so that one
    whose title is like the question does not fill the whole answer. With `unit_vectors` (or where it says so of the
    passages), the units of the chosen passages are encoded. With `where`, only among what it lets through.
    """
    index = index if where is None else index.within(where)
    depth = depth_for(k)
    texts = tuple(dict.fromkeys((*question.search, question.as_asked)))
    rows = index.encoder.encode_query(texts)
    dense = best_of(index.nearest(rows[: len(set(question.search))], depth), depth)
    terms = required(question)
    # A code is found however it is written.
    words = [[*content_words(text), *claims.wordings_beside(terms)] for text in question.search]
    by_words = best_of([index.matching(wanted, depth) for wanted in words], depth)
    fused = FUSIONS[fusion]([dense, by_words])
    places = index.spans(list(fused))
    chosen = _chosen(fused, places, k, fading=1.0 if question.wants_one else FADING)
    further = [places[number].source for number in fused if number in places]

    def looked_at() -> tuple[tuple[Found, ...], list[Ground], Marked]:
        found = _fetched(index, chosen, dict(dense), ranks_of(dense), ranks_of(by_words))
        grounds = [ground_of(one.hit.passage, one.hit.document) for one in found]
        return found, grounds, marked(question, [one.hit for one in found], index, further)

    found, grounds, marks = looked_at()
    exact = holding_terms(terms, grounds, index, fused, [number for number, _ in chosen])
    exact += marked_passages(marks, index, fused)
    if exact := list(dict.fromkeys(exact))[: max(1, k // 2)]:
        best = chosen[0][1] if chosen else 0.0
        chosen = ([(number, best) for number in exact] + [one for one in chosen if one[0] not in exact])[:k]
        found, grounds, marks = looked_at()
    if unit_vectors([one.hit.passage for one in found]) if callable(unit_vectors) else unit_vectors:
        found = _with_unit_vectors(found, index.encoder)
    # How a name is written in another language is not known: Singapur, Singapore.
    foreign = other_latin_language(question.as_asked, "\n".join(one.hit.passage.text for one in found))
    certain = [term for term in terms if not (foreign and term.kind in WORDED)]
    aliases = claims.with_abbreviated(index.aliases, question.as_asked, question.names, grounds)
    missing = claims.missing_everywhere(certain, grounds, index.holding, aliases, question.as_asked)
    missing = missing or lacking(marks, aliases)
    around = _around(index, found, [number for number, _ in chosen])
    rarity = {stem: index.rarity(stem) for text in texts for stem in normal_words(text)}
    absent = frozenset(stem for stem in rarity if not index.holding([stem]))
    return Retrieved(found, texts, rows, rarity, aliases, around, missing, absent, index.encoder.comparable, marks)


def depth_for(k: int) -> int:
    """How many passages each retriever puts forward where k are wanted."""
    return max(POOL, 2 * k)


def _fetched(
    index: Lookup,
    chosen: Sequence[tuple[int, float]],
    cosines: Mapping[int, float],
    dense_ranks: Mapping[int, int],
    word_ranks: Mapping[int, int],
) -> tuple[Found, ...]:
    """The chosen passages and those beside them, in one statement."""
    wanted = {near for number, _ in chosen for near in (number - 1, number, number + 1)}
    stored = index.stored(sorted(wanted))
    found = []
    for rank, (number, score) in enumerate(chosen, 1):
        one = stored[number]
        hit = Hit(
            one.passage,
            rank,
            score,
            cosines.get(number, 0.0),
            dense_ranks.get(number),
            word_ranks.get(number),
            one.document,
        )
        beside = (stored[near].passage for near in (number - 1, number + 1) if near in stored)
        neighbours = tuple(passage for passage in beside if passage.source == one.passage.source)
        found.append(Found(hit, one.vector, neighbours))
    return tuple(found)


def _with_unit_vectors(found: Sequence[Found], encoder: Encoder) -> tuple[Found, ...]:
    """What was found, with the vectors of all units, encoded together."""
    read = [unit_texts(one.hit.passage) for one in found]
    rows = encoder.encode_document([text for texts in read for text in texts])
    ends = list(accumulate(len(texts) for texts in read))
    return tuple(
        replace(one, unit_vectors=rows[end - len(texts) : end])
        for one, texts, end in zip(found, read, ends, strict=True)
    )


def _around(index: Lookup, found: Sequence[Found], numbers: Sequence[int]) -> tuple[Passage, ...]:
    """The passages found with those beside them; a list, table or code that goes on beyond is followed to its end."""
    known = {number: one.hit.passage for number, one in zip(numbers, found, strict=True)}
    for number, one in zip(numbers, found, strict=True):
        for passage in one.neighbours:
            known[number + (1 if passage.start > one.hit.passage.start else -1)] = passage
    further = _further(known, numbers)
    if further:
        for number, stored in index.stored(further).items():
            known[number] = stored.passage
    gaps = [
        (passage.source, passage.end, known[number + 1].start)
        for number, passage in sorted(known.items())
        if number + 1 in known and runs_on(passage, known[number + 1])
    ]
    through = interrupted(dict(sorted(known.items())))
    gaps += [gap for gap in through if gap not in gaps]
    joins = {(source, end) for source, _, end in gaps}
    for number, one in zip(numbers, found, strict=True):
        above = above_rows(one.hit.passage, known.get(number - 1))
        if above is not None and (above[0], above[2]) not in joins:
            gaps.append(above)
    return tuple(joined(known.values(), index.between(gaps) if gaps else {}, frozenset(through)))


def _further(known: Mapping[int, Passage], numbers: Sequence[int]) -> list[int]:
    """The ids beyond a hit's neighbours that its list may go on in."""
    further = set()
    for number in numbers:
        for step in (-1, 1):
            near, hit = number + step, number
            if near not in known:
                continue
            before, after = (known[near], known[hit]) if step < 0 else (known[hit], known[near])
            if (within_one(known[near]) and runs_on(before, after)) or may_be_interrupted(before, after):
                further |= {number + step * far for far in range(2, FARTHEST + 1)}
    return sorted(further - set(known))


def _chosen(
    scores: Mapping[int, float], passages: Mapping[int, Spans], k: int, fading: float
) -> list[tuple[int, float]]:
    """The k best ids with their scores, times `fading` for each passage taken from the same document before."""
    chosen: list[tuple[int, float]] = []
    read: set[tuple[str, Span]] = set()
    taken: Counter[str] = Counter()
    # Scores only fall, so the first entry whose score is up to date is the best.
    heap = [(-scores[n], passage.source, passage.start, passage.end, 0, n) for n, passage in passages.items()]
    heapq.heapify(heap)
    while heap and len(chosen) < k:
        score, source, start, end, before, number = heapq.heappop(heap)
        if before != taken[source]:
            faded = -scores[number] * fading ** taken[source]
            heapq.heappush(heap, (faded, source, start, end, taken[source], number))
            continue
        spans = {(source, span) for span in passages[number].sentences}
        if not spans <= read:
            chosen.append((number, -score))
            read |= spans
            taken[source] += 1
    return chosen
