"""The terms that a question asks for by name: identifiers, versions, dates, long numbers, quotations, proper names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from typing import Literal

from ..records import Question, Span
from ..text.numerals import amounts, in_words
from ..text.words import STOP_WORDS, fold, in_chinese, latin_only, normal_words, spans
from .dates import Date, date_matches, date_of_match, month_named, spellings
from .options import OPTION

TermKind = Literal["identifier", "version", "date", "number", "quoted", "name"]
WORDED = frozenset({"quoted", "name"})
"""The kinds of term that are words of a language: in another one they are written otherwise."""
_MOST_PARTS = 5  # of an identifier; what has more is compared as it is written
VERSION_WORDS = ("v", "version", "release", "firmware")
SEPARATORS = r"[-_ ./:#\u2010-\u2015\u00a0]"

_ADDRESS = re.compile(r"https?://[^\s\"'<>]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# An address in a domain that is kept for examples (RFC 2606) stands for another: nobody looks for it.
_MADE_UP = re.compile(
    r"https?://(?:[\w.-]+\.)?(?:example(?:\.(?:com|net|org))?|[\w-]+\.(?:test|invalid))(?![\w.-]*\w)[^\s\"'<>]*",
    re.IGNORECASE,
)
_CODE = re.compile(
    rf"{OPTION}"
    r"|\b[A-Za-z]\w*(?:_\w+)+\b"  # snake_case
    r"|\b[a-z]+(?:[A-Z][a-z0-9]+)+\b"  # camelCase
    r"|\b\w[\w-]*\.(?:[a-z]{2,4}\d?)\b(?![.\w])"  # a file's name
)
_VERSION = re.compile(
    r"\b(?:(?:versi[oó]n|release|firmware) |v)\d+(?:\.\d+)*(?:-?(?:rc|beta|alpha)\.?\d*)?\b"
    r"|\b\d+(?:\.\d+){2,}(?:-?(?:rc|beta|alpha)\.?\d*)?\b"
    r"|(?<![\w.])\d+(?:\.\d+)+(?= ?[版、])",  # what is Chinese is a comma here
    re.IGNORECASE,
)
# A version of two numbers, by what is asked of it: "new in units 2.23", "When was fabric 3.2 released?"
_NEW_IN = re.compile(
    r"\b(?:new|chang\w*|fix\w*|add\w*|remov\w*|drop\w*|deprecat\w*|was|were|did)\b[^?.!]*?"
    r"(?<=[A-Za-z] )(?<! by )(?<! to )(?<! of )(?<! from )"
    r"(?<! than )(?P<number>\d{1,3}\.\d{1,3})(?=\s*(?:[?.!]*$|\?)|\s+(?:released|published|come out)\b)",
    re.IGNORECASE,
)
_ASKS_OF_CHANGES = re.compile(
    r"\b(?:new|chang\w*|fix\w*|add\w*|remov\w*|drop\w*|deprecat\w*|releas\w*|publish\w*|come out)\b", re.IGNORECASE
)
_IDENTIFIER = re.compile(
    # Letters and digits in one, with or without signs between: E4023, OPS-7, AB-12/9, GPT-4, 15-01; MP3 of MP3-like.
    r"\b(?=[\w/.-]*\d)(?=[\w/.-]*[A-Za-z])[A-Za-z0-9]+"
    r"(?:(?!-(?:like|style|based|compatible|enabled|encoded|powered|related)\b)[-/_.][A-Za-z0-9]+)*\b"
    # Capitals and a number behind a space: RFC 2119, BOD 15-01, ISO 27001.
    r"|\b[A-Z]{2,6} \d+(?:[-./]\d+)*\b"
)
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th|s|x|ers?|e)", re.IGNORECASE)
_MEASURE = re.compile(
    r"\d+(?:[.,]\d+)*(?:k|m|bn?|mb|gb|tb|kb|kg|g|km|cm|mm|ml|l|h|hrs?|min|sec|ms|am|pm|w|kw|v|hz|mhz|ghz|px|pt|in|ft|c|f"
    r"|-(?:bit|second|minute|hour|day|week|month|year|page|step|point|person|digit|star|mile|foot|inch|met(?:er|re))s?)",
    re.IGNORECASE,
)
# What has letters and digits and counts something: 5kg, 2x4, x0.8.
_COUNT = re.compile(
    r"\d+(?:\.\d+)*[-–]?[a-z]+(?:[-/.][a-z]+)*|[x×]?\d+(?:\.\d+)?[x×]?\d*|\d+(?:[-/]\w+)+", re.IGNORECASE
)
_NUMBER = re.compile(
    r"(?<![\w.,-])\d{1,3}(?:[, \u00a0\u202f'’]\d{3})+(?![\w]|[.,]\d)|(?<![\w.,-])\d{3,}(?![\w]|[.,]\d)"
)
# A small number that tells one of several apart: exit code 3, Fedora 41, Ubuntu 24.04; not "May 5" or "Open 24 hours".
_NUMBERED = re.compile(
    r"\b(?:[Cc]ode|[Ee]rror|[Ff]ault|[Ss]ignal|[Ss]tatus) (?P<code>\d{1,2})\b(?![.,:/-]?\d|%)"
    r"|(?<=[a-z?,;] )(?P<noun>[A-Z][A-Za-z]{2,}) (?P<name>\d{1,2}(?:\.\d{1,2})?)\b(?![.,:/-]?\d|%| [a-z]+s\b| [ap]m\b)"
)
# What stands before a term that only bounds or compares: "more than 500", "before 2020", "newer than GPT-4".
_BOUND = re.compile(
    r"\b(?:than|before|after|since|until|till|between|unlike|versus|vs\.?)(?: the| a| an| year)?\W*$", re.IGNORECASE
)
_BOUND_NUMBER = re.compile(
    r"\b(?:over|under|above|below|least|most|by|up to|within|exceeds?|exceeding|about|around|roughly|nearly|almost"
    r"|approximately|beyond|past|from)(?: the| a| an| year)?\W*$",
    re.IGNORECASE,
)
_BOUND_IN_CHINESE = re.compile(
    r"(?:超过|多于|少于|不到|不足|至少|至多|最多|最少|大于|小于|高于|低于|早于|晚于|大约|约|近|比)了?\s*$"
)
_BOUND_BEHIND = re.compile(r"\s*[年月日\w]{0,2}(?:以上|以下|以内|以前|之前|以后|之后|以来|之间|左右|上下)")
_LEAST_IN_CHARACTERS = 100  # a smaller number in Chinese characters may be no number: 十分
# A number of things, not a year: "1500 workers".
_COUNTED = re.compile(r" (?!(?:is|was|has|does|versus|across)\b)[a-z]+s\b")
_BETWEEN = re.compile(r"\b(?:between|from) [\w.,-]+ (?:and|to) \W*$", re.IGNORECASE)
_BE = re.compile(r"\b(?:was|were|is|been)\b(?: \w+)? $", re.IGNORECASE)
_DONE = re.compile(r" ([a-z]{3,}(?:ed|en|wn))\b")
_SENTENCE = re.compile(r"[^.!?]+(?:[.!?](?=\S)[^.!?]*)*[.!?]*\s*")
# Words between quotation marks; behind a letter or digit, and before one, a mark is an apostrophe or means inches.
_QUOTED = re.compile(
    r"(?<!\w)[\"“](?=\S)(?P<plain>[^\"“”]{2,80})[\"”](?!\w)|(?<!\w)['‘](?=\S)(?P<single>[^'’‘]{2,80})['’](?!\w)"
)
_SEVERAL = re.compile(r"(?<=[A-Z]{2})s\b")  # of an abbreviation: CVEs, PDFs
_OWN = re.compile(r"\b(?:I|I'm|I’m|I've|I’ve|we|we're|my|our)\b")
_IF_OWN = re.compile(r"\b(?:if|when|while|because|since|as) (?:I|we|my|our)\b[^,?]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Term:
    """What a question asks for by name.

    `text` is how the question has it, at `span` of the text that was read. `wordings` are the ways in which it may be
    written, each as normal words that stand together in a passage. `date` is set for a date; `filled_in` tells
    that it comes from an earlier question. `noun` is the name that a small number is of: "Debian" of 12.
    `verb` is the stem of what is asked to have happened to it: "yanked" of "Why was 3.9.3 yanked?".
    """

    kind: TermKind
    text: str
    span: Span
    wordings: tuple[tuple[str, ...], ...]
    date: Date | None = None
    filled_in: bool = False
    noun: str = ""
    verb: str = ""


def required(question: Question) -> tuple[Term, ...]:
    """The terms that must stand in what answers a question, in order.

    >>> asked = Question("", "other", ("What does fault E-4023 mean since 2020?",), "", ("Alder",))
    >>> [(term.kind, term.text) for term in required(asked)]
    [('identifier', 'E-4023')]
    """
    text = question.search[0] if question.search else question.as_asked
    terms = _required(text, question.names)
    if text == question.as_asked or not question.as_asked:
        return terms
    return tuple(term if term.text in question.as_asked else replace(term, filled_in=True) for term in terms)


@lru_cache(maxsize=512)
def _required(text: str, names: tuple[str, ...]) -> tuple[Term, ...]:
    apart = list(_described(text))
    found: list[Term] = []
    for term in _in_order(text):
        before = text[: term.span[0]]
        if any(_overlap(term.span, other.span) for other in found) or any(_overlap(term.span, one) for one in apart):
            continue
        bounds = _BOUND.search(before) or _BETWEEN.search(before) or _BOUND_IN_CHINESE.search(before)
        behind = text[term.span[1] :]
        if term.kind in ("number", "date"):
            bounds = bounds or _BOUND_NUMBER.search(before)
        if bounds or (term.kind in ("number", "date", "version") and _BOUND_BEHIND.match(behind)):
            apart.append(term.span)
            continue
        done = _DONE.match(behind) if _BE.search(before) else None
        found.append(replace(term, verb=next(iter(normal_words(done[1]))) if done else ""))
    for name in names:
        at = text.find(name)
        span = (at, at + len(name)) if at >= 0 else (0, 0)
        words = tuple(normal_words(name))
        taken = [*apart, *(term.span for term in found)]
        if at < 0 or not _tells(name, text[:at]) or any(_overlap(span, one) for one in taken):
            continue
        month = month_named(name)
        found.append(_month(name, month, span) if month else Term("name", name, span, (words,)))
    return tuple(sorted(found, key=lambda term: term.span))


def _tells(name: str, before: str = "") -> bool:
    """Whether a name has a word that names: neither a small word nor one letter, nor the unit of an amount: 2 TB."""
    if _MEASURE.fullmatch(f"1{name}") and re.search(r"\d $", before):
        return False
    return any(word.folded not in STOP_WORDS and len(word.folded) > 1 for word in spans(name))


def _in_order(text: str) -> Iterator[Term]:
    """Everything that looks like a term; of two that overlap the earlier kind counts."""
    text = _MADE_UP.sub(lambda match: " " * len(match[0]), text)
    for match in _ADDRESS.finditer(text):
        yield _exact(match.group().rstrip(".,;:!?"), match.start())
    latin = latin_only(text)
    dates = [(match, date) for match in date_matches(text) if (date := date_of_match(match)) is not None]
    for match, date in dates:
        if date.month:
            yield Term("date", match.group(), match.span(), _date_wordings(date), date)
    for match in _CODE.finditer(latin):
        yield _exact(match.group(), match.start())
    for match in _VERSION.finditer(latin):
        yield Term("version", match.group(), match.span(), _wordings(match.group()))
    for match in _NEW_IN.finditer(latin) if _ASKS_OF_CHANGES.search(latin) else ():
        yield Term("version", match["number"], match.span("number"), _wordings(match["number"]))
    for match in _IDENTIFIER.finditer(latin):
        plain = match.group()
        if not (_ORDINAL.fullmatch(plain) or _MEASURE.fullmatch(plain)):
            yield Term("identifier", plain, match.span(), _wordings(plain))
    for match, date in dates:
        if not date.month and not _COUNTED.match(text, match.end()):
            yield Term("date", match.group(), match.span(), _date_wordings(date), date)
    for match in _NUMBER.finditer(latin):
        yield _number(match.group(), int(re.sub(r"\D", "", match.group())), match.span())
    for match in _NUMBERED.finditer(latin):
        group = "name" if match["name"] else "code"
        number = match[group]
        if "." in number:
            term = Term("version", number, match.span(group), _wordings(number))
        else:
            term = _number(number, int(number), match.span(group))
        yield replace(term, noun=match["noun"] or "")
    for amount, start, end in () if text.isascii() else amounts(text):
        written = text[start:end]
        if amount >= _LEAST_IN_CHARACTERS and amount == int(amount) and not re.fullmatch(r"[\d.,]+", written):
            yield _number(written, int(amount), (start, end))
    yield from _quoted(text)


def _quoted(text: str) -> Iterator[Term]:
    """The words that a question quotes: what answers is expected to have them."""
    if in_chinese(text):  # there titles and words of others stand between such marks, often not word for word
        return
    for match in _QUOTED.finditer(text):
        group = match.lastgroup or "plain"
        if _tells(words := match[group].strip(" .,;:!?")):
            start = match.start(group) + match[group].index(words)
            yield Term("quoted", words, (start, start + len(words)), (tuple(normal_words(words)),))


def _number(text: str, number: int, span: Span) -> Term:
    grouped = [tuple(normal_words(f"{number:,}".replace(",", sign))) for sign in (". " if number >= 1000 else "")]
    return Term("number", text, span, ((str(number),), tuple(normal_words(in_words(number))), *grouped))


def _month(text: str, month: int, span: Span) -> Term:
    """A month without day and year: it stands in "2026-06-12" as in "June"."""
    date = Date(month=month)
    return Term("date", text, span, (*_date_wordings(date), (f"{month:02}",)), date)


def _exact(text: str, start: int) -> Term:
    return Term("identifier", text, (start, start + len(text)), _wordings(text))


def without_codes(text: str) -> str:
    """A text in Latin letters without its codes and versions; what counts something stays.

    >>> without_codes("Valve OPS-7 holds 5kg since v2.1")
    'Valve   holds 5kg since  '
    """
    rest = latin_only(text)
    for each in (_VERSION, _IDENTIFIER):
        rest = each.sub(lambda code: code.group() if _counts(code.group()) else " ", rest)
    return rest


def _counts(code: str) -> bool:
    return any(each.fullmatch(code) for each in (_MEASURE, _ORDINAL, _COUNT))


def wordings_beside(terms: Sequence[Term]) -> tuple[str, ...]:
    """The normal words of codes as they may be written in one: E-4023 as E4023. To be looked up too."""
    return tuple(
        words[0]
        for term in terms
        if term.kind in ("identifier", "version")
        for words in term.wordings
        if len(words) == 1 and words[0] not in normal_words(term.text)
    )


def parts_of(text: str) -> list[str]:
    """The runs of letters and of digits of an identifier; points between digits join them.

    >>> parts_of("E-4023"), parts_of("AB-12/9"), parts_of("v3.3.1")
    (['e', '4023'], ['ab', '12', '9'], ['v', '3.3.1'])
    """
    return re.findall(r"\d+(?:\.\d+)*|[^\W\d_]+", fold(text))


def _wordings(text: str) -> tuple[tuple[str, ...], ...]:
    """The normal words of an identifier, its parts written together or apart."""
    parts = parts_of(text)
    version = parts[1:] if parts[0] in VERSION_WORDS else parts if re.fullmatch(r"\d+(?:\.\d+)+", text) else []
    if not version:
        return _wordings_of(parts)
    # 3.3.1 may be written v3.3.1; a whole number alone is no version.
    words = [] if "." in version[0] else [f"{word} " for word in VERSION_WORDS if word != "v"]
    return tuple(dict.fromkeys(tuple(normal_words(before + " ".join(version))) for before in ("v", *(words or [""]))))


def _wordings_of(parts: list[str]) -> tuple[tuple[str, ...], ...]:
    if len(parts) > _MOST_PARTS:
        return (tuple(normal_words(" ".join(parts))),)
    made = []
    for gaps in product((" ", ""), repeat=max(0, len(parts) - 1)):
        written = "".join(part + gap for part, gap in zip(parts, (*gaps, ""), strict=True))
        made.append(tuple(normal_words(written)))
    return tuple(dict.fromkeys(made))


def _date_wordings(date: Date) -> tuple[tuple[str, ...], ...]:
    return tuple(dict.fromkeys(tuple(normal_words(spelling)) for spelling in spellings(date)))


def _described(text: str) -> Iterator[Span]:
    """What people tell of themselves beside the question: it need not stand in the documents."""
    sentences = [match.span() for match in _SENTENCE.finditer(text)]
    for start, end in sentences[:-1]:
        if not text[start:end].rstrip().endswith("?") and _OWN.search(text[start:end]):
            yield start, end
    for match in _IF_OWN.finditer(text):
        yield match.span()


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def content_of(name: str) -> tuple[str, ...]:
    """The normal words of a name without its small words.

    >>> content_of("University of Tarrow")
    ('universiti', 'tarrow')
    """
    name = _SEVERAL.sub("", name)
    kept = tuple(word.stem for word in spans(name) if word.folded not in STOP_WORDS)
    return kept or tuple(normal_words(name))
