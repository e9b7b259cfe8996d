"""The terms of plain text, each with what explains it, as manual pages print them, and the sections of such a page.

Careful: poems, addresses and letters have deeper lines, too. Linear work.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..records import Span
from .edits import without_space

ITEM = re.compile(
    r"([-*•‣▪◦–])[ \t]+(?=\S)|((?:\d{1,3}|[A-Za-z]|[ivx]{1,5})[.)]|\((?:\d{1,3}|[a-z]|[ivx]{1,5})\))[ \t]+(?=\S)"
)
STOP = tuple(".,;:!?。，；：！？…")
SHORT = 60  # characters of a heading, or of a term that does not begin with a dash
WRAPPED = 45  # characters; a paragraph has a line as long as this, what has none is verse, an address or the like
_MOST = 5_000_000  # characters of a text that is looked at: what is longer is a log or the like
_LINE = re.compile(r"[^\r\n]+")
_OPTION = re.compile(r"['\"‘“`]?--?[A-Za-z0-9?#@](?:(?!\s{2}|\t).){0,100}")
_CODE = ("{", "}", "(", "=", "\\", "|", "[")  # what a line of code, not a term, ends in
_TERMS = 3  # as many in a row are a list
_LONG = 1000  # characters of a line that is looked at
_NAMES = 4  # lines of names that are explained together
_DEEPER = 2  # columns


class Entry(NamedTuple):
    """A term's names and the lines that explain it: the first begins where the explanation does."""

    names: tuple[Span, ...]
    lines: tuple[Span, ...]
    indent: int
    dashed: bool


class Terms(NamedTuple):
    """What is found in a text, in order: entries, and the lines of sections, as their spans."""

    entries: tuple[Entry, ...]
    sections: tuple[Span, ...]


class _Line(NamedTuple):
    start: int
    end: int
    indent: int
    parted: bool  # whether a blank line stands before it


def terms_in(text: str) -> Terms:
    r"""The lists of terms in a text, and the lines in capitals above deeper ones that are sections.

    >>> text = "-a\n  all\n-b\n  best\n-c  count"
    >>> [[text[slice(*span)] for span in (*one.names, *one.lines)] for one in terms_in(text).entries]
    [['-a', 'all'], ['-b', 'best'], ['-c', 'count']]
    """
    lines = list(_lines(text)) if len(text) <= _MOST else []
    sections = _sections(text, lines)
    entries: list[Entry] = []
    runs: dict[int, list[Entry]] = {}  # by their indentation
    at = 0
    while at < len(lines):
        indent = lines[at].indent
        for deeper in [one for one in runs if one > indent]:
            entries += _accepted(runs.pop(deeper))
        found = None if at in sections else _entry(text, lines, at)
        if found is not None:
            runs.setdefault(indent, []).append(found)
        elif _option(text, lines[at]) is None:
            entries += _accepted(runs.pop(indent, []))
        at += len(found.names) if found else 1
    for run in runs.values():
        entries += _accepted(run)
    spans = tuple((lines[at].start, lines[at].end) for at in sorted(sections))
    return Terms(tuple(_apart(sorted(entries))), spans)


def _sections(text: str, lines: Sequence[_Line]) -> set[int]:
    """The lines in capitals that head what is deeper, each below a blank line.

    None where there is only one, or most that stand so are not in capitals, or not parted: then they are a list.
    """
    heads = [at for at in range(len(lines) - 1) if lines[at].indent == 0 and _heads(lines, at)]
    shouted = [at for at in heads if is_shouted(text[lines[at].start : lines[at].end])]
    parted = all(at == 0 or lines[at].parted for at in shouted)
    return set(shouted) if parted and len(shouted) > 1 and len(shouted) * 2 > len(heads) else set()


def is_shouted(line: str) -> bool:
    """Whether a line is in capitals, as a heading may be."""
    letters = [character for character in line if character.isalpha()]
    shouted = line.isupper() and len(letters) >= 4 and len(letters) * 2 > len(line) and not ITEM.match(line)
    marked = not line[0].isalnum() and line[0] == line[-1]  # as "*** STOP ***", which heads nothing
    return shouted and not marked and letters[0] < "\u2e7f"


