"""JSON Lines dumps: one document a line, read one line at a time."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import BinaryIO

from ..records import Document, Problem
from .reader import BOM, DETAILS, About, UnreadableError, check_text, has_word, make_document, read_text

PROBLEM_LIMIT = 20  # lines of one dump that are named one by one


def read_dump(stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    """The documents of a dump in the order of its lines, and the lines that were left out, by number.

    The stream is read twice: first to see that all of it is text, then for its lines.
    """
    in_utf_8 = check_text(stream)
    stream.seek(0)
    # In UTF-8 one line after the other; in another encoding only the whole tells where a line ends.
    lines = stream if in_utf_8 else io.BytesIO(read_text(stream).text.encode())
    seen: dict[str, int] = {}
    broken = 0
    for number, raw in enumerate(lines, 1):
        try:
            line = _decoded(raw)
            if number == 1:
                line = line.removeprefix(BOM)
            if line.strip():
                yield _dump_document(line, number, seen)
        except UnreadableError as error:
            broken += 1
            if broken <= PROBLEM_LIMIT:
                yield Problem(f"{about.where}, line {number}", f"{error}; left out")
    if broken > PROBLEM_LIMIT:
        yield Problem(about.where, f"{broken - PROBLEM_LIMIT} more lines left out")


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:  # the file was written to since it was checked
        raise UnreadableError("not UTF-8") from error


def _dump_document(line: str, number: int, seen: dict[str, int]) -> Document:
    try:
        item = json.loads(line)
    except json.JSONDecodeError as error:
        raise UnreadableError(f"not JSON ({error.msg})") from error
    except (ValueError, RecursionError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else "a number has too many digits"
        raise UnreadableError(f"not JSON that can be read ({reason})") from error
    if not isinstance(item, dict) or not isinstance(item.get("text"), str):
        raise UnreadableError('want an object {"_id": "…", "title": "…", "text": "…"}')
    if not has_word(item["text"]):
        raise UnreadableError("its text holds no word")
    source = item.get("_id")
    if isinstance(source, int) and not isinstance(source, bool):
        source = str(source)
    if not isinstance(source, str) or not source or not source.isprintable():
        raise UnreadableError('its "_id" is missing or not a printable string')
    if source in seen:
        raise UnreadableError(f"the _id {source!r} stands already in line {seen[source]}")
    seen[source] = number
    title = item.get("title")
    title = title if isinstance(title, str) and title.strip() else source
    details = {key: str(item[key]) for key in DETAILS if isinstance(item.get(key), str | int)}
    try:
        "".join([item["text"], title, *details.values()]).encode("utf-8")
    except UnicodeEncodeError as error:
        raise UnreadableError("it holds half a surrogate pair") from error
    return make_document(source, title, item["text"], details, kind="jsonl")
