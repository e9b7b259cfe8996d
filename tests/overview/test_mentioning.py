"""What is said about something, and in which documents, over indexes made with the fake encoder."""

from collections.abc import Callable
from contextlib import closing

import pytest

from askhz.chatbot import Chatbot
from askhz.overview.composing import MOST_DOCUMENTS, MOST_QUOTES, WORD_LIMIT
from askhz.overview.mentioning import CONFIDENCE, Topic, topic_of
from askhz.records import Answer, Question

TEXTS = {
    "trade/silk.txt": "Silk is woven from the thread of worms. Merchants carried silk abroad on long roads.\n\n"
    "Looms stood by the canal. The government taxed the looms.",
    "trade/salt.txt": "Salt is won from the sea in flat pans. Merchants sold salt for silk. Wind and sun dry it.",
    "farm/goats.md": "# Farm\n\n## Goats on the hill\n\nThey graze above the house all day. A dog watches.\n\n"
    "## Hens\n\nHens lay eggs.",
}
Make = Callable[..., Chatbot]


def ask(make_bot: Make, texts: dict[str, str], question: str) -> Answer:
    with closing(make_bot(texts)) as bot:
        answer = bot.ask(question)
        for citation in answer.citations:
            assert bot.document(citation.source).text[citation.start : citation.end] == citation.quote
    return answer


def topic(text: str) -> Topic | None:
    return topic_of(Question(text, "other", (text,), text))


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("Tell me about the silk roads", "silk roads"),
        ("tell me more about salt!", "salt"),
        ("What do the documents say about goats?", "goats"),
        ("What does it say about goats?", "goats"),
        ("What does the contract say on notice periods", "notice periods"),
        ("Is there a section on refunds?", "refunds"),
        ("Do the notes mention anything about the roof?", "roof"),
        ("Please give me details on the budget.", "budget"),
        ("anything about snacks?", "snacks"),
        ("What is written about “salt”?", "salt"),
        ("文章里关于独角兽说了什么？", "独角兽"),
        ("有没有关于租房的内容？", "租房"),
    ],
)
def test_what_is_said_about_something_is_wanted(asked: str, wanted: str) -> None:
    assert topic(asked) == Topic(wanted)


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("Which files mention salt?", "salt"),
        ("What articles discuss unicorns?", "unicorns"),
        ("How many documents mention silk?", "silk"),
        ("Are there any documents about trade?", "trade"),
        ("哪些文档提到宇树？", "宇树"),
    ],
)
def test_the_documents_that_speak_of_something_are_wanted(asked: str, wanted: str) -> None:
    assert topic(asked) == Topic(wanted, by_document=True)


@pytest.mark.parametrize(
    "asked",
    [
        "What did Anna say about the roof?",
        "What does clause 4 say?",
        "Tell me how to reset it",
        "Tell me what it costs",
        "Tell me about it",
        "Tell me about who founded the mill",
        "Which page size is used?",
        "What do people say about the food?",
        "Is there a fee on Sundays?",
    ],
)
def test_other_questions_are_left_to_the_reader(asked: str) -> None:
    assert topic(asked) is None


def test_the_sentences_that_speak_of_it_are_quoted_and_no_others(make_bot: Make) -> None:
    answer = ask(make_bot, TEXTS, "What do the documents say about silk?")
    assert answer.confidence == CONFIDENCE
    assert answer.short is None
    assert {hit.passage.source for hit in answer.passages} == set(TEXTS)  # all that was found, quoted or not
    assert [citation.quote for citation in answer.citations] == [
        "Merchants sold salt for silk.",
        "Silk is woven from the thread of worms. Merchants carried silk abroad on long roads.",
    ]


def test_each_document_is_quoted_once_where_documents_are_wanted(make_bot: Make) -> None:
    answer = ask(make_bot, TEXTS, "Which documents mention silk?")
    assert [citation.source for citation in answer.citations] == ["trade/salt.txt", "trade/silk.txt"]


def test_a_heading_that_names_it_is_enough_for_what_stands_below(make_bot: Make) -> None:
    answer = ask(make_bot, TEXTS, "Tell me about the goats on the hill")
    assert answer.citations[0].quote.startswith("They graze above the house all day.")
    assert all("Hens" not in citation.quote for citation in answer.citations)


@pytest.mark.parametrize("asked", ["governance of looms", "silk from goats"])
def test_all_words_must_be_there_each_itself_and_no_other_of_its_stem(make_bot: Make, asked: str) -> None:
    assert ask(make_bot, TEXTS, f"What do the documents say about {asked}?").confidence != CONFIDENCE


def test_forms_of_one_word_are_one(make_bot: Make) -> None:
    assert ask(make_bot, TEXTS, "Anything about looms on canals?").confidence == CONFIDENCE


def test_the_answer_stays_within_its_limits(make_bot: Make) -> None:
    words = "and it is told again by all who were there and saw it with their own eyes"
    texts = {f"d{n:02}.txt": f"The comet number {n} was seen from hill {n}, {words}." for n in range(20)}
    said = ask(make_bot, texts, "What do the documents say about the comet?")
    assert 1 < len(said.citations) <= MOST_QUOTES
    assert sum(len(citation.quote.split()) for citation in said.citations) <= WORD_LIMIT
    which = ask(make_bot, texts, "Which documents mention the comet?")
    assert 1 < len(which.citations) < MOST_DOCUMENTS
    assert sum(len(citation.quote.split()) for citation in which.citations) <= WORD_LIMIT
    short = dict.fromkeys(texts, "The comet was seen.")
    assert len(ask(make_bot, short, "Which documents mention the comet?").citations) == MOST_DOCUMENTS
