"""Markdown: the text as it stands, its blocks, and an anchor at each heading.

CommonMark with tables, footnotes and front matter, parsed by markdown-it-py. Only its block rules run, which say in
which lines a block stands; inline marks are looked at in headings alone. Limits keep every text cheap to parse: see
`_parsed`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import PurePath
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from ..records import Anchor, Block, BlockKind, Document, Place, Problem
from .plain import first_line_title, paragraphs, without_space
from .reader import BOM, About, decode, has_word, make_document

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.token import Token

TEXT_LIMIT = 10_000_000  # characters; of a longer text only the paragraphs are found
LINE_LIMIT = 250_000  # likewise of one with more lines
TOKEN_LIMIT = 500_000  # likewise of one of which the parser makes more, a few hundred bytes each
_HEAD, _TAIL = 3072, 1024  # characters of a longer line that the parser sees; they tell what block it belongs to
_HEADING_LIMIT = 1000  # characters; a longer heading is a paragraph above a rule
_LINE_END = re.compile(r"\r\n?|\n")  # where markdown-it ends a line


def read_markdown(stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    """The one document of a Markdown file. Its text is the file decoded as UTF-8, unchanged, marks included."""
    text = decode(stream.read())
    title = about.title or _title(text) or PurePath(about.name).stem
    blocks, anchors = structure(text)
    yield make_document(about.source, title, text, about.details, kind="md", blocks=blocks, anchors=anchors)


def _title(text: str) -> str | None:
    headings = re.finditer(r"^ {0,3}#{1,2}[ \t]+(.+)$", text.removeprefix(BOM), re.MULTILINE)
    titles = (heading.group(1).strip("# \t\r") for heading in headings)
    return next(filter(None, titles), None) or first_line_title(text)


def structure(text: str) -> tuple[list[Block], list[Anchor]]:
    r"""The blocks of a Markdown text, and an anchor at each heading; every word of the text stands in a block.

    A block is its lines, marks included, without the white space around them. The first paragraph of a list item is an
    `item`, a further one a `paragraph`. A table is its rows; the line that only draws the header's border is no block.
    Link definitions and HTML are paragraphs. A heading inside a quotation has no anchor: it heads nothing outside.

    >>> blocks, anchors = structure("# One\n\n- a\n  - *b*\n\nTwo\n---\nText.")
    >>> [(block.kind, block.start, block.end, block.level) for block in blocks[:3]]
    [('heading', 0, 5, 1), ('item', 7, 10, 1), ('item', 13, 18, 2)]
    >>> [(anchor.start, anchor.headings) for anchor in anchors]
    [(0, ('One',)), (20, ('One', 'Two'))]
    """
    starts, ends, lines = _lines(text)
    leaves = _parsed(lines) if len(text) <= TEXT_LIMIT and len(lines) <= LINE_LIMIT else None
    if leaves is None:
        return paragraphs(text), []
    blocks: list[Block] = []
    headings: list[tuple[int, int, str]] = []
    reached = 0
    for leaf in leaves:
        first = max(leaf.first, reached)
        if first >= leaf.last:
            continue
        blocks += _between(text, starts[reached], starts[first])
        reached = leaf.last
        start, end = without_space(text, starts[first], ends[reached - 1])
        if start == end:
            continue
        blocks.append(Block(leaf.kind, start, end, leaf.level, leaf.header))
        if leaf.heading:
            headings.append((start, leaf.level, leaf.heading))
    if reached < len(starts):
        blocks += _between(text, starts[reached], len(text))
    return blocks, _anchors(headings)


def _lines(text: str) -> tuple[list[int], list[int], list[str]]:
    """Where each line starts and ends in the text, and the line as the parser sees it: no mark, not too long."""
    at = len(BOM) if text.startswith(BOM) else 0
    starts, ends = [at], []
    for mark in _LINE_END.finditer(text, at):
        ends.append(mark.start())
        starts.append(mark.end())
    ends.append(len(text))
    lines = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    return starts, ends, [line if len(line) <= _HEAD + _TAIL else line[:_HEAD] + line[-_TAIL:] for line in lines]


def _between(text: str, start: int, end: int) -> list[Block]:
    """The paragraphs of what the parser gave no block: link definitions, and what is nested too deeply for it."""
    return [block for block in paragraphs(text, start, end) if has_word(text, block.start, block.end)]


def _anchors(headings: Iterable[tuple[int, int, str]]) -> list[Anchor]:
    """An anchor for each heading, given as its start, level and text, with the headings of higher levels above it."""
    anchors = []
    above: list[tuple[int, str]] = []
    for start, level, heading in headings:
        while above and above[-1][0] >= level:
            above.pop()
        above.append((level, heading))
        anchors.append(Anchor(start, Place(section=heading), tuple(name for _, name in above)))
    return anchors


class _Leaf(NamedTuple):
    """A block as the parser has it: lines `first` up to `last`, which is not in it. `heading`: its plain text."""

    kind: BlockKind
    first: int
    last: int
    level: int = 0
    header: bool = False
    heading: str = ""


class _TooMuchError(Exception):
    """The parser has made more of a text than it may."""


@cache
def _parser() -> MarkdownIt:
    # Imported late: most folders, and every question, do without.
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin
    from mdit_py_plugins.front_matter import front_matter_plugin

    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    parser.use(front_matter_plugin).use(footnote_plugin)
    # Footnotes stay where they stand, and no inline marks are parsed.
    parser.core.ruler.enableOnly(["normalize", "block"])
    # In the table's rule, the rules that end a quotation are asked before each row.
    parser.block.ruler.before("table", "budget", _keep_budget, {"alt": ["blockquote"]})
    return parser


def _keep_budget(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A block rule that never matches; it stops the parser when there are too many tokens."""
    if len(state.tokens) > TOKEN_LIMIT:
        raise _TooMuchError
    return False


