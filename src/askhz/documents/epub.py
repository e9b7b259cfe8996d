"""E-books in EPUB: the chapters in reading order, each named as the book's own table of contents names it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import unquote, urlsplit

from ..records import Document, Place, Problem
from .composing import Composer, clean
from .decoding import decode_page
from .limits import open_zip, read_member
from .reader import About, UnreadableError, make_document
from .titles import is_edition
from .webpages import parse_page, parse_xml
from .webpages.marks import epub_type
from .webpages.parts import Measured, local, words_of
from .webpages.walk import Walk

if TYPE_CHECKING:
    import zipfile

    from lxml.etree import _Element

_SIZE_LIMIT = 64 * 2**20  # bytes of all chapters; a long novel has 2 MiB
_PAGE_LIMIT = 16 * 2**20  # bytes of one file
_DEPTH_LIMIT = 20  # levels of the table of contents
_FONTS_ONLY = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")  # these only hide fonts
_PAGES = frozenset(["application/xhtml+xml", "text/html", "application/xml", "text/xml", "application/x-dtbook+xml"])
_ISO_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_LISTS_IN_BOOK = frozenset(["toc", "landmarks", "page-list", "lot", "loi"])


@dataclass(slots=True)
class _Package:
    """What a book says of itself: its files in reading order, and what each is called in its table of contents."""

    title: str = ""
    details: dict[str, str] = field(default_factory=dict)
    spine: list[str] = field(default_factory=list)
    entries: dict[str, list[_Entry]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of the table of contents. `fragment`: the id in the file; `above`: the titles of the lines above it."""

    title: str
    fragment: str
    above: tuple[str, ...]


def read_epub(stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    """The one document of an e-book, and the chapters that could not be read."""
    archive = open_zip(stream)
    names = frozenset(archive.namelist())
    if _is_protected(archive, names):
        raise UnreadableError("protected against copying (DRM); index a copy without protection")
    package = _package(archive, names)
    composer = Composer()
    walk = Walk(composer)
    problems: list[Problem] = []
    left = _SIZE_LIMIT
    for href in package.spine:
        try:
            raw = _read(archive, names, href, min(left, _PAGE_LIMIT))
            left -= len(raw)
            cut = _write_chapter(walk, raw, package.entries.get(href, []))
            if cut:
                problems.append(Problem(f"{about.where}, {href}", "nested too deeply; the rest of it was left out"))
        except UnreadableError as error:
            if str(error) not in ("holds no word", "empty"):
                problems.append(Problem(f"{about.where}, {href}", f"{error}; left out"))
    text = composer.text()
    if not any(c.isalnum() for c in text):
        raise UnreadableError(problems[0].what if problems else "holds no word")
    heading = "" if is_edition(walk.first_heading) else walk.first_heading
    title = about.title or package.title or heading or PurePath(about.name).stem
    details = {**package.details, **about.details}
    yield make_document(
        about.source,
        title,
        text,
        details,
        kind="epub",
        blocks=composer.blocks,
        anchors=composer.anchors,
        edits=composer.edits,
    )
    yield from problems


def _read(archive: zipfile.ZipFile, names: Collection[str], href: str, limit: int) -> bytes:
    if href not in names:
        raise UnreadableError("not in the book")
    if archive.getinfo(href).file_size > limit:
        raise UnreadableError("too large")
    return read_member(archive, href)


def _is_protected(archive: zipfile.ZipFile, names: Collection[str]) -> bool:
    """Whether more than fonts is encrypted."""
    if "META-INF/sinf.xml" in names:
        return True
    if "META-INF/encryption.xml" not in names:
        return False
    root = _xml(archive, names, "META-INF/encryption.xml")
    if root is None:
        return True
    methods = [element for element in root.iter() if local(element.tag) == "encryptionmethod"]
    return any((element.get("Algorithm") or "") not in _FONTS_ONLY for element in methods)


def _xml(archive: zipfile.ZipFile, names: Collection[str], href: str) -> _Element | None:
    """The root element of one of the book's XML files; None if it is missing or broken."""
    try:
        return parse_xml(clean(decode_page(_read(archive, names, href, _PAGE_LIMIT))))
    except UnreadableError:
        return None


def _package(archive: zipfile.ZipFile, names: Collection[str]) -> _Package:
    container = _xml(archive, names, "META-INF/container.xml")
    roots = [] if container is None else [element for element in container.iter() if local(element.tag) == "rootfile"]
    path = roots[0].get("full-path") or "" if roots else next((name for name in names if name.endswith(".opf")), "")
    root = _xml(archive, names, path)
    if root is None:
        raise UnreadableError("not an e-book, or a damaged one (its list of contents cannot be read)")
    package = _Package()
    items: dict[str, tuple[str, str, str]] = {}
    for element in root.iter():
        tag = local(element.tag)
        text = " ".join(words_of(element).split())[:500] if tag in _SAID else ""
        if tag == "item":
            href = _resolved(path, element.get("href") or "")[0]
            items[element.get("id") or ""] = (href, element.get("media-type") or "", element.get("properties") or "")
        elif tag == "itemref":
            href, media, properties = items.get(element.get("idref") or "", ("", "", ""))
            if href and media.lower() in _PAGES and "nav" not in properties.split() and href not in package.spine:
                package.spine.append(href)
        elif tag == "title" and text and not package.title:
            package.title = text
        elif tag == "creator" and text:
            author = package.details.get("author")
            package.details["author"] = f"{author}, {text}" if author else text
        elif tag == "publisher" and text:
            package.details.setdefault("publisher", text)
        elif tag == "date" and (date := _ISO_DATE.match(text)) and "modification" not in (element.values() or []):
            package.details.setdefault("date", date.group())
    _read_contents(archive, names, package, items, root)
    return package


_SAID = frozenset(["title", "creator", "publisher", "date"])


def _resolved(base: str, href: str) -> tuple[str, str]:
    """The path in the book of what a file refers to, and the id in it.

    >>> _resolved("OEBPS/nav/toc.xhtml", "../text/a%20b.xhtml#part")
    ('OEBPS/text/a b.xhtml', 'part')
    """
    try:
        parts = urlsplit(href)
    except ValueError:
        return "", ""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(parts.path))) if parts.path else base
    return path, unquote(parts.fragment)


