"""An answer as text for a terminal."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from types import MappingProxyType

from ..records import Answer, Citation, Document, Hit
from .escaping import columns_of, visible
from .facts import details_of, excerpt, facts_of, note_of, place_of_citation, place_of_hit, title_of
from .quotes import Part, is_header, passage_parts, quote_parts, short_text

_WIDE = "ᄀ-ᅟ⺀-꓏가-힣豈-﫿︰-﹏＀-｠￠-￦"
_MARK = re.compile(r"(?:- |\(?(?:\d{1,4}|[A-Za-z]|[ivxlcIVXLC]{1,5})[.)、])")  # of an item
_CITED = re.compile(r"\[\d+\]")
_NEAREST = 3  # passages shown where nothing answers
_BOUND = re.compile(r"(?<=\S) (?=[%·](?: |$))")  # no line begins with such a sign
# A line may break after every wide character, but not before a closing mark.
_PIECE = re.compile(rf"[{_WIDE}][，。、；：？！」』）》】〉”’]*|[^{_WIDE}]+")
_NONE: Mapping[str, Document] = MappingProxyType({})


def text(answer: Answer, *, width: int, documents: Mapping[str, Document] = _NONE, bold: bool = False) -> str:
    """The answer for a terminal `width` columns wide, without a line end; `bold` brings out the short answer.

    `documents`: those quoted, by their sources; a quote of one that is missing stands as in its file, with its marks.
    """
    if answer.social:
        return "\n".join(_wrap(answer.reason or "", width))
    understood = [*_wrap(f"Understood as: {answer.understood}", width), ""] if answer.understood else []
    lines = _answer_lines(answer, width, documents, bold) if answer.answered else _refusal_lines(answer, width)
    return "\n".join(understood + lines)


def hits_text(hits: Sequence[Hit], *, width: int) -> str:
    """The passages found, best first, whole, for a terminal."""
    blocks = [_hit_lines(hit, width, limit=None) for hit in hits]
    return "\n\n".join("\n".join(block) for block in blocks) or "Nothing found."


def _answer_lines(answer: Answer, width: int, documents: Mapping[str, Document], bold: bool) -> list[str]:
    lines = []
    if answer.short is not None:
        short = _wrap(short_text(answer.short, documents.get(answer.short.source)), width)
        lines += [f"\x1b[1m{line}\x1b[22m" if bold else line for line in short] + [""]
    note = note_of(answer)
    if note:
        lines += [*_wrap(note, width), ""]
    told = _told(answer.citations, documents)
    for number, (reading, parts) in enumerate(zip(answer.readings, told, strict=False), 1):
        lines += [*_wrap(reading, width, first=f"{number}. "), *_part_lines(parts, width, "   ")]
    if not answer.readings:
        lines += _part_lines([part for parts in told for part in parts], width)
    lines += ["", "Sources"]
    for citation in answer.citations:
        about = [citation.title or citation.source, *details_of(citation.document)]
        lines += _wrap(" · ".join(about), width, first=f"[{citation.n}] ")
        lines += _wrap(f"{citation.source}, {place_of_citation(citation)}", width, first="    ")
    return [*lines, "", facts_of(answer)]


def _told(citations: Sequence[Citation], documents: Mapping[str, Document]) -> list[list[Part]]:
    """What is shown of each quote, with its number; a header that rows follow is not shown, its number stands there."""
    told: list[list[Part]] = []
    waiting: list[Part] = []
    for one, behind in zip_longest(citations, citations[1:]):
        span, document = (one.start, one.end), documents.get(one.source)
        number = Part("prose", f"[{one.n}]")
        if behind is not None and behind.source == one.source and is_header(span, document):
            waiting.append(number)
            told.append([])
        else:
            told.append([*quote_parts(one.quote, span, document), *waiting, number])
            waiting = []
    return told


def _refusal_lines(answer: Answer, width: int) -> list[str]:
    lines = _wrap(f"Not in your documents. {answer.reason or ''}", width)
    if answer.passages:
        lines += ["", "Nearest passages"]
    for hit in answer.passages[:_NEAREST]:
        lines += _hit_lines(hit, width, limit=200)
    return lines


def _hit_lines(hit: Hit, width: int, limit: int | None) -> list[str]:
    passage = hit.passage
    number = f"{hit.rank:>2}. "
    indent = " " * len(number)
    parts = passage_parts(passage)
    if limit is None:
        body = _part_lines(parts, width, indent)
    else:
        body = _wrap(excerpt(" ".join(part.text for part in parts), limit), width, first=indent)
    title = title_of(hit)
    named = "" if title == passage.source else f"{passage.source}, "
    return [
        *_wrap(title, width, first=number),
        *_wrap(f"{named}{place_of_hit(hit)}", width, first=indent),
        *body,
    ]


def _part_lines(parts: Sequence[Part], width: int, indent: str = "") -> list[str]:
    """The parts of a text: list items and rows on lines of their own, code as it is, running text in lines."""
    lines: list[str] = []
    flowing, first, kind = "", indent, ""  # what fills lines, what goes before it, and of what kind it is
    for part in parts:
        if part.kind == "prose" and (kind == "prose" or (kind in ("item", "row") and _CITED.fullmatch(part.text))):
            flowing += f" {part.text}"
            continue
        lines += _wrap(flowing, width, first=first) if flowing else []
        flowing, first, kind = part.text, indent, part.kind
        if kind == "code":
            lines += [f"{indent}    {visible(line)}" for line in flowing.splitlines()]
            flowing = ""
        elif kind == "item":
            mark = match[0] if (match := _MARK.match(flowing)) else ""
            flowing = flowing[len(mark) :]
            first = f"{indent}{'   ' * (part.level - 1)}{mark.strip() or '-'} "
    return lines + (_wrap(flowing, width, first=first) if flowing else [])


def _wrap(text: str, width: int, first: str = "") -> list[str]:
    """The text in lines of at most `width` columns, the further ones indented as far as `first` reaches.

    White space is collapsed; a word longer than a line keeps its line.

    >>> _wrap("one two three", 9, first="1. ")
    ['1. one', '   two', '   three']
    """
    indent = " " * len(first)
    lines, line, used = [], first, len(first)
    for word in _BOUND.sub("\0", " ".join(visible(text).split())).split(" "):
        word = word.replace("\0", " ")
        gap = " " if used > len(indent) else ""
        for piece in _PIECE.findall(word):
            columns = columns_of(piece)
            if used > len(indent) and used + len(gap) + columns > width:
                lines.append(line)
                line, used, gap = indent, len(indent), ""
            line += gap + piece
            used += len(gap) + columns
            gap = ""
    return [*lines, line]
