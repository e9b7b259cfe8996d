"""Short answers by their form: the words that letters stand for, and no number where a length of time is asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .. import claims
from ..records import Finding, Question, ShortAnswer
from .surroundings import Stretch

_CHANGE = re.compile(
    r"\bby how much\b|\bhow much (?:did|do|does|has|have|had|will|would)\b.*\b(?:ris(?:e|en)|gr[eo]wn?|increased?"
    r"|decreased?|f[ae]ll(?:en)?|drop(?:ped)?|(?:go|gone) (?:up|down)|changed?|declined?|improved?)\b",
    re.IGNORECASE,
)
_BY = re.compile(r"\b(?:by|(?:increase|decrease|rise|growth|drop|decline|gain|loss) of) (?:[a-z]+ ){0,2}$")
_SHARE = re.compile(r"%|\bper ?cent|fold\b|\b(?:points?|times|more|less|higher|lower|fewer|half|twice|double)\b")
_BEHIND = 20  # characters behind a short answer that may hold its unit: "two to three" weeks


def words_of_letters(question: Question, quotes: Sequence[Finding]) -> ShortAnswer | None:
    """The words that an abbreviation stands for, where a question asks that and a quote gives them."""
    letters = claims.letters_asked(question.as_asked, "\n".join(quote.text for quote in quotes))
    for quote in quotes if letters else ():
        found = claims.words_given(letters, quote.text) if letters else None
        if found and not (text := quote.text[slice(*found)]).isalpha():  # no word that happens to have the letters
            return ShortAnswer(text, quote.source, quote.start + found[0], quote.start + found[1])
    return None


def of_the_form_asked(
    question: Question, short: ShortAnswer | None, quotes: Sequence[Finding], known: Sequence[Stretch]
) -> ShortAnswer | None:
    """The short answer, unless a number of another form is asked for: "AT LEAST ONE" is no length of time.

    The cells of a table have their form from its header.
    """
    if short is None or question.kind != "number" or _in_cell_or_code(short, known):
        return short
    quote = next((one for one in quotes if one.source == short.source and one.start <= short.start < one.end), None)
    behind = quote.text[short.end - quote.start :][:_BEHIND] if quote else ""
    if _CHANGE.search(question.as_asked) and quote is not None and not _SHARE.search(short.text + behind):
        before = quote.text[: short.start - quote.start]
        if not _BY.search(before):  # "rose to 46 euros" does not say by how much
            return None
    lacks = {claims.form_missing(question, text) for text in (short.text, short.text + behind)}
    return short if None in lacks or claims.A_NUMBER in lacks else None  # "fourth" may be the number that is asked for


def _in_cell_or_code(short: ShortAnswer, known: Sequence[Stretch]) -> bool:
    return any(
        unit.source == short.source and unit.start <= short.start < unit.end
        for stretch in known
        for unit in stretch.units
        if unit.kind in ("row", "front matter", "code")
    )
