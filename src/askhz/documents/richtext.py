"""RTF: headings by style and outline level, lists with their numbers as shown, tables and notes.

Left out are headers and footers, comments, deletions, hidden text, pictures, and groups of a kind that is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from ..records import Document, Place, Problem
from .controlwords import Paragraph, Parser
from .drafting import Draft, one_line
from .packages import told
from .reader import About, UnreadableError
from .tables import Row, add_table

SIZE_LIMIT = 128 * 2**20  # bytes
_WRAPPED = 60  # characters; a line as long that ends no sentence goes on in the next paragraph
_TYPED_MARK = re.compile(r"\s*([•▪◦‣●■○\uf0b7\uf0a7-]|\(?[0-9]{1,3}[.)]|\(?[a-zA-Z][.)])\t")
_GUESSED_HEADING = 100  # characters; a longer line in bold type is no heading


def read_rtf(stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    """The one document of an RTF file."""
    raw = stream.read(SIZE_LIMIT + 1)
    if len(raw) > SIZE_LIMIT:
        raise UnreadableError(f"larger than {SIZE_LIMIT >> 20} MiB; divide it")
    if not raw.strip(b"\0 \r\n\t"):
        raise UnreadableError("empty")
    if not raw.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{\\rtf"):
        raise UnreadableError("not an RTF file")
    parser = Parser()
    parser.feed(raw)
    draft = _drafted(parser.found)
    properties = told(parser.info)
    details = {key: value for key, value in properties.items() if key != "title"}
    yield draft.document(about, "rtf", properties.get("title"), details)


def _drafted(found: list[Paragraph | Row]) -> Draft:
    """The draft of the paragraphs and rows of a file."""
    draft = Draft()
    found = _unwrapped(found)
    lines = [one for one in found if isinstance(one, Paragraph) and one.text.strip()]
    guesses = not any(one.level and one.role != "title" for one in lines)
    # In a text that is bold throughout, that type sets nothing off.
    guesses = guesses and 2 * sum(len(one.text) for one in lines if one.bold) < sum(len(one.text) for one in lines)
    rows: list[Row] = []
    code: list[str] = []
    for one in [*found, Paragraph()]:
        if isinstance(one, Row):
            rows.append(one)
            continue
        add_table(draft, rows)
        rows = []
        if one.role == "code":
            code.append(one.text)
            continue
        draft.add("code", "\n".join(code))
        code = []
        _add(draft, one, guesses)
    return draft


def _unwrapped(found: list[Paragraph | Row]) -> list[Paragraph | Row]:
    """The same, but paragraphs that only break a text into lines are one, its lines parted by line ends."""
    whole: list[Paragraph | Row] = []
    for one in found:
        last = whole[-1] if whole else None
        if isinstance(last, Paragraph) and isinstance(one, Paragraph) and _is_plain(last) and _is_plain(one):
            above, text = last.text.rstrip().rpartition("\n")[2], one.text.strip()
            goes_on = text[:1].islower() or (above.isupper() and text[:1].isupper())
            if goes_on and len(above) >= _WRAPPED and above[-1] not in ".!?:;。！？：；|":
                last.pieces += ["\n", one.text]
                last.bold = last.bold and one.bold
                continue
        whole.append(one)
    return whole


def _is_plain(one: Paragraph) -> bool:
    return not (one.mark or one.notes or one.role or one.level or _TYPED_MARK.match(one.text))


def _add(draft: Draft, one: Paragraph, guesses: bool) -> None:
    if not one.mark and not one.level and (typed := _TYPED_MARK.match(one.text)):
        one = replace(one, mark=[typed[1]], pieces=[one.text[typed.end() :]])
    text, mark = one_line(one.text), one_line("".join(one.mark))
    listed, bullet = bool(one.mark), not any(c.isalnum() for c in mark)
    level = one.level
    if guesses and not level and text and one.bold and not (listed and bullet) and len(text) <= _GUESSED_HEADING:
        level = 0 if text.endswith((".", ",", ";", ":", "。")) or not any(map(str.isalpha, text)) else one.depth + 1
    if level and text:
        text = text if bullet else f"{mark} {text}"
        draft.place = Place(section=text)
        draft.heading(text, level)
    elif one.role != "contents":
        marks = [note for note, _ in one.notes]
        if listed or one.role == "bullet":
            draft.add("item", f"{'-' if bullet else mark} {one.text}", one.depth + 1, marks)
        elif one.role in ("quotation", "caption"):
            draft.add("quotation" if one.role == "quotation" else "caption", one.text, 0, marks)
        else:
            draft.add("paragraph", one.text, 0, marks)
    for mark, note in one.notes:
        draft.add("paragraph", f"{mark} {note}", 0, [mark])
