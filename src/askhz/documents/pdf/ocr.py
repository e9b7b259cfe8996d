"""Pages that are pictures of text, read by the optional package rapidocr: English and Chinese, offline."""

from __future__ import annotations

import importlib.util
from functools import cache
from typing import Any

from .file import PdfFile
from .parts import Line, Page, Word

RESOLUTION = 150  # dots per inch
PAGE_LIMIT = 100  # pages of one file; reading one takes seconds
_GOOD = 0.9  # mean confidence from which a page is taken to stand upright
_SURE = 0.6  # lines that are read with less confidence (0 to 1) are left out


def is_installed() -> bool:
    """Whether the package is there; it is not loaded for that."""
    return importlib.util.find_spec("rapidocr") is not None


def read_picture(file: PdfFile, index: int, width: float, height: float) -> Page:
    """The lines of a page, read from its picture. `width` and `height`: the page's, in points, as shown."""
    found, quarter, (rows, columns) = _upright(file.picture(index, RESOLUTION))
    if quarter % 2:
        width, height = height, width
    page = Page(width, height, covered=1.0, quarter=quarter)
    across, down = width / columns, height / rows
    if found.boxes is None or found.txts is None:
        return page
    for corners, text, sure in zip(found.boxes, found.txts, found.scores, strict=True):
        if sure < _SURE or not text.strip():
            continue
        xs, ys = [float(x) * across for x, _ in corners], [float(y) * down for _, y in corners]
        page.lines.append(_line(text.strip(), min(xs), min(ys), max(xs), max(ys)))
    page.lines.sort(key=lambda line: (line.top, line.left))
    return page


def _upright(picture: Any) -> tuple[Any, int, tuple[int, int]]:
    """What is read in a picture, turned by as many quarters with the clock as its text needs; rows and columns then.

    Turned text is read badly, and lines that stand upright tell that it lies on its side.
    """
    import numpy as np

    best, quarter, shape, share = None, 0, picture.shape[:2], -1.0
    turns = [0]
    while turns:
        turn = turns.pop(0)
        turned = np.ascontiguousarray(np.rot90(picture, -turn))
        found = _engine()(turned, use_cls=False)
        sure, tall = _quality(found)
        if sure * (1 - tall) > share:
            best, quarter, shape, share = found, turn, turned.shape[:2], sure * (1 - tall)
        if sure >= _GOOD and tall < 0.5:
            break
        if turn == 0 and found.txts:
            turns = [1, 3] if tall >= 0.5 else [2]
    return best, quarter, shape


def _quality(found: Any) -> tuple[float, float]:
    """How surely letters were read (0 to 1), and the share of them in lines that are taller than wide."""
    if found.boxes is None or found.txts is None:
        return 0.0, 0.0
    letters = sure = tall = 0.0
    for corners, text, score in zip(found.boxes, found.txts, found.scores, strict=True):
        xs, ys = [float(x) for x, _ in corners], [float(y) for _, y in corners]
        count = len(text)
        letters += count
        sure += count * float(score)
        tall += count * (count > 1 and max(ys) - min(ys) > 1.5 * (max(xs) - min(xs)))
    return (sure / letters, tall / letters) if letters else (0.0, 0.0)


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
