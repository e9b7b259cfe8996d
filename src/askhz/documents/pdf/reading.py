"""PDF: the text in reading order, its blocks, pages as printed, and where each line stands on its page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import BinaryIO

from ...records import Document, Problem
from ..plain import first_line_title
from ..reader import About, UnreadableError, make_document
from ..titles import is_edition
from . import ocr
from .blocks import Style, drafts_of
from .file import PdfFile, opened
from .headings import with_levels
from .heads import PageItems, without_heads
from .order import arranged
from .other import OtherReader
from .parts import Line, Page
from .tables import Row
from .text import PageFrame, Written, written

PAGE_LIMIT = 10_000  # pages of one file
PROBLEM_LIMIT = 20  # pages of one file that are named one by one
_SCANNED = 0.5  # share of a page under a picture from which one without text is taken for a scan
_FEW = 40  # characters; a page with fewer has no text worth reading, if there is more to see
_JUNK_TITLE = re.compile(
    r"microsoft (?:word|powerpoint|excel).*|untitled|.*\.(?:docx?|pdf|rtf|tex|dvi|indd|pptx?|xlsx?|odt|ps|qxd|txt)|"
    r"document\d*|slide \d+|powerpoint presentation|\W*|.*\\.*|print|layout \d+|title|unbenannt|无标题|\(anonymous\)",
    re.IGNORECASE,
)


def read_pdf(stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    """The one document of a PDF, and the pages of it that could not be read.

    Raises `UnreadableError` if it is encrypted with a password, damaged, or has no text at all.
    """
    raw = stream.read()
    with opened(raw) as file:
        found = _read(file, about)
        outline = file.outline() if found.pages else []
        title, details = _described(file)
    pages = without_heads([items for _, items in found.pages])
    style = Style.of(pages)
    drafts = with_levels(drafts_of(pages, style), style, outline)
    whole = written(drafts, [frame for frame, _ in found.pages])
    if not any(c.isalnum() for c in whole.text):
        raise UnreadableError(found.why_empty())
    if found.pictures:
        details["ocr"] = f"pages {_ranges(found.pictures)}"
    title = about.title or title or _title_in(whole) or PurePath(about.name).stem
    yield from found.problems
    yield make_document(
        about.source,
        title,
        whole.text,
        {**details, **about.details},
        kind="pdf",
        blocks=whole.blocks,
        anchors=whole.anchors,
        edits=whole.edits,
        boxes=whole.boxes,
    )


@dataclass(slots=True)
class _Found:
    """What was read page by page.

    `pictures` are the numbers of pages read from their picture; `unread` those of pages not read, by the reason.
    """

    pages: list[tuple[PageFrame, PageItems]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    pictures: list[int] = field(default_factory=list)
    unread: dict[str, list[int]] = field(default_factory=dict)

    def why_empty(self) -> str:
        reasons = list(self.unread)
        if len(reasons) == 1:
            pages = "its only page" if len(self.pages) == 1 else "every page"
            if len(self.unread[reasons[0]]) == len(self.pages):
                return f"{pages} {reasons[0]}"
        return "holds no text" if not reasons else f"holds no text; page {self.unread[reasons[0]][0]} {reasons[0]}"


def _read(file: PdfFile, about: About) -> _Found:
    found = _Found()
    other = OtherReader(file.raw)
    for index in range(min(file.pages, PAGE_LIMIT)):
        label = file.label(index)
        try:
            page = file.page(index)
        except UnreadableError as error:
            found.unread.setdefault(str(error), []).append(index + 1)
            page = Page(612, 792)
        drawn = True
        if _is_almost_empty(page) and (better := other.page(index)) and _letters(better) > 2 * _letters(page) + _FEW:
            page = better
        if why := _why_not(page):
            drawn = False
            page = _second_try(file, index, page, why, found)
        found.pages.append(
            (
                PageFrame(label, page.width, page.height, page.quarter, page.placed),
                PageItems([_lightened(item) for item in arranged(page, drawn=drawn)], page.width, page.height),
            )
        )
    if file.pages > PAGE_LIMIT:
        found.problems.append(Problem(about.where, f"only the first {PAGE_LIMIT} of {file.pages} pages are read"))
    for why, numbers in found.unread.items():
        for number in numbers[:PROBLEM_LIMIT]:
            found.problems.append(Problem(f"{about.where}, page {found.pages[number - 1][0].label}", why))
        if len(numbers) > PROBLEM_LIMIT:
            found.problems.append(Problem(about.where, f"{len(numbers) - PROBLEM_LIMIT} more pages: {why}"))
    return found


_INSTALL = "install askhz[ocr] to read it: pip install 'askhz[ocr]'"


def _letters(page: Page) -> int:
    return sum(len(line.text) for line in page.lines)


def _is_almost_empty(page: Page) -> bool:
    """Whether far more text is drawn on a page than was read of it."""
    letters = _letters(page)
    return letters < _FEW and page.texts >= 5 and 4 * page.texts > letters and page.covered < _SCANNED


def _why_not(page: Page) -> str | None:
    """Why a page's own text is not enough; None if it is, or if the page is empty."""
    if page.garbled:
        return "has fonts that do not tell which letters they draw"
    if _letters(page) < _FEW and page.covered >= _SCANNED:
        return "is a picture without text"
    return None


