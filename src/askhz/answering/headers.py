"""The header of a table with the rows that are quoted from it: a row says little without the names of its columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..records import Finding, Span
from .surroundings import Stretch, Unit, group_of, stretch_of, text_of

_ENDS = (": ", "： ", ":")


def with_headers(quotes: Sequence[Finding], known: Sequence[Stretch]) -> list[Finding]:
    """The quotes, in front of the first row of each table its header: in one piece where nothing lies between them.

    Nothing is added where the header is quoted already, or where it is not known where it stands.
    """
    found: list[Finding] = []
    for quote in quotes:
        stretch = stretch_of(quote, known)
        rows = [unit for unit in stretch.units if unit.kind == "row" and _within(unit, quote)] if stretch else []
        span = header_of(rows[0], stretch) if stretch and rows else None
        if stretch is None or span is None or any(_holds(other, quote.source, span) for other in (*found, *quotes)):
            found.append(quote)
        elif not any(span[1] <= unit.start and unit.end <= quote.start for unit in stretch.units):
            found.append(replace(quote, start=span[0], text=text_of(stretch, span[0], quote.end)))
        else:
            header = replace(quote, start=span[0], end=span[1], text=text_of(stretch, *span), short=None)
            found += [header, quote]
    return found


def header_of(row: Unit, stretch: Stretch) -> Span | None:
    """Where the header of a row's table stands: the lines above its first row that have all names of its columns."""
    names = _names(row, stretch)
    group = group_of(row.start, row.end, stretch)
    first = group.members[0] if group is not None else row
    above = max((unit.end for unit in stretch.units if unit.end <= first.start), default=stretch.passage.start)
    text = text_of(stretch, above, first.start)
    at, begins = 0, -1
    for name in names:
        at = text.find(name, at)
        if at < 0:
            return None
        begins = at if begins < 0 else begins
        at += len(name)
    if begins < 0:
        return None
    begins = text.rfind("\n", 0, begins) + 1
    ends = text.find("\n", at)
    line = text[begins:] if ends < 0 else text[begins:ends]
    begins += len(line) - len(line.lstrip())
    return above + begins, above + begins + len(line.strip())


def _names(row: Unit, stretch: Stretch) -> list[str]:
    """The names of a row's columns as far as its cells hold anything, as they are read before each cell."""
    edits = [edit for edit in stretch.passage.edits if row.start <= edit.start and edit.end <= row.end]
    return [edit.text.rpartition("; ")[2].rstrip(": ：") for edit in edits if edit.text.endswith(_ENDS)]


def _within(unit: Unit, quote: Finding) -> bool:
    return unit.source == quote.source and quote.start <= unit.start and unit.end <= quote.end


def _holds(quote: Finding, source: str, span: Span) -> bool:
    return quote.source == source and quote.start <= span[0] and span[1] <= quote.end
