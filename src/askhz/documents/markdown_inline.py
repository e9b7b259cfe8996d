"""How a run of Markdown reads without its marks: the edits of emphasis, links, images, code, tags, entities.

markdown-it-py parses; its tokens do not say where they stand, so each of its rules is run with a note of the place
before and after it. Offsets here count within the string given. Over 350 lines: one parser, whose rules, and the notes
on them, name each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

from ..records import Edit, Span
from .edits import collapsed, shifted
from .markdown_others import ICON_SETS

_PIECE = 4096  # characters that are parsed at a time, which keeps the work linear
_BRACKETS = 64  # likewise: each of them may look to the end of the piece
_DEPTH = 8  # of images within images
_ICONS = f"(?:{'|'.join(ICON_SETS)})"
_MARKS = re.compile(rf"[\\`*_~\[!<&${{^]|:::|==|%%|:{_ICONS}-")
_DATA = re.compile(r"!\[([^\[\]]{0,300})\]\(\s?<?data:[^\s()<>]{100,}>?[^()\n]{0,200}\)")
_SPACE = re.compile(r"\s+")
_SHORTCODE = re.compile(
    # A long one has no other within it, so that looking for its end stays linear.
    r"\{\{[<%](?:.{0,500}?|(?:(?!\{\{).){0,4000}?)[%>]\}\}|\{%.{0,500}?%\}"
    # A tag with a template in an attribute, the quotation marks of which would end the attribute.
    r"|<[a-z][\w-]{0,20} (?:[^<>{}]|\{(?!\{)){0,500}\{\{[^{}\n]{0,200}\}\}(?:[^<>{}]|\{\{[^{}\n]{0,200}\}\}){0,500}>"
    r"|\{ ?[:#.][^{}\n]{0,300}\}|(?P<role>\{[\w:.+-]{1,40}\}(?=`))"
    r"|\{\{ ?(?:site|page|book|include|layout)\.[\w.]{1,60} ?\}\}|:::image\b[^\n]{0,1000}?:::"
    # Obsidian's comments, up to the end of a line, and names of blocks; icons of Material for MkDocs.
    r"|(?:%%.{0,1000}?%%|(?<=\s)\^[\w-]{2,60})(?=[ \t]*(?:\n|\Z))"
    rf"|:{_ICONS}-[\w-]{{1,60}}:",
    re.DOTALL,
)
_TEMPLATE_LINK = re.compile(r"!?\[([^\[\]]{1,300})\]\([^()\n]{0,200}\{\{[^{}\n]{0,200}\}\}[^()\n]{0,200}\)")
_WIKI = re.compile(r"!?\[\[(?:([^\[\]|\n]{1,200})\|)?([^\[\]|\n]{1,200})\]\](?![\[(])")
_ALERT = re.compile(
    r"\[![A-Za-z]{3,20}(?:[ :][^\[\]\n]{0,300})?(?:\[[^\[\]\n]{0,300}\](?:\([^()\n]{0,300}\))?)?\][+-]?"
)
_KRAMDOWN_CONTENTS = re.compile(r"\{: ?toc\b[^{}]*\}")  # stands in place of the item that it is below
_CONTENTS = re.compile(r"\[TOC\]|\[\[_?TOC_?\]\]", re.IGNORECASE)
_HIGHLIGHT = re.compile(r"(?<![\w=])==(?=[^\s=])[^\n]{0,500}?[^\s=]==(?![\w=])")
_ROLE_TARGET = re.compile(r"\s*<[^<>`]*>(?=`+$)")
_ALT = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_INLINE_TAGS = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark nobr output q rp rt "
    "ruby s samp small span strike strong sub sup time tt u var wbr".split()
)
DELETED = frozenset({"del", "s", "strike"})
_BLOCK_TAGS = frozenset(
    "address article aside audio base blockquote body br button canvas caption center col colgroup dd details "
    "dialog div dl dt embed fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head "
    "header hgroup hr html iframe input legend li link main map menu meta nav noscript object ol optgroup "
    "option p param picture pre progress script section select slot source style summary svg table tbody td "
    "template textarea tfoot th thead title tr track ul video area path".split()
)


def inline_edits(source: str, env: dict[str, Any] | None = None) -> list[Edit]:
    r"""What to change in Markdown text, of one or more lines, so that it reads clean, with one space between words.

    `env` is the parser's of the whole document: it knows the link definitions. Linear work.

    >>> from askhz.text.views import view_of
    >>> text = "**Rent** is due on the\n[1st](/x) &mdash; <b>always</b>."
    >>> view_of(text, 0, len(text), inline_edits(text)).text
    'Rent is due on the 1st — always.'
    """
    edits: list[Edit] = []
    if _MARKS.search(source):
        reached = 0
        for image in _DATA.finditer(source):
            edits += _parsed(source, reached, image.start(), env)
            edits += [Edit(image.start(), image.start(1), ""), Edit(image.end(1), image.end(), "")]
            reached = image.end()
        edits += _parsed(source, reached, len(source), env)
    return collapsed(source, edits)


def tag_edits(tag: str, at: int) -> list[Edit]:
    """The edits for an HTML tag or comment that stands at `at`: an image's alternative text stays.

    A word in angle brackets that is no HTML element, such as `<name>`, is a placeholder and stays too.
    """
    end = at + len(tag)
    name = tag_name(tag)
    if name not in _INLINE_TAGS and name not in _BLOCK_TAGS and re.fullmatch(r"<[a-z][a-z_-]*>", tag):
        return []
    if name == "img" and (alt := _ALT.search(tag)):
        start, stop = alt.span(1 if alt.group(1) is not None else 2)
        return [Edit(at, at + start, ""), Edit(at + stop, end, "")]
    return [Edit(at, end, " " if name in _BLOCK_TAGS else "")]


def tag_name(tag: str) -> str:
    """The name of an HTML tag, in small letters; empty for a comment.

    >>> tag_name("</H1 >"), tag_name("<!-- a -->")
    ('h1', '')
    """
    found = re.match(r"</?([A-Za-z][\w:-]*)", tag)
    return found.group(1).lower() if found else ""


def _parsed(source: str, start: int, end: int, env: dict[str, Any] | None) -> Iterator[Edit]:
    parser = _parser()
    for first, last in _pieces(source, start, end):
        piece = source[first:last]
        if _MARKS.search(piece):
            inner = dict(env or {}, edits=[], depth=0)
            parser.inline.parse(piece, parser, inner, [])
            yield from shifted(inner["edits"], first)


def _pieces(source: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Stretches that are cheap to parse, divided at the end of a line or a word where there is one."""
    while start < end:
        stop = min(end, start + _PIECE)
        at = start - 1
        for _ in range(_BRACKETS + 1):
            at = source.find("[", at + 1, stop)
            if at < 0:
                break
        else:
            stop = at
        if stop < end:
            divide = max(source.rfind("\n", start + 1, stop), source.rfind(" ", start + 1, stop))
            stop = divide if divide > start else stop
        yield start, stop
        start = stop


