"""The blocks of plain text: what is a list, a table, a heading, and what is not."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askhz.documents.plain_blocks import plain_structure
from askhz.text.views import view_of

TEXTS = st.lists(
    st.sampled_from(
        [
            *"a1杭.,|\t -*=:\r\n\f\u2028\u3000\ufeff",
            *["\n", "\n\n", "\r\n", "- ", "1. ", "a) ", "====\n", "-----\n", "RENT AND FEES\n\n", "2 Scope\n\n"],
            *["-a\n", "    -b  all\n", "        it\n", "NAME\n"],
            *["a|b\n", "a,b,c\n", "a\tb\n", "Intro ..... 3\n", "word ", "words that go on for a while to be wrapped\n"],
        ]
    ),
    max_size=30,
).map("".join)


def seen(text: str) -> list[tuple[str, int, str]]:
    blocks, _, edits = plain_structure(text)
    return [(block.kind, block.level, view_of(text, block.start, block.end, edits).text) for block in blocks]


@given(TEXTS)
@settings(deadline=None)
def test_hostile_text(text: str) -> None:
    blocks, anchors, edits = plain_structure(text)
    assert plain_structure(text) == (blocks, anchors, edits)
    places = [at for block in blocks for at in (block.start, block.end)]
    assert places == sorted(places)
    assert all(block.start < block.end for block in blocks)
    reached, at = 0, 0
    for edit in edits:
        assert reached <= edit.start <= edit.end
        reached = edit.end
        while blocks[at].end < edit.end:
            at += 1
        assert blocks[at].start <= edit.start
    for block in blocks:
        view = view_of(text, block.start, block.end, edits)
        assert view.text == view.text.strip() != ""
        assert all(view.text[a:b] == text[at : at + b - a] for a, b, at in view.pieces)
    headings = {block.start for block in blocks if block.kind == "heading"}
    assert {anchor.start for anchor in anchors} == headings


@given(
    st.lists(st.sampled_from(["word ", "杭州", "Rent is due. ", "\n", "\n\n", "- ", "1. "]), max_size=30).map("".join)
)
@settings(deadline=None)
def test_no_word_is_lost(text: str) -> None:
    shown = "".join(view for _, _, view in seen(text))
    assert [c for c in shown if c.isalpha()] == [c for c in text if c.isalpha()]


WRAPPED = "Rent is due on the first day of each month and is\nto be paid at the desk.\r\n  It is never paid in cash."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (WRAPPED, [("paragraph", 0, re.sub(r"\s+", " ", WRAPPED))]),
        ("Roses are red\nviolets are blue", [("paragraph", 0, "Roses are red\nviolets are blue")]),
        (
            "杭州是浙江省的省会，也是一座历史文化名城，有很多\n美食。",
            [("paragraph", 0, "杭州是浙江省的省会，也是一座历史文化名城，有很多美食。")],
        ),
        (
            "Bring:\n- a towel\n  of your own\n- soap",
            [("paragraph", 0, "Bring:"), ("item", 1, "a towel of your own"), ("item", 1, "soap")],
        ),
        ("1. one\n   a) two\n2. three", [("item", 1, "1. one"), ("item", 2, "a) two"), ("item", 1, "2. three")]),
        ("He was born in\n12. and died", [("paragraph", 0, "He was born in\n12. and died")]),
        (
            "Rent\n====\nIt is due.\n\nWhen\n----\nOn the 1st.",
            [
                ("heading", 1, "Rent"),
                ("paragraph", 0, "It is due."),
                ("heading", 2, "When"),
                ("paragraph", 0, "On the 1st."),
            ],
        ),
        ("======\n Rent\n======\n\nIt is due.", [("heading", 1, "Rent"), ("paragraph", 0, "It is due.")]),
        ("HOUSE RULES\n\nRent is due.", [("heading", 1, "HOUSE RULES"), ("paragraph", 0, "Rent is due.")]),
        ("HOUSE RULES", [("paragraph", 0, "HOUSE RULES")]),
        ("STOP!\n\nHe said.", [("paragraph", 0, "STOP!"), ("paragraph", 0, "He said.")]),
        ("2.1 Scope\n\nAll of it.", [("heading", 3, "2.1 Scope"), ("paragraph", 0, "All of it.")]),
        (
            "1. Pears\n\n2. Plums\n\n3. Figs\n\nEnd.",
            [
                ("item", 1, "1. Pears"),
                ("item", 1, "2. Plums"),
                ("item", 1, "3. Figs"),
                ("paragraph", 0, "End."),
            ],
        ),
        (
            "第三章 附则\n\n本办法自发布之日起施行。",
            [("heading", 1, "第三章 附则"), ("paragraph", 0, "本办法自发布之日起施行。")],
        ),
        ("Rent is paid monthly\n\nHere.", [("paragraph", 0, "Rent is paid monthly"), ("paragraph", 0, "Here.")]),
        (
            "Who\tAge\nAnn\t3\nBob\t4",
            [("row", 0, "Who; Age"), ("row", 0, "Who: Ann; Age: 3"), ("row", 0, "Who: Bob; Age: 4")],
        ),
        ("| a | b |\n|---|---|\n| 1 |  |", [("row", 0, "a; b"), ("row", 0, "a: 1")]),
        (
            "x,y,z\n1,2,3\n4,5,6",
            [("row", 0, "x; y; z"), ("row", 0, "x: 1; y: 2; z: 3"), ("row", 0, "x: 4; y: 5; z: 6")],
        ),
        (
            "one, two, three\nfour, five, six\nseven, eight, nine",
            [("paragraph", 0, "one, two, three\nfour, five, six\nseven, eight, nine")],
        ),
        (
            "Contents\n\nIntro ........ 1\nEnd . . . . . iv\n\nText.",
            [("paragraph", 0, "Contents"), ("paragraph", 0, "Text.")],
        ),
        ("Before.\n" + "x" * 3000 + "\nAfter.", [("paragraph", 0, "Before."), ("paragraph", 0, "After.")]),
        (
            "A word: " + "x" * 3000 + ". The kettle is blue.\nSo is the pan.",
            [("paragraph", 0, "The kettle is blue.\nSo is the pan.")],
        ),
        (
            "It begins with " + "x" * 3000 + "\nAfter.",
            [("paragraph", 0, "It begins with"), ("paragraph", 0, "After.")],
        ),
        (
            "x" * 3000 + " so it goes on " + "x" * 3000 + "\nAfter.",
            [("paragraph", 0, "so it goes on"), ("paragraph", 0, "After.")],
        ),
        ("-----\n\nText.", [("paragraph", 0, "Text.")]),
        (
            "NAME\n    ls - list\n\nOPTIONS\n    -a, --all\n        list  all\n        of it\n\n        More.\n\n"
            "    -b:\n\n        the best\n    '-c'\n    '--count'\n        - one\n        - two\n    -d  a day",
            [
                ("heading", 1, "NAME"),
                ("paragraph", 0, "ls - list"),
                ("heading", 1, "OPTIONS"),
                ("item", 1, "-a, --all: list all of it"),
                ("paragraph", 0, "More."),
                ("item", 1, "-b: the best"),
                ("paragraph", 0, "'-c'\n    '--count'"),
                ("item", 1, "one"),
                ("item", 1, "two"),
                ("item", 1, "-d: a day"),
            ],
        ),
        (
            "OPTIONS\n\n    -a, --all\n        list  all\n        of it\n\n        Even more.\n\n"
            "    -b:\n\n        the best\n    '-c'\n    '--count'\n        how many\n        - one\n\nEnd.",
            [
                ("heading", 1, "OPTIONS"),
                ("item", 1, "-a, --all: list all of it"),
                ("paragraph", 0, "Even more."),
                ("item", 1, "-b: the best"),
                ("item", 1, "'-c', '--count': how many"),
                ("item", 2, "one"),
                ("paragraph", 0, "End."),
            ],
        ),
    ],
)
def test_what_a_text_is_seen_as(text: str, expected: list[tuple[str, int, str]]) -> None:
    assert seen(text) == expected
    assert seen(text.replace("\r\n", "\n").replace("\n", "\r\n")) == [
        (kind, level, view.replace("\n", "\r\n")) for kind, level, view in expected
    ]


def test_headings_have_anchors() -> None:
    anchors = plain_structure("HOUSE RULES\n\n1 Rent\n\nIt is due.\n\n2 Noise\n\nNone.\n\nEND OF IT\n\nText.").anchors
    assert [anchor.headings for anchor in anchors] == [
        ("HOUSE RULES",), ("HOUSE RULES", "1 Rent"), ("HOUSE RULES", "2 Noise"), ("END OF IT",),
    ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit", ["a\n", "a\n\n", "- a\n", "a\tb\n", "|", "a,", "A" * 9 + "\n\n", "1. A\n\n", "a.....1\n", "=\n"]
)
def test_time_grows_with_length(unit: str) -> None:
    began = time.process_time()
    plain_structure(unit * (400_000 // len(unit)))
    assert time.process_time() - began < 20


def test_a_line_between_marks_is_no_heading() -> None:
    text = "Rent is due.\n\n**** TAKE THIS OUT ****\n\nMore.\n\nSECOND PART\n\nEnd."
    assert [block.kind for block in plain_structure(text).blocks] == ["paragraph"] * 3 + ["heading", "paragraph"]
