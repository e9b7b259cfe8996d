"""An example to word pieces: ``[CLS] question [SEP] window of the passage [SEP]``, with character offsets.

A `Layout` says which pieces stand around question and passage; each trunk has its own.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from tokenizers import Encoding, Tokenizer

from training.examples import Example

CLS, SEP = 101, 102
MULTILINGUAL_SEP = 2  # of multilingual-e5-small, whose [CLS] is 0
MAX_LENGTH = 256
MAX_QUESTION = 64
STRIDE = 96


@dataclass(frozen=True, slots=True)
class Layout:
    """The pieces before the question, between it and the passage, and behind the passage."""

    before: tuple[int, ...] = (CLS,)
    between: tuple[int, ...] = (SEP,)
    behind: tuple[int, ...] = (SEP,)

    @property
    def room(self) -> int:
        """The pieces that question and passage may have together."""
        return MAX_LENGTH - len(self.before) - len(self.between) - len(self.behind)


MINILM = Layout()
MULTILINGUAL = Layout((0,), (MULTILINGUAL_SEP, MULTILINGUAL_SEP), (MULTILINGUAL_SEP,))


@dataclass(frozen=True, slots=True)
class Feature:
    """Word pieces of one question and one window of its passage.

    ``offsets`` are (start, end) character positions in the whole passage of the window's pieces; the first of them
    stands at position ``passage_start`` of ``ids``. ``start`` and ``end`` are positions of the answer's first and last
    piece in ``ids``, 0 (that is ``[CLS]``) where the window holds no answer.
    """

    ids: list[int]
    passage_start: int
    offsets: list[tuple[int, int]]
    start: int = 0
    end: int = 0


def locate(offsets: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int] | None:
    """Return the first and last piece that overlap the characters ``start:end``, None where none does.

    >>> locate([(0, 3), (4, 8), (8, 9)], 4, 9)
    (1, 2)
    """
    inside = [i for i, (left, right) in enumerate(offsets) if left < end and right > start]
    return (inside[0], inside[-1]) if inside else None


def _assemble(question: list[int], passage: Encoding, first: int, room: int, layout: Layout) -> Feature:
    window = slice(first, first + room)
    before = [*layout.before, *question, *layout.between]
    return Feature([*before, *passage.ids[window], *layout.behind], len(before), passage.offsets[window])


def _encode(
    tokenizer: Tokenizer, examples: Sequence[Example], questions: Sequence[str]
) -> tuple[list[list[int]], list[Encoding]]:
    asked = tokenizer.encode_batch(list(questions), add_special_tokens=False)
    passages = tokenizer.encode_batch([example.context for example in examples], add_special_tokens=False)
    return [encoding.ids[:MAX_QUESTION] for encoding in asked], passages


def training_features(
    tokenizer: Tokenizer, examples: Sequence[Example], questions: Sequence[str], rng: random.Random
) -> list[Feature]:
    """Return one feature for each example, the window laid at random around one of its answers.

    ``questions`` are asked in place of the examples' own (the same ones, with noise).
    """
    features = []
    for example, question, passage in zip(examples, *_encode(tokenizer, examples, questions), strict=True):
        offsets, room = passage.offsets, MINILM.room - len(question)
        span = None
        if example.answers:
            text, begin = rng.choice(example.answers)
            span = locate(offsets, begin, begin + len(text))
        spare = max(0, len(offsets) - room)
        low, high = (max(0, span[1] - room + 1), min(spare, span[0])) if span else (0, spare)
        first = rng.randint(min(low, high), high)
        feature = _assemble(question, passage, first, room, MINILM)
        if span and span[1] - first < room:
            shift = feature.passage_start - first
            feature = Feature(feature.ids, feature.passage_start, feature.offsets, span[0] + shift, span[1] + shift)
        features.append(feature)
    return features


def reading_features(tokenizer: Tokenizer, examples: Sequence[Example], layout: Layout = MINILM) -> list[list[Feature]]:
    """Return each example's features: overlapping windows over its whole passage."""
    questions = [example.question for example in examples]
    features = []
    for question, passage in zip(*_encode(tokenizer, examples, questions), strict=True):
        room = layout.room - len(question)
        last = max(0, len(passage.ids) - room)
        firsts = [*range(0, last, room - STRIDE), last]
        features.append([_assemble(question, passage, first, room, layout) for first in firsts])
    return features
