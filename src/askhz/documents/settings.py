"""YAML, TOML and INI files: the file's own text, divided at its entries."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from ..records import Document, Problem
from .entries import Entry, divide
from .outline import Line, Outline, lines_of
from .plain import paragraphs
from .reader import About, UnreadableError, read_text

if TYPE_CHECKING:
    from yaml.events import Event

PARSE_LIMIT = 8_000_000  # characters; a longer file is only divided at its blank lines
DEPTH_LIMIT = 100  # levels of entries within entries
_ENTRY_DEPTH = 3  # levels that blocks are divided at
_TABLE = re.compile(r"\s*\[\[?\s*([^\[\]]+?)\s*\]\]?\s*(?:[#;].*)?$")
_KEY = re.compile(r"""\s*("[^"]*"|'[^']*'|[^\s=:#;\[\]"'][^=:#;]*?)\s*[=:]""")
_YAML_LINE_END = re.compile(r"\r\n?|[\n\x85\u2028\u2029]")
_TITLES = ("title", "name")


def read_yaml(stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    """The one document of a YAML file. Nothing in it is built or followed: no tags, no anchors, no aliases."""
    found = read_text(stream)
    outline = Outline(found.text)
    lines = lines_of(found.text, _YAML_LINE_END)
    title = None
    if len(found.text) > PARSE_LIMIT:
        outline.blocks += paragraphs(found.text)
    else:
        entries, joins, title = _yaml_entries(found.text)
        divide(outline, lines, entries, joins=joins)
    yield outline.document(about, "yaml", found, title)


def read_toml(stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    """The one document of a TOML file."""
    found = read_text(stream)
    outline = Outline(found.text)
    if len(found.text) > PARSE_LIMIT:
        outline.blocks += paragraphs(found.text)
    else:
        try:
            tomllib.loads(found.text.removeprefix("\ufeff").replace("\r\n", "\n"))
        except (ValueError, RecursionError) as error:
            raise UnreadableError(f"not TOML ({_reason(error)})") from error
        lines = lines_of(found.text)
        entries, joins = _keys(lines)
        divide(outline, lines, entries, joins=joins)
    yield outline.document(about, "toml", found)


def read_ini(stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    """The one document of an INI file, or of another file of sections and keys."""
    found = read_text(stream)
    outline = Outline(found.text)
    lines = lines_of(found.text)
    entries, joins = _keys(lines)
    divide(outline, lines, entries, joins=joins)
    yield outline.document(about, "ini", found)


def _reason(error: Exception) -> str:
    return "nested too deeply" if isinstance(error, RecursionError) else str(error).splitlines()[0][:200]


def _keys(lines: list[Line]) -> tuple[list[Entry], frozenset[int]]:
    """The tables and keys of a TOML or INI file, and the lines that go on with a value."""
    entries: list[Entry] = []
    joins: set[int] = set()
    table = ""
    quote = ""  # what ends a string of several lines
    open_brackets = 0
    for number, line in enumerate(lines):
        text = line.text.removeprefix("\ufeff")
        if quote or open_brackets > 0:
            joins.add(number)
        elif line.blank or text.lstrip().startswith(("#", ";")):
            continue
        elif mark := _TABLE.match(text):
            table = mark.group(1)
            entries.append(Entry(number, 1, table))
            continue
        elif (mark := _KEY.match(text)) and (not text[:1].isspace() or not entries):
            key = mark.group(1).strip("\"'")
            entries.append(Entry(number, 2 if table else 1, f"{table}.{key}" if table else key))
            text = text[mark.end() :]
        elif entries and text[:1].isspace():
            joins.add(number)
        quote, brackets = _open(text, quote)
        open_brackets = max(0, open_brackets + brackets)
    return entries, frozenset(joins)


_PIECES = re.compile(r'"""|\'\'\'|"(?:[^"\\]|\\.)*"|\'[^\']*\'|[\[\]{}#]|\\.')


def _open(text: str, quote: str) -> tuple[str, int]:
    """Which string of several lines is open after a line, and how many more brackets than before it."""
    at = brackets = 0
    while True:
        if quote:
            end = text.find(quote, at)
            if end < 0:
                return quote, brackets
            at, quote = end + 3, ""
        mark = _PIECES.search(text, at)
        if mark is None or mark.group() == "#":
            return "", brackets
        at = mark.end()
        if mark.group() in ('"""', "'''"):
            quote = mark.group()
        elif mark.group() in "[]{}":
            brackets += 1 if mark.group() in "[{" else -1


def _yaml_entries(text: str) -> tuple[list[Entry], frozenset[int], str | None]:
    """The entries of YAML, the lines that go on with a value, and the title that it tells.

    Raises `UnreadableError` where it is not YAML, with line and column.
    """
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    walk = _YamlWalk()
    try:
        for event in yaml.parse(text.removeprefix("\ufeff"), Loader=loader):
            walk.take(event)
    except yaml.YAMLError as error:
        raise UnreadableError(f"not YAML ({_yaml_reason(error)})") from error
    except (RecursionError, ValueError) as error:
        raise UnreadableError(f"not YAML ({_reason(error)})") from error
    return walk.entries, frozenset(walk.joins), walk.title


def _yaml_reason(error: Exception) -> str:
    mark: Any = getattr(error, "problem_mark", None)
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "broken").splitlines()[0]
    return f"{problem} at line {mark.line + 1}, column {mark.column + 1}" if mark else problem


def _lines(event: Event) -> tuple[int, int]:
    """The first line of an event, and the one after its last."""
    start: Any = event.start_mark
    end: Any = event.end_mark
    return start.line, end.line + (end.column > 0)


class _Level:
    """A mapping or list that is open: its path, and the key or number that comes next."""

    def __init__(self, path: str, *, mapping: bool) -> None:
        self.path, self.mapping = path, mapping
        self.key: str | None = None
        self.count = 0


class _YamlWalk:
    """What the events of a YAML file tell: entries, lines that go on, a title."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.joins: set[int] = set()
        self.title: str | None = None
        self._open: list[_Level] = []

    def take(self, event: Event) -> None:
        """Note what an event tells."""
        import yaml

        if isinstance(event, yaml.ScalarEvent | yaml.AliasEvent):
            value = event.value if isinstance(event, yaml.ScalarEvent) else None
            self._node(event, value)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            path = self._node(event, None)
            if len(self._open) >= DEPTH_LIMIT:
                raise UnreadableError(f"nested more than {DEPTH_LIMIT} levels deep")
            self._open.append(_Level(path, mapping=isinstance(event, yaml.MappingStartEvent)))
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._open.pop()

    def _node(self, event: Event, value: str | None) -> str:
        """Note a key, or a value of a list or mapping; the path of what it is."""
        line, last = _lines(event)
        self.joins.update(range(line + 1, last))
        if not self._open:
            return ""
        level = self._open[-1]
        depth = len(self._open)
        if level.mapping and level.key is None:
            level.key = " ".join((value or "?").split())[:100]
            if depth <= _ENTRY_DEPTH:
                self.entries.append(Entry(line, depth, _joined(level.path, level.key)))
            return ""
        if level.mapping:
            path = _joined(level.path, level.key or "")
            if depth == 1 and level.key in _TITLES and value and self.title is None and len(value) < 200:
                self.title = value
            level.key = None
            return path
        level.count += 1
        path = f"{level.path}[{level.count}]"
        if depth <= _ENTRY_DEPTH:
            self.entries.append(Entry(line, depth, path))
        return path


def _joined(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
