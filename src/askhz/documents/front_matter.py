"""Front matter: what stands between the first line of dashes (YAML) or plus signs (TOML) and the next."""

from __future__ import annotations

import datetime
import html
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ..records import Block, Edit, Span
from .edits import collapsed, shifted

_LINES = 400  # of front matter; more is none
_LOADED = 20_000  # characters that are loaded as YAML, which is slow
_ENTRIES = 60
_ENTRY = 2000  # characters; a longer entry is no block
_VALUE = 300  # characters of a title or a detail
_ENDS = {"---": ("---", "..."), "+++": ("+++",)}
_KEY = re.compile(r"""["']?([\w][\w .@-]{0,60}?)["']?[ \t]*(:(?=\s|$)|=)[ \t]*""")
_KEYS = {
    "author": ("author", "authors", "creator", "byline", "by"),
    "publisher": ("publisher", "organisation", "organization", "organisations", "organizations", "org"),
    "date": (
        "date published publishdate publish_date pubdate datepublished ms.date created lastmod last_modified_at "
        "last_updated updated modified"
    ).split(),
    "address": ("url", "canonical_url", "canonical", "permalink", "source", "source_url", "link"),
}


class FrontMatter(NamedTuple):
    """Front matter that ends before line `last`: its blocks, one an entry, and what it says of the document."""

    last: int
    blocks: list[Block]
    edits: list[Edit]
    title: str
    details: dict[str, str]


def front_matter(text: str, starts: Sequence[int], ends: Sequence[int]) -> FrontMatter | None:
    """The front matter of a text whose lines start and end so; None if it has none."""
    fence = text[starts[0] : ends[0]].rstrip()
    if fence not in _ENDS:
        return None
    for at in range(1, min(len(starts), _LINES)):
        if text[starts[at] : ends[at]].rstrip() in _ENDS[fence]:
            break
    else:
        return None
    lines = [text[starts[n] : ends[n]] for n in range(1, at)]
    first = next((line for line in lines if line.strip() and not line.startswith("#")), "")
    if first and not (_KEY.match(first) or (fence == "+++" and first.startswith("["))):
        return None
    values = _loaded("\n".join(lines), toml=fence == "+++")
    found = FrontMatter(at + 1, [], [], _text(values.get("title")), _details(values))
    for entry in _entries(lines):
        if len(found.blocks) == _ENTRIES:
            break
        spans = [_stripped(text, starts[n + 1], ends[n + 1]) for n in entry]
        if spans[-1][1] - spans[0][0] > _ENTRY:
            continue
        edits = _entry_edits(text, spans)
        if edits is not None:
            found.blocks.append(Block("front matter", spans[0][0], spans[-1][1]))
            found.edits.extend(edits)
    return found


def _loaded(source: str, *, toml: bool) -> dict[str, Any]:
    """What front matter says, its keys in small letters. Of what cannot be loaded, the lines that are plain enough."""
    import yaml

    found: object = None
    if len(source) <= _LOADED:
        try:
            found = tomllib.loads(source) if toml else yaml.load(source, Loader=_safe_loader())  # noqa: S506
        except (yaml.YAMLError, ValueError, TypeError, AttributeError, LookupError, OverflowError, RecursionError):
            found = None
    if not isinstance(found, dict):
        keys = ((key, line) for line in source.split("\n") if (key := _KEY.match(line)))
        found = {key.group(1): line[key.end() :].strip().strip("\"'") for key, line in reversed([*keys])}
    return {str(key).lower(): value for key, value in found.items() if isinstance(key, str)}


def _safe_loader() -> type[Any]:
    """The loader of plain values; the one in C, where it is there, is ten times as fast."""
    import yaml

    loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return loader


def _details(values: Mapping[str, Any]) -> dict[str, str]:
    details = {}
    for detail, keys in _KEYS.items():
        texts = (_text(values.get(key)) for key in keys)
        said = next((one for one in texts if one and (detail != "address" or re.fullmatch(r"\S*[/.]\S*", one))), "")
        if said:
            details[detail] = said
    return details


def _text(value: object) -> str:
    """A value for a person: dates as ISO text, lists joined by ", ", a person's name; empty if it is anything else."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(_text, value[:20])))[:_VALUE] if not _nested(value) else ""
    if isinstance(value, dict):
        return _text(value["name"]) if isinstance(value.get("name"), str) else ""
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return (
        " ".join(html.unescape(str(value)).split())[:_VALUE]
        if not isinstance(value, int) or abs(value) < 10**15
        else ""
    )


def _nested(value: list[object]) -> bool:
    return any(isinstance(one, list) for one in value)


def _entries(lines: Sequence[str]) -> Iterator[list[int]]:
    """The numbers of the lines of each key at the outermost level, with those that go on it."""
    entry: list[int] = []
    for at, line in enumerate(lines):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if line[0] in " \t-]" and entry:
            entry.append(at)
            continue
        if entry:
            yield entry
        entry = [at] if _KEY.match(line) else []
    if entry:
        yield entry


def _entry_edits(text: str, spans: Sequence[Span]) -> list[Edit] | None:
    """The edits that make "tags: a, b" of an entry, given as its lines; None if it says nothing."""
    first, last = spans[0][0], spans[-1][1]
    key = _KEY.match(text, first, spans[0][1])
    if key is None:
        return None
    edits = [Edit(first, key.start(1), ""), Edit(key.end(1), key.end(), ": ")]
    said = False
    for n, (start, end) in enumerate(spans):
        if n:
            item = re.compile(r"-(?:[ \t]+|$)").match(text, start, end)
            gap = ", " if item and said else " "
            begin = item.end() if item else start
            edits.append(Edit(spans[n - 1][1], begin, gap))
            start = begin
        else:
            start = key.end()
        own = _value_edits(text, start, end)
        edits += own
        said = said or sum(one.end - one.start for one in own) < end - start
    if not said:
        return None
    moved = [Edit(one.start - first, one.end - first, one.text) for one in edits]
    return shifted(collapsed(text[first:last], moved), first)


_QUOTED = re.compile(r"""(["'])(.*)\1\s*(?:#.*)?$""")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_COMMENT = re.compile(r"\s#.*$")
_SCALAR = re.compile(r"[|>][+-]?\d?\s*$")
_LIST_MARK = re.compile(r"""^\[\s*["']?|["']?\s*\]$|["'](?=\s*,)|(?<=,)\s*["']""")


def _value_edits(text: str, start: int, end: int) -> list[Edit]:
    """Those that take quotes, brackets and comments from a value on one line."""
    value = text[start:end]
    if _SCALAR.match(value):
        return [Edit(start, end, "")]
    entities = [
        Edit(start + one.start(), start + one.end(), html.unescape(one.group())) for one in _ENTITY.finditer(value)
    ]
    if quoted := _QUOTED.match(value):
        inner = [one for one in entities if one.end <= start + quoted.end(2)]
        return [Edit(start, start + quoted.start(2), ""), *inner, Edit(start + quoted.end(2), end, "")]
    if value.startswith("["):
        comment = _COMMENT.search(value)
        stop = len(value[: comment.start() if comment else None].rstrip())
        marks = [*(mark.span() for mark in _LIST_MARK.finditer(value[:stop])), (stop, len(value))]
        return [Edit(start + a, start + b, " " if value[a:b].startswith((" ", "\t")) else "") for a, b in marks]
    if comment := _COMMENT.search(value):
        return [
            *(one for one in entities if one.end <= start + comment.start()),
            Edit(start + comment.start(), end, ""),
        ]
    return entities


def _stripped(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return start, start + len(piece.strip())
