"""The SQLite file of an index: opened, followed when it is replaced, read in snapshots, written in transactions.

SQLite's errors become one line that says what to do. This module does not know what the tables hold: `schema` does.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path

from ..errors import IndexFolderError
from . import schema
from .folder import CATALOG

_APPLICATION = 0x61736B68  # "askh"
_WAIT = 10.0  # seconds a reader waits for the moment in which a writer commits


class Database:
    """One open connection. One thread at a time: `Index` gives each question a connection of its own."""

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        """Open the file in a folder, or begin one with `create`; an older format is brought forward if it can be.

        Raises `IndexFolderError` if there is none, or if it is foreign, damaged or of a newer version.
        """
        self.folder = folder
        self._path = folder / CATALOG
        try:
            self._connect(create)
        except OSError as error:
            raise IndexFolderError(
                f"{folder}: cannot be opened ({error.strerror}); name the folder with --index"
            ) from error

    def _connect(self, create: bool) -> None:
        if not create and not self._path.is_file():
            raise IndexFolderError(_no_index(self.folder))
        mode, self._unchanging = ("rwc", False) if create else _open_mode(self._path)
        self._writable = mode != "ro"
        address = f"{self._path.absolute().as_uri()}?mode={mode}{'&immutable=1' if self._unchanging else ''}"
        with self.translated():
            self.connection = sqlite3.connect(
                address, uri=True, timeout=_WAIT, isolation_level=None, check_same_thread=False
            )
            try:
                self._open(create)
                self._mark = self._identity()
            except BaseException:
                self.connection.close()
                raise

    def _open(self, create: bool) -> None:
        if self._pragma("application_id") != _APPLICATION:
            self._begin(create)
        self.format: int = self._pragma("user_version")
        if self.format > schema.FORMAT:
            raise IndexFolderError(
                f"{self.folder}: written by a newer askhz (format {self.format}, this one reads {schema.FORMAT}); "
                "update askhz, or index into another folder with --index"
            )
        if self._writable and schema.can_migrate(self.format):
            self._migrate()

    def _begin(self, create: bool) -> None:
        """Mark an empty file, or one whose making was interrupted, as ours."""
        things = self.connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if things or self._pragma("application_id") or self._pragma("user_version"):
            raise IndexFolderError(f"{self._path}: not made by askhz; name another folder with --index")
        if create:
            self.connection.execute("PRAGMA journal_mode = WAL")
            self.connection.execute(f"PRAGMA application_id = {_APPLICATION}")

    def _migrate(self) -> None:
        """Bring an older format forward, in one transaction; what was encoded stays."""
        with self.transaction():
            self.format = self._pragma("user_version")  # another process may have done it meanwhile
            schema.migrate(self.connection, self.format)
        self.format = self._pragma("user_version")

    def _identity(self) -> tuple[int | bool, ...]:
        """Changes when another file takes the place of the open one, or when one that should not change did."""
        status = self._path.stat()
        same = (status.st_dev, status.st_ino)
        if not self._unchanging:
            return same
        return (*same, status.st_mtime_ns, status.st_size, _wal_file(self._path).exists())

    @property
    def identity(self) -> tuple[int | bool, ...]:
        """What tells the open file from one that took its place."""
        return self._mark

    def follow(self) -> bool:
        """Open the file again if it was replaced (or changed although it is read-only); says whether it was."""
        try:
            if self._identity() == self._mark and self.format:  # without a format it is still being made
                return False
            self.connection.close()
            self._connect(create=False)
        except FileNotFoundError as error:
            raise IndexFolderError(_no_index(self.folder)) from error
        except OSError as error:
            raise IndexFolderError(f"{self.folder}: cannot be opened ({error.strerror})") from error
        return True

    def _pragma(self, name: str) -> int:
        return int(self.connection.execute(f"PRAGMA {name}").fetchone()[0])

    @property
    def current(self) -> bool:
        """Whether the file is complete and of this version's format."""
        return self.format == schema.FORMAT

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    @contextlib.contextmanager
    def translated(self) -> Iterator[None]:
        """Turn SQLite's errors into one line that says what to do."""
        try:
            yield
        except sqlite3.Error as error:
            raise IndexFolderError(f"{self.folder}: {_what_to_do(str(error))}") from error

    @contextlib.contextmanager
    def reading(self) -> Iterator[None]:
        """The same for what is read: a value that cannot be understood is damage, too."""
        with self.translated():
            try:
                yield
            except (ValueError, TypeError, zlib.error) as error:
                raise IndexFolderError(f"{self.folder}: {_what_to_do('a stored value cannot be read')}") from error

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """One state of the database for everything that is read within; inside another snapshot, that one's state."""
        if self.connection.in_transaction:
            yield
            return
        with self.translated():
            self.connection.execute("BEGIN")
            try:
                yield
            finally:
                self.connection.execute("ROLLBACK")
        if self._unchanging and self._identity() != self._mark:
            raise IndexFolderError(f"{self.folder}: it changed while it was read; try again")

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing. A second writer is refused at once."""
        with self.translated():
            self.connection.execute("PRAGMA busy_timeout = 0")
            try:
                self.connection.execute("BEGIN IMMEDIATE")
            finally:
                self.connection.execute(f"PRAGMA busy_timeout = {int(_WAIT * 1000)}")
            try:
                yield
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise

    def damage(self) -> list[str]:
        """What SQLite itself finds broken, a line each; empty if nothing is."""
        with self.reading():
            try:
                found = [row[0] for row in self.connection.execute("PRAGMA quick_check(5)")]
            except sqlite3.OperationalError:  # it is in use, or the disk fails
                raise
            except sqlite3.DatabaseError as error:  # so broken that SQLite cannot even look
                return [str(error)]
        return [] if found == ["ok"] else [" ".join(what.split()) for what in found]


def _no_index(folder: Path) -> str:
    if not folder.exists():
        return f"{folder}: no such index; make one with askhz index PATH --index {folder}"
    if not folder.is_dir():
        return f"{folder}: a file, not an index folder; name the folder with --index"
    return f"{folder}: no askhz index in it; make one with askhz index PATH --index {folder}"


def _open_mode(path: Path) -> tuple[str, bool]:
    """How a reader opens the file, and whether it may assume that nobody writes it."""
    if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
        return "rw", False
    # In write-ahead mode SQLite wants to write a lock beside the file, unless it is told that nobody writes it.
    return "ro", not _wal_file(path).exists()


def _wal_file(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def _what_to_do(reason: str) -> str:
    if "locked" in reason:
        return "another askhz index is at work there; wait for it to end"
    if "full" in reason or "disk I/O" in reason:
        return f"{reason}; make room and try again, the index is as it was"
    if "readonly" in reason or "unable to open" in reason:
        return f"may not be written ({reason}); name another folder with --index"
    if "not a database" in reason:
        return (
            f"{CATALOG} in it is damaged or not made by askhz; run askhz repair for this index, or name another folder"
        )
    return f"damaged ({reason}); run askhz repair for this index"
