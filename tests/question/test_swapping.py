"""Follow-ups that ask the same of something else."""

from collections.abc import Sequence

import pytest

from askhz.question import analyse, is_whole, within_topic
from askhz.question.languages.english import ENGLISH
from askhz.question.swapping import code_swapped
from askhz.records import Topic
from askhz.text.aliases import Aliases


def understood(asked: str, *history: str, together: frozenset[str] = frozenset()) -> str:
    """How a question is looked up, where passages hold any one of these words, or all words if none are named."""

    def stand(words: Sequence[str]) -> bool:
        return not together or set(words) <= together

    return analyse(asked, history, together=stand).search[0]


@pytest.mark.parametrize(
    ("before", "asked", "meant"),
    [
        ("What does clause 9 of the lease say?", "And clause 10?", "What does clause 10 of the lease say?"),
        ("What does clause 4.2 of the lease say?", "And 6?", "What does clause 6 of the lease say?"),
        ("What does rule 3 say about 12 kegs?", "And rule 4?", "What does rule 4 say about 12 kegs?"),
        ("What changed in tarn 14.5.0?", "And in 14.6.0?", "What changed in tarn 14.6.0?"),
        ("What changed in version 2.0?", "What about v3.0?", "What changed in version 3.0?"),
        ("When does v25.2 run out?", "And 25.4?", "When does v25.4 run out?"),
        ("When was tarn v8.0.0 released?", "And v8.0.1?", "When was tarn v8.0.1 released?"),
        ("What does -s do in tarn?", "And -T?", "What does -T do in tarn?"),
        ("What does tarn -s do?", "And fell -s?", "What does fell -s do?"),
        ("What does tarn -s do?", "And fell -T?", "What does fell -T do?"),
        ("Does tarn work with Python 3.11?", "And Go 1.20?", "Does tarn work with Go 1.20?"),
        ("Wann erschien Version 2.0?", "Und die 3.0?", "Wann erschien Version 3.0?"),
        (
            "What does the option -s of tarn do?",
            "What about the flag --depth?",
            "What does the option --depth of tarn do?",
        ),
        ("How many tugs came in 2018?", "And in 2019?", "How many tugs came in 2019?"),
        ("What does fault E4023 mean?", "And E4024?", "What does fault E4024 mean?"),
        ("What is the default of log_level?", "And of threads?", "What is the default of threads?"),
    ],
)
def test_a_code_takes_the_place_of_its_like(before: str, asked: str, meant: str) -> None:
    found = analyse(asked, [before])
    assert found.search[0] == found.as_asked == meant
    assert found.kind == analyse(before).kind
    assert is_whole(found)


@pytest.mark.parametrize(
    ("before", "asked"),
    [
        ("What does clause 9 of the lease say?", "And the price of 10 kegs?"),
        ("What changed from 2.0 to 2.1?", "And 2.2?"),
        ("How many tugs came in 2018?", "And 12?"),
        ("What does fault E4023 mean?", "And OPS-12?"),
        ("What does the M5 Pro cost?", "And the M1?"),
        ("What does -s do?", "And -s?"),
    ],
)
def test_other_codes_take_no_place(before: str, asked: str) -> None:
    assert code_swapped(asked, before, Aliases(), ENGLISH) is None


def test_a_name_takes_the_place_of_the_one_that_stood_like_it() -> None:
    before = "How did Selma Quist travel to Bergen?"
    assert understood("And to Lund?", before) == "How did Selma Quist travel to Lund?"
    assert understood("And Paul Dierks?", before) == "How did Paul Dierks travel to Bergen?"
    assert understood("And of the Alder?", "What is the price of the Elm Pro?") == "What is the price of the Alder?"


def test_a_question_that_is_swapped_is_asked_by_itself() -> None:
    """It is not put to the documents that tell of the first: in them the first would answer."""
    before = "How many decks may a ferry have at Torrbacken?"
    found = analyse("And at Orrefjord?", [before])
    assert found.as_asked == "How many decks may a ferry have at Orrefjord?"
    assert found.topics == ()
    assert not found.leans
    assert found.text == "And at Orrefjord?"


def test_what_has_no_name_is_first_looked_for_where_its_like_stands() -> None:
    opened = analyse("And 2?", ["What is the lease?", "What does clause 1 say?"])
    assert opened.topics == (Topic("", "What does clause 1 say?"),)
    assert within_topic(opened, opened.topics[0]).search == ("What does clause 2 say?",)
    chain = analyse("And 3?", ["What is the lease?", "What does clause 1 say?", "And 2?"])
    assert chain.as_asked == "What does clause 3 say?"
    assert chain.topics == (Topic("", "What does clause 1 say? And 2?"),)


