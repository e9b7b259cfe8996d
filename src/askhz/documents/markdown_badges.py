"""Badges in Markdown, pictures of a state, a version or a build with a link to more of it: they read as nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..records import Edit, Span
from .edits import cell_text, collapsed_within

_LINKED = re.compile(
    r"\[!\[[^\[\]\n]*\](?:\((?P<image>[^()\s]*)[^()\n]*\)|\[[^\[\]\n]*\])\](?:\([^()\n]*\)|\[[^\[\]\n]*\])"
)
_PLAIN = re.compile(r"!\[[^\[\]\n]*\]\((?P<image>[^()\s]*)[^()\n]*\)")
_OF_STATE = re.compile(r"badge|shields\.io", re.IGNORECASE)
_DRAWN = re.compile(r"\.svg(?:[?#]|\Z)", re.IGNORECASE)


def badges_in(text: str, start: int, end: int) -> list[Span]:
    """Where the badges of a stretch stand.

    >>> badges_in("![The yard](yard.png) [![Build](https://ci.example/build.svg)](https://ci.example)", 0, 82)
    [(22, 82)]
    """
    if text.find("![", start, end) < 0:
        return []
    found = [one.span() for one in _LINKED.finditer(text, start, end) if _is_badge(one["image"])]
    for one in _PLAIN.finditer(text, start, end):
        inside = any(first <= one.start() and one.end() <= last for first, last in found)
        if not inside and _OF_STATE.search(one["image"]):
            found.append(one.span())
    return sorted(found)


def without_badges(text: str, start: int, end: int, edits: Sequence[Edit]) -> tuple[list[Edit], str] | None:
    """The edits of a block of which its badges read as nothing, and how it reads; None where it has none."""
    badges = badges_in(text, start, end)
    if not badges:
        return None
    kept = [edit for edit in edits if not any(first < edit.end and edit.start < last for first, last in badges)]
    made = sorted([*kept, *(Edit(first, last, "") for first, last in badges)], key=lambda edit: (edit.start, edit.end))
    made = collapsed_within(text, start, end, made)
    return made, cell_text(text, (start, end), made)


def _is_badge(image: str | None) -> bool:
    """Whether a picture that is a link is a badge: one that is named elsewhere mostly is."""
    return image is None or bool(_OF_STATE.search(image) or _DRAWN.search(image))
