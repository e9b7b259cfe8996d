"""What a question asks for by name."""

import pytest

from askhz.claims import required
from askhz.question import analyse


def terms(question: str, *history: str) -> list[tuple[str, str]]:
    return [(term.kind, term.text) for term in required(analyse(question, history))]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What does E-4023 mean?", [("identifier", "E-4023")]),
        ("what does e4023 mean", [("identifier", "e4023")]),
        ("What follows RFC 2119?", [("identifier", "RFC 2119")]),
        ("Which part is AB-12/9?", [("identifier", "AB-12/9")]),
        ("What is the default of cache_size?", [("identifier", "cache_size")]),
        ("What does --dry-run do?", [("identifier", "--dry-run")]),
        ("What does firmware 3.3.1 fix?", [("version", "firmware 3.3.1")]),
        ("What is new in v2?", [("version", "v2")]),
        ("What was decided on 9 July 2024?", [("date", "9 July 2024")]),
        ("What was the fine in 2020?", [("date", "2020")]),
        ("Which firm has 1,500 workers?", [("number", "1,500")]),
        ("What is the phone number of Petra Quist?", [("name", "Petra Quist")]),
        ('What does "technical debt" mean?', [("quoted", "technical debt")]),
        ("what does the status 'Archived' mean", [("quoted", "Archived")]),
        ("Who said “save the E4023”?", [("identifier", "E4023")]),
        ("Who answers at https://mill.example.net.nz/x?", [("identifier", "https://mill.example.net.nz/x")]),
        ("How does MP3-like storage work?", [("identifier", "MP3")]),
        ("What is log4j-core for?", [("identifier", "log4j-core")]),
        ("What does exit code 9 mean?", [("number", "9")]),
        ("how much does Fedora 42 need", [("number", "42")]),
        ("how do I install it on Ubuntu 22.04", [("version", "22.04")]),
        ("E4023错误是什么意思？", [("identifier", "E4023")]),
        ("磨坊在2024年7月9日做了什么决定？", [("date", "2024年7月9日")]),
        ("二〇二四年的罚款是多少？", [("date", "二〇二四年")]),
        ("哪家公司有一千五百名工人？", [("number", "一千五百")]),
        ("哪家公司有1500名工人？", [("number", "1500")]),
        ("Petra Quist的电话是多少？", [("name", "Petra Quist")]),
    ],
)
def test_what_only_names_must_stand(question: str, expected: list[tuple[str, str]]) -> None:
    assert terms(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "Which firms have more than 1,500 workers?",
        "What happened after 2020?",
        "What changed between 2019 and 2021?",
        "What is newer than v2?",
        "Can I log in at https://mill.example.com/gate?x=1?",
        "can i log in to http://mill.example, too",
        "哪些公司有超过1500名工人？",
        "2020年以后发生了什么？",
        "v2.1.0以前怎么做？",
        "Is the 3rd lane heated?",
        "Is the guests' lane or the members' lane heated?",
        'Is a comma needed before "which"?',
        'Is the 6"pipe or the 4" pipe heated?',
        "“技术债” 是什么意思？",
        "How do I send a file of 20MB?",
        "I have 300 books. How many may a reader borrow?",
        "Can I dive from the edge?",
        "Which of the 12 lanes is heated?",
    ],
)
def test_what_only_describes_need_not_stand(question: str) -> None:
    assert terms(question) == []


def test_what_was_filled_in_is_told_apart() -> None:
    (asked,) = required(analyse("What does E4023 mean?", ["What does E4022 mean?"]))
    assert not asked.filled_in
    filled = required(analyse("Who built it?", ["How many cars does the ferry Moose carry?"]))
    assert [(term.text, term.filled_in) for term in filled] == [("Moose", True)]


@pytest.mark.parametrize(
    "question",
    [
        "who came to the fair on May 5",
        "how do I cook for Sunday 12 guests",
        "how many live in Dunlow 20 minutes away",
        "does Dunlow 9 am suit",
        "how does Route 2.5.1 go",
        "give 5 codes",
        "is error 5% much",
    ],
)
def test_a_small_number_that_tells_nothing_apart_need_not_stand(question: str) -> None:
    assert [term for term in terms(question) if term[0] == "number"] == []


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("What was new in units 2.23?", ["2.23"]),
        ("And what is new in 2.24? units", ["2.24"]),  # with what was filled in
        ("When was fabric 3.2 released?", ["3.2"]),
        ("What changed in the rent by 2.5?", []),
        ("Was the fee 2.5?", []),
        ("Which CVEs does PostgreSQL 15.4 fix?", ["15.4"]),
    ],
)
def test_a_version_of_two_numbers(asked: str, expected: list[str]) -> None:
    assert [term.text for term in required(analyse(asked)) if term.kind == "version"] == expected


@pytest.mark.parametrize(
    "asked", ["How do I copy 2 TB by hand?", "How does the 20-minute rule work?", "Is there a 32-bit build?"]
)
def test_a_measure_is_no_name_and_no_code(asked: str) -> None:
    assert not [term for term in required(analyse(asked)) if term.kind in ("name", "identifier")]
