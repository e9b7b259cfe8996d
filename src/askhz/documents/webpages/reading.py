"""Reads web pages: the bytes to elements, what the head says, and the walk over the main text."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, BinaryIO

from ...records import Document, Problem
from ..composing import Composer, clean
from ..decoding import decode_page
from ..plain import first_line_title
from ..reader import About, UnreadableError, make_document
from ..titles import is_edition
from .parts import Measured, Rules, local, main_parts, words_of
from .walk import Walk

if TYPE_CHECKING:
    from lxml.etree import _Element

SIZE_LIMIT = 32 * 2**20  # bytes of one page; its elements take some thirty times as much memory
_TOO_DEEP = "its elements are nested too deeply"
_DOCTYPE = re.compile(r"<!DOCTYPE[^<>\[]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_XML_ENTITIES = frozenset(["amp", "lt", "gt", "quot", "apos"])
_JUNK_TITLE = re.compile(
    r"untitled.*|no title|document\d*|home|index|new page ?\d*|microsoft (?:word|excel|powerpoint) - .*"
    r"|.*\.(?:html?|docx?|indd|qxd|xml)",
    re.IGNORECASE,
)
_SITE = re.compile(r"\s+[|·•–—:-]+\s+|\s*[|｜]\s*")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_AUTHORS = ("author", "dc.creator", "dcterms.creator", "citation_author", "article:author")
_DATES = ("article:published_time", "dcterms.date", "dc.date", "citation_publication_date", "date", "pubdate")


@dataclass(slots=True)
class PageHead:
    """What a page says of itself."""

    title: str = ""
    details: dict[str, str] = field(default_factory=dict)


def read_html(stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    """The one document of a web page: its main text."""
    raw = stream.read(SIZE_LIMIT + 1)
    yield from page_documents(raw, about, None, "html")


def read_xhtml(stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    """The one document of a web page in XHTML."""
    raw = stream.read(SIZE_LIMIT + 1)
    yield from page_documents(raw, about, None, "xhtml")


def read_mhtml(stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    """The one document of a web page that was saved with all its files: that of its first HTML part."""
    raw = stream.read(4 * SIZE_LIMIT + 1)
    if len(raw) > 4 * SIZE_LIMIT:
        raise UnreadableError(f"larger than {4 * SIZE_LIMIT >> 20} MiB; save it again without pictures")
    message = email.message_from_bytes(raw, policy=email.policy.default)
    for number, part in enumerate(message.walk()):
        if number > 10_000:
            break
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            content = part.get_payload(decode=True)
            where = (part.get("Content-Location") or message.get("Snapshot-Content-Location") or "").strip()
            details = {"address": where} if where.startswith(("http://", "https://")) else {}
            yield from page_documents(
                content if isinstance(content, bytes) else b"", about, part.get_content_charset(), "mhtml", details
            )
            return
    raise UnreadableError("holds no web page; save the page again")


def page_documents(
    raw: bytes, about: About, declared: str | None, kind: str, details: dict[str, str] | None = None
) -> Iterator[Document | Problem]:
    """The document of a page's bytes. `declared` is the encoding that was named outside of them."""
    if len(raw) > SIZE_LIMIT:
        raise UnreadableError(f"larger than {SIZE_LIMIT >> 20} MiB; divide it")
    root, cut = parse_page(decode_page(raw, declared))
    head = page_head(root)
    composer, heading = write_page(root)
    text = composer.text()
    if not any(c.isalnum() for c in text):
        raise UnreadableError(f"{_TOO_DEEP}; no word was found before" if cut else "holds no word")
    title = about.title or _title(head.title, heading, text) or PurePath(about.name).stem
    yield make_document(
        about.source,
        title,
        text,
        {**head.details, **(details or {}), **about.details},
        kind=kind,
        blocks=composer.blocks,
        anchors=composer.anchors,
        edits=composer.edits,
    )
    if cut:
        yield Problem(about.where, f"{_TOO_DEEP}; what comes after was left out")


