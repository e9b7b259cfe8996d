"""The styles of ODT and ODP files, and the numbers of list items and headings that follow from them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .numbering import number
from .packages import attribute, child, name_of
from .wordstyles import Role, heading_of, role_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_FORMS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_CHAIN = 20  # styles, each built on the next one
_DEPTHS = 10


@dataclass(frozen=True, slots=True)
class _Level:
    """How the items of one depth are marked; `form` is "" for no number; `shown` counts the levels in a number."""

    form: str = ""
    bullet: bool = False
    before: str = ""
    after: str = ""
    shown: int = 1
    start: int = 1


class OpenStyles:
    """The styles of a file, those of its content before those of its templates."""

    def __init__(self, content: _Element, styles: _Element | None) -> None:
        self._styles: dict[str, _Element] = {}
        self.lists: dict[str, dict[int, _Level]] = {}
        self.outline: dict[int, _Level] = {}
        for one in _all(content, styles):
            name = attribute(one, "name") or ""
            if name_of(one) == "style":
                self._styles.setdefault(name, one)
            elif name_of(one) == "list-style":
                self.lists.setdefault(name, _levels(one))
            elif name_of(one) == "outline-style":
                self.outline = _levels(one)

    def role(self, name: str | None) -> tuple[Role, int]:
        """What a paragraph is by its style, and the level of a heading (0: none)."""
        for shown in self._chain(name):
            if role := role_of(shown):
                return role, 0
            if level := heading_of(shown):
                return "", level
        return "", 0

    def is_table_heading(self, name: str | None) -> bool:
        """Whether a paragraph's style is, or builds on, that for the headings of tables."""
        return any(shown.lower() == "table heading" for shown in self._chain(name))

    def _chain(self, name: str | None) -> Iterator[str]:
        """The names, as people see them, of a style and of those that it builds on."""
        for _ in range(_CHAIN):
            if not name:
                return
            yield re.sub(r"_([0-9a-f]{2})_", lambda code: chr(int(code[1], 16)), name)
            name = attribute(self._styles.get(name), "parent-style-name")

    def list_of(self, paragraph_style: str | None) -> str | None:
        """The list style that a paragraph's style brings along; None if none."""
        return attribute(self._styles.get(paragraph_style or ""), "list-style-name")

    def is_unnumbered(self, name: str | None) -> bool:
        """Whether a heading's style, or the nearest that it builds on and that says so, takes the number away."""
        for _ in range(_CHAIN):
            style = self._styles.get(name or "")
            if style is None:
                return False
            if (named := attribute(style, "list-style-name")) is not None:
                return not named
            name = attribute(style, "parent-style-name")
        return False

    def is_struck(self, name: str | None) -> bool:
        """Whether a style, or the nearest that it builds on and that says so, strikes text out."""
        for _ in range(_CHAIN):
            style = self._styles.get(name or "")
            if style is None:
                return False
            properties = child(style, "text-properties")
            told = [attribute(properties, f"text-line-through-{what}") for what in ("style", "type")]
            if any(told):
                return any(how not in (None, "none") for how in told)
            name = attribute(style, "parent-style-name")
        return False

    def is_hidden(self, page_style: str | None) -> bool:
        """Whether a slide's style hides it."""
        properties = child(self._styles.get(page_style or ""), "drawing-page-properties")
        return attribute(properties, "visibility") == "hidden"


class Numbers:
    """Counts the items of a file's lists and its headings; ask for each once, in order."""

    def __init__(self, styles: OpenStyles) -> None:
        self._styles = styles
        self._counts: dict[str, dict[int, int]] = {}
        self._outline: dict[int, int] = {}
        self._ids: dict[str, str] = {}  # the style of each list that may be continued
        self._open: list[dict[int, int]] = []

    def begin(self, one: _Element, style: str | None, depth: int) -> None:
        """A list begins; it counts on from one before it if the file says so."""
        if depth > 1:
            self._open[-1].pop(depth, None)
            return
        name = style or ""
        goes_on = attribute(one, "continue-numbering") == "true"
        before = attribute(one, "continue-list")
        if before is not None:
            goes_on, name = before in self._ids, self._ids.get(before, name)
        identity = attribute(one, "id")
        key = before if before in self._counts else identity or name
        counts = self._counts.get(key if before is not None else name, {}) if goes_on else {}
        self._open.append(counts)
        for known in {name, identity or name, key or name}:
            self._counts[known] = counts
            self._ids[known] = name

    def item(self, one: _Element, style: str | None, depth: int) -> str:
        """What stands before an item: "-" for a bullet, its number with its dots, "" for nothing."""
        counts = self._open[-1]
        level = self._styles.lists.get(style or "", {}).get(depth, _Level(bullet=True))
        start = attribute(one, "start-value")
        counts[depth] = (
            int(start) if start and re.fullmatch("[0-9]{1,6}", start) else counts.get(depth, level.start - 1) + 1
        )
        if level.bullet:
            return "-"
        return _shown(self._styles.lists.get(style or "", {}), counts, depth)

    def end(self, depth: int) -> None:
        """A list ends."""
        if depth == 1:
            self._open.pop()

    def heading(self, one: _Element, level: int) -> str:
        """The number of a heading as shown; "" if headings of its level have none."""
        if attribute(one, "is-list-header") == "true" or self._styles.is_unnumbered(attribute(one, "style-name")):
            return ""
        now = self._outline.get(level, self._styles.outline.get(level, _Level()).start - 1)
        self._outline = {above: count for above, count in self._outline.items() if above < level}
        self._outline[level] = now + 1
        return _shown(self._styles.outline, self._outline, level)


def _shown(levels: dict[int, _Level], counts: dict[int, int], depth: int) -> str:
    level = levels.get(depth, _Level())
    if not level.form:
        return ""
    first = max(1, depth - level.shown + 1)
    parts = []
    for at in range(first, depth + 1):
        form = levels.get(at, _Level()).form
        if form:
            parts.append(number(counts.get(at, levels[at].start), form))
    return f"{level.before}{'.'.join(parts)}{level.after}".strip()


def _all(content: _Element, styles: _Element | None) -> Iterator[_Element]:
    for root in (content, styles):
        if root is not None:
            for group in ("automatic-styles", "styles"):
                holder = child(root, group)
                if holder is not None:
                    yield from holder


def _levels(one: _Element) -> dict[int, _Level]:
    found = {}
    for level in one:
        name, depth = name_of(level), attribute(level, "level") or ""
        if not re.fullmatch("[0-9]{1,2}", depth) or not 1 <= int(depth) <= _DEPTHS:
            continue
        shown, start = attribute(level, "display-levels") or "1", attribute(level, "start-value") or "1"
        found[int(depth)] = _Level(
            _FORMS.get(attribute(level, "num-format") or "", ""),
            name in ("list-level-style-bullet", "list-level-style-image"),
            attribute(level, "num-prefix") or "",
            attribute(level, "num-suffix") or "",
            int(shown) if re.fullmatch("[0-9]{1,2}", shown) else 1,
            int(start) if re.fullmatch("[0-9]{1,6}", start) else 1,
        )
    return found
