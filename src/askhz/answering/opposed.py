"""What says the opposite of what is asked for is no answer, and neither is what tells of other years."""

from __future__ import annotations

from collections.abc import Sequence

from .. import claims
from ..records import Finding, Question
from ..text.words import word_set
from .matching import asked_words
from .surroundings import Stretch, stretch_of, unit_of

_LIKELY = 6  # findings among which one may say what is asked
_PROSE = frozenset({"paragraph", "item", "quotation", "caption"})
_WANTED = frozenset({"yes-no", "comparison", "procedure"})  # these are answered by an opposite as well


def without_opposite(question: Question, findings: Sequence[Finding], known: Sequence[Stretch]) -> list[Finding]:
    """The findings, another of the likely ones first where the best says the opposite; none where no other answers.

    So, too, where the best says of one not to do what is asked for; without another it is left.
    The other has all the words of the question that the best has, or is the next sentence and has what the best lacks.
    """
    best = findings[0]
    if claims.denies_asked(question.as_asked, best.text):
        others = (one for one in findings[1:_LIKELY] if _says_as_much(question, best, one))
        doing = next((one for one in others if not claims.denies_asked(question.as_asked, one.text)), best)
        findings = [doing, *(one for one in findings if one is not doing)]
        best = doing
    if question.kind in _WANTED or not _opposes(question, best, known):
        return list(findings)
    for one in findings[1:_LIKELY]:
        if _says_as_much(question, best, one) and not _opposes(question, one, known):
            return [one, *(other for other in findings[1:] if other is not one)]
    return []


def _says_as_much(question: Question, best: Finding, other: Finding) -> bool:
    """Whether another finding speaks of what the best does; the next sentence may do so with "they"."""
    asked, said, words = asked_words(question), word_set(best.text), word_set(other.text)
    if asked & said <= words:
        return True
    follows = other.source == best.source and 0 <= other.start - best.end <= 1
    return follows and (bool((asked - said) & words) or claims.denies_alike(question.as_asked, other.text))


def _opposes(question: Question, finding: Finding, known: Sequence[Stretch]) -> bool:
    """Whether a finding is a sentence or an item that says the opposite, or tells of other years."""
    stretch = stretch_of(finding, known)
    unit = unit_of(finding, stretch) if stretch else None
    if stretch is None or unit is None or unit.kind not in _PROSE:
        return False
    asked, above = question.as_asked, "\n".join((stretch.passage.context, *unit.headings))
    at = stretch.units.index(unit)
    led = "\n".join((above, *(one.text for one in stretch.units[max(0, at - 1) : at])))
    return (
        claims.affirms_denied(asked, unit.text, above)
        or claims.says_opposite(asked, unit.text, above)
        or claims.in_other_years(asked, unit.text, led)
    )