def parse_page(text: str) -> tuple[_Element, bool]:
    """The root element of a page, and whether the page was too deeply nested to be read to its end.

    A page that says it is XML is read as XML if it is, else as browsers read HTML. No entity is ever expanded but the
    characters that HTML names, and nothing is fetched.
    """
    from lxml import etree

    text = clean(text)
    if _XML_DECLARATION.match(text) or 'xmlns="http://www.w3.org/1999/xhtml"' in text[:2000]:
        root = parse_xml(text)
        if root is not None and local(root.tag) == "html":
            return root, False
    text = _DOCTYPE.sub("", _XML_DECLARATION.sub("", text, count=1), count=1)
    # HTML has no entities that could grow; without `huge_tree` the parser gives up at 256 levels.
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True, remove_pis=True)
    try:
        found: _Element | None = etree.fromstring(text.encode("utf-8"), parser)
    except (etree.LxmlError, ValueError):
        found = None
    if found is None:
        raise UnreadableError("holds no word")
    return found, any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)


def parse_xml(text: str) -> _Element | None:
    """The root element of XML or XHTML, its document type passed over; None if it is not well formed."""
    import html

    from lxml import etree

    def named(found: re.Match[str]) -> str:
        name = found.group(1)
        return found.group() if name in _XML_ENTITIES else html.unescape(found.group())

    text = _XML_DECLARATION.sub("", text, count=1)
    text = _ENTITY.sub(named, _DOCTYPE.sub("", text, count=1)).lstrip()
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(text.encode("utf-8"), parser)
    except (etree.LxmlError, ValueError):
        return None


def write_page(root: _Element) -> tuple[Composer, str]:
    """The main text of a page, and its first heading. All its text, if no word is left without the rest."""
    measured = Measured(root)
    parts = main_parts(root, measured)
    trusted = parts[0][0] is not root
    tries = [
        (parts, Rules(measured, trusted=trusted)),
        ([(root, 0)], None),
    ]
    for elements, rules in tries:
        composer = Composer()
        walk = Walk(composer)
        for _, number in elements:
            walk.write(measured, number, rules.leaves_out if rules else None)
        if any(c.isalnum() for c in composer.text()):
            break
    return composer, walk.first_heading


def page_head(root: _Element) -> PageHead:
    """What a page's head says: title, author, date, publisher, address."""
    head = PageHead()
    named: dict[str, str] = {}
    for number, element in enumerate(root.iter()):
        tag = local(element.tag)
        if number > 5000:
            break
        if tag == "title" and not head.title:
            head.title = " ".join(clean(words_of(element)).split())
        elif tag == "meta":
            name = (element.get("name") or element.get("property") or element.get("itemprop") or "").lower()
            named.setdefault(name, " ".join(clean(element.get("content") or "").split()))
        elif tag == "link" and (element.get("rel") or "").lower() == "canonical":
            named.setdefault("og:url", (element.get("href") or "").strip())
    author = next((named[name] for name in _AUTHORS if named.get(name)), "")
    date = next((found.group() for name in _DATES if (found := _ISO_DATE.match(named.get(name, "")))), "")
    address = named.get("og:url", "")
    details = {
        "author": "" if author.startswith("http") or len(author) > 200 else author,
        "publisher": named.get("og:site_name", "")[:200],
        "date": date,
        "address": address if address.startswith(("http://", "https://")) and address.isprintable() else "",
    }
    head.details = {name: value for name, value in details.items() if value}
    return head


def _title(title: str, heading: str, text: str) -> str | None:
    """A page's title without its site's name, which a first heading shows; else that heading; else a first line."""
    heading = "" if is_edition(heading) else heading
    if title and not _JUNK_TITLE.fullmatch(title):
        gaps = [gap.span() for gap in _SITE.finditer(title)] if heading else []
        return heading if any(heading in (title[:start], title[end:]) for start, end in gaps) else title
    return heading or first_line_title(text)
