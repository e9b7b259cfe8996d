"""Pieces of the documents' texts, by their places."""

from __future__ import annotations

from collections.abc import Sequence

from ..text.stretches import Gap
from .database import Database


def excerpts(database: Database, wanted: Sequence[Gap]) -> dict[Gap, str]:
    """Source, start and end to the text that stands there; a document that is not there is left out. One statement."""
    if not wanted:
        return {}
    values = ",".join(["(?,?,?)"] * len(wanted))
    with database.reading():
        rows = database.connection.execute(
            f"WITH wanted(source, start, stop) AS (VALUES {values})"  # noqa: S608
            " SELECT source, start, stop, substr(text, start + 1, stop - start) FROM wanted JOIN texts USING (source)",
            [value for one in wanted for value in one],
        ).fetchall()
    return {(source, start, end): text for source, start, end, text in rows}
