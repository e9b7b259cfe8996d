"""The weights that are shipped beside the network: which sentence answers, and how sure that is.

`weigh` writes `judge.json` (the sentence ranker) or `reader.json` (the span reader). Both are fitted in the same way.
A conditional logit learns which of a question's sentences answers it. A logistic regression learns which best sentences
are right, so that `confidence` is a probability. The questions come from three sources:

- `tests/gold/seeds.jsonl` and `tests/gold/mixed.jsonl`, the tune half of each, asked of their documents;
- the questions of `training/real` over the documents that no network is trained on, indexed with others.

The share of unanswerable questions is set to `UNANSWERABLE`: a source with more of them would make every confidence too
low for what people ask. The first `SCALED` sources set the scale of the confidence, each counting alike. The first
`THRESHOLDED` of these set the threshold, at which `ANSWERED` of the answerable questions must be answered, as
`askhz calibrate` would. Confidence and threshold of the span reader are then fitted anew by `deciding`.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

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
from askhz.index import Index
from askhz.index.joined import AnySnapshot
from askhz.indexing import update
from askhz.models.encoder import Encoder
from askhz.models.exporting import MULTILINGUAL_MODEL
from askhz.models.span_model import SpanModel
from askhz.reading import SentenceRanker, SpanReader
from askhz.reading.candidates import Candidate
from askhz.reading.weighing import WeighingReader, belonging_features
from askhz.reading.weights import Calibration
from askhz.records import Question
from training.real import CHINESE, CROSSING, write_crossing, write_real

ROOT = Path(__file__).parent.parent
SPLIT = "tune"
LIMIT = 360  # questions of a source at most
SCALED, THRESHOLDED = 3, 3  # sources, the first ones of `sources`
UNANSWERABLE = 0.25  # share of unanswerable questions to assume
ANSWERED = 0.93  # share of the answerable questions to answer
FOLDS = 8
REGULARITY, ENOUGH = 0.2, 600  # how far slopes may go, with so many questions
RAISING = frozenset("cosine passage_cosine answerable mass span evidence".split())
"""What the encoder and a network find: it can only speak for a unit, however few questions it is learnt from."""

Opener = Callable[[Path], Encoder]
Read = tuple[GoldQuestion, Question, list[Candidate]]
Weights = dict[str, float]


class Source(NamedTuple):
    """A file of questions as `askhz eval` reads it, the folder of its documents, and how much it counts.

    Without a folder the questions bring their documents along. `encoder`: the one to index with, where it is not the
    one for the language of the documents.
    """

    questions: Path
    documents: Path | None
    weight: float
    encoder: str | None = None


@dataclass
class Asked:
    """The questions of one source, each with the candidate sentences of the passages found for it."""

    reader: WeighingReader
    reads: list[Read]
    weight: float


def sources(data: Path, work: Path) -> list[Source]:
    """The three sources in order; questions over real documents, and those documents, are written to `work`."""
    known = ROOT / "tests" / "gold"
    return [
        Source(known / "seeds.jsonl", ROOT / "seeds", 3),
        Source(known / "mixed.jsonl", known / "mixed", 3),
        Source(*write_real(data, work), 3),
    ]


def bilingual_sources(data: Path, work: Path) -> list[Source]:
    """Chinese and English questions over Chinese documents."""
    known = ROOT / "tests" / "gold"
    written = write_real(data, work / "chinese", lots=CHINESE, also=CROSSING)
    return [Source(known / "chinese.jsonl", known / "chinese", 3), Source(*written, 3)]


def crossing_sources(data: Path, work: Path) -> list[Source]:
    """Chinese questions over English documents. What a network may have been trained on counts for less."""
    written = write_crossing(data, work / "crossing")
    return [
        Source(ROOT / "tests" / "gold" / "seeds-zh.jsonl", ROOT / "seeds", 3, MULTILINGUAL_MODEL),
        Source(*written, 1.5, MULTILINGUAL_MODEL),
    ]


def index_of(source: Source, work: Path, open_encoder: Opener | None = None) -> Path:
    """The folder of an index of a source's documents, made or brought in step below `work`."""
    folder = work / f"{source.questions.stem}-index"
    documents = source.documents
    if documents is None:
        documents = work / f"{source.questions.stem}-documents.jsonl"
        rows = (json.dumps(document) + "\n" for document in gold.documents(source.questions))
        documents.write_text("".join(rows), encoding="utf-8")
    update([documents], folder, model=source.encoder, open_encoder=open_encoder)
    return folder


