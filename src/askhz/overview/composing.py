"""`overview`: from what is wanted to an answer in the documents' own sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..answering import answered
from ..diversity import centrality, most_different
from ..models.encoder import Rows
from ..records import Answer, DocumentInfo, Finding, Hit, Question
from .asking import Wanted
from .library import Library, Outline
from .naming import by_its_own_name, named
from .standing import Candidate, candidates, centre_of, leading, weighed

WORD_LIMIT = 120
MOST_QUOTES = 5
MOST_DOCUMENTS = 8  # a sentence each, where there are more documents than quotes
_PASSAGES = 1000  # of one document that are compared with one another, the first ones
_ALL_PASSAGES = 4000  # the same, for many documents together
_COMPARED = 2000  # documents that are compared with one another, evenly taken from more
_LOOKED_AT = 14  # passages whose sentences are weighed
_SENTENCES = 24  # sentences that are encoded
_DIVERSITY = 0.85  # weight of a sentence's worth against its likeness to those chosen
_LISTED = 20  # titles named in a list of documents
CONFIDENCE = 0.93
"""The share of overviews that held a sentence which a person had marked, of 46 documents (training/real)."""
BESIDE = 0.4
"""The same where the words asked for stand only in folders, or beside the title: none of three was right
(training/real), and of the folder's documents another may have been meant."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Candidates that follow one another, as one quote."""

    first: Candidate
    last: Candidate

    @property
    def start(self) -> int:
        """Where it begins in the document."""
        return self.first.span[0]

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.last.span[1]


