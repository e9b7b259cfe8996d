"""Rows of one name in several tables of one kind, where the question does not say which table: a price a season."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..claims import MOST_READINGS, Differing
from ..records import Finding, Question
from ..text.words import word_set
from .cells import Cell, answering_cell, cells_of, columns_of
from .matching import asked_words, context_words, member_words
from .superlatives import asks_for_extreme
from .surroundings import Group, Stretch, Unit, group_of, stretch_of, unit_of


def twins_of(question: Question, best: Finding, known: Sequence[Stretch]) -> Differing | None:
    """The best row with those of its name in tables of the same columns under other headings, as readings.

    None where the question says which table it means, or all of them say the same.
    """
    stretch = stretch_of(best, known)
    unit = unit_of(best, stretch) if stretch else None
    group = group_of(unit.start, unit.end, stretch) if unit and stretch else None
    if stretch is None or unit is None or group is None or unit.kind != "row" or unit not in group.members:
        return None
    if question.explains or question.kind in ("list", "comparison", "yes-no") or asks_for_extreme(question):
        return None
    cells = cells_of(unit, stretch)
    asked = asked_words(question)
    if not cells or not word_set(cells[0].reads) <= asked:
        return None
    tables = [(one, other) for other in known for one in other.groups if _alike(one, other, cells)]
    rows = [(unit, stretch), *((row, other) for one, other in tables for row in one.members)]
    named = asked & member_words(unit)  # also by what stands above a group of rows
    rows = [(row, other) for row, other in rows if named <= member_words(row)]
    same = {(row.source, row.start): (row, other) for row, other in rows if _first(row, other) == cells[0].reads}
    labels = [row.headings[-1] if row.headings else other.passage.context for row, other in same.values()]
    above = [context_words(other, _table_of(row, other) or group) for row, other in same.values()]
    told = frozenset().union(*above) - frozenset.intersection(*above)
    if not 1 < len(set(labels)) == len(labels) <= MOST_READINGS or told & asked:
        return None
    answers = [answering_cell(question, cells_of(row, other), None) for row, other in same.values()]
    if None in answers or len({cell.reads for cell in answers if cell}) < 2:
        return None
    found = [
        best if row == unit else replace(best, source=row.source, start=row.start, end=row.end, text=row.text)
        for row, _ in same.values()
    ]
    return Differing("readings", tuple(found), tuple(labels))


def _alike(group: Group, stretch: Stretch, cells: Sequence[Cell]) -> bool:
    """Whether a group is a table with the columns of some cells."""
    columns = {cell.column for cell in cells}
    return group.kind == "table" and set(columns_of(group, stretch)) == columns


def _first(row: Unit, stretch: Stretch) -> str:
    return next((cell.reads for cell in cells_of(row, stretch)), "")


def _table_of(row: Unit, stretch: Stretch) -> Group | None:
    return group_of(row.start, row.end, stretch)
