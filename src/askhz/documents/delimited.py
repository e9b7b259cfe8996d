"""CSV and TSV: a row a line, with the names of its columns; encoding and delimiter are told from the file."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import PurePath
from typing import BinaryIO, Literal

from ..records import Document, Place, Problem
from .drafting import TEXT_LIMIT, Draft
from .reader import About, UnreadableError
from .sheets import Budget, limited
from .tables import is_figure, line

_CHUNK = 2**20  # bytes that are checked at a time
_SAMPLE = 2**16  # bytes by which an encoding is told, and characters by which a delimiter is
_ROWS = 60  # rows by which a delimiter and a header are told
_QUOTING: tuple[Literal[0, 3], ...] = (csv.QUOTE_MINIMAL, csv.QUOTE_NONE)
_COLUMN_LIMIT = 16_384


def read_csv(stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    """The one document of a CSV file."""
    yield from _read(stream, about, "csv", ",")


def read_tsv(stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    """The one document of a TSV file."""
    yield from _read(stream, about, "tsv", "\t")


def _read(stream: BinaryIO, about: About, kind: str, delimiter: str) -> Iterator[Document | Problem]:
    encoding = encoding_of(stream)
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding, errors="replace", newline="")
    try:
        sample = text.read(_SAMPLE)
        named = sample.removeprefix("\ufeff").partition("\n")[0].strip().lower()
        skipped = named.startswith("sep=") and len(named) == 5
        delimiter = named[4] if skipped else delimiter_of(sample, delimiter)
        draft, budget = Draft(), Budget()
        for quoting in _QUOTING:
            text.seek(0)
            draft, budget = Draft(), Budget()
            if skipped:
                text.readline()
            try:
                _add(draft, limited(_rows(text, delimiter, quoting, 1 + skipped), budget), budget)
            except csv.Error:
                continue  # a quotation mark that no other one ends: such a file does not quote
            break
    finally:
        text.detach()
    told = {} if encoding.startswith("utf-8") else {"encoding": encoding}
    title = None if draft.blocks else PurePath(about.name).stem
    yield draft.document(about, kind, title, told, headed=not draft.blocks)
    if budget.stopped is not None:
        yield Problem(about.where, f"from row {budget.stopped}: too many cells; left out; divide the file")


def encoding_of(stream: BinaryIO) -> str:
    """The encoding of a text file. Raises `UnreadableError` if it is empty or no text."""
    stream.seek(0)
    head = stream.read(_SAMPLE)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    stream.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    read, empty, other = 0, True, b""
    while chunk := stream.read(_CHUNK):
        if b"\0" in chunk:
            raise UnreadableError("binary, not text (it holds NUL bytes)")
        empty = empty and not chunk.strip()
        if not other:
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                at = max(0, len(chunk) - len(error.object) + error.start - _SAMPLE // 2)
                other = chunk[at : at + _SAMPLE]
        read += len(chunk)
    if empty:
        raise UnreadableError("empty")
    return _guessed(other) if other else "utf-8-sig"


def _guessed(sample: bytes) -> str:
    """The encoding that a stretch of a text is most likely in, which is not UTF-8."""
    import chardet

    name = chardet.detect(sample)["encoding"] or "cp1252"
    try:
        name = codecs.lookup(name).name
        sample.decode(name, "replace")
    except LookupError:
        return "cp1252"
    # Windows' encoding has all that this one has, and the quotation marks that real files hold.
    return "cp1252" if name in ("iso8859-1", "ascii", "utf-8") else name


def delimiter_of(sample: str, usual: str) -> str:
    r"""What parts the cells of a file: the sign by which the most rows have as many cells as the others.

    >>> delimiter_of("Town;People\nBern;134,000\nChur;38,000\n", ",")
    ';'
    """
    best, most = usual, (0.0, 0, 0)
    for delimiter in dict.fromkeys((usual, ",", ";", "\t", "|")):
        try:
            rows = list(islice(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter), _ROWS))
        except csv.Error:
            continue
        rows = [row for row in rows[: len(rows) - (len(sample) >= _SAMPLE)] if row]
        width, count = Counter(map(len, rows)).most_common(1)[0] if rows else (1, 0)
        score = (count / max(1, len(rows)) if width > 1 else 0.0, int(delimiter == usual), width)
        if score > most:
            best, most = delimiter, score
    return best


def _rows(
    text: io.TextIOWrapper, delimiter: str, quoting: Literal[0, 3], first: int
) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(text, delimiter=delimiter, quoting=quoting, skipinitialspace=delimiter != "\t")
    for number, row in enumerate(reader, first):
        yield number, row[:_COLUMN_LIMIT]


def _add(draft: Draft, rows: Iterator[tuple[int, list[str]]], budget: Budget) -> None:
    head = list(islice(rows, _ROWS))
    filled = [row for row in head if any(row[1])]
    names: list[str] = []
    if _has_header([cells for _, cells in filled]):
        (_, names), *_ = filled
    header = bool(names)
    for part in (head, rows):
        for number, cells in part:
            if not any(cells):
                continue
            if draft.length > TEXT_LIMIT - 2 * sum(map(len, cells)) - 1000:
                budget.stopped = number
                return
            draft.place = Place(row=number)
            draft.row(*line(cells, () if header else names), header=header)
            header = False


def _has_header(rows: list[list[str]]) -> bool:
    """Whether the first row names the columns: no figures, nothing twice, nothing that is a value below it."""
    if len(rows) < 2:
        return False
    names = [cell for cell in rows[0] if cell]
    if len(names) < min(2, max(map(len, rows))) or len(set(names)) < len(names) or any(map(is_figure, names)):
        return False
    width = Counter(len(row) for row in rows[1:]).most_common(1)[0][0]
    if len(names) < 0.6 * width:
        return False
    return not any(name and at < len(row) and row[at] == name for row in rows[1:] for at, name in enumerate(rows[0]))
