"""Places on a PDF page as it is shown: its own turning, its visible part, and its first line on top."""

from __future__ import annotations

import ctypes
import math
from typing import Any

_UNIT = 1 << 20  # PDFium maps pages to whole pixels: a page this many pixels wide gives shares to a millionth


class Shown:
    """Maps PDFium's page coordinates to points of the page as it is shown, from its top left."""

    def __init__(self, page: Any, width: float, height: float) -> None:
        import pypdfium2.raw as pdfium

        across, down = ctypes.c_int(), ctypes.c_int()

        def share(x: float, y: float) -> tuple[float, float]:
            pdfium.FPDF_PageToDevice(page, 0, 0, _UNIT, _UNIT, 0, x, y, across, down)
            return across.value / _UNIT, down.value / _UNIT

        (x0, y0), (x1, y1), (x2, y2) = share(0, 0), share(100, 0), share(0, 100)
        self.xx, self.xy, self.x0 = (x1 - x0) / 100 * width, (x2 - x0) / 100 * width, x0 * width
        self.yx, self.yy, self.y0 = (y1 - y0) / 100 * height, (y2 - y0) / 100 * height, y0 * height
        self._look()

    def turn(self, quarter: int, width: float, height: float) -> None:
        """Turn what is shown with the clock, so that text that ran up or down, or on its head, runs from the left."""
        xx, xy, x0, yx, yy, y0 = self.xx, self.xy, self.x0, self.yx, self.yy, self.y0
        if quarter == 1:
            self.xx, self.xy, self.x0, self.yx, self.yy, self.y0 = -yx, -yy, height - y0, xx, xy, x0
        elif quarter == 2:
            self.xx, self.xy, self.x0, self.yx, self.yy, self.y0 = -xx, -xy, width - x0, -yx, -yy, height - y0
        else:
            self.xx, self.xy, self.x0, self.yx, self.yy, self.y0 = yx, yy, y0, -xx, -xy, width - x0
        self._look()

    def _look(self) -> None:
        self.angle = math.atan2(-self.yx, self.xx)  # of the page's own x axis, as shown
        self.upright = self.xx > 0 > self.yy and abs(self.xy) + abs(self.yx) < 1e-4

    def box(self, left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
        """The edges on the page as shown: left, top, right, bottom."""
        if self.upright:
            xx, yy, x0, y0 = self.xx, self.yy, self.x0, self.y0
            return xx * left + x0, yy * top + y0, xx * right + x0, yy * bottom + y0
        x1, x2 = self.xx * left + self.xy * top + self.x0, self.xx * right + self.xy * bottom + self.x0
        y1, y2 = self.yx * left + self.yy * top + self.y0, self.yx * right + self.yy * bottom + self.y0
        return (x1, y1, x2, y2) if x1 <= x2 and y1 <= y2 else (min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
