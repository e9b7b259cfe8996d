"""Fit a reader's weights and its threshold, and write them to `src/askhz/judge.json` or `reader.json`.

    python bench/fit_reader.py QUESTIONS=INDEX … [--network FOLDER] [--split tune] [--limit N]

Without --network it is the sentence judge that is fitted.

Each QUESTIONS is a file that `askhz eval` reads, INDEX the index of its documents. First a logistic regression learns
which sentences answer; then a second one which best sentences are right, so that `confidence` is a probability. The
files weigh the same. The share of unanswerable questions is set to `--unanswerable`, for in a file of traps
(half of SQuAD 2.0 is) every confidence would be too low for what people ask.
"""

from __future__ import annotations

import argparse
import json
import random
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


def read_all(
    path: Path, folder: Path, network: Path | None, split: str | None, limit: int
) -> tuple[SentenceJudge, list[Read]]:
    """Every question of a file with the candidate sentences of the passages found for it."""
    questions = evaluation.read_questions(path)
    if split and any(q.split for q in questions.questions):
        questions = evaluation.of_split(questions, split)
    chosen = list(questions.questions)
    random.Random(0).shuffle(chosen)
    index = Index(folder)
    judge = SpanReader(index, SpanModel(network), {}) if network else SentenceJudge(index, {})
    found = []
    for gold in chosen[: limit or None]:
        with index.snapshot():
            asked = question.analyse(gold.question, gold.history, aliases=index.aliases, mend=index.misspelt)
            found.append((gold, asked, judge.candidates(asked, retrieval.retrieve(asked, index))))
    return judge, found


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


def fit(rows: list[list[float]], labels: list[bool], weights: list[float], names: tuple[str, ...]) -> dict[str, float]:
    """Weights of a logistic regression by the name of the feature."""
    model = LogisticRegression(C=1.0, max_iter=2000).fit(np.array(rows), labels, sample_weight=weights)
    fitted = dict(zip(names, map(float, model.coef_[0]), strict=True))
    return {"intercept": float(model.intercept_[0])} | {name: round(value, 4) for name, value in fitted.items()}


def main() -> None:
    """Fit, write, and say what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", nargs="+", metavar="QUESTIONS=INDEX")
    parser.add_argument("--network", type=Path, help="folder of an exported reader network")
    parser.add_argument("--split", default="tune")
    parser.add_argument("--limit", type=int, default=0)
    parser.add_argument("--unanswerable", type=float, default=0.25)
    parser.add_argument("--threshold", type=float, default=0.92, help="share of answerable questions to be answered")
    options = parser.parse_args()
    files = [
        read_all(*map(Path, pair.split("=")), options.network, options.split, options.limit)  # type: ignore[misc]
        for pair in options.pairs
    ]

    kind = SpanReader if options.network else SentenceJudge
    rows, labels, weights = [], [], []
    for _, reads in files:
        answerable = [(gold, found) for gold, _, found in reads if any(answers(gold, c) for c in found)]
        for gold, found in answerable:
            for candidate in found:
                rows.append([candidate.features[name] for name in kind.sentence_features])
                labels.append(answers(gold, candidate))
                weights.append(100 / len(answerable))
    sentence = fit(rows, labels, weights, kind.sentence_features)

    rows, labels, weights, kept = [], [], [], []
    for judge, reads in files:
        judge.weights = {"sentence": sentence}
        share = {True: options.unanswerable, False: 1 - options.unanswerable}
        count = {no: sum((not gold.answerable) is no for gold, _, _ in reads) for no in share}
        for gold, asked, found in reads:
            if not found:
                continue
            scored = judge.ranked(found)
            features = judge.confidence_features(asked, [(logit, c.features) for logit, c in scored])
            rows.append([features[name] for name in kind.confidence_names])
            quoted = 1 if asked.wants_span else 3
            labels.append(any(answers(gold, c) for _, c in scored[:quoted]))
            weights.append(200 * share[not gold.answerable] / count[not gold.answerable])
            kept.append((gold, judge))
    confidence = fit(rows, labels, weights, kind.confidence_names)

    logits = confidence["intercept"] + np.array(rows) @ [confidence[name] for name in kind.confidence_names]
    probabilities = 1 / (1 + np.exp(-logits))
    # The threshold: as high as lets `--threshold` of the answerable questions of the file that suffers most through.
    cut = min(
        float(
            np.quantile(
                [p for p, (g, j) in zip(probabilities, kept, strict=True) if g.answerable and j is judge],
                1 - options.threshold,
            )
        )
        for judge, _ in files
    )
    for (judge, reads), pair in zip(files, options.pairs, strict=True):
        mine = [(p, g, right) for p, right, (g, j) in zip(probabilities, labels, kept, strict=True) if j is judge]
        answered = np.mean([p >= cut for p, g, _ in mine if g.answerable])
        declined = np.mean([p < cut for p, g, _ in mine if not g.answerable])
        best = np.mean([right for _, g, right in mine if g.answerable])
        ece = evaluation.expected_calibration_error([float(p) for p, _, _ in mine], [r for _, _, r in mine])
        print(
            f"{pair}: {len(reads)} questions; right sentence {best:.3f}; answered {answered:.3f}, "
            f"declined {declined:.3f} at {cut:.3f}; calibration error {ece:.3f}"
        )
    print(json.dumps({"sentence": sentence, "confidence": confidence}, indent=1))
    judged = {"sentence": sentence, "confidence": confidence, "threshold": round(cut, 3)}
    (PACKAGE / kind.weights_file).write_text(json.dumps(judged, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
