"""What a question asks for by how it is written: a mail address, a telephone number, an address on the web."""

from __future__ import annotations

import re

from ..records import Question, Span

_OTHERS = frozenset({"person", "organisation", "date", "reason", "manner", "procedure", "yes-no", "comparison"})
"""The kinds of question that no address or number answers, whatever it speaks of."""
# How each is asked for, and how it is written.
_CONTACTS = (
    (re.compile(r"\be-?mails?\b|\bmail address|邮箱|电子邮件"), re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    (
        re.compile(r"\b(?:tele|cell ?|mobile ?)?phone\b|\b(?:fax|mobile|hotline|emergency) number|电话|手机号"),
        re.compile(r"(?<![\w.@/-])\+?\(?\d[\d ()/–-]{4,}\d(?![\w@-])"),
    ),
    (
        re.compile(r"\b(?:url|web ?(?:site|page|address)|home ?page|link)\b|网址|链接"),
        re.compile(r"\b(?:[a-z][a-z0-9+.-]*://|www\.)[^\s<>\"“”)\]，。；]*[\w/]"),
    ),
)


def contact_in(question: Question, text: str, span: Span | None) -> Span | None:
    """The address or number of the kind that the question names, as offsets in a text; None if it names or has none.

    Of several the one nearest to `span`, what a reader takes for the answer, and without that the first.

    >>> from askhz.records import Question
    >>> asked = "What is the clerk's mail address?"
    >>> text = "Clerk: clerk@example.org, +41 555 030 51."
    >>> start, end = contact_in(Question(asked, "other", (asked,), asked), text, (7, 40))
    >>> text[start:end]
    'clerk@example.org'
    """
    if question.kind in _OTHERS:
        return None
    asked = question.as_asked.lower()
    written = next((written for named, written in _CONTACTS if named.search(asked)), None)
    found = [match.span() for match in written.finditer(text)] if written else []
    at = span[0] if span else 0
    return min(found, key=lambda one: abs(one[0] - at), default=None)
