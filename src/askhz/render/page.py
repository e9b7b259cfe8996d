"""An answer as JSON, text, Markdown or HTML: the only place that escapes.

Text from documents, titles and questions is data. What it could mean to the reader of an output (a tag, a Markdown
mark, a terminal's escape sequence, a mark that turns the writing direction) is shown as itself and never obeyed.

This module knows the records; it knows neither models nor Gradio. Where a function takes `documents`, that maps a
source to its `Document` and adds what only the document knows: title, author, place in per cent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from ..records import Answer, Citation, Hit, ShortAnswer, Span
from .escaping import escaped
from .facts import NO_DOCUMENTS, Documents, details_of, excerpt, facts_of, place_text, title_of

_ICON_REFUSAL = (
    '<svg class="hz-icon" viewBox="0 0 20 20" aria-hidden="true"><circle cx="8.5" cy="8.5" r="5.75"/>'
    '<path d="M12.9 12.9 17.5 17.5M6.2 8.5h4.6"/></svg>'
)
_ICON_ERROR = (
    '<svg class="hz-icon" viewBox="0 0 20 20" aria-hidden="true"><circle cx="10" cy="10" r="7.5"/>'
    '<path d="M10 6v5M10 13.6v.4"/></svg>'
)
_LONGEST_SHOWN = 600  # characters of a question that the conversation repeats


def header_html(documents: int) -> str:
    """The name of the page, what it does, and how many documents it reads."""
    count = f"{documents:,} document{'s' if documents != 1 else ''}"
    return (
        '<div class="hz-header"><h1>askhz</h1>'
        f"<p>Answers in your documents’ own words, each quote with its place. Nothing leaves this computer. "
        f'<span class="hz-count">{count}</span></p></div>'
    )


def welcome_html(examples: Sequence[str]) -> str:
    """What an empty conversation shows: a greeting, and the example questions as buttons."""
    buttons = "".join(
        f'<li><button type="button" class="hz-example" data-question="{escaped(example)}">{escaped(example)}</button></li>'
        for example in examples
    )
    offered = f'<p class="hz-try">Try one of these</p><ul class="hz-examples">{buttons}</ul>' if buttons else ""
    return (
        '<div class="hz-welcome"><h2>What would you like to know?</h2>'
        "<p>You get the documents’ own sentences, each with its exact place. "
        f"Where they hold no answer, you are told so.</p>{offered}</div>"
    )


def conversation_html(turns: Iterable[str]) -> str:
    """The turns of a conversation, each made by `turn_html`."""
    return f'<ol class="hz-turns" role="log" aria-label="Conversation">{"".join(turns)}</ol>'


def turn_html(turn: int, question: str, bubble: str) -> str:
    """A question and what was said to it: a bubble made by `answer_html`, `error_html` or `pending_html`."""
    shown = escaped(excerpt(question, _LONGEST_SHOWN)) or "<em>(no words)</em>"
    return (
        f'<li class="hz-turn" id="hz-turn-{turn}">'
        f'<p class="hz-question" dir="auto"><span class="hz-unseen">You asked: </span>{shown}</p>{bubble}</li>'
    )


def answer_html(turn: int, answer: Answer, documents: Documents = NO_DOCUMENTS) -> str:
    """The bubble of an answer, or of a refusal, which looks different and offers the nearest passages."""
    return _answered_html(turn, answer) if answer.answered else _refused_html(turn, answer, documents)


def error_html(message: str) -> str:
    """The bubble that says what went wrong."""
    return (
        f'<article class="hz-bubble hz-error" role="alert"><p class="hz-verdict">{_ICON_ERROR}That did not work</p>'
        f'<p class="hz-reason" dir="auto">{escaped(message)}</p></article>'
    )


def pending_html() -> str:
    """The bubble while the documents are being read."""
    return (
        '<article class="hz-bubble hz-pending" aria-busy="true"><span class="hz-unseen">Reading the documents</span>'
        "<i></i><i></i><i></i></article>"
    )


def sources_html(turn: int, answer: Answer, documents: Documents = NO_DOCUMENTS) -> str:
    """The sources of one answer with the quoted words marked, or the passages nearest to a refused question."""
    cited = _cited(answer)
    read = [hit for hit in answer.passages if _key(hit) not in cited]
    cards = [
        _card(turn, number, span, passage, quotes, answer.short, documents)
        for number, (span, (passage, quotes)) in enumerate(cited.items(), start=1)
    ]
    others = [
        _card(turn, number, _key(hit), hit.passage.text, [], None, documents)
        for number, hit in enumerate(read, start=len(cards) + 1)
    ]
    asked = f'<p class="hz-for" dir="auto">{escaped(excerpt(answer.question, 140))}</p>'
    if not answer.answered:
        note = '<p class="hz-note">None of them answers the question.</p>'
        return f"<h2>Nearest passages</h2>{asked}{note}{''.join(others)}"
    more = ""
    if others:
        also = f"Also read: {len(others)} more passage{'s' if len(others) != 1 else ''}"
        more = f'<details class="hz-more"><summary>{also}</summary>{"".join(others)}</details>'
    return f"<h2>Sources</h2>{asked}{''.join(cards)}{more}"


def panel_html(sections: Mapping[int, str], current: int | None) -> str:
    """The panel beside the conversation: the sources of every turn, those of the turn `current` in sight."""
    if current is None:
        return (
            '<div class="hz-panel hz-empty"><h2>Sources</h2>'
            "<p>Each quote’s document, its place in it and the words around it appear here.</p></div>"
        )
    shown = "".join(
        f'<section class="hz-sources" id="hz-sources-{turn}" data-turn="{turn}" aria-label="Sources of answer {turn}"'
        f"{'' if turn == current else ' hidden'}>{section}</section>"
        for turn, section in sections.items()
    )
    return f'<div class="hz-panel">{shown}</div>'


def _answered_html(turn: int, answer: Answer) -> str:
    source_of = {
        citation.n: (number, citation.title or citation.source)
        for number, (_, quotes) in enumerate(_cited(answer).values(), start=1)
        for citation in quotes
    }
    short = ""
    if answer.short is not None:
        short = f'<p class="hz-short" dir="auto"><strong>{escaped(answer.short.text)}</strong></p>'
    quotes = "".join(
        f'<p class="hz-quote" dir="auto">{_bold(citation.quote, citation.start, _short_in(answer.short, citation))} '
        f'<button type="button" class="hz-cite" data-turn="{turn}" data-source="hz-source-{turn}-{number}" '
        f'data-n="{citation.n}" aria-label="Source {citation.n}: {escaped(title)}" title="{escaped(title)}">'
        f"[{citation.n}]</button></p>"
        for citation in answer.citations
        for number, title in [source_of[citation.n]]
    )
    hint = "Of the answers given with this confidence, about that share is right"
    return (
        f'<article class="hz-bubble hz-answered" aria-label="Answer">{short}{quotes}'
        f'<p class="hz-facts" title="{hint}">{facts_of(answer)}</p></article>'
    )


def _refused_html(turn: int, answer: Answer, documents: Documents) -> str:
    nearest = "".join(
        f'<li><button type="button" class="hz-near" data-turn="{turn}" data-source="hz-source-{turn}-{number}">'
        f'<span class="hz-near-title">{escaped(title_of(hit.passage.source, documents))}</span>'
        f'<span class="hz-near-text" dir="auto">{escaped(excerpt(hit.passage.text, 150))}</span></button></li>'
        for number, hit in enumerate(answer.passages, start=1)
    )
    offered = (
        f'<details class="hz-nearest"><summary>Nearest passages ({len(answer.passages)})</summary>'
        f"<ol>{nearest}</ol></details>"
        if nearest
        else ""
    )
    return (
        '<article class="hz-bubble hz-refused" aria-label="No answer">'
        f'<p class="hz-verdict">{_ICON_REFUSAL}Not in these documents</p>'
        f'<p class="hz-reason" dir="auto">{escaped(answer.reason or "")}</p>{offered}</article>'
    )


_Place = tuple[str, int, int]


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


def _card(
    turn: int,
    number: int,
    place: _Place,
    passage: str,
    quotes: Sequence[Citation],
    short: ShortAnswer | None,
    documents: Documents,
) -> str:
    """One source in the panel: what document, where in it, and the passage with the quoted words marked."""
    source, start, end = place
    document = documents.get(source)
    title = quotes[0].title if quotes and quotes[0].title else title_of(source, documents)
    details = " · ".join(escaped(detail) for detail in details_of(document))
    known = f'<p class="hz-details">{details}</p>' if details else ""
    badges = "".join(f'<span class="hz-badge">{citation.n}</span>' for citation in quotes)
    places = [
        f"{f'Quote {citation.n} ' if len(quotes) > 1 else ''}{place_text(citation.start, citation.end, document)}"
        for citation in quotes
    ] or [place_text(start, end, document)]
    named = "" if title == source else f'<p class="hz-file">{escaped(source)}</p>'
    label = f"Source {', '.join(str(citation.n) for citation in quotes)}: {title}" if quotes else title
    back = '<button type="button" class="hz-back">Back to the answer</button>' if quotes else ""
    return (
        f'<article class="hz-source" id="hz-source-{turn}-{number}" tabindex="-1" aria-label="{escaped(label)}">'
        f'<header><h3 dir="auto">{badges}{escaped(title)}</h3>'
        f'{known}<p class="hz-place">{"<br>".join(places)}</p>{named}</header>'
        f'<blockquote class="hz-passage" dir="auto">{_marked(passage, start, quotes, short)}</blockquote>'
        f"{back}</article>"
    )


def _marked(passage: str, offset: int, quotes: Sequence[Citation], short: ShortAnswer | None) -> str:
    """The passage, whose text begins at `offset` in its document, with its quotes marked and the short answer bold."""
    inside = [(citation.start - offset, citation.end - offset, citation) for citation in quotes]
    edges = sorted({0, len(passage), *(edge for start, end, _ in inside for edge in (start, end))})
    pieces = []
    for start, end in pairwise(edges):
        here = [citation for first, last, citation in inside if first <= start and end <= last]
        if not here:
            pieces.append(escaped(passage[start:end]))
            continue
        numbers = " ".join(str(citation.n) for citation in here)
        words = _bold(passage[start:end], offset + start, _short_in(short, here[0]))
        pieces.append(f'<mark data-n="{numbers}">{words}</mark>')
    return "".join(pieces)


def _short_in(short: ShortAnswer | None, citation: Citation) -> Span | None:
    if short is None or short.source != citation.source:
        return None
    return (short.start, short.end) if citation.start <= short.start and short.end <= citation.end else None


def _bold(text: str, offset: int, span: Span | None) -> str:
    """The text as HTML, with the part of it that lies in the document's `span` in bold."""
    if span is None:
        return escaped(text)
    start, end = (min(max(edge - offset, 0), len(text)) for edge in span)
    if start >= end:
        return escaped(text)
    return f"{escaped(text[:start])}<strong>{escaped(text[start:end])}</strong>{escaped(text[end:])}"
