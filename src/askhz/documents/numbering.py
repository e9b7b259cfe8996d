"""The numbers of list items and headings in a DOCX file, as Word shows them: it keeps the rules, not the numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .packages import attribute, child, children

if TYPE_CHECKING:
    from lxml.etree import _Element

_DEPTHS = 9


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    text: str
    start: int = 1
    legal: bool = False  # whether the numbers of higher levels are shown in digits too


@dataclass(slots=True)
class _List:
    """A numbered list's rules, and its counters, which all lists made of the same rules share."""

    levels: dict[int, _Level]
    counters: list[int | None] = field(default_factory=lambda: [None] * _DEPTHS)


class Numbering:
    """Counts the items of a document's lists; ask for each item once, in order."""

    def __init__(self, root: _Element | None) -> None:
        rules = {attribute(one, "abstractNumId"): one for one in children(root, "abstractNum")}
        linked = {
            attribute(child(one, "styleLink"), "val"): one
            for one in rules.values()
            if child(one, "styleLink") is not None
        }
        lists = {}
        for identity, one in rules.items():
            link = attribute(child(one, "numStyleLink"), "val")
            lists[identity] = _List(_levels(linked.get(link, one) if link else one))
        self._lists: dict[str, _List] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        for one in children(root, "num"):
            identity, base = attribute(one, "numId"), lists.get(attribute(child(one, "abstractNumId"), "val"))
            if identity is None or base is None:
                continue
            changed = dict(base.levels)
            restarts = {}
            for override in children(one, "lvlOverride"):
                depth = _number(attribute(override, "ilvl"), 0)
                if (level := child(override, "lvl")) is not None:
                    changed[depth] = _level(level)
                if (start := attribute(child(override, "startOverride"), "val")) is not None:
                    restarts[depth] = _number(start, 1)
            self._lists[identity] = _List(changed, base.counters)
            self._restarts[identity] = restarts

    def mark(self, identity: str, depth: int) -> str | None:
        """What stands before an item: "-" for a bullet, its number with its dots, "" for nothing; None if no list."""
        found = self._lists.get(identity)
        if found is None or not 0 <= depth < _DEPTHS or depth not in found.levels:
            return None
        level, counters = found.levels[depth], found.counters
        restart = self._restarts[identity].pop(depth, None)
        now = counters[depth]
        counters[depth] = restart if restart is not None else level.start if now is None else now + 1
        for deeper in range(depth + 1, _DEPTHS):
            counters[deeper] = None
        if level.form == "bullet":
            return "-"
        if level.form == "none":
            return ""
        for higher in range(depth):
            if counters[higher] is None and higher in found.levels:
                counters[higher] = found.levels[higher].start

        def shown(place: re.Match[str]) -> str:
            at = int(place[1]) - 1
            value = counters[at] if at <= depth else None
            if value is None or at not in found.levels:
                return ""
            form = found.levels[at].form
            return number(value, "decimal" if level.legal and form not in ("none", "bullet") else form)

        return re.sub(r"%([1-9])", shown, level.text).strip()


def _levels(rules: _Element) -> dict[int, _Level]:
    return {_number(attribute(one, "ilvl"), 0): _level(one) for one in children(rules, "lvl")}


def _level(one: _Element) -> _Level:
    return _Level(
        attribute(child(one, "numFmt"), "val") or "decimal",
        attribute(child(one, "lvlText"), "val") or "",
        _number(attribute(child(one, "start"), "val"), 1),
        (legal := child(one, "isLgl")) is not None and attribute(legal, "val") not in ("0", "false"),
    )


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and re.fullmatch(r"[0-9]{1,7}", text) else otherwise


def number(value: int, form: str) -> str:
    """A number as Word writes it in a form of numbers; in digits if the form is not known.

    >>> [number(4, form) for form in ("decimal", "lowerLetter", "upperRoman", "decimalZero", "chineseCounting")]
    ['4', 'd', 'IV', '04', '四']
    """
    form = form.lower()
    if form in ("lowerletter", "upperletter", "letter") and value > 0:
        letter = chr(ord("a") + (value - 1) % 26) * min((value - 1) // 26 + 1, 9)
        return letter if form == "lowerletter" else letter.upper()
    if form.endswith("roman") and 0 < value < 4000:
        return roman(value) if form == "lowerroman" else roman(value).upper()
    if form == "decimalzero":
        return f"{value:02}"
    if form == "ordinal":
        return f"{value}{_ordinal(value)}"
    if form in _CHINESE_FORMS and 0 < value < 100:
        return _chinese(value)
    if form == "none":
        return ""
    return str(value)


_CHINESE_FORMS = {"chinesecounting", "chinesecountingthousand", "japanesecounting", "taiwanesecounting"} | {
    "taiwanesecountingthousand",
    "ideographdigital",
}
_CHINESE_DIGITS = "零一二三四五六七八九"


def roman(value: int) -> str:
    """A number from 1 to 3999 in small Roman numerals.

    >>> roman(1994)
    'mcmxciv'
    """
    written = ""
    for worth, sign in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
        strict=True,
    ):
        count, value = divmod(value, worth)
        written += sign * count
    return written


def _ordinal(value: int) -> str:
    return "th" if 10 <= value % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")


def _chinese(value: int) -> str:
    tens, ones = divmod(value, 10)
    written = "" if tens == 0 else "十" if tens == 1 else f"{_CHINESE_DIGITS[tens]}十"
    return written + (_CHINESE_DIGITS[ones] if ones or not tens else "")