def analysed(known: GoldQuestion, snapshot: AnySnapshot) -> Question:
    """A question as a chatbot understands it with what the index knows."""
    return question.analyse(
        known.question,
        known.history,
        aliases=snapshot.aliases,
        corrections=snapshot.corrections,
        together=snapshot.together,
    )


def read_all(source: Source, index: Index, reader: WeighingReader) -> Asked:
    """Ask the questions of a source, as far as the sentences that may answer."""
    questions = gold.read_questions(source.questions)
    if any(known.split for known in questions.questions):
        questions = gold.of_split(questions, SPLIT)
    chosen = list(questions.questions)
    random.Random(0).shuffle(chosen)
    found = []
    for known in chosen[:LIMIT]:
        with index.snapshot() as snapshot:
            asked = analysed(known, snapshot)
            retrieved = retrieval.retrieve(asked, snapshot, unit_vectors="cosine" in reader.sentence_features)
        found.append((known, asked, reader.candidates(asked, retrieved)))
    return Asked(reader, found, source.weight)


def answers(known: GoldQuestion, candidate: Candidate) -> bool:
    """Whether a sentence holds the evidence, lies within it, or holds the place where it begins."""
    for evidence in known.evidence:
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
) -> Weights:
    """Weights of a logistic regression by the name of the feature; features are scaled while it is fitted."""
    matrix = np.array(rows)
    mean, spread = matrix.mean(axis=0), matrix.std(axis=0) + 1e-9
    model = LogisticRegression(C=regularity, max_iter=5000)
    model.fit((matrix - mean) / spread, labels, sample_weight=weights)
    slopes = model.coef_[0] / spread
    intercept = float(model.intercept_[0] - slopes @ mean)
    return {"intercept": intercept} | {name: round(float(slope), 4) for name, slope in zip(names, slopes, strict=True)}


def rows_of(candidates: Sequence[Candidate], right: Sequence[bool], names: Sequence[str]) -> np.ndarray:
    """The candidates' features, and in the last row those of the question itself, as a list of questions would hold it.

    It shares every word with what is asked and answers nothing; its other features are those of the answer.
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
    raising: Sequence[bool] = (),
) -> np.ndarray:
    """Slopes with which, added to the offsets, each group's right rows come first (McFadden 1974).

    `raising` says of each feature whether it can only speak for a row.
    """
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

    bounds = [(0.0 if only_for else None, None) for only_for in raising or [False] * scaled[0].shape[1]]
    start = np.zeros(scaled[0].shape[1])
    found: np.ndarray = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x / spread
    return found


def fit_sentences(asked: Sequence[Asked], names: Sequence[str]) -> Weights:
    """Which sentence of a question's candidates answers: a conditional logit, learnt where one does.

    It learns an order within each question, because that decides which sentence is quoted; an ordinary logistic
    regression would also have to tell easy questions from hard ones. Then one more weight, with the others held, keeps
    the question itself behind its answer where the documents contain it. Last, a logistic regression on the sums alone
    turns them into log odds of answering. The fewer questions there are, the nearer the slopes are held to zero.
    """
    regularity = REGULARITY * min(1.0, sum(len(source.reads) for source in asked) / ENOUGH)
    groups, labels, weights = [], [], []
    for source in asked:
        judged = [(candidates, [answers(known, c) for c in candidates]) for known, _, candidates in source.reads]
        found = [(candidates, right) for candidates, right in judged if any(right)]
        groups += [rows_of(candidates, right, names) for candidates, right in found]
        labels += [np.array([*right, False]) for _, right in found]
        weights += [100 * source.weight / len(found)] * len(found)
    asks = np.array([name == "asks" for name in names])
    real = [group[:-1, ~asks] for group in groups]
    nothing = [np.zeros(len(group)) for group in real]
    slopes = np.zeros(len(names))
    raising = [name in RAISING for name in names if name != "asks"]
    slopes[~asks] = conditional_logit(real, nothing, [right[:-1] for right in labels], weights, regularity, raising)
    told = [group @ slopes for group in groups]
    slopes[asks] = conditional_logit([group[:, asks] for group in groups], told, labels, weights, regularity)
    sums = np.concatenate([(group @ slopes)[:-1] for group in groups])
    truth_of_all = np.concatenate([right[:-1] for right in labels])
    each = np.repeat(weights, [len(group) - 1 for group in groups])
    odds = LogisticRegression().fit(sums[:, None], truth_of_all, sample_weight=each)
    scale = float(odds.coef_[0, 0])
    fitted = {name: round(scale * float(slope), 4) for name, slope in zip(names, slopes, strict=True)}
    return {"intercept": float(odds.intercept_[0])} | fitted


def fit_belonging(asked: Sequence[Asked], names: Sequence[str]) -> Weights:
    """The weights of a unit's belonging to the answer, from the units of the questions that have one."""
    rows: list[list[float]] = []
    labels: list[bool] = []
    weights: list[float] = []
    for source in asked:
        count = 0
        for known, _, candidates in source.reads:
            if not known.answerable or not candidates:
                continue
            scored = source.reader.ranked(candidates)
            count += 1
            for logit, candidate in scored:
                features = belonging_features(logit, scored[0][0], candidate)
                rows.append([features[name] for name in names])
                labels.append(answers(known, candidate))
        weights += [source.weight / max(1, count)] * (len(rows) - len(weights))
    scale = 1000 / sum(weights)
    return fit(rows, labels, [scale * one for one in weights], names, regularity=1.0)


