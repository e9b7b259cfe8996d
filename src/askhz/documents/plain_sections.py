"""The lines of a plain text that head what stands directly below them: of clauses with numbers, of versions and days.

"5. Deposit" above a sentence is the heading of a contract's clause, "Version 2.22 - 4 September 2022" above a list that
of a release. One alone may be anything; several, in the order of their numbers, are not.
"""

from __future__ import annotations

import re

from ..records import Span
from .plain import paragraphs
from .titles import is_edition

_CLAUSE = re.compile(
    r"[ \t]*(?:§ ?|article |clause |section )?(?P<number>\d{1,3})[.)]?[ \t]+(?P<title>[^\W\d_][^\n]{0,58})$",
    re.IGNORECASE,
)
_REMARK = re.compile(r"[ \t]*\([^()\n]{0,60}\)[ \t]*$")
_RULE = re.compile(r"\s*([=\-~*^#_+])\1{2,}\s*$")
_STOP = tuple(".,;:!?。，；：！？…")
_FEWEST_CLAUSES = 3
_FEWEST_EDITIONS = 2


def section_lines(text: str) -> list[Span]:
    r"""The lines that head a section, in order.

    >>> text = "1. Rent\nIt is due.\n\n2. Keys\nThere are two.\n\n3. Pets\nNone."
    >>> [text[start:end] for start, end in section_lines(text)]
    ['1. Rent', '2. Keys', '3. Pets']
    """
    clauses: list[tuple[int, Span]] = []
    editions: list[Span] = []
    for paragraph in paragraphs(text):
        first, _, rest = text[paragraph.start : paragraph.end].partition("\n")
        line = first.strip()
        second = rest.partition("\n")[0]
        start = paragraph.start + len(first) - len(first.lstrip())
        span = (start, start + len(line))
        if not line or _RULE.match(second):
            continue
        if is_edition(_REMARK.sub("", line)):
            editions.append(span)
        elif (clause := _CLAUSE.match(line)) and second.strip() and _is_title(clause["title"]):
            following = re.match(r"[ \t]*(\d{1,3})[.)]?[ \t]", second)
            if following is None or following[1] != str(int(clause["number"]) + 1):
                clauses.append((int(clause["number"]), span))
    found = editions if len(editions) >= _FEWEST_EDITIONS else []
    numbers = [number for number, _ in clauses]
    if len(clauses) >= _FEWEST_CLAUSES and numbers == list(range(numbers[0], numbers[0] + len(numbers))):
        found = sorted([*found, *(span for _, span in clauses)])
    return found


def _is_title(words: str) -> bool:
    return words[0].isupper() and not words.rstrip().endswith(_STOP)
