"""Small things in a page's text that are more than letters: list markers, printed page numbers, raised digits, ids."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..composing import Line, clean
from .parts import shown_elements, words_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
_SUPERSCRIPT = dict(zip("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ", strict=True))
_SUBSCRIPT = dict(zip("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎", strict=True))
_NOTE_MARK = re.compile(r"[\[(]?(?:\d{1,3}|[*†‡§¶]{1,3}|[a-z]{1,4}|(?:note|nb|n) ?\d{1,3})[\])]?", re.IGNORECASE)
_LINK_MARKS = frozenset(["#", "¶", "§", "🔗", "[edit]", "↩", "↩︎", "^", "↑", "⏎"])
_PAGE_CLASSES = frozenset(["pagenum", "pageno", "pagebreak", "page-break", "page_num"])
_PAGE_NUMBER = re.compile(r"\W*(?:page|pg|p)?[._\s-]*([0-9]{1,5}|[ivxlcdm]{1,8})\W*", re.IGNORECASE)
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ROMAN = [(1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")]
_ROMAN += [(10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")]
_BULLETS = ("•", "·", "●", "○", "▪", "■", "–", "—", "- ", "* ")


def epub_type(element: _Element) -> str:
    """What an e-book says that an element is: "pagebreak", "noteref", "toc" and the like; "" if nothing."""
    return element.get(_EPUB_TYPE) or element.get("epub:type") or ""


def is_page_break(element: _Element) -> bool:
    """Whether an element only tells the number of a printed page."""
    if not element.attrib:
        return False
    if element.get("role") == "doc-pagebreak" or "pagebreak" in epub_type(element).split():
        return True
    classes = element.get("class")
    return classes is not None and not _PAGE_CLASSES.isdisjoint(classes.lower().split())


def page_number(element: _Element) -> str | None:
    """The page number that such an element tells, as it is printed; None if it tells none."""
    texts = [words_of(element), element.get("title"), element.get("aria-label"), element.get("id")]
    for text in texts:
        if text and (found := _PAGE_NUMBER.fullmatch(text.strip()[:40])):
            return found.group(1)
    return None


def leads_to_picture(link: _Element) -> bool:
    """Whether a link shows a picture in full, so that the picture's description is not what the link says."""
    target = (link.get("href") or "").lower()
    return target.endswith((".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".tif", ".tiff")) or "image" in (
        link.get("class") or ""
    )


def code_in(element: _Element) -> str:
    """The text of an element line by line as it stands, without numbers of lines."""
    pieces: list[str] = []
    hidden: _Element | None = None
    for event, inner, tag, shown in shown_elements(element):
        if event == "start":
            if hidden is None and (not shown or "lineno" in (inner.get("class") or "")):
                hidden = inner
            elif hidden is None:
                pieces += ["\n" if tag == "br" else "", inner.text or ""]
        else:
            hidden = None if hidden is inner else hidden
            if hidden is None and inner is not element:
                pieces.append(inner.tail or "")
    lines = [line.rstrip() for line in clean("".join(pieces)).replace("\xa0", " ").split("\n")]
    return "\n".join(lines).strip("\n")


def is_link_mark(text: str) -> bool:
    """Whether a link shows only a mark, such as the one beside a heading that leads to it."""
    return text.strip() in _LINK_MARKS or not text.strip("\u200b\ufeff \n\t")


def is_note_mark(text: str) -> bool:
    """Whether a link's or a raised text is the mark of a note.

    >>> [is_note_mark(text) for text in ("[12]", "*", "note 3", "the next chapter")]
    [True, True, True, False]
    """
    return _NOTE_MARK.fullmatch(text.strip()) is not None


def write_note_mark(line: Line, text: str) -> None:
    """Add the mark of a note, which a model does not read."""
    bare = text.strip()
    if text[:1].isspace():
        line.write(" ")
    line.write_as("".join(_SUPERSCRIPT.get(c, c) for c in bare) if bare.isdigit() else bare, "")


def write_raised(line: Line, text: str) -> None:
    """Add a superscript: raised digits, which a model reads as digits, so that 10⁵ is not read as 105."""
    bare = text.strip()
    number = bool(line) and line.parts[-1][-1:].isdigit()
    if bare and all(c in _SUPERSCRIPT for c in bare):
        line.write_as("".join(_SUPERSCRIPT[c] for c in bare), f"^{bare}" if number else bare)
    else:
        line.write(f"^{text}" if number and not bare.isalpha() and bare else text)


def write_lowered(line: Line, text: str) -> None:
    """Add a subscript: lowered digits, which a model reads as digits."""
    bare = text.strip()
    if bare and all(c in _SUBSCRIPT for c in bare):
        line.write_as("".join(_SUBSCRIPT[c] for c in bare), bare)
    else:
        line.write(text)


@dataclass(slots=True)
class ItemList:
    """An open list: how its items are numbered ("" for dots), and the number of the next one."""

    style: str = ""
    number: int = 1
    step: int = 1
    dots: bool = True


def open_list(element: _Element, tag: str) -> ItemList:
    """The list that an element begins."""
    style = element.get("style") or ""
    bare = re.search(r"list-style(?:-type)?\s*:\s*none", style) is not None
    if tag != "ol":
        return ItemList(dots=not bare)
    step = -1 if element.get("reversed") is not None else 1
    first = _integer(element.get("start")) or (sum(1 for _ in element) if step < 0 else 1)
    return ItemList("" if bare else element.get("type") or "1", first, step, dots=not bare)


def next_marker(items: ItemList, element: _Element) -> str:
    """What stands before the next item of a list, as a page shows it: "- ", "3. ", "c. "."""
    if not items.style:
        return "- " if items.dots else ""
    value = _integer(element.get("value"))
    number = items.number if value is None else value
    items.number = number + items.step
    return f"{_numeral(number, items.style)}. "


def without_marker(text: str) -> bool:
    """Whether an item's text begins with a mark or number of its own, so that none is added."""
    return text.startswith(_BULLETS) or re.match(r"\(?\w{1,3}[.)] ", text) is not None


def _integer(text: str | None) -> int | None:
    return int(text) if text is not None and re.fullmatch(r"\s*-?\d{1,6}\s*", text, re.ASCII) else None


def _numeral(number: int, style: str) -> str:
    """A number as a list shows it.

    >>> [_numeral(4, style) for style in "1aAiI"], _numeral(28, "a"), _numeral(0, "a")
    (['4', 'd', 'D', 'iv', 'IV'], 'ab', '0')
    """
    shown = str(number)
    if style in ("a", "A") and number > 0:
        shown = ""
        while number:
            number, last = divmod(number - 1, 26)
            shown = _LETTERS[last] + shown
    elif style in ("i", "I") and 0 < number < 4000:
        shown = ""
        for value, letters in _ROMAN:
            shown += letters * (number // value)
            number %= value
    return shown.upper() if style.isupper() else shown