def confidence_rows(source: Asked, names: Sequence[str]) -> tuple[list[list[float]], list[bool], list[bool]]:
    """Features, whether the quotes would be right, and whether there is an answer, of each question of a source."""
    rows, right, answerable = [], [], []
    for known, asked, candidates in source.reads:
        if candidates:
            scored = source.reader.ranked(candidates)
            features = source.reader.confidence_features(asked, scored)
            quoted = 1 if asked.wants_one else 3
            rows.append([features[name] for name in names])
            right.append(bool(known.answerable) and any(answers(known, c) for _, c in scored[:quoted]))
            answerable.append(bool(known.answerable))
    return rows, right, answerable


def balance(answerable: Sequence[bool], unanswerable: float, total: float) -> list[float]:
    """Weights that add up to `total`, of which the unanswerable questions have the share `unanswerable`."""
    count = {one: list(answerable).count(one) for one in (True, False)}
    return [total * (1 - unanswerable if one else unanswerable) / count[one] for one in answerable]


def learn(asked: Sequence[Asked], kind: type[WeighingReader], unanswerable: float) -> tuple[Weights, Weights]:
    """The weights of sentences, and those of confidence."""
    sentence = fit_sentences(asked, kind.sentence_features)
    all_rows, all_right, weights = [], [], []
    for source in asked:
        source.reader.weights = {"sentence": sentence}
        rows, right, answerable = confidence_rows(source, kind.confidence_names)
        all_rows += rows
        all_right += right
        weights += balance(answerable, unanswerable, 200 * source.weight)
    return sentence, fit(all_rows, all_right, weights, kind.confidence_names, regularity=0.1)


def outcomes_of(source: Asked, kind: type[WeighingReader], sentence: Weights, confidence: Weights) -> list[Outcome]:
    """What comes of asking the questions of a source."""
    source.reader.weights = {"sentence": sentence}
    rows, right, answerable = confidence_rows(source, kind.confidence_names)
    odds = confidence["intercept"] + np.array(rows) @ [confidence[name] for name in kind.confidence_names]
    return [Outcome(*one) for one in zip(expit(odds).tolist(), right, answerable, strict=True)]


