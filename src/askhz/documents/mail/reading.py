"""Reads messages in the form that they are sent in (EML), and mailboxes of them (MBOX)."""

from __future__ import annotations

import email
import email.message
import email.policy
import email.utils
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from ...records import Document, Problem
from ..decoding import decode_bytes, decode_page
from ..members import within
from ..reader import About, UnreadableError
from .bodies import unflowed
from .messages import Attachment, Message, decoded_words, message_documents, one_line, people

MESSAGE_LIMIT = 128 * 2**20  # bytes of one message
_PART_LIMIT = 1000  # parts of one message
_DEPTH_LIMIT = 50  # parts within parts
_BEGINS = re.compile(rb"From \S.*\d{4}\s*$|From - ")  # the line before each message of a mailbox
_ENCRYPTED = "encrypted; save it decrypted and index it again"


def read_eml(stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    """The document of a message, then those of its attachments."""
    raw = stream.read(MESSAGE_LIMIT + 1)
    yield from _documents(raw, about, "eml")


def read_mbox(stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    """The documents of each message of a mailbox, in order; their sources end in the message's number."""
    if not _BEGINS.match(stream.readline(1000)):
        raise UnreadableError("not a mailbox in MBOX form (its first line does not begin with From)")
    stream.seek(0)
    for number, raw in enumerate(_messages(stream), 1):
        inner = replace(
            about, where=f"{about.where}, message {number}", source=f"{about.source}/{number}", title=None, details={}
        )
        try:
            for one in _documents(raw, inner, "mbox"):
                yield one if isinstance(one, Problem) else within(one, inner.source, str(number))
        except UnreadableError as error:
            yield Problem(inner.where, f"{error}; left out")


def _messages(stream: BinaryIO) -> Iterator[bytes]:
    """The bytes of each message; those beyond the limit of one are passed over, but for one."""
    lines: list[bytes] = []
    size, blank = 0, True
    for line in stream:
        if blank and _BEGINS.match(line):
            if lines:
                yield b"".join(lines)
            lines, size = [], 0
        elif size <= MESSAGE_LIMIT:
            lines.append(line[1:] if line.startswith(b">") and line.lstrip(b">").startswith(b"From ") else line)
            size += len(line)
        blank = not line.strip()
    if lines:
        yield b"".join(lines)


def _documents(raw: bytes, about: About, kind: str) -> Iterator[Document | Problem]:
    if len(raw) > MESSAGE_LIMIT:
        raise UnreadableError(f"larger than {MESSAGE_LIMIT >> 20} MiB")
    yield from message_documents(_message(raw), about, kind)


def _message(raw: bytes) -> Message:
    if b"\0" in raw[:1000] or not raw.strip():
        raise UnreadableError("not a message" if raw.strip() else "empty")
    try:
        parsed = email.message_from_bytes(raw, policy=email.policy.compat32)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableError("a damaged message") from error
    if not any(parsed.get(name) for name in ("From", "To", "Date", "Subject", "Message-ID", "Content-Type")):
        raise UnreadableError("not a message (it has no headers)")
    message = Message(
        subject=one_line(_header(parsed, "Subject"))[:1000],
        sender=people(_headers(parsed, "From")),
        to=people(_headers(parsed, "To")),
        copy=people(_headers(parsed, "Cc")),
    )
    try:
        message.date = email.utils.parsedate_to_datetime(_header(parsed, "Date"))
    except (ValueError, TypeError, IndexError, OverflowError):
        message.date = None
    if parsed.get_content_type() in ("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"):
        message.problems.append(_ENCRYPTED)
        return message
    _Parts(message).add(parsed, 0)
    return message


def _headers(part: email.message.Message, name: str) -> list[str]:
    return [_as_text(value) for value in part.get_all(name, [])]


def _header(part: email.message.Message, name: str) -> str:
    return decoded_words(_as_text(part.get(name, "")))


def _as_text(value: object) -> str:
    """A header's value; its bytes beyond ASCII, which are not allowed, are mostly UTF-8."""
    text = str(value)
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


class _Parts:
    """Sorts the parts of a message into its text and its attachments."""

    def __init__(self, message: Message) -> None:
        self._message, self._count = message, 0

    def add(self, part: email.message.Message, depth: int) -> None:
        """Add a part and those in it."""
        self._count += 1
        if self._count > _PART_LIMIT or depth > _DEPTH_LIMIT:
            if "too many parts; those after were left out" not in self._message.problems:
                self._message.problems.append("too many parts; those after were left out")
            return
        kind = part.get_content_type()
        if kind == "message/rfc822":
            for inner in _inner(part):
                name = one_line(_header(inner, "Subject"))[:80].replace("/", "_")
                try:
                    raw = inner.as_bytes()
                except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
                    self._message.problems.append("a message in it is damaged; left out")
                else:
                    self._message.attachments.append(Attachment(f"{name or 'message'}.eml", raw))
        elif part.is_multipart():
            for inner in _inner(part):
                self.add(inner, depth + 1)
        else:
            self._add_leaf(part, kind)

    def _add_leaf(self, part: email.message.Message, kind: str) -> None:
        content = _content(part)
        name = one_line(decoded_words(_as_text(part.get_filename("") or "")))
        attached = part.get_content_disposition() == "attachment" or (name and not kind.startswith("text/"))
        if attached or not kind.startswith("text/"):
            if name or attached:
                self._message.attachments.append(Attachment(name, content))
            return
        declared = part.get_content_charset()
        try:
            if kind == "text/html":
                self._message.html.append(decode_page(content, declared))
            elif kind == "text/plain":
                text = decode_bytes(content, declared).replace("\r\n", "\n")
                if str(part.get_param("format", "")).lower() == "flowed":
                    text = unflowed(text, delete_space=str(part.get_param("delsp", "")).lower() == "yes")
                self._message.plain.append(text)
        except UnreadableError as error:
            if str(error) != "empty":
                self._message.problems.append(f"its text: {error}")


def _inner(part: email.message.Message) -> list[email.message.Message]:
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, email.message.Message)] if isinstance(payload, list) else []


def _content(part: email.message.Message) -> bytes:
    try:
        content = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError, AttributeError):
        content = None
    return content if isinstance(content, bytes) else b""
