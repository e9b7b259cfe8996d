"""The endless, deterministic order of training batches: pool ``k`` is a function of the data, the seed and ``k``."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from tokenizers import Tokenizer

from training.contrasts import make_contrasts, make_near_contrasts
from training.crops import crop, lean
from training.examples import Example
from training.features import Feature, training_features

BATCH = 32
POOL = 128 * BATCH
PAD_TO = 16
# The names under which the shipped network's run drew from the written lots: they decide the order of the examples.
DRAWN_AS = {
    "news-and-manuals": "written",
    "business-and-notices": "written-more",
    "crowds-and-reasons": "written-most",
    "annals-and-handbooks": "written-fourth",
    "annals-and-handbooks-apart": "apart",
    "articles-and-figures": "written-fifth",
    "articles-and-figures-apart": "apart-fifth",
}
# A pool is put together in this order, whatever its shares are.
SOURCES = (
    "squad",
    "similar",
    "contrast",
    "random",
    "dev",
    "natural",
    "tales",
    "shifts",
    "near",
    "mined",
    "remined",
    "misplaced",
    "cloze",
    "news-and-manuals",
    "business-and-notices",
    "crowds-and-reasons",
    "astray",
    "annals-and-handbooks",
    "annals-and-handbooks-apart",
    "articles-and-figures",
    "articles-and-figures-apart",
)
EASY = {
    "squad": 0.52,
    "similar": 0.13,
    "contrast": 0.10,
    "random": 0.03,
    "dev": 0.08,
    "natural": 0.05,
    "tales": 0.04,
    "shifts": 0.05,
}
HARD = {
    "squad": 0.44,
    "similar": 0.09,
    "contrast": 0.06,
    "random": 0.02,
    "dev": 0.12,
    "natural": 0.05,
    "tales": 0.05,
    "shifts": 0.05,
    "near": 0.12,
}
LONG = HARD | {"squad": 0.48, "dev": 0.08}
FOOLED = {
    "squad": 0.46,
    "similar": 0.05,
    "contrast": 0.04,
    "random": 0.02,
    "dev": 0.10,
    "natural": 0.04,
    "tales": 0.04,
    "shifts": 0.04,
    "near": 0.09,
    "mined": 0.12,
}
FOOLED_AGAIN = {
    "squad": 0.44,
    "similar": 0.04,
    "contrast": 0.03,
    "random": 0.02,
    "dev": 0.11,
    "natural": 0.04,
    "tales": 0.05,
    "shifts": 0.05,
    "near": 0.06,
    "mined": 0.04,
    "remined": 0.12,
}
FOREIGN = FOOLED_AGAIN | {
    "squad": 0.41,
    "similar": 0.03,
    "near": 0.05,
    "mined": 0.03,
    "remined": 0.09,
    "misplaced": 0.05,
    "cloze": 0.04,
}
NEWS = FOREIGN | {
    "squad": 0.35,
    "similar": 0.02,
    "contrast": 0.02,
    "dev": 0.08,
    "natural": 0.03,
    "near": 0.03,
    "mined": 0.02,
    "remined": 0.06,
    "misplaced": 0.04,
    "cloze": 0.03,
    "news-and-manuals": 0.20,
}
BUSINESS = NEWS | {
    "squad": 0.27,
    "dev": 0.07,
    "tales": 0.04,
    "shifts": 0.04,
    "remined": 0.05,
    "misplaced": 0.03,
    "cloze": 0.02,
    "news-and-manuals": 0.11,
    "business-and-notices": 0.23,
}
CROWDS = BUSINESS | {
    "squad": 0.21,
    "news-and-manuals": 0.07,
    "business-and-notices": 0.13,
    "crowds-and-reasons": 0.20,
}
ANNALS = CROWDS | {
    "squad": 0.20,
    "random": 0.01,
    "misplaced": 0.02,
    "news-and-manuals": 0.04,
    "business-and-notices": 0.07,
    "crowds-and-reasons": 0.10,
    "astray": 0.07,
    "annals-and-handbooks": 0.10,
    "annals-and-handbooks-apart": 0.05,
}
ARTICLES = ANNALS | {
    "squad": 0.17,
    "news-and-manuals": 0.03,
    "business-and-notices": 0.05,
    "crowds-and-reasons": 0.07,
    "annals-and-handbooks": 0.08,
    "annals-and-handbooks-apart": 0.04,
    "articles-and-figures": 0.08,
    "articles-and-figures-apart": 0.04,
}
Stages = tuple[tuple[int, dict[str, float]], ...]
STAGES: Stages = ((0, EASY), (6, HARD), (9, LONG))
WITH_MINED: Stages = (*STAGES, (33, FOOLED))  # once hard negatives were mined
# once more were mined with a later network
WITH_REMINED: Stages = (
    *WITH_MINED,
    (44, FOOLED_AGAIN),
    (48, FOREIGN),
    (61, NEWS),
    (66, BUSINESS),
    (74, CROWDS),
)
# once the written questions that go astray were mined
WITH_ASTRAY: Stages = (*WITH_REMINED, (80, ANNALS), (83, ARTICLES))
# What each round of mining finds, and the stages once it is there.
ROUNDS = {"mined": WITH_MINED, "remined": WITH_REMINED, "astray": WITH_ASTRAY}
MINED = tuple(ROUNDS)
NO_MARK = 0.15
TYPING_ERROR = 0.08
CROPPED_FROM = 61  # the first pool whose examples are now and then cropped or lean on a question before
CROPPED = 0.35
LEANING = 0.15


@dataclass(frozen=True, slots=True)
class Batch:
    """int64 arrays of shape [batch, length] (``ids``, ``mask``, ``types``) and [batch] (``starts``, ``ends``)."""

    ids: np.ndarray
    mask: np.ndarray
    types: np.ndarray
    starts: np.ndarray
    ends: np.ndarray


def counts(shares: dict[str, float]) -> dict[str, int]:
    """Return how many examples of a pool each source gives; they add up to ``POOL``.

    >>> counts({"a": 0.75, "b": 0.25})
    {'a': 3072, 'b': 1024}
    """
    bounds = [round(POOL * total) for total in accumulate(shares.values())]
    return {name: after - before for name, before, after in zip(shares, [0, *bounds], bounds, strict=False)}


def places(name: str, pool: int, stages: Stages = STAGES) -> range:
    """Return which draws from a source a pool takes: each draw is taken once, pool after pool.

    >>> places("squad", 0), places("squad", 1)
    (range(0, 2130), range(2130, 4260))
    """
    mixes = [next(shares for begin, shares in reversed(stages) if begin <= p) for p in range(pool + 1)]
    taken = [counts(shares).get(name, 0) for shares in mixes]
    return range(sum(taken[:-1]), sum(taken))


def pad(features: list[Feature], multiple: int = PAD_TO) -> Batch:
    """Return the features as one batch, padded to the longest, rounded up to a multiple of ``multiple``."""
    longest = max(len(feature.ids) for feature in features)
    length = -(-longest // multiple) * multiple
    ids, mask, types = (np.zeros((len(features), length), dtype=np.int64) for _ in range(3))
    for row, feature in enumerate(features):
        used = len(feature.ids)
        ids[row, :used] = feature.ids
        mask[row, :used] = 1
        types[row, feature.passage_start : used] = 1
    starts = np.array([feature.start for feature in features], dtype=np.int64)
    ends = np.array([feature.end for feature in features], dtype=np.int64)
    return Batch(ids, mask, types, starts, ends)


def mistype(word: str, rng: random.Random) -> str:
    """Return the word with one typing error: two letters swapped, one lost, one doubled or one replaced."""
    at = rng.randrange(1, len(word) - 1)
    kind = rng.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == 1:
        return word[:at] + word[at + 1 :]
    if kind == 2:
        return word[:at] + word[at] + word[at:]
    return word[:at] + rng.choice("abcdefghijklmnopqrstuvwxyz") + word[at + 1 :]


def disturb(question: str, rng: random.Random) -> str:
    """Return the question, now and then without its mark, now and then with a typing error.

    Lower case needs no imitation: the tokenizer lower-cases everything.
    """
    if rng.random() < NO_MARK:
        question = question.rstrip("? ")
    if rng.random() < TYPING_ERROR:
        words = question.split(" ")
        long = [i for i, word in enumerate(words) if len(word) >= 4 and word.isalpha()]
        if long:
            i = rng.choice(long)
            words[i] = mistype(words[i], rng)
            question = " ".join(words)
    return question


class Stream:
    """Training batches by number. Each source has its own order and is shuffled again for each round through it."""

    def __init__(self, sources: dict[str, list[Example]], tokenizer: Tokenizer, seed: int) -> None:
        squad = sources["squad"]
        contrasts = {"contrast": make_contrasts(squad, seed), "near": make_near_contrasts(squad, seed)}
        self.sources = {**sources, **contrasts, "random": squad}
        rounds = [name in sources for name in MINED]
        if rounds != sorted(rounds, reverse=True):
            raise ValueError(f"hard negatives of a later round are there, and not {MINED[rounds.index(False)]!r}")
        self.stages = next((stages for name, stages in reversed(ROUNDS.items()) if name in sources), STAGES)
        self.tokenizer = tokenizer
        self.seed = seed
        self._orders: dict[tuple[str, int], list[int]] = {}

    def _order(self, name: str, round_: int) -> list[int]:
        if (name, round_) not in self._orders:
            order = list(range(len(self.sources[name])))
            random.Random(f"{self.seed}-{DRAWN_AS.get(name, name)}-{round_}").shuffle(order)
            self._orders[name, round_] = order
        return self._orders[name, round_]

    def _draw(self, name: str, pool: int) -> list[Example]:
        taken = places(name, pool, self.stages)
        if not taken:
            return []
        examples = self.sources[name]
        size = len(examples)
        return [examples[self._order(name, place // size)[place % size]] for place in taken]

    def _elsewhere(self, example: Example, rng: random.Random) -> Example:
        """Return the question beside a passage of another article that does not hold its answer's words."""
        answer = example.answers[0][0].lower()
        while True:
            other = rng.choice(self.sources["squad"])
            if other.title != example.title and answer not in other.context.lower():
                return Example(f"random-{example.id}", example.question, other.context, (), other.title)

    def pool(self, number: int) -> list[Batch]:
        """Return the batches of one pool: sorted by length, cut into batches, the batches shuffled."""
        rng = random.Random(f"{self.seed}-pool-{number}")
        examples = [example for name in SOURCES if name != "random" for example in self._draw(name, number)]
        examples += [self._elsewhere(example, rng) for example in self._draw("random", number)]
        rng.shuffle(examples)
        questions = [disturb(example.question, rng) for example in examples]
        if number >= CROPPED_FROM:
            examples = [crop(example, rng) if rng.random() < CROPPED else example for example in examples]
            questions = [lean(question, rng) if rng.random() < LEANING else question for question in questions]
        features = training_features(self.tokenizer, examples, questions, rng)
        features.sort(key=lambda feature: len(feature.ids))
        batches = [pad(features[i : i + BATCH]) for i in range(0, POOL, BATCH)]
        rng.shuffle(batches)
        return batches

    def batches(self, start: int) -> Iterator[Batch]:
        """Yield batches from number ``start`` on, without end."""
        per_pool = POOL // BATCH
        number, skip = divmod(start, per_pool)
        while True:
            yield from self.pool(number)[skip:]
            number, skip = number + 1, 0
