"""The section whose headings say all that a how-to asks, where reading found no answer: "Installation", over a command.

A network knows sentences; that `npm install zod`, under "Installation" in the file of zod, is how to install it, it
often misses. Every word of the question must stand in the headings or the title, and one of them in the section's own
heading. So, too, the section that by custom holds what is asked, where the question says the whole title.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..records import Finding, Hit, Kind, Question
from ..text.anchors import anchor_at
from ..text.words import count_words, telling_set, word_set
from .customary import holds_by_custom
from .matching import asked_words
from .surroundings import Stretch, Unit, stretches, text_of

SURE_OF_SECTION = 0.7
"""The confidence of such a section: a careful choice, fitted to nothing."""
_KINDS: frozenset[Kind] = frozenset({"procedure", "manner", "advice"})
_LONGEST = 120  # words of a section that is quoted
# What is asked of any procedure.
_GENERAL = word_set("do does use using get make want need way properly correctly")


def section_told(question: Question, hits: Sequence[Hit]) -> Finding | None:
    """The section of a hit under the heading that says what is asked; None where none does, or it is too long."""
    asked = asked_words(question) - _GENERAL
    if not asked:
        return None
    for hit, stretch in zip(hits, stretches([hit.passage for hit in hits]), strict=True):
        for unit in stretch.units:
            if not unit.headings or unit.kind == "heading":
                continue
            if (question.kind in _KINDS and _says_all(asked, unit, hit)) or _by_custom(question, asked, unit, hit):
                return _section(unit, stretch, hit)
    return None


def _by_custom(question: Question, asked: frozenset[str], unit: Unit, hit: Hit) -> bool:
    """Whether a unit's section by custom holds what is asked for, in a document whose whole title the question says."""
    title = telling_set(hit.document.title if hit.document else "")
    return bool(title) and title <= asked and holds_by_custom(question, unit.headings[-1])


def _says_all(asked: frozenset[str], unit: Unit, hit: Hit) -> bool:
    """Whether the headings above a unit and its document's title say all, and its own heading more than the title."""
    title = word_set(hit.document.title if hit.document else "")
    own = word_set(unit.headings[-1])
    return asked <= title | word_set(" ".join(unit.headings)) and bool((asked & own) - title)


def _section(unit: Unit, stretch: Stretch, hit: Hit) -> Finding | None:
    """What stands under the heading of a unit, as far as it was found."""
    anchor = anchor_at(stretch.passage.anchors, unit.start)
    units = [one for one in stretch.units if anchor_at(stretch.passage.anchors, one.start) == anchor]
    start, end = units[0].start, units[-1].end
    text = text_of(stretch, start, end)
    if count_words(text) > _LONGEST:
        return None
    return Finding(unit.source, start, end, text, 1.0, None, hit.rank)
