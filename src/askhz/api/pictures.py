"""Pages of PDF files as pictures, drawn in a process of their own: a hostile file ends nothing else."""

from __future__ import annotations

import io
import multiprocessing
import resource
import threading
from collections import OrderedDict
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from .refusals import RefusedError

NARROWEST, WIDEST = 200, 2000  # pixels
_KEPT_BYTES = 64 * 2**20
_SECONDS = 30.0  # for one page
_START_SECONDS = 120.0  # for the process to start and load what it needs
_PAGES_OF_A_PROCESS = 500  # then it is begun anew, so that its memory comes back
_GIGABYTES = 3
_Key = tuple[str, int, int, int, int]


class Pictures:
    """Draws pages and keeps the last ones. Safe for several threads."""

    def __init__(self, kept_bytes: int = _KEPT_BYTES, seconds: float = _SECONDS) -> None:
        """`kept_bytes` of pictures are kept in memory; a page that takes longer than `seconds` is given up."""
        self._kept_bytes, self._seconds = kept_bytes, seconds
        self._kept: OrderedDict[_Key, bytes] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()
        self._drawing = threading.Lock()
        self._pool: ProcessPoolExecutor | None = None

    def close(self) -> None:
        """End the process."""
        with self._drawing:
            self._end()

    def page(self, file: Path, page: int, width: int) -> bytes:
        """A page (from 1) as PNG, so many pixels wide. Raises `RefusedError` if it cannot be drawn."""
        if not NARROWEST <= width <= WIDEST:
            raise RefusedError(400, f"a width of {width}; want {NARROWEST} to {WIDEST} pixels")
        try:
            status = file.stat()
        except OSError as error:
            raise RefusedError(409, f"{file.name}: gone since it was indexed") from error
        key = (str(file), status.st_size, status.st_mtime_ns, page, width)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        drawn = self._drawn(file, page, width)
        with self._lock:
            self._kept[key] = drawn
            self._size = sum(map(len, self._kept.values()))
            while self._size > self._kept_bytes and len(self._kept) > 1:
                _, old = self._kept.popitem(last=False)
                self._size -= len(old)
        return drawn

    def _drawn(self, file: Path, page: int, width: int) -> bytes:
        with self._drawing:
            if self._pool is None:
                self._pool = ProcessPoolExecutor(
                    1,
                    multiprocessing.get_context("spawn"),
                    initializer=_limit,
                    max_tasks_per_child=2 * _PAGES_OF_A_PROCESS,
                )
            try:
                # Two tasks a page: starting takes long on a busy machine, and is no fault of the page's.
                self._pool.submit(_load).result(_START_SECONDS)
                drawn, why = self._pool.submit(draw, file, page, width).result(self._seconds)
            except (TimeoutError, BrokenProcessPool) as error:
                self._end()
                raise RefusedError(
                    409, f"{file.name}, page {page}: cannot be drawn; the file may be damaged"
                ) from error
        if drawn is None:
            raise RefusedError(404, f"{file.name}, page {page}: {why}")
        return drawn

    def _end(self) -> None:
        if self._pool is not None:
            for process in list(self._pool._processes.values()):
                process.kill()
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None


def draw(file: Path, page: int, width: int) -> tuple[bytes | None, str]:
    """A page as PNG and "", or None and why not."""
    import PIL.Image

    from ..documents.pdf.file import opened
    from ..documents.reader import UnreadableError

    try:
        with opened(file.read_bytes()) as pdf:
            if not 1 <= page <= pdf.pages:
                return None, f"the file has {pdf.pages} pages"
            rows = pdf.picture(page - 1, 72 * width / max(1.0, pdf.width(page - 1)))
    except (UnreadableError, OSError, MemoryError) as error:
        return None, str(error) or "needs too much memory"
    stream = io.BytesIO()
    PIL.Image.fromarray(rows[:, :, ::-1].copy()).save(stream, "PNG", compress_level=3)
    return stream.getvalue(), ""


def _load() -> None:
    """Load what drawing needs."""
    import PIL.Image  # noqa: F401

    from ..documents.pdf import file  # noqa: F401


def _limit() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = _GIGABYTES * 2**30
    resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))
