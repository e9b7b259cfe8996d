"""What a program is told when its request is refused: one line, a status, and no path of this machine."""

from __future__ import annotations

import re
from pathlib import Path

from ..errors import AskhzError, IndexFolderError

UNFORESEEN = "something went wrong inside askhz; its log says more"
_ABSOLUTE = re.compile(r"(?<![\w./<])/(?:[^\s/:,;'\"()]+/)+([^\s/:,;'\"()]*)")


class RefusedError(Exception):
    """A request is refused: the status, one line for the person, seconds after which to try again."""

    def __init__(self, status: int, message: str, *, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.status, self.message, self.retry_after = status, message, retry_after


def refusal_of(error: AskhzError) -> RefusedError:
    """The refusal for an error that askhz raised on purpose: 503 for an index that cannot be used, else 400."""
    return RefusedError(503 if isinstance(error, IndexFolderError) else 400, str(error))


def without_paths(message: str, folder: Path | None = None) -> str:
    """A message as it may be shown to anyone: the index folder is called "the index", other paths by their last part.

    >>> without_paths("/srv/a b/index: busy; try again", Path("/srv/a b/index"))
    'the index: busy; try again'
    >>> without_paths("/home/me/notes/a.pdf: damaged, see docs/pdf.md")
    'a.pdf: damaged, see docs/pdf.md'
    """
    if folder is not None:
        for name in sorted({str(folder.absolute()), str(folder.resolve())}, key=len, reverse=True):
            message = message.replace(name, "the index")
    return _ABSOLUTE.sub(r"\1", message)
