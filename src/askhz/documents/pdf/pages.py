"""The lines of a PDF page, as PDFium has them: words, where they stand on the page as shown, font size and weight.

No text is put together here, and no order of reading is decided.
"""

from __future__ import annotations

import ctypes
import math
import re
import threading
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from ..reader import UnreadableError
from .letters import clean, typed
from .parts import Line, Page, Rule, Word
from .shown import Shown

PDFIUM = threading.RLock()  # PDFium must not run in two threads at once
CHARACTER_LIMIT = 500_000  # characters of one page; a page with more is a mistake or an attack
OBJECT_LIMIT = 5000  # drawn objects of one page that are looked at for lines of tables and pictures
_BREAK = "\x02\ufffe"  # PDFium's mark for a hyphen at a line's end
_BOLD = re.compile(r"bold|black|heavy|demi|(?<![a-z])cmbx|-bd|\bbd\b|sfbx|medi\b", re.IGNORECASE)
_FIXED = re.compile(
    r"mono|courier|consol|typewriter|(?:cm|sf|ec|dc|lm)(?:sl|it|vt)?tt|sf(?:st|it)\d|menlo|fixed|inconsolata|lettergothic",
    re.IGNORECASE,
)


_LOOSE = 1.15  # heights of a letter; a word that takes more for each of its letters may be two
_APART = 1.5  # heights of a letter between two words that are taken for one


def read_page(page: Any, text: Any) -> Page:
    """What stands on an open page; `text` is PDFium's text of it. Hold `PDFIUM`. Raises `UnreadableError`."""
    import pypdfium2.raw as pdfium

    found = Page(pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page))
    shown = Shown(page, found.width, found.height)
    characters = _characters(text)
    found.garbled = len("".join(characters.split())) > 20 and _are_meaningless(set(characters))
    characters = typed(characters)
    lines = _Lines(text, shown)
    found.quarter = lines.quarter(characters)
    if found.quarter:
        shown.turn(found.quarter, found.width, found.height)
        if found.quarter != 2:
            found.width, found.height = found.height, found.width
    _look_at_objects(page, shown, found)
    found.lines = lines.read(characters, _borders(found.rules))
    return found


def _borders(rules: Sequence[Rule]) -> list[tuple[float, float, float]]:
    """The upright edges that may stand between cells: how far right, top and bottom, from the left."""
    edges = {(x, top, bottom) for left, top, right, bottom in rules if bottom - top > 6 for x in (left, right)}
    return sorted(edges)


def _are_meaningless(characters: set[str]) -> bool:
    letters = [c for c in characters if not c.isspace()]
    odd = sum(unicodedata.category(c) in ("Cc", "Co", "Cn") or c == "\ufffd" for c in letters if c not in _BREAK)
    return odd > 0.3 * len(letters)


