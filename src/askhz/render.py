"""An answer as JSON, text, Markdown or HTML: the only place that escapes.

Text from documents, titles and questions is data. What it could mean to the reader of an output (a tag, a Markdown
mark, a terminal's escape sequence, a mark that turns the writing direction) is shown as itself and never obeyed.

This module knows the records; it knows neither models nor Gradio. Where a function takes `documents`, that maps a
source to its `Document` and adds what only the document knows: title, author, place in per cent.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from askhz.records import Answer, Citation, Document, Hit, ShortAnswer, Span

Documents = Mapping[str, Document]

NO_DOCUMENTS: Documents = MappingProxyType({})

# One character for one character, so that offsets hold in what is shown.
_SHOWN = (
    {code: 0x2400 + code for code in range(32) if code not in (0x09, 0x0A, 0x0D)}  # "␀" to "␟": the control pictures
    | {0x0D: " ", 0x7F: "␡"}
    | dict.fromkeys(range(0x80, 0xA0), "�")
    | dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), "�")  # they turn the writing direction
    | dict.fromkeys(range(0xD800, 0xE000), "�")  # half a character: it cannot be encoded
)


def visible(text: str) -> str:
    r"""The text with every character that acts instead of showing replaced by one that shows, one for one.

    >>> visible("a\x1b[31mb")
    'a␛[31mb'
    """
    return text.translate(_SHOWN)


# --- JSON -------------------------------------------------------------------------------------------------------------


def to_json(answer: Answer) -> dict[str, Any]:
    """The answer as the object that `askhz ask --json` prints."""
    return {
        "question": answer.question,
        "answered": answer.answered,
        "answer": answer.text,
        "short": None if answer.short is None else _short_json(answer.short),
        "confidence": answer.confidence,
        "reason": answer.reason,
        "citations": [_citation_json(citation) for citation in answer.citations],
        "passages": [_hit_json(hit) for hit in answer.passages],
        "timings_ms": dict(answer.timings_ms),
    }


def search_json(query: str, hits: Iterable[Hit]) -> dict[str, Any]:
    """The passages found as the object that `askhz search --json` prints."""
    return {"query": query, "hits": [_hit_json(hit) for hit in hits]}


def _short_json(short: ShortAnswer) -> dict[str, Any]:
    return {"text": short.text, "source": short.source, "start": short.start, "end": short.end}


def _citation_json(citation: Citation) -> dict[str, Any]:
    return {
        "n": citation.n,
        "source": citation.source,
        "title": citation.title,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
    }


def _hit_json(hit: Hit) -> dict[str, Any]:
    passage = hit.passage
    return {
        "rank": hit.rank,
        "score": hit.score,
        "source": passage.source,
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
    }


# --- What every output says -------------------------------------------------------------------------------------------


def _place(start: int, end: int, document: Document | None) -> str:
    """Where a span stands, for a person: `at 42 % · characters 5016–5206`."""
    characters = f"characters {start}–{end}"
    if document is None or not document.text:
        return characters
    return f"at {round(100 * start / len(document.text))} % · {characters}"


def _details(document: Document | None) -> list[str]:
    """Author, publisher, date and address, as far as they are known."""
    if document is None:
        return []
    return [document.details[name] for name in ("author", "publisher", "date", "address") if document.details.get(name)]


def _title(source: str, documents: Documents) -> str:
    document = documents.get(source)
    return (document.title if document else "") or source


def _facts(answer: Answer) -> str:
    """Confidence, number of documents and time, in one quiet line."""
    sources = len({citation.source for citation in answer.citations})
    facts = [f"Confidence {round(100 * answer.confidence)} %", f"{sources} document{'s' if sources != 1 else ''}"]
    if "total" in answer.timings_ms:
        facts.append(f"{answer.timings_ms['total'] / 1000:.2f} s")
    return " · ".join(facts)


def _excerpt(text: str, limit: int) -> str:
    """The beginning of a text in one line, cut between words, with an ellipsis where something was left out.

    >>> _excerpt("Six  little dragons", 12)
    'Six little …'
    """
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    beginning = line[: limit - 1]
    at_word = beginning.rsplit(" ", 1)[0] if not line[limit - 1].isspace() else beginning
    return (at_word if len(at_word) > limit // 2 else beginning).rstrip() + " …"


# --- Text for a terminal ----------------------------------------------------------------------------------------------

_WIDE = "ᄀ-ᅟ⺀-꓏가-힣豈-﫿︰-﹏＀-｠￠-￦"
# A line may break after every wide character, but not before a closing mark.
_PIECE = re.compile(rf"[{_WIDE}][，。、；：？！」』）》】〉”’]*|[^{_WIDE}]+")


def text(answer: Answer, documents: Documents = NO_DOCUMENTS, *, width: int = 80, bold: bool = False) -> str:
    """The answer for a terminal `width` columns wide, without a line end; `bold` brings out the short answer."""
    return "\n".join(_answer_lines(answer, documents, width, bold))


def hits_text(hits: Sequence[Hit], documents: Documents = NO_DOCUMENTS, *, width: int = 80) -> str:
    """The passages found, best first, whole, for a terminal."""
    blocks = [_hit_lines(hit, documents, width, limit=None) for hit in hits]
    return "\n\n".join("\n".join(block) for block in blocks) or "Nothing found."


def _answer_lines(answer: Answer, documents: Documents, width: int, bold: bool) -> list[str]:
    if not answer.answered:
        lines = _wrap(f"Not in these documents. {answer.reason or ''}", width)
        if answer.passages:
            lines += ["", "Nearest passages"]
        for hit in answer.passages:
            lines += _hit_lines(hit, documents, width, limit=200)
        return lines
    lines = []
    if answer.short is not None:
        short = _wrap(answer.short.text, width)
        lines += [f"\x1b[1m{line}\x1b[22m" if bold else line for line in short] + [""]
    lines += [*_wrap(answer.text, width), "", "Sources"]
    for citation in answer.citations:
        document = documents.get(citation.source)
        about = [citation.title or citation.source, *_details(document)]
        place = f"{citation.source}, {_place(citation.start, citation.end, document)}"
        lines += _wrap(" · ".join(about), width, first=f"[{citation.n}] ")
        lines += _wrap(place, width, first="    ")
    return [*lines, "", _facts(answer)]


def _hit_lines(hit: Hit, documents: Documents, width: int, limit: int | None) -> list[str]:
    passage = hit.passage
    number = f"{hit.rank:>2}. "
    body = passage.text if limit is None else _excerpt(passage.text, limit)
    place = _place(passage.start, passage.end, documents.get(passage.source))
    title = _title(passage.source, documents)
    named = "" if title == passage.source else f"{passage.source}, "
    return [
        *_wrap(title, width, first=number),
        *_wrap(f"{named}{place}", width, first=" " * len(number)),
        *_wrap(body, width, first=" " * len(number)),
    ]


def _wrap(text: str, width: int, first: str = "") -> list[str]:
    """The text in lines of at most `width` columns, the further ones indented as far as `first` reaches.

    White space is collapsed; a word longer than a line keeps its line.

    >>> _wrap("one two three", 9, first="1. ")
    ['1. one', '   two', '   three']
    """
    indent = " " * len(first)
    lines, line, used = [], first, len(first)
    for word in visible(text).split():
        gap = " " if used > len(indent) else ""
        for piece in _PIECE.findall(word):
            columns = _columns(piece)
            if used > len(indent) and used + len(gap) + columns > width:
                lines.append(line)
                line, used, gap = indent, len(indent), ""
            line += gap + piece
            used += len(gap) + columns
            gap = ""
    return [*lines, line]


def _columns(text: str) -> int:
    """Columns that a text takes in a terminal: two for a wide character, none for a combining one."""
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


# --- Markdown ---------------------------------------------------------------------------------------------------------

_MARKDOWN_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~&$:@=^])")


def markdown(answer: Answer, documents: Documents = NO_DOCUMENTS) -> str:
    """The answer as Markdown, the quotes as block quotes; nothing in the documents' text becomes Markdown."""
    if not answer.answered:
        lines = [f"**Not in these documents.** {_md(answer.reason or '')}".rstrip()]
        if answer.passages:
            lines += ["", "Nearest passages:", ""]
        for hit in answer.passages:
            passage = hit.passage
            place = _place(passage.start, passage.end, documents.get(passage.source))
            lines.append(f"{hit.rank}. {_md(_title(passage.source, documents))}, {_md(place)}")
        return "\n".join(lines)
    lines = [] if answer.short is None else [f"**{_md(answer.short.text)}**", ""]
    for citation in answer.citations:
        lines += [f"> {_md(citation.quote)} \\[{citation.n}\\]", ""]
    for citation in answer.citations:
        document = documents.get(citation.source)
        about = [citation.title or citation.source, *_details(document), citation.source]
        place = _place(citation.start, citation.end, document)
        lines.append(f"{citation.n}. {_md(' · '.join([*about, place]))}")
    return "\n".join(lines)


