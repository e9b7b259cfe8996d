"""Overviews of indexes made with the fake encoder: a text is like another that shares its words."""

from collections.abc import Callable
from contextlib import closing

import pytest

from askhz.chatbot import Chatbot
from askhz.overview.composing import MOST_DOCUMENTS, MOST_QUOTES, WORD_LIMIT
from askhz.records import Answer

TEXTS = {
    "trade/silk.txt": "Silk is woven from the thread of silk worms. Merchants carried silk abroad on long roads.\n\n"
    "In addition, they sold silk to kings. The price of silk was paid in silver. Looms for silk stood by the canal.",
    "trade/salt.txt": "Salt is won from the sea in flat pans. Wind and sun dry the salt. Salt was worth much.",
    "farm/goats.txt": "Goats graze on the hill above the farm. The milk of the goats is made into cheese every day.",
}
Make = Callable[..., Chatbot]


def ask(make_bot: Make, texts: dict[str, str], question: str, *history: str) -> Answer:
    with closing(make_bot(texts)) as bot:
        answer = bot.ask(question, history=history)
        for citation in answer.citations:
            assert bot.document(citation.source).text[citation.start : citation.end] == citation.quote
        assert answer == bot.ask(question, history=history)
    assert answer.text == " ".join(f"{c.quote} [{c.n}]" for c in answer.citations)
    return answer


def cited(answer: Answer) -> list[str]:
    return list(dict.fromkeys(citation.source for citation in answer.citations))


def many(count: int) -> dict[str, str]:
    """Short documents; the ones in the middle share a subject."""
    return {
        f"d{n:02}.txt": f"The herd number {n} of goats grazes on hill {n} of the farm. Goats like hill {n}."
        for n in range(count)
    }


def test_few_documents_have_each_their_sentences(make_bot: Make) -> None:
    answer = ask(make_bot, TEXTS, "What is this about?")
    assert answer.answered
    assert cited(answer) == sorted(TEXTS)
    assert len(answer.citations) <= MOST_QUOTES
    starts = [(citation.source, citation.start) for citation in answer.citations]
    assert starts == sorted(starts)


def test_a_named_document_alone_is_summed_up(make_bot: Make) -> None:
    answer = ask(make_bot, TEXTS, "Summarise silk.txt")
    assert cited(answer) == ["trade/silk.txt"]
    assert answer.citations[0].quote.startswith("Silk is woven")


def test_a_named_folder_is_summed_up(make_bot: Make) -> None:
    assert cited(ask(make_bot, TEXTS, "Give me an overview of the trade folder")) == [
        "trade/salt.txt",
        "trade/silk.txt",
    ]


def test_an_overview_of_what_only_a_folder_is_called_is_less_sure(make_bot: Make) -> None:
    by_title = ask(make_bot, TEXTS, "Give me an overview of the trade folder")
    by_folder = ask(make_bot, TEXTS, "What does the trade handbook discuss?")
    assert cited(by_folder) == cited(by_title)
    assert by_folder.confidence < 0.5 < by_title.confidence


def test_many_documents_have_a_sentence_each_within_the_limit(make_bot: Make) -> None:
    answer = ask(make_bot, many(20), "What are these documents about?")
    assert MOST_QUOTES < len(answer.citations) <= MOST_DOCUMENTS
    assert len(cited(answer)) == len(answer.citations)
    assert sum(len(citation.quote.split()) for citation in answer.citations) <= WORD_LIMIT


def test_what_names_no_document_is_asked_of_the_passages(make_bot: Make) -> None:
    answer = ask(make_bot, TEXTS, "Summarise the pepper report")
    assert any(hit.dense_rank is not None for hit in answer.passages)  # found by search, not summed up


def test_which_documents_there_are_is_said_and_nothing_quoted(make_bot: Make) -> None:
    answer = ask(make_bot, TEXTS, "How many documents are there in the index?")
    assert (answer.answered, answer.social, answer.citations) == (False, True, ())
    assert answer.reason == "There are 3 documents: goats; salt; silk."


def test_the_only_document_may_be_called_what_it_is(make_bot: Make) -> None:
    one = {"silk.txt": TEXTS["trade/silk.txt"]}
    assert cited(ask(make_bot, one, "What is the guide about?")) == ["silk.txt"]
    assert cited(ask(make_bot, one, "Summarise it", "Who sold silk?")) == ["silk.txt"]


def test_a_long_sentence_is_quoted_where_there_is_no_other(make_bot: Make) -> None:
    text = " ".join(["Goats graze on hills"] * 35) + "."
    answer = ask(make_bot, {"a.txt": text}, "What is this about?")
    assert answer.answered


@pytest.mark.parametrize("question", ["What is this about?", "Which documents do you have?"])
def test_an_overview_puts_few_statements(make_bot: Make, question: str) -> None:
    seen: list[str] = []
    with closing(make_bot(many(12))) as bot:
        bot.ask(question)
        (catalog,) = bot._index._idle
        catalog.database.connection.set_trace_callback(seen.append)
        bot.ask(question)
    assert len([statement for statement in seen if statement.startswith("SELECT")]) <= 6
