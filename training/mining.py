"""Hard negatives: questions beside passages that do not answer them, kept where a reader thinks that they do.

There are four kinds. `elsewhere`: a question beside the other paragraphs of its article that share most words with it.
`transplant`: a question about one name, asked about a name in a passage of another article ("When was Rome founded?"
beside a passage about Game Science: "When was Game Science founded?"). Passages that contain the question's answer word
for word are left out. `changed`, in the second round: a question with one condition changed, beside its own passage
(`contrasts`). `astray`, all of the third round: a question beside a passage of another document, as happens in a folder
of many documents. A reader then says which of them look answerable. Above `SURE` too many of them really are, so those
are left out as well.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from tokenizers import Tokenizer

from askhz.evaluation.metrics import f1
from training.contrasts import make_contrasts, make_near_contrasts, mid_sentence_names
from training.evaluating import Logits, predict_all
from training.examples import Example
from training.stream import Batch

DOUBTFUL, SURE = -1.5, 3.0  # log odds
NEAREST = 2
ASTRAY = 2  # rounds before the one that asks of other documents
_LONGEST_TRANSPLANT = 14  # words
_REFERS = re.compile(r"\b(?:this|that|these|those|he|she|it|they|his|her|its|their)\b", re.IGNORECASE)


def holds_answer(context: str, example: Example) -> bool:
    """Return whether a passage holds an accepted answer of a question word for word, letter case aside."""
    return any(text.lower() in context.lower() for text, _ in example.answers)


def elsewhere(examples: Sequence[Example], nearest: int = NEAREST, *, nameless: bool = False) -> Iterator[Example]:
    """Yield each question beside the ``nearest`` other paragraphs of its article that share most of its rare words.

    Questions without a name only if ``nameless``, that is, if no other paragraph is known to answer them.
    """
    articles = defaultdict(list)
    for example in examples:
        articles[example.title].append(example)
    for title, asked in articles.items():
        contexts = list(dict.fromkeys(example.context for example in asked))
        if len(contexts) < 3:
            continue
        words = TfidfVectorizer(sublinear_tf=True, stop_words="english")
        rows = words.fit_transform(contexts)
        likeness = (words.transform([example.question for example in asked]) @ rows.T).toarray()
        for example, like in zip(asked, likeness, strict=True):
            # "How many people were killed?" fits any paragraph; only a name says which one is meant.
            if not (nameless or mid_sentence_names(example.question)):
                continue
            others = [
                contexts[at]
                for at in np.argsort(-like, kind="stable")
                if contexts[at] != example.context and not holds_answer(contexts[at], example)
            ]
            for number, context in enumerate(others[:nearest]):
                yield Example(f"elsewhere{number}-{example.id}", example.question, context, (), title)


def transplants(examples: Sequence[Example], seed: int) -> Iterator[Example]:
    """Yield each question that is about one name, asked of a name of a passage of another article."""
    passages = list({example.context: example for example in examples}.values())
    for example in examples:
        rng = random.Random(f"{seed}-transplant-{example.id}")
        names = mid_sentence_names(example.question)
        short = len(example.question.split()) <= _LONGEST_TRANSPLANT
        if len(names) != 1 or not short or _REFERS.search(example.question):
            continue
        other = rng.choice(passages)
        # A question about a name of two words is likely to be about a person or a body; so may the other name be.
        length = len(names[0].split())
        like = [name for name in mid_sentence_names(other.context) if len(name.split()) == length]
        if other.title == example.title or not like or holds_answer(other.context, example):
            continue
        question = example.question.replace(names[0], rng.choice(like))
        yield Example(f"transplant-{example.id}", question, other.context, (), other.title)


def astray(examples: Sequence[Example]) -> Iterator[Example]:
    """Yield each question that names something beside those passages of all that share most of its rare words."""
    return elsewhere([replace(example, title="") for example in examples])


def changed(examples: Sequence[Example], seed: int) -> list[Example]:
    """Return the questions of the examples with one condition changed, beside their own passages."""
    return [*make_contrasts(list(examples), seed), *make_near_contrasts(list(examples), seed)]


def mine(
    predict: Callable[[Batch], Logits],
    tokenizer: Tokenizer,
    examples: Sequence[Example],
    seed: int,
    made: int,
    again: int = 0,
) -> list[Example]:
    """Return those of ``made`` negatives of each kind that a reader would answer.

    A question beside another passage is kept only if the reader does not give its known answer, which would be right
    there too. A changed question is kept only if it does, because then the reader has overlooked the change. ``again``
    is the number of rounds before this one, so that each round tries others; in round ``ASTRAY`` every passage of the
    examples stands for a document.
    """
    answers = {example.id: [text for text, _ in example.answers] for example in examples}
    seed += again
    if again == ASTRAY:
        kinds = [(list(astray(examples)), False)]
    else:
        kinds = [(list(elsewhere(examples)), False), (list(transplants(examples, seed)), False)]
    if again == 1:
        kinds.append((changed(examples, seed), True))
    found = []
    for candidates, known in kinds:
        random.Random(seed).shuffle(candidates)
        chosen = candidates[:made]
        found += [
            example
            for example, read in zip(chosen, predict_all(predict, tokenizer, chosen), strict=True)
            if DOUBTFUL < read.scores["logit"] < SURE
            and bool(f1(read.text, answers[example.id.split("-", 1)[1]])) == known
        ]
    return found
