"""Confidence and threshold of the span reader: `decide` fits both anew and leaves the other weights as they are.

A question that has no answer looks much like one that is answered by another sentence: what tells them apart is mostly
what the network makes of all the passages. So the slopes are those of a logistic regression on whether there is an
answer at all, each held to the sign that its meaning gives it; every source counts alike, with `UNANSWERABLE` of its
questions taken to have no answer. The scale is Platt's, on whether the quotes are right, each
source counting alike. What is reported is of scores learnt without the documents asked about (`FOLDS` parts, each
source's documents divided). The threshold declines as many as it may while `ANSWERED` of the answerable questions, each
source counting alike, stay answered.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.metrics import roc_auc_score

from askhz.evaluation.calibrating import fit_sigmoid
from askhz.evaluation.metrics import expected_calibration_error
from askhz.models.span_model import SpanModel
from askhz.reading import SpanReader
from training.asking import (
    Asked,
    BilingualRecorder,
    CrossingRecorder,
    Recorder,
    ask_all,
    bilingual_sources,
    crossing_sources,
    sources,
)

FOLDS = 6
UNANSWERABLE = 0.25  # share of unanswerable questions to assume
ANSWERED = 0.94  # share of the answerable questions to answer
REGULARITY = 0.2
LOWERING = frozenset(
    "kind_missing span_of_other_kind unknown term_missing term_rival word_absent event_elsewhere event_missing".split()
)
"""The features that can only speak against an answer; all others can only speak for one."""

Row = Mapping[str, float]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Read:
    """The questions of a source that were read: features, truths, and the document that each is asked about."""

    name: str
    rows: Floats
    right: npt.NDArray[np.bool_]
    answerable: npt.NDArray[np.bool_]
    documents: npt.NDArray[np.int64]

    @property
    def weights(self) -> Floats:
        """How much each question counts."""
        shares = np.where(self.answerable, 1 - UNANSWERABLE, UNANSWERABLE)
        counts = np.where(self.answerable, self.answerable.sum(), (~self.answerable).sum())
        weights: Floats = 100 * shares / counts
        return weights


def read_of(name: str, asked: Sequence[Asked], reader: SpanReader) -> Read:
    """What was read of a source, as rows of the features of `reader.confidence_names`."""
    read = [one for one in asked if one.question is not None and one.candidates]
    rows = []
    for one in read:
        assert one.question is not None
        features = reader.confidence_features(one.question, reader.ranked(one.candidates))
        rows.append([features[feature] for feature in reader.confidence_names])
    # A question without an answer goes with the document whose sentence it would be answered by.
    sources_ = [
        one.known.evidence[0].source if one.known.evidence else reader.ranked(one.candidates)[0][1].passage.source
        for one in read
    ]
    return Read(
        name,
        np.array(rows),
        np.array([one.right for one in read]),
        np.array([bool(one.known.answerable) for one in read]),
        np.unique([str(source) for source in sources_], return_inverse=True)[1],
    )


def slopes_of(reads: Sequence[Read], kept: Sequence[npt.NDArray[np.bool_]], names: Sequence[str]) -> Floats:
    """Intercept and slopes of a logistic regression on whether there is an answer, from the questions kept."""
    rows = np.vstack([read.rows[keep] for read, keep in zip(reads, kept, strict=True)])
    truth = np.concatenate([read.answerable[keep] for read, keep in zip(reads, kept, strict=True)])
    weights = np.concatenate([read.weights[keep] for read, keep in zip(reads, kept, strict=True)])
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    scaled = (rows - mean) / spread

    def loss(given: Floats) -> tuple[float, Floats]:
        odds = given[0] + scaled @ given[1:]
        off = weights * (expit(odds) - truth)
        total = float(weights @ (np.logaddexp(0, odds) - truth * odds)) + given[1:] @ given[1:] / (2 * REGULARITY)
        gradient: Floats = np.concatenate([[off.sum()], scaled.T @ off + given[1:] / REGULARITY])
        return float(total), gradient

    bounds = [(None, None), *((None, 0.0) if name in LOWERING else (0.0, None) for name in names)]
    found = minimize(loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B", bounds=bounds).x
    slopes = found[1:] / spread
    return np.concatenate([[found[0] - slopes @ mean], slopes])


def odds_held_out(reads: Sequence[Read], names: Sequence[str]) -> list[Floats]:
    """The log odds of each source's questions, by what was learnt without their documents."""
    parts = []
    for read in reads:
        order = np.random.default_rng(0).permutation(read.documents.max() + 1)
        parts.append(order[read.documents] % FOLDS)
    found = [np.zeros(len(read.rows)) for read in reads]
    for fold in range(FOLDS):
        learnt = slopes_of(reads, [part != fold for part in parts], names)
        for odds, read, part in zip(found, reads, parts, strict=True):
            odds[part == fold] = (learnt[0] + read.rows @ learnt[1:])[part == fold]
    return found


