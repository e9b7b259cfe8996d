"""Rows of a whole table that the question's own words point to, where reading found no answer.

A reader knows sentences; that "Maintenance" in the column "Department" says who works in maintenance it often does not.
Here every word must be accounted for: it stands in a cell, names a column, or says what all of the table is about.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ..records import Finding, Kind, Question
from ..text.abbreviations import spelt_out
from ..text.words import count_words, word_set
from .cells import Cell, cells_of, is_blank, names_column, sums_up
from .cutting import WHOLE_LIMIT
from .extremes import extreme_row, is_date
from .matching import asked_words, context_words, member_words, numbered, telling_words
from .nouns import nouns_asked, words_of_nouns
from .superlatives import asks_for_extreme, superlatives
from .surroundings import Group, Stretch, Unit, group_of, stretch_of, unit_of

SURE_OF_ROWS = 0.8
"""The confidence of what the cells of a row tell by themselves: a careful choice, fitted to nothing."""
_KINDS: frozenset[Kind] = frozenset({"person", "list", "number", "place", "date", "organisation", "other"})
_YES, _NO = (
    frozenset("yes y true x ✓ ✔ ja 是 1".split()),
    frozenset(["no", "n", "false", "", "-", "–", "nein", "否", "0"]),
)
_PAYING = word_set("pay pays")  # the most of what is asked, not a price
_HOW_MANY = re.compile(r"\bhow many (?P<things>[\w-]+(?: [\w-]+){0,2})", re.IGNORECASE)
_NOTHING: Mapping[str, frozenset[str]] = {}
_NOT = frozenset("not no without non isn't aren't hasn't haven't doesn't don't didn't wasn't weren't never".split())
_NOT_STEMS = word_set(" ".join(word for word in _NOT if word not in ("no", "not")))
# Words that join a thing to what stands in another column.
JOINING = word_set(
    "work works working has have had belong belongs do does did is are was were called call calls named name names get"
    " gets hold holds cost costs there most least responsible person people employee employees may can must should"
    " would allowed take takes last lasts carry carries"
)
_OF_SUMS = re.compile(r"\b(?:total|together|sum|altogether|overall|average|mean|all in all)\b", re.IGNORECASE)
_NUMBER = re.compile(r"\d")


def rows_told(
    question: Question, tables: Sequence[Stretch], said: Mapping[str, frozenset[str]] = _NOTHING
) -> tuple[list[Unit], Stretch] | None:
    """The rows that answer, in order, with the whole table that they are of; None where no table tells.

    `tables` are stretches that hold a whole table each, the likeliest first. `said` are the stems of what else was
    found in their documents, by source: there may stand what all of a table is of.
    """
    told = _told(question, tables, said)
    # Of several tables that tell, none is meant.
    if len(told) != 1 or sum(count_words(row.reads) for row in told[0][0]) > WHOLE_LIMIT:
        return None
    return told[0]


def rows_open(question: Question, tables: Sequence[Stretch]) -> list[tuple[Unit, Stretch, str]]:
    """The row of each table of one kind that has the most or the least, where the question does not say which it means.

    Each comes with its table and with the name that tells that table from the others: the heading above it, or the
    title of its document. None where only one table tells, or nothing tells them apart.
    """
    told = _told(question, tables) if asks_for_extreme(question) else []
    if len({frozenset(cell.column for cell in cells_of(rows[0], stretch)) for rows, stretch in told}) != 1:
        return []
    names = [(rows[0].headings or (stretch.passage.source,), stretch.passage.context) for rows, stretch in told]
    labels = [headings[-1] for headings, _ in names]
    labels = labels if len(set(labels)) == len(labels) else [context.split(". ")[0] for _, context in names]
    if len(told) < 2 or len(set(labels)) != len(labels):
        return []
    return [(rows[0], stretch, label) for (rows, stretch), label in zip(told, labels, strict=True)]


def denies(question: Question) -> bool:
    """Whether it is asked of what something is not so: then a column of yes and no tells it, or nothing."""
    return bool(_NOT & set(question.as_asked.lower().replace("’", "'").split()))


def shares_a_value(question: Question, rows: Sequence[Unit], stretch: Stretch) -> bool:
    """Whether one cell of each row is just what the question says of them: "Production" of who works in production."""
    asked = asked_words(question) - JOINING
    return all(any(word_set(cell.reads) <= asked for cell in cells_of(row, stretch)[1:]) for row in rows)


def rows_alike(question: Question, best: Finding, tables: Sequence[Stretch]) -> tuple[list[Unit], Stretch] | None:
    """The rows of the best finding's whole table of which all that is said that the question says of it: "Bass".

    None where it is no row, nothing of it is said in a cell alone, or it is the only such row.
    """
    stretch = stretch_of(best, tables)
    unit = unit_of(best, stretch) if stretch else None
    group = group_of(unit.start, unit.end, stretch) if unit and stretch else None
    if stretch is None or unit is None or group is None or unit not in group.members or asks_for_extreme(question):
        return None
    if question.kind not in ("person", "list"):
        return None
    telling = telling_words(question, stretch, group).keys()
    said = [cell for cell in cells_of(unit, stretch)[1:] if word_set(cell.reads) and word_set(cell.reads) <= telling]
    named = any(word_set(cell.reads) & telling for cell in cells_of(unit, stretch)[:1])
    if not said or named or not telling <= member_words(unit):
        return None
    found = [one for one in group.members if telling <= member_words(one) and _holds(said, cells_of(one, stretch))]
    few = sum(count_words(row.reads) for row in found) <= WHOLE_LIMIT
    return (found, stretch) if 1 < len(found) < len(group.members) and few else None


def _holds(said: Sequence[Cell], cells: Sequence[Cell]) -> bool:
    """Whether a row has what some cells say in the same columns."""
    held = {(cell.column, cell.reads) for cell in cells}
    return all((cell.column, cell.reads) in held for cell in said)


def _told(
    question: Question, tables: Sequence[Stretch], said: Mapping[str, frozenset[str]] = _NOTHING
) -> list[tuple[list[Unit], Stretch]]:
    """The rows of each table that tells, with that table."""
    if question.kind not in _KINDS:
        return []
    found = []
    for stretch in tables:
        words = said.get(stretch.passage.source, frozenset())
        for group in stretch.groups:
            if group.kind == "table" and (rows := _rows(question, group, stretch, words)):
                found.append((rows, stretch))
    return found


def _rows(question: Question, group: Group, stretch: Stretch, said: frozenset[str]) -> list[Unit]:
    sums = _OF_SUMS.search(question.as_asked) is not None
    members = [unit for unit in group.members if sums or not sums_up(cells_of(unit, stretch))]
    table = [cells_of(unit, stretch) for unit in members]
    columns = {cell.column for cells in table for cell in cells if cell.column}
    values = [_words("; ".join(cell.reads for cell in cells)) for cells in table]
    asked = asked_words(question) - JOINING - _NOT_STEMS
    named = {word for word in asked if any(names_column(column, frozenset({word})) for column in columns)}
    telling = asked - named - context_words(stretch, group)
    denied = denies(question)
    if question.kind == "number" and (row := _counted(question, members, table, telling - said)) is not None:
        return [row]
    if question.kind == "date" and (row := _coded(question, members, table)) is not None:
        return [row]
    ticked = [
        column for column in sorted(columns) if _is_ticked(column, table) and names_column(column, frozenset(named))
    ]
    if asks_for_extreme(question):
        rest = telling - superlatives(question) - nouns_asked(question) - words_of_nouns(question) - _PAYING
        # Of the rows that have what else is said ("in sales"); one alone has nothing to be compared with.
        among = [
            unit
            for unit, cells, words in zip(members, table, values, strict=True)
            if rest <= words and all(_ticks(column, cells) for column in ticked)
        ]
        row = None if denied or len(among) < 2 else extreme_row(question, group, stretch, named=True, among=among)
        return [row] if row else []
    if not (telling or ticked) or not telling <= frozenset().union(*values):
        return []
    if denied and not ticked:
        return []
    chosen = [
        unit
        for unit, cells, words in zip(members, table, values, strict=True)
        if telling <= words and all(_ticks(column, cells) is not denied for column in ticked)
    ]
    told_apart = numbered(question.search[0] if question.search else question.text)
    chosen = [unit for unit in chosen if told_apart <= numbered(unit.reads)] or chosen
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


def _words(text: str) -> frozenset[str]:
    """The stems of a text, with the days and months that it writes short."""
    return word_set(f"{text} {spelt_out(text)}")


def _counted(
    question: Question, rows: Sequence[Unit], table: Sequence[Sequence[Cell]], telling: frozenset[str]
) -> Unit | None:
    """The only row that begins with the thing whose number is asked for, of a table with one column of numbers of them.

    Nothing else may be asked of it: `telling` are the words that nothing but a row accounts for.
    """
    match = _HOW_MANY.search(question.as_asked)
    columns = {cell.column for cells in table for cell in cells if names_column(cell.column, nouns_asked(question))}
    if match is None or len(columns) != 1:
        return None
    asked = word_set(match["things"])
    named = [at for at, cells in enumerate(table) if cells and _is_of(word_set(cells[0].reads), asked, telling)]
    return rows[named[0]] if len(named) == 1 else None


def _is_of(name: frozenset[str], asked: frozenset[str], telling: frozenset[str]) -> bool:
    """Whether what a row is of is what is counted, and all that is asked for."""
    return bool(name) and name <= asked and telling <= name


def _coded(question: Question, rows: Sequence[Unit], table: Sequence[Sequence[Cell]]) -> Unit | None:
    """The only row that begins with a code which the question names, of a table with one column of dates."""
    named = [at for at, cells in enumerate(table) if cells and _names_code(question, cells[0].reads)]
    dates = {cell.column for cells in table for cell in cells if is_date(cell.reads)}
    return rows[named[0]] if len(named) == len(dates) == 1 else None


def _names_code(question: Question, code: str) -> bool:
    return any(map(str.isdigit, code)) and not code.isdigit() and code.lower() in question.as_asked.lower().split()


def _is_ticked(column: str, table: Sequence[Sequence[Cell]]) -> bool:
    """Whether a column holds nothing but yes and no, both of them."""
    said = {cell.reads.lower() for cells in table for cell in cells if cell.column == column}
    missing = any(all(cell.column != column for cell in cells) for cells in table)
    return bool(said & _YES) and said <= _YES | _NO and (bool(said & _NO) or missing)


def _ticks(column: str, cells: Sequence[Cell]) -> bool:
    return any(cell.column == column and cell.reads.lower() in _YES for cell in cells)