def _md(text: str) -> str:
    r"""One line of Markdown that shows the text as it is.

    >>> print(_md("[x](javascript:1)"))
    \[x\]\(javascript\:1\)
    """
    return _MARKDOWN_MARKS.sub(r"\\\1", " ".join(visible(text).split()))


# --- HTML for the page ------------------------------------------------------------------------------------------------
#
# A conversation is a list of turns, numbered from 1; the panel beside it holds one section of sources for each turn.
# A citation is a button that carries the number of its turn, the id of its source in the panel and its own number.

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
        f'<li><button type="button" class="hz-example" data-question="{_html(example)}">{_html(example)}</button></li>'
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
    shown = _html(_excerpt(question, _LONGEST_SHOWN)) or "<em>(no words)</em>"
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
        f'<p class="hz-reason" dir="auto">{_html(message)}</p></article>'
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
    asked = f'<p class="hz-for" dir="auto">{_html(_excerpt(answer.question, 140))}</p>'
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


def _html(text: str) -> str:
    """The text as HTML shows it, inside an element or a quoted attribute.

    >>> _html('<b title="x">')
    '&lt;b title=&quot;x&quot;&gt;'
    """
    return html.escape(visible(text), quote=True)


def _answered_html(turn: int, answer: Answer) -> str:
    source_of = {
        citation.n: (number, citation.title or citation.source)
        for number, (_, quotes) in enumerate(_cited(answer).values(), start=1)
        for citation in quotes
    }
    short = ""
    if answer.short is not None:
        short = f'<p class="hz-short" dir="auto"><strong>{_html(answer.short.text)}</strong></p>'
    quotes = "".join(
        f'<p class="hz-quote" dir="auto">{_bold(citation.quote, citation.start, _short_in(answer.short, citation))} '
        f'<button type="button" class="hz-cite" data-turn="{turn}" data-source="hz-source-{turn}-{number}" '
        f'data-n="{citation.n}" aria-label="Source {citation.n}: {_html(title)}" title="{_html(title)}">'
        f"[{citation.n}]</button></p>"
        for citation in answer.citations
        for number, title in [source_of[citation.n]]
    )
    hint = "Of the answers given with this confidence, about that share is right"
    return (
        f'<article class="hz-bubble hz-answered" aria-label="Answer">{short}{quotes}'
        f'<p class="hz-facts" title="{hint}">{_facts(answer)}</p></article>'
    )


