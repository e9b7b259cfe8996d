"""Fit a reader's weights and its threshold, and write them to `src/askhz/judge.json` or `reader.json`.

    python bench/fit_reader.py QUESTIONS=INDEX=WEIGHT … [--network FOLDER] [--split tune] [--limit N]

Without --network it is the sentence judge that is fitted.

Each QUESTIONS is a file that `askhz eval` reads, INDEX the index of its documents; left empty, an index is made of the
documents that the questions bring along. First a conditional logit learns which sentences answer; then a logistic
regression which best ones are right, so that `confidence` is a probability.
The share of unanswerable questions is set to `--unanswerable`, for in a file of traps (half of SQuAD 2.0 is) every
confidence would be too low for what people ask. The questions of the first `--own` files then set the scale of the
confidence, each file counting alike, and those of the first `--asked` of these the threshold, at which `--answered` of
the answerable ones must be answered, as `askhz calibrate` would.

It writes over the weights that are shipped: look at the difference with git. `reader.json` came of four files,
tests/gold/seeds.jsonl=index=3 (an index of seeds), tests/gold/mixed.jsonl=MIXED=3 (an index of tests/gold/mixed),
QUESTIONS.jsonl==3 (what `python -m training questions` writes) and SQUAD.jsonl==1 (SQuAD 2.0's tuning articles), with
--network src/askhz/network --limit 700 --own 3 --asked 2 --answered 0.97.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, logsumexp, softmax
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from askhz import question, retrieval
from askhz.evaluation import gold
from askhz.evaluation.calibrating import Outcome, choose_threshold, measure
from askhz.evaluation.calibrating import fit as calibrate
from askhz.evaluation.gold import GoldQuestion
from askhz.index.lookup import Index
from askhz.indexing.updating import update
from askhz.models.span_model import SpanModel
from askhz.reading.candidates import Candidate
from askhz.reading.ranker import SentenceRanker
from askhz.reading.span_reader import SpanReader
from askhz.reading.weights import Calibration

PACKAGE = Path(__file__).parent.parent / "src" / "askhz"
Read = tuple[GoldQuestion, question.Question, list[Candidate]]


@dataclass
class File:
    """The questions of one file, each with the candidate sentences of the passages found for it."""

    judge: SentenceRanker
    reads: list[Read]
    weight: float


def read_all(path: str, folder: str, weight: str, network: Path | None, split: str, limit: int) -> File:
    """Ask every question of a file, as far as the sentences that may answer."""
    questions = gold.read_questions(Path(path))
    if any(q.split for q in questions.questions):
        questions = gold.of_split(questions, split)
    chosen = list(questions.questions)
    random.Random(0).shuffle(chosen)
    with tempfile.TemporaryDirectory() as temporary:
        if not folder:
            dump, folder = Path(temporary) / "documents.jsonl", f"{temporary}/index"
            rows = [json.dumps(document) + "\n" for document in gold.documents(Path(path))]
            dump.write_text("".join(rows), encoding="utf-8")
            update([dump], Path(folder))
        index = Index(Path(folder))
        judge = SpanReader(index, SpanModel(network), {}) if network else SentenceRanker(index, {})
        found = []
        for gold in chosen[: limit or None]:
            with index.snapshot():
                asked = question.analyse(gold.question, gold.history, aliases=index.aliases, mend=index.misspelt)
                found.append((gold, asked, judge.candidates(asked, retrieval.retrieve(asked, index))))
    return File(judge, found, float(weight))


def answers(gold: GoldQuestion, candidate: Candidate) -> bool:
    """Whether a sentence holds the evidence, lies within it, or holds the place where it begins."""
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


def rows_of(candidates: Sequence[Candidate], right: Sequence[bool], names: Sequence[str]) -> np.ndarray:
    """The candidates' features, and last those of the question itself, as it would stand in a list of questions.

    It shares every word with what is asked and answers nothing; in all else it is given what the answer has.
    """
    rows = [candidate.features for candidate in candidates]
    rows.append(rows[list(right).index(True)] | {"cosine": 1.0, "overlap": 1.0, "asks": 1.0})
    return np.array([[row[name] for name in names] for row in rows])


def conditional_logit(
    groups: Sequence[np.ndarray],
    offsets: Sequence[np.ndarray],
    labels: Sequence[np.ndarray],
    weights: Sequence[float],
    regularity: float,
) -> np.ndarray:
    """Slopes with which, added to the offsets, each group's right rows come first (McFadden 1974)."""
    spread = np.vstack(groups).std(axis=0) + 1e-9
    scaled = [group / spread for group in groups]

    def loss(slopes: np.ndarray) -> tuple[float, np.ndarray]:
        total, gradient = slopes @ slopes / (2 * regularity), slopes / regularity
        for rows, offset, right, weight in zip(scaled, offsets, labels, weights, strict=True):
            sums = offset + rows @ slopes
            every, wanted = softmax(sums), softmax(np.where(right, sums, -np.inf))
            total -= weight * (logsumexp(sums[right]) - logsumexp(sums))
            gradient = gradient - weight * (wanted - every) @ rows
        return total, gradient

    return minimize(loss, np.zeros(scaled[0].shape[1]), jac=True, method="L-BFGS-B").x / spread


