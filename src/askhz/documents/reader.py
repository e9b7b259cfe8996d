"""What every format's reader shares: how a `Document` is made, and why a file is left out."""

from __future__ import annotations

import hashlib
import json

from ..records import Document

BOM = "\ufeff"  # stays in the text, for offsets count it; no title begins with it
DETAILS = ("author", "publisher", "date", "address")


class UnreadableError(Exception):
    """Why a file is left out; becomes a `Problem`."""


def make_document(source: str, title: str, text: str, details: dict[str, str] | None = None) -> Document:
    """A document whose digest covers everything that an index keeps of it."""
    title = " ".join(title.split())
    whole = json.dumps([source, title, text, details or {}], sort_keys=True).encode()
    return Document(source, title, text, hashlib.sha256(whole).hexdigest(), dict(details or {}))
