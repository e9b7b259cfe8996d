"""The block rules of Markdown: in which lines each block stands, by markdown-it-py, in bounded work."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from ..records import BlockKind
from .reader import BOM

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.ruler import RuleOptionsType
    from markdown_it.rules_block import StateBlock
    from markdown_it.token import Token

TEXT_LIMIT = 10_000_000  # characters; of a longer text only the paragraphs are found
LINE_LIMIT = 250_000  # likewise of one with more lines
TOKEN_LIMIT = 500_000  # likewise of one of which the parser makes more, a few hundred bytes each
_HEAD, _TAIL = 3072, 1024  # characters of a longer line that the parser sees; they tell what block it belongs to
SEEN = _HEAD + _TAIL
HEADING_LIMIT = 1000  # characters; a longer heading is a paragraph
_LINE_END = re.compile(r"\r\n?|\n")  # where markdown-it ends a line
_DIRECTIVE = re.compile(
    r":{3,}(.*)|::[A-Za-z][\w-]*(?:\{[^{}]*\})?[ \t]*$|::[ \t]*$|/{3,}[ \t]*(?:[\w-]+[ \t]*(?:\|[ \t]*(.*))?)?$"
)
_TAB = re.compile(r"^([ \t>]*)===[+!]*[ \t]+(\".+\")[ \t]*$")
_DIRECTIVE_TITLE = re.compile(r"[ \t]*(?:\{[^{}]*\}|[\w-]+)?[ \t]*\[?([^\[\]{}=]*)\]?[ \t]*(?:\{[^{}]*\})?[ \t]*$")

Form = Literal["inline", "code", "fence", "math", "row", "html", "heading", "title"]


class Lines(NamedTuple):
    """Where each line starts and ends in a text, and the line as the parser sees it: no mark, not too long."""

    starts: list[int]
    ends: list[int]
    seen: list[str]

    @classmethod
    def of(cls, text: str) -> Lines:
        """The lines of a text."""
        at = len(BOM) if text.startswith(BOM) else 0
        starts, ends = [at], []
        for mark in _LINE_END.finditer(text, at):
            ends.append(mark.start())
            starts.append(mark.end())
        ends.append(len(text))
        lines = [text[start:end] for start, end in zip(starts, ends, strict=True)]
        if max(map(len, lines)) > SEEN:
            lines = [line if len(line) <= SEEN else line[:_HEAD] + line[-_TAIL:] for line in lines]
        if "\0" in text:
            lines = [line.replace("\0", "\ufffd") for line in lines]
        return cls(starts, ends, lines)

    def at(self, offset: int) -> int:
        """The number of the line in which an offset lies."""
        return bisect_right(self.starts, offset) - 1


class Leaf(NamedTuple):
    """A block as the parser has it: lines `first` up to `last`, which is not in it.

    `form` says how its lines are read; `content` is what the parser sees in them, without the marks of what it stands
    in. `inside` counts the lists and quotations around it. `quoted`: one of them is a quotation.
    """

    kind: BlockKind
    first: int
    last: int
    form: Form = "inline"
    content: str = ""
    level: int = 0
    header: bool = False
    inside: int = 0
    quoted: bool = False


class Parsed(NamedTuple):
    """The blocks that hold no others, in order; the lines that hold none; what the parser knows of the whole text."""

    leaves: list[Leaf]
    skipped: set[int]
    env: dict[str, Any]


class _TooMuchError(Exception):
    """The parser has made more of a text than it may."""


def parsed(lines: Sequence[str]) -> Parsed | None:
    """The blocks of a text, given as its lines; None if there are too many.

    Work and memory are bounded: lines are not long, lines and tokens are counted, and the parser itself stops at
    twenty levels of lists and quotations.
    """
    if len(lines) > LINE_LIMIT:
        return None
    env: dict[str, Any] = {}
    skipped: set[int] = set()
    try:
        # A tab of Material for MkDocs, `=== "Linux"`, is laid out as an admonition is.
        tokens = _parser().parse("\n".join(_TAB.sub(r"\1!!! tab \2", line) for line in lines), env)
        leaves = list(_leaves(tokens, skipped))
    except _TooMuchError:
        return None
    definitions = [*env.get("references", {}).values(), *env.get("duplicate_refs", ())]
    for definition in definitions:
        skipped.update(range(*definition["map"]))
    return Parsed(leaves, skipped, env)


@cache
def _parser() -> MarkdownIt:
    # Imported late: most folders, and every question, do without.
    from markdown_it import MarkdownIt
    from mdit_py_plugins.admon import admon_plugin
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.dollarmath import dollarmath_plugin
    from mdit_py_plugins.footnote import footnote_plugin

    parser = MarkdownIt("commonmark").enable("table")
    parser.use(footnote_plugin).use(deflist_plugin).use(admon_plugin).use(dollarmath_plugin)
    # Footnotes stay where they stand, and no inline marks are parsed.
    parser.core.ruler.enableOnly(["normalize", "block"])
    everywhere: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list", "footnote_def"]}
    parser.block.ruler.before("fence", "directive", _directive, everywhere)
    # In the table's rule, the rules that end a quotation are asked before each row.
    parser.block.ruler.before("table", "budget", _keep_budget, {"alt": ["blockquote"]})
    return parser


def _keep_budget(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A block rule that never matches; it stops the parser when there are too many tokens."""
    if len(state.tokens) > TOKEN_LIMIT:
        raise _TooMuchError
    return False