def test_what_is_asked_of_the_same_is_asked_by_itself() -> None:
    found = analyse("In which format?", ["Where does the Heron save its log?"])
    assert found.topics == ()
    assert analyse("What is its default?", ["What is log_level?"]).as_asked == "What is the default of log_level?"


def test_these_things_are_those_of_the_name() -> None:
    history = ("Where do the names come from?", "Who chose these names?")
    assert understood("And Orrefjord 15?", *history) == "Who chose the names of Orrefjord 15?"
    assert "these names" in understood("And when?", *history)


BREAD = "How do I make the walnut bread?"


def test_another_thing_takes_the_place_of_the_one_that_was_asked_for() -> None:
    told = frozenset({"pancak"})
    assert understood("And the pancakes?", BREAD, together=told) == "How do I make the pancakes?"
    assert understood("And the waffles?", BREAD, together=told) != "How do I make the waffles?", "nothing tells of them"


@pytest.mark.parametrize(
    ("before", "asked", "meant"),
    [
        ("How loud is the mill?", "And the motor?", "How loud is the motor?"),
        ("How big is the deposit in the lease?", "And the rent?", "How big is the rent in the lease?"),
        ("What is the shortcut of the align tool?", "And the crop tool?", "What is the shortcut of the crop tool?"),
        ("How large is a tun in litres?", "And a keg?", "How large is a keg in litres?"),
        ("How warm is it for bread at noon?", "And for muesli?", "How warm is it for muesli at noon?"),
        ("Who founded the choir?", "And the captain?", "And the captain? founded choir"),
        ("What is the price of the bread?", "And the weight?", "And the weight? price bread"),
        ("How large is a tun in a barn?", "And a keg?", "And a keg? tun barn"),
    ],
)
def test_what_stands_alike_is_exchanged(before: str, asked: str, meant: str) -> None:
    assert understood(asked, before) == meant


@pytest.mark.parametrize(
    ("before", "asked", "meant"),
    [
        ("Where does the Heron save its log?", "In which format?", "In which format does the Heron save its log?"),
        ("Is the café open?", "And until what time?", "Until what time is the café open?"),
        ("Is the café open?", "Since when?", "Since when is the café open?"),
        ("How do I join the choir?", "Within how many days?", "Within how many days do I join the choir?"),
        ("How do I bake it at Torrbacken?", "At what heat?", "At what heat do I bake it at Torrbacken?"),
    ],
)
def test_another_circumstance_of_the_same(before: str, asked: str, meant: str) -> None:
    assert understood(asked, before) == meant


@pytest.mark.parametrize(
    ("before", "asked"),
    [
        ("Who built the tug Gannet?", "In which yard?"),
        ("Where is the tug Gannet?", "In which yard was the Elk built?"),
        ("Where is the tug Gannet?", "Why?"),
    ],
)
def test_no_circumstance_is_put_where_none_was_asked(before: str, asked: str) -> None:
    assert understood(asked, before).startswith(asked)


def test_a_number_alone_in_chinese_is_another_topic() -> None:
    """There the topic stands first; what a number stands for is not told by a word before it."""
    assert understood("6 呢", "运行级别 0 是什么？") == "6 是什么？"


@pytest.mark.parametrize(
    ("before", "asked", "meant"),
    [
        ("What is due two weeks before the race?", "and one week before?", "What is due one week before the race?"),
        ("What is due two weeks before the race?", "And one week after?", "What is due one week after the race?"),
        ("Is the hut for 2 people warm?", "what about 5 people?", "Is the hut for 5 people warm?"),
        ("Will the Heron be sold?", "why not?", "Why won't the Heron be sold?"),
        ("Where can I moor the Elk?", "Why not?", "Why can't I moor the Elk?"),
    ],
)
def test_another_amount_and_what_is_denied(before: str, asked: str, meant: str) -> None:
    assert analyse(asked, [before]).search[0] == meant


@pytest.mark.parametrize(
    ("before", "asked"),
    [
        ("What is due two weeks before the race?", "And two days before?"),
        ("Is the hut for 2 people warm, and for 3 people?", "And for 5 people?"),
        ("What is due two weeks before the race?", "And one week before the choir rehearses?"),
    ],
)
def test_an_amount_of_something_else_takes_no_place(before: str, asked: str) -> None:
    assert analyse(asked, [before]).search[0].startswith(asked)
