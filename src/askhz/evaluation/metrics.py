"""The measures of answers, rankings and confidence, under the literature's names.

Pure functions of numbers and strings. Every rate lies between 0 and 1, and None says that a measure does not apply.
This module knows no question file and no bot.
"""

from __future__ import annotations

import math
import re
import string
from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from statistics import fmean
from typing import Literal, NamedTuple

from ..text.words import CJK

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = frozenset(string.punctuation)
# What is written without spaces between words, and Hangul, whose endings are written in one with the words.
_CHARACTER = re.compile(f"[{CJK}\uac00-\ud7af]")
_WIDE_PUNCTUATION = frozenset("、。〈〉《》「」『』【】〔〕〖〗〜・“”‘’…—～·！（），．：；？［］｛｝％＂＇／")


def normalise_answer(text: str) -> str:
    """`text` in lower case, without ASCII punctuation, articles and extra white space.

    Rajpurkar et al. 2016, the official evaluation script of SQuAD v1.1. Chinese, Japanese and Korean characters stand
    apart, and their punctuation is dropped (Cui et al. 2019, the script of CMRC 2018); other texts stay as in SQuAD.

    >>> normalise_answer("The  Hurun Research-Institute!"), normalise_answer("《胡润》， 24家")
    ('hurun researchinstitute', '胡 润 24 家')
    """
    bare = "".join(character for character in text.lower() if character not in _PUNCTUATION)
    if _CHARACTER.search(bare):
        bare = _CHARACTER.sub(r" \g<0> ", "".join(" " if c in _WIDE_PUNCTUATION else c for c in bare))
    return " ".join(_ARTICLES.sub(" ", bare).split())


def exact_match(prediction: str, answers: Sequence[str]) -> float:
    """1.0 if the prediction equals one of the allowed answers after `normalise_answer`, else 0.0.

    Without an allowed answer only the empty prediction is right. Rajpurkar et al. 2018, the official evaluation script
    of SQuAD 2.0.

    >>> exact_match("the Hurun Institute.", ["Hurun Institute"]), exact_match("24", ["42"]), exact_match("", [])
    (1.0, 0.0, 1.0)
    """
    said = normalise_answer(prediction)
    return float(any(said == allowed for allowed in _allowed(answers)))


def f1(prediction: str, answers: Sequence[str]) -> float:
    """The harmonic mean of the words' precision and recall against the best allowed answer.

    Without an allowed answer only the empty prediction is right. Rajpurkar et al. 2018, the official evaluation script
    of SQuAD 2.0. Words are separated by white space; Chinese, Japanese and Korean are compared by characters.

    >>> f1("24 unicorn companies", ["24", "24 unicorns"])  # one of three words right, one of one found: 2·1/(3+1)
    0.5
    >>> f1("", []), f1("24", []), f1("", ["24"]), f1("共24家企业", ["24家"])  # 2·2/(5+2)
    (1.0, 0.0, 0.0, 0.5714285714285714)
    """
    said = normalise_answer(prediction).split()
    return max(_f1_of_words(said, allowed.split()) for allowed in _allowed(answers))


def _allowed(answers: Sequence[str]) -> list[str]:
    return [normal for answer in answers if (normal := normalise_answer(answer))] or [""]


def _f1_of_words(said: list[str], allowed: list[str]) -> float:
    if not said or not allowed:
        return float(said == allowed)
    shared = (Counter(said) & Counter(allowed)).total()
    return 2 * shared / (len(said) + len(allowed))


def mrr(ranks: Sequence[int | None]) -> float:
    """The mean of 1/rank of each question's first right result; None (not found) counts 0.

    ValueError on no question at all. Voorhees 1999, *The TREC-8 Question Answering Track Report*.

    >>> mrr([1, 4, None]) == (1 / 1 + 1 / 4 + 0) / 3
    True
    """
    if not ranks:
        raise ValueError("a mean over no question has no meaning")
    return fmean(1 / rank if rank else 0.0 for rank in ranks)


class Bin(NamedTuple):
    """Answers of similar confidence: how many, their mean confidence, and the share of them that is right."""

    low: float
    high: float
    size: int
    confidence: float
    right: float


