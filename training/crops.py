"""Examples as the product meets them: a few sentences around what is asked, a question that leans on an earlier one.

A whole paragraph of an encyclopaedia is twice as long as the passages that a search finds, and its questions are
complete in themselves. `crop` keeps a few neighbouring sentences; now and then not those with the answer, so that the
text is about the subject and has no answer. `lean` writes a question as askhz looks up follow-ups: with a pronoun
instead of a name, and the name after it ("When was it founded? Rome").
"""

from __future__ import annotations

import random
import re

from askhz.text.sentences import split
from training.contrasts import mid_sentence_names
from training.examples import Example

SHORTEST, LONGEST = 35, 110  # words of a crop
WITHOUT = 0.12  # share of crops that leave the answer's sentence out
_WORD = re.compile(r"\d+|\w{3,}")
_PRONOUNS = (("it", "its"), ("it", "its"), ("it", "its"), ("they", "their"), ("he", "his"), ("she", "her"))


def _likest(question: str, sentences: list[str]) -> int:
    """Return which sentence shares most words with the question; the first of equals."""
    asked = set(_WORD.findall(question.lower()))
    return max(range(len(sentences)), key=lambda at: len(asked & set(_WORD.findall(sentences[at].lower()))))


def crop(example: Example, rng: random.Random) -> Example:
    """Return the example with a few neighbouring sentences of its passage, which hold one of its answers whole.

    In ``WITHOUT`` of the cases they do not, if that can be; it then has no answer. Where it has none to begin with, the
    sentence that is most like the question is among them.
    """
    places = split(example.context)
    if len(places) < 2:
        return example
    answer, begin = rng.choice(example.answers) if example.answers else ("", 0)
    if answer:
        end = begin + len(answer)
        held = [at for at, (left, right) in enumerate(places) if left < end and right > begin]
    else:
        held = [_likest(example.question, [example.context[left:right] for left, right in places])]
    if not held:
        return example
    first, last = held[0], held[-1]
    without = bool(answer) and rng.random() < WITHOUT and last - first + 1 < len(places)
    if without:
        # The neighbours on one side: the nearest text that speaks of the same and does not answer.
        before, after = (0, first), (last + 1, len(places))
        low, high = max((before, after), key=lambda side: side[1] - side[0])
        first = last = high - 1 if (low, high) == before else low
    else:
        low, high = 0, len(places)
    wanted = rng.randint(SHORTEST, LONGEST)
    while len(example.context[places[first][0] : places[last][1]].split()) < wanted and last - first + 1 < high - low:
        if first > low and (last + 1 >= high or rng.random() < 0.5):
            first -= 1
        else:
            last += 1
    start, stop = places[first][0], places[last][1]
    text = example.context[start:stop]
    if without:
        if any(known.lower() in text.lower() for known, _ in example.answers):
            return example
        return Example(f"without-{example.id}", example.question, text, (), example.title)
    kept = tuple((known, at - start) for known, at in example.answers if start <= at and at + len(known) <= stop)
    return Example(example.id, example.question, text, kept, example.title)


def lean(question: str, rng: random.Random) -> str:
    """Return the question with a pronoun in the place of its one name, and the name behind it; else unchanged.

    >>> lean("When did the Rhine's delta grow?", random.Random(1))
    'When did its delta grow? Rhine'
    """
    names = mid_sentence_names(question)
    if len(names) != 1:
        return question
    name = re.sub("['’]s$", "", names[0])
    pronoun, owner = rng.choice(_PRONOUNS)
    said = re.compile(rf"(?:[Tt]he )?\b{re.escape(name)}\b(['’]s\b)?")
    return f"{said.sub(lambda found: owner if found[1] else pronoun, question, count=1)} {name}"
