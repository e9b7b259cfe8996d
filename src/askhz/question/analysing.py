"""A question, understood: its kind, spelling corrected, what it leaves out filled in."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..errors import QuestionError
from ..records import Question
from ..text.aliases import Aliases
from ..text.language import function_words, latin_language
from ..text.words import normal_words, spans
from .checking import check
from .conversing import topics_of, topics_of_like
from .follow_ups import Knowledge, resolve
from .kinds import CONSIDERED, chooses, counted_in, sides_of
from .languages import language_of
from .leaning import leans_on_history
from .naming import names_in
from .social import social_line
from .spelling import Corrections, corrected, may_be_misspelt

_VARIANTS = 5  # texts looked up at most: each costs one encoding
_HISTORY = 8  # earlier questions that are considered


def analyse(
    text: str,
    history: Sequence[str] = (),
    *,
    aliases: Aliases | None = None,
    corrections: Corrections = lambda words: {},
    answers: Callable[[int], str | None] = lambda place: None,
    together: Callable[[Sequence[str]], bool] = lambda words: False,
) -> Question:
    """Understand a question, given the earlier ones of the same conversation, oldest first.

    `corrections` is called once, with every folded word that may be misspelt, and gives the better ones. `answers`
    gives the short answer to the n-th question of the history, or None; it is called only where a follow-up may speak
    of it. `together` tells whether some passage holds all of these normal words. Raises `QuestionError` if the question
    is empty, too long, or holds control characters.
    """
    known = Knowledge(aliases or Aliases(), answers, together)
    asked = check(text)
    if isinstance(history, str):  # a text is a sequence of texts, too: its letters would be the earlier questions
        raise QuestionError(f"the history is {history[:40]!r}; want a list of earlier questions")
    # An earlier entry without a word says nothing about this question, and neither do thanks or a greeting.
    said = [(place, check(item)) for place, item in enumerate(history) if any(True for _ in spans(item))]
    earlier = [(place, item[:CONSIDERED]) for place, item in said if social_line(item) is None][-_HISTORY:]
    words = [
        word.folded
        for text in (asked, *(item for _, item in earlier))
        if _in_their_language(text, together)
        for word in may_be_misspelt(text)
    ]
    better = corrections(words)
    as_asked = corrected(asked, better)
    before = [(place, corrected(item, better)) for place, item in earlier]
    resolved, kind, whole, another, _ = resolve(as_asked, before, known)
    # What was respelt is looked up as it was written as well: it may be a name.
    written = () if as_asked == asked else (resolved.replace(as_asked, asked) if as_asked in resolved else asked,)
    spoken = [item for _, item in before]
    if whole:
        topics = topics_of_like(as_asked, resolved, spoken, known.aliases, another=another)
        as_asked, written = resolved, ()
    else:
        topics = topics_of(as_asked, spoken, known.aliases)
    search = tuple(dict.fromkeys((resolved, *written, *known.aliases.variants(resolved))))[:_VARIANTS]
    return Question(
        asked,
        kind,
        search,
        as_asked,
        tuple(names_in(resolved, known.aliases)),
        understood=None if resolved == asked else resolved,
        sides=sides_of(resolved),
        counted=counted_in(resolved),
        chooses=chooses(resolved),
        topics=topics,
        leans=bool(topics) and leans_on_history(as_asked, known.aliases, language_of(as_asked)),
    )


def _in_their_language(text: str, together: Callable[[Sequence[str]], bool]) -> bool:
    """Whether a text may be in the language of the documents: English, or some passage has its function words.

    Of a word in another language the nearest one that the documents have is no better spelling.
    """
    language = latin_language(text)
    if language in ("en", None):
        return True
    return together(normal_words(" ".join(function_words(text, language))))