def fit_sentences(files: Sequence[File], names: Sequence[str], regularity: float = 0.2) -> dict[str, float]:
    """Which sentence of a question's candidates answers: a conditional logit, learnt where one does.

    What is learnt is an order within each question, for that is what decides which sentence is quoted; an ordinary
    logistic regression also has to tell easy questions from hard ones. Last a weight is found that keeps the question
    itself behind its answer, where the documents hold it, at no cost to the other weights. Afterwards a logistic
    regression on the sums alone makes them log odds of answering.
    """
    groups, labels, weights = [], [], []
    for file in files:
        found = [cs for gold, _, cs in file.reads if any(answers(gold, c) for c in cs)]
        truth = [[answers(gold, c) for c in cs] for gold, _, cs in file.reads if any(answers(gold, c) for c in cs)]
        groups += [rows_of(candidates, right, names) for candidates, right in zip(found, truth, strict=True)]
        labels += [np.array([*right, False]) for right in truth]
        weights += [100 * file.weight / len(found)] * len(found)
    asks = np.array([name == "asks" for name in names])
    real = [group[:-1, ~asks] for group in groups]
    nothing = [np.zeros(len(group)) for group in real]
    slopes = np.zeros(len(names))
    slopes[~asks] = conditional_logit(real, nothing, [right[:-1] for right in labels], weights, regularity)
    told = [group @ slopes for group in groups]
    slopes[asks] = conditional_logit([group[:, asks] for group in groups], told, labels, weights, regularity)
    sums = np.concatenate([(group @ slopes)[:-1] for group in groups])
    truth_of_all = np.concatenate([right[:-1] for right in labels])
    each = np.repeat(weights, [len(group) - 1 for group in groups])
    odds = LogisticRegression().fit(sums[:, None], truth_of_all, sample_weight=each)
    scale = float(odds.coef_[0, 0])
    fitted = {name: round(scale * float(slope), 4) for name, slope in zip(names, slopes, strict=True)}
    return {"intercept": float(odds.intercept_[0])} | fitted


def confidence_rows(file: File, names: Sequence[str]) -> tuple[list[list[float]], list[bool], list[bool]]:
    """Features, whether the quotes would be right, and whether there is an answer, of each question of a file."""
    rows, right, answerable = [], [], []
    for gold, asked, candidates in file.reads:
        if candidates:
            scored = file.judge.ranked(candidates)
            features = file.judge.confidence_features(asked, [(logit, c.features) for logit, c in scored])
            quoted = 1 if asked.wants_one else 3
            rows.append([features[name] for name in names])
            right.append(bool(gold.answerable) and any(answers(gold, c) for _, c in scored[:quoted]))
            answerable.append(bool(gold.answerable))
    return rows, right, answerable


def balance(answerable: Sequence[bool], unanswerable: float, total: float) -> list[float]:
    """Weights that add up to `total`, of which the unanswerable questions have the share `unanswerable`."""
    count = {one: list(answerable).count(one) for one in (True, False)}
    return [total * (1 - unanswerable if one else unanswerable) / count[one] for one in answerable]


def learn(
    files: Sequence[File], kind: type[SentenceRanker], unanswerable: float
) -> tuple[dict[str, float], dict[str, float]]:
    """The weights of sentences, and those of confidence."""
    sentence = fit_sentences(files, kind.sentence_features)
    all_rows, all_right, weights = [], [], []
    for file in files:
        file.judge.weights = {"sentence": sentence}
        rows, right, answerable = confidence_rows(file, kind.confidence_names)
        all_rows += rows
        all_right += right
        weights += balance(answerable, unanswerable, 200 * file.weight)
    return sentence, fit(all_rows, all_right, weights, kind.confidence_names, regularity=0.1)


