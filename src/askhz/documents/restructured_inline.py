"""The words of reStructuredText: how what is marked within a line reads, and what a file's substitutions stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from ..records import Edit
from .edits import cell_text
from .outline import Line
from .titles import is_edition

_INLINE = re.compile(
    # a link or role with a text of its own
    r"(?P<role>:[\w:.+-]{1,40}:)?`(?P<linked>[^`<]{1,300}?)\s{0,3}<(?P<target>[^>`]{1,500})>`_{0,2}"
    r"|(?:(?<=\W)|^)(?P<named>:[\w:.+-]{1,40}:)``?[!~]?(?P<held>[^`]+)``?"
    r"|``(?P<literal>[^`]+)``|`[!~]?(?P<quoted>[^`]+)`_{0,2}"
    r"|\*\*(?P<strong>[^*]+)\*\*|(?<![*\w\\])\*(?P<stressed>[^*\s][^*]*)\*(?![*\w])"
    r"|\|(?P<stands>[^|\s][^|\n]*)\|_{0,2}"
    r"|(?<=\w)_{1,2}(?![\w_])|\\(?=[^\w\s])|\\\s"
)
_GROUPS = ("linked", "held", "literal", "quoted", "strong", "stressed", "stands")
_NUMBERS = re.compile(r"[#\d][\d.,#\s-]*|-")
_SPELT = frozenset("pep rfc cve cwe".split())  # shown in capitals
# Roles of docutils and Sphinx that say how to set what they hold, or what it is; others are a project's own.
_SETTING = frozenset(
    "sup sub superscript subscript math code literal emphasis strong title t abbr kbd samp guilabel menuselection file "
    "command program dfn ref numref doc term envvar option confval token keyword eq download any".split()
)
_SUBSTITUTION = re.compile(r"\s*\.\.[ \t]+\|([^|]+)\|[ \t]+(replace|unicode|image)::(?:[ \t]+|$)")
_CODE_POINT = re.compile(r"(?:0x|x|\\x|U\+?|u\+|\\u|&#x)([0-9a-fA-F]{1,6});?$")
_MOST = 300  # characters that a substitution stands for


def inline_edits(text: str, start: int, end: int, substitutions: Mapping[str, str]) -> Iterator[Edit]:
    """The edits of what is no word in a stretch of text, or reads as another one."""
    for mark in _INLINE.finditer(text, start, end):
        group = next((name for name in _GROUPS if mark.group(name) is not None), None)
        if group is None:
            yield Edit(mark.start(), mark.end(), "")
            continue
        words = substitutions.get(mark[group].lower()) if group == "stands" else None
        if words is not None:
            yield Edit(mark.start(), mark.end(), words)
            continue
        yield Edit(mark.start(), mark.start(group), _role_shown(mark["role"] or mark["named"], mark[group]))
        if mark["role"] and is_edition(mark["target"]):
            yield Edit(mark.end(group), mark.start("target"), " (")
            yield Edit(mark.end("target"), mark.end(), ")")
        else:
            yield Edit(mark.end(group), mark.end(), "")


def _role_shown(role: str | None, held: str) -> str:
    """What is read before what a role holds: its name where that is only a number, as in "issue 372"."""
    name = (role or "").strip(":")
    if name.lower() in _SPELT:
        return f"{name.upper()} "
    shown = name and ":" not in name and name.lower() not in _SETTING and _NUMBERS.fullmatch(held)
    return f"{name} " if shown else ""


def plain(text: str, substitutions: Mapping[str, str]) -> str:
    """How a piece of text reads, on one line.

    >>> plain("See |it| and :issue:`12`, :release:`2.0 <2024-05-04>`.", {"it": "this"})
    'See this and issue 12, release 2.0 (2024-05-04).'
    """
    edits = list(inline_edits(text, 0, len(text), substitutions))
    return " ".join(
        cell_text(text, (0, len(text)), [edit for edit in edits if edit.start < edit.end or edit.text]).split()
    )


def substitutions_in(lines: Sequence[Line]) -> dict[str, str]:
    """What the substitutions that a text defines stand for, by their names in small letters.

    A picture stands for its other text, or for nothing.
    """
    found: dict[str, str] = {}
    for at, line in enumerate(lines):
        if not (mark := _SUBSTITUTION.match(line.text)):
            continue
        end = at + 1
        while end < len(lines) and end < at + 9 and not lines[end].blank and lines[end].indent > line.indent:
            end += 1
        below = [one.text.strip() for one in lines[at + 1 : end]]
        if mark[2] == "image":
            words = next((one[5:].strip() for one in below if one.startswith(":alt:")), "")
        else:
            words = " ".join([line.text[mark.end() :].strip(), *below]).strip()
            words = (
                plain(words, found)
                if mark[2] == "replace"
                else "".join(map(_character, words.partition(" ..")[0].split()))
            )
        if len(words) <= _MOST:
            found.setdefault(" ".join(mark[1].split()).lower(), words)
    return found


def _character(code: str) -> str:
    """A character by its number, as in "U+00A9"; what is none stays."""
    found = _CODE_POINT.match(code)
    number = int(found[1], 16) if found else 0
    return chr(number) if 0x20 <= number < 0x110000 and not 0xD800 <= number < 0xE000 else code