def _second_try(file: PdfFile, index: int, page: Page, why: str, found: _Found) -> Page:
    """A page's text from its picture, if that can be read; else the page without it, and why is noted."""
    if not ocr.is_installed():
        found.unread.setdefault(f"{why}; {_INSTALL}", []).append(index + 1)
    elif len(found.pictures) >= ocr.PAGE_LIMIT:
        limit = f"only {ocr.PAGE_LIMIT} such pages of a file are read"
        found.unread.setdefault(f"{why}; {limit}", []).append(index + 1)
    else:
        width, height = (page.height, page.width) if page.quarter in (1, 3) else (page.width, page.height)
        try:
            seen = ocr.read_picture(file, index, width, height)
        except UnreadableError as error:
            found.unread.setdefault(f"{why}; {error}", []).append(index + 1)
            seen = Page(width, height)
        else:
            if not seen.lines:
                found.unread.setdefault(f"{why}, and none was found in the picture", []).append(index + 1)
        if seen.lines:
            found.pictures.append(index + 1)
            return seen
    return Page(page.width, page.height, [] if page.garbled else page.lines, quarter=page.quarter)


def _lightened(item: Line | Row) -> Line | Row:
    """An item without the words that are no longer asked for: a large file has millions."""
    if isinstance(item, Line):
        item.words = item.words[:1]
    else:
        for cell in item.cells:
            for line in cell:
                line.words = ()
    return item


def _described(file: PdfFile) -> tuple[str, dict[str, str]]:
    """The title and the details that the file tells of itself."""
    title = " ".join(file.metadata("Title").split())
    details = {"author": " ".join(file.metadata("Author").split()), "date": _date(file.metadata("CreationDate"))}
    good = 3 <= len(title) <= 300 and not _JUNK_TITLE.fullmatch(title)
    return title if good else "", {key: value for key, value in details.items() if value}


def _date(written: str) -> str:
    """The day of a date as PDF writes it.

    >>> _date("D:20201103120000+01'00'")
    '2020-11-03'
    """
    found = re.match(r"(?:D:)?(\d{4})(\d{2})?(\d{2})?", written)
    if not found or not 1970 <= int(found.group(1)) <= 2200:
        return ""
    return "-".join(part for part in found.groups() if part)


def _title_in(whole: Written) -> str | None:
    """The first of the highest headings near the beginning, else a first line that looks like a title."""
    headings = [block for block in whole.blocks[:12] if block.kind == "heading"]
    if headings:
        best = min(headings, key=lambda block: (block.level, block.start))
        heading = " ".join(whole.text[best.start : best.end].split())[:300]
        if not is_edition(heading):
            return heading
    return first_line_title(whole.text)


def _ranges(numbers: Sequence[int]) -> str:
    """Numbers in a short form.

    >>> _ranges([1, 2, 3, 7])
    '1-3, 7'
    """
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in parts)
