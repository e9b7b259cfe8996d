"""The text of a PDF page by pypdf, for the few that PDFium reads next to nothing of; without places on the page."""

from __future__ import annotations

import io
import logging
from typing import Any

from .letters import clean
from .parts import Line, Page, Word

_LINE, _LETTER = 14.0, 5.0  # points that a line and a letter get here, since pypdf does not tell where they stand
_LEFT = 72.0


class OtherReader:
    """Reads pages of one file by pypdf, which is loaded for the first of them."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._file: Any = None

    def page(self, index: int) -> Page | None:
        """The lines of a page, one below the other; None if pypdf cannot read it either."""
        try:
            if self._file is None:
                import pypdf

                logging.getLogger("pypdf").setLevel(logging.CRITICAL)
                self._file = pypdf.PdfReader(io.BytesIO(self._raw))
            text = self._file.pages[index].extract_text()
        except ModuleNotFoundError:
            raise
        except Exception:  # pypdf raises errors of many kinds at damaged files
            return None
        lines = [" ".join(map(clean, line.split())) for line in text.splitlines()]
        page = Page(612, max(792, _LINE * (len(lines) + 20)), placed=False)
        for number, line in enumerate(lines, 10):  # away from the edges, where heads stand
            if line:
                top, right = _LINE * number, _LEFT + _LETTER * len(line)
                words = [Word(line.split()[0], _LEFT, _LEFT + _LETTER * len(line.split()[0]))]
                found = Line(line, _LEFT, top, right, top + 10, 10, words=words, first_size=10, last_size=10)
                page.lines.append(found)
        return page
