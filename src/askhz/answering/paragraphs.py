"""The rest of a paragraph of which a few words answer: its next sentences mostly say more of what is asked."""

from __future__ import annotations

from collections.abc import Sequence

from ..question import TYPED
from ..records import Finding, Question
from ..text.words import count_words
from .belonging import in_context
from .choosing import WORD_LIMIT, in_order, says_the_same
from .merging import merged
from .surroundings import Stretch, covers, paragraph_of

# What a sentence must have where it stands, beside the one that answers, and what the reader itself must give it. Over
# encyclopaedic text with this 0.53 of the paragraph that people marked is quoted, for 0.50. With what stands before the
# best as well it would be 0.57, but that mostly leads in to it and answers nothing.
IN_PARAGRAPH, OF_ITSELF = 0.06, 0.05


def with_paragraph(
    question: Question, quotes: Sequence[Finding], findings: Sequence[Finding], known: Sequence[Stretch]
) -> list[Finding]:
    """The quotes, with what of the best finding's paragraph goes on from it where a few words answer.

    The likeliest first, as far as the words allow. The quotes stay as they are where the best finding is none of them.
    """
    best = findings[0]
    if question.kind not in TYPED or not any(covers(quote, best) for quote in quotes):
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
