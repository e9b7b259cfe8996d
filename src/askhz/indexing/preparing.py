"""A document to passages with their words and vectors."""

from __future__ import annotations

import hashlib
import json
from pathlib import PurePosixPath

from ..records import Document, Passage
from ..text import words

# What the code makes of a text; counted up when sentences, passages or words come out differently.
PIPELINE_VERSION = 3


def title_of(document: Document) -> str:
    """The title that passages are looked up under as well, or "" where it only repeats the source."""
    return "" if document.title in (document.source, PurePosixPath(document.source).stem) else document.title


def passage_digest(passage: Passage, title: str) -> str:
    spans = [(start - passage.start, end - passage.start) for start, end in passage.sentences]
    return hashlib.sha256(json.dumps([title, passage.text, spans]).encode()).hexdigest()[:32]


def vocabulary_of(text: str) -> set[str]:
    return {word.folded for word in words.spans(text) if word.folded.isalpha() and len(word.folded) > 2}
