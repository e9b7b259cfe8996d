"""Jupyter notebooks: their cells as one text in Markdown, code and what it printed in fences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, BinaryIO

from ..records import Document, Problem
from .data import SIZE_LIMIT, loaded
from .decoding import Decoded, has_word
from .markdown import markdown_document
from .reader import About, UnreadableError, read_text

_FENCES = re.compile(r"^[ \t]*(`{3,})", re.MULTILINE)
_UNDERLINED = re.compile(r"^(?P<title>\w.*)\n(?P<line>([=~^\"'*+-])\3{2,})[ \t]*$", re.MULTILINE)
_DIRECTIVE = re.compile(r"^\.\. .*\n?", re.MULTILINE)
_LANGUAGE = re.compile(r"[\w+#-]{1,20}")
_LEVELS = frozenset("123456")
_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def read_notebook(stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    """The one document of a notebook. Pictures, and what is shown as a web page only, are left out.

    Its kind is Markdown's, as that of other notebooks in Markdown is.
    """
    found = read_text(stream)
    if len(found.text) > SIZE_LIMIT:
        raise UnreadableError(f"a notebook with more than {SIZE_LIMIT >> 20} million characters; clear its outputs")
    whole = _members(loaded(found.text.removeprefix("\ufeff")))
    cells = whole.get("cells")
    if cells is None:  # in the format before 2015 they stand in sheets
        sheets = whole.get("worksheets")
        cells = [cell for sheet in _list(sheets) for cell in _list(_members(sheet).get("cells"))]
    about_it = _members(whole.get("metadata"))
    language = _language(about_it)
    parts = [part for cell in _list(cells) for part in _parts(_members(cell), language)]
    text = "\n\n".join(parts) + "\n"
    if not has_word(text):
        raise UnreadableError("a notebook without a word")
    names = [" ".join(_text(_members(author).get("name")).split()) for author in _list(about_it.get("authors"))]
    author = ", ".join(filter(None, names))[:300]
    details = {**({"author": author} if author else {}), **about.details}
    yield markdown_document(Decoded(text), replace(about, details=details))


def _parts(cell: Mapping[str, Any], language: str) -> Iterator[str]:
    """The parts of one cell: its text, or its code and then what was printed, each in a fence."""
    kind = cell.get("cell_type")
    source = _text(cell.get("source", cell.get("input"))).strip("\n")
    if kind == "heading":
        level = str(cell.get("level"))
        yield f"{'#' * (int(level) if level in _LEVELS else 1)} {source}"
    elif kind == "markdown" and source.strip():
        yield source
    elif kind == "raw" and source.strip():  # for programs that publish notebooks: often reStructuredText
        yield _UNDERLINED.sub(_heading, _DIRECTIVE.sub("", source))
    elif kind == "code":
        if source.strip():
            yield _fenced(source, language)
        for output in map(_members, _list(cell.get("outputs"))):
            data = _members(output.get("data"))
            if "text/markdown" in data:
                yield _text(data["text/markdown"])
                continue
            printed = _COLOURS.sub("", _text(output.get("text", data.get("text/plain")))).strip("\n")
            if printed.strip() and not ("image/png" in data or "image/svg+xml" in data):
                yield _fenced(printed, "")


def _heading(found: re.Match[str]) -> str:
    return f"{'#' * (1 + '=-'.find(found['line'][0]) or 3)} {found['title']}\n"


def _fenced(text: str, language: str) -> str:
    fence = "`" * (1 + max([2, *(len(found) for found in _FENCES.findall(text))]))
    return f"{fence}{language}\n{text}\n{fence}"


def _language(about: Mapping[str, Any]) -> str:
    """The language of a notebook's code, by its metadata; "" where they do not name one."""
    said = _members(about.get("language_info")).get("name") or _members(about.get("kernelspec")).get("language")
    return said if isinstance(said, str) and _LANGUAGE.fullmatch(said) else ""


def _members(value: Any) -> dict[str, Any]:
    """The members of an object; none of anything else."""
    try:
        return dict(value)
    except (TypeError, ValueError):
        return {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    """A text as notebooks have it: whole, or as the list of its lines."""
    parts = (part for part in (value if isinstance(value, list) else [value]) if isinstance(part, str))
    return "".join(parts).encode("utf-8", "replace").decode()