def overview(question: Question, wanted: Wanted, index: Library) -> Answer | None:
    """The answer to a question that wants an overview; None where it names something that is no document's name.

    At most `WORD_LIMIT` words, unless one sentence is longer; a few documents have each its sentences, many have one
    each, the most central first. Four statements are put to the index. Which documents there are is no question to
    the documents: it is declined with their titles as the reason.
    """
    documents = list(index.documents())
    if not documents:
        return None
    if wanted.scope == "documents":
        return _listed(question, documents)
    chosen = documents
    if wanted.words:
        chosen = named(wanted, documents, index.rarity)
        if not chosen and wanted.scope == "named" and (len(documents) > 1 or not wanted.nouns.issuperset(wanted.words)):
            return None
        chosen = chosen or documents
    if len(chosen) > _COMPARED:
        chosen = [chosen[at] for at in np.linspace(0, len(chosen) - 1, _COMPARED).astype(int)]
    most = max(4, min(_PASSAGES, _ALL_PASSAGES // len(chosen)))
    outlines = index.outlines([one.source for one in chosen], most)
    found = _found(outlines, index)
    if not found:
        return None
    quotes = in_order(_selected(found, outlines, index))
    sure = not wanted.words or len(documents) == 1 or any(by_its_own_name(wanted, one) for one in chosen)
    return answer_from(question, quotes, CONFIDENCE if sure else BESIDE)


def _found(outlines: Mapping[str, Outline], index: Library) -> list[Candidate]:
    """The sentences that may stand for the documents; of many documents only the most central are looked at."""
    order = _documents_in_order(outlines)[: MOST_DOCUMENTS + 2]
    each = max(2, _LOOKED_AT // max(1, len(order)))
    looked_at: dict[int, float] = {}
    for source in order:
        ids, rows = outlines[source]
        central = centrality(rows)
        looked_at |= {ids[at]: float(central[at]) for at in leading(rows, each)}
    stored = index.stored(sorted(looked_at))
    found = []
    for number, central_ in looked_at.items():
        if number in stored:
            found += candidates(number, stored[number], central_, stored[number].document.title)
    each = max(4, _SENTENCES // max(1, len(order)))
    kept: list[Candidate] = []
    for source in order:
        of_source = sorted((c for c in found if c.passage.source == source), key=lambda c: (-c.worth, c.span))
        kept += of_source[:each]
    return kept


def _documents_in_order(outlines: Mapping[str, Outline]) -> list[str]:
    """The sources, those first that stand for all and differ from one another."""
    sources = list(outlines)
    if len(sources) == 1:
        return sources
    centres = np.stack([centre_of(outlines[source][1]) for source in sources])
    worth = [float(value) for value in centrality(centres)]
    return [sources[at] for at in most_different(worth, centres, MOST_DOCUMENTS + 2)]


def _selected(found: Sequence[Candidate], outlines: Mapping[str, Outline], index: Library) -> list[Candidate]:
    """The sentences to quote: documents take turns, each with the next sentence that is good and says something new."""
    centres: dict[str, Rows] = {}
    for one in found:
        if one.passage.source not in centres:
            centres[one.passage.source] = centre_of(outlines[one.passage.source][1])
    worth, rows = weighed(found, np.stack([centres[one.passage.source] for one in found]), index.encoder)
    turns: list[tuple[int, int, int]] = []
    for turn, source in enumerate(centres):
        of_source = [at for at, one in enumerate(found) if one.passage.source == source]
        order = most_different([worth[at] for at in of_source], rows[of_source], len(of_source), weight=_DIVERSITY)
        turns += [(place, turn, of_source[at]) for place, at in enumerate(order)]
    most = MOST_QUOTES if len(centres) <= MOST_QUOTES else MOST_DOCUMENTS
    chosen: list[int] = []
    words = 0
    for place, _, at in sorted(turns):
        if chosen and (words + found[at].words > WORD_LIMIT or (place and worth[at] < worth[chosen[0]] - 0.5)):
            continue
        if place and len(centres) > MOST_QUOTES:
            break
        if len(in_order([found[n] for n in [*chosen, at]])) > most:
            continue
        chosen.append(at)
        words += found[at].words
    return [found[at] for at in chosen]


def in_order(chosen: Sequence[Candidate]) -> list[Quote]:
    """Quotes in the order of their documents and places; sentences that follow one another are one quote."""
    quotes: list[Quote] = []
    for one in sorted(chosen, key=lambda c: (c.passage.source, c.span)):
        before = quotes[-1].last if quotes else None
        if before is not None and before.number == one.number and before.at + 1 == one.at:
            quotes[-1] = Quote(quotes[-1].first, one)
        else:
            quotes.append(Quote(one, one))
    return quotes


def answer_from(question: Question, quotes: Sequence[Quote], confidence: float) -> Answer:
    """The quotes as an answer without a short one; the passages that they stand in are its passages."""
    passages: dict[int, Candidate] = {quote.first.number: quote.first for quote in quotes}
    ordered = sorted(passages.values(), key=lambda c: (-c.worth, c.passage.source, c.span))
    ranks = {one.number: rank for rank, one in enumerate(ordered, 1)}
    hits = [Hit(one.passage, ranks[one.number], round(one.worth, 6), 0.0, None, None, one.document) for one in ordered]
    findings = [_as_finding(quote, ranks[quote.first.number]) for quote in quotes]
    return answered(question, findings, None, confidence, hits)


def _as_finding(quote: Quote, rank: int) -> Finding:
    passage = quote.first.passage
    text = passage.text[quote.start - passage.start : quote.end - passage.start]
    return Finding(passage.source, quote.start, quote.end, text, quote.first.worth, None, rank)


def _listed(question: Question, documents: Sequence[DocumentInfo]) -> Answer:
    """Which documents there are: said in the reason, since no document says it."""
    titles = [one.title or one.source for one in documents]
    shown = "; ".join(titles[:_LISTED])
    more = f"; and {len(titles) - _LISTED:,} more" if len(titles) > _LISTED else ""
    count = "1 document" if len(titles) == 1 else f"{len(titles):,} documents"
    return Answer(
        question=question.text,
        answered=False,
        text="",
        short=None,
        confidence=0.0,
        reason=f"There {'is' if len(titles) == 1 else 'are'} {count}: {shown}{more}.",
        citations=(),
        passages=(),
        social=True,
    )
