"""What stands above a group of a table's rows: "**Low season**" in a row of its own, all other cells empty."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..records import Edit, Span
from .edits import cell_text

_ABOVE = re.compile(r"(?m)^[ \t>]*+(?:\|[ \t]*+)?([*_]{1,3})(?=\S)[^|\n]*\1[ \t]*\|[|\- \t]*$")
_TABLE_ENDS = re.compile(r"\n[ \t>]*\n")
_LONGEST = 100_000  # characters of a table that are looked through
_STRESS = re.compile(r"[*_]*")


class RowGroups:
    """The groups of one table's rows, which are told row by row.

    A table has several or none: one row in bold alone may be a row as any other, without a value.
    """

    def __init__(self, text: str = "", start: int = 0) -> None:
        """`start`: where the rows begin, behind the header, in a text."""
        ends = _TABLE_ENDS.search(text, start, start + _LONGEST)
        self._several = sum(1 for _ in _ABOVE.finditer(text, start, ends.start() if ends else start + _LONGEST)) > 1
        self.held = ""
        """What stands above the row told last; "" where nothing does, or that row itself stands above others."""
        self._above: tuple[str, str] = "", ""  # what stands above the rows to come, and how it is stressed
        self._stress = ""  # how the first cell of the row told last is stressed that is not above others

    def tell(self, text: str, cells: Sequence[tuple[Span, Sequence[Edit]]]) -> bool:
        """Whether a row stands above those that follow it: its first cell alone has words, stressed as no other's."""
        if not self._several:
            return False
        texts = [cell_text(text, cell, own) for cell, own in cells]
        stress = self._stress_of(text, cells[0]) if cells else ""
        if len(texts) > 1 and texts[0] and not any(texts[1:]) and stress and stress != self._stress:
            self.held, self._above = "", (texts[0], stress)
            return True
        self._stress = stress
        if stress and stress == self._above[1]:
            self._above = "", ""  # all first cells are stressed so
        self.held = self._above[0]
        return False

    def _stress_of(self, text: str, cell: tuple[Span, Sequence[Edit]]) -> str:
        (start, end), edits = cell
        if not edits or edits[0].start != start or edits[-1].end != end:
            return ""
        found = _STRESS.match(text, start, end)
        return found[0] if found else ""