_Rule = Callable[[StateInline, bool], bool]


class _State(StateInline):
    """The parser's state, with the edits found and where each possible mark of emphasis stands."""

    def __init__(self, src: str, md: MarkdownIt, env: dict[str, Any], tokens: list[Token]) -> None:
        super().__init__(src, md, env, tokens)
        self.edits: list[Edit] = []
        self.marks: list[tuple[int, int, Token]] = []
        self.label = (0, 0)  # the stretch that was tokenized last within this one: a link's label
        self.deletions: list[tuple[int, int, bool]] = []  # the tags of deleted text, and whether they open it
        self.role = -1  # where a MyST role ended


class _Inline(ParserInline):
    """The inline parser; it leaves the edits of what it parsed last in `env`.

    At each place only those rules are tried that may begin with its character: most of them would say no.
    """

    def __init__(self) -> None:
        super().__init__()
        self.terminator_re = _STOPS
        self.tried: dict[str, list[_Rule]] = {}

    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        env["edits"] = []
        if env.get("depth", 0) > _DEPTH:
            return tokens
        env["depth"] = env.get("depth", 0) + 1
        state = _State(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        env["depth"] -= 1
        unused = [(start, end) for start, end, token in state.marks if token.content]
        dropped = [(start, end) for start, end, token in state.marks if not token.content]
        dropped += _lone_strong(src, unused)
        if struck := list(_struck(state)):
            # What is struck out does not hold any more: it is not read, nor what is in it.
            dropped = [one for one in dropped if not any(low <= one[0] and one[1] <= high for low, high in struck)]
            state.edits = [
                edit for edit in state.edits if not any(low <= edit.start and edit.end <= high for low, high in struck)
            ]
            dropped += struck
        env["edits"] = [*state.edits, *(Edit(start, end, "") for start, end in dropped)]
        return state.tokens

    def tokenize(self, state: StateInline) -> None:
        stretch, end = (state.pos, state.posMax), state.posMax
        nested = state.level >= state.md.options["maxNesting"]
        while (start := state.pos) < end:
            for rule in () if nested else self._rules(state.src[start]):
                if rule(state, False):
                    break
            else:
                state.pending += state.src[start]
                state.pos += 1
            _check_progress(state, start)
        if state.pending:
            state.pushPending()
        if isinstance(state, _State):
            state.label = stretch

    def skipToken(self, state: StateInline) -> None:  # noqa: N802 (as the parser calls it)
        start = state.pos
        if start not in state.cache:
            if state.level >= state.md.options["maxNesting"]:
                state.pos = state.posMax
            else:
                state.level += 1
                for rule in self._rules(state.src[start]):
                    if rule(state, True):
                        break
                else:
                    state.pos += 1
                state.level -= 1
                _check_progress(state, start)
            state.cache[start] = state.pos
        state.pos = state.cache[start]

    def _rules(self, character: str) -> list[_Rule]:
        """The rules that may match where this character stands, in their order."""
        if (rules := self.tried.get(character)) is None:
            named = [(rule.name, rule.fn) for rule in self.ruler.__rules__ if rule.enabled]
            rules = [rule for name, rule in named if character in _BEGINNINGS.get(name, character)]
            if character in _SPECIAL:
                self.tried[character] = rules
        return rules


def _check_progress(state: StateInline, start: int) -> None:
    if state.pos <= start:
        raise RuntimeError("a rule of the inline parser stood still")


def _struck(state: _State) -> Iterator[Span]:
    """The stretches between `~~` and `~~`, or the tags of deleted text, the outermost ones, with their marks."""
    marks = [(start, end, token.type == "s_open") for start, end, token in state.marks if token.type in _STRIKES]
    begins, depth = 0, 0
    for start, end, opens in sorted([*marks, *state.deletions]):
        begins = begins if depth else start
        depth = depth + 1 if opens else depth - 1
        if depth == 0:
            yield begins, end
        depth = max(0, depth)


def _lone_strong(source: str, unused: Sequence[Span]) -> Iterator[Span]:
    """Pairs of `**` that CommonMark leaves: beside Chinese, which has no spaces, or with a space too many inside."""
    runs: list[Span] = []
    for start, end in unused:
        if source[start:end].strip("*"):
            continue
        if runs and runs[-1][1] == start:
            start = runs.pop()[0]
        runs.append((start, end))
    runs = [run for run in runs if run[1] - run[0] == 2]
    for one, other in zip(runs[::2], runs[1::2], strict=False):
        before, after = source[max(0, one[0] - 1) : one[0]], source[other[1] : other[1] + 1]
        first, last = source[one[1] : one[1] + 1], source[other[0] - 1 : other[0]]
        han = any(character > "\u2e7f" for character in (before, after, first, last))
        begins = before in ("", "\n") and not first.isspace() and last.isspace()
        apart = not before[:1].isalnum() and not after[:1].isalnum() and first.isspace() != last.isspace()
        if one[1] < other[0] and (han or begins or apart):
            yield one
            yield other


# What the rules begin with; those not named are tried everywhere.
_BEGINNINGS = {
    "newline": "\n",
    "escape": "\\",
    "backticks": "`",
    "strikethrough": "~",
    "emphasis": "*_",
    "link": "[",
    "image": "!",
    "autolink": "<",
    "html_inline": "<",
    "entity": "&",
    "footnote_inline": "^",
    "footnote_ref": "[",
    "math_inline": "$",
    "shortcode": "{[!:%^<",
    "highlight": "=",
}
_STRIKES = ("s_open", "s_close")
_SPECIAL = frozenset("".join(_BEGINNINGS.values()) + "]")
_STOPS = re.compile(f"[{re.escape(''.join(sorted(_SPECIAL)))}]")


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable(["strikethrough"])
    parser.inline = _Inline()
    parser.configure("commonmark").enable(["strikethrough"])
    parser.use(footnote_plugin)
    parser.use(dollarmath_plugin, allow_space=False, allow_digits=False, double_inline=True)
    parser.inline.ruler.after("escape", "shortcode", _shortcode)
    parser.inline.ruler.after("escape", "highlight", _highlight)
    parser.inline.ruler2.disable(["fragments_join"])
    rules = parser.inline.ruler
    for rule in list(rules.__rules__):
        if rule.name in _NOTES:
            rules.at(rule.name, _noted(rule.fn, _NOTES[rule.name]))
    return parser


_Note = Callable[[_State, int, int], Iterable[Edit]]


def _noted(rule: _Rule, note: _Note) -> _Rule:
    def run(state: StateInline, silent: bool) -> bool:
        start, count = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if not silent and isinstance(state, _State):
            state.edits += note(state, start, count)
        return True

    return run


def _note_marks(state: _State, start: int, _: int) -> list[Edit]:
    at, marks = state.pos, []
    for token in reversed(state.tokens):
        if at <= start:
            break
        marks.append((at - len(token.content), at, token))
        at -= len(token.content)
    state.marks += reversed(marks)
    return []


def _note_escape(state: _State, start: int, _: int) -> list[Edit]:
    token = state.tokens[-1]
    if token.type == "hardbreak":
        return [Edit(start, state.pos, " ")]
    return [Edit(start, start + 1, "")] if token.content != token.markup else []


def _note_entity(state: _State, start: int, _: int) -> list[Edit]:
    return [Edit(start, state.pos, _SPACE.sub(" ", state.tokens[-1].content))]


def _note_newline(state: _State, start: int, _: int) -> list[Edit]:
    return [Edit(start, state.pos, " ")]


def _note_code(state: _State, start: int, count: int) -> list[Edit]:
    token = state.tokens[-1] if len(state.tokens) > count else None
    if token is None or token.type != "code_inline":
        return []
    width = len(token.markup)
    edits = [Edit(start, start + width, "")]
    end = state.pos - width
    if state.role == start and (target := _ROLE_TARGET.search(state.src, start + width, state.pos)):
        end = target.start() if target.start() > start + width else end
    return [*edits, Edit(end, state.pos, "")]


def _note_link(state: _State, start: int, _: int) -> list[Edit]:
    first, last = state.label
    return [Edit(start, first, ""), Edit(last, state.pos, "")]


def _note_image(state: _State, start: int, _: int) -> list[Edit]:
    return _nested(state, start + 2, start + 2 + len(state.tokens[-1].content), start, "", "")


def _note_footnote(state: _State, start: int, _: int) -> list[Edit]:
    return _nested(state, start + 2, state.pos - 1, start, " (", ")")


def _nested(state: _State, first: int, last: int, start: int, before: str, after: str) -> list[Edit]:
    inner: list[Edit] = state.env["edits"]
    return [Edit(start, first, before), *shifted(inner, first), Edit(last, state.pos, after)]


def _note_autolink(state: _State, start: int, _: int) -> list[Edit]:
    return [Edit(start, start + 1, ""), Edit(state.pos - 1, state.pos, "")]


def _note_tag(state: _State, start: int, _: int) -> list[Edit]:
    tag = state.src[start : state.pos]
    if tag_name(tag) in DELETED:
        state.deletions.append((start, state.pos, not tag.startswith("</")))
    return tag_edits(state.src[start : state.pos], start)


def _note_reference(state: _State, start: int, _: int) -> list[Edit]:
    return [Edit(start, state.pos, "")]


def _note_math(state: _State, start: int, _: int) -> list[Edit]:
    width = len(state.tokens[-1].markup)
    return [Edit(start, start + width, ""), Edit(state.pos - width, state.pos, "")]


_NOTES: dict[str, _Note] = {
    "emphasis": _note_marks,
    "strikethrough": _note_marks,
    "escape": _note_escape,
    "entity": _note_entity,
    "newline": _note_newline,
    "backticks": _note_code,
    "link": _note_link,
    "image": _note_image,
    "autolink": _note_autolink,
    "html_inline": _note_tag,
    "footnote_inline": _note_footnote,
    "footnote_ref": _note_reference,
    "math_inline": _note_math,
}


def _shortcode(state: StateInline, silent: bool) -> bool:
    """Marks that are not CommonMark: shortcodes, attribute lists, roles, alerts, wiki links, comments, icons."""
    start, source = state.pos, state.src
    if source[start] not in "{[!:%^<":
        return False
    edits = None
    if found := _SHORTCODE.match(source, start, state.posMax):
        edits = [Edit(0 if _KRAMDOWN_CONTENTS.fullmatch(found[0]) else start, found.end(), "")]
        if found.group("role") and not silent and isinstance(state, _State):
            state.role = found.end()
    elif (found := _CONTENTS.match(source, start, state.posMax)) or (
        not start and (found := _ALERT.match(source, start, state.posMax))
    ):
        edits = [Edit(*found.span(), "")]
    elif found := _TEMPLATE_LINK.match(source, start, state.posMax):
        edits = [Edit(start, found.start(1), ""), Edit(found.end(1), found.end(), "")]
    elif found := _WIKI.match(source, start, state.posMax):
        edits = [Edit(start, found.start(2), ""), Edit(found.end(2), found.end(), "")]
    if found is None or edits is None:
        return False
    if not silent and isinstance(state, _State):
        state.edits += edits
    state.pos = found.end()
    return True


def _highlight(state: StateInline, silent: bool) -> bool:
    """The marks around highlighted text, `==text==`; what is between them is read on."""
    found = _HIGHLIGHT.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent and isinstance(state, _State):
        start, end = found.span()
        state.edits += [Edit(start, start + 2, ""), Edit(end - 2, end, "")]
    state.pos += 2
    return True
