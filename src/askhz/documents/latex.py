"""LaTeX: the text as it stands in the file, its blocks, and edits for its commands. Comments are in no block."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import BinaryIO

from ..records import BlockKind, Document, Problem
from .outline import Cell, Outline
from .reader import About, read_text

_TOKEN = re.compile(
    r"(?P<comment>%[^\n]*)|\\(?P<name>[a-zA-Z@]+)\*?[ \t]?|\\(?P<sign>[^a-zA-Z@])|(?P<par>\n[ \t]*\n\s*)"
    r"|(?P<other>[{}$~]|---?|``|''|&)"
)
_GROUP = re.compile(r"\s{0,4}\{")
_OPTION = re.compile(r"\s{0,4}\[[^\[\]]{0,2000}\]")
_SECTIONS = {"part": 1, "chapter": 1, "section": 2, "subsection": 3, "subsubsection": 4, "paragraph": 5}
# Commands whose arguments are no words, and how many arguments they have.
_NO_WORDS = {
    name: count
    for count, names in (
        (1, "label ref eqref pageref autoref cref Cref cite citep citet nocite usepackage documentclass input include"),
        (1, "includegraphics bibliography bibliographystyle vspace hspace pagestyle thispagestyle index hypersetup"),
        (1, "pagenumbering setcounter addbibresource graphicspath geometry color cline vskip printbibliography"),
        (2, "setlength addtolength newcommand renewcommand definecolor newenvironment providecommand def textcolor"),
        (3, "addcontentsline"),
    )
    for name in names.split()
}
_NO_WORDS |= {"textcolor": 1, "href": 1, "multicolumn": 2, "setcounter": 2, "parbox": 1, "colorbox": 1, "fontsize": 2}
_CODE = frozenset("verbatim Verbatim lstlisting minted alltt".split())
_MATH = frozenset("equation align gather multline eqnarray displaymath math flalign alignat".split())
_TABLES = {"tabular": 1, "tabular*": 2, "tabularx": 2, "longtable": 1, "tabulary": 2}
_QUOTES = frozenset("quote quotation verse".split())
_SIGNS = {"\\": " ", " ": " ", ",": " ", "/": "", "-": "", "(": "", ")": "", "[": "", "]": "", ";": " ", "!": ""}
_WORDS = {
    "LaTeX": "LaTeX",
    "TeX": "TeX",
    "ldots": "…",
    "dots": "…",
    "textbackslash": "\\",
    "textasciitilde": "~",
    "ss": "ß",
    "ae": "æ",
    "AE": "Æ",
    "oe": "œ",
    "OE": "Œ",
    "o": "ø",
    "O": "Ø",
    "aa": "å",
    "AA": "Å",
    "l": "ł",
    "S": "§",
    "copyright": "©",
    "euro": "€",
    "texteuro": "€",
    "pounds": "£",
    "newline": " ",
    "quad": " ",
    "qquad": " ",
    "par": " ",
    "textendash": "–",
    "textemdash": "—",
    "today": "",
    "item": "",
    "L": "Ł",
}
_ACCENTS = {
    "'": "\u0301",
    "`": "\u0300",
    "^": "\u0302",
    '"': "\u0308",
    "~": "\u0303",
    "=": "\u0304",
    ".": "\u0307",
    "c": "\u0327",
    "v": "\u030c",
    "u": "\u0306",
    "H": "\u030b",
    "k": "\u0328",
    "r": "\u030a",
}
_ACCENTED = re.compile(r"[ \t]?(?:\{\\?([a-zA-Z])\}|\\?([a-zA-Z]))")
_READS = {"{": "", "}": "", "$": "", "~": " ", "---": "—", "--": "–", "``": "“", "''": "”", "&": ""}
_GROUP_LIMIT = 20_000  # characters that an argument may have
_DEPTH_LIMIT = 20  # braces within braces


def read_latex(stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    """The one document of a LaTeX file."""
    found = read_text(stream)
    walk = _Walk(found.text)
    walk.read()
    details = {name: walk.told[name] for name in ("author", "date") if walk.told.get(name)}
    yield walk.outline.document(about, "tex", found, walk.told.get("title"), details)


class _Walk:
    """A walk over commands, signs and blank lines; `_start` is where the block being read began."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.outline = Outline(text)
        self.told: dict[str, str] = {}
        self._at = self._start = 0
        self._kind: BlockKind = "paragraph"
        self._inside: list[str] = []  # the environments that are open
        self._cells: list[int] | None = None  # in a table: where the cells of this row begin
        self._names: list[str] | None = None
        self._line, self._counted = 1, 0

    def read(self) -> None:
        """Read the whole text."""
        body = self.text.find("\\begin{document}")
        self._preamble(max(body, 0))
        self._at = self._start = max(body, 0)
        while mark := _TOKEN.search(self.text, self._at):
            self._at = mark.end()
            if mark.group("comment") is not None:
                self.outline.drop(mark.start(), mark.end())
            elif mark.group("par") is not None:
                self._end_block(mark.start(), mark.end())
            elif (name := mark.group("name")) is not None:
                self._command(name, mark)
            elif (sign := mark.group("sign")) is not None:
                self._sign(sign, mark)
            else:
                if mark.group() == "&" and self._cells is not None:
                    self._cells.append(mark.end())
                self.outline.drop(mark.start(), mark.end(), _READS[mark.group()])
        self._end_block(len(self.text), len(self.text))

    def _preamble(self, end: int) -> None:
        for mark in re.finditer(r"\\(title|author|date)(?![a-zA-Z])", self.text[:end] if end else self.text[:20_000]):
            if group := self._group(mark.end()):
                self.told.setdefault(mark.group(1), self._plain(*group))

    def _group(self, at: int) -> tuple[int, int] | None:
        """The span of the argument in braces after an offset, without the braces."""
        while option := _OPTION.match(self.text, at):
            at = option.end()
        mark = _GROUP.match(self.text, at)
        if mark is None:
            return None
        depth = 1
        for brace in re.finditer(r"\\.|[{}]", self.text[mark.end() : mark.end() + _GROUP_LIMIT]):
            depth += {"{": 1, "}": -1}.get(brace.group(), 0)
            if depth > _DEPTH_LIMIT:
                break
            if depth == 0:
                return mark.end(), mark.end() + brace.start()
        return None

    def _end_block(self, end: int, after: int) -> None:
        if self._cells is not None:
            self._row(end)
        else:
            self.outline.block(self._kind, self._start, end, len(self._lists()) if self._kind == "item" else 0)
        self._kind = "quotation" if self._inside and self._inside[-1] in _QUOTES else "paragraph"
        self._start = after

    def _lists(self) -> list[str]:
        return [name for name in self._inside if name in ("itemize", "enumerate", "description")]

    def _command(self, name: str, mark: re.Match[str]) -> None:
        if name in _SECTIONS and (group := self._group(mark.end())):
            self._end_block(mark.start(), mark.start())
            start, end = group
            self._inline(start, end)
            self.outline.drop(mark.start(), start)
            self.outline.drop(end, end + 1)
            self._line += self.text.count("\n", self._counted, mark.start())
            self._counted = mark.start()
            self.outline.heading(mark.start(), end + 1, _SECTIONS[name], self._plain(start, end), line=self._line)
            self._at = self._start = end + 1
        elif name in ("begin", "end") and (group := self._group(mark.end())):
            self._environment(name, self.text[slice(*group)].strip(), mark.start(), group[1] + 1)
        elif name == "item":
            self._end_block(mark.start(), mark.start())
            self._kind = "item"
            label = _OPTION.match(self.text, self._at)
            self.outline.drop(mark.start(), mark.end() if label is None else label.start() + 1)
            if label is not None:
                self.outline.drop(label.end() - 1, label.end(), ":")
                self._inline(label.start() + 1, label.end() - 1)
                self._at = label.end()
        elif name == "caption" and (group := self._group(mark.end())):
            self._end_block(mark.start(), group[0])
            self._inline(*group)
            self.outline.block("caption", *group)
            self._at = self._start = group[1] + 1
        elif name in ("title", "author", "date", "maketitle", "tableofcontents"):
            self._skip(mark.start(), 1 if name in ("title", "author", "date") else 0)
        else:
            self._inline_command(name, mark)

    def _skip(self, start: int, arguments: int) -> None:
        """Leave out a command with its arguments."""
        for _ in range(arguments):
            if group := self._group(self._at):
                self._at = group[1] + 1
        self.outline.drop(start, self._at)

    def _inline_command(self, name: str, mark: re.Match[str]) -> None:
        accent = _ACCENTS.get(name) if len(name) == 1 else None
        if accent and (letter := _ACCENTED.match(self.text, self._at)):
            self._accent(mark.start(), accent, letter)
        elif name in _NO_WORDS:
            self._skip(mark.start(), _NO_WORDS[name])
        elif name == "footnote":
            self.outline.drop(mark.start(), mark.end(), " ")
        elif (option := _OPTION.match(self.text, self._at)) and _GROUP.match(self.text, option.end()):
            self._at = option.end()
            self.outline.drop(mark.start(), self._at)
        else:
            self.outline.drop(mark.start(), mark.end(), _WORDS.get(name, ""))

    def _accent(self, start: int, accent: str, letter: re.Match[str]) -> None:
        self._at = letter.end()
        whole = unicodedata.normalize("NFC", (letter.group(1) or letter.group(2)) + accent)
        self.outline.drop(start, self._at, whole)

    def _sign(self, sign: str, mark: re.Match[str]) -> None:
        if sign == "\\" and self._cells is not None:
            self._row(mark.start())
            self._cells, self._start = [mark.end()], mark.end()
        elif (accent := _ACCENTS.get(sign)) and (letter := _ACCENTED.match(self.text, self._at)):
            self._accent(mark.start(), accent, letter)
        else:
            self.outline.drop(mark.start(), mark.end(), _SIGNS.get(sign, sign))

    def _environment(self, what: str, name: str, start: int, end: int) -> None:
        self._end_block(start, end)
        plain = name.rstrip("*")
        self._at = end
        if what == "end":
            self._cells = None if plain in ("tabular", *_TABLES) else self._cells
            if name in self._inside:
                del self._inside[len(self._inside) - 1 - self._inside[::-1].index(name) :]
        elif plain in _CODE or plain in _MATH:
            close = self.text.find(f"\\end{{{name}}}", end)
            close = close if close >= 0 else len(self.text)
            self.outline.block("code", end, close)
            self._at = close
        else:
            self._inside.append(name)
            if name in _TABLES:
                self._skip(end, _TABLES[name])
                self._cells, self._names = [self._at], None
            else:
                while option := _OPTION.match(self.text, self._at):
                    self._at = option.end()
        self._start = self._at
        self._kind = "quotation" if self._inside and self._inside[-1] in _QUOTES else "paragraph"

    def _row(self, end: int) -> None:
        starts = self._cells or []
        cells = []
        for column, (first, last) in enumerate(zip(starts, [*(at - 1 for at in starts[1:]), end], strict=True)):
            piece = self.text[first:last]
            rules = re.match(r"(?:\s|\\(?:hline|toprule|midrule|bottomrule|endhead)(?![a-zA-Z]))*", piece)
            begin = first + (rules.end() if rules else 0)
            cells.append(Cell(begin, max(begin, first + len(piece.rstrip())), column))
        self.outline.row(cells[0].start if cells else end, end, cells, self._names)
        if self._names is None and any(cell.start < cell.end for cell in cells):
            self._names = [self._plain(cell.start, cell.end) for cell in cells]

    def _inline(self, start: int, end: int) -> None:
        """Mark the commands in an argument."""
        at = self._at
        self._at = start
        while (mark := _TOKEN.search(self.text, self._at, end)) and mark.start() < end:
            self._at = mark.end()
            if mark.group("name") is not None:
                self._inline_command(mark.group("name"), mark)
            elif mark.group("sign") is not None:
                self._sign(mark.group("sign"), mark)
            else:
                self.outline.drop(mark.start(), mark.end(), _READS.get(mark.group(), ""))
        self._at = max(at, self._at)

    def _plain(self, start: int, end: int) -> str:
        """An argument as a person reads it."""
        inner = _Walk(self.text[start:end])
        inner._inline(0, end - start)
        inner.outline.block("paragraph", 0, end - start)
        pieces, at = [], 0
        for edit in inner.outline.edits():
            pieces += [inner.text[at : edit.start], edit.text]
            at = edit.end
        return " ".join("".join([*pieces, inner.text[at:]]).split())
