"""Which passages are read, and which of them by a second network: no more than a question takes.

Reading is what a question's time goes into, so hopeless passages are not read. The first network reads the passages
that were found first, and those that were found nearly as surely, because they may say something else of the same
matter. Where it is sure that one of these answers, and one sentence is enough, it reads no more. The second network,
which is slower and tells near misses better, reads the most promising ones alone: more of them where several promise
nearly as much, few where none promises anything, none where the first is certain: there the second hardly ever differs.
A network without a second reads all.

Where more passages are read, the one found first is read by both in any case: the second network begins with it while
the first still reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ..models import graphs
from ..models.span_model import Extraction
from ..records import Span

Pairs = Sequence[tuple[str, str]]


class Network(Protocol):
    """What reads a question with a passage: `SpanModel.read`."""

    def __call__(self, question: str, passage: str, /, *, within: Span | None = None) -> Extraction:
        """What it finds; in a passage too long to be read at once, in the window that has most of `within`."""


FIRST = 3  # passages that are read in any case
NEARLY = 0.85  # share of the best passage's score from which on a passage is read in any case
SURE = 1.0  # the promise of a passage from which on no more are read
CERTAIN = 3.0  # the promise of one read first from which on the second network is not asked
BEHIND = 2.5  # how far behind the best promise a passage is read again
HOPELESS = 0.0  # the best promise below which no more than `LEAST_AGAIN` are: hardly anything answers then
LEAST_AGAIN, MOST_AGAIN = 2, 4  # passages that the second network reads, the one found first apart
_FADING = 0.3  # log odds that a passage's promise loses with each rank


def read_in_stages(
    pairs: Pairs, scores: Sequence[float], first: Network, second: Network | None, *, whole: bool
) -> dict[int, tuple[Extraction, ...]]:
    """What the networks find in each passage that is read, by its place among `pairs`; the first network's first.

    `pairs`: the question and each passage found, best first; `scores`: how well each was found. `whole`: all passages
    are read, however sure the first ones are.
    """

    def read_first(at: int) -> Extraction:
        return first(*pairs[at])

    read = graphs.on_all_cores(read_first, range(begin_with(scores) if second else len(pairs)))
    if second is None or not pairs or (not whole and max(_promises(read)) >= CERTAIN):
        return {at: (one,) for at, one in enumerate(read)}

    def read_again(at: int) -> Extraction:
        return second(*pairs[at], within=read[at].extent)

    found_first = graphs.begin(read_again, 0)
    if whole or all(promise(one) < SURE for one in read):
        read += graphs.on_all_cores(read_first, range(len(read), len(pairs)))
    others = [at for at in most_promising(_promises(read)) if at]
    again = dict(zip(others, graphs.on_all_cores(read_again, others), strict=True)) | {0: found_first.result()}
    return {at: (one, again[at]) if at in again else (one,) for at, one in enumerate(read)}


def begin_with(scores: Sequence[float]) -> int:
    """How many passages are read in any case, of those with these scores, best first.

    >>> begin_with([1.0, 0.6, 0.5, 0.5, 0.4]), begin_with([1.0, 0.9, 0.9, 0.9, 0.9, 0.8])
    (3, 5)
    """
    near = sum(score >= NEARLY * scores[0] for score in scores)
    return min(len(scores), max(FIRST, near))


def most_promising(promises: Sequence[float]) -> list[int]:
    """The places of the passages that are read again beside the one found first, the most promising first.

    >>> most_promising([-9.0, 4.0, 1.5, -3.0]), most_promising([-4.0, -3.5, -5.0, -5.0])
    ([1, 2], [1, 0])
    """
    order = sorted(range(len(promises)), key=lambda at: -promises[at])
    most = MOST_AGAIN if order and promises[order[0]] >= HOPELESS else LEAST_AGAIN
    return [at for n, at in enumerate(order[:most]) if n < LEAST_AGAIN or promises[at] >= promises[order[0]] - BEHIND]


def _promises(read: Sequence[Extraction]) -> list[float]:
    """What each passage promises, less a little with each rank."""
    return [promise(one) - _FADING * at for at, one in enumerate(read)]


def promise(extraction: Extraction) -> float:
    """The log odds that a passage answers, and that what answers best in it belongs to the answer, added up."""
    return extraction.answerable + (float(extraction.evidence.max()) if len(extraction.evidence) else 0.0)
