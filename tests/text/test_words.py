import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import WORDY

from askhz.text.numerals import value
from askhz.text.words import SIMPLIFIED, content_words, fold, nearest_word, normal_words, spans


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
            ("臺灣宇樹", ["台湾", "湾宇", "宇树"]),
            ("二十四家", ["二十", "24", "十四", "四家"]),
            ("二〇二四年", ["二〇", "2024", "〇二", "二四", "四年"]),
            ("三四家", ["三四", "四家"]),
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

    @given(WORDY)
    def test_places_give_back_the_words(self, text: str) -> None:
        before = 0
        for word in spans(text):
            assert 0 <= word.start < word.end <= len(text)
            assert word.start >= before  # pairs of Chinese characters overlap, but begin one after the other
            before = word.start
            standing = fold(text[word.start : word.end]).replace("’", "'")
            if word.folded in (text[word.start : word.end], str(value(standing))):
                continue  # Chinese, or plain already; a Chinese numeral
            plain = standing.removesuffix("'s").replace("'", "")
            assert word.folded in (plain, standing.replace(",", "")[:64])
            assert fold(word.folded) == word.folded

    @given(WORDY)
    def test_every_letter_and_digit_is_in_a_word(self, text: str) -> None:
        covered = {at for word in spans(text) for at in range(word.start, word.end)}
        for at, character in enumerate(text):
            if character.isascii() and character.isalnum():
                assert at in covered

    @given(WORDY, WORDY)
    def test_a_space_parts(self, one: str, other: str) -> None:
        assert normal_words(f"{one} {other}") == normal_words(one) + normal_words(other)

    def test_long_text_takes_no_longer_than_it_is_long(self) -> None:
        began = time.process_time()
        for text in ("1," * 100_000 + "a", "a'" * 100_000, "1" * 200_000 + "x", "e\u0301" * 100_000, "宇" * 100_000):
            list(spans(text))
        assert time.process_time() - began < 5


class TestFold:
    @given(WORDY)
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
    VOCABULARY = (
        ("wukong", 2),
        ("walking", 5),
        ("economist", 1),
        ("hangzhou", 9),
        ("dragon", 3),
        ("dragons", 3),
        ("silk", 1),
    )

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
            ("walkins", "walking"),
            ("walling", None),  # an English word, another one
            ("slik", "silk"),  # in four letters: two swapped,
            ("sillk", "silk"),
            ("sikk", None),  # but not one for another
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


def test_characters_fold_as_opencc_has_them() -> None:
    opencc = pytest.importorskip("opencc")
    convert = opencc.OpenCC("t2s").convert
    for character, folded in SIMPLIFIED.items():
        once = convert(unicodedata.normalize("NFKC", chr(character)))
        assert once.translate(SIMPLIFIED) == chr(folded)
        assert folded not in SIMPLIFIED
