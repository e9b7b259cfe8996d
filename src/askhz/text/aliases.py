"""Names that mean the same thing: found in a text, replaced by one another. This module knows no records."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .words import CJK, fold


class Aliases:
    """Names that mean the same thing: groups of names, matched whole and in any case.

    >>> Aliases([("Unitree", "Yushu Technology", "宇树科技")]).variants("When was unitree founded?")
    ['When was Yushu Technology founded?', 'When was 宇树科技 founded?']
    """

    def __init__(self, groups: Sequence[Sequence[str]] = ()) -> None:
        """`groups`: each a sequence of two or more names, the best known first."""
        self.groups = _joined(groups)
        self._group_of = {_plain(name): group for group in self.groups for name in group}
        names = sorted(filter(None, self._group_of), key=lambda name: (-len(name), name))
        self._names = [(name.split()[0], _pattern_of(name)) for name in names]

    def _matches(self, text: str) -> list[tuple[str, tuple[str, ...], int, int]]:
        """Each name as it stands in the text, its group and its place."""
        if not self._names:
            return []
        folded, places = _folded_in_place(text)
        # Of hundreds of names a text has two or three, and to search for a string is quick.
        present = [pattern for first, pattern in self._names if first in folded]
        found = []
        for match in re.finditer("|".join(present), folded) if present else ():
            start, end = places[match.start()], places[match.end() - 1] + 1
            while end < len(text) and not fold(text[end]):  # an accent written apart belongs to its letter
                end += 1
            found.append((text[start:end], self._group_of[_plain(match.group())], start, end))
        return found

    def names_in(self, text: str) -> list[str]:
        """The names of a group that occur in the text, as they stand there."""
        return [name for name, _, _, _ in self._matches(text)]

    def same(self, text: str) -> frozenset[str]:
        """Every name of what the text names, folded."""
        return frozenset(fold(name) for _, group, _, _ in self._matches(text) for name in group)

    def same_as(self, name: str) -> frozenset[str]:
        """Every name of what has just this name, folded; none where no group has it.

        >>> sorted(Aliases([("Go2", "B2")]).same_as("go2")), Aliases([("Unitree", "Yushu")]).same_as("Unitree-G7")
        (['b2', 'go2'], frozenset())
        """
        return frozenset(map(fold, self._group_of.get(_plain(name), ())))

    def variants(self, text: str) -> list[str]:
        """The text with its names replaced by their other names: as many texts as the largest group has others."""
        matches = self._matches(text)
        others = [[name for name in group if _plain(name) != _plain(found)] for found, group, _, _ in matches]
        made: list[str] = []
        for turn in range(max(map(len, others), default=0)):
            pieces, at = [], 0
            for (found, _, start, end), names in zip(matches, others, strict=True):
                pieces += [text[at:start], names[turn % len(names)] if names else found]
                at = end
            made.append("".join(pieces) + text[at:])
        return made


def _joined(groups: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """The groups; those that share a name made one."""
    joined: list[dict[str, str]] = []
    for group in groups:
        names: dict[str, str] = {}
        for name in group:
            names.setdefault(_plain(name), name)
        for other in [other for other in joined if other.keys() & names.keys()]:
            joined.remove(other)
            names = {**other, **{plain: name for plain, name in names.items() if plain not in other}}
        joined.append(names)
    return tuple(tuple(names.values()) for names in joined)


def _pattern_of(name: str) -> str:
    """What matches a name whole, its words apart by any space."""
    return rf"(?<![^\W{CJK}])" + r"\s+".join(map(re.escape, name.split())) + rf"(?![^\W{CJK}])"


def _plain(name: str) -> str:
    return " ".join(fold(name).split())


def _folded_in_place(text: str) -> tuple[str, Sequence[int]]:
    """The folded text, and for each of its characters where in the text it comes from.

    >>> _folded_in_place("½ É")
    ('1⁄2 e', [0, 0, 0, 1, 2])
    """
    if text.isascii():
        return text.lower(), range(len(text))
    pieces = [fold(character) for character in text]
    return "".join(pieces), [at for at, piece in enumerate(pieces) for _ in piece]
