"""The mails that a question asks of, and the lines of their headers that answer it.

A reader takes "Dear Tobias," for who wrote to him. Here every word of the question must be accounted for: a name stands
in the field that it must stand in, the others in the header, the subject or the body.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..records import Document, Finding, Hit, Passage, Question, Span
from ..text.words import count_words, word_set
from .dates import dates_in, within
from .mailing import MailAsked, mail_asked

SURE_OF_MAILS = 0.85
"""The confidence of what the header of a mail tells: a careful choice, fitted to nothing."""
_MOST = 3  # mails that are quoted
_HEADER = 60  # words of a header that is quoted whole
_BODIES = 300  # words of mails that are quoted whole
_LINE = re.compile(r"(?m)^(?P<key>From|To|Cc|Date|Sent|Subject)[ \t]*:[ \t]*(?P<value>\S.*?)[ \t]*$", re.IGNORECASE)
_ADDRESS = re.compile(r"\s*<[^<>\s]*>")
_REPLY = re.compile(r"\s*(?:re|aw|sv|antw|r|回复|答复)\s*[:：]", re.IGNORECASE)
_OTHER_MAIL = re.compile(
    r"\b(?:your|his|her|their|whose|last|earlier|previous|\w+['’]s)\s+(?:\w+\s+)?(?:(?:e-?)?mail|message|letter)\b",
    re.IGNORECASE,
)
_SPEAKS_OF_MAIL = re.compile(
    r"\b(?:(?:e-?)?mail\w*|messages?|letters?|wr[oi]te|written|sen[dt]|repl(?:y|ied)|answer(?:ed)?)\b", re.IGNORECASE
)
_A_MAIL = re.compile(r"\b(?:(?:e-?)?mail|message|letter|repl(?:y|ie)|answer|response|wrote to)", re.IGNORECASE)
_SENT = re.compile(r"\bsen[dt]\b", re.IGNORECASE)  # other things than mails are, and in other words
_PRONOUN = re.compile(r"\b(?:him|her|them|us|me|you)\b", re.IGNORECASE)
_LED_BY = 200  # characters before a sentence that may say what it goes on about
_MONTHS = "January February March April May June July August September October November December".split()


@dataclass(frozen=True, slots=True)
class _Mail:
    """A mail: its hit, where its header stands, the fields of that with their places, and its subject's place."""

    hit: Hit
    header: Span
    fields: dict[str, Span]

    def value(self, name: str) -> str:
        """What a field says; "" where the mail does not have it."""
        start, end = self.fields.get(name, (0, 0))
        return self.hit.passage.text[start:end]


def header_of_mail(document: Document) -> Span | None:
    """Where the header of a mail stands in a document; None where it is no mail."""
    blocks = [block for block in document.blocks if block.kind == "front matter"]
    if not blocks:
        return None
    start, end = blocks[0].start, blocks[-1].end
    keys = {match["key"].lower() for match in _LINE.finditer(document.text, start, end)}
    return (start, end) if "from" in keys and keys & {"to", "cc", "date", "sent"} else None


def words_of_headers(question: Question) -> tuple[str, ...]:
    """The normal words by which to find the headers of the mails that a question asks of; none where it asks of none.

    >>> from askhz.question import analyse
    >>> words_of_headers(analyse("When did Margit write to Tobias?"))
    ('from', 'to', 'date', 'margit', 'tobia')
    >>> words_of_headers(analyse("Who mended the roof?"))
    ()
    """
    asked = mail_asked(question)
    if asked is None:
        return ()
    stems = asked.senders | asked.recipients | asked.topic
    written = [f"{number:02}" for date in asked.dates for number in date if number]
    return tuple(dict.fromkeys(["from", "to", "date", *sorted(stems), *written]))


def told_by_mails(question: Question, mails: Sequence[Hit], rank: int = 1) -> list[Finding]:
    """The headers of mails that answer, or their bodies, three at most, with the few words that do.

    `mails` are hits whose passages are whole mails, the likeliest first; the first one has `rank`. Of mails that fit
    those come first whose subject says it all, then those that have it in one paragraph.
    """
    asked = mail_asked(question)
    if asked is None:
        return []
    known = [one for one in map(_mail, mails) if one is not None]
    fits = [(fit, one) for one in known if asked.field in one.fields and (fit := _fit(asked, one, known)) is not None]
    best = min((fit for fit, _ in fits), default=None)
    # The mail before the answers to it, which have its subject.
    meant = sorted((one for fit, one in fits if fit == best), key=_is_reply)
    if asked.field == "body" and sum(count_words(one.value("body")) for one in meant) > _BODIES:
        return []
    return [_finding(asked, one, rank + mails.index(one.hit)) for one in meant[:_MOST]]


