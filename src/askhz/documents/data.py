"""JSON and JSON Lines of any objects: each record a block of lines "path: value".

A record is an item of a list of objects, or a line. What stands in a record is named by its path from there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Any, BinaryIO

from ..records import Document, Place, Problem
from .decoding import Decoded
from .dump import PROBLEM_LIMIT, read_dump
from .keyed import Keyed, clean_name
from .reader import DETAILS, About, UnreadableError, read_text

SIZE_LIMIT = 64 * 2**20  # characters of JSON that are read at once
DEPTH_LIMIT = 100  # levels of lists and objects
_LOOK = 100  # lines that decide whether a file is a dump
_TITLES = ("title", "name", "headline")


class _Object(list[tuple[str, Any]]):
    """An object as it stands: its keys in order, also those that come twice."""


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    return _Object((clean_name(key), value) for key, value in pairs)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=str, parse_float=str, parse_constant=str
)  # numbers stay as they are written


def read_json(stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    """The one document of a JSON file."""
    found = read_text(stream)
    if len(found.text) > SIZE_LIMIT:
        raise UnreadableError(f"JSON with more than {SIZE_LIMIT >> 20} million characters; save it as JSON Lines")
    value = loaded(found.text.removeprefix("\ufeff"))
    text = Keyed()
    _whole(text, value)
    yield text.document(about, "json", _title(value) or PurePath(about.name).stem, found, _details(value))


def read_json_lines(stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    """The documents of a dump, or else one document of all lines, each a record."""
    if _is_dump(stream):
        yield from read_dump(stream, about)
        return
    stream.seek(0)
    found = read_text(stream)
    yield from _records(found, about)


def _is_dump(stream: BinaryIO) -> bool:
    """Whether the first lines have a document in them, or nothing that could be a record."""
    objects = 0
    for raw, _ in zip(stream, range(_LOOK), strict=False):
        try:
            item = json.loads(raw)
        except (ValueError, RecursionError):
            continue
        if isinstance(item, dict):
            objects += 1
            if "_id" in item or isinstance(item.get("text"), str):
                stream.seek(0)
                return True
    stream.seek(0)
    return not objects


def _records(found: Decoded, about: About) -> Iterator[Document | Problem]:
    text = Keyed()
    broken = read = 0
    for number, line in enumerate(found.text.removeprefix("\ufeff").split("\n"), 1):
        if not line.strip():
            continue
        try:
            value = loaded(line)
        except UnreadableError as error:
            broken += 1
            if broken <= PROBLEM_LIMIT:
                yield Problem(f"{about.where}, line {number}", f"{error}; left out")
            continue
        read += 1
        text.place = Place(row=read, line=number)
        _values(text, "", value, 1)
        text.end_block()
    if broken > PROBLEM_LIMIT:
        yield Problem(about.where, f"{broken - PROBLEM_LIMIT} more lines left out")
    yield text.document(about, "jsonl", PurePath(about.name).stem, found, {})


def loaded(text: str) -> Any:
    """The value of a text in JSON: objects as lists of pairs, numbers as written. Raises `UnreadableError`."""
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        at = f"line {error.lineno}, column {error.colno}"
        raise UnreadableError(f"not JSON ({error.msg} at {at})") from error
    except RecursionError as error:
        raise UnreadableError("not JSON that can be read (nested too deeply)") from error


def _title(value: Any) -> str | None:
    if isinstance(value, _Object):
        told = dict(value)
        for key in _TITLES:
            if isinstance(told.get(key), str) and 0 < len(told[key].strip()) <= 200:
                return str(told[key])
    return None


def _details(value: Any) -> dict[str, str]:
    told = dict(value) if isinstance(value, _Object) else {}
    kept = {key: told[key] for key in DETAILS if isinstance(told.get(key), str) and len(told[key]) <= 300}
    return {key: " ".join(said.encode("utf-8", "replace").decode().split()) for key, said in kept.items()}


def _whole(text: Keyed, value: Any, path: str = "", depth: int = 1) -> None:
    """Add a value outside of records: the members of an object one by one, a list of objects as records."""
    if depth > DEPTH_LIMIT:
        raise UnreadableError(f"nested more than {DEPTH_LIMIT} levels deep")
    if isinstance(value, _Object) and value:
        text.end_block()
        for key, member in value:
            text.place = Place(section=path or None)
            below = f"{path}.{key}" if path else key
            if _is_plain(member):
                text.value(key, _plain(member))
            else:
                _whole(text, member, below, depth + 1)
        text.end_block()
    elif isinstance(value, list) and any(isinstance(item, _Object) for item in value):
        text.end_block()
        text.headings = (*text.headings, path) if path else text.headings
        for number, item in enumerate(value, 1):
            text.place = Place(section=f"{path}[{number}]" if path else None, row=number)
            _values(text, "", item, depth + 1)
            text.end_block()
        text.headings = text.headings[:-1] if path else text.headings
    else:
        text.end_block()
        text.place = Place(section=path or None)
        _values(text, path.rpartition(".")[2], value, depth)
        text.end_block()


def _values(text: Keyed, path: str, value: Any, depth: int) -> None:
    """Add a value within a record, each part of it by its path."""
    if depth > DEPTH_LIMIT:
        raise UnreadableError(f"nested more than {DEPTH_LIMIT} levels deep")
    if _is_plain(value):
        text.value(path, _plain(value))
    elif isinstance(value, _Object):
        for key, member in value:
            _values(text, f"{path}.{key}" if path else key, member, depth + 1)
    else:
        for number, item in enumerate(value, 1):
            _values(text, f"{path}[{number}]", item, depth + 1)


def _is_plain(value: Any) -> bool:
    """Whether a value is written on one line: a string, a number, or a list of short ones."""
    if isinstance(value, _Object):
        return not value
    return not isinstance(value, list) or all(
        not isinstance(item, list) and len(item if isinstance(item, str) else "") <= 100 for item in value
    )


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_plain(item) for item in _filled(value))
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _filled(values: Sequence[Any]) -> list[Any]:
    return [value for value in values if value not in (None, "")]
