"""XML as data: each value on a line after its path, elements of running text as paragraphs.

Elements that come several times side by side are records. No entity is resolved and nothing is loaded from elsewhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePath
from typing import TYPE_CHECKING, BinaryIO

from ..records import Document, Place, Problem
from .decoding import decoded
from .keyed import LONG, Keyed, clean_name
from .reader import DETAILS, About, UnreadableError

if TYPE_CHECKING:
    from lxml.etree import _Element

SIZE_LIMIT = 64 * 2**20  # bytes; a tree takes some ten times as much
DEPTH_LIMIT = 200  # levels of elements
_PARAGRAPHS = frozenset("p para simpara li ab l td th dd dt text body".split())  # shown without their names
_HEADINGS = frozenset("title head heading h1 h2 h3 h4 h5 h6 caption".split())
_DECLARED = re.compile(r"(<\?xml[^>]*?)\s+encoding\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_SPACE = re.compile(r"\s+")


def read_xml(stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    """The one document of an XML file."""
    raw = stream.read(SIZE_LIMIT + 1)
    if len(raw) > SIZE_LIMIT:
        raise UnreadableError(f"XML larger than {SIZE_LIMIT >> 20} MiB; divide it")
    if not raw.strip():
        raise UnreadableError("empty")
    root = _parsed(raw)
    text = Keyed()
    _element(text, root, (), 1)
    title = next((_words(one) for one in root if _name(one) in ("title", "name") and not _inner(one)), "")
    details = {_name(one): _words(one)[:300] for one in root if _name(one) in DETAILS and _words(one)}
    title = title if 0 < len(title) <= 200 else PurePath(about.name).stem
    try:
        found = decoded(raw)
    except UnreadableError:  # an encoding that only the file itself names
        found = decoded(b"")
    yield text.document(about, "xml", title, found, details)


def _parsed(raw: bytes) -> _Element:
    # Imported late: most folders do without.
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.parse(BytesIO(raw), parser).getroot()
    except etree.XMLSyntaxError as error:
        # The file may not say its encoding, or a wrong one.
        try:
            text = decoded(raw).text
            root = etree.fromstring(_DECLARED.sub(r"\1", text.removeprefix("\ufeff")).encode(), parser)
        except (etree.XMLSyntaxError, UnreadableError, ValueError):
            line, column = error.position
            reason = " ".join(str(error.msg or "broken").split(", line ")[0].split())[:150]
            raise UnreadableError(f"not XML ({reason} at line {line}, column {column})") from error
    if root is None:
        raise UnreadableError("not XML (no element in it)")
    return root


def _name(element: _Element) -> str:
    """The name of an element without its namespace; "" for what is none, such as an entity."""
    tag = element.tag
    return clean_name(tag.rpartition("}")[2]) if isinstance(tag, str) else ""


def _words(element: _Element) -> str:
    """All the text in an element, one space between words."""
    return _SPACE.sub(" ", "".join(_texts(element))).strip()


def _texts(element: _Element) -> Iterator[str]:
    if _name(element):
        yield str(element.text or "")
        for one in element:
            yield from _texts(one)
            yield str(one.tail or "")


def _inner(element: _Element) -> bool:
    """Whether there are elements in it."""
    return any(_name(one) for one in element)


def _mixed(element: _Element) -> bool:
    """Whether there is text beside the elements in it."""
    beside = [element.text, *(one.tail for one in element)]
    return _inner(element) and any(part and part.strip() for part in beside)


def _element(text: Keyed, element: _Element, path: tuple[str, ...], depth: int) -> None:
    """Add an element: running text as a paragraph, else its attributes and what stands in it."""
    if depth > DEPTH_LIMIT:
        raise UnreadableError(f"nested more than {DEPTH_LIMIT} levels deep")
    here = (*path, _name(element))
    if _mixed(element) or not _inner(element):
        text.place = _place(here, element)
        _leaf(text, element, ())
        return
    names = Counter(_name(one) for one in element)
    for name, value in _attributes(element):
        text.place = _place(here, element)
        text.value(name, value)
    seen: Counter[str] = Counter()
    for one in element:
        name = _name(one)
        if not name:
            continue
        seen[name] += 1
        repeated = names[name] > 1
        text.place = _place(here, element)
        if not _inner(one) or _mixed(one):
            _leaf(text, one, ())
        elif repeated and _is_record(one):
            text.end_block()
            text.place = Place(section=f"{'.'.join((*here, name))}[{seen[name]}]", row=seen[name], line=_line(one))
            _record(text, one, (), depth + 1)
            text.end_block()
        else:
            text.end_block()
            _element(text, one, here, depth + 1)
    text.end_block()


def _place(path: tuple[str, ...], element: _Element) -> Place:
    return Place(section=".".join(path), line=_line(element))


def _line(element: _Element) -> int | None:
    line: int | None = element.sourceline  # type: ignore[assignment]  # its stubs leave it open
    return line


def _is_record(element: _Element) -> bool:
    """Whether an element holds values only, not running text or headings."""
    return not any(_mixed(one) or _name(one) in _PARAGRAPHS or _name(one) in _HEADINGS - {"title"} for one in element)


def _record(text: Keyed, element: _Element, path: tuple[str, ...], depth: int) -> None:
    if depth > DEPTH_LIMIT:
        raise UnreadableError(f"nested more than {DEPTH_LIMIT} levels deep")
    for name, value in _attributes(element):
        text.value(".".join((*path, name)), value)
    for one in element:
        if not _name(one):
            continue
        if _inner(one) and not _mixed(one):
            _record(text, one, (*path, _name(one)), depth + 1)
        else:
            _leaf(text, one, path)


def _leaf(text: Keyed, element: _Element, path: tuple[str, ...]) -> None:
    name, value = _name(element), _words(element)
    if not path and name in _HEADINGS and value and len(value) <= LONG:
        text.heading(value, 1)
    elif not path and value and (name in _PARAGRAPHS or _mixed(element)):
        text.end_block()
        text.paragraph(value)
    else:
        shown = ".".join((*path, name))
        text.value(shown, value)
        for attribute, said in _attributes(element):
            text.value(f"{shown}.{attribute}", said)


def _attributes(element: _Element) -> Iterator[tuple[str, str]]:
    for name, value in element.attrib.items():
        local = clean_name(str(name).rpartition("}")[2])
        if local not in ("schemaLocation", "space", "base"):
            yield local, str(value)