def _characters(text: Any) -> str:
    """The characters of a page; the index of each is PDFium's."""
    import pypdfium2.raw as pdfium

    count = pdfium.FPDFText_CountChars(text)
    if count > CHARACTER_LIMIT:
        raise UnreadableError(f"holds more than {CHARACTER_LIMIT} characters")
    if count <= 0:
        return ""
    buffer = ctypes.create_string_buffer(2 * count + 2)
    written = pdfium.FPDFText_GetText(text, 0, count, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)))
    characters = buffer.raw[: 2 * max(0, written - 1)].decode("utf-16-le", "replace")
    if len(characters) == count:
        return characters
    # Characters without a meaning are missing in the text, and rare ones take two places: ask for each.
    codes = (pdfium.FPDFText_GetUnicode(text, index) for index in range(count))
    return "".join(chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\0" for code in codes)


class _Lines:
    """The lines of one page."""

    def __init__(self, text: Any, shown: Shown) -> None:
        import pypdfium2.raw as pdfium

        self.text, self.shown, self.pdfium = text, shown, pdfium
        self.rectangle = pdfium.FS_RECTF()
        self.loose_box = pdfium.FPDFText_GetLooseCharBox
        self.reference = ctypes.byref(self.rectangle)
        self.matrix = pdfium.FS_MATRIX()
        self.edges = [ctypes.c_double() for _ in range(4)]
        self.fonts: dict[int, tuple[bool, bool]] = {}
        self.turns: dict[int, int] = {}
        self.quarters = 0
        self.borders: Sequence[tuple[float, float, float]] = ()

    def read(self, characters: str, borders: Sequence[tuple[float, float, float]]) -> list[Line]:
        """The lines of the page. Words are not measured where no gap and none of the `borders` can be between them."""
        lines = []
        self.borders = borders
        for match in _LINE.finditer(characters):
            line = self.line(characters, *match.span(), self.turns.get(match.start(), 0) != self.quarters)
            if line:
                lines.append(line)
        return lines

    def turned(self, index: int) -> int:
        """By how many quarters a character is turned on the page as shown, against the clock; 4 if it stands askew."""
        angle = self.shown.angle - self.pdfium.FPDFText_GetCharAngle(self.text, index)  # PDFium counts with the clock
        return 4 if abs(math.sin(2 * angle)) > 0.3 else round(angle / (math.pi / 2)) % 4

    def quarter(self, characters: str) -> int:
        """By how many quarters most of the page's text is turned; asked before its lines are read."""
        letters = [0, 0, 0, 0, 0]
        for match in _LINE.finditer(characters):
            start, end = match.span()
            turns = self.turned(start)
            letters[turns] += end - start
            if turns:
                self.turns[start] = turns
        most = letters.index(max(letters))
        self.quarters = most if most < 4 and letters[most] > 0.6 * sum(letters) else 0
        return self.quarters

    def line(self, characters: str, start: int, end: int, turned: bool) -> Line | None:
        words: list[Word] = []
        heights: list[tuple[float, float, float, int]] = []
        first = last = -1
        broken = characters[end - 1] in _BREAK
        if not turned and self.shown.upright and (line := self.even_line(characters, start, end, broken)):
            return line
        for match in _WORD.finditer(characters, start, end):
            word = clean(match.group())
            if not word:
                continue
            a, b = match.start(), match.end() - 1
            if broken and b == end - 1:
                word += "-"
                b = max(a, b - 1)
            left, top, right, bottom = self.box(a)
            size = right - left if turned else bottom - top
            if b > a:
                left2, top2, right2, bottom2 = self.box(b)
                left = left if left < left2 else left2
                right = right if right > right2 else right2
                if turned:
                    top, bottom = min(top, top2), max(bottom, bottom2)
                elif right - left > _LOOSE * size * (b + 1 - a) and (parts := self.parted(characters, a, b)):
                    words += parts[:-1]
                    heights += [(round(size, 1), top, bottom, a)] * (len(parts) - 1)
                    word, left, right = parts[-1]
            words.append(Word(word, left, right))
            heights.append((round(size, 1), top, bottom, a))
            first, last = a if first < 0 else first, b
        if not words:
            return None
        bold, fixed = self.font(first)
        if bold or fixed:
            bold2, fixed2 = self.font(last)
            bold, fixed = bold and bold2, fixed and fixed2
        height = _most(heights, words)
        tall = [one for one in heights if one[0] == height]  # raised numbers do not count
        size = self.size(tall[0][3]) or height
        if turned:
            tall = heights
        left, right = min(word.left for word in words), max(word.right for word in words)
        text = " ".join(word.text for word in words)
        top, bottom = min(one[1] for one in tall), max(one[2] for one in tall)
        ends = (size / height * heights[0][0], size / height * heights[-1][0]) if height else (size, size)
        return Line(text, left, top, right, bottom, size, bold, fixed, broken, turned, words, *ends)

    def parted(self, characters: str, first: int, last: int) -> list[Word]:
        """The words that stand far apart where PDFium saw one, such as digits in two columns; none if it is one."""
        found: list[Word] = []
        reached = -1e9
        for index in range(first, last + 1):
            left, top, right, bottom = self.box(index)
            letter = clean(characters[index])
            if found and left - reached < _APART * (bottom - top):
                found[-1] = Word(found[-1].text + letter, found[-1].left, max(right, found[-1].right))
            elif letter:
                found.append(Word(letter, left, right))
            reached = max(reached, right)
        return found if len(found) > 1 else []

    def even_line(self, characters: str, start: int, end: int, broken: bool) -> Line | None:
        """A line in which words stand evenly: only its ends and its middle are measured. None if it may have gaps."""
        text = characters[start:end]
        words = text.split()
        if len(words) < 5 or not _EVEN.fullmatch(text):
            return None
        first, last = start + text.index(words[0]), start + len(text.rstrip()) - 1 - broken
        half = (first + last) // 2
        boxes = [self.box(first), self.box(half + (characters[half] == " ")), self.box(last)]
        heights = [round(bottom - top, 1) for _, top, _, bottom in boxes]
        height = sorted(heights)[1]
        left, right = boxes[0][0], boxes[2][2]
        if self.borders and self.is_parted(left, right, boxes[0]):
            return None
        share = (right - left) / (last + 1 - first)
        if not 0.25 * height < share < 0.56 * height or self.widest_gap(start, end) > 0.8 * height:
            return None
        middle = heights.index(height)
        _, top, _, bottom = boxes[middle]
        size = self.size((first, half, last)[middle]) or height
        bold, fixed = self.font(first)
        if bold or fixed:
            bold2, fixed2 = self.font(last)
            bold, fixed = bold and bold2, fixed and fixed2
        if broken:
            words[-1] = words[-1][:-1] + "-"
        whole = " ".join(words)
        placed = [Word(words[0], left, left + share * len(words[0]))]
        ends = size / height * heights[0], size / height * heights[2]
        return Line(whole, left, top, right, bottom, size, bold, fixed, broken, False, placed, *ends, True)

    def is_parted(self, left: float, right: float, first: tuple[float, float, float, float]) -> bool:
        """Whether a border of a cell stands between the words of a line with these edges and this first box."""
        _, top, _, bottom = first
        start = bisect_right(self.borders, (left + 1,))
        end = bisect_right(self.borders, (right - 1,))
        return any(above < bottom and below > top for _, above, below in self.borders[start:end])

    def widest_gap(self, start: int, end: int) -> float:
        """The widest space between the pieces of text that a line is drawn in, in points."""
        left, right, bottom, top = self.edges
        widest, reached = 0.0, 1e9
        for index in range(self.pdfium.FPDFText_CountRects(self.text, start, end - start)):
            self.pdfium.FPDFText_GetRect(self.text, index, left, top, right, bottom)
            widest = max(widest, left.value - reached)
            reached = right.value
        return widest * self.shown.xx

    def box(self, index: int) -> tuple[float, float, float, float]:
        """A character's box: its width with the space that the font gives it, its height that of the font."""
        if self.loose_box(self.text, index, self.reference):
            found, shown = self.rectangle, self.shown
            top, bottom = found.top, found.bottom
            if top != bottom:
                if not shown.upright:
                    return shown.box(found.left, top, found.right, bottom)
                xx, yy, x0, y0 = shown.xx, shown.yy, shown.x0, shown.y0
                return xx * found.left + x0, yy * top + y0, xx * found.right + x0, yy * bottom + y0
        left, right, bottom, top = self.edges
        self.pdfium.FPDFText_GetCharBox(self.text, index, left, right, bottom, top)
        return self.shown.box(left.value, top.value, right.value, bottom.value)

    def size(self, index: int) -> float:
        """A character's font size on the page, in points."""
        if not self.pdfium.FPDFText_GetMatrix(self.text, index, self.matrix):
            return 0.0
        return float(self.pdfium.FPDFText_GetFontSize(self.text, index) * math.hypot(self.matrix.c, self.matrix.d))

    def font(self, index: int) -> tuple[bool, bool]:
        """Whether a character is bold, and whether all of its font's letters are of one width."""
        drawn = self.pdfium.FPDFText_GetTextObject(self.text, index)
        font = self.pdfium.FPDFTextObj_GetFont(drawn) if drawn else None
        if not font:
            return False, False
        key = ctypes.addressof(font.contents)
        if key not in self.fonts:
            size = self.pdfium.FPDFFont_GetBaseFontName(font, None, 0)
            buffer = ctypes.create_string_buffer(max(1, size))
            self.pdfium.FPDFFont_GetBaseFontName(font, buffer, size)
            name = buffer.value.decode("utf-8", "replace").rpartition("+")[2]
            flags = self.pdfium.FPDFFont_GetFlags(font)
            weight = self.pdfium.FPDFFont_GetWeight(font)
            bold = bool(_BOLD.search(name)) or (flags > 0 and bool(flags & 1 << 18)) or (weight >= 700 and not name)
            self.fonts[key] = bold, bool(_FIXED.search(name))
        return self.fonts[key]


_LINE = re.compile(r"[^\r\n\x02\ufffe]+[\x02\ufffe]?")
_EVEN = re.compile(r"[\x20-\x7e\xa1-\xac\xae-\u017f\u2010-\u2027]+[\x02\ufffe]?")  # letters that need no cleaning
_WORD = re.compile(r"[^\s\0]+")


def _most(heights: Sequence[tuple[float, float, float, int]], words: Sequence[Word]) -> float:
    """The height that most letters have."""
    counts: dict[float, int] = {}
    for (size, _, _, _), word in zip(heights, words, strict=True):
        counts[size] = counts.get(size, 0) + len(word.text)
    return max(counts, key=lambda size: (counts[size], size))


def _look_at_objects(page: Any, shown: Shown, found: Page) -> None:
    """Note the straight lines drawn on a page, and how much of it is under a picture."""
    import pypdfium2.raw as pdfium

    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    area = max(1.0, found.width * found.height)
    left_over = OBJECT_LIMIT

    def look(get: Any, count: int, holder: Any, depth: int) -> None:
        nonlocal left_over
        for index in range(count):
            left_over -= 1
            if left_over < 0:
                return
            thing = get(holder, index)
            kind = pdfium.FPDFPageObj_GetType(thing)
            found.texts += kind == pdfium.FPDF_PAGEOBJ_TEXT
            if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < 4:
                count_inside = pdfium.FPDFFormObj_CountObjects(thing)
                look(pdfium.FPDFFormObj_GetObject, max(0, count_inside), thing, depth + 1)
            elif kind in (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE):
                if not pdfium.FPDFPageObj_GetBounds(thing, left, bottom, right, top):
                    continue
                box = Rule(*shown.box(left.value, top.value, right.value, bottom.value))
                if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                    inside = (min(box.right, found.width) - max(box.left, 0)) * (
                        min(box.bottom, found.height) - max(box.top, 0)
                    )
                    # An image inside a form has the form's own coordinates, which say nothing here: count it as whole.
                    found.covered = max(found.covered, 1.0 if depth else inside / area)
                elif not depth:
                    found.rules.append(box)

    look(pdfium.FPDFPage_GetObject, max(0, pdfium.FPDFPage_CountObjects(page)), page, 0)
