import pytest

from askhz.claims.sorts import sort_missing
from askhz.question import analyse

SUM, TIME, MONTH = "a sum of money", "a time", "a month"


@pytest.mark.parametrize(
    ("asked", "text", "expected"),
    [
        ("How much does a berth cost?", "There are 40 berths in the harbour.", SUM),
        ("How much does a berth cost?", "See [rates](https://harbour.example/rates/2024/list).", SUM),
        ("How much does a berth cost?", "A berth is $12 a night.", None),
        ("How much does a berth cost?", "Berths are free in winter.", None),
        ("How much does a berth cost?", "Berths cost 12 a night.", None),
        ("How much does an oar cost?", "An oar is rented for two crowns.", None),
        ("price of a berth", "The 40 berths are numbered.", SUM),
        ("What's the fee for a berth?", "Apply for a berth by 3 May.", SUM),
        ("Who sets the price of a berth?", "The board does, with 5 votes.", None),
        ("How much does the boat weigh?", "The boat weighs 300 kg.", None),
        ("When was the pier built?", "The pier was built of oak, see MP3 and MP4.", TIME),
        ("When was the pier built?", "The pier was built in 361.", None),
        ("When was the pier built?", "It was built in the mid-1970s.", None),
        ("When was the pier built?", "It was built when the harbour froze.", None),
        ("When was the pier opened?", "The pier was opened on 31-05-23.", None),
        ("When was the pier opened?", "The pier was opened on 10/12/2022, in the rain.", None),
        ("When is the pilots' next meeting?", "The meeting is upcoming.", TIME),
        ("When is the pilots' next meeting?", "The meeting is on Friday.", None),
        ("When does the licence expire?", "The licence is blue.", TIME),
        ("When is a rope better than a chain?", "A rope is better if it must not rust.", None),
        ("When is a chain better than a rope?", "Chains are better in big harbours.", None),
        ("In which month is the regatta?", "The regatta is on a Sunday.", MONTH),
        ("In which month is the regatta?", "The regatta is on 3 May.", None),
        ("What is the bonus of the crew?", "The bonus is 300.", None),
        ("When was the pier lit?", "Over Christmas the pier was lit.", None),
        ("When are the boats available?", "On request.", None),
        ("In which month is the regatta?", "It is in Advent.", None),
        ("Which colour is the buoy?", "The buoy is large.", None),  # no list has all colours
        ("Which app do the pilots use?", "Zoom is for calls.", None),  # nor all names
        ("How do I delete a berth?", "To create a berth, press +.", 'a word for "delete"'),
        ("How do I delete a berth?", "Berths are removed with -.", None),
    ],
)
def test_what_is_asked_for_is_held(asked: str, text: str, expected: str | None) -> None:
    assert sort_missing(analyse(asked), text) == expected


class TestWhatStandsAbove:
    def test_a_title_names_the_price(self) -> None:
        assert sort_missing(analyse("How much does a berth cost?"), "40 a night", "Prices of berths") is None

    def test_a_date_above_counts_where_the_line_is_of_what_is_asked(self) -> None:
        asked = analyse("When is the meeting of the pilots held?")
        assert sort_missing(asked, "They come together.", "Pilots, 3 May 2020") is None
        assert sort_missing(asked, "They come together.", "Minutes, 3 May 2020") == TIME

    def test_what_was_may_be_dated_by_any_heading(self) -> None:
        assert sort_missing(analyse("When was the pier opened?"), "The mayor opened it.", "Minutes, 3 May 2020") is None


def test_long_and_chinese_questions_are_left_alone() -> None:
    assert sort_missing(analyse("多少钱一个泊位？"), "港口有泊位。") is None
    told = " ".join(["We came with our boat and our dog from the lake."] * 4)
    assert sort_missing(analyse(f"{told} How much does a berth cost?"), "There are 40 berths.") is None