def _refused_html(turn: int, answer: Answer, documents: Documents) -> str:
    nearest = "".join(
        f'<li><button type="button" class="hz-near" data-turn="{turn}" data-source="hz-source-{turn}-{number}">'
        f'<span class="hz-near-title">{_html(_title(hit.passage.source, documents))}</span>'
        f'<span class="hz-near-text" dir="auto">{_html(_excerpt(hit.passage.text, 150))}</span></button></li>'
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
        f'<p class="hz-reason" dir="auto">{_html(answer.reason or "")}</p>{offered}</article>'
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
    title = quotes[0].title if quotes and quotes[0].title else _title(source, documents)
    details = " · ".join(_html(detail) for detail in _details(document))
    known = f'<p class="hz-details">{details}</p>' if details else ""
    badges = "".join(f'<span class="hz-badge">{citation.n}</span>' for citation in quotes)
    places = [
        f"{f'Quote {citation.n} ' if len(quotes) > 1 else ''}{_place(citation.start, citation.end, document)}"
        for citation in quotes
    ] or [_place(start, end, document)]
    named = "" if title == source else f'<p class="hz-file">{_html(source)}</p>'
    label = f"Source {', '.join(str(citation.n) for citation in quotes)}: {title}" if quotes else title
    back = '<button type="button" class="hz-back">Back to the answer</button>' if quotes else ""
    return (
        f'<article class="hz-source" id="hz-source-{turn}-{number}" tabindex="-1" aria-label="{_html(label)}">'
        f'<header><h3 dir="auto">{badges}{_html(title)}</h3>'
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
            pieces.append(_html(passage[start:end]))
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
        return _html(text)
    start, end = (min(max(edge - offset, 0), len(text)) for edge in span)
    if start >= end:
        return _html(text)
    return f"{_html(text[:start])}<strong>{_html(text[start:end])}</strong>{_html(text[end:])}"
