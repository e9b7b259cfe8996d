"""The passages that a filter lets through, found in the catalog: what vectors and postings are searched among."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime

import numpy as np
import numpy.typing as npt

from ..errors import QuestionError
from ..filters import days, window
from ..records import Filter
from ..remembering import Remembered
from .catalog import BATCH, Catalog, marks

Ids = npt.NDArray[np.int64]
_REMEMBERED = 8  # filters of which the passages are kept


class NothingFitsError(QuestionError):
    """A filter lets no document of an index through."""

    def __init__(self, index: str, where: Filter) -> None:
        """`index` names it."""
        super().__init__(f"{index}: no document in it fits {_said(where)}; askhz documents lists them")


class Filtered:
    """The passages that filters let through in one version of a catalog; the last few are remembered."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._known: Remembered[Filter, Ids] = Remembered(_REMEMBERED)

    def passages(self, catalog: Catalog, where: Filter) -> Ids:
        """The ids of the passages that a filter lets through, ascending.

        Raises `QuestionError` if a document that it names is not there, or if it lets no document through.
        """
        found = self._known.get(where)
        if found is None:
            found = _passages(catalog, where)
            if window(where) is None:  # a file's time may change without a new version
                self._known.keep(where, found)
        return found


def _passages(catalog: Catalog, where: Filter) -> Ids:
    _require_sources(catalog, where)
    condition, values = _condition(where)
    within = window(where)
    if within is None:
        rows = catalog.rows(f"SELECT p.id FROM documents d JOIN passages p USING (source) WHERE {condition}", values)  # noqa: S608
        found = [number for (number,) in rows]
    else:
        found = list(_of_days(catalog, condition, values, within))
    if not found:
        raise NothingFitsError(str(catalog.folder), where)
    return np.sort(np.array(found, dtype=np.int64))


def _of_days(catalog: Catalog, condition: str, values: list[str], within: tuple[date, date]) -> Iterator[int]:
    """The passages of the documents that are of these days."""
    statement = (
        "SELECT d.source, d.details, d.indexed_at, f.modified_ns FROM documents d"  # noqa: S608
        f" LEFT JOIN files f ON f.path = d.file WHERE {condition}"
    )
    first, last = within
    sources = []
    with catalog.database.reading():
        for source, details, indexed_at, modified_ns in catalog.rows(statement, values):
            began, ended = _days_of(json.loads(details), indexed_at, modified_ns)
            if began <= last and ended >= first:
                sources.append(source)
    for at in range(0, len(sources), BATCH):
        batch = sources[at : at + BATCH]
        for (number,) in catalog.rows(f"SELECT id FROM passages WHERE source IN ({marks(batch)})", batch):  # noqa: S608
            yield number


def _days_of(details: dict[str, str], indexed_at: str, modified_ns: int | None) -> tuple[date, date]:
    """The days of a document: what it tells of itself, else when its file changed, else when it was indexed.

    A file that had changed a moment before it was read has no time (-1), and was indexed on that day.
    """
    told = days(details.get("date", ""))
    if told:
        return told
    if modified_ns is not None and modified_ns >= 0:
        day = datetime.fromtimestamp(modified_ns / 1e9, UTC).date()
    else:
        day = date.fromisoformat(indexed_at[:10])
    return day, day


def _condition(where: Filter) -> tuple[str, list[str]]:
    """An SQL condition on documents `d`, with its values, for all but the dates."""
    parts: list[str] = []
    values: list[str] = []
    if where.sources:
        # Each may be more than SQLite takes values for: a JSON list is one.
        parts.append("d.source IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(where.sources))
    folders = [folder for folder in where.folders if folder]
    if len(folders) < len(where.folders):
        folders = []  # "/" is every folder
    if folders:
        # A slash is followed by "0": what begins with "folder/" lies between the two.
        parts.append("(" + " OR ".join(["(d.source >= ? AND d.source < ?)"] * len(folders)) + ")")
        values += [bound for folder in folders for bound in (f"{folder}/", f"{folder}0")]
    if where.types:
        # What a format is called by, or what the name ends in: "md" also lets a.mdx through, "mdx" nothing else.
        endings = " OR ".join(["lower(substr(d.source, -length(?))) = ?"] * len(where.types))
        parts.append(f"(lower(d.kind) IN ({marks(where.types)}) OR {endings})")
        values += where.types
        for kind in where.types:
            values += [f".{kind}", f".{kind}"]
    return " AND ".join(parts) or "1", values


def _require_sources(catalog: Catalog, where: Filter) -> None:
    if not where.sources:
        return
    statement = "SELECT value FROM json_each(?) WHERE value NOT IN (SELECT source FROM documents) LIMIT 1"
    for (missing,) in catalog.rows(statement, [json.dumps(where.sources)]):
        raise QuestionError(f"{missing}: no such document in {catalog.folder}; askhz documents lists them")


def _said(where: Filter) -> str:
    """A filter in words."""
    parts = [("source", where.sources), ("folder", where.folders), ("type", where.types)]
    words = [f"{name} {' or '.join(values)}" for name, values in parts if values]
    words += [f"{name} {value}" for name, value in (("since", where.since), ("until", where.until)) if value]
    return ", ".join(words)
