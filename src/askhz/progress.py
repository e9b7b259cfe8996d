"""The one shape of a progress call, and the one that says nothing."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Called now and then during long work."""

    def __call__(self, what: str, done: int, total: int, /) -> None:
        """`what` is being done; `done` of `total` are finished (`total` 0: not known yet)."""


def silent(what: str, done: int, total: int, /) -> None:
    """Report nothing."""
