"""Which documents a conversation is about, as far as a question stays with it."""

from __future__ import annotations

from collections.abc import Sequence

from .fusion import DEFAULT_FUSION, FUSIONS
from .question import is_whole, matter
from .records import Answer, Filter, Hit, Question
from .retrieval import POOL, Lookup
from .text.words import content_words, word_set

_LIKE = 0.25  # confidence; of 15 questions that were about another document none had more in the one spoken of


def spoken_of(question: Question, index: Lookup, where: Filter | None = None) -> tuple[str, ...]:
    """The sources of the documents that the topics of a question are most like, each once.

    None where its words, of several, stand together elsewhere, and none of them there: it has left the topic.
    """
    if not (texts := [topic.asked for topic in question.topics]):
        return ()
    if where is not None:
        index = index.within(where)
    best: list[int] = []
    for text, dense in zip(texts, index.nearest(index.encoder.encode_query(texts), POOL), strict=True):
        fused = FUSIONS[DEFAULT_FUSION]([dense, index.matching(content_words(text), POOL)])
        best += [min(fused, key=lambda number: (-fused[number], number))] if fused else []
    spans = index.spans(best) if best else {}
    sources = tuple(dict.fromkeys(spans[number].source for number in best))
    if not question.topics[0].opened:  # a document that does not have the other one tells of the first alone
        others = content_words(question.text)
        return tuple(
            source
            for source in sources
            if all(index.within(Filter(sources=(source,))).matching([word], 1) for word in others)
        )
    words = matter(question.as_asked)
    if not is_whole(question) or len(words) < 2 or not sources or not index.holding(words):
        return sources
    return sources if index.within(Filter(sources=sources)).matching(words, 1) else ()


def has_left(question: Question, refused: Answer, spoken: Sequence[Hit], answer: Answer, hits: Sequence[Hit]) -> bool:
    """Whether a question that what was spoken of does not answer is about what answers it elsewhere.

    So where nothing that was spoken of is like an answer (`refused`), and where the question says itself what it is
    about. Else what answers has every word of it, which what was spoken of has not; a single one in title or headings.
    """
    if refused.confidence < _LIKE or question.leans or question.names or not answer.citations:
        return True
    words = frozenset(matter(question.as_asked))
    cited = answer.citations[0]
    passages = [hit.passage for hit in hits if hit.passage.source == cited.source]
    if len(words) < 2:
        return words <= word_set(" ".join([cited.title, *cited.headings]))
    there = [f"{hit.passage.context} {hit.passage.text}" for hit in spoken]
    said = word_set(" ".join(f"{passage.context} {passage.text}" for passage in passages))
    return words <= said and not words <= word_set(" ".join(there))
