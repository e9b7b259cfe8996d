"""How likely each unit is to belong to the answer: told by itself and by what stands around it.

Answers are runs: the sentence after one that answers mostly belongs to it, the items of a list belong together, and so
do the steps of a section. The reader looks at each unit alone; here the units beside it, its list and its distance from
the best finding are weighed with what the reader says. The weights stand in `belonging.json` and are made by
`training/` (`python -m training around`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from ..reading.weights import log_odds, sigmoid
from ..records import Finding, Question
from ..text.words import count_words
from .brief import asks_for_few_words
from .surroundings import Group, Stretch, Unit, group_of

FEATURES = (
    "own",
    "best",
    "before",
    "after",
    "within",
    "next",
    "second",
    "near",
    "later",
    "like_best",
    "in_group_of_best",
    "group",
    "item",
    "row",
    "code",
    "brief",
    "explains",
    "several",
    "decides",
)
LIKELY = 0.3  # a unit of another section is quoted from there on, whatever the best finding is
_UNLIKELY = -4.6  # log odds of a unit that was not read, and the least that counts: 1 %
_NEAR = 6  # units from the best finding
_BRIEF = 6  # words
_SURELY, _HARDLY = 0.8, 0.1  # the reader's own evidence of what answers in a few words, and of what does not

_Key = tuple[str, int, int]


def in_context(question: Question, findings: Sequence[Finding], known: Sequence[Stretch]) -> list[Finding]:
    """The findings in their order, with the probability that each belongs to the answer where it stands.

    The first is the best one. What the reader itself takes for likely enough (`LIKELY`) is not made less likely.
    Findings of a reader that tells no evidence stay as they are.
    """
    if all(finding.evidence is None for finding in findings):
        return list(findings)
    weights = belonging_weights()
    found = []
    for finding, each in zip(findings, features(question, findings, known), strict=True):
        placed = sigmoid(sum(weights[name] * value for name, value in each.items()) + weights["1"])
        own = finding.evidence or 0.0
        found.append(replace(finding, evidence=max(placed, own) if own >= LIKELY else placed))
    return found


def hardly_read(question: Question, read: Sequence[Finding]) -> set[tuple[str, int]]:
    """Where the findings begin that nothing but their place makes likely: a few words answer, and the best surely does.

    `read` are the findings with the reader's own evidence, the best one first.
    """
    best = read[0]
    if best.short is None or not asks_for_few_words(question) or (best.evidence or 0.0) < _SURELY:
        return set()
    return {(one.source, one.start) for one in read if (one.evidence or 0.0) < _HARDLY}


@cache
def belonging_weights() -> Mapping[str, float]:
    """The fitted weights: a feature each, and "1" for the intercept."""
    text = resources.files(__package__).joinpath("belonging.json").read_text(encoding="utf-8")
    weights: dict[str, float] = json.loads(text)
    return weights


def features(question: Question, findings: Sequence[Finding], known: Sequence[Stretch]) -> list[dict[str, float]]:
    """The features of every finding (see `FEATURES`), the first finding being the best one."""
    around = _Around(findings, known)
    shared = {
        "best": max(_odds(finding) for finding in findings),
        "explains": float(question.explains),
        "several": float(question.kind in ("list", "comparison")),
        "decides": float(question.kind == "yes-no"),
    }
    return [around.features(finding) | shared for finding in findings]


@dataclass(frozen=True, slots=True)
class _Place:
    stretch: Stretch
    at: int

    @property
    def unit(self) -> Unit:
        return self.stretch.units[self.at]


class _Around:
    """Where the findings stand, and how likely what stands there is."""

    def __init__(self, findings: Sequence[Finding], known: Sequence[Stretch]) -> None:
        self._odds = {_key(finding): _odds(finding) for finding in findings}
        self._places: dict[_Key, _Place] = {}
        for stretch in sorted(known, key=lambda one: len(one.units)):
            for at, unit in enumerate(stretch.units):
                self._places[unit.source, unit.start, unit.end] = _Place(stretch, at)
        self._best = self._places.get(_key(findings[0]))
        self._group_of_best = _list_at(self._best)

    def features(self, finding: Finding) -> dict[str, float]:
        """The features of one finding that do not depend on the question."""
        place = self._places.get(_key(finding))
        group = _list_at(place)
        away = self._away(place)
        within = away is not None
        far = abs(away) if away is not None else 0
        kind = place.unit.kind if place else "paragraph"
        return {
            "own": _odds(finding),
            "before": self._beside(place, -1),
            "after": self._beside(place, 1),
            "within": float(within),
            "next": float(far == 1),
            "second": float(far == 2),
            "near": float(2 < far <= _NEAR),
            "later": float(away is not None and away > 0),
            "like_best": float(within and self._best is not None and kind == self._best.unit.kind),
            "in_group_of_best": float(group is not None and group == self._group_of_best),
            "group": self._mean(group) - _UNLIKELY if group else 0.0,
            "item": float(kind == "item"),
            "row": float(kind == "row"),
            "code": float(kind == "code"),
            "brief": float(count_words(finding.text) < _BRIEF),
        }

    def _away(self, place: _Place | None) -> int | None:
        """How many units a place lies behind the best finding in the same section; None where it lies elsewhere."""
        if place is None or self._best is None or place.stretch is not self._best.stretch:
            return None
        return place.at - self._best.at if place.unit.headings == self._best.unit.headings else None

    def _beside(self, place: _Place | None, step: int) -> float:
        if place is None or not 0 <= place.at + step < len(place.stretch.units):
            return _UNLIKELY
        unit = place.stretch.units[place.at + step]
        return self._of(unit) if unit.headings == place.unit.headings else _UNLIKELY

    def _mean(self, group: Group) -> float:
        return sum(self._of(unit) for unit in group.members) / len(group.members)

    def _of(self, unit: Unit) -> float:
        return self._odds.get((unit.source, unit.start, unit.end), _UNLIKELY)


def _list_at(place: _Place | None) -> Group | None:
    """The list that a unit is a member of, or leads in to; rows of a table do not belong together."""
    group = group_of(place.unit.start, place.unit.end, place.stretch) if place else None
    return group if group is not None and group.kind != "table" else None


def _key(finding: Finding) -> _Key:
    return finding.source, finding.start, finding.end


def _odds(finding: Finding) -> float:
    return max(_UNLIKELY, log_odds(finding.evidence or 0.0))