def _lines(text: str) -> Iterator[_Line]:
    """The lines that are not blank, without the white space around them."""
    last = 0
    for mark in _LINE.finditer(text):
        start, end = without_space(text, mark.start(), mark.end())
        if start < end:
            ends = text.count("\n", last, start) or text.count("\r", last, start)
            yield _Line(start, end, len(text[mark.start() : min(start, mark.start() + 200)].expandtabs(8)), ends > 1)
            last = end


def _heads(lines: Sequence[_Line], at: int) -> bool:
    """Whether the line below stands right there, and deeper."""
    after = lines[at + 1]
    return not after.parted and after.indent >= lines[at].indent + _DEEPER and lines[at].end - lines[at].start <= SHORT


def _entry(text: str, lines: Sequence[_Line], at: int) -> Entry | None:
    """The term that a line begins, with what explains it."""
    first = lines[at]
    dashed = _option(text, first)
    if not dashed and not (at + 1 < len(lines) and _heads(lines, at) and _names(text, lines, at)):
        return None
    names: list[Span] = []
    while at < len(lines) and lines[at].indent == first.indent and len(names) < _NAMES:
        line = lines[at]
        mark = _option(text, line) if dashed else None
        if names and (mark is None or line.parted):
            break
        end = mark.end() if mark else line.end
        names.append((line.start, end))
        at += 1
        if end < line.end:
            start = without_space(text, end, line.end)[0]
            return Entry(tuple(names), ((start, line.end), *_deeper(text, lines, at, first.indent)), first.indent, True)
    body = _deeper(text, lines, at, first.indent, first=True)
    return Entry(tuple(names), tuple(body), first.indent, bool(dashed)) if body else None


def _option(text: str, line: _Line) -> re.Match[str] | None:
    """The option that a line begins with, up to two spaces or the line's end."""
    if line.end - line.start > _LONG or ITEM.match(text, line.start, line.end):
        return None
    found = _OPTION.match(text, line.start, line.end)
    return found if found and (found.end() == line.end or text.startswith(("  ", "\t"), found.end())) else None


def _names(text: str, lines: Sequence[_Line], at: int) -> bool:
    """Whether a line by itself may be a term: nothing but it stands at its depth, and it neither ends nor is code."""
    line = lines[at]
    alone = at == 0 or line.parted or lines[at - 1].indent > line.indent
    return (
        alone
        and not text.endswith((*STOP, *_CODE), line.start, line.end)
        and not ITEM.match(text, line.start, line.end)
        and "\t" not in text[line.start : line.end]
        and "  " not in text[line.start : line.end]
    )


def _deeper(text: str, lines: Sequence[_Line], at: int, indent: int, *, first: bool = False) -> list[Span]:
    """The lines of one paragraph from a line on that are deeper; the first may stand below a blank line."""
    found: list[Span] = []
    while at < len(lines) and lines[at].indent >= indent + _DEEPER and (first or not lines[at].parted):
        if (mark := ITEM.match(text, lines[at].start, lines[at].end)) and mark[1]:
            break
        if lines[at].end - lines[at].start > _LONG:
            break
        found.append(lines[at][:2])
        at, first = at + 1, False
    return found


def _accepted(run: Sequence[Entry]) -> Sequence[Entry]:
    """The entries of a run of neighbours at one depth, if they are a list of terms."""
    bare = [entry for entry in run if not entry.dashed]
    wide = sum(max(end - start for start, end in entry.lines) >= WRAPPED for entry in bare)
    if len(run) < _TERMS or wide * 2 < len(bare):
        return []
    return run


def _apart(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Entries in order, each without the lines of those within it; one that holds nothing else is none."""
    for number, entry in enumerate(entries):
        after = entries[number + 1].names[0][0] if number + 1 < len(entries) else None
        lines = tuple(line for line in entry.lines if after is None or line[0] < after)
        if lines:
            yield entry._replace(lines=lines)