def _read_contents(
    archive: zipfile.ZipFile,
    names: Collection[str],
    package: _Package,
    items: dict[str, tuple[str, str, str]],
    root: _Element,
) -> None:
    """Note down the table of contents: that of EPUB 3, else that of EPUB 2."""
    navs = [href for href, _, properties in items.values() if "nav" in properties.split()]
    for href in navs[:1]:
        page = _xml(archive, names, href)
        lists = [] if page is None else [element for element in page.iter() if local(element.tag) == "nav"]
        for nav in [nav for nav in lists if "toc" in epub_type(nav).split()] or lists[:1]:
            _walk_contents(nav, href, (), package)
    if package.entries:
        return
    spine = next((element for element in root.iter() if local(element.tag) == "spine"), None)
    toc = items.get(spine.get("toc") or "" if spine is not None else "")
    href = toc[0] if toc else next((href for href, media, _ in items.values() if "dtbncx" in media), "")
    page = _xml(archive, names, href) if href else None
    if page is not None:
        for element in page.iter():
            if local(element.tag) == "navmap":
                _walk_contents(element, href, (), package)


def _walk_contents(element: _Element, base: str, above: tuple[str, ...], package: _Package) -> None:
    """Note down the lines below an element: `li`s with a link, or `navPoint`s with a label."""
    if len(above) > _DEPTH_LIMIT:
        return
    for child in element:
        tag = local(child.tag)
        if tag not in ("li", "navpoint"):
            if tag in ("ol", "ul"):
                _walk_contents(child, base, above, package)
            continue
        title, target = "", ""
        for part in child:
            name = local(part.tag)
            if name in ("a", "span", "navlabel") and not title:
                title = " ".join(words_of(part).split())[:300]
            if name in ("a", "content") and not target:
                target = part.get("href") or part.get("src") or ""
        if title and target:
            href, fragment = _resolved(base, target)
            package.entries.setdefault(href, []).append(_Entry(title, fragment, above))
        _walk_contents(child, base, (*above, title) if title else above, package)


def _write_chapter(walk: Walk, raw: bytes, entries: list[_Entry]) -> bool:
    """Write one file of the book; whether it was too deeply nested to be read to its end."""
    root, cut = parse_page(decode_page(raw))
    measured = Measured(root)
    if _is_contents(measured):
        return cut
    # Of the lines that lead into this file, the outermost are chapters; the others are sections, which have headings.
    outermost = min((len(entry.above) for entry in entries), default=0)
    chapters = [entry for entry in entries if len(entry.above) == outermost]
    ids = {element.get("id") for element in root.iter()} if any(entry.fragment for entry in chapters) else set()
    first = next((entry for entry in chapters if entry.fragment not in ids), None)
    place = walk.composer.place
    if first is not None:
        place = Place(chapter=first.title, page=place.page)
        walk.begin(place, first.above)
    elif not chapters and (heading := _first_heading(root)):
        walk.begin(Place(chapter=heading, page=place.page))
    walk.chapters = {entry.fragment: (entry.title, entry.above) for entry in chapters if entry.fragment in ids}
    walk.write(measured, leaves_out=_leaves_out)
    walk.chapters = {}
    return cut


def _first_heading(root: _Element) -> str:
    names = [f"h{level}" for level in range(1, 7)]
    for element in root.iter(*names, *(f"{{*}}{name}" for name in names)):
        if text := " ".join(clean(words_of(element)).split()):
            return text[:300]
    return ""


def _is_contents(measured: Measured) -> bool:
    """Whether a file is a printed table of contents: links and little else."""
    return measured.links[0] >= 5 and measured.in_links[0] >= 0.7 * measured.letters[0] < 100 * measured.links[0]


def _leaves_out(element: _Element, tag: str, number: int, around: Collection[str]) -> bool:
    return tag == "nav" and not _LISTS_IN_BOOK.isdisjoint(epub_type(element).split())
