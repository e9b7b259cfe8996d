"""Conversations and what people thought of the answers, in a SQLite file of their own beside the catalog.

The catalog may be made again at any time; this file stays. Whoever asks has an `owner` ("" where one person uses the
machine): nobody sees the conversations of another. This module knows no questions and no page.
"""

from __future__ import annotations

import contextlib
import json
import secrets
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from .errors import IndexFolderError, QuestionError
from .index.folder import CONVERSATIONS

LONGEST_TITLE = 200
Verdict = Literal["up", "down"]
_APPLICATION = 0x61736B63  # "askc"
_FORMAT = 1
_WAIT = 10.0  # seconds to wait for another process that writes
_TABLES = (
    """CREATE TABLE conversations (
        id TEXT PRIMARY KEY, owner TEXT NOT NULL, title TEXT NOT NULL, created TEXT NOT NULL, updated TEXT NOT NULL
    ) WITHOUT ROWID""",
    "CREATE INDEX conversations_used ON conversations(owner, updated)",
    """CREATE TABLE turns (
        conversation TEXT NOT NULL REFERENCES conversations(id) ON DELETE CASCADE, n INTEGER NOT NULL,
        question TEXT NOT NULL, asked TEXT NOT NULL, answer TEXT NOT NULL, PRIMARY KEY (conversation, n)
    ) WITHOUT ROWID""",
    """CREATE TABLE feedback (
        id INTEGER PRIMARY KEY, owner TEXT NOT NULL, question TEXT NOT NULL, history TEXT NOT NULL,
        verdict TEXT NOT NULL, correction TEXT, answer TEXT, given TEXT NOT NULL
    )""",
    f"PRAGMA application_id = {_APPLICATION}",
    f"PRAGMA user_version = {_FORMAT}",
)


@dataclass(frozen=True, slots=True)
class Conversation:
    """What is known of a conversation without its turns; times are in UTC, in ISO 8601."""

    id: str
    title: str
    created: str
    updated: str
    turns: int


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its answer as the JSON object that was given; `n` counts from 1."""

    n: int
    question: str
    asked: str
    answer: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a person thought of an answer; `answer` is the object that was judged, if it is known."""

    id: int
    question: str
    history: tuple[str, ...]
    verdict: Verdict
    correction: str | None
    answer: dict[str, Any] | None
    given: str


