"""Markdown by pulldown-cmark, which says of each word and mark where it stands: a fraction of the work.

Its events are walked once. What it calls text is compared with the file and stands in the view at its place; whatever
lies between two such stretches is an edit. So no view can hold a word that is not where it says. What pulldown-cmark
does not know (`markdown_others`) is left to `markdown_blocks` and `markdown_inline`: a block by itself, or all of the
text, for which `walk` then answers that it did not read it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from ..records import Edit, Span
from . import markdown_blocks as rules
from .edits import collapsed_within, needs_collapsing, without_space
from .markdown_blocks import HEADING_LIMIT, SEEN, Leaf
from .markdown_kept import Found, Kept, OtherwiseError
from .markdown_offsets import character_of
from .markdown_others import Others, has_other_blocks, known
from .plain import minified
from .reader import has_word

if TYPE_CHECKING:
    import pyromark

_CLOSING = re.compile(r"(?:^|[ \t]+)#+[ \t]*$")
_OPENING = re.compile(r"#{1,6}[ \t]*")
_DEFINITION = re.compile(r"[ \t>]*\[[^\]\n]+\]:")
_QUOTED = re.compile(r"(?:[ \t]{0,3}>)+[ \t]?")
_CELLS = 256  # in a row; further ones are a part of the last
_INLINE = frozenset(["Emphasis", "Strong", "Strikethrough", "Link", "Image"])
_INSIDE = {"Item": "li", "DefinitionListDefinition": "dd", "BlockQuote": "quotation", "FootnoteDefinition": "note"}


def walk(found: Found, line: int) -> bool:
    """Find all blocks from a line on; False if the text must be read in the other way, whatever has been found."""
    text, lines = found.text, found.lines
    start = lines.starts[line] if line < len(lines.starts) else len(text)
    if len(text) > rules.TEXT_LIMIT or len(lines.starts) > rules.LINE_LIMIT or has_other_blocks(text, start):
        return False
    try:
        _Walk(found, start).run()
    except (OtherwiseError, UnicodeEncodeError):  # half a character is no UTF-8
        return False
    except BaseException as error:
        # A panic in Rust is no `Exception`.
        if type(error).__name__ != "PanicException":
            raise
        return False
    return True


@cache
def _parser() -> pyromark.Markdown:
    # Imported late: most folders, and every question, do without.
    import pyromark

    kinds = pyromark.Options
    return pyromark.Markdown(
        options=kinds.ENABLE_TABLES | kinds.ENABLE_FOOTNOTES | kinds.ENABLE_STRIKETHROUGH | kinds.ENABLE_DEFINITION_LIST
    )


def references(text: str) -> dict[str, Any]:
    """What markdown-it's rules must know of a whole text to read a part of it: see `markdown_others`."""
    return known(text, _parser().reference_definitions(text))


