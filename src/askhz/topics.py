"""Which documents a conversation is about, as far as a question stays with it."""

from __future__ import annotations

from .fusion import DEFAULT_FUSION, FUSIONS
from .records import Filter, Question
from .retrieval import POOL, Lookup
from .text.words import content_words


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
    words = content_words(question.as_asked)
    if len(words) < 2 or not sources or not index.holding(words):
        return sources
    return sources if index.within(Filter(sources=sources)).matching(words, 1) else ()
