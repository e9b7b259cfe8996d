"""Plain text: a document whose blocks are paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import BinaryIO

from ..records import Block, Document, Problem, Span
from .edits import without_space
from .reader import BOM, About, make_document, read_text, with_encoding
from .titles import is_edition

_SAID = re.compile(r"(?:title|subject|betreff|re)[ \t]*[:：][ \t]*|(?:标题|主题)[ \t]*[:：][ \t]*", re.IGNORECASE)
_NAMED = re.compile(r"[\w-]{1,30}[ \t]*[:：]")
_SAMPLE = 50_000  # characters that tell whether a text is Markdown
_ATX = re.compile(r"(?m)(?:\A|(?<=\n\n)|(?<=\n\r\n))#{1,6} [^\s#][^\n]*(?:\r?\n[ \t]*\r?\n|\Z)")
_MARKDOWN_BLOCKS = (re.compile(r"(?m)^[ \t]*\|?[ \t]*:?-{3,}:?[ \t]*\|[ \t|:-]*$"), re.compile(r"(?m)^```\w*\r?$"))
_MARKDOWN_INLINE = (
    re.compile(r"(?<![\w*])\*\*(?=[^\s*])[^*\n]{1,80}[^\s*]\*\*(?![\w*])"),
    re.compile(r"(?<!!)\[[^\[\]\n]{1,80}\]\([^()\s]{1,200}\)"),
    re.compile(r"(?<![\w`])`[^`\s][^`\n]{0,60}`(?![\w`])"),
)
_BEGINNING = 4000  # characters in which such lines are looked for
LONG = 2000  # characters; prose is not written in longer lines without a space
_WORDLIKE = re.compile(r"[\s\u0e00-\uffff]")
_RUN = re.compile(r"[^\s\u0e00-\uffff]{500,}")
_WORD = re.compile(r"(?<![^\s(\"'“‘])[^\W\d_]+(?![^\s.,;:!?)\"'’”])")  # by itself, with at most punctuation beside it
# The possessive `?+` keeps a line's own "\r\n" from counting as two ends of lines.
_BLANK_LINE = re.compile(r"(?:\r\n?+|\n)[^\S\r\n]*(?:\r\n?+|\n)\s*")


def read_plain(stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    """The one document of a text file. Its text is the file decoded, unchanged, line ends included.

    What plainly is Markdown by another name is read as such.
    """
    from .markdown import markdown_document
    from .plain_blocks import plain_structure
    from .plain_sections import heads_version, section_lines

    found = read_text(stream)
    text = found.text
    if holds_markdown(text):
        yield markdown_document(found, about)
        return
    blocks, anchors, edits = plain_structure(text)
    headed = anchors[0].headings[0] if anchors and anchors[0].start == blocks[0].start else ""
    of_version = heads_version(headed) and any(start == blocks[0].start for start, _ in section_lines(text))
    headed = "" if is_edition(headed) or of_version else headed
    first = "" if of_version else first_line_title(text)
    title = about.title or _named_title(text) or headed or first or name_title(about.name)
    details = with_encoding(about.details, found)
    yield make_document(about.source, title, text, details, blocks=blocks, anchors=anchors, edits=edits)


def holds_markdown(text: str) -> bool:
    r"""Whether a text plainly is Markdown: headings that stand alone, and marks within lines.

    >>> holds_markdown("# Rent\n\nIt is **due**.\n\n## Keys\n\nTwo."), holds_markdown("# a comment\nkey = 1\n")
    (True, False)
    """
    sample = text[:_SAMPLE]
    headings = len(_ATX.findall(sample))
    blocks = sum(each.search(sample) is not None for each in _MARKDOWN_BLOCKS)
    return (headings > 1 or (headings == 1 and blocks > 0)) and any(each.search(sample) for each in _MARKDOWN_INLINE)


def _named_title(text: str) -> str | None:
    """What a line such as "Title: …" or "Subject: …" says among the lines "Name: value" that a text begins with."""
    for line in text[:_BEGINNING].removeprefix(BOM).lstrip().splitlines()[:10]:
        if not _NAMED.match(line):
            return None
        if found := _SAID.match(line):
            return line[found.end() :].strip() or None
    return None


def first_line_title(text: str) -> str | None:
    """The first line, where it looks like a title: some words, no full stop, text below it."""
    first, _, rest = text.removeprefix(BOM).lstrip().partition("\n")
    first = first.strip()
    titled = 3 <= len(first) <= 200 and first[0].isalpha() and not first.endswith((".", "。", ":", "：", ",", ";"))
    other = re.search(r"[|]|^\w+:", first) or is_edition(first)
    return first if titled and rest.strip() and not other else None


def said_title(title: str) -> str:
    """A title without a word before it that says only that it is one.

    >>> said_title("Subject: Rent"), said_title("Rent: when")
    ('Rent', 'Rent: when')
    """
    return title[found.end() :].strip() or title if (found := _SAID.match(title)) else title


def paragraphs(text: str, start: int = 0, end: int | None = None) -> list[Block]:
    r"""What blank lines separate in a text, or in a stretch of it; each without the white space around it.

    >>> [(block.start, block.end) for block in paragraphs("One.\nStill one.\n\n Two. ")]
    [(0, 15), (18, 22)]
    """
    end = len(text) if end is None else end
    found = []
    for gap in _BLANK_LINE.finditer(text, start, end):
        found += _paragraph(text, start, gap.start())
        start = gap.end()
    return found + _paragraph(text, start, end)


def _paragraph(text: str, start: int, end: int) -> list[Block]:
    start, end = without_space(text, start, end)
    return [Block("paragraph", start, end)] if start < end else []


def minified(text: str, start: int, end: int) -> bool:
    """Whether a long line has hardly a space, as one written by a program has; Han characters need none.

    >>> minified("x" * 3000, 0, 3000), minified("a b " * 750, 0, 3000)
    (True, False)
    """
    return end - start > LONG and len(_WORDLIKE.findall(text, start, end)) * 50 < end - start


def readable(text: str, start: int, end: int) -> list[Span]:
    """The parts of a line that are text: all of it, or what stands beside a run without a space (a key, base64).

    >>> line = "It is " + "x" * 3000 + ". The kettle is blue."
    >>> [line[slice(*span)] for span in readable(line, 0, len(line))]
    ['The kettle is blue.']
    """
    if not minified(text, start, end):
        return [(start, end)]
    parts, at = [], start
    for run in _RUN.finditer(text, start, end):
        parts.append(without_space(text, at, run.start()))
        at = run.end()
    parts.append(without_space(text, at, end))
    return [part for part in parts if len(_WORD.findall(text, *part)) > 2 and not minified(text, *part)]


def name_title(name: str) -> str:
    """A file's name, made readable.

    >>> name_title("house-rules_2024.md"), name_title("README.md")
    ('house rules 2024', 'README')
    """
    stem = PurePath(name).stem
    return " ".join(re.sub(r"[_-]+", " ", stem).split()) or stem
