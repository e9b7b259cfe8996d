import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askhz.text import aliases
from askhz.text.aliases import Aliases
from askhz.text.words import content_words, fold, nearest_word, normal_words, spans

DRAGONS = Aliases(
    [
        ("Unitree", "Yushu Technology", "宇树科技"),
        ("DeepSeek", "deep search", "深度求索"),
        ("DEEP Robotics", "Yunshen Technology", "云深处"),
    ]
)
TEXTS = st.text(
    alphabet=st.one_of(
        st.characters(codec="utf-8"), st.sampled_from("aAeÉßﬁ'’sS 0123456789.,-_%宇树科技カナ々\u0301\u030a\n")
    ),
    max_size=80,
)


class TestSpans:
    @pytest.mark.parametrize(
        ("text", "stems"),
        [
            ("Dragons dragon DRAGON dragon's Dragon’s", ["dragon"] * 5),
            ("founded founder", ["found", "founder"]),
            ("don't", ["dont"]),
            ("24 24th 1,500 3.5 R1 3A 2024", ["24", "24th", "1500", "3.5", "r1", "3a", "2024"]),
            ("Ｆｕｌｌ　ｗｉｄｔｈ ２４", ["full", "width", "24"]),
            ("2024年", ["2024", "年"]),
            ("1,500家 3.5亿", ["1500", "家", "3.5", "亿"]),
            ("宇树科技R1", ["宇树", "树科", "科技", "r1"]),
            ("为", ["为"]),
            ("snake_case-and/or", ["snake", "case", "and", "or"]),
            ("", []),
            ("… — \u200b ,.", []),
        ],
    )
    def test_stems(self, text: str, stems: list[str]) -> None:
        assert normal_words(text) == stems

    @pytest.mark.parametrize("word", ["Ångström", "Café", "naïve's", "Zürich"])
    def test_accents_apart_or_not_are_the_same_word(self, word: str) -> None:
        composed, apart = (unicodedata.normalize(form, word) for form in ("NFC", "NFD"))
        assert len(composed) < len(apart)
        assert normal_words(composed) == normal_words(apart)
        assert len(normal_words(apart)) == 1
        (found,) = spans(apart)
        assert apart[found.start : found.end] == apart

    def test_what_is_too_long_is_no_word(self) -> None:
        assert normal_words("a" * 64) == ["a" * 64]
        assert normal_words("x" + "a" * 64 + " end") == ["end"]

    @given(TEXTS)
    def test_places_give_back_the_words(self, text: str) -> None:
        before = 0
        for word in spans(text):
            assert 0 <= word.start < word.end <= len(text)
            assert word.start >= before  # pairs of Chinese characters overlap, but begin one after the other
            before = word.start
            standing = fold(text[word.start : word.end]).replace("’", "'")
            if word.folded == text[word.start : word.end]:
                continue  # Chinese, or plain already
            plain = standing.removesuffix("'s").replace("'", "")
            assert word.folded in (plain, standing.replace(",", "")[:64])
            assert fold(word.folded) == word.folded

    @given(TEXTS)
    def test_every_letter_and_digit_is_in_a_word(self, text: str) -> None:
        covered = {at for word in spans(text) for at in range(word.start, word.end)}
        for at, character in enumerate(text):
            if character.isascii() and character.isalnum():
                assert at in covered

    @given(TEXTS, TEXTS)
    def test_a_space_parts(self, one: str, other: str) -> None:
        assert normal_words(f"{one} {other}") == normal_words(one) + normal_words(other)

    def test_long_text_takes_no_longer_than_it_is_long(self) -> None:
        began = time.perf_counter()
        for text in ("1," * 100_000 + "a", "a'" * 100_000, "1" * 200_000 + "x", "e\u0301" * 100_000, "宇" * 100_000):
            list(spans(text))
        assert time.perf_counter() - began < 5


class TestFold:
    @given(TEXTS)
    def test_folding_twice_is_folding_once(self, text: str) -> None:
        assert fold(fold(text)) == fold(text)

    def test_the_same_for_any_spelling(self) -> None:
        assert fold("ＣＡＦÉ") == fold("cafe\u0301") == fold("𝐂afé") == "cafe"


class TestContentWords:
    def test_stop_words_go_repeats_go_order_stays(self) -> None:
        assert content_words("What did the Dragons of Hangzhou do in the dragons' Hangzhou?") == ["dragon", "hangzhou"]

    def test_all_words_where_there_is_no_other(self) -> None:
        assert content_words("What is it about?") == ["what", "is", "it", "about"]
        assert content_words("?!") == []