def taken_for_header(question: Question, best: Finding, passage: Passage, mails: Sequence[Hit]) -> bool:
    """Whether a finding is taken for what only the header of a mail tells: "Dear Tobias,".

    It is not where it speaks of a mail itself ("Thank you for your letter about the fence, Maelle."), or of writing; in
    another document than a mail so may what leads up to it in its `passage`.
    """
    asked = mail_asked(question)
    if asked is None or not mails or asked.field == "body":
        return False
    if any(hit.passage.source == best.source for hit in mails):
        return _SPEAKS_OF_MAIL.search(best.text) is None
    start = max(0, best.start - passage.start - _LED_BY)
    led = passage.text[start : best.end - passage.start]
    if asked.certain:
        return _A_MAIL.search(led) is None
    if _SENT.search(question.as_asked):
        return False
    to_whom = asked.recipients <= word_set(led) or _PRONOUN.search(led) is not None
    return _SPEAKS_OF_MAIL.search(led) is None or not to_whom


def _mail(hit: Hit) -> _Mail | None:
    """A hit as a mail: its first unit is the header, what stands above that the subject."""
    start, end = hit.passage.sentences[0]
    text = hit.passage.text
    fields: dict[str, Span] = {}
    for match in _LINE.finditer(text, start, end):
        key = match["key"].lower()
        fields.setdefault("date" if key == "sent" else key, match.span("value"))
    if body := text[end:].strip():
        fields["body"] = (begins := text.index(body, end), begins + len(body))
    above = text[:start]
    if above.strip():
        fields["subject"] = (len(above) - len(above.lstrip()), len(above.rstrip()))
    return _Mail(hit, (start, end), fields) if "from" in fields else None


def _is_reply(mail: _Mail) -> bool:
    return _REPLY.match(mail.value("subject")) is not None


def _fit(asked: MailAsked, mail: _Mail, known: Sequence[_Mail]) -> tuple[int, int] | None:
    """How well a mail fits what is asked, the less the better; None where it does not.

    First whether those to whom it is written only get a copy, then how far from the subject that is what it is about.
    """
    about = _about(asked, mail, known)
    return None if about is None else (int(not asked.recipients <= word_set(mail.value("to"))), about)


def _about(asked: MailAsked, mail: _Mail, known: Sequence[_Mail]) -> int | None:
    """0 where the subject of a mail says all that it is asked to be about, then a paragraph, then all of it."""
    sender, to = word_set(mail.value("from")), word_set(f"{mail.value('to')}\n{mail.value('cc')}")
    subject = mail.value("subject")
    if not (asked.senders <= sender and asked.recipients <= to):
        return None
    if asked.is_reply and not _is_reply(mail):
        return None
    topic = set(asked.topic)
    for role, stems in asked.names:
        if any(stems <= word_set(f"{one.value('from')}\n{one.value('to')}\n{one.value('cc')}") for one in known):
            if not stems <= (sender if role == "from" else to):
                return None
            topic -= stems
    body = mail.hit.passage.text[mail.header[1] :]
    given = [date for date, _ in dates_in(mail.value("date"))]
    told = [date for date, _ in dates_in(f"{subject}\n{body}")]
    if not all(any(within(date, one) for one in (given or told)) for date in asked.dates):
        return None
    topic -= word_set(" ".join(_MONTHS[date.month - 1] for date in given if date.month))
    subject_words = word_set(subject)
    if topic <= subject_words:
        return 0
    if asked.is_letter:  # a mail that speaks of it is not the letter
        return None
    paragraphs = [_said(paragraph) for paragraph in re.split(r"\n\s*\n", body)]
    if any(topic <= subject_words | words for words in paragraphs):
        return 1
    whole = subject_words.union(sender, to, *paragraphs)
    return 2 if asked.certain and topic <= whole else None


def _said(paragraph: str) -> frozenset[str]:
    """The stems of a paragraph without those of sentences about another mail, which do not say what this one is about.

    >>> sorted(_said("The paint is dry. Thanks for your mail about the fence."))
    ['dri', 'is', 'paint', 'the']
    """
    sentences = re.split(r"(?<=[.!?])\s+", paragraph)
    return word_set(" ".join(sentence for sentence in sentences if not _OTHER_MAIL.search(sentence)))


def _finding(asked: MailAsked, mail: _Mail, rank: int) -> Finding:
    """The header with the words of the field; of a long one the line alone, and the subject by itself."""
    passage = mail.hit.passage
    start, end = mail.fields[asked.field]
    if asked.field == "body":
        return Finding(
            passage.source, passage.start + start, passage.start + end, passage.text[start:end], 1.0, None, rank
        )
    short = start, end
    value = passage.text[start:end]
    if asked.field != "subject" and value.count("@") <= 1 and (address := _ADDRESS.search(value)):
        short = start, start + address.start()
    if mail.header[0] <= start:
        if count_words(passage.text[slice(*mail.header)]) <= _HEADER:
            start, end = mail.header
        else:
            start = passage.text.rfind("\n", 0, start) + 1
    at = passage.start
    text = passage.text[start:end]
    placed = (at + short[0], at + short[1]) if short[0] < short[1] else None
    return Finding(passage.source, at + start, at + end, text, 1.0, placed, rank)
