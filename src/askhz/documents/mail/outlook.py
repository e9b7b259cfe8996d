"""Reads messages that Outlook saved (MSG)."""

from __future__ import annotations

import email.utils
from collections.abc import Iterator
from typing import BinaryIO

from ...records import Document, Problem
from ..decoding import decode_page
from ..reader import About, UnreadableError
from .messages import Attachment, Message, decoded_words, message_documents, one_line, people

_ENCRYPTED_KINDS = ("application/pgp-encrypted", "application/pkcs7-mime", "application/x-microsoft-rpmsg-message")
_RTF = 0x1009  # the property that holds the text as compressed RTF


def read_msg(stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    """The document of a message, then those of its attachments."""
    yield from message_documents(_message(stream), about, "msg")


def _message(stream: BinaryIO) -> Message:
    from oxmsg import Message as OutlookMessage

    try:
        found = OutlookMessage.load(stream)
        subject, body, page = found.subject or "", found.body or "", found.html_body or ""
        headers = {name.lower(): value for name, value in found.message_headers.items()}
        date = found.sent_date
        senders = [found.sender] if found.sender else []
        to = [email.utils.formataddr((one.name, one.email_address)) for one in found.recipients if one.email_address]
        files = [(one.file_name, one.mime_type, one.file_bytes) for one in found.attachments]
        kind = found.message_class
        rich = found.properties.binary_prop_value(_RTF)
    except ModuleNotFoundError:
        raise
    except Exception as error:  # the library raises all kinds of errors for a damaged file
        raise UnreadableError("not a message of Outlook, or a damaged one") from error
    message = Message(
        subject=one_line(decoded_words(subject))[:1000],
        sender=people(senders),
        to=people([headers["to"]] if headers.get("to") else to),
        copy=people([headers["cc"]] if headers.get("cc") else []),
        date=date,
    )
    if body.strip():
        message.plain.append(body.replace("\r\n", "\n"))
    if page.strip():
        message.html.append(decode_page(page.encode("utf-8", "replace")))
    if not message.plain and not message.html and rich:
        message.problems.append("its text is only there as RTF; save it as HTML or plain text")
    if "SMIME" in kind.upper() or any(mime in _ENCRYPTED_KINDS for _, mime, _ in files):
        message.problems = ["encrypted; save it decrypted and index it again"]
        return message
    for name, _, content in files:
        if content is None:
            message.problems.append(
                f"the attachment {one_line(name or '')!r} is a message or a link; save it by itself"
            )
        else:
            message.attachments.append(Attachment(one_line(name or ""), content))
    return message
