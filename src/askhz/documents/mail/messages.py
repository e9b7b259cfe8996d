"""A message as a document: who wrote to whom, when and about what, then what was written."""

from __future__ import annotations

import datetime
import email.errors
import email.header
import email.utils
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING

from ...records import Document, Edit, Place, Problem
from ..composing import Composer, clean
from ..members import Members
from ..plain import first_line_title
from ..reader import About, UnreadableError, make_document
from ..webpages import parse_page
from ..webpages.parts import Measured
from ..webpages.walk import Walk
from .bodies import without_quotes, write_body

if TYPE_CHECKING:
    from lxml.etree import _Element

_SUBJECT_OF_FORWARD = re.compile(r"\s*(?:fwd?|wg|tr|rv|i|enc|转发)\s*[:：]", re.IGNORECASE)
_QUOTE_CLASSES = frozenset(["gmail_quote", "yahoo_quoted", "moz-cite-prefix", "protonmail_quote", "gmail_attr"])
_EARLIER_IDS = frozenset(["divrplyfwdmsg", "appendonsend", "mail-editor-reference-message-container"])
_FEW = 20  # words of a plain text that may only say that the message is elsewhere


@dataclass(slots=True)
class Attachment:
    """A file that a message carries."""

    name: str
    content: bytes


@dataclass(slots=True)
class Message:
    """A message, whatever file it came in. `plain` and `html` are its text, twice if it has both."""

    subject: str = ""
    sender: str = ""
    to: str = ""
    copy: str = ""
    date: datetime.datetime | None = None
    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def message_documents(message: Message, about: About, kind: str) -> Iterator[Document | Problem]:
    """A message's document, then those of its attachments, and what was left out.

    Raises `UnreadableError` if it has neither text nor attachments that can be read.
    """
    composer = Composer()
    title = about.title or message.subject
    quoted = _write(composer, message)
    text = composer.text()
    if any(c.isalnum() for c in text[_head_end(composer) :]) or message.subject:
        details = {"author": message.sender, "to": message.to, "date": message.date.isoformat() if message.date else ""}
        details["quoted"] = f"{quoted} lines of earlier messages left out" if quoted else ""
        yield make_document(
            about.source,
            title or first_line_title(text[_head_end(composer) :]) or PurePath(about.name).stem,
            text,
            {**{name: value for name, value in details.items() if value}, **about.details},
            kind=kind,
            blocks=composer.blocks,
            anchors=composer.anchors,
            edits=composer.edits,
        )
    elif message.problems:
        raise UnreadableError(message.problems[0])
    elif not message.attachments:
        raise UnreadableError("holds no word")
    for problem in message.problems:
        yield Problem(about.where, problem)
    members = Members(about, "attachments")
    names: set[str] = set()
    for number, attachment in enumerate(message.attachments, 1):
        name = _unlike(attachment.name or f"attachment {number}", names)
        yield from members.read(name, len(attachment.content), lambda one=attachment: one.content)  # type: ignore[misc]
    yield from members.end()


def _unlike(name: str, names: set[str]) -> str:
    """A name that no other attachment has: a number is added to the second of the same name."""
    name = one_line(name.replace("\\", "/").rpartition("/")[2]).lstrip(".") or "attachment"
    stem, count, found = PurePath(name), 2, name
    while found in names:
        found, count = f"{stem.stem} ({count}){stem.suffix}", count + 1
    names.add(found)
    return found


def _head_end(composer: Composer) -> int:
    return max((block.end for block in composer.blocks if block.kind in ("front matter", "heading")), default=0)


def _write(composer: Composer, message: Message) -> int:
    """Write a message; how many lines of earlier messages were left out."""
    if message.subject:
        composer.move(Place(section=message.subject), [message.subject])
        composer.add("heading", message.subject, level=1)
    date = message.date.strftime("%Y-%m-%d %H:%M") if message.date else ""
    head = [("From", message.sender), ("To", message.to), ("Cc", message.copy), ("Date", date)]
    lines = [f"{name}: {value}" for name, value in head if value]
    if lines:
        ends = [sum(len(line) + 1 for line in lines[:count]) - 1 for count in range(1, len(lines))]
        composer.add("front matter", "\n".join(lines), edits=[Edit(end, end + 1, "; ") for end in ends])
    forwarded = _SUBJECT_OF_FORWARD.match(message.subject) is not None
    if _is_plain(message):
        left_out = 0
        for text in message.plain:
            stripped = without_quotes(clean(text)) if not forwarded else None
            write_body(composer, stripped.lines if stripped else clean(text).split("\n"))
            left_out += stripped.left_out if stripped else 0
        return left_out
    return sum(_write_html(composer, page, forwarded=forwarded) for page in message.html)


def _is_plain(message: Message) -> bool:
    """Whether the plain text is read: it has words, and does not only say that the message is in HTML."""
    words = sum(len(text.split()) for text in message.plain if any(c.isalnum() for c in text))
    if not message.html or words >= _FEW:
        return True
    return words > 0 and words * 5 >= sum(len(re.sub(r"<[^>]*>", " ", page).split()) for page in message.html)


def _write_html(composer: Composer, page: str, *, forwarded: bool) -> int:
    """Write a message in HTML; how many parts of it were left out as earlier messages."""
    try:
        root, _ = parse_page(page)
    except UnreadableError:
        return 0
    measured, quotes = Measured(root), _Quotes()
    before = len(composer.blocks)
    Walk(composer).write(measured, leaves_out=None if forwarded else quotes.leaves_out)
    if len(composer.blocks) == before and quotes.count:
        Walk(composer).write(measured)
        return 0
    return quotes.count


@dataclass(slots=True)
class _Quotes:
    """Leaves out the earlier messages in one of HTML; `count` says how many parts it was."""

    count: int = 0
    _ended: bool = False

    def leaves_out(self, element: _Element, tag: str, number: int, around: Collection[str]) -> bool:
        """Whether an element is an earlier message, or comes after the line where one begins."""
        classes = (element.get("class") or "").lower().split()
        quote = tag == "blockquote" and (element.get("type") == "cite" or element.get("cite") is not None)
        if (element.get("id") or "").lower() in _EARLIER_IDS:
            self._ended = True
        if not (quote or self._ended or not _QUOTE_CLASSES.isdisjoint(classes)):
            return False
        if quote or "gmail_quote" in classes:
            start = " ".join(str(text) for _, text in zip(range(40), element.itertext(), strict=False))
            if "forwarded message" in start[:300].lower():
                return False
        self.count += 1
        return True


_DAMAGED_HEADER = 200  # characters that are shown of one


def people(values: Sequence[str]) -> str:
    """Names and addresses as a person reads them.

    >>> people(['"Guo, Jing" <guo@example.org>', "x@example.org"])
    'Guo, Jing <guo@example.org>, x@example.org'
    """
    found = []
    try:
        parsed = email.utils.getaddresses(list(values))[:100]
    except RecursionError:  # comments within comments, as only a damaged file has them
        return one_line(decoded_words(", ".join(values)))[:_DAMAGED_HEADER]
    for name, address in parsed:
        name = one_line(decoded_words(name))
        address = one_line(address)
        if name or address:
            found.append(f"{name} <{address}>" if name and address and name != address else name or address)
    return ", ".join(found)


def decoded_words(value: str) -> str:
    """A header's value with its encoded words decoded; as it is, if they are broken."""
    try:
        return str(email.header.make_header(email.header.decode_header(value)))
    except (ValueError, LookupError, email.errors.HeaderParseError):
        return value


def one_line(text: str) -> str:
    """Text without line ends or marks that no one sees."""
    return " ".join(clean(text).split())
