r"""RTF's control words and groups: a file to its paragraphs and the rows of its tables.

A control word such as \par changes what follows it; what a group in braces changes ends with the group.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field, replace

from .drafting import one_line
from .packages import iso_day
from .reader import UnreadableError
from .tables import Row
from .wordstyles import Role, heading_of, role_of

_GROUP_LIMIT = 10_000  # groups within groups
_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?[0-9]{1,10})? ?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|[\r\n\0]+|([^\\{}\r\n\0]+)|\\", re.DOTALL
)
_SKIPPED = frozenset(
    b"colortbl pict header headerl headerr headerf footer footerl footerr footerf annotation fldinst filetbl xe tc rxe "
    b"shprslt nonshppict sn sv sp objdata listtable listoverridetable revtbl rsidtbl themedata datastore generator "
    b"bkmkstart bkmkend atnid atnauthor atntime atndate atnref atnparent private falt panose nextfile template "
    b"latentstyles pgptbl xmlnstbl wgrffmtfilter fontemb fontfile ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn "
    b"operator keywords comment doccomm hlinkbase company manager category buptim printim creatim objclass "
    b"objname".split()
)
_KEPT = frozenset(b"shpinst shptxt shppict cs ud do dptxbxtext result fldrslt footnote listtext pntext".split())
_SIGNS = {
    b"par": "\n",
    b"line": "\n",
    b"softline": "\n",
    b"lbr": "\n",
    b"tab": "\t",
    b"emspace": " ",
    b"enspace": " ",
    b"lquote": "‘",
    b"rquote": "’",
    b"ldblquote": "“",
    b"rdblquote": "”",
    b"bullet": "•",
    b"endash": "–",
    b"emdash": "—",
    b"qmspace": " ",
    b"nestcell": " ",
    b"nestrow": " ",
    b"zwj": "\u200d",
    b"zwnj": "\u200c",
}
_CODE_PAGES = {77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "big5", 161: "cp1253", 162: "cp1254"} | {
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    255: "cp437",
    2: "symbol",
}


@dataclass(slots=True)
class Paragraph:
    """A paragraph: its text, the notes that hang on it, and how it looks."""

    pieces: list[str] = field(default_factory=list)
    mark: list[str] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    role: Role = ""
    level: int = 0
    depth: int = 0
    bold: bool = True

    @property
    def text(self) -> str:
        """All that it shows, its mark as an item apart."""
        return "".join(self.pieces)


@dataclass(frozen=True, slots=True)
class _State:
    """What holds inside a group; the group around it goes on with its own."""

    target: bytes = b""  # where text goes: b"" to the paragraph, b"skip" nowhere
    code_page: str = ""
    hidden: bool = False
    bold: bool = False
    fallback: int = 1  # characters that stand for one in Unicode, for programs that know none


class Parser:
    """Reads a whole file; `found` are then its paragraphs and rows, `info` what it tells of itself."""

    def __init__(self) -> None:
        self.found: list[Paragraph | Row] = []
        self.info: dict[str, str] = {}
        self._stack: list[_State] = []
        self._now = _State()
        self._starred = False
        self._ignored = 0  # characters still to leave out after one in Unicode
        self._bytes = bytearray()
        self._default = "cp1252"
        self._fonts: dict[int, str] = {}
        self._font = self._usual_font = 0
        self._styles: dict[int, tuple[Role, int]] = {}
        self._style, self._style_name = -1, list[str]()
        self._paragraph = Paragraph()
        self._outer: list[tuple[int, Paragraph]] = []  # paragraphs in which a note stands, and how deep it does
        self._cells: list[str] = []
        self._cell: list[str] = []
        self._cell_notes: list[tuple[str, str]] = []
        self._in_table = self._header = False
        self._notes = 0
        self._date = dict.fromkeys((b"yr", b"mo", b"dy"), 0)

    def feed(self, raw: bytes) -> None:
        """Read the file."""
        at = 0
        while token := _TOKEN.match(raw, at):
            at = token.end()
            word, number, byte, sign, brace, text = token.groups()
            if word is not None:
                if word == b"bin" and number:
                    at += max(0, int(number))
                self._word(word, int(number) if number else None)
            elif byte is not None:
                self._raw(bytes((int(byte, 16),)))
            elif text is not None:
                self._raw(text)
            elif brace == b"{":
                self._begin()
            elif brace == b"}":
                self._end()
            elif sign is not None:
                self._sign(sign)
        self._flush()
        while self._outer:
            self._end_note()
        self._end_paragraph()
        self._end_row()

    def _begin(self) -> None:
        self._flush()
        self._ignored = 0
        if len(self._stack) >= _GROUP_LIMIT:
            raise UnreadableError(f"holds groups {_GROUP_LIMIT} deep; save it anew")
        self._stack.append(self._now)
        self._starred = False

    def _end(self) -> None:
        self._flush()
        self._ignored = 0
        if self._now.target == b"stylesheet" and self._style >= 0:
            name = "".join(self._style_name).strip().rstrip(";")
            self._styles[self._style] = role_of(name), heading_of(name)
            self._style, self._style_name = -1, []
        if self._outer and self._outer[-1][0] == len(self._stack):
            self._end_note()
        if self._now.target == b"revtim":
            self.info["date"] = iso_day("{:04}-{:02}-{:02}".format(*self._date.values()))
        if self._stack:
            self._now = self._stack.pop()

    def _end_note(self) -> None:
        note = one_line(self._paragraph.text)
        _, self._paragraph = self._outer.pop()
        if note and self._paragraph.notes:
            mark, _ = self._paragraph.notes[-1]
            self._paragraph.notes[-1] = (mark, note.removeprefix(mark).strip())

    def _raw(self, text: bytes) -> None:
        if self._ignored:
            dropped = min(self._ignored, len(text))
            self._ignored -= dropped
            text = text[dropped:]
        self._bytes += text

    def _flush(self) -> None:
        if self._bytes:
            raw = bytes(self._bytes)
            self._bytes.clear()
            page = self._now.code_page or self._fonts.get(self._usual_font, "") or self._default
            if page == "symbol":
                self._text("".join(chr(0xF000 + byte) if byte > 32 else " " for byte in raw))
            else:
                self._text(raw.decode(page, "replace"))

    def _text(self, text: str) -> None:
        target = self._now.target
        if target == b"skip" or (self._now.hidden and not target):
            return
        if target == b"stylesheet":
            self._style_name.append(text)
        elif target in (b"title", b"author"):
            key = target.decode()
            self.info[key] = self.info.get(key, "") + text
        elif target == b"mark":
            self._paragraph.mark.append(text)
        elif not target:
            self._paragraph.pieces.append(text)
            if text.strip() and not self._now.bold:
                self._paragraph.bold = False

    def _sign(self, sign: bytes) -> None:
        self._flush()
        if sign == b"*":
            self._starred = True
        elif sign in b"\\{}":
            self._raw(sign)
        elif sign in b"\r\n":
            self._end_paragraph()
        elif sign in b"~_":
            self._text(" " if sign == b"~" else "-")

    def _word(self, word: bytes, number: int | None) -> None:
        self._flush()
        starred, self._starred = self._starred, False
        if self._now.target == b"skip":
            return
        if word in _SKIPPED or (starred and word not in _KEPT):
            self._now = replace(self._now, target=b"skip")
        elif word in (b"stylesheet", b"fonttbl", b"title", b"author", b"revtim", b"info"):
            self._now = replace(self._now, target=word)
        elif word in (b"listtext", b"pntext"):
            self._now = replace(self._now, target=b"mark")
            self._paragraph.mark.append("")
        elif word == b"footnote" and not self._now.target:
            self._begin_note()
        elif word == b"u" and number is not None:
            self._unicode(number)
        elif not (self._format(word, number) or self._structure(word, number)) and word in _SIGNS:
            self._text(_SIGNS[word])

    def _begin_note(self) -> None:
        self._notes += 1
        mark = f"[{self._notes}]"
        self._text(mark)
        self._paragraph.notes.append((mark, ""))
        self._outer.append((len(self._stack), self._paragraph))
        self._paragraph = Paragraph()

    def _unicode(self, number: int) -> None:
        code = number & 0xFFFF
        pieces = self._paragraph.pieces
        if 0xDC00 <= code < 0xE000 and pieces and "\ud800" <= pieces[-1][-1:] < "\udc00":
            code = 0x10000 + ((ord(pieces.pop()) - 0xD800) << 10) + code - 0xDC00
        self._text(chr(code))
        self._ignored = self._now.fallback

    def _format(self, word: bytes, number: int | None) -> bool:
        """Whether a control word only changes how what follows is read."""
        if word == b"uc":
            self._now = replace(self._now, fallback=max(0, min(number or 0, 10)))
        elif word in (b"v", b"deleted", b"strike", b"striked"):
            self._now = replace(self._now, hidden=number != 0)
        elif word == b"b":
            self._now = replace(self._now, bold=number != 0)
        elif word == b"plain":
            self._now = replace(self._now, bold=False, hidden=False, code_page="")
        elif word == b"deff" and number is not None:
            self._usual_font = number
        elif word == b"f" and number is not None:
            if self._now.target == b"fonttbl":
                self._font = number  # the one that is described next
            else:
                self._now = replace(self._now, code_page=self._fonts.get(number) or self._default)
        elif word == b"fcharset" and self._now.target == b"fonttbl":
            self._fonts[self._font] = _CODE_PAGES.get(number or 0, "")
        elif word in (b"ansicpg", b"mac", b"pc", b"pca"):
            names = {b"mac": "mac_roman", b"pc": "cp437", b"pca": "cp850"}
            self._default = _known(names.get(word) or f"cp{number}")
        elif word in self._date and self._now.target == b"revtim":
            self._date[word] = max(0, number or 0)
        else:
            return False
        return True

    def _structure(self, word: bytes, number: int | None) -> bool:
        """Whether a control word says what a paragraph or a table is."""
        paragraph = self._paragraph
        if word in (b"par", b"sect") and not self._outer and not self._now.target:
            self._end_paragraph()
        elif word == b"pard":
            paragraph.role, paragraph.level, paragraph.depth = "", 0, 0
            if not self._outer:
                self._in_table = False
        elif word == b"s" and number is not None:
            if self._now.target == b"stylesheet":
                self._style = number
            else:
                paragraph.role, paragraph.level = self._styles.get(number, ("", 0))
                paragraph.level = paragraph.level or int(paragraph.role == "title")
        elif word == b"outlinelevel" and number is not None and self._now.target != b"stylesheet":
            paragraph.level = number + 1 if 0 <= number < 9 else paragraph.level
        elif word == b"ilvl" and number is not None:
            paragraph.depth = max(0, min(number, 8))
        elif word == b"intbl":
            self._in_table = True
        elif word == b"trowd":
            self._header = False
        elif word == b"trhdr":
            self._header = True
        elif word == b"cell" and not self._outer:
            self._end_cell()
        elif word == b"row" and not self._outer:
            self._end_row()
        else:
            return False
        return True

    def _end_paragraph(self) -> None:
        one = self._paragraph
        # A paragraph goes on as the one before it until \pard says otherwise.
        self._paragraph = Paragraph(role=one.role, level=one.level, depth=one.depth)
        if self._in_table:
            self._cell.append(" ".join(filter(None, (*one.mark, one.text))))
            self._cell_notes += one.notes
        else:
            self._end_row()
            self.found.append(one)

    def _end_cell(self) -> None:
        self._in_table = True
        self._end_paragraph()
        self._cells.append(one_line("\n".join(self._cell)))
        self._cell = []

    def _end_row(self) -> None:
        if self._cell:
            self._end_cell()
        if self._cells:
            if len(self._cells) == 1:
                self.found.append(Paragraph([self._cells[0]], bold=False))
            else:
                self.found.append(Row(tuple(self._cells), self._header))
            self._cells = []
        if self._cell_notes:
            self.found.append(Paragraph(notes=self._cell_notes))
            self._cell_notes = []


def _known(page: str) -> str:
    try:
        return codecs.lookup(page).name
    except LookupError:
        return "cp1252"
