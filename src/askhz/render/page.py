"""An answer as HTML for the page, made by the templates beside this module.

Text from documents, titles and questions is data. The templates escape every value by themselves and pass it through
`visible`; nothing is escaped by hand. What a function gives is `Markup`, which another function takes in as it is; any
other string is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from ..records import Answer, Citation, Hit, ShortAnswer, Span
from .facts import details_of, excerpt, facts_of, note_of, place_of_citation, place_of_hit, title_of
from .templating import render

_LONGEST_SHOWN = 600  # characters of a question that the conversation repeats
_LONGEST_ABOVE_SOURCES = 140
_LONGEST_NEAREST = 150  # characters of a passage that a refusal offers


def header_html(documents: int) -> Markup:
    """The name of the page, what it does, and how many documents it reads."""
    return render("welcome.html", "header", f"{documents:,} document{'s' if documents != 1 else ''}")


def welcome_html(examples: Sequence[str]) -> Markup:
    """What an empty conversation shows: a greeting, and the example questions as buttons."""
    return render("welcome.html", "welcome", examples)


def conversation_html(turns: Iterable[Markup]) -> Markup:
    """The turns of a conversation, each made by `turn_html`."""
    return render("conversation.html", "conversation", turns)


def turn_html(turn: int, question: str, bubble: Markup) -> Markup:
    """A question and what was said to it: a bubble made by `answer_html`, `error_html` or `pending_html`."""
    return render("conversation.html", "turn", turn, excerpt(question, _LONGEST_SHOWN), bubble)


def answer_html(turn: int, answer: Answer) -> Markup:
    """The bubble of an answer, or of a refusal, which looks different and offers the nearest passages."""
    if answer.social:
        return render("conversation.html", "social", answer.reason or "")
    understood = answer.understood or ""
    if answer.answered:
        short = answer.short.text if answer.short else ""
        said = facts_of(answer), understood, note_of(answer), answer.readings
        return render("conversation.html", "answered", turn, short, _quotes(answer), *said)
    nearest = [(title_of(hit), excerpt(hit.passage.text, _LONGEST_NEAREST)) for hit in answer.passages]
    return render("conversation.html", "refused", turn, answer.reason or "", nearest, understood)


def error_html(message: str) -> Markup:
    """The bubble that says what went wrong."""
    return render("conversation.html", "error", message)


def pending_html() -> Markup:
    """The bubble while the documents are being read."""
    return render("conversation.html", "pending")


def sources_html(turn: int, answer: Answer) -> Markup:
    """The sources of one answer with the quoted words marked, or the passages nearest to a refused question."""
    macro = "sources" if answer.answered else "nearest"
    return render("sources.html", macro, turn, excerpt(answer.question, _LONGEST_ABOVE_SOURCES), _cards(answer))


def panel_html(sections: Mapping[int, Markup], current: int | None) -> Markup:
    """The panel beside the conversation: the sources of every turn, those of the turn `current` in sight."""
    return render("sources.html", "panel", sections.items(), current)


_Pieces = list[tuple[str, bool]]
"""A text in pieces, each with whether it is bold."""
_Place = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class _Quote:
    """A quote in the bubble of an answer; `source` is the number of its card."""

    n: int
    source: int
    title: str
    pieces: _Pieces


@dataclass(frozen=True, slots=True)
class _Card:
    """One source in the panel.

    `quotes` are the numbers of the quotes in it, none for a passage that was only read. `stretches` is the passage in
    pieces, each with the numbers of the quotes that it lies in.
    """

    number: int
    title: str
    file: str
    details: list[str]
    quotes: list[int]
    places: list[str]
    stretches: list[tuple[str, _Pieces]]


def _quotes(answer: Answer) -> list[_Quote]:
    card_of = {
        citation.n: number
        for number, (_, citations) in enumerate(_cited(answer).values(), start=1)
        for citation in citations
    }
    return [
        _Quote(
            citation.n,
            card_of[citation.n],
            citation.title or citation.source,
            _pieces(citation.quote, citation.start, _short_in(answer.short, citation)),
        )
        for citation in answer.citations
    ]


def _cards(answer: Answer) -> list[_Card]:
    """The sources: first the passages quoted, in the order of the answer, then those that were only read."""
    cited = _cited(answer)
    cards = [
        _cited_card(number, start, passage, citations, answer.short)
        for number, ((_, start, _), (passage, citations)) in enumerate(cited.items(), start=1)
    ]
    read = [hit for hit in answer.passages if _key(hit) not in cited]
    return cards + [_read_card(number, hit) for number, hit in enumerate(read, start=len(cards) + 1)]


def _cited_card(
    number: int, start: int, passage: str, citations: Sequence[Citation], short: ShortAnswer | None
) -> _Card:
    first = citations[0]
    places = [place_of_citation(citation) for citation in citations]
    if len(citations) > 1:
        places = [f"Quote {citation.n} {place}" for citation, place in zip(citations, places, strict=True)]
    return _Card(
        number=number,
        title=first.title or first.source,
        file=first.source,
        details=details_of(first.document),
        quotes=[citation.n for citation in citations],
        places=places,
        stretches=_stretches(passage, start, citations, short),
    )


def _read_card(number: int, hit: Hit) -> _Card:
    return _Card(
        number=number,
        title=title_of(hit),
        file=hit.passage.source,
        details=details_of(hit.document),
        quotes=[],
        places=[place_of_hit(hit)],
        stretches=[("", [(hit.passage.text, False)])],
    )


def _key(hit: Hit) -> _Place:
    return hit.passage.source, hit.passage.start, hit.passage.end


def _cited(answer: Answer) -> dict[_Place, tuple[str, list[Citation]]]:
    """The passages quoted, in the order of the answer, each with its text and its citations.

    A quote belongs to the best passage that holds it whole; one that no passage holds stands for itself.
    """
    cited: dict[_Place, tuple[str, list[Citation]]] = {}
    for citation in answer.citations:
        place: _Place = citation.source, citation.start, citation.end
        passage = citation.quote
        for hit in answer.passages:
            source, start, end = _key(hit)
            if source == citation.source and start <= citation.start and citation.end <= end:
                place, passage = (source, start, end), hit.passage.text
                break
        cited.setdefault(place, (passage, []))[1].append(citation)
    return cited


def _stretches(
    passage: str, offset: int, citations: Sequence[Citation], short: ShortAnswer | None
) -> list[tuple[str, _Pieces]]:
    """The passage, whose text begins at `offset` in its document, cut where quotes begin and end.

    Each stretch has the numbers of the quotes that it lies in, parted by spaces.
    """
    inside = [(citation.start - offset, citation.end - offset, citation) for citation in citations]
    edges = sorted({0, len(passage), *(edge for start, end, _ in inside for edge in (start, end))})
    stretches: list[tuple[str, _Pieces]] = []
    for start, end in pairwise(edges):
        here = [citation for first, last, citation in inside if first <= start and end <= last]
        numbers = " ".join(str(citation.n) for citation in here)
        bold = _short_in(short, here[0]) if here else None
        stretches.append((numbers, _pieces(passage[start:end], offset + start, bold)))
    return stretches


def _short_in(short: ShortAnswer | None, citation: Citation) -> Span | None:
    if short is None or short.source != citation.source:
        return None
    return (short.start, short.end) if citation.start <= short.start and short.end <= citation.end else None


def _pieces(text: str, offset: int, bold: Span | None) -> _Pieces:
    """The text, which begins at `offset` in its document, cut around the document's span `bold`.

    >>> _pieces("Since 24 rose", 100, (106, 108))
    [('Since ', False), ('24', True), (' rose', False)]
    """
    start, end = (min(max(edge - offset, 0), len(text)) for edge in bold or (offset, offset))
    cut = [(text[:start], False), (text[start:end], True), (text[end:], False)]
    return [(piece, is_bold) for piece, is_bold in cut if piece]
