"""What an answer stands on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ground:
    """What an answer in a passage stands on: the passage as it reads, and what is said of it and its document."""

    text: str
    context: str