def parts_of(source: Asked) -> list[tuple[Asked, Asked]]:
    """Each eighth of a source's questions, after the other seven; answerable ones are spread evenly over them."""
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    truth = [bool(known.answerable) for known, _, _ in source.reads]

    def part(chosen: Sequence[int]) -> Asked:
        return Asked(source.reader, [source.reads[n] for n in chosen], source.weight)

    return [(part(rest), part(held)) for rest, held in folds.split(truth, truth)]


def held_out(
    scaled: Sequence[Asked], others: Sequence[Asked], kind: type[WeighingReader], share: float
) -> list[list[Outcome]]:
    """What comes of asking the questions of each source of `scaled`, each eighth of them after learning without it."""
    found: list[list[Outcome]] = [[] for _ in scaled]
    for parts in zip(*map(parts_of, scaled), strict=True):
        learnt = learn([*(rest for rest, _ in parts), *others], kind, share)
        for outcomes, (_, held) in zip(found, parts, strict=True):
            outcomes += outcomes_of(held, kind, *learnt)
    return found


def fit_reader(asked: Sequence[Asked], kind: type[WeighingReader]) -> dict[str, Weights | float]:
    """The weights of a kind of reader, as its file holds them; says how well they do on each source."""
    sentence, confidence = learn(asked, kind, UNANSWERABLE)
    # All sources say what confidence depends on; the first ones, whose questions are most like a person's, say how
    # much. Each part of them is judged by what was learnt without it: every reader is too sure of what it learnt from.
    scaled, others = asked[:SCALED], asked[SCALED:]
    found = held_out(scaled, others, kind, UNANSWERABLE)
    outcomes = [one for source in found for one in source]
    weights = [w for source in found for w in balance([one.answerable for one in source], UNANSWERABLE, 100)]
    calibration = calibrate(outcomes, ANSWERED, weights)
    confidence = {name: round(calibration.slope * value, 4) for name, value in confidence.items()}
    confidence["intercept"] += calibration.intercept
    # The threshold is chosen among the confidences as they will be shipped, not among those of the parts.
    shipped = [one for source in scaled[:THRESHOLDED] for one in outcomes_of(source, kind, sentence, confidence)]
    threshold = round(choose_threshold([one.confidence for one in shipped], shipped, ANSWERED), 3)
    for number, source in enumerate(asked, 1):
        outcomes = outcomes_of(source, kind, sentence, confidence)
        quoted = np.mean([one.right for one in outcomes if one.answerable])
        measured = measure(outcomes, Calibration(1.0, 0.0, threshold))
        print(f"{kind.weights_file}, source {number}: {len(outcomes)} questions, right sentence {quoted:.3f};", end=" ")
        print(f"at {threshold} answered {measured.answered:.3f}, declined {measured.declined:.3f};", end=" ")
        print(f"calibration error {measured.error:.3f}")
    fitted: dict[str, Weights | float] = {"sentence": sentence, "confidence": confidence, "threshold": threshold}
    if kind.belonging_names:
        for source in asked:
            source.reader.weights = {"sentence": sentence}
        fitted["belonging"] = fit_belonging(asked, kind.belonging_names)
    return fitted


def weigh(
    given: Sequence[Source],
    network: Path | None,
    work: Path,
    out: Path,
    *,
    open_encoder: Opener | None = None,
    kind: type[SpanReader] = SpanReader,
    beside: Path | None = None,
) -> Path:
    """Fit a reader's weights on the sources and write them to the folder `out`; returns the file.

    `network`: the folder of an exported network, or None for the sentence ranker. Indexes are kept in `work`.
    `open_encoder` replaces the export of the default encoder; `kind` is the reader that has the network, and `beside`
    the folder of a second one that reads with it.
    """
    second = SpanModel(beside) if beside else None
    reader = kind(SpanModel(network), {}, beside=second) if network else SentenceRanker({})
    asked = []
    for source in given:
        with closing(Index(index_of(source, work, open_encoder), open_encoder=open_encoder)) as index:
            asked.append(read_all(source, index, reader))
    out.mkdir(parents=True, exist_ok=True)
    file = out / reader.weights_file
    file.write_text(json.dumps(fit_reader(asked, type(reader)), indent=2) + "\n", encoding="utf-8")
    return file
