"""Text of other kinds: technical prose without questions of its own, from what the recipe's environment brings along.

A reader that has only seen questions about an encyclopaedia takes any manual for an answer. `passages` divides the
descriptions of the installed packages and Python's own help into passages. `clozes` makes questions from their
sentences by rule, beside the passage that contains the answer and beside one that does not, so that the kind of text
does not give the answer away. `misplaced` puts the questions of every source beside passages of another kind.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from email.message import Message
from importlib.metadata import distributions
from pydoc_data.topics import topics  # type: ignore[import-untyped, unused-ignore]
from typing import cast

from training.examples import Example

SHORTEST, LONGEST = 30, 170  # words of a passage
WRONG = 0.45  # share of clozes that are asked of another passage
_BADGE = re.compile(r"^\s*(?:\[?!\[|<|\.\. |\[[^\]]+\]:|\||[-=*~^_#]{3,}\s*$)")
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")
_SENTENCE = re.compile(r"[A-Z][^.!?\n]{25,220}[.!?](?=\s|$)")
_DEFINITION = re.compile(r"^((?:The |An? )?[\w`*-]+(?: [\w`*-]+){0,3}) (is|are) ((?:an?|the|used) [^.;:]{8,90})")
_REASON = re.compile(r"^(.{15,120}?),? (?:because|so that) ([^.;:]{10,110})[.;:]")
_BLANKS = (
    (re.compile(r"(?<!`)`[^`\n]{2,30}`(?!`)"), "what"),
    (re.compile(r"(?<![#\w.-])\d[\d,]*\b(?![.-]\d)"), "how many"),
    (re.compile(r"(?<=[a-z,] )[A-Z][\w-]+(?: [A-Z][\w-]+)*"), "what"),
)


def _pieces(text: str, rng: random.Random) -> Iterator[str]:
    """Yield a text's paragraphs, joined or cut to a drawn number of words, badges and markup lines left out."""
    held: list[str] = []
    words, wanted = 0, rng.randint(SHORTEST, LONGEST)
    for block in re.split(r"\n\s*\n", text):
        lines = [_LINK.sub(r"\1", line).rstrip() for line in block.splitlines() if not _BADGE.match(line)]
        kept = re.sub(r"\n(?=[a-z(`])", " ", "\n".join(line for line in lines if line.strip()))
        if not kept:
            continue
        held.append(kept)
        words += len(kept.split())
        if words >= wanted:
            cut = re.match(rf"(?:\s*\S+){{1,{LONGEST}}}", "\n".join(held))
            if cut:
                yield cut.group().strip()
            held, words, wanted = [], 0, rng.randint(SHORTEST, LONGEST)


def passages(seed: int) -> list[tuple[str, str]]:
    """Return (title, text) of the passages of package descriptions and of Python's help; the same for the same seed."""
    texts: dict[str, str] = {f"python {name}": str(text) for name, text in topics.items()}
    for package in distributions():
        metadata = cast(Message, package.metadata)  # all that importlib makes is one
        texts[str(metadata["Name"]).lower()] = str(metadata.get_payload() or metadata.get("Description") or "")
    rng = random.Random(f"{seed}-foreign")
    return [(title, piece) for title, text in sorted(texts.items()) for piece in _pieces(text, rng)]


def _ask(sentence: str, rng: random.Random) -> tuple[str, str] | None:
    """Return a question that a sentence answers, and the answer."""
    if reason := _REASON.match(sentence):
        return f"Why {reason[1][0].lower()}{reason[1][1:]}?", reason[2]
    if defined := _DEFINITION.match(sentence):
        return f"What {defined[2]} {defined[1][0].lower()}{defined[1][1:]}?", defined[3]
    found = [(match, word) for blank, word in _BLANKS for match in blank.finditer(sentence)]
    if not found:
        return None
    match, word = rng.choice(found)
    answer = match.group().strip("`")
    before, after = sentence[: match.start()].split(), sentence[match.end() :].rstrip(".!?").split()
    # Not every word of the sentence: people ask with a few of them.
    words = [*before[-rng.randint(2, 7) :], word, *after[: rng.randint(2, 7)]]
    return " ".join(words) + "?", answer


def clozes(foreign: Sequence[tuple[str, str]], seed: int) -> list[Example]:
    """Return questions made of sentences of the passages, some beside another passage, which then has no answer."""
    made = []
    for number, (title, text) in enumerate(foreign):
        rng = random.Random(f"{seed}-cloze-{number}")
        for sentence in rng.sample(found := list(_SENTENCE.finditer(text)), min(3, len(found))):
            asked = _ask(sentence.group(), rng)
            if asked is None or asked[1] not in sentence.group():
                continue
            question, answer = asked
            name = f"cloze-{number}-{sentence.start()}"
            if rng.random() >= WRONG:
                start = text.index(answer, sentence.start())
                made.append(Example(name, question, text, ((answer, start),), title))
                continue
            other = rng.choice(foreign[max(0, number - 8) : number + 9])  # near by: mostly of the same package
            if other[1] != text and answer.lower() not in other[1].lower():
                made.append(Example(name, question, other[1], (), title))
    return made


def misplaced(
    sources: dict[str, list[Example]], foreign: Sequence[tuple[str, str]], made: int, seed: int
) -> list[Example]:
    """Return questions of every source beside passages of other sources, which do not hold their answers."""
    rng = random.Random(f"{seed}-misplaced")
    kinds = ("squad", "natural", "tales", "shifts")
    found: list[Example] = []
    while len(found) < made:
        example = rng.choice(sources[rng.choice(("squad", *kinds))])
        other = rng.choice(("foreign", "foreign", *kinds))
        title, text = rng.choice(foreign) if other == "foreign" else _place(rng.choice(sources[other]))
        held = any(answer.lower() in text.lower() for answer, _ in example.answers)
        if example.answers and title != example.title and not held:
            found.append(Example(f"misplaced-{len(found)}-{example.id}", example.question, text, (), title))
    return found


def _place(example: Example) -> tuple[str, str]:
    return example.title, example.context
