"""Questions made unanswerable by changing one condition in them: a name, a number, a word for its opposite.

A reader that has only seen questions beside other passages learns to look for shared words. Here passage and question
share nearly all words, and one word decides: the kind of question that people wrote for SQuAD 2.0.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from importlib import resources

from training.examples import Example


def _read_opposites() -> dict[str, str]:
    """Return the opposite of each word of the package's list; where a word stands in two pairs, the first counts."""
    opposites: dict[str, str] = {}
    for line in resources.files("askhz.claims").joinpath("opposites.txt").read_text(encoding="utf-8").splitlines():
        left, right = line.split()
        opposites.setdefault(left, right)
        opposites.setdefault(right, left)
    return opposites


_OPPOSITE = _read_opposites()
_NAME = re.compile(r"\b[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*")
_MID_SENTENCE = re.compile(r"[a-z0-9,;)] $")
_NUMBER = re.compile(r"\b\d{1,4}\b")
_WORD = re.compile(r"[a-z]+")
_NEGATABLE = re.compile(r"\b(is|are|was|were|did|does|can|could|would)\b")


def _replace(text: str, match: re.Match[str], replacement: str) -> str:
    return text[: match.start()] + replacement + text[match.end() :]


def _swap_name(example: Example, names: list[str], rng: random.Random) -> str | None:
    matches = [m for m in _NAME.finditer(example.question) if m.start() > 0 and m.group() in example.context]
    others = [name for name in rng.sample(names, min(12, len(names))) if name not in example.context]
    others = [name for name in others if name not in example.question]
    return _replace(example.question, rng.choice(matches), others[0]) if matches and others else None


def _change_number(example: Example, rng: random.Random) -> str | None:
    matches = list(_NUMBER.finditer(example.question))
    if not matches:
        return None
    match = rng.choice(matches)
    number = int(match.group())
    reach = 30 if number >= 1000 else max(3, number // 2)
    changed = str(max(1, number + rng.choice((-1, 1)) * rng.randint(1, reach)))
    if changed in example.context or changed == match.group():
        return None
    return _replace(example.question, match, changed)


def _turn_word(example: Example, rng: random.Random) -> str | None:
    matches = [m for m in _WORD.finditer(example.question) if m.group() in _OPPOSITE]
    if not matches:
        return None
    match = rng.choice(matches)
    return _replace(example.question, match, _OPPOSITE[match.group()])


def _negate(example: Example, rng: random.Random) -> str | None:
    matches = list(_NEGATABLE.finditer(example.question))
    if not matches or " not " in example.question or "n't" in example.question:
        return None
    match = rng.choice(matches)
    return _replace(example.question, match, "can't" if match.group() == "can" else match.group() + "n't")


def mid_sentence_names(text: str) -> list[str]:
    """Return what is capitalised within a sentence, in order, each once.

    >>> mid_sentence_names("There they saw Rome. Then Paris fell, as Rome fell with Old Paris.")
    ['Rome', 'Old Paris']
    """
    found = (m for m in _NAME.finditer(text) if _MID_SENTENCE.search(text[max(0, m.start() - 2) : m.start()]))
    return list(dict.fromkeys(match.group() for match in found))


def repeated_names(texts: Iterable[str]) -> list[str]:
    """Return what is capitalised within a sentence at least twice in the texts, sorted.

    >>> repeated_names(["There they saw Rome. Then Paris fell, as Rome fell.", "No one left Paris, old Paris."])
    ['Paris', 'Rome']
    """
    found = (match for text in texts for match in _NAME.finditer(text))
    within = (m.group() for m in found if _MID_SENTENCE.search(m.string[max(0, m.start() - 2) : m.start()]))
    return sorted(name for name, times in Counter(within).items() if times >= 2)


def contrast(example: Example, names: list[str], rng: random.Random) -> Example | None:
    """Return the example with one condition of its question changed and no answer, or None where none can be.

    ``names`` are names from the example's article. A negation is rare on purpose: questions with "not" often have
    answers, and the word must not become a sign of none.
    """
    changes = [
        change
        for change in (_swap_name(example, names, rng), _change_number(example, rng), _turn_word(example, rng))
        if change
    ]
    if rng.random() < 0.03:
        changes = [change for change in (_negate(example, rng),) if change]
    if not changes:
        return None
    return Example(f"contrast-{example.id}", rng.choice(changes), example.context, (), example.title)


def make_contrasts(examples: list[Example], seed: int) -> list[Example]:
    """Return a contrast for each example that allows one; the same for the same examples and seed."""
    contexts = defaultdict(set)
    for example in examples:
        contexts[example.title].add(example.context)
    names = {title: repeated_names(texts) for title, texts in contexts.items()}
    made = (contrast(example, names[example.title], random.Random(f"{seed}-{example.id}")) for example in examples)
    return [example for example in made if example is not None]


def near_contrast(example: Example, rng: random.Random) -> Example | None:
    """Return the example with a condition changed to another that its passage also speaks of, or to its opposite.

    Every word of such a question is in the passage; only what the passage says about it decides. A few are answerable
    by chance, so they stay a small share.
    """
    taken = example.question + " " + example.answers[0][0]
    turned = _turn_word(example, rng)
    if turned and rng.random() < 0.5:
        changed = turned
    else:
        swaps = []
        for pattern in (_NAME, _NUMBER):
            here = [m for m in pattern.finditer(example.question) if m.start() > 0 and m.group() in example.context]
            there = [m for m in pattern.finditer(example.context) if m.group() not in taken]
            if pattern is _NAME:
                there = [m for m in there if _MID_SENTENCE.search(example.context[max(0, m.start() - 2) : m.start()])]
            for match in here:
                like = [m.group() for m in there if pattern is _NAME or len(m.group()) == len(match.group())]
                if like:
                    swaps.append(_replace(example.question, match, rng.choice(like)))
        if swaps:
            changed = rng.choice(swaps)
        elif turned:
            changed = turned
        else:
            return None
    return Example(f"near-{example.id}", changed, example.context, (), example.title)


def make_near_contrasts(examples: list[Example], seed: int) -> list[Example]:
    """Return a near contrast for each example that allows one; the same for the same examples and seed."""
    made = (near_contrast(example, random.Random(f"{seed}-near-{example.id}")) for example in examples)
    return [example for example in made if example is not None]