def threshold_of(confidences: Sequence[Floats], reads: Sequence[Read], answered: float = ANSWERED) -> float:
    """The highest threshold that leaves the share `answered` of the answerable questions answered, sources weighed."""
    values = np.concatenate([one[read.answerable] for one, read in zip(confidences, reads, strict=True)])
    weights = np.concatenate([read.weights[read.answerable] for read in reads])
    order = np.argsort(values)
    below = np.cumsum(weights[order]) / weights.sum()
    at = int(np.searchsorted(below, 1 - answered))
    return float(values[order][min(at, len(values) - 1)])


def fit_decision(reads: Sequence[Read], names: Sequence[str]) -> tuple[dict[str, float], float, list[Floats]]:
    """Weights of the confidence by name, the threshold, and the confidences of all questions, held out."""
    learnt = slopes_of(reads, [np.ones(len(read.rows), bool) for read in reads], names)
    odds = odds_held_out(reads, names)
    # The scale is that of the slopes as they will be shipped: held-out odds are less spread, and left them too unsure.
    slope, intercept = fit_sigmoid(
        np.concatenate([learnt[0] + read.rows @ learnt[1:] for read in reads]),
        np.concatenate([read.right for read in reads]),
        np.concatenate([np.full(len(read.right), 100 / len(read.right)) for read in reads]),
    )
    confidences = [expit(slope * one + intercept) for one in odds]
    weights = {"intercept": slope * float(learnt[0]) + intercept}
    weights |= {name: round(slope * float(value), 4) for name, value in zip(names, learnt[1:], strict=True)}
    return weights, threshold_of(confidences, reads), confidences


def report(reads: Sequence[Read], confidences: Sequence[Floats], threshold: float) -> None:
    """Print what comes of it, by source: each question judged by what was learnt without its document."""
    for read, confidence in zip(reads, confidences, strict=True):
        given = confidence >= threshold
        error = expected_calibration_error(confidence[given].tolist(), read.right[given].tolist())
        bound = np.quantile(confidence[read.answerable], 1 - ANSWERED)
        print(
            f"{read.name:10} {len(read.right)} read, {(~read.answerable).sum()} without an answer; "
            f"AUC of answerable {roc_auc_score(read.answerable, confidence):.3f}, "
            f"of right {roc_auc_score(read.right, confidence):.3f}; "
            f"at {threshold:.3f} answered {given[read.answerable].mean():.3f}, "
            f"declined {(~given)[~read.answerable].mean():.3f}, calibration error {error:.3f}, "
            f"right {read.right[given].mean():.3f} at {confidence[given].mean():.3f}; "
            f"declined at {ANSWERED} answered {(confidence[~read.answerable] < bound).mean():.3f}"
        )


def decide(
    data: Path, network: Path, work: Path, out: Path, kind: type[Recorder] = Recorder, *, beside: Path | None = None
) -> Path:
    """Fit confidence and threshold to the questions of `asking.sources`; writes over those in `out`/reader.json.

    With `BilingualRecorder` those of `asking.bilingual_sources`, and of `out`/bilingual.json; with `CrossingRecorder`
    those of `asking.crossing_sources`, and of `out`/crossing.json. `beside`: a second network, read with the first.
    """
    work.mkdir(parents=True, exist_ok=True)
    file = out / kind.weights_file
    weights = json.loads(file.read_text(encoding="utf-8"))
    reader = kind(SpanModel(network), weights, beside=SpanModel(beside) if beside else None)
    made = {BilingualRecorder: bilingual_sources, CrossingRecorder: crossing_sources}.get(kind, sources)
    given = made(data, work)
    reads = [read_of(source.name, ask_all(source, reader, work), reader) for source in given]
    weights["confidence"], threshold, confidences = fit_decision(reads, reader.confidence_names)
    weights["threshold"] = round(threshold, 3)
    report(reads, confidences, threshold)
    file.write_text(json.dumps(weights, indent=2) + "\n", encoding="utf-8")
    return file