def _directive(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A block rule for a line that begins or ends a directive, such as `:::note Title`; between them is Markdown."""
    at, stop = state.bMarks[start] + state.tShift[start], state.eMarks[start]
    if not state.src.startswith(("::", "///"), at) or not (found := _DIRECTIVE.match(state.src[at:stop])):
        return False
    if not silent:
        token = state.push("directive", "", 0)
        token.map = [start, start + 1]
        title = _DIRECTIVE_TITLE.match((found.group(1) or "").rstrip(": \t"))
        token.content = found.group(2) or (title.group(1).strip() if title else "")
        state.line = start + 1
    return True


_OPEN = {"list_item_open": "li", "blockquote_open": "quotation", "dd_open": "dd", "footnote_reference_open": "note"}
_CLOSE = {"list_item_close", "blockquote_close", "dd_close", "footnote_reference_close"}
_KINDS: dict[str, tuple[BlockKind, Form]] = {
    "heading_open": ("heading", "inline"),
    "paragraph_open": ("paragraph", "inline"),
    "dt_open": ("paragraph", "inline"),
    "admonition_title_open": ("paragraph", "title"),
    "directive": ("paragraph", "title"),
    "tr_open": ("row", "row"),
    "fence": ("code", "fence"),
    "code_block": ("code", "code"),
    "math_block": ("code", "math"),
    "math_block_label": ("code", "math"),
    "html_block": ("paragraph", "html"),
}


def _leaves(tokens: Sequence[Token], skipped: set[int]) -> Iterator[Leaf]:
    inside: list[str] = []  # the list items, definitions, notes and quotations that are open
    opened = header = False  # whether an item has just begun; whether this is a table's head
    for at, token in enumerate(tokens):
        if token.type in _OPEN:
            inside.append(_OPEN[token.type])
            opened = inside[-1] in ("li", "dd") or opened
        elif token.type in _CLOSE:
            inside.pop()
            opened = False
        elif token.tag == "thead":
            header = token.nesting == 1
        elif token.map and token.type in _KINDS:
            kind, form = _KINDS[token.type]
            first, last = token.map
            within = tokens[at + 1].content if token.nesting == 1 and form in ("inline", "title") else token.content
            leaf = Leaf(kind, first, max(last, first + 1), form, within, 0, header, len(inside), "quotation" in inside)
            if kind == "heading":
                leaf = _heading(leaf, token)
            elif token.type == "paragraph_open" and inside:
                if inside[-1] == "quotation":
                    leaf = leaf._replace(kind="quotation")
                elif opened:
                    depth = sum(one in ("li", "dd") for one in inside)
                    leaf = leaf._replace(kind="item", level=depth)
            if form == "title":
                # Its line holds nothing else that is read.
                skipped.add(first)
            opened = False
            yield leaf._replace(header=header and kind == "row")


def _heading(leaf: Leaf, token: Token) -> Leaf:
    form: Form = "heading" if token.markup.startswith("#") else "inline"
    if len(leaf.content) > HEADING_LIMIT:
        return leaf._replace(kind="paragraph", form=form)
    return leaf._replace(level=int(token.tag[1:]), form=form)