def _parsed(lines: Sequence[str]) -> list[_Leaf] | None:
    """The blocks that hold no others, in order; None if there are too many.

    Work and memory are bounded: lines are not long, tokens are counted, and the parser itself stops at twenty levels
    of lists and quotations, or of marks in a heading.
    """
    parser, env = _parser(), dict[str, object]()
    try:
        return list(_leaves(parser, parser.parse("\n".join(lines), env), env))
    except _TooMuchError:
        return None


def _leaves(parser: MarkdownIt, tokens: Sequence[Token], env: dict[str, object]) -> Iterator[_Leaf]:
    inside: list[str] = []  # the list items and quotations that are open
    opened = header = False  # whether an item has just begun; whether this is a table's head
    for at, token in enumerate(tokens):
        if token.type in ("list_item_open", "blockquote_open"):
            inside.append(token.tag)
            opened = token.tag == "li" or opened
        elif token.type in ("list_item_close", "blockquote_close"):
            inside.pop()
            opened = False
        elif token.tag == "thead":
            header = token.nesting == 1
        elif token.map and (kind := _KINDS.get(token.type)):
            first, last = token.map
            leaf = _Leaf(kind, first, last)
            if token.type == "heading_open":
                leaf = _heading(leaf, token, tokens[at + 1].content, parser, env, quoted="blockquote" in inside)
            elif token.type == "tr_open":
                leaf = leaf._replace(header=header)
            elif token.type == "paragraph_open" and inside:
                if inside[-1] == "blockquote":
                    leaf = leaf._replace(kind="quotation")
                elif opened:
                    leaf = leaf._replace(kind="item", level=inside.count("li"))
            opened = False
            yield leaf


_KINDS: dict[str, BlockKind] = {
    "heading_open": "heading",
    "paragraph_open": "paragraph",
    "tr_open": "row",
    "fence": "code",
    "code_block": "code",
    "html_block": "paragraph",
    "front_matter": "front matter",
}


def _heading(
    leaf: _Leaf, token: Token, content: str, parser: MarkdownIt, env: dict[str, object], *, quoted: bool
) -> _Leaf:
    if len(content) > _HEADING_LIMIT:
        return leaf._replace(kind="paragraph")
    return leaf._replace(level=int(token.tag[1:]), heading="" if quoted else _plain(content, parser, env))


def _plain(content: str, parser: MarkdownIt, env: dict[str, object]) -> str:
    """Inline Markdown as a person reads it: no marks, no tags, no footnote numbers, one space between words."""
    found: list[Token] = []
    parser.inline.parse(content, parser, env, found)
    return " ".join(_words(found).split())


def _words(tokens: Iterable[Token]) -> str:
    pieces = []
    for token in tokens:
        if token.type == "image":
            pieces.append(_words(token.children or ()))
        elif token.type == "html_inline":
            pieces.append(" " if token.content[:3].lower() == "<br" else "")
        else:
            pieces.append(" " if token.type in ("softbreak", "hardbreak") else token.content)
    return "".join(pieces)
