"""Passages of one document that follow one another, put together again: a list may be divided between them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise

from ..records import Passage
from .anchors import anchor_at

Gap = tuple[str, int, int]
"""What lies between two passages: the source, where the first one ends, where the next one starts."""
_PARTS: frozenset[str] = frozenset(("item", "code", "row"))  # units that may be parts of something larger
_OF_ITEMS: frozenset[str] = frozenset(("paragraph", "quotation"))  # units that may stand within an item
_ALL_CODE = re.compile(r"(`{1,3})[^`\n]+\1\s*")
_PICTURE = re.compile(
    r"(?:\[?!\[[^\]]*\](?:\([^)\s]*(?:\s+\"[^\"]*\")?\)|\[[^\]]*\])(?:\]\([^)\s]*\))?(?:\{[^}\n]*\})?\s*)+"
)
_NUMBERED = re.compile(r"\s*\(?(\d{1,3})[.)]\s")
# What stands above a block of code and says no more than that it is one.
_DIRECTIVE = re.compile(r"\s*\.\. (?:code-block|code|sourcecode|prompt)::[^\n]*(?:\n[ \t]+:[\w-]+:[^\n]*)*\s*")
_INDENTED = re.compile(r"\n(?: {2,}|\t)[ \t]*\Z")
_WIDEST = 400  # characters between two passages at most; the header of a table may stand there


def runs_on(one: Passage, other: Passage) -> bool:
    """Whether a list, a table or code may go on from the end of a passage into the next, or is led in to there.

    Only within one section: not where a heading lies between. Prose behind an item may belong to it: that tells what
    stands between.
    """
    if not _in_one_section(one, other):
        return False
    first = _unit(other, 0)
    within = "item" in one.kinds and other.kinds[0] in _OF_ITEMS
    return within or other.kinds[0] in _PARTS or is_command(first) or _leads_in(one)


def is_command(text: str) -> bool:
    """Whether a paragraph is nothing but code.

    >>> is_command("`apt update`"), is_command("Run `apt update`.")
    (True, False)
    """
    return _ALL_CODE.fullmatch(text) is not None


def is_picture(text: str) -> bool:
    """Whether a text is nothing but pictures.

    >>> is_picture("![The board](a/board.png)"), is_picture("See ![The board](a/board.png).")
    (True, False)
    """
    return _PICTURE.fullmatch(text) is not None


def number_of(text: str) -> int | None:
    """The number that an item is marked with; None if it has none.

    >>> number_of("12. Close the lid."), number_of("- Close the lid.")
    (12, None)
    """
    match = _NUMBERED.match(text)
    return int(match[1]) if match else None


def is_indented(between: str) -> bool:
    """Whether what follows stands indented on a line of its own, by what stands before it."""
    return _INDENTED.search(between) is not None


def above_rows(passage: Passage, before: Passage | None) -> Gap | None:
    """Where the header of the table stands that a passage begins with; `before` is the passage before it, if any."""
    if passage.kinds[:1] != ("row",):
        return None
    end = before.end + 1 if before is not None and before.source == passage.source else 0
    return passage.source, max(end, passage.start - _WIDEST), passage.start


def within_one(passage: Passage) -> bool:
    """Whether a passage may be a part of one list or table from its first unit to its last."""
    kinds = set(passage.kinds)
    return bool(kinds) and (kinds <= _PARTS or ("item" in kinds and kinds <= _PARTS | _OF_ITEMS))


def may_be_interrupted(one: Passage, other: Passage) -> bool:
    """Whether steps with numbers stand in one of two passages of a section, and nothing but prose in the other.

    Then they may go on behind the prose, or may have begun before it.
    """
    if not _in_one_section(one, other):
        return False
    begun = _numbers(other)
    return (_is_prose(other) and bool(_numbers(one))) or (_is_prose(one) and bool(begun) and begun[0] > 1)


def interrupted(passages: Mapping[int, Passage]) -> list[Gap]:
    """What lies between passages, by their numbers in order, that steps run through: prose between two of them."""
    found: list[Gap] = []
    for number, first in passages.items():
        at, gaps = number, list[Gap]()
        last = _numbers(first)[-1:]
        while last and at + 1 in passages and _in_one_section(passages[at], passages[at + 1]):
            one, other = passages[at], passages[at + 1]
            gaps.append((one.source, one.end, other.start))
            if _is_prose(other):
                at += 1
                continue
            found += gaps if _numbers(other)[:1] == [last[0] + 1] else []
            break
    return found


def joined(
    passages: Iterable[Passage], between: Mapping[Gap, str], through: Collection[Gap] = frozenset()
) -> list[Passage]:
    r"""The passages in order, those that run on put together as one where it is known what stands between them.

    What is known to stand before the first of them is put before it: the header of a table (`above_rows`). `through`
    are gaps that something runs through in any case (`interrupted`).

    >>> one = Passage("a", 0, 10, "Do:\n- this", ((0, 3), (4, 10)), kinds=("paragraph", "item"))
    >>> other = Passage("a", 11, 17, "- that", ((11, 17),), kinds=("item",))
    >>> [passage.text for passage in joined([other, one], {("a", 10, 11): "\n"})]
    ['Do:\n- this\n- that']
    >>> len(joined([other, one], {}))
    2
    """
    ordered = sorted(dict.fromkeys(passages), key=lambda one: (one.source, one.start, one.end))
    groups: list[list[Passage]] = [[first] for first in ordered[:1]]
    for one, other in pairwise(ordered):
        gap = between.get((one.source, one.end, other.start))
        runs = (one.source, one.end, other.start) in through
        if one.source == other.source and gap is not None and (_belongs(one, other, gap) or (runs and not gap.strip())):
            groups[-1].append(other)
        else:
            groups.append([other])
    above = {(source, end): text for (source, _, end), text in between.items()}
    return [
        _one(group, between, above.get((group[0].source, group[0].start), "") if group[0].kinds[:1] == ("row",) else "")
        for group in groups
    ]


def _belongs(one: Passage, other: Passage, gap: str) -> bool:
    """Whether what begins a passage goes on from the one before, by what stands between them."""
    if other.kinds[:1] == ("row",):
        return True
    if other.kinds[:1] == ("code",) and _DIRECTIVE.fullmatch(gap):
        return True
    if gap.strip():
        return False
    if other.kinds[:1] and other.kinds[0] in _OF_ITEMS and not is_command(_unit(other, 0)) and not _leads_in(one):
        return "\n" not in gap or is_indented(gap) or _numbers_go_on(one, other)
    return True


def _in_one_section(one: Passage, other: Passage) -> bool:
    """Whether a passage follows another one in the same section."""
    if one.source != other.source or not 0 <= other.start - one.end <= _WIDEST or not one.kinds or not other.kinds:
        return False
    return _headings(one, one.end - 1) == _headings(other, other.start)


def _is_prose(passage: Passage) -> bool:
    return bool(passage.kinds) and _OF_ITEMS.issuperset(passage.kinds)


def _numbers(passage: Passage) -> list[int]:
    """The numbers that a passage's first and last items are marked with, where both are."""
    items = [at for at, kind in enumerate(passage.kinds) if kind == "item"]
    found = [number_of(_unit(passage, at)) for at in (*items[:1], *items[-1:])]
    return [number for number in found if number is not None] if None not in found else []