def reliability(confidences: Sequence[float], right: Sequence[bool], bins: int = 10) -> list[Bin]:
    """The points of a reliability diagram over `bins` equally wide bins, without the empty ones.

    Bin m holds the confidences in ((m-1)/bins, m/bins]; 0 falls in the first. Guo et al. 2017.

    >>> for point in reliability([0.5, 1.0, 0.25], [True, False, False], bins=2):
    ...     print(point)
    Bin(low=0.0, high=0.5, size=2, confidence=0.375, right=0.5)
    Bin(low=0.5, high=1.0, size=1, confidence=1.0, right=0.0)
    """
    members: dict[int, list[tuple[float, bool]]] = {}
    for confidence, is_right in _pairs(confidences, right):
        members.setdefault(max(0, math.ceil(confidence * bins) - 1), []).append((confidence, is_right))
    return [_bin(m / bins, (m + 1) / bins, members[m]) for m in sorted(members)]


def reliability_equal_mass(confidences: Sequence[float], right: Sequence[bool], bins: int = 10) -> list[Bin]:
    """The points of a reliability diagram over at most `bins` bins of about equally many answers.

    Equal confidences share a bin, so the order of the answers does not matter. Nguyen and O'Connor 2015.

    >>> [(b.low, b.high, b.size) for b in reliability_equal_mass([0.1, 0.2, 0.9, 0.9], [False, True, True, True], 2)]
    [(0.1, 0.2, 2), (0.9, 0.9, 2)]
    """
    pairs = sorted(_pairs(confidences, right))
    found: list[Bin] = []
    held: list[tuple[float, bool]] = []
    for _, same in groupby(pairs, key=lambda pair: pair[0]):
        held.extend(same)
        done = sum(b.size for b in found) + len(held)
        if done * bins >= (len(found) + 1) * len(pairs):
            found.append(_bin(held[0][0], held[-1][0], held))
            held = []
    return found


def expected_calibration_error(
    confidences: Sequence[float],
    right: Sequence[bool],
    bins: int = 10,
    *,
    by: Literal["width", "mass"] = "width",
) -> float:
    """The mean distance between confidence and share of right answers, over bins weighted by their sizes.

    `by="width"`: the equally wide bins of `reliability` (Guo et al. 2017); `by="mass"`: the equally filled bins of
    `reliability_equal_mass` (Nixon et al. 2019 call it adaptive). 0 without answers.

    >>> error = expected_calibration_error([0.75, 0.75, 0.25], [True, False, False])
    >>> error == (2 * abs(0.75 - 1 / 2) + 1 * abs(0.25 - 0)) / 3
    True
    """
    if not confidences:
        return 0.0
    points = (reliability if by == "width" else reliability_equal_mass)(confidences, right, bins)
    return math.fsum(b.size * abs(b.confidence - b.right) for b in points) / len(confidences)


def brier(confidences: Sequence[float], right: Sequence[bool]) -> float:
    """The mean squared distance between confidence and outcome; 0 without answers. Brier 1950.

    >>> brier([1.0, 0.5], [True, False]) == ((1 - 1) ** 2 + (0.5 - 0) ** 2) / 2
    True
    """
    pairs = _pairs(confidences, right)
    return fmean((confidence - is_right) ** 2 for confidence, is_right in pairs) if pairs else 0.0


class RiskPoint(NamedTuple):
    """Answering only from this `confidence` on: the share answered, and the share of wrong answers among them."""

    confidence: float
    coverage: float
    risk: float


def risk_coverage(confidences: Sequence[float], right: Sequence[bool]) -> list[RiskPoint]:
    """Risk against coverage, one point for each distinct confidence, the highest first. El-Yaniv and Wiener 2010.

    >>> points = risk_coverage([0.9, 0.5, 0.5, 0.1], [True, True, False, False])
    >>> [(p.coverage, p.risk) for p in points] == [(1 / 4, 0 / 1), (3 / 4, 1 / 3), (4 / 4, 2 / 4)]
    True
    """
    pairs = sorted(_pairs(confidences, right), reverse=True)
    points, answered, wrong = [], 0, 0
    for confidence, same in groupby(pairs, key=lambda pair: pair[0]):
        outcomes = [is_right for _, is_right in same]
        answered += len(outcomes)
        wrong += outcomes.count(False)
        points.append(RiskPoint(confidence, answered / len(pairs), wrong / answered))
    return points


