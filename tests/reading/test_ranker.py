from collections.abc import Callable

import numpy as np

from askhz import question, retrieval
from askhz.chatbot import Chatbot
from askhz.index import Index
from askhz.reading import SentenceRanker
from askhz.records import Question, Reading
from askhz.retrieval import Retrieved
from askhz.text.aliases import Aliases
from askhz.text.words import normal_words

MakeBot = Callable[..., Chatbot]
TEXTS = {
    "a.txt": "Acme sold 24 robots in 2023. Its founder is Mara Lindqvist. The office stands in Oslo, near the harbour.",
    "b.txt": "Bolt Industries makes kettles. Nobody knows when it began, because its archive burned down.",
}


def retrieved(index: Index, text: str) -> tuple[Question, Retrieved]:
    with index.snapshot() as one:
        asked = question.analyse(text, aliases=one.aliases, corrections=one.corrections)
        return asked, retrieval.retrieve(asked, one, unit_vectors=True)


def _read(index: Index, text: str) -> Reading:
    return SentenceRanker().read(*retrieved(index, text))


def test_findings_are_slices_of_their_documents_best_first(make_bot: MakeBot) -> None:
    index = make_bot(TEXTS)._index
    read = _read(index, "How many robots did Acme sell?")
    assert read.findings[0].text == "Acme sold 24 robots in 2023."
    scores = [finding.score for finding in read.findings]
    assert scores == sorted(scores, reverse=True)
    for finding in read.findings:
        document = index.document(finding.source)
        assert document is not None
        assert document.text[finding.start : finding.end] == finding.text
        if finding.short:
            assert finding.start <= finding.short[0] < finding.short[1] <= finding.end
    assert 0 < read.confidence < 1


def test_a_question_in_the_documents_words_is_likelier_right_than_a_stranger(make_bot: MakeBot) -> None:
    index = make_bot(TEXTS)._index
    known = _read(index, "How many robots did Acme sell?").confidence
    strange = _read(index, "Which volcano erupted on Iceland last spring?").confidence
    assert known > strange


def test_a_sentence_that_asks_is_no_answer(make_bot: MakeBot) -> None:
    answer = "It was made by Old Karl, whom the town had asked for a bell."
    index = make_bot({"bell.txt": f"Who cast the great bell of the town? {answer}"})._index
    assert _read(index, "Who cast the great bell of the town?").findings[0].text == answer


def test_no_passage_no_finding() -> None:
    rarity = dict.fromkeys(normal_words("How many?"), 1.0)
    nothing = Retrieved((), ("How many?",), np.zeros((1, 4), np.float32), rarity, Aliases())
    read = SentenceRanker().read(question.analyse("How many?"), nothing)
    assert (read.findings, read.confidence, read.reader) == ((), 0.0, "sentence-judge")
    assert read.threshold > 0
