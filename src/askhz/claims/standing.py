"""Whether a term stands in a text, and which units of a document may answer a question that asks for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from ..records import DocumentInfo, Passage, Span
from ..text.abbreviations import days_in, shortened
from ..text.aliases import Aliases
from ..text.numerals import amounts, in_words
from ..text.passages import view_of_passage
from ..text.words import STOP_WORDS, fold, latin_only, other_script, slips, spans, word_set
from .abbreviated import abbreviates
from .dates import Date, dates_in, in_span_of_days, stands_month, within
from .grounds import Ground
from .numbered import told_of_number
from .options import is_option, option_stands
from .terms import SEPARATORS, VERSION_WORDS, WORDED, Term, content_of, parts_of
from .uncapitalised import name_nowhere

CERTAIN = frozenset({"identifier", "version", "date"})
"""The kinds of term that a unit must have, or lean on, to answer."""
SURE_OF_MISSING = 0.02
"""The confidence of an answer where a term stands nowhere; measured with bench/claims.py."""
_TITLES = frozenset("mr mrs ms miss dr prof professor sir madam lord lady president captain doctor saint st".split())
_ALIKE = 2  # slips between a name and the one that it is nearest to


@dataclass(frozen=True, slots=True)
class Missing:
    """A term that stands nowhere, and what is most like it in what was found; None where nothing is."""

    term: Term
    nearest: str | None


def ground_of(passage: Passage, document: DocumentInfo | None = None) -> Ground:
    """A passage's text, and its context with the document's title, path and details."""
    details = "" if document is None else "\n".join((document.title, *document.details.values()))
    anchors = "\n".join(heading for anchor in passage.anchors[:1] for heading in anchor.headings)
    view = view_of_passage(passage).text[len(passage.context) + 1 :] if passage.context else passage.text
    return Ground(view, "\n".join((passage.context, passage.source, anchors, details)))


def stands(term: Term, text: str, aliases: Aliases | None = None) -> bool:
    """Whether a term stands in a text, in any notation.

    >>> from askhz.claims.terms import required
    >>> from askhz.records import Question
    >>> (code,) = required(Question("", "other", ("What is E-4023?",), ""))
    >>> stands(code, "Fault e4023: no water."), stands(code, "Fault E4022: no water.")
    (True, False)
    """
    if term.date is not None:
        if is_month(term.date):
            return stands_month(term.date.month, text)
        there = any(within(term.date, date) for date, _ in dates_in(text))
        return there or _split_date(term.date, text) or in_span_of_days(term.date, text)
    if term.kind == "number":
        return _number_stands(term, text)
    same = (aliases.same if term.kind in WORDED else aliases.same_as)(term.text) if aliases else ()
    if any(frozenset(content_of(name)) <= word_set(text) for name in same):
        return True
    if term.kind in WORDED:
        return frozenset(content_of(term.text)) <= word_set(text) or bool(days_in(term.text) & days_in(text))
    if is_option(term.text):
        return option_stands(term.text, text)
    return _pattern(term.text, term.kind).search(latin_only(fold(text))) is not None


def is_month(date: Date) -> bool:
    """Whether a date is a month of any year."""
    return bool(date.month) and not (date.year or date.day)


def _split_date(asked: Date, text: str) -> bool:
    """Whether day and month stand in one place and the year in another: "9 July" in the minutes of 2024."""
    if not (asked.year and asked.month):
        return False
    given = [date for date, _ in dates_in(text)]
    return any(date.year == asked.year for date in given) and any(
        not date.year and within(asked._replace(year=0), date) for date in given
    )


def _number_stands(term: Term, text: str) -> bool:
    digits = term.wordings[0][0]
    plain = re.sub(r"(?<=\d)[, \u00a0\u202f.'’](?=\d{3}(?!\d))", "", text)
    if re.search(rf"(?<!\d){digits}(?!\d|[.,]\d)", plain):
        return True
    if not text.isascii() and any(amount == int(digits) for amount, _, _ in amounts(fold(text))):
        return True
    return in_words(int(digits)).replace("-", " ").replace(" and ", " ") in fold(text).replace("-", " ").replace(
        " and ", " "
    )


@lru_cache(maxsize=1024)
def _pattern(text: str, kind: str) -> re.Pattern[str]:
    """How an identifier may be written: its parts together or with a sign between, and no more of the same behind."""
    if "@" in text or "://" in text:  # an address stands as it is, or not
        return re.compile(rf"(?<![\w.+-]){re.escape(fold(text).rstrip('/'))}(?![\w@]|[.-]\w)")
    parts = parts_of(text)
    if kind == "version" and parts[:1] and parts[0] in VERSION_WORDS:
        parts = parts[1:]
    written = [rf"0*{re.escape(part.lstrip('0') or '0')}" if part.isdigit() else re.escape(part) for part in parts]
    between = rf"(?:{SEPARATORS}){{0,2}}"
    before = r"(?<![^\W_])"
    if kind == "version":
        words = "|".join(VERSION_WORDS[1:])
        # A whole number alone is no version.
        before = (
            r"(?<![^\W_])(?<!\d\.)(?:v\.? ?)?"
            if "." in parts[0]
            else rf"(?<![^\W_])(?:v\.? ?|(?:{words})s?[ :-]{{1,2}}v?)"
        )
    if not parts:
        return re.compile(re.escape(fold(text)))
    # 3.3 is not 3.3.1, AB-12 is not AB-12/9.
    return re.compile(before + between.join(written) + r"(?![^\W_]|[.,/-]\d)")


def rivals(term: Term, text: str) -> Iterator[tuple[str, Span]]:
    """What stands in a text in the place of a term: another code of the same series, another version, another date."""
    if term.date is not None:
        for date, span in dates_in(text):
            # As full as the one asked for: the year in a text says nothing against a day.
            as_full = all(have or not want for want, have in zip(term.date, date, strict=True))
            if as_full and not within(term.date, date):
                yield text[span[0] : span[1]], span
        return
    if term.kind not in ("identifier", "version"):
        return
    series = _series(term.text, term.kind)
    if series is None:
        return
    own = _pattern(term.text, term.kind)
    for match in series.finditer(latin_only(text)):
        if not own.fullmatch(fold(match.group())):
            yield match.group(), match.span()


@lru_cache(maxsize=1024)
def _series(text: str, kind: str) -> re.Pattern[str] | None:
    """What has the same letters and other digits."""
    parts = parts_of(text)
    if kind == "version":
        if "." not in text:
            return re.compile(r"(?<![\w.])(?:v|version )\d+(?:\.\d+)*(?![\w]|\.\d)", re.IGNORECASE)
        return re.compile(r"(?<![\w.])v?\d+(?:\.\d+){1,3}(?![\w]|\.\d)", re.IGNORECASE)
    if not parts or not any(part[0].isdigit() for part in parts) or parts[0][0].isdigit():
        return None
    written = [r"\d+(?:\.\d+)*" if part[0].isdigit() else re.escape(part) for part in parts]
    return re.compile(
        r"(?<![^\W_])" + rf"(?:{SEPARATORS}){{0,2}}".join(written) + r"(?![^\W_]|[.,/-]\d)", re.IGNORECASE
    )


def missing_everywhere(
    terms: Sequence[Term],
    grounds: Sequence[Ground],
    holding: Callable[[Sequence[str]], int],
    aliases: Aliases,
    asked: str = "",
) -> Missing | None:
    """The first term that stands nowhere in the documents, as far as that is certain.

    `grounds` are what was found, `holding` tells how many passages hold all of some normal words. `asked` is the
    question, whose names may have no capitals: then they are no terms.
    """
    texts = [f"{ground.context}\n{ground.text}" for ground in grounds]
    for term in terms:
        if term.noun and (told := told_of_number(term, grounds, holding)) is not None:
            if told:
                continue
            return Missing(replace(term, text=f"{term.noun} {term.text}"), None)
        if any(stands(term, text, aliases) for text in texts):
            continue
        if term.kind in WORDED and any(other_script(term.text, ground.text) for ground in grounds):
            continue  # it may be written otherwise there
        nearest = _nearest(term, texts)
        if term.kind == "name":
            if _name_nowhere(term, texts, holding, aliases):
                return Missing(term, nearest)
        elif term.kind == "quoted":
            if not holding(content_of(term.text)):
                return Missing(term, nearest)
        elif not any(holding(words) for words in term.wordings) or (nearest is not None and term.kind != "number"):
            # Words that stand in one passage by chance are no identifier: where others of its series are found and
            # it is not, it is nowhere.
            return Missing(term, nearest)
    if (name := name_nowhere(asked, lambda word: bool(holding([word])), texts)) is not None:
        return Missing(Term("name", asked[slice(*name)], name, (content_of(asked[slice(*name)]),)), None)
    return None


def _name_nowhere(term: Term, texts: Sequence[str], holding: Callable[[Sequence[str]], int], aliases: Aliases) -> bool:
    """Whether no word of a name stands anywhere, or one that tells it from another name that is there does not."""
    if any(holding(content_of(name)) for name in aliases.same(term.text)):
        return False
    if any(holding([short]) for short in shortened(term.text)):
        return False
    words = content_of(term.text)
    absent = [word for word in words if not holding([word])]
    if len(absent) == len(words):
        return not any(_begins(term.text, text) or abbreviates(term.text, text) for text in texts)
    return bool(absent) and _in_its_place(term, texts) is not None


def _begins(name: str, text: str) -> bool:
    """Whether a longer word begins with a name: "macOS" with "Mac".

    >>> _begins("Mac", "On macOS: brew"), _begins("Al", "Alder")
    (True, False)
    """
    return len(name) > 2 and re.search(rf"(?<![^\W_]){re.escape(fold(name))}", latin_only(fold(text))) is not None


def _in_its_place(term: Term, texts: Sequence[str]) -> str | None:
    """Another name that stands where a part of the one asked for is missing: "Marit Solvang" for "Marit Quist"."""
    words = [word for word in spans(term.text) if word.folded not in STOP_WORDS]
    if len(words) != 2:
        return None
    present = [frozenset(word_set(text)) for text in texts]
    first, second = words
    for known, before in ((second, True), (first, False)):
        other = first if before else second
        if any(other.stem in one for one in present):
            continue
        for text in texts:
            for name in _beside(known.folded, text, before=before):
                return name
    return None


def _beside(word: str, text: str, *, before: bool) -> Iterator[str]:
    """The names of two words that have a word as their second (`before`) or first."""
    pattern = (
        rf"\b(?P<c>[A-Z][\w'’-]+?)[ -]{re.escape(word)}\b"
        if before
        else rf"\b{re.escape(word)}[ -](?P<c>[A-Z][\w'’-]+)"
    )
    for match in re.finditer(f"(?i:{pattern})" if word.isascii() else pattern, latin_only(text)):
        other = match.group("c")
        if other[0].isupper() and fold(other) not in STOP_WORDS | _TITLES:
            yield match.group()


def _nearest(term: Term, texts: Sequence[str]) -> str | None:
    """What is most like a term in some texts."""
    if term.kind in WORDED:
        return _in_its_place(term, texts) or _alike(term.text, texts)
    found = list(dict.fromkeys(other.strip() for text in texts for other, _ in rivals(term, text)))
    if not found:
        return None
    return min(found, key=lambda other: (slips(fold(other), fold(term.text)), _apart(other, term.text)))


def _apart(one: str, other: str) -> float:
    """How far apart the numbers of two identifiers are."""
    a, b = (int("".join(c for c in text if c.isdigit())[:15] or "0") for text in (one, other))
    return abs(a - b)


def _alike(name: str, texts: Sequence[str]) -> str | None:
    """The name in the texts that differs least, by one or two letters."""
    wanted = fold(name)
    best: tuple[int, str] | None = None
    length = len(wanted.split())
    for text in texts:
        words = list(re.finditer(r"[^\W_][\w'’-]*", latin_only(text)))
        for at in range(len(words) - length + 1):
            piece = text[words[at].start() : words[at + length - 1].end()]
            if not piece[0].isupper() or abs(len(piece) - len(wanted)) > _ALIKE:
                continue
            distance = slips(fold(piece), wanted, _ALIKE)
            if distance <= min(_ALIKE, len(wanted) // 3) and (best is None or (distance, piece) < best):
                best = distance, piece
    return best[1] if best else None


def places_of(term: Term, text: str) -> Iterator[re.Match[str]]:
    """Where a code or version stands in a text."""
    if term.date is None:
        yield from _pattern(term.text, term.kind).finditer(latin_only(fold(text)))
