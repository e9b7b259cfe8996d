"""Fit a reader's weights and its threshold, and write them to `src/askhz/judge.json` or `reader.json`.

    python bench/fit_reader.py QUESTIONS=INDEX=WEIGHT … [--network FOLDER] [--split tune] [--limit N]

Without --network it is the sentence judge that is fitted.

Each QUESTIONS is a file that `askhz eval` reads, INDEX the index of its documents. First a logistic regression learns
which sentences answer; then a second one which best sentences are right, so that `confidence` is a probability. The
share of unanswerable questions is set to `--unanswerable`, for in a file of traps (half of SQuAD 2.0 is) every
confidence would be too low for what people ask. The threshold lets `--answered` of the first file's answerable
questions through.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from askhz import evaluation, question, retrieval
from askhz.evaluation import GoldQuestion
from askhz.extraction import SpanModel
from askhz.index import Index
from askhz.reading import Candidate, SentenceJudge, SpanReader

PACKAGE = Path(__file__).parent.parent / "src" / "askhz"
Read = tuple[GoldQuestion, question.Question, list[Candidate]]


@dataclass
class File:
    """The questions of one file, each with the candidate sentences of the passages found for it."""

    judge: SentenceJudge
    reads: list[Read]
    weight: float


def read_all(path: str, folder: str, weight: str, network: Path | None, split: str, limit: int) -> File:
    """Ask every question of a file, as far as the sentences that may answer."""
    questions = evaluation.read_questions(Path(path))
    if any(q.split for q in questions.questions):
        questions = evaluation.of_split(questions, split)
    chosen = list(questions.questions)
    random.Random(0).shuffle(chosen)
    index = Index(Path(folder))
    judge = SpanReader(index, SpanModel(network), {}) if network else SentenceJudge(index, {})
    found = []
    for gold in chosen[: limit or None]:
        with index.snapshot():
            asked = question.analyse(gold.question, gold.history, aliases=index.aliases, mend=index.misspelt)
            found.append((gold, asked, judge.candidates(asked, retrieval.retrieve(asked, index))))
    return File(judge, found, float(weight))


def answers(gold: GoldQuestion, candidate: Candidate) -> bool:
    """Whether a sentence holds the evidence, or half of it."""
    for evidence in gold.evidence:
        if evidence.source not in (None, candidate.passage.source):
            continue
        if evidence.start is not None:
            if candidate.span[0] <= evidence.start < candidate.span[1]:
                return True
        elif evidence.quote in candidate.text or candidate.text in evidence.quote:
            return True
    return False


def fit(
    rows: list[list[float]], labels: list[bool], weights: list[float], names: Sequence[str], regularity: float
) -> dict[str, float]:
    """Weights of a logistic regression by the name of the feature; features are scaled while it is fitted."""
    matrix = np.array(rows)
    mean, spread = matrix.mean(axis=0), matrix.std(axis=0) + 1e-9
    model = LogisticRegression(C=regularity, max_iter=5000)
    model.fit((matrix - mean) / spread, labels, sample_weight=weights)
    slopes = model.coef_[0] / spread
    intercept = float(model.intercept_[0] - slopes @ mean)
    return {"intercept": intercept} | {name: round(float(slope), 4) for name, slope in zip(names, slopes, strict=True)}


def fit_sentences(files: list[File], names: Sequence[str]) -> dict[str, float]:
    """Which sentences answer, learnt from the questions for which an answering sentence was found."""
    rows, labels, weights = [], [], []
    for file in files:
        found = [(gold, cs) for gold, _, cs in file.reads if any(answers(gold, c) for c in cs)]
        for gold, candidates in found:
            rows += [[candidate.features[name] for name in names] for candidate in candidates]
            labels += [answers(gold, candidate) for candidate in candidates]
            weights += [100 * file.weight / len(found)] * len(candidates)
    return fit(rows, labels, weights, names, regularity=1.0)


def confidence_rows(file: File, names: Sequence[str]) -> tuple[list[list[float]], list[bool], list[bool]]:
    """Features, whether the quotes would be right, and whether there is an answer, of each question of a file."""
    rows, right, answerable = [], [], []
    for gold, asked, candidates in file.reads:
        if candidates:
            scored = file.judge.ranked(candidates)
            features = file.judge.confidence_features(asked, [(logit, c.features) for logit, c in scored])
            quoted = 1 if asked.wants_span else 3
            rows.append([features[name] for name in names])
            right.append(any(answers(gold, c) for _, c in scored[:quoted]))
            answerable.append(bool(gold.answerable))
    return rows, right, answerable


def threshold_for(confidences: np.ndarray, answered: float) -> float:
    """The threshold that lets this share of answerable questions through, midway to the next one that it stops."""
    ordered = np.sort(confidences)
    stopped = int((1 - answered) * len(ordered))
    return round(float((ordered[stopped - 1] + ordered[stopped]) / 2) if stopped else float(ordered[0]), 3)


def main() -> None:
    """Fit, write, and say what came out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", metavar="QUESTIONS=INDEX=WEIGHT")
    parser.add_argument("--network", type=Path, help="folder of an exported reader network")
    parser.add_argument("--split", default="tune")
    parser.add_argument("--limit", type=int, default=0, help="questions of a file at most")
    parser.add_argument("--unanswerable", type=float, default=0.25, help="share of unanswerable questions to assume")
    parser.add_argument("--answered", type=float, default=0.97, help="share of answerable questions to answer")
    options = parser.parse_args()
    files = [read_all(*given.split("="), options.network, options.split, options.limit) for given in options.files]
    kind = SpanReader if options.network else SentenceJudge

    sentence = fit_sentences(files, kind.sentence_features)
    all_rows, all_right, weights = [], [], []
    parts = []
    for file in files:
        file.judge.weights = {"sentence": sentence}
        rows, right, answerable = confidence_rows(file, kind.confidence_names)
        parts.append((np.array(rows), right, np.array(answerable)))
        all_rows += rows
        all_right += right
        share = {True: (1 - options.unanswerable) / sum(answerable)}
        share[False] = options.unanswerable / (len(answerable) - sum(answerable))
        weights += [200 * file.weight * share[one] for one in answerable]
    confidence = fit(all_rows, all_right, weights, kind.confidence_names, regularity=0.1)

    slopes = np.array([confidence[name] for name in kind.confidence_names])
    probabilities = [1 / (1 + np.exp(-(confidence["intercept"] + rows @ slopes))) for rows, _, _ in parts]
    threshold = threshold_for(probabilities[0][parts[0][2]], options.answered)
    for given, probability, (_, right, answerable) in zip(options.files, probabilities, parts, strict=True):
        quoted = np.array(right)[answerable].mean()
        error = evaluation.expected_calibration_error(probability.tolist(), right)
        print(
            f"{given}: {len(right)} questions; right sentence {quoted:.3f}; at {threshold} answered "
            f"{(probability[answerable] >= threshold).mean():.3f}, declined "
            f"{(probability[~answerable] < threshold).mean():.3f}; calibration error {error:.3f}"
        )
    fitted = {"sentence": sentence, "confidence": confidence, "threshold": threshold}
    (PACKAGE / kind.weights_file).write_text(json.dumps(fitted, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