def outcomes_of(
    file: File, kind: type[SentenceRanker], sentence: dict[str, float], confidence: dict[str, float]
) -> list[Outcome]:
    """What comes of asking the questions of a file."""
    file.judge.weights = {"sentence": sentence}
    rows, right, answerable = confidence_rows(file, kind.confidence_names)
    odds = confidence["intercept"] + np.array(rows) @ [confidence[name] for name in kind.confidence_names]
    return [Outcome(*one) for one in zip(expit(odds).tolist(), right, answerable, strict=True)]


def parts_of(file: File) -> list[tuple[File, File]]:
    """A file eight times without another eighth, and the eighth, with as many answerable questions in each."""
    folds = StratifiedKFold(8, shuffle=True, random_state=0)
    truth = [bool(gold.answerable) for gold, _, _ in file.reads]
    return [
        tuple(File(file.judge, [file.reads[n] for n in chosen], file.weight) for chosen in split)
        for split in folds.split(truth, truth)
    ]


def held_out(
    own: Sequence[File], others: Sequence[File], kind: type[SentenceRanker], share: float
) -> list[list[Outcome]]:
    """What comes of asking the questions of each file of `own`, each eighth of them after learning without it."""
    found: list[list[Outcome]] = [[] for _ in own]
    for parts in zip(*map(parts_of, own), strict=True):
        learnt = learn([*(rest for rest, _ in parts), *others], kind, share)
        for outcomes, (_, held) in zip(found, parts, strict=True):
            outcomes += outcomes_of(held, kind, *learnt)
    return found


def main() -> None:
    """Fit, write, and say what came out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", metavar="QUESTIONS=INDEX=WEIGHT")
    parser.add_argument("--network", type=Path, help="folder of an exported reader network")
    parser.add_argument("--own", type=int, default=1, help="files whose questions set the scale")
    parser.add_argument("--asked", type=int, default=0, help="of these, files that set the threshold (default: all)")
    parser.add_argument("--split", default="tune")
    parser.add_argument("--limit", type=int, default=0, help="questions of a file at most")
    parser.add_argument("--unanswerable", type=float, default=0.25, help="share of unanswerable questions to assume")
    parser.add_argument("--answered", type=float, default=0.95, help="share of answerable questions to answer")
    options = parser.parse_args()
    files = [read_all(*given.split("="), options.network, options.split, options.limit) for given in options.files]
    kind = SpanReader if options.network else SentenceRanker

    sentence, confidence = learn(files, kind, options.unanswerable)
    # All files say what confidence depends on; the first, whose questions are most like a person's, say how much. Each
    # part of them is judged by what was learnt without it, for of what was learnt with it every reader is too sure.
    own, others = files[: options.own], files[options.own :]
    found = held_out(own, others, kind, options.unanswerable)
    outcomes = [one for file in found for one in file]
    weights = [w for file in found for w in balance([one.answerable for one in file], options.unanswerable, 100)]
    calibration = calibrate(outcomes, options.answered, weights)
    confidence = {name: round(calibration.slope * value, 4) for name, value in confidence.items()}
    confidence["intercept"] += calibration.intercept
    # The threshold is laid among the confidences as they will be shipped, not among those of the parts.
    asked = [one for file in own[: options.asked or None] for one in outcomes_of(file, kind, sentence, confidence)]
    threshold = round(choose_threshold([one.confidence for one in asked], asked, options.answered), 3)
    for given, file in zip(options.files, files, strict=True):
        outcomes = outcomes_of(file, kind, sentence, confidence)
        quoted = np.mean([one.right for one in outcomes if one.answerable])
        measured = measure(outcomes, Calibration(1.0, 0.0, threshold))
        print(
            f"{given}: {len(outcomes)} questions; right sentence {quoted:.3f}; at {threshold} answered "
            f"{measured.answered:.3f}, declined {measured.declined:.3f}; calibration error {measured.error:.3f}"
        )
    fitted = {"sentence": sentence, "confidence": confidence, "threshold": threshold}
    (PACKAGE / kind.weights_file).write_text(json.dumps(fitted, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
