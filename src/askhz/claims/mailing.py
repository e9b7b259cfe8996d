"""What a question asks of the header of a mail: who sent it, to whom, when, about what, and who got a copy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..records import Question, Span
from ..text.words import STOP_WORDS, Word, spans, word_set
from .dates import Date, dates_in

_NOUN = (
    r"(?:(?:e-?)?mails?|messages?|letters?)\b(?!\s+(?:address\w*|servers?|clients?|box\w*|lists?|programs?|accounts?"
    r"|templates?|of|head\w*|queues?|brokers?|types?|ids?)\b)"
)
_ANSWER = r"(?:repl(?:y|ies)|answers?|responses?)"
_WROTE = r"(?:wrote|sent|(?:e-?)?mailed|answered|replied|responded)"
_WRITE = r"(?:write|written|send|sent|(?:e-?)?mail(?:ed)?|answer|answered|reply|replied|respond|responded)"
_A_MAIL = re.compile(rf"(?<!error )(?<!commit )(?<!log )\b{_NOUN}", re.IGNORECASE)
_A_LETTER = re.compile(r"\bletters?\b", re.IGNORECASE)
_AN_ANSWER = re.compile(rf"(?:\bthe|\ban?|['’]s?)\s+(?:\w+\s+)?{_ANSWER}\b", re.IGNORECASE)
_IS_REPLY = re.compile(rf"\b(?:{_ANSWER}|answered|replied|responded|respond)\b", re.IGNORECASE)
# What shall be, or is no mail's.
_OPEN = re.compile(r"\b(?:should|must|will|shall|can|could|may|might|would|needs?|how|why)\b")
_FIELDS = tuple(
    (name, re.compile(asked, re.IGNORECASE))
    for name, asked in (
        (
            "subject",
            r"\bsubject(?:s|\s+lines?)?\s+(?:of|was|is|did|does|had|has)\b|['’]s?\s+subject\b"
            rf"|^what\s+(?:is|was|are|were)\b.*\b{_NOUN}.*\babout\W*$",
        ),
        ("cc", r"\bwho\w*\b.*\b(?:cop(?:y|ies)|cc(?:['’]?e?d)?|copied)\b"),
        (
            "to",
            rf"\bto whom\b|\bwhom?\s+(?:did|has|had)\s+(?!{_WRITE}\b).*\b{_WRITE}\b|\b(?:recipient|addressee)s?\b"
            rf"|\bwhom?\s+(?:received|got|gets?)\b|\bwhom?\s+(?:is|was|were|are)\b.*\bto\W*$"
            r"|\bwhom?\s+(?:is|was|were|are)\b.*\baddressed\b",
        ),
        (
            "from",
            rf"\bwho\s+(?:{_WROTE}|(?:has|had)\s+{_WRITE})\b|\bfrom whom\s+(?:is|was|were|are|came|did)\b"
            r"|\bwhom?\s+(?:is|was|were|are|came|did)\b.*\bfrom\W*$|\bby whom\b|\b(?:sender|author|writer)\b"
            r"|\bwhose\b",
        ),
        ("body", rf"^(?:and\s+)?what\s+(?:did|has|had|does)\b.*\b{_WRITE}\b(?:\s+back)?(?:\s+to\b[^?]*)?\W*$"),
        (
            "date",
            rf"\b(?:when|(?:on|at)? ?(?:what|which) (?:date|day|time))\s+(?:was|were|did|has|had|is)\b"
            rf".*\b(?:{_WRITE}|dated|received|from)\b|\bdate (?:of|is|was|did|does|has)\b",
        ),
    )
)
_ABOUT = re.compile(r"\b(?:about|regarding|concerning|that|which|on|with)\b", re.IGNORECASE)
_END = r"(?:about|regarding|concerning|that|which|to|from|on|of|in|with|for|by|at|when|sent|written|addressed|is|was)\b"
_NAME = rf"(?P<name>(?:(?!{_END})[\w.@'’-]+[ ,]*){{1,5}})"
_SENDERS = (
    re.compile(rf"\b(?:from|by)\s+{_NAME}", re.IGNORECASE),
    re.compile(rf"\b(?:did|has|had)\s+(?P<name>(?:(?!{_END})[\w.'’-]+\s+){{1,4}}?){_WRITE}\b", re.IGNORECASE),
    re.compile(
        rf"(?P<name>[\w.-]+(?:\s+(?-i:[A-Z])[\w-]+)*)['’]s?\s+(?:\w+\s+){{0,2}}?(?:{_NOUN}|{_ANSWER}\b)", re.IGNORECASE
    ),
)
_RECIPIENTS = (
    re.compile(rf"\bto\s+{_NAME}", re.IGNORECASE),
    re.compile(rf"\b(?i:{_WROTE}|{_WRITE}|told|asked|tell|ask)\s+(?P<name>[A-Z][\w-]+(?:\s+[A-Z][\w-]+)*)(?!['’\w])"),
)
_TIMES = word_set(
    "january february march april may june july august september october november december monday tuesday wednesday"
    " thursday friday saturday sunday"
)
_WHICH = word_set("first second third last latest newest oldest earliest next previous one")
_OF_MAILS = word_set(
    "e mail mails email emails e-mail message messages letter letters reply replies answer answers response responses"
    " wrote write writes written send sends sent mailed emailed answered replied respond responded receive received get"
    " got gets copy copies copied cc ccd cced carbon subject line lines sender recipient recipients addressee author"
    " writer date dated day time addressed told tell ask asked who whom whose mr mrs ms dr dear"
)


@dataclass(frozen=True, slots=True)
class MailAsked:
    """What is asked of mails: the `field` of their header, and what must be true of those that are meant.

    `senders` and `recipients` are the stems of names that must stand in these fields, `names` those that must if anyone
    is called so; `topic` are the other stems, `dates` the days. `certain`: whether the question speaks of a mail, or of
    a letter (`is_letter`), which may have come by post.
    """

    field: str
    senders: frozenset[str] = frozenset()
    recipients: frozenset[str] = frozenset()
    names: tuple[tuple[str, frozenset[str]], ...] = ()
    topic: frozenset[str] = frozenset()
    dates: tuple[Date, ...] = ()
    is_reply: bool = False
    certain: bool = False
    is_letter: bool = False


def mail_asked(question: Question) -> MailAsked | None:
    """What a question asks of the header of a mail; None where it asks something else.

    >>> from askhz.question import analyse
    >>> asked = mail_asked(analyse("When did Margit write to Tobias about the roof?"))
    >>> asked.field, sorted(asked.senders), sorted(asked.recipients), sorted(asked.topic), asked.certain
    ('date', ['margit'], ['tobia'], ['roof'], False)
    >>> mail_asked(analyse("Who wrote the novel?")), mail_asked(analyse("Who should receive the mail about it?"))
    (None, None)
    """
    asked = question.search[0] if question.search else question.as_asked
    name = next((name for name, pattern in _FIELDS if pattern.search(asked)), None)
    if re.search(r"\b(?:not|never)\b|n['’]t\b", asked, re.IGNORECASE):
        return None
    about = _ABOUT.search(asked)
    if name is None or _OPEN.search(asked, 0, about.start() if about else len(asked)):
        return None
    certain = _A_MAIL.search(asked) is not None or _AN_ANSWER.search(asked) is not None
    is_letter = _A_LETTER.search(asked) is not None
    found = MailAsked(name, is_reply=_IS_REPLY.search(asked) is not None, certain=certain, is_letter=is_letter)
    return _with_words(found, asked)


def _with_words(found: MailAsked, asked: str) -> MailAsked | None:
    """The same with what the words of a question say of the mails that are meant; None where they say nothing."""
    dates = dates_in(asked)
    words = [word for word in spans(asked) if not any(start <= word.start < end for _, (start, end) in dates)]
    about = _ABOUT.search(asked)
    begins = about.start() if about else len(asked)
    roles: dict[str, frozenset[str]] = {"from": frozenset(), "to": frozenset()}
    names: list[tuple[str, frozenset[str]]] = []
    taken: set[Word] = set()
    for role, span in _roles(asked, answers=found.is_reply):
        inside = [word for word in words if span[0] <= word.start < span[1] and _tells(word) and word not in taken]
        if not inside or any(word.stem in _TIMES for word in inside):
            continue
        stems = frozenset(word.stem for word in inside)
        if span[0] < begins:
            roles[role] |= stems
            taken.update(inside)
        elif asked[inside[0].start].isupper():
            names.append((role, stems))
    topic = frozenset(word.stem for word in words if _tells(word) and word not in taken)
    # Without the word "mail" it takes a person, or what someone wrote about, to be sure that one is meant.
    if found.field == "body":
        topic -= {"back"}  # "write back"
    if found.field == "body" and (topic or not (roles["from"] or roles["to"])):
        return None  # what someone wrote of something is one sentence of many
    if not (roles["from"] or roles["to"] or topic - _WHICH or dates):
        return None  # nor is the first mail of all one of these
    by_person = roles["to"] or (roles["from"] and (found.field in ("to", "body") or (found.is_reply and not topic)))
    if not (found.certain or by_person or _writes_about(asked)):
        return None
    return MailAsked(
        found.field,
        roles["from"],
        roles["to"],
        tuple(names),
        topic,
        tuple(date for date, _ in dates),
        found.is_reply,
        found.certain,
        found.is_letter and not (roles["from"] or roles["to"]),
    )


def _writes_about(asked: str) -> bool:
    """Whether it is asked who wrote about something, or that something is so.

    >>> [_writes_about(asked) for asked in ("Who wrote about the roof?", "Who wrote the plan about the roof?")]
    [True, False]
    """
    return re.search(rf"\b(?:{_WROTE}|write|written) (?:about|that|on)\b", asked, re.IGNORECASE) is not None


def _roles(asked: str, *, answers: bool) -> Iterator[tuple[str, Span]]:
    """Where a question names who sent a mail and who got it: "from" or "to" with the place of the name.

    Who answers someone's mail sends to that person.
    """
    for pattern in _SENDERS:
        for match in pattern.finditer(asked):
            owner = answers and pattern is _SENDERS[-1] and _A_MAIL.search(match.group()) is not None
            if not _A_MAIL.search(match["name"]):
                yield "to" if owner else "from", match.span("name")
    for pattern in _RECIPIENTS:
        for match in pattern.finditer(asked):
            if not _A_MAIL.search(asked[match.start("name") : match.end("name") + 12]):
                yield "to", match.span("name")


def _tells(word: Word) -> bool:
    return word.folded not in STOP_WORDS and word.stem not in _OF_MAILS