def area_under_risk_coverage(points: Sequence[RiskPoint]) -> float:
    """The mean risk over all coverages (lower is better); 0 without points. Geifman, Uziel and El-Yaniv 2019.

    Each point counts as many times as it has questions that the point before it has not.

    >>> area = area_under_risk_coverage(risk_coverage([0.9, 0.5, 0.5, 0.1], [True, True, False, False]))
    >>> math.isclose(area, (1 * 0 / 1 + 2 * 1 / 3 + 1 * 2 / 4) / 4)
    True
    """
    before = [0.0, *(point.coverage for point in points)]
    return math.fsum((point.coverage - last) * point.risk for point, last in zip(points, before, strict=False))


def refusal_precision_recall(
    declined: Sequence[bool], unanswerable: Sequence[bool]
) -> tuple[float | None, float | None]:
    """The share of the declined questions that have no answer, and the share of those without one that were declined.

    None where there is no such question.

    >>> refusal_precision_recall([True, True, True, False], [True, True, False, True]) == (2 / 3, 2 / 3)
    True
    >>> refusal_precision_recall([False], [False])
    (None, None)
    """
    rightly = sum(both[0] and both[1] for both in zip(declined, unanswerable, strict=True))
    return _share(rightly, sum(declined)), _share(rightly, sum(unanswerable))


class Threshold(NamedTuple):
    """The confidence from which on to answer, and the mean score reached by declining everything below it."""

    confidence: float
    score: float


def best_threshold(confidences: Sequence[float], scores: Sequence[float], answerable: Sequence[bool]) -> Threshold:
    """The threshold with the best mean score when everything below it is declined.

    Among equally good ones the highest. `scores` are those of the answers given. A declined question scores 1 if it is
    unanswerable, otherwise 0. An infinite threshold declines everything.

    Rajpurkar et al. 2018 (SQuAD 2.0, `find_best_thresh`), with a confidence in place of a no-answer probability.

    >>> best_threshold([0.9, 0.6, 0.3], [1.0, 0.5, 0.0], [True, True, False]) == (0.6, (1 + 0.5 + 1) / 3)
    True
    >>> best_threshold([0.9], [0.0], [False])
    Threshold(confidence=inf, score=1.0)
    """
    rows = sorted(zip(confidences, scores, answerable, strict=True), key=lambda row: -row[0])
    if not rows:
        raise ValueError("a threshold for no question has no meaning")
    total = float(sum(not possible for _, _, possible in rows))
    best = Threshold(math.inf, total / len(rows))
    for confidence, same in groupby(rows, key=lambda row: row[0]):
        total += math.fsum(score - (not possible) for _, score, possible in same)
        # Ignore gains that are only rounding errors of the sum.
        if total / len(rows) > best.score + 1e-12:
            best = Threshold(confidence, total / len(rows))
    return best


def _pairs(confidences: Sequence[float], right: Sequence[bool]) -> list[tuple[float, bool]]:
    for confidence in confidences:
        if not 0 <= confidence <= 1:
            raise ValueError(f"confidence {confidence} is not between 0 and 1")
    return [(float(confidence), bool(is_right)) for confidence, is_right in zip(confidences, right, strict=True)]


def _bin(low: float, high: float, members: Sequence[tuple[float, bool]]) -> Bin:
    confidence, right = fmean(m[0] for m in members), fmean(m[1] for m in members)
    return Bin(low, high, len(members), confidence, right)


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of the values do not exceed (nearest rank); 0 for no value.

    >>> percentile([30, 10, 20, 40], 0.5), percentile([30, 10, 20, 40], 0.95)
    (20, 40)
    """
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)] if values else 0.0
