"""Pages that are pictures of text, read by the optional package rapidocr: English and Chinese, offline."""

from __future__ import annotations

import importlib.util
from functools import cache
from typing import Any

from .file import PdfFile
from .pages import Line, Page, Word

RESOLUTION = 150  # dots per inch
PAGE_LIMIT = 100  # pages of one file; reading one takes seconds
_SURE = 0.6  # lines that are read with less confidence (0 to 1) are left out


def is_installed() -> bool:
    """Whether the package is there; it is not loaded for that."""
    return importlib.util.find_spec("rapidocr") is not None


def read_picture(file: PdfFile, index: int, width: float, height: float) -> Page:
    """The lines of a page, read from its picture. `width` and `height`: the page's, in points, as shown."""
    picture = file.picture(index, RESOLUTION)
    found = _engine()(picture)
    page = Page(width, height, covered=1.0)
    across, down = width / picture.shape[1], height / picture.shape[0]
    if found.boxes is None or found.txts is None:
        return page
    for corners, text, sure in zip(found.boxes, found.txts, found.scores, strict=True):
        if sure < _SURE or not text.strip():
            continue
        xs, ys = [float(x) * across for x, _ in corners], [float(y) * down for _, y in corners]
        page.lines.append(_line(text.strip(), min(xs), min(ys), max(xs), max(ys)))
    page.lines.sort(key=lambda line: (line.top, line.left))
    return page


def _line(text: str, left: float, top: float, right: float, bottom: float) -> Line:
    """A line whose words are placed by their share of its letters, because only the whole is measured."""
    share = (right - left) / len(text)
    words, at = [], 0
    for word in text.split():
        at = text.index(word, at)
        words.append(Word(word, left + at * share, left + (at + len(word)) * share))
        at += len(word)
    return Line(" ".join(text.split()), left, top, right, bottom, 0.8 * (bottom - top), words=words)


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.log_level": "error"})