class History:
    """The open file. Safe for several threads."""

    def __init__(self, folder: Path) -> None:
        """Open the file in an index folder, or begin one.

        Raises `IndexFolderError` if it cannot be written or is another program's.
        """
        self._path = folder / CONVERSATIONS
        self._lock = threading.RLock()
        try:
            self._connection = sqlite3.connect(self._path, timeout=_WAIT, isolation_level=None, check_same_thread=False)
        except sqlite3.Error as error:
            raise self._unusable(str(error)) from error
        try:
            with self._changing() as run:
                self._begin(run)
            self._connection.execute("PRAGMA foreign_keys = ON")
        except BaseException:
            self._connection.close()
            raise

    def _begin(self, run: sqlite3.Connection) -> None:
        (application,) = run.execute("PRAGMA application_id").fetchone()
        (format_,) = run.execute("PRAGMA user_version").fetchone()
        if (application, format_) == (0, 0) and not run.execute("SELECT 1 FROM sqlite_master").fetchone():
            for statement in _TABLES:
                run.execute(statement)
        elif application != _APPLICATION:
            raise self._unusable("it is not a file of askhz")
        elif format_ > _FORMAT:
            raise self._unusable("it was made by a newer askhz")

    def _unusable(self, why: str) -> IndexFolderError:
        return IndexFolderError(f"{self._path}: {why}; move it away, or serve with --no-history")

    @contextlib.contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        """All or nothing of what is written within, and one state of what is read."""
        with self._lock:
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                try:
                    yield self._connection
                except BaseException:
                    self._connection.execute("ROLLBACK")
                    raise
                self._connection.execute("COMMIT")
            except sqlite3.Error as error:
                raise self._unusable(str(error)) from error

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    # Conversations

    def create(self, owner: str, title: str = "") -> Conversation:
        """A new conversation; without a title it takes its first question."""
        number, now = secrets.token_urlsafe(12), _now()
        with self._changing() as run:
            run.execute("INSERT INTO conversations VALUES (?, ?, ?, ?, ?)", (number, owner, _title(title), now, now))
        return Conversation(number, _title(title), now, now, 0)

    def conversations(
        self, owner: str, query: str = "", *, limit: int = 50, offset: int = 0
    ) -> tuple[list[Conversation], int]:
        """Those with every word of the query in their title or a question, the last used first; how many in all."""
        where, values = "owner = ?", [owner]
        for word in query.split():
            like = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
            where += (
                " AND (title LIKE ? ESCAPE '\\' OR EXISTS"
                " (SELECT 1 FROM turns t WHERE t.conversation = c.id AND t.question LIKE ? ESCAPE '\\'))"
            )
            values += [like, like]
        with self._changing() as run:
            (total,) = run.execute(f"SELECT count(*) FROM conversations c WHERE {where}", values).fetchone()  # noqa: S608
            rows = run.execute(
                f"{_CONVERSATIONS} WHERE {where} ORDER BY updated DESC, id LIMIT ? OFFSET ?",
                [*values, limit, offset],
            ).fetchall()
        return [Conversation(*row) for row in rows], int(total)

    def conversation(self, owner: str, number: str) -> Conversation:
        """One conversation. Raises `QuestionError` if this owner has none of that name."""
        with self._changing() as run:
            return _found(run, owner, number)

    def turns(self, owner: str, number: str) -> list[Turn]:
        """Its turns, in order. Raises `QuestionError` as `conversation` does."""
        with self._changing() as run:
            _found(run, owner, number)
            rows = run.execute(
                "SELECT n, question, asked, answer FROM turns WHERE conversation = ? ORDER BY n", [number]
            ).fetchall()
        return [Turn(n, question, asked, json.loads(answer)) for n, question, asked, answer in rows]

    def questions(self, owner: str, number: str) -> tuple[str, ...]:
        """The questions of a conversation, oldest first. Raises `QuestionError` as `conversation` does."""
        with self._changing() as run:
            _found(run, owner, number)
            rows = run.execute("SELECT question FROM turns WHERE conversation = ? ORDER BY n", [number]).fetchall()
        return tuple(question for (question,) in rows)

    def append(self, owner: str, number: str, question: str, answer: Mapping[str, Any]) -> Turn:
        """Keep a turn at the end of a conversation. Raises `QuestionError` as `conversation` does."""
        now = _now()
        with self._changing() as run:
            found = _found(run, owner, number)
            (last,) = run.execute("SELECT coalesce(max(n), 0) FROM turns WHERE conversation = ?", [number]).fetchone()
            written = json.dumps(answer, ensure_ascii=False)
            run.execute("INSERT INTO turns VALUES (?, ?, ?, ?, ?)", (number, last + 1, question, now, written))
            run.execute(
                "UPDATE conversations SET updated = ?, title = ? WHERE id = ?",
                (now, found.title or _title(question), number),
            )
        return Turn(last + 1, question, now, dict(answer))

    def remove_turns(self, owner: str, number: str, first: int | None = None) -> int:
        """Take away a turn and those after it (None: the last one); returns how many went."""
        with self._changing() as run:
            found = _found(run, owner, number)
            least = "SELECT max(n) FROM turns WHERE conversation = ?"
            if first is None:
                (first,) = run.execute(least, [number]).fetchone()
            gone = run.execute("DELETE FROM turns WHERE conversation = ? AND n >= ?", (number, first)).rowcount
            if not gone:
                raise QuestionError(f"the conversation has {found.turns} turns; name one of them")
            return gone

    def rename(self, owner: str, number: str, title: str) -> Conversation:
        """Give a conversation another title. Raises `QuestionError` as `conversation` does."""
        if not _title(title):
            raise QuestionError("the title is empty; give one")
        with self._changing() as run:
            _found(run, owner, number)
            run.execute("UPDATE conversations SET title = ? WHERE id = ?", (_title(title), number))
            return _found(run, owner, number)

    def delete(self, owner: str, number: str) -> None:
        """Delete a conversation with its turns. Raises `QuestionError` as `conversation` does."""
        with self._changing() as run:
            _found(run, owner, number)
            run.execute("DELETE FROM conversations WHERE id = ?", [number])

    # Feedback

    def add_feedback(
        self,
        owner: str,
        question: str,
        verdict: Verdict,
        *,
        history: Sequence[str] = (),
        correction: str | None = None,
        answer: Mapping[str, Any] | None = None,
    ) -> int:
        """Keep what a person thought of an answer; returns its number."""
        written = None if answer is None else json.dumps(answer, ensure_ascii=False)
        row = (owner, question, json.dumps(list(history), ensure_ascii=False), verdict, correction, written, _now())
        with self._changing() as run:
            cursor = run.execute("INSERT INTO feedback VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)", row)
            return int(cursor.lastrowid or 0)

    def feedback(self) -> list[Feedback]:
        """Everything that was said of answers by anyone, oldest first."""
        with self._changing() as run:
            rows = run.execute(
                "SELECT id, question, history, verdict, correction, answer, given FROM feedback ORDER BY id"
            ).fetchall()
        return [
            Feedback(
                number,
                question,
                tuple(json.loads(history)),
                verdict,
                correction,
                None if answer is None else json.loads(answer),
                given,
            )
            for number, question, history, verdict, correction, answer, given in rows
        ]


def read_feedback(folder: Path) -> list[Feedback]:
    """Everything that was said of answers in an index folder; nothing is begun where there is no file yet."""
    if not (folder / CONVERSATIONS).is_file():
        return []
    with contextlib.closing(History(folder)) as history:
        return history.feedback()


_CONVERSATIONS = (
    "SELECT id, title, created, updated, (SELECT count(*) FROM turns t WHERE t.conversation = c.id)"
    " FROM conversations c"
)


def _found(run: sqlite3.Connection, owner: str, number: str) -> Conversation:
    row = run.execute(f"{_CONVERSATIONS} WHERE owner = ? AND id = ?", (owner, number)).fetchone()
    if row is None:
        raise QuestionError(f"{number}: no such conversation; it may have been deleted")
    return Conversation(*row)


def _title(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_TITLE else line[: LONGEST_TITLE - 1] + "…"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
