"""Passages to findings: which sentences answer, with which span, and how likely they are right.

`Reader` is the protocol. `SentenceJudge` weighs whole sentences by the encoder, the words and simple rules for the kind
of answer wanted; `SpanReader` weighs them together with a trained network's spans. The weights stand in `judge.json`
and `reader.json`, fitted by `bench/fit_reader.py`. This module renders nothing.
"""

from __future__ import annotations

import json
import math
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from .errors import EncoderError
from .extraction import GRAPH, LONGEST_SPAN, Extraction, SpanModel, best_span, digest_of, export
from .index import Index, Progress
from .passages import merged, widened
from .records import Finding, Hit, Kind, Passage, Question, Reading, Span
from .words import STOP_WORDS, fold, mostly_chinese, spans, word_set

SENTENCE_FEATURES = (
    "cosine",
    "passage_cosine",
    "overlap",
    "passage_overlap",
    "kind_found",
    "kind_missing",
    "asks",
    "enumeration",
    "short_line",
    "short_line_explains",
    "rank",
)
CONFIDENCE_FEATURES = ("logit", "lead", "overlap", "passage_cosine", "kind_missing", "unknown", "explains")
JUDGE = "sentence-judge"
TRAINED = "trained-reader"
_NETWORK_FEATURES = ("answerable", "mass", "span")
_LONGEST_LIST = 60  # word pieces
_BOUND = 8.0  # log odds beyond which a network's certainty says no more

