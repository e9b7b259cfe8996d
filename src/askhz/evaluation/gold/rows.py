"""JSON objects of a file and their fields, each checked.

Whatever cannot be used raises QuestionError: one line that names the file, the line and what to do.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ...errors import QuestionError

Row = dict[str, Any]
NumberedRow = tuple[int, Row]
"""A JSON object and the line it begins on, counted from 1."""


def read_rows(path: Path) -> list[NumberedRow]:
    """The JSON objects of a file: the whole file is one, or each line is."""
    text = read_text(path)
    if not text.strip():
        raise QuestionError(f'{path}: the file is empty; give one {{"question": "…"}} a line')
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError) as error:
        # A SQuAD file laid out over several lines is one broken value. Otherwise try each line as a value of its own.
        if (
            '"data"' in text[:2000]
            and isinstance(error, json.JSONDecodeError)
            and not error.msg.startswith("Extra data")
        ):
            raise QuestionError(f"{path}, line {error.lineno}: broken JSON ({error.msg}); mend the file") from error
    else:
        if isinstance(whole, list):
            raise QuestionError(f"{path}, line 1: a JSON array; give one object a line, or SQuAD's format")
        return [(1, as_row(whole, f"{path}, line 1"))]
    lines = enumerate(text.split("\n"), start=1)
    return [(number, _parse(line, f"{path}, line {number}")) for number, line in lines if line.strip()]


def stream_rows(path: Path) -> Iterator[NumberedRow]:
    """The JSON objects of a JSON Lines file, read line by line: the file may be large."""
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                where = f"{path}, line {number}"
                try:
                    text = line.decode("utf-8-sig" if number == 1 else "utf-8")
                except UnicodeDecodeError as error:
                    raise QuestionError(f"{where}: not UTF-8; save the file as UTF-8") from error
                if text.strip():
                    yield number, _parse(text, where)
    except OSError as error:
        raise _unreadable(path, error) from error


def read_text(path: Path) -> str:
    """The text of a UTF-8 file."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise QuestionError(f"{path}, line {line}: not UTF-8; save the file as UTF-8") from error


def _unreadable(path: Path, error: OSError) -> QuestionError:
    if isinstance(error, FileNotFoundError):
        return QuestionError(f"{path}: no such file; give a question file or a BEIR folder")
    return QuestionError(f"{path}: cannot be read ({error.strerror or error}); check its permissions")


def _parse(line: str, where: str) -> Row:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise QuestionError(f"{where}: broken JSON ({error.msg}, column {error.colno}); mend the line") from error
    except (ValueError, RecursionError) as error:
        raise QuestionError(f"{where}: JSON too large or too deep; mend the line") from error
    return as_row(row, where)


def as_row(value: object, where: str) -> Row:
    """The value, if it is a JSON object."""
    if not isinstance(value, dict):
        raise QuestionError(f'{where}: not a JSON object; give one {{"question": "…"}} a line')
    return value


def text_of(row: Row, name: str, where: str) -> str:
    """A field that must be there and hold more than white space."""
    return _text(row.get(name), name, where)


def identifier_of(row: Row, where: str, name: str = "_id") -> str:
    """A field that must be there, a text or a whole number."""
    return _text(_number_as_text(row.get(name)), name, where)


def word_of(row: Row, name: str, where: str) -> str | None:
    """A text or whole number as one line (a line break would break a table), or None where the field is missing."""
    value = row.get(name)
    return None if value is None else " ".join(_text(_number_as_text(value), name, where).split())


def list_of(row: Row, name: str, where: str) -> list[Any]:
    """A field that holds a list; empty where the field is missing."""
    value = row.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise QuestionError(f"{where}: {name!r} is not a list; give it in [ ]")
    return value


def texts_of(row: Row, name: str, where: str) -> tuple[str, ...]:
    """A field that holds a list of texts; empty where the field is missing."""
    values = list_of(row, name, where)
    if not all(isinstance(value, str) for value in values):
        raise QuestionError(f"{where}: {name!r} is not a list of texts; give each in quotation marks")
    return tuple(_encodable(value, name, where) for value in values)


def flag_of(row: Row, name: str, where: str) -> bool | None:
    """A field that is true or false, or None where it is missing."""
    value = row.get(name)
    if value is not None and not isinstance(value, bool):
        raise QuestionError(f"{where}: {name!r} is neither true nor false; give one of them")
    return value


def _text(value: object, name: str, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise QuestionError(f"{where}: {'no' if value is None else 'an unusable'} {name!r}; give it as text")
    return _encodable(value, name, where)


def _number_as_text(value: object) -> object:
    return str(value) if isinstance(value, int) else value


def _encodable(value: str, name: str, where: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise QuestionError(f"{where}: {name!r} has half a character (a lone surrogate); mend the text") from error
    return value
