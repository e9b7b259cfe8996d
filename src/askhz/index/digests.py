"""What tells whether a document or a passage is as it was stored: SQLite does not notice that a letter has changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from ..errors import IndexFolderError
from ..records import Document, Passage
from ..text.passages import encoded_text, unit_texts
from .catalog import StoredPassage
from .folder import not_as_stored

PIPELINE_VERSION = 9
"""Increase when the same text would give other passages or words; every document is then prepared again."""


def passage_digest(passage: Passage, title: str) -> str:
    """A digest of all that a passage's vector depends on but the encoder: how it reads, and its units.

    `title` is its document's. The words of the path are not in it, unless they are not what the path says.
    """
    read = [encoded_text(passage, title), unit_texts(passage)]
    return hashlib.sha256(json.dumps(read).encode()).hexdigest()[:32]


def document_digest(document: Document) -> str:
    """The digest of a document that was read from a file: of its source, title, text and details."""
    whole = json.dumps([document.source, document.title, document.text, document.details], sort_keys=True).encode()
    return hashlib.sha256(whole).hexdigest()


def check_passages(folder: Path, found: Iterable[StoredPassage]) -> None:
    """Raise `IndexFolderError` if one of the passages of an index is not as it was stored."""
    for one in found:
        if passage_digest(one.passage, one.document.title) != one.digest:
            raise IndexFolderError(not_as_stored(one.passage.source, folder))


def check_document(folder: Path, document: Document) -> None:
    """Raise `IndexFolderError` if a document of an index, read from a file, is not as it was stored."""
    if document_digest(document) != document.digest:
        raise IndexFolderError(not_as_stored(document.source, folder))
