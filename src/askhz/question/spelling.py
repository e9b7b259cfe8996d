"""Spelling corrected where that is safe: in ordinary words. Names, codes and words with a capital stay as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from ..text.words import STOP_WORDS, Word, spans

Corrections = Callable[[Sequence[str]], Mapping[str, str]]
"""Given folded words, the better ones for those that are most likely misspelt."""


def may_be_misspelt(text: str) -> Iterator[Word]:
    """The words that spelling is corrected in, in order; of overlapping ones the first.

    A word with a capital may be a name that the documents do not have: to take a near one for it would answer another
    question. Where everything is in capitals they tell nothing.

    >>> [word.folded for word in may_be_misspelt("What is the rnet of Alden cottage, room B2?")]
    ['rnet', 'cottage', 'room']
    >>> [word.folded for word in may_be_misspelt("WHAT IS THE RNET?")]
    ['rnet']
    """
    shouted = text.isupper()
    for word in spans(text):
        written = text[word.start : word.end]
        if word.folded not in STOP_WORDS and (shouted or written.islower()) and not any(map(str.isdigit, written)):
            yield word


def corrected(text: str, better: Mapping[str, str]) -> str:
    """The text with the better words in it.

    >>> corrected("What is the rnet?", {"rnet": "rent"})
    'What is the rent?'
    """
    pieces, at = [], 0
    for word in may_be_misspelt(text):
        if word.start >= at and word.folded in better:
            pieces += [text[at : word.start], better[word.folded]]
            at = word.end
    return "".join(pieces) + text[at:]
