"""What tells one of a series apart in a question: options, versions, years, numbers, fault codes, settings."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..text.words import fold

_FORMS = tuple(
    (form, re.compile(written))
    for form, written in (
        ("option", r"(?<![\w-])--?[A-Za-z0-9][\w-]*"),
        ("year", r"(?<![\w.,-])(?:1[5-9]|20)\d\d(?![\w-]|[.,]\d)"),
        ("version", r"(?<![\w.-])v?\d+(?:\.\d+)+(?:-?(?:rc|alpha|beta|a|b)\.?\d*)?(?!\w|\.\d)"),
        ("number", r"(?<![\w.,-])\d+(?![\w-]|[.,]\d)"),
        ("mixed", r"\b(?=[\w/-]*\d)(?=[\w/-]*[A-Za-z])[A-Za-z0-9]+(?:[/-][A-Za-z0-9]+)*\b"),
        ("word", r"\b[A-Za-z]\w*(?:_\w+)+\b|\b[a-z]+(?:[A-Z][a-z0-9]+)+\b"),
    )
)


@dataclass(frozen=True, slots=True)
class Code:
    """What tells one of a series apart, as it stands in a question, and the word before it; "" for none."""

    form: str
    text: str
    start: int
    end: int
    noun: str

    def is_like(self, other: Code) -> bool:
        """Whether it may stand in the place of another: two options, two clauses, two fault codes of one shape."""
        if self.form == "mixed":
            return other.form == "mixed" and _shape(self.text) == _shape(other.text)
        return self.form == other.form or {self.form, other.form} == {"version", "number"}


def codes_in(text: str) -> list[Code]:
    """The codes, versions, options, years and numbers in a question, in order.

    >>> [(code.form, code.text, code.noun) for code in codes_in("What is -T of ab 2.4 for in clause 9 of 2019?")]
    [('option', '-T', 'is'), ('version', '2.4', 'ab'), ('number', '9', 'clause'), ('year', '2019', 'of')]
    """
    found: list[Code] = []
    for form, each in _FORMS:
        for match in each.finditer(text):
            if all(match.end() <= code.start or code.end <= match.start() for code in found):
                before = re.search(r"([^\W\d_]+) $", text[: match.start()])
                found.append(Code(form, match.group(), *match.span(), fold(before.group(1)) if before else ""))
    return sorted(found, key=lambda code: code.start)


def is_setting(text: str) -> bool:
    """Whether a text is the name of a setting, function or the like.

    >>> is_setting("log_level"), is_setting("Edda")
    (True, False)
    """
    return any(code.form == "word" and code.text == text for code in codes_in(text))


def _shape(code: str) -> str:
    return re.sub(r"\d+", "0", re.sub(r"[A-Z]+", "A", re.sub(r"[a-z]+", "a", code)))
