"""The whole tables of a text in Markdown, each as a stretch."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

from readers import read_one

from askhz.answering.surroundings import Stretch, stretches
from askhz.documents.markdown import read_markdown
from askhz.records import Block, Document, Finding, Passage
from askhz.text.anchors import anchors_within


def whole_tables(text: str, source: str = "table.md") -> list[Stretch]:
    """Each table of a text, with its title and headings above it."""
    document = replace(read_one(read_markdown, text, source), source=source)
    tables: list[list[Block]] = []
    for block in document.blocks:
        if block.kind == "row":
            if block.header or not tables:
                tables.append([])
            tables[-1].append(block)
    return stretches([_passage(document, rows) for rows in tables])


def _passage(document: Document, rows: list[Block]) -> Passage:
    start, end = rows[0].start, rows[-1].end
    at = bisect_left([edit.start for edit in document.edits], start)
    anchors = anchors_within(document.anchors, start, end)
    return Passage(
        document.source,
        start,
        end,
        document.text[start:end],
        tuple((row.start, row.end) for row in rows if not row.header),
        anchors,
        ". ".join([document.title, *(anchors[0].headings if anchors else ())]),
        tuple(edit for edit in document.edits[at:] if edit.end <= end),
        tuple(row.kind for row in rows if not row.header),
    )


def row_found(stretches_: list[Stretch], begins: str) -> Finding:
    """The first row that begins so, as a reader found it."""
    unit = next(unit for one in stretches_ for unit in one.units if unit.text.strip("| ").startswith(begins))
    return Finding(unit.source, unit.start, unit.end, unit.text, 1.0, None, 1)
