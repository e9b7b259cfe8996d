"""The terms of reStructuredText, each with what explains it: of definition lists, lists of options, directives."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from ..records import Span
from .outline import Line

_CLASSIFIER = re.compile(r"[ \t]+:[ \t]+")
_VALUE = r"(?:[ =]?(?:[A-Za-z][\w.-]*|<[^>\n]+>))?"
_FLAG = rf"(?:--?[A-Za-z0-9?][\w-]*|/[A-Za-z?]\w*){_VALUE}"
_OPTION = re.compile(rf"\s*({_FLAG}(?:, {_FLAG})*)(?:\s{{2,}}|$)")
FIELD = re.compile(r"\s*:((?:[^:\\\n]|\\.)+):(?:[ \t]+|$)")
_TOLD = ("type", "default", "value")  # options of a directive that are shown beside the name
CODE = frozenset(
    "code code-block sourcecode literalinclude highlight parsed-literal productionlist math raw doctest testcode "
    "testsetup testoutput ipython prompt".split()
)
NO_TEXT = frozenset(
    "toctree contents index image include meta sectnum default-role role highlight currentmodule module raw title "
    "autosummary automodule autoclass autofunction tabularcolumns program default-domain sectionauthor "
    "codeauthor".split()
)
# What is below these is read; what stands beside them says how to set it.
SETS = frozenset("container rst-class cssclass only ifconfig tab-set tabs grid hlist".split())
VERSIONS = {
    "versionadded": "Added in version ",
    "versionchanged": "Changed in version ",
    "deprecated": "Deprecated since version ",
    "versionremoved": "Removed in version ",
}
# What stands beside these is text or its title; what stands beside other names is explained below.
TEXT = frozenset(
    "attention caution danger error hint important note tip warning admonition seealso todo topic sidebar rubric "
    "figure table csv-table list-table epigraph pull-quote centered line-block header footer acks tab tab-item tabbed "
    "dropdown card grid-item grid-item-card details collapse glossary replace unicode date".split()
).union(VERSIONS)


class Term(NamedTuple):
    """What is explained.

    `names` are its names and `told` what is said of it beside them, in the text; the explanation begins at the line
    `first`, at the offset `start`, if there is one (else `start` is None).
    """

    names: tuple[Span, ...]
    told: tuple[Span, ...]
    first: int
    start: int | None


def defined(lines: Sequence[Line], at: int, *, glossary: bool = False) -> Term | None:
    """The term of a definition list at a line: the line after it is indented more. A glossary may have several."""
    first = at
    while True:
        if lines[at].blank or lines[at].long or lines[at].text.lstrip().startswith("| "):
            return None
        at += 1
        if at >= len(lines) or lines[at].blank or lines[at].indent < lines[first].indent:
            return None
        if lines[at].indent > lines[first].indent:
            break
        if not glossary:
            return None
    names, told = list[Span](), list[Span]()
    for line in lines[first:at]:
        parts = _classified(line)
        names.append(parts[0])
        told += [] if glossary else parts[1:]
    return Term(tuple(names), tuple(told), at, lines[at].start)


def _classified(line: Line) -> list[Span]:
    """The name in a line, and what it is called behind colons."""
    spans, at = list[Span](), line.start + len(line.text) - len(line.text.lstrip())
    for mark in _CLASSIFIER.finditer(line.text):
        if line.start + mark.start() > at:
            spans.append((at, line.start + mark.start()))
            at = line.start + mark.end()
    words = line.text.rstrip()
    return [*spans, (at, line.start + len(words) - (2 if words.endswith("::") else 0))]


def option(lines: Sequence[Line], at: int) -> Term | None:
    """The option of a program at a line, with two spaces or a deeper line before what explains it."""
    line = lines[at]
    mark = _OPTION.match(line.text)
    if not mark:
        return None
    names = ((line.start + mark.start(1), line.start + mark.end(1)),)
    if mark.end() < len(line.text):
        return Term(names, (), at, line.start + mark.end())
    if at + 1 < len(lines) and not lines[at + 1].blank and lines[at + 1].indent > line.indent:
        return Term(names, (), at + 1, lines[at + 1].start)
    return None


def described(argument: Sequence[Line], fields: Sequence[Line], body: Sequence[Line], first: int) -> Term:
    """The term that a directive names, which the lines `body` explain; the first of them is the line `first`.

    `argument` are the lines of what stands beside the directive's name, the first without what stands before it;
    `fields` are its options. Each line is a name of its own, unless a bracket is open or a mark says that it goes on.
    """
    names, opened, goes_on = list[Span](), 0, False
    for line in argument:
        words = line.text.strip()
        start = line.start + len(line.text) - len(line.text.lstrip())
        names.append((names.pop()[0] if goes_on else start, start + len(words)))
        opened = max(0, opened + words.count("(") - words.count(")"))
        goes_on = opened > 0 or words.endswith("\\")
    marks = [(line, mark) for line in fields if (mark := FIELD.match(line.text)) and mark[1].lower() in _TOLD]
    told = [(line.start + mark.start(1), line.start + len(line.text.rstrip())) for line, mark in marks]
    return Term(tuple(names), tuple(told), first, body[0].start if body else None)
