"""The rest of a paragraph of which a few words answer: its next sentences mostly say more of what is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ..question import TYPED
from ..records import Finding, Question
from ..text.words import count_words
from .belonging import in_context
from .choosing import WORD_LIMIT, in_order, says_the_same
from .merging import merged
from .surroundings import Stretch, covers, paragraph_of, stretch_of, text_of

# What a sentence must have where it stands, beside the one that answers, and what the reader itself must give it. Over
# encyclopaedic text with this 0.53 of the paragraph that people marked is quoted, for 0.50. With what stands before the
# best as well it would be 0.57, but that mostly leads in to it and answers nothing.
IN_PARAGRAPH, OF_ITSELF = 0.06, 0.05
_FIRST = re.compile(r"\W*(?:the )?first(?:ly)?\b(?! (?:time|step of)\b)", re.IGNORECASE)
_FURTHER = re.compile(
    r"\W*(?:and )?(?:the )?(?:(?:second|third|fourth|fifth|sixth|last|final)(?:ly)?|next|another|followed by)\b",
    re.IGNORECASE,
)
_LAST = re.compile(r"\W*(?:and )?(?:the )?(?:last|final)(?:ly)?\b", re.IGNORECASE)
_FEWEST = 3  # sentences that a text counts
_MOST_BETWEEN = 3  # sentences between two of them


def with_paragraph(
    question: Question, quotes: Sequence[Finding], findings: Sequence[Finding], known: Sequence[Stretch]
) -> list[Finding]:
    """The quotes, with what of the best finding's paragraph goes on from it where a few words answer.

    The likeliest first, as far as the words allow. The quotes stay as they are where the best finding is none of them.
    Where more than a few words answer, with what the text counts on (`with_sequence`).
    """
    best = findings[0]
    if question.kind not in TYPED:
        return with_sequence(quotes, known)
    if not any(covers(quote, best) for quote in quotes):
        return list(quotes)
    joined = {(unit.source, unit.start) for unit in paragraph_of(best, known)}
    of_itself = {(one.source, one.start) for one in findings if (one.evidence or 0.0) >= OF_ITSELF} & joined
    found, words = list(quotes), sum(count_words(quote.text) for quote in quotes)
    likely = [
        one
        for one in in_context(question, findings, known)
        if (one.evidence or 0.0) >= IN_PARAGRAPH and one.start > best.start
    ]
    for one in sorted(likely, key=lambda one: -(one.evidence or 0.0)):
        if (one.source, one.start) not in of_itself or any(says_the_same(one, other) for other in found):
            continue
        if words + count_words(one.text) <= WORD_LIMIT:
            words += count_words(one.text)
            found.append(one)
    return merged(in_order(found), known) if len(found) > len(quotes) else list(quotes)


def with_sequence(quotes: Sequence[Finding], known: Sequence[Stretch]) -> list[Finding]:
    """The quotes; one that has the first of several things that a text tells one after the other, with the others.

    "It has three parts. The first is … Second, … Finally, …": with the last left out, the answer is wrong. As far as
    the words allow.
    """
    found, words = list(quotes), sum(count_words(quote.text) for quote in quotes)
    for at, quote in enumerate(found):
        stretch = stretch_of(quote, known)
        end = _end_of_sequence(quote, stretch) if stretch else quote.end
        if stretch is None or end <= quote.end:
            continue
        text = text_of(stretch, quote.start, end)
        words += count_words(text) - count_words(quote.text)
        if words <= WORD_LIMIT:
            found[at] = replace(quote, end=end, text=text)
    inside = [one for one in found if any(other is not one and covers(other, one) for other in found)]
    return merged([one for one in found if one not in inside], known)


def _end_of_sequence(quote: Finding, stretch: Stretch) -> int:
    """Where the last sentence ends of those that follow a first one in a quote and are counted like it."""
    quoted = [n for n, unit in enumerate(stretch.units) if quote.start <= unit.start < quote.end]
    first = next((n for n in quoted if _FIRST.match(stretch.units[n].reads)), None)
    if first is None:
        return quote.end
    counted, last = 1, first
    for n, unit in enumerate(stretch.units[first + 1 :], first + 1):
        same = unit.kind in ("paragraph", "quotation") and unit.headings == stretch.units[first].headings
        if not same or n - last > _MOST_BETWEEN + 1:
            break
        if _FURTHER.match(unit.reads):
            counted, last = counted + 1, n
            if _LAST.match(unit.reads):
                break
    return stretch.units[last].end if counted >= _FEWEST else quote.end
