"""What DOCX, PPTX, ODT and ODP share: a ZIP file of XML parts, read within bounds and without anything from outside.

Names of elements are told by their local part, because each of these formats has been published under several
namespaces with the same elements.
"""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, BinaryIO

from .limits import open_zip, read_member
from .reader import UnreadableError

if TYPE_CHECKING:
    from lxml.etree import _Element

PART_LIMIT = 64 * 2**20  # bytes of one part of XML; a tree takes some ten times as much
ENCRYPTED = "encrypted; remove the password and index it again"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # how old Office files begin, and new ones with a password
_OLE_DIRECTORY = 2**20  # bytes from either end of such a file in which its list of streams is looked for


def check_not_old(stream: BinaryIO, newer: str) -> None:
    """Raise `UnreadableError` for a file with a password, or in an old format, which `newer` (an ending) replaced."""
    stream.seek(0)
    if not is_old(head := stream.read(_OLE_DIRECTORY)):
        stream.seek(0)
        if not head.strip(b"\0 \r\n\t"):
            raise UnreadableError("empty")
        return
    if is_encrypted(stream):
        raise UnreadableError(ENCRYPTED)
    raise UnreadableError(f"an old Office file under a new ending; save it as {newer}")


def is_old(raw: bytes) -> bool:
    """Whether a file begins as those of the old Office formats do."""
    return raw.startswith(_OLE)


def is_encrypted(stream: BinaryIO) -> bool:
    """Whether an Office file in an OLE container is a new one with a password."""
    size = stream.seek(0, 2)
    for start in {0, max(0, size - _OLE_DIRECTORY)}:
        stream.seek(start)
        if "EncryptedPackage".encode("utf-16-le") in stream.read(_OLE_DIRECTORY):
            return True
    return False


def name_of(element: _Element) -> str:
    """An element's name without its namespace; "" for a comment or a processing instruction."""
    return _local(element.tag)


@lru_cache(maxsize=4096)
def _local(name: object) -> str:
    return name.rpartition("}")[2] if isinstance(name, str) else ""


def attribute(element: _Element | None, name: str) -> str | None:
    """An attribute by its name without its namespace; None if the element, or the attribute, is not there."""
    if element is None:
        return None
    for key, value in element.items():
        if _local(key) == name:
            return str(value)
    return None


def children(element: _Element | None, name: str) -> Iterator[_Element]:
    """The child elements of a name."""
    if element is not None:
        yield from element.iterchildren("{*}" + name)


def child(element: _Element | None, *path: str) -> _Element | None:
    """The element that a path of names leads to, the first of each name; None if there is none."""
    for name in path:
        if element is None:
            return None
        element = next(element.iterchildren("{*}" + name), None)
    return element


def descendants(element: _Element, *names: str) -> Iterator[_Element]:
    """All elements of these names below an element, in order."""
    yield from element.iter(*["{*}" + name for name in names])


class Package:
    """A ZIP file of parts. Raises `UnreadableError` where it is none, or is damaged or encrypted."""

    def __init__(self, stream: BinaryIO) -> None:
        self._archive = open_zip(stream)
        self._names = {name.lower().replace("\\", "/"): name for name in reversed(self._archive.namelist())}

    def has(self, name: str) -> bool:
        """Whether there is a part of this name."""
        return name.lower() in self._names

    def read(self, name: str) -> bytes:
        """The bytes of a part."""
        return read_member(self._archive, self._names.get(name.lower(), name))

    def xml(self, name: str) -> _Element:
        """A part's root element. Raises `UnreadableError` if there is none, or it is no XML of bounded size."""
        from lxml import etree

        raw = self.read(name)
        if len(raw) > PART_LIMIT:
            raise UnreadableError(f"its part {name} is larger than {PART_LIMIT >> 20} MiB; divide it")
        # No entity is put in, nothing is fetched, and the depth is bounded.
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            return etree.fromstring(raw, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise UnreadableError(f"its part {name} is damaged") from error

    def optional(self, name: str | None) -> _Element | None:
        """A part's root element; None if there is none, or it is damaged."""
        if name is None or not self.has(name):
            return None
        try:
            return self.xml(name)
        except UnreadableError:
            return None

    def elements(self, name: str | None, *tags: str) -> Iterator[_Element]:
        """The elements of these names in a part, one after the other, each forgotten when the next is read.

        Raises `UnreadableError` where the part is damaged; there are none if it is not there.
        """
        from lxml import etree

        if name is None or not self.has(name):
            return
        raw = io.BytesIO(self.read(name))
        options = {"resolve_entities": False, "no_network": True, "remove_comments": True, "remove_pis": True}
        wanted = [*tags, *("{*}" + tag for tag in tags)]
        try:
            for _, one in etree.iterparse(raw, events=("end",), tag=wanted, huge_tree=False, **options):
                yield one
                one.clear()
                while one.getprevious() is not None and (parent := one.getparent()) is not None:
                    del parent[0]
        except etree.XMLSyntaxError as error:
            raise UnreadableError("damaged") from error

    def related(self, name: str) -> dict[str, tuple[str, str]]:
        """What a part (or, for "", the package) refers to: the kind and the part's name, by the id in the part."""
        folder, _, file = name.rpartition("/")
        root = self.optional(f"{folder}/_rels/{file}.rels".lstrip("/"))
        found = {}
        for one in children(root, "Relationship"):
            target, identity = one.get("Target", ""), one.get("Id", "")
            if one.get("TargetMode") == "External" or not target:
                continue
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[str(identity)] = (one.get("Type", "").rpartition("/")[2], path)
        return found

    def of_kind(self, name: str, kind: str) -> str | None:
        """The part of a kind that a part refers to; None if there is none."""
        return next((path for found, path in self.related(name).values() if found == kind), None)

    @cached_property
    def properties(self) -> dict[str, str]:
        """What an Office file tells of itself: title, author and date (ISO)."""
        root = self.optional(self.of_kind("", "core-properties") or "docProps/core.xml")
        found = {}
        if root is not None:
            for key, name in (("title", "title"), ("author", "creator"), ("date", "modified"), ("created", "created")):
                if (element := child(root, name)) is not None and element.text:
                    found[key] = element.text.strip()
        return told(found)


def told(found: dict[str, str]) -> dict[str, str]:
    """Title, author and date of a file, without what says nothing; the date as YYYY-MM-DD."""
    date = next((day for key in ("date", "created") if (day := iso_day(found.get(key, "")))), "")
    author = "" if found.get("author", "").lower() in _NOBODY else found["author"]
    told = {"title": found.get("title", ""), "author": author, "date": date}
    return {key: value for key, value in told.items() if value}


_NOBODY = {
    "",
    "author",
    "user",
    "admin",
    "administrator",
    "unknown",
    "microsoft office user",
    "python-docx",
    "openpyxl",
}


def iso_day(text: str) -> str:
    """The day of a date and time in ISO form; "" if there is none, or the clock was not set.

    >>> iso_day("2017-11-02T09:00:00Z"), iso_day("last week")
    ('2017-11-02', '')
    """
    found = re.match(r"(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", text)
    return found[0] if found and found[1] > "1980" else ""


def diagram(package: Package, part: str | None) -> list[str]:
    """The texts of a SmartArt drawing, given by the name of its part with the data."""
    root = package.optional(part)
    texts = []
    if root is not None:
        for point in descendants(root, "pt"):
            lines = ["".join(piece.text or "" for piece in descendants(line, "t")) for line in descendants(point, "p")]
            texts.append("\n".join(filter(None, lines)))
    return [text for text in texts if text]
