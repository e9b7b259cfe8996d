"""What says what a thing is, where that is asked: the sentence that defines it with what goes on from it, no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .. import claims
from ..records import Finding, Question
from ..text.anchors import anchor_at
from .surroundings import Stretch, Unit, stretch_of, unit_of

NEAR = 0.2  # of the best finding's score that one must have to define in its place
_BEGINS = 60  # characters between a heading and the sentence that its section begins with; a picture may stand there
_GOES_ON = 3  # units behind a definition that may belong to it
_PROSE = ("paragraph", "quotation")


def defining(question: Question, findings: Sequence[Finding], known: Sequence[Stretch]) -> list[Finding]:
    """The findings that define what is asked for and what goes on from them, the best that defines first.

    All of them where no definition is wanted, or none that is about as good as the best one defines.
    """
    subject = claims.asked_to_define(question, loosely=True)
    if subject is None:
        return list(findings)
    strictly = claims.asked_to_define(question) is not None

    def says(one: Finding) -> bool:
        return _says(subject, one, known, strictly=strictly)

    best = next((one for one in findings if says(one)), None)
    if best is None or best.score < NEAR * findings[0].score:
        return list(findings)
    kept = {(best.source, best.start)}
    for one in findings:
        if says(one):
            kept |= _with_following(one, known)
    others = [one for one in findings if one is not best and (one.source, one.start) in kept]
    return [replace(best, score=findings[0].score), *others]


def _says(subject: str, finding: Finding, known: Sequence[Stretch], *, strictly: bool) -> bool:
    """Whether a finding says what a thing is; or does, in an entry of a glossary or where a section begins."""
    stretch = stretch_of(finding, known)
    unit = unit_of(finding, stretch) if stretch else None
    reads = unit.reads if unit else finding.text
    if strictly and claims.defines(subject, reads):
        return True
    if not claims.serves(subject, reads) or stretch is None or unit is None:
        return False
    anchor = anchor_at(stretch.passage.anchors, unit.start)
    begins = anchor is None or unit.start - anchor.start <= _BEGINS + len("".join(anchor.headings[-1:]))
    return unit.kind == "item" or begins


def _with_following(finding: Finding, known: Sequence[Stretch]) -> set[tuple[str, int]]:
    """Where a finding stands, and the prose that goes on from it below the same headings, or its list."""
    places = {(finding.source, finding.start)}
    stretch = stretch_of(finding, known)
    unit = unit_of(finding, stretch) if stretch else None
    if stretch is None or unit is None:
        return places
    at = stretch.units.index(unit)
    for other in stretch.units[at + 1 : at + 1 + _GOES_ON]:
        if not _goes_on(unit, other):
            break
        places.add((other.source, other.start))
    return places


def _goes_on(one: Unit, other: Unit) -> bool:
    return one.kind in _PROSE and other.kind in _PROSE and other.headings == one.headings
