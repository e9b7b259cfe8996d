"""Who was at a meeting: minutes name them under "Present" or "Attendees", in no sentence that a network could read."""

from __future__ import annotations

import re

from ..records import Document, Question, Span
from ..text.words import telling_set, word_set
from .dates import dates_in, within

_EVENT = r"(?:meetings?|calls?|sessions?|syncs?|summits?|retro\w*)"
_ASKS = re.compile(
    rf"^(?:and |so |please |list |name )*(?:(?:every(?:one|body)|all|those|people) )?who(?: all| else)? "
    rf"(?:(?:was|were) (?:all )?(?:there|present|in attendance|attending|(?:at|in|on) (?=[^,]*\b{_EVENT}\b))"
    rf"|(?:has |have )?(?:attended|joined|took part in|participated in|showed up (?:at|for)|came to)"
    rf"(?= [^,]*\b{_EVENT}\b))"
    rf"|^(?:which|what) (?:people|members|persons) (?:attended|were (?:present|at))\b.*\b{_EVENT}\b"
    rf"|^(?:list of |the |all )*(?:attendees|participants|people present) (?:of|at|in|for)\b.*\b{_EVENT}\b",
    re.IGNORECASE,
)
_NAMES = (
    r"(?:(?:members|people|those|in|who was|board|committee) )?"
    r"(?:present|attendees?|attendance|attending|participants?|roll call)"
)
_HEADS = re.compile(rf"[\W\d_]*{_NAMES}(?: list)?[\W_]*", re.IGNORECASE)
_LINE = re.compile(rf"[\W_]*{_NAMES}\W*:\W*\w.*", re.IGNORECASE | re.DOTALL)
# They ask for the names of any meeting.
_OF_ANY = word_set(
    "list name everyone everybody people persons members attended attendees attendance attending participants"
    " participated present joined took part showed came meeting meetings call calls session sessions sync syncs summit"
    " summits retro retrospective last latest"
)
_LONGEST = 3000  # characters of a list of names


def asks_who_attended(question: Question) -> bool:
    """Whether a question asks who was at a meeting.

    >>> from askhz.question import analyse
    >>> [asks_who_attended(analyse(asked)) for asked in ("Who was at the May meeting?", "Who was at sea?")]
    [True, False]
    """
    return _ASKS.search(question.as_asked) is not None


def attendance_in(question: Question, document: Document) -> Span | None:
    """Where a document names who was present: below the only heading or label that says so, or in a line that does.

    None where it has none or several, what stands there is too long, or its title and path have another date, or no
    word of what meeting it was.
    """
    asked = [date for date, _ in dates_in(question.as_asked)]
    named = f"{document.title} {document.source}"
    given = [date for date, _ in dates_in(named)]
    of_day = any(within(one, other) for one in asked for other in given)
    which = telling_set(question.as_asked) - _OF_ANY
    if not of_day and (asked or (which and not which & word_set(re.sub(r"[\W_]", " ", named)))):
        return None
    found = []
    for at, block in enumerate(document.blocks):
        text = document.text[block.start : block.end]
        if block.kind in ("heading", "paragraph") and _HEADS.fullmatch(text):
            behind = document.blocks[at + 1 :]
            wanted = ("item",) if block.kind == "paragraph" else ("item", "paragraph", "row")
            end = next((n for n, one in enumerate(behind) if one.kind not in wanted), len(behind))
            found += [(behind[0].start, behind[end - 1].end)] if end else []
        elif block.kind in ("item", "paragraph") and _LINE.fullmatch(text):
            found.append((block.start, block.end))
    return found[0] if len(found) == 1 and found[0][1] - found[0][0] <= _LONGEST else None
