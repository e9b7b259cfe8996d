"""Source code: the text as it is, a block for each definition with the comment above it.

Python is parsed by Python itself. Other languages are parsed by tree-sitter, where `askhz[code]` is installed; else
their blocks are what blank lines separate.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePath
from typing import BinaryIO, NamedTuple

from ..records import Document, Place, Problem
from .grammars import definitions as grammar_definitions
from .outline import Line, Outline, lines_of
from .reader import About, Reader, read_text

BLOCK_LINES = 40  # lines of one block of what is no definition
DEFINITION_LINES = 80  # a definition with more lines is divided at those within it
PARSE_LIMIT = 1_000_000  # characters; longer code is divided at blank lines
_COMMENTS = ("#", "//", "/*", "*", "--", '"""', "///", "@", "%", ";;")


class Definition(NamedTuple):
    """A function, class or the like: its name with those that it stands in, and its lines, the last not in it."""

    name: str
    first: int
    last: int
    within: tuple[Definition, ...] = ()


def code_reader(kind: str) -> Reader:
    """The reader of a programming language, given by its usual ending without the dot."""

    def read_code(stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
        found = read_text(stream)
        outline = Outline(found.text)
        lines = lines_of(found.text)
        _divide(outline, lines, 0, len(lines), _definitions(kind, found.text), "")
        yield outline.document(about, kind, found, PurePath(about.name).name)

    return read_code


def _definitions(kind: str, text: str) -> Sequence[Definition]:
    if len(text) > PARSE_LIMIT:
        return ()
    return _python(text) if kind == "py" else _nested(grammar_definitions(kind, text))


def _python(text: str) -> Sequence[Definition]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text.removeprefix("\ufeff"))
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # no Python of this version
        return ()
    return _python_within(tree.body, "")


def _python_within(body: Sequence[ast.stmt], above: str) -> tuple[Definition, ...]:
    found = []
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            name = f"{above}.{node.name}" if above else node.name
            first = min([node.lineno, *(one.lineno for one in node.decorator_list)]) - 1
            within = _python_within(node.body, name) if isinstance(node, ast.ClassDef) else ()
            found.append(Definition(name, first, node.end_lineno or node.lineno, within))
    return tuple(found)


def _nested(spans: Sequence[tuple[str, int, int]]) -> tuple[Definition, ...]:
    """Definitions, given by name and lines in the order of their starts, each with those in it."""
    found: list[Definition] = []
    at = 0
    while at < len(spans):
        name, first, last = spans[at]
        after = at + 1
        while after < len(spans) and spans[after][1] < last:
            after += 1
        inner = [(f"{name}.{below}", start, min(end, last)) for below, start, end in spans[at + 1 : after]]
        # A definition that begins on the line of the one around it has no lines of its own.
        found.append(Definition(name, first, last, _nested([one for one in inner if one[1] > first])))
        at = after
    return tuple(found)


def _divide(
    outline: Outline, lines: Sequence[Line], first: int, last: int, found: Sequence[Definition], name: str
) -> None:
    """Add the blocks of some lines: definitions, and what stands between them."""
    at = first
    for definition in found:
        end = min(definition.last, last)
        start = definition.first
        if start < at or end <= start:
            continue
        while start > at and lines[start - 1].text.strip().startswith(_COMMENTS):
            start -= 1
        _pieces(outline, lines, at, start, name)
        if definition.within and (name == "" or end - start > DEFINITION_LINES):
            _divide(outline, lines, start, end, definition.within, definition.name)
        else:
            _pieces(outline, lines, start, end, definition.name, limit=DEFINITION_LINES)
        at = end
    _pieces(outline, lines, at, last, name)


def _pieces(
    outline: Outline, lines: Sequence[Line], first: int, last: int, name: str, *, limit: int = BLOCK_LINES
) -> None:
    """Add blocks of some lines, divided at blank lines, small ones together; none has more lines than the limit."""
    while first < last and lines[first].blank:
        first += 1
    while first < last:
        end = min(last, first + limit)
        if end < last:
            blank = next((at for at in range(end - 1, first, -1) if lines[at].blank), end)
            end = blank
        if outline.block("code", lines[first].start, lines[end - 1].end):
            outline.anchor(outline.blocks[-1].start, Place(section=name or None, line=first + 1))
        first = end
        while first < last and lines[first].blank:
            first += 1


LANGUAGES: dict[str, str] = {
    ".py": "py",
    ".pyi": "py",
    ".js": "js",
    ".mjs": "js",
    ".jsx": "js",
    ".ts": "ts",
    ".tsx": "tsx",
    ".java": "java",
    ".c": "c",
    ".h": "c",
    ".cpp": "cpp",
    ".cc": "cpp",
    ".cxx": "cpp",
    ".hpp": "cpp",
    ".cs": "cs",
    ".go": "go",
    ".rs": "rs",
    ".rb": "rb",
    ".php": "php",
    ".sh": "sh",
    ".bash": "sh",
    ".kt": "kt",
    ".swift": "swift",
    ".sql": "sql",
    ".r": "r",
    ".scala": "scala",
    ".lua": "lua",
    ".pl": "pl",
    ".jl": "jl",
    ".css": "css",
}
"""The endings of source code, and the kind that documents of it carry."""

READERS: dict[str, Callable[[BinaryIO, About], Iterator[Document | Problem]]] = {
    kind: code_reader(kind) for kind in dict.fromkeys(LANGUAGES.values())
}
