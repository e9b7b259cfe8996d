"""The lines of a plain text that head what stands directly below them: of clauses with numbers, of versions and days.

"5. Deposit" above a sentence is the heading of a contract's clause, "Version 2.22 - 4 September 2022" above a list that
of a release. One alone may be anything; several, in the order of their numbers, are not.
"""

from __future__ import annotations

import re
from itertools import pairwise

from ..records import Span
from .plain import paragraphs
from .plain_terms import ITEM
from .titles import is_edition

_CLAUSE = re.compile(
    r"[ \t]*(?:§ ?|article |clause |section )?(?P<number>\d{1,3})[.)]?[ \t]+(?P<title>[^\W\d_][^\n]{0,58})$",
    re.IGNORECASE,
)
_REMARK = re.compile(r"[ \t]*\([^()\n]{0,60}\)[ \t]*$")
_RULE = re.compile(r"\s*([=\-~*^#_+])\1{2,}\s*$")
_STOP = tuple(".,;:!?。，；：！？…")
_FEWEST_CLAUSES = 3
# Up to a version, with a day before it or not: "What's new in version 3.2.2", "2022.12.14 - GNU nano 7.1".
_UP_TO_VERSION = re.compile(
    r"(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}\W{1,5})?(?:[^\W\d_][\w'’.-]*[ \t]+){0,5}"
    r"v?(?P<version>\d+(?:\.\d+)+)(?![\w.]*\d)(?!\.[ \t\xa0])",  # not "8.1.2. Tools", the number of a section
    re.IGNORECASE,
)
_DEBIAN = re.compile(r"[a-z\d][a-z\d.+-]+ \([\w.+:~-]+\) [\w. -]+; urgency=\w+$")
_VERB = re.compile(r"\b(?:is|are|was|were|has|have|had|needs?|requires?|runs?|works?|does|do|can|must|should|will)\b")
_FEWEST_OF_SERIES = 3
_LONGEST_OF_SERIES = 100  # characters
_FEWEST_EDITIONS = 2


def section_lines(text: str) -> list[Span]:
    r"""The lines that head a section, in order.

    >>> text = "1. Rent\nIt is due.\n\n2. Keys\nThere are two.\n\n3. Pets\nNone."
    >>> [text[start:end] for start, end in section_lines(text)]
    ['1. Rent', '2. Keys', '3. Pets']
    """
    clauses: list[tuple[int, Span]] = []
    editions: list[Span] = []
    series: dict[str, list[tuple[tuple[int, ...], Span]]] = {}
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
        elif (shape := _shape(line, second)) is not None:
            series.setdefault(shape[0], []).append((shape[1], span))
        elif (clause := _CLAUSE.match(line)) and second.strip() and _is_title(clause["title"]):
            following = re.match(r"[ \t]*(\d{1,3})[.)]?[ \t]", second)
            if following is None or following[1] != str(int(clause["number"]) + 1):
                clauses.append((int(clause["number"]), span))
    found = editions if len(editions) >= _FEWEST_EDITIONS else []
    found = sorted([*found, *(span for lines in series.values() if _is_series(lines) for _, span in lines)])
    numbers = [number for number, _ in clauses]
    if len(clauses) >= _FEWEST_CLAUSES and numbers == list(range(numbers[0], numbers[0] + len(numbers))):
        found = sorted([*found, *(span for _, span in clauses)])
    return found


def heads_version(line: str) -> bool:
    """Whether a line that heads a section says of which version that is, so that it names no document."""
    return _UP_TO_VERSION.match(line) is not None or _DEBIAN.match(line) is not None


def _shape(line: str, second: str) -> tuple[str, tuple[int, ...]] | None:
    """What lines that head versions share, and the number of one; None for a line of running text.

    >>> _shape("What's new in version 3.2.2", ""), _shape("In 3.2 it was", "mended.")
    (("what's new in version 0", (3, 2, 2)), None)
    """
    if _DEBIAN.match(line):
        return "debian", ()
    found = _UP_TO_VERSION.match(line)
    runs_on = second.strip() and second[0] not in " \t" and not ITEM.match(second)
    if found is None or runs_on or len(line) > _LONGEST_OF_SERIES or line.endswith(_STOP) or _VERB.search(line):
        return None
    number = tuple(int(part[:9]) for part in found["version"].split("."))
    return re.sub(r"\d+(?:[-./]\d+)*", "0", found.group()).lower(), number


def _is_series(lines: list[tuple[tuple[int, ...], Span]]) -> bool:
    """Whether lines of one shape are of versions that follow one another."""
    numbers = [number for number, _ in lines]
    if not numbers[0]:
        return len(numbers) >= _FEWEST_EDITIONS
    falls = sum(one > other for one, other in pairwise(numbers))
    ordered = max(falls, len(numbers) - 1 - falls) >= 0.8 * (len(numbers) - 1)
    return len(numbers) >= _FEWEST_OF_SERIES and len(set(numbers)) == len(numbers) and ordered


def _is_title(words: str) -> bool:
    return words[0].isupper() and not words.rstrip().endswith(_STOP)
