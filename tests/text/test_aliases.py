"""Names that mean the same thing, in whatever spelling they stand in a text."""

import pytest
from hypothesis import given
from strategies import WORDY

from askhz.text import aliases
from askhz.text.aliases import Aliases
from askhz.text.words import fold

DRAGONS = Aliases(
    [
        ("Unitree", "Yushu Technology", "宇树科技"),
        ("DeepSeek", "deep search", "深度求索"),
        ("DEEP Robotics", "Yunshen Technology", "云深处"),
    ]
)


@pytest.mark.parametrize(
    ("text", "variants"),
    [
        ("When was unitree founded?", ["When was Yushu Technology founded?", "When was 宇树科技 founded?"]),
        ("YUSHU TECHNOLOGY's robots", ["Unitree's robots", "宇树科技's robots"]),
        ("宇树科技是什么", ["Unitree是什么", "Yushu Technology是什么"]),
        ("who leads deep\n search", ["who leads DeepSeek", "who leads 深度求索"]),
        (
            "Unitree or DEEP Robotics?",
            ["Yushu Technology or Yunshen Technology?", "宇树科技 or 云深处?"],
        ),
        ("A unitreelike firm, deepseeker", []),  # never inside a word
        ("Nothing known", []),
        ("", []),
    ],
)
def test_variants(text: str, variants: list[str]) -> None:
    assert DRAGONS.variants(text) == variants


def test_every_name_finds_every_other() -> None:
    for group in DRAGONS.groups:
        for name in group:
            assert DRAGONS.same(f"about {name}?") == {fold(other) for other in group}
            assert set(DRAGONS.variants(name)) == set(group) - {name}


@pytest.mark.parametrize("written", ["café noir", "CAFÉ NOIR", "Cafe Noir", "cafe\u0301  noir", "Ｃａｆｅ\u0301\nNoir"])
def test_accents_width_case_and_spaces_do_not_matter(written: str) -> None:
    known = Aliases([("Café Noir", "黑咖啡馆")])
    assert known.names_in(f"<{written}>") == [written]
    assert known.variants(f"<{written}>") == ["<黑咖啡馆>"]


def test_the_longest_name_wins() -> None:
    known = Aliases([("Yushu", "Unitree"), ("Yushu Technology", "UT")])
    assert known.variants("Yushu Technology") == ["UT"]


def test_groups_that_share_a_name_are_one() -> None:
    known = Aliases([("A1", "B1"), ("C1", "D1"), ("b1", "C1")])
    assert [sorted(map(fold, group)) for group in known.groups] == [["a1", "b1", "c1", "d1"]]
    assert known.same("d1") == known.same("A1") == {"a1", "b1", "c1", "d1"}


def test_hostile_names_are_names() -> None:
    hostile = [(".*", "(?i)x"), ("a+b", r"\1"), ("[", "](")]
    known = Aliases(hostile)
    assert known.names_in("everything, aab, x") == []
    assert known.names_in("say .* or [ or a+b") == [".*", "[", "a+b"]
    assert known.variants("a .* b") == ["a (?i)x b"]
    assert known.variants("a a+b b") == [r"a \1 b"]


def test_a_name_of_nothing_is_none() -> None:
    assert Aliases([("\u0301", "x1")]).names_in("a\u0301b x1") == ["x1"]
    assert Aliases().names_in("x") == []


@given(WORDY)
def test_names_stand_in_the_text(text: str) -> None:
    asked = f"{text} Yushu Technology {text}"
    names = DRAGONS.names_in(asked)
    assert "Yushu Technology" in names
    at = 0
    for name in names:
        assert name in asked[at:]
        at = asked.index(name, at) + len(name)


@given(WORDY)
def test_the_folded_text_knows_where_it_comes_from(text: str) -> None:
    folded, places = aliases._folded_in_place(text)
    assert len(folded) == len(places)
    assert list(places) == sorted(places)
    assert folded == "".join(fold(character) for character in text) or text.isascii()