def _numbers_go_on(one: Passage, other: Passage) -> bool:
    """Whether the first item of a passage has the number behind that of the last one before."""
    last, first = _numbers(one)[-1:], _numbers(other)[:1]
    return bool(last) and first == [last[0] + 1]


def _leads_in(passage: Passage) -> bool:
    return _unit(passage, -1).rstrip("*_ ").endswith((":", "："))


def _one(group: Sequence[Passage], between: Mapping[Gap, str], above: str) -> Passage:
    first, last = group[0], group[-1]
    if len(group) == 1 and not above:
        return first
    text = (
        above
        + first.text
        + "".join(between[one.source, one.end, other.start] + other.text for one, other in pairwise(group))
    )
    return Passage(
        first.source,
        first.start - len(above),
        last.end,
        text,
        tuple(span for passage in group for span in passage.sentences),
        tuple(dict.fromkeys(anchor for passage in group for anchor in passage.anchors)),
        first.context,
        tuple(edit for passage in group for edit in passage.edits),
        tuple(kind for passage in group for kind in passage.kinds),
    )


def _unit(passage: Passage, number: int) -> str:
    start, end = passage.sentences[number]
    return passage.text[start - passage.start : end - passage.start]


def _headings(passage: Passage, at: int) -> tuple[str, ...]:
    anchor = anchor_at(passage.anchors, at)
    return anchor.headings if anchor else ()