_NUMBER_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|millions?|billions?"
)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE = re.compile(
    rf"\b(?:{_MONTHS})(?: \d{{1,2}}(?!\d))?(?:,? (?:of this year|\d{{4}}))?\b"
    r"|\b\d{1,2}/\d{1,2}[ /]\d{4}\b|\b\d{4}-\d{2}-\d{2}\b|\b(?:1[5-9]|20)\d\d\b|\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?"
)
_NUMBER = re.compile(
    rf"[$€£¥]?\d[\d,.]*\d?(?:(?:st|nd|rd|th)\b)?(?: ?%| percent)?(?: (?:hundred|thousand|million|billion|trillion)s?)?"
    rf"|\b(?:{_NUMBER_WORDS}|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\b",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_FIGURE = re.compile(r"\d{3,}")
_NAME = re.compile(r"[A-Z][\w’'&-]*(?:[ ](?:of|the|and|de|for)(?=[ ][A-Z])|[ ][A-Z0-9][\w’'&-]*)*|[\u4e00-\u9fff]{2,8}")
_TYPED: frozenset[Kind] = frozenset({"number", "date", "person", "organisation", "place"})
_ASKS = re.compile(r"[?？]\s*$")
_ENUMERATION = re.compile(r"[,;，、；][^,;，、；.]+[,;，、；]| and \w+ in ")


class Reader(Protocol):
    """Reads the passages found for a question."""

    def read(self, question: Question, hits: Sequence[Hit], /) -> Reading:
        """Findings, best first, and the probability that the best is right; none for no hits."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """How a reader's confidence is corrected: `slope` and `intercept` of its log odds, and the new threshold.

    Platt 1999, *Probabilistic Outputs for Support Vector Machines*.
    """

    slope: float
    intercept: float
    threshold: float

    def correct(self, confidence: float) -> float:
        """The corrected confidence.

        >>> Calibration(1.0, 0.0, 0.5).correct(0.25), Calibration(2.0, 0.0, 0.5).correct(0.5)
        (0.25, 0.5)
        """
        return _probability(self.slope * log_odds(confidence) + self.intercept)


def _probability(odds: float) -> float:
    return 1 / (1 + math.exp(-max(-500.0, min(500.0, odds))))


def log_odds(probability: float) -> float:
    """The logarithm of a probability's odds, held between -20 and 20.

    >>> log_odds(0.5), log_odds(0.0)
    (0.0, -20.0)
    """
    if not 0 < probability < 1:
        return 20.0 if probability > 0 else -20.0
    return max(-20.0, min(20.0, math.log(probability / (1 - probability))))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a passage found, with its features (see `SENTENCE_FEATURES`) and its unit vector."""

    passage: Passage
    span: Span
    text: str
    hit_rank: int
    features: dict[str, float]
    short: Span | None = None


class SentenceJudge:
    """Judges sentences by the encoder, the words and the kind of answer wanted."""

    sentence_features: tuple[str, ...] = SENTENCE_FEATURES
    confidence_names: tuple[str, ...] = CONFIDENCE_FEATURES
    weights_file = "judge.json"

    def __init__(self, index: Index, weights: dict[str, Any] | None = None, *, calibrated: bool = True) -> None:
        """`weights`: as in `weights_file`, the default; `calibrated`: corrected by the index's calibration, if any."""
        self._index = index
        self._calibrated = calibrated
        self.weights = _weights(self.weights_file) if weights is None else weights

    @property
    def name(self) -> str:
        """What tells this reader from others: a calibration is kept under it."""
        return JUDGE

    @property
    def identity(self) -> str:
        """What decides this reader's confidence: a calibration fitted to another is not used."""
        weights = zlib.crc32(json.dumps(self.weights, sort_keys=True).encode())
        return f"{self.name} {weights:08x} {self._index.encoder.name}"

    def calibration(self) -> Calibration | None:
        """The index's calibration of this reader, or None."""
        found = self._index.calibration(self.name)
        if found is None or found["identity"] != self.identity:
            return None
        return Calibration(found["slope"], found["intercept"], found["threshold"])

    def reads(self, question: Question) -> bool:
        """Whether this reader reads such a question itself and leaves it to no other."""
        return True

    def outgrown(self) -> bool:
        """Whether the index holds a calibration that was fitted before this reader or the encoder changed."""
        return self._index.calibration(self.name) is not None and self.calibration() is None

    def read(self, question: Question, hits: Sequence[Hit], /) -> Reading:
        """Call it within `index.snapshot()`."""
        reading = self._read(question, hits)
        calibration = self.calibration() if self._calibrated else None
        if calibration is None or not reading.findings:
            return reading
        return Reading(reading.findings, calibration.correct(reading.confidence), calibration.threshold)

    def _read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        threshold = float(self.weights["threshold"])
        candidates = self.candidates(question, hits)
        if not candidates:
            return Reading((), 0.0, threshold)
        scored = self.ranked(candidates)
        findings = tuple(
            Finding(
                candidate.passage.source,
                *candidate.span,
                candidate.text,
                _probability(logit),
                self.short_span(question, candidate),
                candidate.hit_rank,
            )
            for logit, candidate in scored
        )
        features = self.confidence_features(question, [(logit, c.features) for logit, c in scored])
        return Reading(findings, _probability(self._logit("confidence", features)), threshold)

    def ranked(self, candidates: Sequence[Candidate]) -> list[tuple[float, Candidate]]:
        """The candidates with their log odds of answering, best first."""
        scored = [(self._logit("sentence", candidate.features), candidate) for candidate in candidates]
        return sorted(scored, key=lambda pair: (-pair[0], pair[1].passage.source, pair[1].span))

    def short_span(self, question: Question, candidate: Candidate) -> Span | None:
        """The smallest answering span of a sentence, or None."""
        return find_span(question, candidate.text, candidate.span[0])

    def _logit(self, part: str, features: dict[str, float]) -> float:
        weights = self.weights[part]
        return float(
            weights["intercept"] + sum(weights[name] * features[name] for name in weights if name != "intercept")
        )

    def confidence_features(
        self, question: Question, scored: Sequence[tuple[float, dict[str, float]]]
    ) -> dict[str, float]:
        """What tells whether the best sentence is right; `scored`: logit and features, best first."""
        logit, best = scored[0]
        behind = scored[1][0] if len(scored) > 1 else logit - 2
        return {
            "logit": logit,
            "lead": min(2.0, logit - behind),
            "overlap": best["overlap"],
            "passage_cosine": best["passage_cosine"],
            "kind_missing": best["kind_missing"],
            "unknown": best["unknown"],
            "explains": float(not question.wants_one),
        }

    def candidates(self, question: Question, hits: Sequence[Hit]) -> list[Candidate]:
        """Every sentence of the passages once, with its features, in the order of the hits."""
        # A follow-up is also judged as it was asked: what was filled in says where to look, not what is wanted.
        texts = tuple(dict.fromkeys((*question.search, question.own)))
        rows = self._index.encode_query(texts)
        asked = [_question_words(text, self._index) for text in texts]
        # What was filled in need not be named where the answer stands.
        said = fold(question.own if _asks_by_itself(question) else question.search[0])
        names = [name for name in question.names if fold(name) in said]
        named, same = [word_set(name) for name in names], [fold(name) for name in names]
        asked_figures = figures(question.own)
        found: dict[tuple[str, Span], Candidate] = {}
        for hit in hits:
            stored = self._index.stored_at(hit.passage)
            if stored is None:
                continue
            passage = hit.passage
            in_passage = word_set(passage.text)
            passage_cosine = float((rows @ stored.vector).max())
            # A subject, or a year, is often named one sentence earlier.
            around = widened(passage, self._index.beside(passage), lambda _: True).text
            in_reach, names_in_reach = word_set(around), _names_of(around, self._index)
            known = asked_figures <= figures(around) and all(
                stems <= in_reach or bool(self._index.aliases.same(name) & names_in_reach)
                for stems, name in zip(named, same, strict=True)
            )
            for span, vector in zip(passage.sentences, stored.sentence_vectors, strict=True):
                if (passage.source, span) in found:
                    continue
                text = passage.text[span[0] - passage.start : span[1] - passage.start]
                in_sentence = word_set(text)
                overlap = max(_share(words, in_sentence) for words in asked)
                passage_overlap = max(_share(words, in_passage) for words in asked)
                typed = question.kind in _TYPED
                of_kind = bool(typed and spans_of_kind(question.kind, text, question.text))
                features = {
                    "cosine": float((rows @ vector).max()),
                    "passage_cosine": passage_cosine,
                    "overlap": overlap,
                    "passage_overlap": passage_overlap,
                    "kind_found": float(of_kind),
                    "kind_missing": float(typed and not of_kind),
                    "asks": float(bool(_ASKS.search(text))),
                    "enumeration": float(question.kind == "list" and bool(_ENUMERATION.search(text))),
                    "short_line": float(len(in_sentence) < 6),
                    "short_line_explains": float(len(in_sentence) < 8 and not question.wants_one),
                    "rank": 1 / hit.rank,
                    "unknown": float(not known),
                }
                found[passage.source, span] = Candidate(passage, span, text, hit.rank, features)
        return list(found.values())


class SpanReader(SentenceJudge):
    """Judges sentences by a trained network's spans together with what `SentenceJudge` looks at."""

    sentence_features = (*SENTENCE_FEATURES, *_NETWORK_FEATURES)
    confidence_names = (
        "passage_cosine",
        "kind_missing",
        "unknown",
        "explains",
        "answerable",
        "explanation_answerable",
    )
    weights_file = "reader.json"

    def __init__(
        self,
        index: Index,
        model: SpanModel,
        weights: dict[str, Any] | None = None,
        *,
        name: str | None = None,
        calibrated: bool = True,
    ) -> None:
        """`model`: the network; `weights`: as in `reader.json`, the default; `name`: what to call it.

        `calibrated`: as of `SentenceJudge`.
        """
        super().__init__(index, weights, calibrated=calibrated)
        self._model = model
        self._name = name or model.name
        self._judge = SentenceJudge(index, calibrated=calibrated)

    @property
    def name(self) -> str:
        """What tells this reader from others."""
        return self._name

    @property
    def identity(self) -> str:
        """What decides this reader's confidence."""
        return f"{super().identity} {self._model.digest}"

    def reads(self, question: Question) -> bool:
        """Whether the network has learnt the language: Chinese is left to the judge where it has not."""
        return not mostly_chinese(question.own) or not self._model.languages or "zh" in self._model.languages

    def read(self, question: Question, hits: Sequence[Hit], /) -> Reading:
        """Call it within `index.snapshot()`."""
        return super().read(question, hits) if self.reads(question) else self._judge.read(question, hits)

    def candidates(self, question: Question, hits: Sequence[Hit]) -> list[Candidate]:
        """Every sentence of the passages once, with the network's features from the passage where it answers best."""
        texts = (question.own,) if _asks_by_itself(question) else question.search
        longest = _LONGEST_LIST if question.kind == "list" else LONGEST_SPAN
        views: dict[tuple[str, Span], tuple[float, dict[str, float], Span | None]] = {}
        for passage in self._windows(max(texts, key=len), hits):
            view = self._model.read(as_question(_text_for(passage, texts)), passage.text)
            for span in passage.sentences:
                features, short = _sentence_view(view, span, passage.start, longest)
                joint = features["answerable"] + features["mass"]
                known = views.get((passage.source, span))
                if known is None or joint > known[0]:
                    views[passage.source, span] = (joint, features, short)
        found = []
        for candidate in super().candidates(question, hits):
            _, features, short = views[candidate.passage.source, candidate.span]
            found.append(replace(candidate, features=candidate.features | features, short=short))
        return found

    def _windows(self, text: str, hits: Sequence[Hit]) -> list[Passage]:
        """What the network reads: the passages with a sentence on either side, those that overlap as one.

        The subject of a sentence is often named in the one before, and what overlaps is not read twice.
        """

        def fits(passage: str) -> bool:
            return self._model.fits(text, passage)

        wide = [widened(hit.passage, self._index.beside(hit.passage), fits) for hit in hits]
        return merged(wide, fits)

    def short_span(self, question: Question, candidate: Candidate) -> Span | None:
        """The network's best span of the sentence, where a few words can answer."""
        if candidate.short is None or question.explains or question.kind == "yes-no":
            return None
        start, end = (at - candidate.span[0] for at in candidate.short)
        start, end = tidy(candidate.text, start, end)
        return (candidate.span[0] + start, candidate.span[0] + end) if start < end else None

    def confidence_features(
        self, question: Question, scored: Sequence[tuple[float, dict[str, float]]]
    ) -> dict[str, float]:
        """What tells whether the best sentence is right."""
        # The network learnt mostly from questions that a few words answer: of an explanation it knows less.
        best = scored[0][1]
        return super().confidence_features(question, scored) | {
            "answerable": best["answerable"] * (not question.explains),
            "explanation_answerable": best["answerable"] * question.explains,
        }


def _asks_by_itself(question: Question) -> bool:
    """Whether a follow-up says what it wants, and what was filled in behind it only says where to look."""
    filled_in = question.search[0] != question.own and question.search[0].startswith(question.own)
    return filled_in and not re.match(r"(and|but|or|so)\b", question.own, re.IGNORECASE)


_COMMAND = re.compile(
    r"^(?:please |can you |could you |would you )?(?:list|name|enumerate|give(?: me)?)"
    r"(?: me)?(?: some| a few| any| all)?(?: examples?)?(?: of)? (?=\w)",
    re.IGNORECASE,
)


def as_question(text: str) -> str:
    """A command to list things as the question it stands for: a network has learnt to answer questions.

    >>> as_question("List the rivers of France."), as_question("Which rivers?")
    ('What are the rivers of France?', 'Which rivers?')
    """
    asked = _COMMAND.sub("What are ", text, count=1)
    return text if asked == text else asked.rstrip(" .?!") + "?"


_PAIRS = {'"': '"', "“": "”", "‘": "’", "(": ")", "[": "]", "《": "》", "（": "）", "「": "」"}


def tidy(text: str, start: int, end: int) -> Span:
    """A span without punctuation at its ends, and without a quotation mark or bracket whose partner lies outside.

    >>> text = 'It is "Silicon Valley", he said.'
    >>> start, end = tidy(text, 7, 23)
    >>> text[start:end]
    'Silicon Valley'
    """
    closing = {mark: partner for partner, mark in _PAIRS.items()}
    while start < end:
        inside = text[start:end]
        first, last = inside[0], inside[-1]
        if first.isspace() or first in ",.;:!?，。；：！？、" or (first in closing and first not in _PAIRS):
            start += 1
        elif last.isspace() or last in ",;:!?，。；：！？、" or (last == "." and not re.search(r"\.\w+\.$", inside)):
            end -= 1
        elif first in _PAIRS and _PAIRS[first] not in inside[1:]:
            start += 1
        elif last in closing and closing[last] not in inside[:-1]:
            end -= 1
        else:
            break
    return start, end


def _text_for(passage: Passage, texts: Sequence[str]) -> str:
    """The text whose words the passage shares most: the name that this document uses for what is asked about."""
    present = word_set(passage.text)
    return max(texts, key=lambda text: len(word_set(text) & present))


def _sentence_view(view: Extraction, sentence: Span, offset: int, longest: int) -> tuple[dict[str, float], Span | None]:
    """The network's features of a sentence, and its best span there, as offsets in the document's text."""
    low, high = sentence[0] - offset, sentence[1] - offset
    inside = [i for i, (start, end) in enumerate(view.pieces) if low <= start and end <= high]
    answerable = max(-_BOUND, min(_BOUND, view.answerable))
    if not inside:
        return {"answerable": answerable, "mass": -_BOUND, "span": -2 * _BOUND}, None
    part = slice(inside[0], inside[-1] + 1)
    odds = np.exp(view.start - view.start.max())
    mass = math.log(max(float(odds[part].sum() / odds.sum()), math.exp(-_BOUND)))
    best = best_span(view.start[part], view.end[part], longest)
    if best is None:
        return {"answerable": answerable, "mass": mass, "span": -2 * _BOUND}, None
    first, last, score = best
    span = (offset + view.pieces[inside[first]][0], offset + view.pieces[inside[last]][1])
    return {"answerable": answerable, "mass": mass, "span": max(-2 * _BOUND, min(2 * _BOUND, score))}, span


def open_reader(
    index: Index, reader: str | None = None, on_progress: Progress | None = None, *, calibrated: bool = True
) -> SentenceJudge:
    """A reader: the trained network that is shipped (None), another one, or `JUDGE` for none.

    Another one is a folder that `training/` made, a folder that transformers' `AutoModelForQuestionAnswering` can load,
    or the name of such a model in this machine's Hugging Face cache; the last two are exported to ONNX, once for an
    index. Raises `EncoderError` if a network is missing, damaged or cannot be exported.
    """
    if reader == JUDGE:
        return SentenceJudge(index, calibrated=calibrated)
    name = TRAINED if reader is None else None
    return SpanReader(index, _open_network(index, reader, on_progress), name=name, calibrated=calibrated)


def _open_network(index: Index, reader: str | None, on_progress: Progress | None) -> SpanModel:
    if reader is None:
        with resources.as_file(resources.files(__package__ or "askhz") / "network") as folder:
            return SpanModel(folder)
    model = _model_folder(reader)
    if (model / GRAPH).is_file():
        return SpanModel(model)

    def make(folder: Path) -> None:
        if on_progress:
            on_progress("preparing the reader", 0, 1)
        export(model, folder)

    return index.kept_reader(f"{Path(reader).name[:60]}@{digest_of(model)}", SpanModel, make)


def _model_folder(reader: str) -> Path:
    folder = Path(reader)
    if not reader.strip():
        raise EncoderError(f"no reader is named; leave --reader out for the trained network, or say {JUDGE}")
    if not folder.is_dir():
        from huggingface_hub import snapshot_download
        from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

        try:
            folder = Path(snapshot_download(reader, local_files_only=True))
        except (HFValidationError, LocalEntryNotFoundError, OSError) as error:
            raise EncoderError(
                f"{reader}: neither a folder nor a model in the Hugging Face cache; the built-in ones are {JUDGE} and, "
                "without --reader, the trained network"
            ) from error
    if not (folder / GRAPH).is_file() and not (folder / "config.json").is_file():
        raise EncoderError(f"{folder.absolute()}: no question-answering model in it (no config.json)")
    return folder.absolute()


@cache
def _weights(file: str) -> dict[str, Any]:
    text = resources.files(__package__ or "askhz").joinpath(file).read_text(encoding="utf-8")
    weights: dict[str, Any] = json.loads(text)
    return weights


def _question_words(text: str, index: Index) -> dict[str, float]:
    """A question's content words with their rarity."""
    found = {w.stem: index.rarity(w.stem) for w in spans(text) if w.folded not in STOP_WORDS}
    return found or {w.stem: index.rarity(w.stem) for w in spans(text)}


def _share(words: dict[str, float], present: frozenset[str]) -> float:
    """How much of the words' rarity is present.

    >>> _share({"unicorn": 3.0, "hangzhou": 1.0}, frozenset({"unicorn"}))
    0.75
    """
    total = sum(words.values())
    return sum(rarity for word, rarity in words.items() if word in present) / total if total else 0.0


def figures(text: str) -> frozenset[str]:
    """The numbers of three digits and more, years for the most part, without the commas within them.

    >>> sorted(figures("In 2020, 12 of 1,500 firms left Route 128."))
    ['128', '1500', '2020']
    """
    return frozenset(_FIGURE.findall(_THOUSANDS.sub("", text)))


def _names_of(text: str, index: Index) -> frozenset[str]:
    return frozenset(fold(name) for name in index.aliases.names_in(text))


def spans_of_kind(kind: Kind, text: str, asked: str) -> list[Span]:
    """The spans of a sentence that are of the kind wanted and do not stand in the question, in order.

    >>> [text[a:b] for text in ["In 2024 it had 24 unicorns."] for a, b in spans_of_kind("number", text, "How many?")]
    ['24']
    """
    repeated = {word.folded for word in spans(asked)}
    dates = [match.span() for match in _DATE.finditer(text)]
    if kind == "date":
        found = dates
    elif kind == "number":
        numbers = [_trim(text, *match.span()) for match in _NUMBER.finditer(text)]
        found = [(a, b) for a, b in numbers if not any(x < b and a < y for x, y in dates)]
    else:
        found = []
        for match in _NAME.finditer(text):
            start, end = match.span()
            first = re.match(r"[\w’'&-]+", match.group())
            if first and first.group().lower() in STOP_WORDS and first.end() < len(match.group()):
                start += first.end() + 1
            name = re.sub(r"['’]s?$", "", text[start:end])
            end = start + len(name)
            if name and name.lower() not in STOP_WORDS and not (start == 0 and " " not in name and name.isascii()):
                found.append((start, end))
    return [(a, b) for a, b in found if not {w.folded for w in spans(text[a:b])} <= repeated and text[a:b].strip(" .,")]


def _trim(text: str, start: int, end: int) -> Span:
    while end > start and text[end - 1] in ".,":
        end -= 1
    return start, end


def find_span(question: Question, text: str, offset: int) -> Span | None:
    """The smallest answering span of a sentence that begins at `offset`, or None if its kind has none.

    Of the spans of the wanted kind the one nearest to the question's words is taken.
    """
    if question.kind not in _TYPED:
        return None
    asked = {w.stem for query in question.search for w in spans(query) if w.folded not in STOP_WORDS}
    anchors = [(w.start + w.end) / 2 for w in spans(text) if w.stem in asked]
    best: tuple[float, int, Span] | None = None
    for start, end in spans_of_kind(question.kind, text, " ".join(question.search)):
        near = sorted(min(abs(anchor - start), abs(anchor - end)) for anchor in anchors)[:3]
        distance = float(np.mean(near)) if near else float(start)
        if best is None or (distance, start) < best[:2]:
            best = (distance, start, (start, end))
    return None if best is None else (offset + best[2][0], offset + best[2][1])
