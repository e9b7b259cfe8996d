from collections.abc import Callable
from contextlib import closing

from askhz.chatbot import Chatbot
from askhz.question import analyse
from askhz.reading import SentenceRanker, Traceable
from askhz.retrieval import retrieve


def test_a_trace_scores_as_the_reading_did(make_bot: Callable[..., Chatbot]) -> None:
    reader = SentenceRanker()
    assert isinstance(reader, Traceable)
    question = analyse("Who sold silk?")
    texts = {"a.txt": "Merchants sold silk. Looms stood by the canal.", "b.txt": "Goats graze."}
    with closing(make_bot(texts)) as bot, bot._index.snapshot() as index:
        retrieved = retrieve(question, index, unit_vectors=True)
    reading, trace = reader.read(question, retrieved), reader.trace(question, retrieved)
    assert trace.reading == reading
    assert [(u.source, u.start, u.end, u.score) for u in trace.units] == [
        (f.source, f.start, f.end, f.score) for f in reading.findings
    ]
    assert set(trace.units[0].features) >= set(trace.weights) - {"intercept"}
    assert set(trace.confidence) >= set(trace.confidence_weights) - {"intercept"}
    assert trace.answerable == {}
