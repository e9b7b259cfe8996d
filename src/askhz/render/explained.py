"""How a question was answered, as JSON and for a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from ..explanations import ExplainedPassage, ExplainedUnit, Explanation
from .facts import excerpt
from .terminal import _wrap as wrap

_FEATURES = 5  # of a unit that a terminal shows, those that count most
_UNITS = 12
_EXCERPT = 160  # characters


def explain_json(explanation: Explanation) -> dict[str, Any]:
    """The explanation as the value of `explain` in what `askhz ask --explain --json` prints."""
    return {
        "kind": explanation.kind,
        "searched": list(explanation.searched),
        "names": list(explanation.names),
        "reader": explanation.reader,
        "found": [asdict(passage) for passage in explanation.passages],
        "scored": [_unit_json(unit) for unit in explanation.units],
        "confidence": {
            "value": explanation.confidence,
            "threshold": explanation.threshold,
            "features": _features_json(explanation.weighed),
        },
        "decision": explanation.decision,
    }


def explain_text(explanation: Explanation, *, width: int) -> str:
    """The explanation for a terminal `width` columns wide."""
    lines = ["How it was answered", *wrap(f"Kind of question: {explanation.kind}", width)]
    lines += wrap("Looked up: " + " | ".join(explanation.searched), width)
    if explanation.names:
        lines += wrap("Names in it: " + ", ".join(explanation.names), width)
    lines += ["", "Passages found"]
    for passage in explanation.passages:
        lines += wrap(_passage_line(passage), width, first=f"{passage.rank:>3}. ")
    if explanation.units:
        lines += ["", f"Scored by {explanation.reader}"]
    shown = [u for n, u in enumerate(explanation.units) if n < _UNITS or u.quoted is not None]
    for unit in shown:
        lines += wrap(f"{excerpt(unit.text, _EXCERPT)} ({unit.verdict})", width, first=f"{unit.score:.3f} ")
        lines += wrap(_features_line(unit), width, first="      ")
    lines += ["", *wrap(f"Decided: {explanation.decision}", width)]
    if explanation.weighed:
        lines += wrap("Confidence from " + _weighed(explanation.weighed, len(explanation.weighed)), width)
    return "\n".join(lines)


def _passage_line(passage: ExplainedPassage) -> str:
    facts = [f"score {passage.score:.3f}"]
    if passage.dense_rank is not None:
        facts.append(f"vectors: rank {passage.dense_rank}, cosine {passage.cosine:.2f}")
    if passage.word_rank is not None:
        facts.append(f"words: rank {passage.word_rank}")
    if passage.answerable is not None:
        facts.append(f"answerable {passage.answerable:+.1f}")
    if not passage.read:
        facts.append("not read")
    return f"{passage.source} {passage.start}–{passage.end} · " + " · ".join(facts)


def _features_line(unit: ExplainedUnit) -> str:
    return f"passage {unit.hit_rank}: {_weighed(unit.weighed, _FEATURES)}"


def _weighed(features: Mapping[str, tuple[float, float]], most: int) -> str:
    return ", ".join(f"{name} {value:.2f} → {added:+.2f}" for name, (value, added) in list(features.items())[:most])


def _unit_json(unit: ExplainedUnit) -> dict[str, Any]:
    return {
        "source": unit.source,
        "start": unit.start,
        "end": unit.end,
        "text": unit.text,
        "passage": unit.hit_rank,
        "score": unit.score,
        "features": _features_json(unit.weighed),
        "quoted": unit.quoted,
        "verdict": unit.verdict,
    }


def _features_json(features: Mapping[str, tuple[float, float]]) -> dict[str, dict[str, float]]:
    return {name: {"value": value, "adds": added} for name, (value, added) in features.items()}
