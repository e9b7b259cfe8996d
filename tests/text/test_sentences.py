"""Golden cases, the seed articles, and what holds for every text."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askhz.text import sentences

GOLDEN: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "golden" / "sentences.json").read_text(encoding="utf-8")
)
SEEDS = Path(__file__).parents[2] / "seeds"
INNOVATION = "000_779636ba29f8fdb9.txt"
DRAGONS = "002_7a6f8e4ba6fff66d.txt"

# Whatever a rule looks at, in any order: the alphabet that breaks splitters.
TRICKY = st.lists(
    st.sampled_from(
        [
            *".!?…。！？\"'“”’）)(]*_|#-:;,, \t\n\r\u3000\u00a0\u2028aZ19杭，",
            *[
                "Dr",
                "U.S.",
                "e.g.",
                "No. ",
                "Source:",
                "\r\n",
                "```\n",
                "- ",
                "1. ",
                "www.a.b",
                "x@y.zz",
                " . . .",
                "[1]",
                "说",
            ],
            "the quick brown fox jumps over a lazy dog \n",
        ]
    ),
    max_size=60,
).map("".join)


def texts(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences.split(text)]


def check(text: str) -> None:
    spans = sentences.split(text)
    last = 0
    for start, end in spans:
        assert last <= start < end <= len(text)
        assert not text[last:start].strip()
        assert text[start:end] == text[start:end].strip()
        last = end
    assert not text[last:].strip()


def seed(name: str) -> str:
    return (SEEDS / name).read_bytes().decode("utf-8")


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            case,
            id=f"{number}-{re.sub(r'[^a-z0-9]+', '-', case['why'].lower())}",
            marks=[pytest.mark.xfail(reason=case["xfail"], strict=True)] if "xfail" in case else [],
        )
        for number, case in enumerate(GOLDEN)
    ],
)
def test_golden(case: dict[str, Any]) -> None:
    assert texts(case["text"]) == case["sentences"]


def test_golden_cases_are_well_formed() -> None:
    assert len({case["text"] for case in GOLDEN}) == len(GOLDEN) >= 70
    for case in GOLDEN:
        assert "".join("".join(case["sentences"]).split()) == "".join(case["text"].split()), case["why"]


@pytest.mark.parametrize("case", GOLDEN, ids=range(len(GOLDEN)))
def test_golden_offsets(case: dict[str, Any]) -> None:
    check(case["text"])


@given(st.text())
def test_any_text(text: str) -> None:
    check(text)


@given(TRICKY)
def test_tricky_text(text: str) -> None:
    check(text)
    assert sentences.split(text) == sentences.split(text)


@given(TRICKY, TRICKY)
def test_a_blank_line_separates(before: str, after: str) -> None:
    # Fences pair up across blank lines, so they are left out. The width of hard-wrapped prose is learnt across them, so
    # only one of the two has lines wide enough for that.
    before, after = before.replace("`", "") + "\n\n", re.sub(r"([^\r\n]{19})[^\r\n]*", r"\1", after.replace("`", ""))
    shifted = [(start + len(before), end + len(before)) for start, end in sentences.split(after)]
    assert sentences.split(before + after) == sentences.split(before) + shifted


@pytest.mark.parametrize(("name", "count"), [(INNOVATION, 65), (DRAGONS, 43)])
def test_seed_counts(name: str, count: int) -> None:
    check(seed(name))
    assert len(sentences.split(seed(name))) == count


def test_seed_of_one_long_line() -> None:
    found = texts(seed(INNOVATION))
    assert found[1] == "2025-03-19"
    assert found[3].endswith("have risen in Hangzhou?")
    assert found[6].startswith('In his book "Regional Advantage: Culture')
    assert found[9].startswith("In 2024, Hangzhou will rank 4th")
    assert found[9].endswith("are listed and listed.")
    assert found[20].endswith('the animated movie "Nezha 2".')
    assert found[58:63] == [
        "These issues are not only propositions given by the times, but also landmarks guiding the future.",
        "Author: Guo Bin (Director and Professor of the Department of Innovation, Entrepreneurship, and Strategy at "
        "the School of Management, Zhejiang University)",
        "Edit:Luo yu",
        "Responsible editor:Wang er dong",
        "Source:Learning times",
    ]
    assert found[63].startswith("Special statement: if the pictures")
    assert found[64].endswith("email:lwxsd@liaowanghn.com")


def test_seed_with_headings_and_nested_quotes() -> None:
    found = texts(seed(DRAGONS))
    assert found[:3] == ["02/19 2025", "398", "Produced by | Huabo Business Review"]
    assert found[6] == '"Hangzhou\'s Six Little Dragons" Ignite Reflection Amongst Major Cities'
    assert found[7] == "DeepSeek's rise is no fluke."
    assert found[9].endswith('earning them the moniker "Hangzhou\'s Six Little Dragons."')
    assert found[10].endswith("over $1.1 billion in revenue by November 2024.")
    assert found[18].endswith("\"why Nanjing can't develop 'Hangzhou's Six Little Dragons'.\"")
    assert found[19].endswith('Provide for Jinan?"')
    assert found[20].endswith("produce 'Wuhan's Six Little Dragons'?\"")
    assert found[22] == "A City Welcoming to STEM Entrepreneurs"
    assert found[23].endswith('providing insight into "what Hangzhou did right."')
    assert found[32:34] == [
        "He added, \"Since our establishment, I've met government officials no more than three times.",
        'They handle affairs directly, finish, and leave without disturbing."',
    ]
    assert found[35].endswith("\"Hangzhou is undoubtedly a 'STEM-friendly city.'")


UNITS = [
    *[
        ".",
        '"',
        "a",
        "杭",
        "。",
        " ",
        "\n",
        ". ",
        'a."',
        "a.",
        "1.",
        "A. ",
        "(",
        "`",
        "- ",
        "a@",
        "|",
        "Source: ",
        "a\n",
    ],
    *["```\n", 'x?" Aa ', "。” ", "1. A 2. ", ".\t", "http://", "_"],
    "the quick brown fox jumps over the lazy dog and\n",
]


@pytest.mark.slow
@pytest.mark.parametrize("unit", UNITS)
def test_work_grows_with_length(unit: str) -> None:
    # Counted, not timed: calls into Python functions for twice the text are about twice as many. What happens inside
    # one regular expression isn't counted, so each also has to get through a size at which quadratic time would hang.
    def calls(text: str) -> int:
        made = 0

        def count(_frame: object, event: str, _argument: object) -> None:
            nonlocal made
            made += event in ("call", "c_call")

        before = sys.getprofile()
        sys.setprofile(count)
        try:
            sentences.split(text)
        finally:
            sys.setprofile(before)
        return made

    size = 4000 // len(unit)
    assert calls(unit * 2 * size) <= 2.2 * calls(unit * size) + 100
    check(unit * (200_000 // len(unit)))


class TestMarkup:
    """In markup a line break within a paragraph is a space, wherever the line is broken."""

    @pytest.mark.parametrize(
        "sentence",
        [
            "There is also a connector which should be used to connect the Brain\nBoard for control of the board.",
            "If you use only the inner switch, you\nmust connect a CamCon to the connector by a wire between its pins.",
            "The centre has published a\n"
            "[report with a long address](https://example.org/reports/of/the/year/2016/number/3.pdf)"
            "\nwhich names all three issues.",
            'Look at what stands in the list of "Remote\nDevices" on the right: check that the Connection\n'
            'Type is no "Relay".',
            "> A quotation is marked at the beginning of each line, so that it goes\n"
            "> on in Markdown as in much of the mail that people write.",
        ],
    )
    def test_a_sentence_goes_on_in_the_next_line(self, sentence: str) -> None:
        assert sentences.split(sentence, markup=True) == [(0, len(sentence))]
        assert len(sentences.split(sentence)) > 1

    @pytest.mark.parametrize(
        "lines",
        [
            ["**Words that have a hyphen between their parts, and always had one**  ", "e-book  ", "e-commerce"],
            ["You need all of this, at least so much for the first of the many days:", "flour", "milk"],
            ["[one]: https://example.org/a/long/address/of/a/page", "[two]: https://example.org/a/second/page/there"],
            ['<img src="https://example.org/pictures/of/a/person/who/says/it.png">', "I was looking for it."],
            ["A line that stands alone and is about as long as a heading", "| a | b |"],
        ],
    )
    def test_lines_that_stand_alone_stay_apart(self, lines: list[str]) -> None:
        text = "\n".join(lines)
        assert [text[a:b].rstrip() for a, b in sentences.split(text, markup=True)] == [line.rstrip() for line in lines]


def test_sentences_go_on_over_the_lines_of_a_narrow_column() -> None:
    text = (
        "The office will ask all pilots before\nit changes these checklists. (See Flightcrew\n"
        "Training section in this preamble for\nfurther information.) A bulletin, 737–31–\n1860, says so."
    )
    assert [text[a:b].replace("\n", " ") for a, b in sentences.split(text, columns=True)] == [
        "The office will ask all pilots before it changes these checklists.",
        "(See Flightcrew Training section in this preamble for further information.)",
        "A bulletin, 737–31– 1860, says so.",
    ]
    short = "Alt+N New\nAlt+O Add note\nAlt+T My Settings"
    assert len(sentences.split(short, columns=True)) == 3
    assert len(sentences.split("The house was sold to them\nin spring and painted in the\nyear after that.")) == 3