class TestNearestWord:
    VOCABULARY = (("wukong", 2), ("walking", 5), ("economist", 1), ("hangzhou", 9), ("dragon", 3), ("dragons", 3))

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("wukog", "wukong"),  # a letter left out
            ("wukongg", "wukong"),  # one too many
            ("wuknog", "wukong"),  # two swapped
            ("wukang", "wukong"),  # one for another
            ("econmist", "economist"),
            ("hagnzohu", "hangzhou"),  # two slips in a word of eight
            ("ehangzhou", None),  # the first letter must be right
            ("wakeng", None),  # two slips in a short word
            ("dra", None),  # too short to tell
            ("r1x5", None),
        ],
    )
    def test_slips(self, typed: str, meant: str | None) -> None:
        assert nearest_word(typed, self.VOCABULARY) == meant

    def test_the_commoner_of_two_then_the_first_in_the_alphabet(self) -> None:
        assert nearest_word("dragn", [("drago", 1), ("dragon", 7)]) == "dragon"
        assert nearest_word("dragn", [("dragon", 1), ("drago", 1)]) == "drago"

    @given(st.lists(st.tuples(st.text("abc", min_size=3, max_size=6), st.integers(1, 5))), st.text("abc", min_size=4))
    def test_the_order_of_the_vocabulary_does_not_matter(self, vocabulary: list[tuple[str, int]], word: str) -> None:
        assert nearest_word(word, vocabulary) == nearest_word(word, vocabulary[::-1])


class TestAliases:
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
    def test_variants(self, text: str, variants: list[str]) -> None:
        assert DRAGONS.variants(text) == variants

    def test_every_name_finds_every_other(self) -> None:
        for group in DRAGONS.groups:
            for name in group:
                assert DRAGONS.same(f"about {name}?") == {fold(other) for other in group}
                assert set(DRAGONS.variants(name)) == set(group) - {name}

    @pytest.mark.parametrize(
        "written", ["café noir", "CAFÉ NOIR", "Cafe Noir", "cafe\u0301  noir", "Ｃａｆｅ\u0301\nNoir"]
    )
    def test_accents_width_case_and_spaces_do_not_matter(self, written: str) -> None:
        aliases = Aliases([("Café Noir", "黑咖啡馆")])
        assert aliases.names_in(f"<{written}>") == [written]
        assert aliases.variants(f"<{written}>") == ["<黑咖啡馆>"]

    def test_the_longest_name_wins(self) -> None:
        aliases = Aliases([("Yushu", "Unitree"), ("Yushu Technology", "UT")])
        assert aliases.variants("Yushu Technology") == ["UT"]

    def test_groups_that_share_a_name_are_one(self) -> None:
        aliases = Aliases([("A1", "B1"), ("C1", "D1"), ("b1", "C1")])
        assert [sorted(map(fold, group)) for group in aliases.groups] == [["a1", "b1", "c1", "d1"]]
        assert aliases.same("d1") == aliases.same("A1") == {"a1", "b1", "c1", "d1"}

    def test_hostile_names_are_names(self) -> None:
        hostile = [(".*", "(?i)x"), ("a+b", r"\1"), ("[", "](")]
        aliases = Aliases(hostile)
        assert aliases.names_in("everything, aab, x") == []
        assert aliases.names_in("say .* or [ or a+b") == [".*", "[", "a+b"]
        assert aliases.variants("a .* b") == ["a (?i)x b"]
        assert aliases.variants("a a+b b") == [r"a \1 b"]

    def test_a_name_of_nothing_is_none(self) -> None:
        assert Aliases([("\u0301", "x1")]).names_in("a\u0301b x1") == ["x1"]
        assert Aliases().names_in("x") == []

    @given(TEXTS)
    def test_names_stand_in_the_text(self, text: str) -> None:
        asked = f"{text} Yushu Technology {text}"
        names = DRAGONS.names_in(asked)
        assert "Yushu Technology" in names
        at = 0
        for name in names:
            assert name in asked[at:]
            at = asked.index(name, at) + len(name)
        assert all("Yushu Technology" not in variant for variant in DRAGONS.variants("Yushu Technology"))

    @given(TEXTS)
    def test_the_folded_text_knows_where_it_comes_from(self, text: str) -> None:
        folded, places = aliases._folded_in_place(text)
        assert len(folded) == len(places)
        assert list(places) == sorted(places)
        assert folded == "".join(fold(character) for character in text) or text.isascii()
