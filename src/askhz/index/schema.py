"""The tables of the catalog, and the numbered migrations that bring an older file forward.

A migration moves what is stored; it never needs a model, so an index that took a night to encode stays. This module
does not know how the file is opened.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator

import numpy as np

FORMAT = 4

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
    source TEXT PRIMARY KEY, digest TEXT NOT NULL, structure TEXT NOT NULL, title TEXT NOT NULL, kind TEXT NOT NULL,
    length INTEGER NOT NULL, details TEXT NOT NULL, file BLOB, indexed_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
) WITHOUT ROWID;
CREATE INDEX documents_file ON documents(file);
CREATE TABLE texts (
    source TEXT PRIMARY KEY, text TEXT NOT NULL, blocks TEXT NOT NULL, anchors TEXT NOT NULL,
    edits TEXT NOT NULL DEFAULT '[]', boxes BLOB
);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL REFERENCES documents(source), start INTEGER NOT NULL,
    stop INTEGER NOT NULL, text TEXT NOT NULL, sentences TEXT NOT NULL, words TEXT NOT NULL, digest TEXT NOT NULL,
    vector BLOB NOT NULL, anchors TEXT NOT NULL DEFAULT '[]',
    context TEXT NOT NULL DEFAULT '', edits TEXT NOT NULL DEFAULT '[]'
);
CREATE INDEX passages_place ON passages(source, start, stop);
CREATE INDEX passages_digest ON passages(digest);
CREATE TABLE vocabulary (word TEXT PRIMARY KEY, passages INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE files (
    path BLOB PRIMARY KEY, size INTEGER NOT NULL, modified_ns INTEGER NOT NULL, signature TEXT NOT NULL,
    problems TEXT NOT NULL, complete INTEGER NOT NULL
) WITHOUT ROWID;
"""
"""`documents.structure` is a digest of kind, blocks and anchors ("" where they were not known yet), `documents.file`
the file that it was read from (NULL: given as a document). `files` holds what an unchanged file is known by; one whose
`complete` is 0 gave way to another file of the same source and is read again each time. `passages.vector` holds
little-endian numbers of two bytes."""


def create(connection: sqlite3.Connection) -> None:
    """Drop every table and make the current ones, within the caller's transaction."""
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    for (name,) in tables.fetchall():
        connection.execute(f'DROP TABLE "{name}"')
    _run(connection, TABLES)
    connection.execute(f"PRAGMA user_version = {FORMAT}")


def can_migrate(format_: int) -> bool:
    """Whether a file of this format can be brought forward."""
    return format_ in _MIGRATIONS


def migrate(connection: sqlite3.Connection, format_: int) -> None:
    """Apply every migration from a format to the current one, within the caller's transaction."""
    while format_ in _MIGRATIONS:
        _MIGRATIONS[format_](connection)
        format_ += 1
        connection.execute(f"PRAGMA user_version = {format_}")


def _from_2_to_3(connection: sqlite3.Connection) -> None:
    """Texts get a table of their own, documents a length, passages their anchors, files are remembered."""
    tables = {statement.split()[2]: statement for statement in _statements(TABLES) if "TABLE" in statement}
    connection.execute(tables["documents"].replace("documents", "documents_3", 1))
    connection.execute(tables["texts"])
    connection.execute(tables["files"])
    for column, default in (("anchors", "[]"), ("context", ""), ("edits", "[]")):
        connection.execute(f"ALTER TABLE passages ADD COLUMN {column} TEXT NOT NULL DEFAULT '{default}'")
    rows = connection.execute("SELECT source, digest, title, text, details, indexed_at FROM documents")
    for source, digest, title, text, details, indexed_at in rows:
        kind = "md" if source.lower().endswith(".md") else "txt"
        connection.execute(
            "INSERT INTO documents_3 VALUES (?, ?, '', ?, ?, ?, ?, NULL, ?)",
            (source, digest, title, kind, len(text), details, indexed_at),
        )
        connection.execute("INSERT INTO texts VALUES (?, ?, '[]', '[]', '[]', NULL)", (source, text))
    connection.execute("DROP TABLE documents")
    connection.execute("ALTER TABLE documents_3 RENAME TO documents")
    connection.execute("CREATE INDEX documents_file ON documents(file)")
    _rename_keys(connection, {"stamp": "version", "made_by": "pipeline"})
    pipeline = connection.execute("SELECT value FROM meta WHERE key = 'pipeline'").fetchone()
    if pipeline is not None:
        settings = json.loads(pipeline[0])
        settings["version"] = settings.pop("making", 0)
        connection.execute("UPDATE meta SET value = ? WHERE key = 'pipeline'", (json.dumps(settings, sort_keys=True),))


def _from_3_to_4(connection: sqlite3.Connection) -> None:
    """Passages keep one vector, in half precision; those of their sentences are made when a question needs them."""
    connection.create_function("half", 1, _half, deterministic=True)
    connection.execute("UPDATE passages SET vector = half(vector)")
    connection.execute("ALTER TABLE passages DROP COLUMN sentence_vectors")


def _half(vector: bytes) -> bytes:
    return np.frombuffer(vector, "<f4").astype("<f2").tobytes()


def _rename_keys(connection: sqlite3.Connection, names: dict[str, str]) -> None:
    for old, new in names.items():
        connection.execute("UPDATE meta SET key = ? WHERE key = ?", (new, old))


_MIGRATIONS: dict[int, Callable[[sqlite3.Connection], None]] = {2: _from_2_to_3, 3: _from_3_to_4}


def _run(connection: sqlite3.Connection, script: str) -> None:
    # Not executescript: it would commit the transaction first.
    for statement in _statements(script):
        connection.execute(statement)


def _statements(script: str) -> Iterator[str]:
    return filter(str.strip, script.split(";\n"))
