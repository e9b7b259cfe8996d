"""Rows of a whole table that the question's own words point to, where reading found no answer.

A reader knows sentences; that "Maintenance" in the column "Department" says who works in maintenance it often does not.
Here every word must be accounted for: it stands in a cell, names a column, or says what all of the table is about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..records import Kind, Question
from ..text.words import count_words, word_set
from .cells import Cell, cells_of, is_blank, names_column, sums_up
from .cutting import WHOLE_LIMIT
from .extremes import asks_for_extreme, extreme_row, superlatives
from .matching import asked_words, context_words
from .nouns import nouns_asked
from .surroundings import Group, Stretch, Unit

SURE_OF_ROWS = 0.8
"""The confidence of what the cells of a row tell by themselves: a careful choice, fitted to nothing."""
_KINDS: frozenset[Kind] = frozenset({"person", "list", "number", "place", "date", "organisation", "other"})
_YES, _NO = (
    frozenset("yes y true x ✓ ✔ ja 是 1".split()),
    frozenset(["no", "n", "false", "", "-", "–", "nein", "否", "0"]),
)
_NOT = frozenset("not no without non isn't aren't".split())
# Words that join a thing to what stands in another column.
JOINING = word_set(
    "work works working has have had belong belongs do does did is are was were called call calls named name names get"
    " gets hold holds cost costs there most least responsible person people employee employees may can must should"
    " would allowed take takes carry carries"
)
_OF_SUMS = re.compile(r"\b(?:total|together|sum|altogether|overall|average|mean|all in all)\b", re.IGNORECASE)
_NUMBER = re.compile(r"\d")


def rows_told(question: Question, tables: Sequence[Stretch]) -> tuple[list[Unit], Stretch] | None:
    """The rows that answer, in order, with the whole table that they are of; None where no table tells.

    `tables` are stretches that hold a whole table each, the likeliest first.
    """
    if question.kind not in _KINDS:
        return None
    told = [
        (rows, stretch)
        for stretch in tables
        for group in stretch.groups
        if group.kind == "table" and (rows := _rows(question, group, stretch))
    ]
    # Of several tables that tell, none is meant.
    if len(told) != 1 or sum(count_words(row.reads) for row in told[0][0]) > WHOLE_LIMIT:
        return None
    return told[0]


def _rows(question: Question, group: Group, stretch: Stretch) -> list[Unit]:
    sums = _OF_SUMS.search(question.as_asked) is not None
    members = [unit for unit in group.members if sums or not sums_up(cells_of(unit, stretch))]
    table = [cells_of(unit, stretch) for unit in members]
    columns = {cell.column for cells in table for cell in cells if cell.column}
    values = [word_set(" ".join(cell.reads for cell in cells)) for cells in table]
    asked = asked_words(question) - JOINING
    named = {word for word in asked if any(names_column(column, frozenset({word})) for column in columns)}
    telling = asked - named - context_words(stretch, group)
    denied = bool(_NOT & set(question.as_asked.lower().split()))
    if asks_for_extreme(question):
        # Of a part of the rows the most is another question.
        rest = telling - superlatives(question) - nouns_asked(question)
        row = None if rest or denied else extreme_row(question, group, stretch, named=True)
        return [row] if row else []
    ticked = [
        column for column in sorted(columns) if _is_ticked(column, table) and names_column(column, frozenset(named))
    ]
    if not (telling or ticked) or not telling <= frozenset().union(*values):
        return []
    if denied and not ticked:
        return []
    chosen = [
        unit
        for unit, cells, words in zip(members, table, values, strict=True)
        if telling <= words and all(_ticks(column, cells) is not denied for column in ticked)
    ]
    if not 0 < len(chosen) < len(members):
        return []
    wanted = [column for column in columns if column not in ticked and names_column(column, frozenset(named))]
    if not wanted and question.kind == "number":
        wanted = [column for column in columns if _counts(column, members, table, chosen)]
    filled = [{cell.column for cell in cells if not is_blank(cell)} for cells in table]
    # What is asked of a row must stand in it: an empty cell tells nothing.
    told = all(set(wanted) <= has for unit, has in zip(members, filled, strict=True) if unit in chosen)
    return chosen if told else []


def _counts(column: str, members: Sequence[Unit], table: Sequence[Sequence[Cell]], chosen: Sequence[Unit]) -> bool:
    """Whether all other rows have a number in a column."""
    others = [cells for unit, cells in zip(members, table, strict=True) if unit not in chosen]
    return all(any(cell.column == column and _NUMBER.match(cell.reads) for cell in cells) for cells in others)


def asks_for_ticked(question: Question, tables: Sequence[Stretch]) -> bool:
    """Whether a column of a table that holds nothing but yes and no is asked for."""
    for stretch in tables:
        for group in stretch.groups:
            table = [cells for unit in group.members if not sums_up(cells := cells_of(unit, stretch))]
            columns = {cell.column for cells in table for cell in cells if cell.column}
            if any(_is_ticked(one, table) and names_column(one, asked_words(question)) for one in columns):
                return True
    return False


def _is_ticked(column: str, table: Sequence[Sequence[Cell]]) -> bool:
    """Whether a column holds nothing but yes and no, both of them."""
    said = {cell.reads.lower() for cells in table for cell in cells if cell.column == column}
    missing = any(all(cell.column != column for cell in cells) for cells in table)
    return bool(said & _YES) and said <= _YES | _NO and (bool(said & _NO) or missing)


def _ticks(column: str, cells: Sequence[Cell]) -> bool:
    return any(cell.column == column and cell.reads.lower() in _YES for cell in cells)
