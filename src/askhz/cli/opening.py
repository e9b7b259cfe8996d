"""The index that a command asks, opened for as long as the command runs."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from .. import render
from ..chatbot import Chatbot, open_chatbot
from ..reading.ranker import SENTENCE_RANKER
from ..retrieval import DEFAULT_FUSION
from .streams import progress_line

Where = Path | Sequence[str]
"""An index's folder, or collections' names."""


@contextlib.contextmanager
def opened(folder: Where, reader: str | None = None, *, fusion: str = DEFAULT_FUSION) -> Iterator[Chatbot]:
    """A chatbot to ask; says so if the index's calibration belongs to another version of the reader."""
    with _open(folder, reader, fusion) as bot:
        if bot.calibration_is_stale():
            sys.stderr.write(
                f"askhz: {render.visible(_name(folder))}: its calibration was fitted to another version of the reader "
                "and is not used; run askhz calibrate again\n"
            )
        yield bot


@contextlib.contextmanager
def opened_to_look_up(folder: Where) -> Iterator[Chatbot]:
    """A chatbot to search and to look documents up; it opens no network."""
    with _open(folder, SENTENCE_RANKER, DEFAULT_FUSION) as bot:
        yield bot


@contextlib.contextmanager
def _open(folder: Where, reader: str | None, fusion: str) -> Iterator[Chatbot]:
    with progress_line() as progress:
        bot = open_chatbot(folder, reader=reader, fusion=fusion, on_progress=progress)
    with contextlib.closing(bot):
        yield bot


def _name(folder: Where) -> str:
    return str(folder) if isinstance(folder, Path) else ", ".join(folder)