class _Walk:
    """One pass over the events of a text."""

    def __init__(self, found: Found, start: int) -> None:
        self.found, self.text, self.start = found, found.text, start
        self.source = found.text[start:] if start else found.text
        self.inside: list[str] = []  # the items, definitions, notes and quotations that are open
        self.opened = False  # whether an item has just begun
        self.open: Kept | None = None
        self.html: list[str] = []
        self.row: list[tuple[Span, list[Edit]]] = []
        self.row_otherwise = False
        self.cell: Span = (0, 0)
        self.written = 0  # where the last block ends
        self.reached = found.lines.at(start)  # the line before which all has been found
        self.others = Others(found.text, found.lines, start)

    def run(self) -> None:
        """Walk."""
        at, text = character_of(self.source, self.start), self.text
        left = rules.TOKEN_LIMIT
        events: Iterable[tuple[Any, Any]] = _parser().events_with_range(self.source)
        for event, where in events:
            left -= 1
            if not left:
                raise OtherwiseError
            if type(event) is str:
                if event in ("SoftBreak", "HardBreak"):
                    start = at(where["start"])
                    self._current(start).gap(start, at(where["end"]), " ")
                else:  # a line between sections
                    self._close_implied()
                continue
            ((name, value),) = event.items()
            if name == "Text":
                start = at(where["start"])
                current = self.open or self._current(start)
                if current.kind == "code":
                    current.code(start, at(where["end"]), value)
                elif where["end"] - where["start"] >= len(value) and text.startswith(value, start):
                    current.keep(start, start + len(value), value)
                    left += 1  # joined to the words before it, nothing more is made of it: `<a <a` has thousands
                else:
                    current.other(start, at(where["end"]), value)
            elif name == "End" or name == "Start":
                what = value if type(value) is str else next(iter(value))
                if what not in _INLINE:
                    change = self._begin if name == "Start" else self._end
                    change(what, value, at(where["start"]), at(where["end"]))
                elif name == "Start":
                    if self.open is None or what == "Strikethrough":
                        self._begin_inline(what, at(where["start"]))
                elif self.open is not None and self.open.implied:
                    self.open.ended = at(where["end"])
            else:
                self._special(name, value, at(where["start"]), at(where["end"]))
        self._close_implied()
        self._reach(len(self.found.lines.starts), 0)

    def _current(self, start: int) -> Kept:
        """The open block; text that stands in an item by itself begins one."""
        if self.open is None:
            self.open = Kept(self.text, "paragraph", start, implied=True)
        return self.open

    def _begin_inline(self, what: str, start: int) -> None:
        current = self._current(start)
        if what == "Strikethrough" and not self.text.startswith("~~", start):
            current.otherwise = True

    def _special(self, name: str, value: str, start: int, end: int) -> None:
        if name == "Code":
            self._current(start).code_span(start, end, value)
        elif name == "InlineHtml":
            self._current(start).tag(start, end)
        elif name == "Html":
            self.html.append(value)
        elif name == "FootnoteReference":
            self._current(start).gap(start, end, "")
        else:
            raise OtherwiseError

    def _begin(self, what: str, value: object, start: int, end: int) -> None:
        self._close_implied()
        if what == "Paragraph":
            self.open = Kept(self.text, "paragraph", start)
        elif what in _INSIDE:
            self.inside.append(_INSIDE[what])
            self.opened = self.opened or what in ("Item", "DefinitionListDefinition")
        elif what == "TableCell":
            self.cell = without_space(self.text, start, end)
            self.open = Kept(self.text, "row", start, first=self.cell[0], reached=self.cell[0])
        elif what in ("TableRow", "TableHead"):
            line, _ = self._lines(start, start + 1)
            if self.others.unread(line, line) and self.found.lines.ends[line] - start > SEEN:
                raise OtherwiseError
            self.row, self.row_otherwise = [], False
        elif what == "CodeBlock":
            self.open = Kept(self.text, "code", start)
        elif what == "Heading":
            level = value["Heading"]["level"] if isinstance(value, dict) else ""
            self.open = Kept(self.text, "heading", start, int(level[1:]))
        elif what == "HtmlBlock":
            self.html = []
        elif what == "DefinitionListTitle":
            self.open = Kept(self.text, "paragraph", start, term=True)
        elif what not in ("List", "Table", "DefinitionList"):
            raise OtherwiseError

    def _end(self, what: str, value: object, start: int, end: int) -> None:
        self._close_implied()
        if what in ("Paragraph", "Heading", "CodeBlock", "DefinitionListTitle"):
            self._close(start, end)
        elif what == "TableCell":
            self._end_cell()
        elif what in ("TableRow", "TableHead"):
            self._end_row(start, end, header=what == "TableHead")
        elif what in _INSIDE:
            self.inside.pop()
            self.opened = False
        elif what == "HtmlBlock":
            first, last = self._lines(start, end)
            self._reach(first, last)
            leaf = Leaf("paragraph", first, last + 1, "html", "".join(self.html))
            self._add(leaf._replace(inside=len(self.inside), quoted="quotation" in self.inside))

    def _close_implied(self) -> None:
        if self.open is not None and self.open.implied:
            self._close(self.open.begin, max(self.open.ended, self.open.begin + 1))

    def _lines(self, start: int, end: int) -> tuple[int, int]:
        """The numbers of the lines in which a stretch begins and ends, white space at its end aside."""
        starts = self.found.lines.starts
        first = bisect_right(starts, start) - 1
        if first + 1 == len(starts) or end <= starts[first + 1]:
            return first, first
        piece = self.text[start:end]
        return first, max(first, bisect_right(starts, start + len(piece.rstrip()) - 1, first) - 1)

    def _close(self, begin: int, stop: int) -> None:
        """Write the block that is open."""
        current, self.open = self.open, None
        if current is None:
            raise OtherwiseError
        inside, kind, level, text = self.inside, current.kind, current.level, self.text
        if kind == "paragraph" and inside and not current.term:
            if inside[-1] == "quotation":
                kind = "quotation"
            elif self.opened:
                kind, level = "item", inside.count("li") + inside.count("dd")
        elif kind == "heading" and current.reached - current.first > HEADING_LIMIT:
            kind, level = "paragraph", 0
        self.opened = False
        line, last = self._lines(begin, stop)
        self._reach(line, last)
        leaf = Leaf(kind, line, last + 1, "inline", "", level, False, len(inside), "quotation" in inside)
        if kind == "code":
            if self.others.unread(line, last):
                raise OtherwiseError
        elif current.otherwise or self.others.unread(line, last) or self.others.within(begin, stop):
            self._add_otherwise(leaf, current, begin)
            return
        if current.first < 0:
            return
        start, end = without_space(text, self.found.lines.starts[line], self.found.lines.ends[last])
        edits = current.edits
        # White space that is none for CommonMark may stand at the ends.
        first, reached = max(current.first, start), min(current.reached, end)
        if start < self.written or (edits and (edits[0].start < first or edits[-1].end > end)):
            raise OtherwiseError
        if kind != "code" and current.pending.strip():
            edits.append(Edit(reached, max(reached, min(current.ended, end)), current.pending))
            reached = edits[-1].end
            current.parts.append(current.pending)
        view = "".join(current.parts)
        if kind != "code" and "**" in view:  # perhaps marks all the same: see `markdown_inline`
            self._add_otherwise(leaf, current, begin)
            return
        if reached < end:
            edits.append(Edit(reached, end, ""))
        if kind != "code" and needs_collapsing(view):
            edits = collapsed_within(text, first, end, edits)
            view = " ".join(view.split())
        if view and not minified(view, 0, len(view)):
            self.written = end
            self.found.write(leaf, start, end, first, edits, view)

    def _add_otherwise(self, leaf: Leaf, current: Kept, start: int) -> None:
        """Leave a block to the other way: its lines, without the marks of what it stands in."""
        lines, last = self.found.lines, leaf.last
        content = [lines.seen[leaf.first][start - lines.starts[leaf.first] :].strip()]
        if current.implied and self.text.startswith("\\", start - 1):
            content[0] = "\\" + content[0]
        if current.kind == "heading" and last == leaf.first + 1 and (mark := _OPENING.match(content[0])):
            content[0] = _CLOSING.sub("", content[0][mark.end() :])
            leaf = leaf._replace(form="heading")
        elif current.kind == "heading":
            last -= 1  # the line below it
        for number in range(leaf.first + 1, last):
            line = lines.seen[number]
            quoted = _QUOTED.match(line) if leaf.quoted else None
            content.append(line[quoted.end() if quoted else 0 :].strip())
        self._add(leaf._replace(content="\n".join(content)))

    def _add(self, leaf: Leaf) -> None:
        ends = self.found.lines.ends
        if ends[leaf.first] < self.written:
            raise OtherwiseError
        self.opened = False
        self.written = ends[leaf.last - 1]
        self.found.add(leaf)

    def _end_cell(self) -> None:
        current, self.open = self.open, None
        if current is None:
            raise OtherwiseError
        (start, end), edits = self.cell, current.edits
        if start < end and (current.reached < end or current.pending):
            edits.append(Edit(current.reached, end, current.pending))
            current.parts.append(current.pending)
        view = "".join(current.parts)
        self.row_otherwise = self.row_otherwise or current.otherwise or "**" in view
        if needs_collapsing(view):
            edits = collapsed_within(self.text, start, end, edits)
        self.row.append((self.cell, edits))

    def _end_row(self, begin: int, stop: int, *, header: bool) -> None:
        text, lines = self.text, self.found.lines
        first, last = self._lines(begin, stop)
        self._reach(first, last)
        leaf = Leaf("row", first, first + 1, "row", "", 0, header, len(self.inside), "quotation" in self.inside)
        self.opened = False
        start, end = without_space(text, lines.starts[first], lines.ends[first])
        # A cell that is missing stands at the line's end.
        cells = [(span, edits) for span, edits in self.row if span[0] < span[1] or span[1] < end]
        rest = text[cells[-1][0][1] : end].strip() if cells else "|"
        otherwise = self.row_otherwise or first != last or rest not in ("", "|") or len(cells) > _CELLS
        if otherwise or self.others.unread(first, last) or self.others.within(start, end):
            self._add(leaf)
        elif start < self.written:
            raise OtherwiseError
        else:
            self.written = end
            self.found.write_row(leaf, start, end, cells)

    def _reach(self, first: int, last: int) -> None:
        """Find what stands between the last block and this one, in lines `first` to `last`."""
        reached, starts = self.reached, self.found.lines.starts
        if reached < first and has_word(self.text, starts[reached], self.found.lines.ends[first - 1]):
            skipped = {
                line
                for line in range(reached, first)
                if starts[line] in self._definitions or _DEFINITION.match(self.text, starts[line])
            }
            self.found.between(reached, first, skipped)
        self.reached = last + 1

    @cached_property
    def _definitions(self) -> set[int]:
        """Where the lines of link definitions start."""
        at, lines = character_of(self.source, self.start), self.found.lines
        found = set[int]()
        for one in _parser().reference_definitions(self.source).values():
            first, last = at(one["span"]["start"]), at(one["span"]["end"])
            found.update(lines.starts[lines.at(first) : lines.at(max(first, last - 1)) + 1])
        return found
