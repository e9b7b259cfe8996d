import time
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askhz.errors import QuestionError
from askhz.question import LIMIT, analyse, as_question, check, content_words_beyond, kind_of, names_in
from askhz.text.aliases import Aliases
from askhz.text.words import nearest_word

ALIASES = Aliases([("Unitree", "Yushu Technology", "宇树科技"), ("DeepSeek", "deep search", "深度求索")])
KNOWN = (("wukong", 2), ("economist", 1), ("founder", 3), ("hangzhou", 9))


def corrections(words: Sequence[str]) -> dict[str, str]:
    unknown = [word for word in words if word not in dict(KNOWN)]
    return {word: better for word in unknown if (better := nearest_word(word, KNOWN))}


class TestCheck:
    @pytest.mark.parametrize("text", ["", " ", "\t\r\n", "\u3000"])
    def test_empty(self, text: str) -> None:
        with pytest.raises(QuestionError, match="the question is empty; ask something"):
            check(text)

    @pytest.mark.parametrize("text", ["?", "…", "!!! ---", "\u200b"])
    def test_no_word(self, text: str) -> None:
        with pytest.raises(QuestionError, match="holds no word; ask in words"):
            check(text)

    def test_length(self) -> None:
        assert check("x " * (LIMIT // 2)) == ("x " * (LIMIT // 2)).strip()
        with pytest.raises(QuestionError, match=r"has 100,000 characters, at most 10,000 are read; shorten it"):
            check("x" * 100_000)

    @pytest.mark.parametrize("character", ["\0", "\x01", "\x1b", "\x7f", "\x85"])
    def test_control_characters(self, character: str) -> None:
        with pytest.raises(QuestionError) as caught:
            check(f"who{character}?")
        assert repr(character) in str(caught.value)
        assert character not in str(caught.value)

    def test_half_a_character(self) -> None:
        with pytest.raises(QuestionError, match=r"not UTF-8 \(at character 3\)"):
            check("who\ud800?")

    def test_space_is_made_one(self) -> None:
        assert check("  Who\tfounded\r\nit? ") == "Who founded it?"

    @given(st.text(max_size=60))
    def test_is_asked_or_refused(self, text: str) -> None:
        try:
            asked = check(text)
        except QuestionError:
            with pytest.raises(QuestionError, match=r"\A[^\n]+; (ask|shorten|remove)[^\n]*\Z"):
                analyse(text)
        else:
            assert check(asked) == asked
            assert analyse(text).text == asked


class TestKind:
    @pytest.mark.parametrize(
        ("asked", "kind"),
        [
            ("How many unicorn companies does Hangzhou have?", "number"),
            ("how much did it cost", "number"),
            ("What percentage of firms are private?", "number"),
            ("有多少家公司?", "number"),
            ("When was Black Myth: Wukong released?", "date"),
            ("In which year was it founded?", "date"),
            ("什么时候成立的?", "date"),
            ("Where is DeepSeek based?", "place"),
            ("Which city has more?", "place"),
            ("在哪里?", "place"),
            ("Who founded Hangzhou Bowu Culture?", "person"),
            ("Whose words are these?", "person"),
            ("谁创立了?", "person"),
            ("Which company made Black Myth?", "organisation"),
            ("Which newspaper asked this?", "organisation"),
            ("Why did the Six Little Dragons emerge in Hangzhou?", "reason"),
            ("What are the main reasons for its rise?", "reason"),
            ("Which newspaper asked why Nanjing has none?", "organisation"),
            ("How do officials behave when they visit?", "manner"),
            ("What do founders do when money runs out?", "other"),
            ("And when did it open?", "date"),
            ("It opened when?", "date"),
            ("Where did they say how many came?", "place"),
            ("How heavy is the robot?", "number"),
            ("What happens to the heat?", "other"),
            ("Can you name two of them?", "list"),
            ("Tell me who founded it.", "person"),
            ("Tell me about the city.", "manner"),
            ("What made it possible?", "reason"),
            ("为什么在杭州?", "reason"),
            ("How did Hangzhou support startups?", "manner"),
            ("Explain the policy", "manner"),
            ("What are the Six Little Dragons?", "list"),
            ("List the dragons", "list"),
            ("Which companies are the dragons?", "list"),
            ("有哪些公司?", "list"),
            ("Is Hangzhou rich?", "yes-no"),
            ("WHY DID THEY EMERGE", "reason"),
            ("unicorn companies hangzhou", "other"),
        ],
    )
    def test_kinds(self, asked: str, kind: str) -> None:
        assert kind_of(asked) == kind
        assert kind_of(asked.upper()) == kind
        assert analyse(asked).kind == kind

    def test_long_input_is_quick(self) -> None:
        began = time.perf_counter()
        for text in ("how " * 500, "which a " * 250, "rank " * 400, "A " * 1000, "the " * 500, "A a" * 600):
            analyse(text[:LIMIT], ["Who is " + text[: LIMIT - 10]] * 8)
        assert time.perf_counter() - began < 5


class TestNames:
    @pytest.mark.parametrize(
        ("asked", "names"),
        [
            ("Who founded Hangzhou Bowu Culture?", ["Hangzhou Bowu Culture"]),
            ("when was unitree founded", ["unitree"]),
            ("What does Zhang Min's firm do?", ["Zhang Min"]),
            ("why is this so", []),
            ("WHO FOUNDED IT", []),
            ("宇树科技是什么", ["宇树科技"]),
        ],
    )
    def test_names(self, asked: str, names: list[str]) -> None:
        assert names_in(asked, ALIASES) == names


class TestSearch:
    def test_what_is_asked_stays_what_is_looked_up_is_corrected(self) -> None:
        found = analyse("who is the fuonder of wukog?", corrections=corrections)
        assert found.text == "who is the fuonder of wukog?"
        assert found.search == ("who is the founder of wukong?",)

    def test_stop_words_are_not_corrected(self) -> None:
        asked: list[Sequence[str]] = []

        def note(words: Sequence[str]) -> dict[str, str]:
            asked.append(words)
            return {}

        analyse("Who is the king of it?", ["And the queen?"], corrections=note)
        assert asked == [["king", "queen"]], "and it is asked once"

    def test_capitals_and_lower_case_mean_the_same(self) -> None:
        asked = "When was Unitree founded?"
        variants = [analyse(text, aliases=ALIASES).search[1:] for text in (asked, asked.upper(), asked.lower())]
        assert [[v.casefold() for v in found] for found in variants] == [
            ["when was yushu technology founded?", "when was 宇树科技 founded?"]
        ] * 3

    def test_one_name_looks_for_the_others(self) -> None:
        assert analyse("Who leads Yushu Technology?", aliases=ALIASES).search == (
            "Who leads Yushu Technology?",
            "Who leads Unitree?",
            "Who leads 宇树科技?",
        )

    def test_texts_looked_up_are_few(self) -> None:
        many = Aliases([[f"Name{n}x" for n in range(50)]])
        assert len(analyse("Who is Name3x?", aliases=many).search) <= 5


class TestFollowUps:
    @pytest.mark.parametrize(
        ("asked", "history", "carried"),
        [
            ("What did she say about the leaders?", ["Who founded Hangzhou Bowu Culture?"], "Hangzhou Bowu Culture"),
            ("When was it founded?", ["What is Unitree known for?"], "Unitree"),
            ("What does the company make?", ["Who leads DeepSeek?"], "DeepSeek"),
            ("Why?", ["Did DeepSeek emerge in Hangzhou?"], "DeepSeek emerge in Hangzhou"),
            ("And how many?", ["Which firms does Hangzhou have?"], "Hangzhou"),
            ("What else did he say?", ["What did Wang Jian say?"], "Wang Jian"),
            ("When was it founded?", ["Who leads DeepSeek?", "And what does it make?"], "DeepSeek"),
            ("Who founded it?", ["what is deepseek"], "deepseek"),
            ("Where is the company from?", ["Who leads DeepSeek?"], "DeepSeek"),
            ("How long did it take to build?", ["Who made the Louvre?"], "Louvre"),
            ("How long did it take to build it?", ["Who made the Louvre?"], "Louvre"),
            ("Is it true that she left?", ["Who is Zhang Min?"], "Zhang Min"),
            ("And when did he found DeepSeek?", ["Who leads Unitree?"], "Unitree"),
            ("And who was the king?", ["When was Rome founded?"], "Rome"),
            ("Which one of them is older?", ["Who leads Unitree?"], "Unitree"),
        ],
    )
    def test_what_is_left_out_is_filled_in(self, asked: str, history: list[str], carried: str) -> None:
        found = analyse(asked, history, aliases=ALIASES)
        assert carried in found.search[0]
        assert found.text == asked

    @pytest.mark.parametrize(
        ("asked", "before", "meant"),
        [
            ("What about Shenzhen?", "How many unicorns does Guangzhou have?", "How many unicorns does Shenzhen have?"),
            ("And how many does Lyon have?", "How many firms does Paris have?", "How many firms does Lyon have?"),
            ("What about Suzhou?", "Why did Nanjing not have a DeepSeek?", "Why did Suzhou not have a DeepSeek?"),
            ("And the Solo?", "What does the Duo cost?", "What does the Solo cost?"),
        ],
    )
    def test_another_name_takes_the_place_of_the_first(self, asked: str, before: str, meant: str) -> None:
        found = analyse(asked, [before], aliases=ALIASES)
        assert found.search[0] == meant
        assert found.kind == analyse(before).kind

    @pytest.mark.parametrize(
        "asked",
        [
            "Who founded Hangzhou Bowu Culture?",
            "How many unicorn companies does Hangzhou have?",
            "Which city leads its province?",
            "Does DeepSeek open its models?",
            "Is there a river in Hangzhou?",
            "Where is Zhejiang University?",
            "And who founded Hangzhou Bowu Culture?",
            "But how much did Unitree earn?",
            "Who wrote the article about urban innovation?",
            "What is the name of the book by Saxenian?",
            "Who is the author of the report that Huabo printed?",
            "How much did it cost to plant single shoots?",
            "How heavy is one of the dogs?",
            "Why will there be no pond?",
            "Is it true that robots dance?",
        ],
    )
    def test_a_new_subject_is_not_mixed_with_the_old_one(self, asked: str) -> None:
        assert analyse(asked, ["When did Game Science publish Black Myth: Wukong?"]) == analyse(asked)

    def test_the_newest_subject_counts(self) -> None:
        found = analyse("Who founded it?", ["What is Unitree?", "What is BrainCo?"])
        assert "BrainCo" in found.search[0]
        assert "Unitree" not in found.search[0]

    def test_a_wrong_history_is_named(self) -> None:
        with pytest.raises(QuestionError, match="control character"):
            analyse("Why?", ["\x01 who"])

    def test_an_empty_one_says_nothing(self) -> None:
        assert analyse("Who founded it?", ["", "  "]) == analyse("Who founded it?")

    @given(
        st.lists(st.sampled_from(["Why?", "And it?", "What about Shenzhen?", "Who leads DeepSeek?", "he"]), max_size=9)
    )
    def test_every_history_gives_a_question(self, history: list[str]) -> None:
        found = analyse("And when was it?", history, aliases=ALIASES)
        assert found.text == "And when was it?"
        assert all(text.strip() for text in found.search)
        assert found == analyse("And when was it?", history, aliases=ALIASES)


def test_content_words_beyond() -> None:
    assert content_words_beyond("And why is that?") == []
    assert content_words_beyond("Which dragons rose?") == ["dragon", "rose"]


def test_an_earlier_question_without_a_word_is_passed_over() -> None:
    assert analyse("Who founded it?", ["???"]) == analyse("Who founded it?")


@pytest.mark.parametrize(
    ("command", "asked"),
    [
        ("Name the six firms.", "What are the six firms?"),
        ("give examples of unicorns in Hangzhou", "What are unicorns in Hangzhou?"),
        ("Can you give me some examples of rivers?", "What are rivers?"),
        ("Please list all rivers", "What are rivers?"),
        ("Name", "Name"),
        ("Names of the six firms?", "Names of the six firms?"),
        ("Who can name them?", "Who can name them?"),
    ],
)
def test_a_command_to_list_is_read_as_its_question(command: str, asked: str) -> None:
    assert as_question(command) == asked
