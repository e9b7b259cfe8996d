"""An open PDF: its pages, the numbers printed on them, its table of contents, what it tells of itself, page images.

PDFium must not run in two threads at once: everything that calls it holds `PDFIUM`, a page at a time, and closes what
it opened before it lets go.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ..reader import UnreadableError
from .letters import clean
from .pages import PDFIUM, read_page
from .parts import Page

if TYPE_CHECKING:
    import numpy as np

PIXEL_LIMIT = 12_000_000  # pixels of a rendered page
_ENCRYPTED = 4  # FPDF_ERR_PASSWORD


class PdfFile:
    """An open PDF. Made by `opened`."""

    def __init__(self, handle: Any, raw: bytes) -> None:
        import pypdfium2.raw as pdfium

        self.handle, self.raw = handle, raw  # PDFium reads from `raw` as long as the file is open
        self.pages: int = pdfium.FPDF_GetPageCount(handle)

    def label(self, index: int) -> str:
        """The number printed on a page, as far as the file tells it; else where the page stands in the file."""
        import pypdfium2.raw as pdfium

        with PDFIUM:
            found = _string(lambda buffer, size: pdfium.FPDF_GetPageLabel(self.handle, index, buffer, size))
        return clean(found) or str(index + 1)

    def metadata(self, key: str) -> str:
        """A text of the file's description, such as "Title"; "" if there is none."""
        import pypdfium2.raw as pdfium

        with PDFIUM:
            found = _string(lambda buffer, size: pdfium.FPDF_GetMetaText(self.handle, key.encode(), buffer, size))
        return clean(found)

    def outline(self, limit: int = 5000) -> list[tuple[int, str, int]]:
        """The file's table of contents: level (from 1), title and index of the page, in its own order."""
        found: list[tuple[int, str, int]] = []
        with PDFIUM:
            seen: set[int] = set()
            self._outline(None, 1, found, seen, limit)
        return found

    def _outline(self, above: Any, level: int, found: list[tuple[int, str, int]], seen: set[int], limit: int) -> None:
        import pypdfium2.raw as pdfium

        entry = pdfium.FPDFBookmark_GetFirstChild(self.handle, above)
        while entry and len(found) < limit:
            address = ctypes.addressof(entry.contents)
            if address in seen:  # a table of contents that leads in a circle
                return
            seen.add(address)
            title = clean(_string(lambda buffer, size, entry=entry: pdfium.FPDFBookmark_GetTitle(entry, buffer, size)))
            target = pdfium.FPDFBookmark_GetDest(self.handle, entry)
            index = pdfium.FPDFDest_GetDestPageIndex(self.handle, target) if target else -1
            if title and index >= 0:
                found.append((level, title, index))
            if level < 8:
                self._outline(entry, level + 1, found, seen, limit)
            entry = pdfium.FPDFBookmark_GetNextSibling(self.handle, entry)

    def page(self, index: int) -> Page:
        """What stands on a page. Raises `UnreadableError` if it cannot be opened."""
        import pypdfium2.raw as pdfium

        with PDFIUM, self._page(index) as page:
            text = pdfium.FPDFText_LoadPage(page)
            if not text:
                raise UnreadableError("its text cannot be read")
            try:
                return read_page(page, text)
            finally:
                pdfium.FPDFText_ClosePage(text)

    def width(self, index: int) -> float:
        """The width of a page as it is shown, in points (1/72 inch)."""
        import pypdfium2.raw as pdfium

        with PDFIUM, self._page(index) as page:
            return float(pdfium.FPDF_GetPageWidthF(page))

    def picture(self, index: int, resolution: float) -> np.ndarray[Any, Any]:
        """A page as an image: (height, width, 3) bytes, blue first. `resolution`: dots per inch, where it fits."""
        import numpy as np
        import pypdfium2.raw as pdfium

        with PDFIUM, self._page(index) as page:
            width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
            scale = min(resolution / 72, math.sqrt(PIXEL_LIMIT / max(1.0, width * height)))
            across, down = max(1, round(width * scale)), max(1, round(height * scale))
            bitmap = pdfium.FPDFBitmap_CreateEx(across, down, pdfium.FPDFBitmap_BGR, None, 0)
            if not bitmap:
                raise UnreadableError("cannot be drawn")
            try:
                pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, across, down, 0xFFFFFFFF)
                pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, across, down, 0, pdfium.FPDF_ANNOT)
                stride = pdfium.FPDFBitmap_GetStride(bitmap)
                raw = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * down)
            finally:
                pdfium.FPDFBitmap_Destroy(bitmap)
        rows = np.frombuffer(raw, np.uint8).reshape(down, stride)[:, : across * 3]
        return np.ascontiguousarray(rows.reshape(down, across, 3))

    @contextmanager
    def _page(self, index: int) -> Iterator[Any]:
        import pypdfium2.raw as pdfium

        page = pdfium.FPDF_LoadPage(self.handle, index)
        if not page:
            raise UnreadableError("cannot be read; the file is damaged there")
        try:
            yield page
        finally:
            pdfium.FPDF_ClosePage(page)


@contextmanager
def opened(raw: bytes) -> Iterator[PdfFile]:
    """A PDF, open. Raises `UnreadableError` if it is encrypted with a password or broken."""
    import pypdfium2.raw as pdfium

    with PDFIUM:
        handle = pdfium.FPDF_LoadMemDocument64(raw, len(raw), None)
        if not handle:
            error = pdfium.FPDF_GetLastError()
            if error == _ENCRYPTED:
                raise UnreadableError("encrypted with a password; save it without one")
            raise UnreadableError("not a PDF that can be read; it is damaged or cut off" if raw.strip() else "empty")
        file = PdfFile(handle, raw)
    try:
        yield file
    finally:
        with PDFIUM:
            pdfium.FPDF_CloseDocument(handle)


def _string(call: Any) -> str:
    """What a PDFium function writes, asked first for the length: bytes of UTF-16 with a zero at the end."""
    size = call(None, 0)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    call(buffer, size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")
