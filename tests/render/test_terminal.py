from __future__ import annotations

import re
from dataclasses import replace

import pytest
from answers import ANSWER, CITATION, HIT, REFUSAL, hostile
from hypothesis import given
from hypothesis import strategies as st

from askhz.records import Anchor, Answer, Block, Document, Place
from askhz.render import columns_of, terminal, visible


def test_an_answer() -> None:
    assert terminal.text(ANSWER, width=60).splitlines() == [
        "24",
        "",
        "Hangzhou boasts 24 unicorn companies. [1]",
        "",
        "Sources",
        "[1] A title · Guo Bin · 2025-03-19",
        "    a.txt, at 19 % · characters 11–48",  # 11 / 58
        "",
        "Confidence 93 % · 1 document · 0.04 s",
    ]


def test_a_quote_has_its_page_and_the_headings_above_it() -> None:
    citation = replace(CITATION, place=Place(page="3"), headings=("Manual", "Setup", "Wi-Fi"))
    shown = terminal.text(replace(ANSWER, citations=(citation,)), width=80)
    assert "    a.txt, page 3 · Setup › Wi-Fi · at 19 % · characters 11–48\n" in shown


def test_a_passage_has_its_page_and_the_headings_above_it() -> None:
    passage = replace(HIT.passage, anchors=(Anchor(0, Place(sheet="Prices", row=12), ("Fares",)),))
    shown = terminal.hits_text([replace(HIT, passage=passage)], width=80)
    assert "\n    a.txt, sheet Prices, row 12 · Fares · at 0 % · characters 0–58\n" in shown


def test_without_its_document_a_passage_has_its_source_and_characters() -> None:
    shown = terminal.hits_text([replace(HIT, document=None)], width=80)
    assert shown.startswith(" 1. a.txt\n    characters 0–58\n")


def test_the_short_answer_is_bold_where_wanted() -> None:
    assert terminal.text(ANSWER, width=80, bold=True).startswith("\x1b[1m24\x1b[22m\n")
    assert "\x1b" not in terminal.text(ANSWER, width=80)


def test_readings_are_numbered_and_each_stands_with_its_quote() -> None:
    second = replace(CITATION, n=2, quote="It leaves at ten.")
    answer = replace(
        ANSWER, short=None, ambiguous=True, readings=("Elk: When?", "Otter: When?"), citations=(CITATION, second)
    )
    lines = terminal.text(answer, width=80).splitlines()
    at = lines.index("The question fits several things. Which do you mean?")
    assert lines[at + 2 : at + 6] == [
        "1. Elk: When?",
        f"   {CITATION.quote} [1]",
        "2. Otter: When?",
        "   It leaves at ten. [2]",
    ]


def test_a_contradiction_is_said() -> None:
    assert "The documents contradict each other" in terminal.text(replace(ANSWER, conflict=True), width=200)
    assert "contradict" not in terminal.text(ANSWER, width=200)


def test_that_the_quotes_are_in_another_language_is_said() -> None:
    shown = terminal.text(replace(ANSWER, quoted_in="zh", conflict=True), width=200)
    assert "Answered from documents in Chinese. The documents contradict each other" in shown
    assert "in another language." in terminal.text(replace(ANSWER, quoted_in="und"), width=200)
    assert "Answered from" not in terminal.text(ANSWER, width=200)


def test_a_refusal_says_why_and_names_the_nearest_passages() -> None:
    shown = terminal.text(REFUSAL, width=80)
    assert shown.startswith("Not in your documents. No sentence says who.\n")
    assert "Nearest passages\n 1. A title\n    a.txt, at 0 % · characters 0–58\n    Before it." in shown


def test_a_reply_is_nothing_but_its_words() -> None:
    assert terminal.text(replace(REFUSAL, social=True, reason="Hello! Ask."), width=80) == "Hello! Ask."


@pytest.mark.parametrize("answer", [ANSWER, REFUSAL])
def test_what_was_understood_comes_first(answer: Answer) -> None:
    shown = terminal.text(replace(answer, understood="Who is the mayor of Bergen?"), width=80)
    assert shown == "Understood as: Who is the mayor of Bergen?\n\n" + terminal.text(answer, width=80)


def test_hits_are_whole() -> None:
    text = "word " * 500
    long = replace(HIT.passage, text=text, end=HIT.passage.start + len(text))
    assert terminal.hits_text([replace(HIT, passage=long)], width=80).count("word") == 500
    assert terminal.hits_text([], width=80) == "Nothing found."


@pytest.mark.parametrize("answered", [True, False])
@pytest.mark.parametrize("text", ["\x1b[2Jgone", "\x1b]0;title\x07", "a\rb", "\x9b31m", "\u202etxt.exe", "\x00\x7f"])
def test_nothing_acts_on_a_terminal(text: str, answered: bool) -> None:
    answer = hostile(text, answered=answered)
    shown = terminal.text(answer, width=80) + terminal.hits_text(answer.passages, width=80)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)


@given(st.text(), st.integers(20, 100))
def test_lines_keep_to_the_width_and_lose_nothing(text: str, width: int) -> None:
    lines = terminal._wrap(text, width, first="[1] ")
    assert "".join("".join(lines).split()) == "[1]" + "".join(visible(text).split())
    for line in lines:
        assert columns_of(line) <= width or len(line.removeprefix("[1]").split()) == 1


def test_wide_characters_take_two_columns_and_break_anywhere_but_before_a_comma() -> None:
    assert terminal._wrap("杭州六小龙，宇树", 10) == ["杭州六小", "龙，宇树"]


def test_items_stand_below_one_another_as_deep_as_they_are() -> None:
    text = "- 1. Water:\n  - at dawn\n    - (a) never in the sun, as leaves burn\n"
    starts = [text.index("1. W"), text.index("at dawn"), text.index("(a)")]
    ends = [text.index(":") + 1, text.index("dawn") + 4, len(text) - 1]
    blocks = tuple(Block("item", *span, level) for level, span in enumerate(zip(starts, ends, strict=True), 2))
    document = Document("a.md", "A", text, "", blocks=blocks)
    quote = text[starts[0] :]
    citation = replace(CITATION, source="a.md", start=starts[0], end=len(text), quote=quote)
    answer = replace(ANSWER, short=None, citations=(citation,))
    assert terminal.text(answer, width=34, documents={"a.md": document}).splitlines()[:5] == [
        "1. Water:",
        "   - at dawn",
        "      (a) never in the sun, as",
        "          leaves burn [1]",
        "",
    ]


def test_a_word_with_a_full_stop_is_no_mark_of_an_item() -> None:
    document = Document("a.md", "A", "Yes. It is.", "", blocks=(Block("item", 0, 11, 1),))
    answer = replace(
        ANSWER, short=None, citations=(replace(CITATION, source="a.md", start=0, end=11, quote="Yes. It is."),)
    )
    assert terminal.text(answer, width=80, documents={"a.md": document}).startswith("- Yes. It is. [1]\n")


def test_only_the_nearest_passages_are_shown_where_nothing_answers() -> None:
    hits = tuple(replace(HIT, rank=rank) for rank in range(1, 9))
    shown = terminal.text(replace(REFUSAL, passages=hits), width=80)
    assert [line[:3] for line in shown.splitlines() if line[2:3] == "."] == [" 1.", " 2.", " 3."]


def test_no_line_begins_with_a_percent_sign_or_a_dot() -> None:
    for width in range(20, 70):
        lines = terminal.text(ANSWER, width=width).splitlines()
        assert not [line for line in lines if line.lstrip().startswith(("%", "·"))]
