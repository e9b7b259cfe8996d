"""Reasons gathered from findings made by hand."""

import pytest

from askhz.answering.causes import (
    MOST_REASONS,
    WORDS,
    gather,
    of_a_whole_document,
    reason_worth,
    reasons_of_a_whole,
)
from askhz.question import analyse
from askhz.records import DocumentInfo, Finding, Hit, Passage

QUESTION = analyse("Why did the Torrbacken mill close?")
REASONS = [
    "Cheap flour from abroad brought pressure on the prices of every small mill.",
    "The miller's sons left because the wages in the town were better.",
    "The railway company offered no support for a siding after the war.",
    "The law on water rights led to a lower dam and a weaker wheel.",
]


def finding(text: str, score: float = 0.1, rank: int = 1, source: str = "a.txt", start: int = 0) -> Finding:
    return Finding(source, start, start + len(text), text, score, None, rank)


def hit(title: str, source: str = "a.txt") -> Hit:
    passage = Passage(source, 0, 5, "Text.", ((0, 5),))
    return Hit(passage, 1, 1.0, 1.0, 1, 1, DocumentInfo(source, title, 5))


@pytest.mark.parametrize(
    ("question", "title", "expected"),
    [
        ("Why did the Torrbacken mill close?", "Why the Torrbacken Mill Closed", True),
        ("Why did the Torrbacken mill close?", "A guide to goats", False),
        ("Why did the miller leave?", "Why the Torrbacken Mill Closed", False),
        ("When did the Torrbacken mill close?", "Why the Torrbacken Mill Closed", False),
        ("Why?", "Why the Torrbacken Mill Closed", False),
    ],
)
def test_the_matter_of_a_title_is_that_of_the_whole_document(question: str, title: str, expected: bool) -> None:
    assert of_a_whole_document(analyse(question), [hit(title)]) == expected


def test_of_one_document_that_promises_no_reasons_the_reader_tells_them() -> None:
    hits = [hit("The closing of the Torrbacken mill")]
    assert not of_a_whole_document(QUESTION, hits)
    assert of_a_whole_document(QUESTION, [*hits, hit("Torrbacken and its mill", "b.txt")])
    assert not of_a_whole_document(QUESTION, [*hits, hit("A guide to goats", "b.txt")])


def test_reasons_are_told_by_documents_about_the_matter_alone() -> None:
    hits = [hit("Why the Torrbacken mill closed"), hit("Torrbacken in the war", "b.txt"), hit("Closed roads", "c.txt")]
    findings = [
        finding(text, source=source, start=900 * n)
        for n, (text, source) in enumerate(zip(REASONS, ("a.txt", "b.txt", "c.txt", "d.txt"), strict=True))
    ]
    assert {one.source for one in reasons_of_a_whole(QUESTION, findings, hits)} == {"a.txt", "b.txt"}


def test_reasons_of_several_places_go_before_what_only_states_or_asks() -> None:
    others = [
        "The Torrbacken mill closed in 1931 and stands by the river.",
        "Why did the Torrbacken mill close?",
        "The paper discussed the reasons for the end of the Torrbacken mill.",
        "Torrbacken mill",
    ]
    findings = [finding(text, 0.9, 1, start=1000 * n) for n, text in enumerate(others)]
    findings += [finding(text, 0.05, n + 2, start=5000 * (n + 1)) for n, text in enumerate(REASONS)]
    assert {one.text for one in gather(QUESTION, findings)} == set(REASONS)


def test_a_reason_is_given_once() -> None:
    again = "Owing to cheap flour the mill earned less every year."
    chosen = gather(QUESTION, [finding(REASONS[0], 0.3, 1), finding(again, 0.2, 2, start=900)])
    assert [one.text for one in chosen] == [REASONS[0]]


def test_another_document_is_heard() -> None:
    here = [finding(text, 0.3, n + 1, start=1000 * n) for n, text in enumerate(REASONS[:3])]
    there = finding(REASONS[3], 0.05, 9, "b.txt")
    chosen = gather(QUESTION, [*here, there])
    assert chosen.index(there) < len(chosen) - 1


def test_no_more_than_fit() -> None:
    long = ["Because of " + " ".join(f"w{n}x{m}" for m in range(34)) + "." for n in range(8)]
    chosen = gather(QUESTION, [finding(text, 0.5, n + 1, start=999 * n) for n, text in enumerate(long)])
    assert 1 < len(chosen) <= MOST_REASONS
    assert sum(len(one.text.split()) for one in chosen) <= WORDS
    short = [f"It ended because of cause{n}." for n in range(8)]
    assert len(gather(QUESTION, [finding(t, 0.5, n + 1, start=99 * n) for n, t in enumerate(short)])) <= MOST_REASONS


def test_where_nothing_gives_a_reason_nothing_is_gathered() -> None:
    assert gather(QUESTION, [finding("The mill stands by the river.", 0.9)]) == []


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (REASONS[1], "If wages are low, sons should leave because of it."),
        (REASONS[1], "They left because the wages in the town were better."),
        (REASONS[1], "Anders Holm Brothers left because the wages in the town were better."),
    ],
)
def test_facts_that_stand_alone_are_worth_more(better: str, worse: str) -> None:
    assert reason_worth(QUESTION, finding(better)) > reason_worth(QUESTION, finding(worse))


def test_reasons_in_chinese() -> None:
    question = analyse("为什么杭州能吸引年轻人？")
    reason = finding("由于生活成本较低，杭州吸引了许多年轻人。")
    assert gather(question, [reason, finding("杭州是一座城市。", 0.9)]) == [reason]
