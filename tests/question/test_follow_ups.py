from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askhz.errors import QuestionError
from askhz.question import analyse, is_whole
from askhz.text.aliases import Aliases

ALIASES = Aliases([("Unitree", "Yushu Technology", "宇树科技"), ("DeepSeek", "deep search", "深度求索")])


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
        found = analyse(asked, ["When did Game Science publish Black Myth: Wukong?"])
        assert replace(found, topics=()) == analyse(asked)
        assert is_whole(found)

    def test_the_newest_subject_counts(self) -> None:
        found = analyse("Who founded it?", ["What is Unitree?", "What is BrainCo?"])
        assert "BrainCo" in found.search[0]
        assert "Unitree" not in found.search[0]

    def test_a_wrong_history_is_named(self) -> None:
        with pytest.raises(QuestionError, match="control character"):
            analyse("Why?", ["\x01 who"])

    def test_an_empty_one_says_nothing(self) -> None:
        assert analyse("Who founded it?", ["", "  "]) == analyse("Who founded it?")

    @settings(deadline=None)  # the first call compiles the patterns
    @given(
        st.lists(st.sampled_from(["Why?", "And it?", "What about Shenzhen?", "Who leads DeepSeek?", "he"]), max_size=9)
    )
    def test_every_history_gives_a_question(self, history: list[str]) -> None:
        found = analyse("And when was it?", history, aliases=ALIASES)
        assert found.text == "And when was it?"
        assert all(text.strip() for text in found.search)
        assert found == analyse("And when was it?", history, aliases=ALIASES)


def test_an_earlier_question_without_a_word_is_passed_over() -> None:
    assert analyse("Who founded it?", ["???"]) == analyse("Who founded it?")


def understood(asked: str, *history: str, answer: str | None = None, together: bool = True) -> str:
    """How a question is looked up."""
    return analyse(
        asked, history, aliases=ALIASES, answers=lambda place: answer, together=lambda words: together
    ).search[0]


@pytest.mark.parametrize(
    ("before", "asked", "meant"),
    [
        # A pronoun behind a helping verb, whatever stands before it.
        (
            "When was the tug Gannet built?",
            "How many barrels does it carry?",
            "How many barrels does the tug Gannet carry?",
        ),
        (
            "When was the tug Gannet built?",
            "What kind of winch does it have?",
            "What kind of winch does the tug Gannet have?",
        ),
        (
            "Who founded the seal station?",
            "How large a beach does it cover?",
            "How large a beach does the seal station cover?",
        ),
        # What belongs to the subject.
        ("What is the yearly fee of Larch meadow?", "What is its deposit?", "What is Larch meadow's deposit?"),
        ("When was the tug Gannet built?", "Who is the skipper?", "Who is the skipper of the tug Gannet?"),
        (
            "When was the tug Gannet built?",
            "When did the skipper retire?",
            "When did the skipper of the tug Gannet retire?",
        ),
        ("What is the yearly fee of Larch meadow?", "And the deposit?", "What is the deposit of Larch meadow?"),
        ("Who founded the seal station?", "How many keepers work there?", "How many keepers work at the seal station?"),
        (
            "When was the tug Gannet lit?",
            "What is the name of the skipper?",
            "What is the name of the skipper of the tug Gannet?",
        ),
        ("What is the yearly fee of Larch meadow?", "And its deposit?", "What is Larch meadow's deposit?"),
        (
            "When was the tug Gannet built?",
            "Is the winch open on Sundays?",
            "Is the winch of the tug Gannet open on Sundays?",
        ),
        ("When does the sailing course start?", "Where do I sign up?", "Where do I sign up? the sailing course"),
        # A unit is not what is spoken of.
        ("What does a disk of 4 TB cost?", "And when does it arrive?", "And when does it arrive? disk 4 TB cost"),
        ("What is rule HR-12 about?", "When did it take effect?", "When did HR-12 take effect?"),
        # The shorter name of what was named in full.
        ("Who is the skipper of the Gannet?", "When was the skipper born?", "When was the skipper of the Gannet born?"),
        ("What does the warranty cover?", "How long does it last?", "How long does the warranty last?"),
        ("Who was Edda Lindqvist?", "Where was she born?", "Where was Edda Lindqvist born?"),
        ("Who was Edda Lindqvist?", "What is her book called?", "What is Edda Lindqvist's book called?"),
    ],
)
def test_what_a_follow_up_means(before: str, asked: str, meant: str) -> None:
    assert understood(asked, before) == meant


@pytest.mark.parametrize(
    ("before", "answer", "asked", "meant"),
    [
        (
            "Who is the skipper of the Gannet?",
            "Edda Lindqvist",
            "Where was she born?",
            "Where was Edda Lindqvist born?",
        ),
        ("Who founded Unitree?", "Wang Xingxing", "What is his degree?", "What is Wang Xingxing's degree?"),
        ("Which boat has a red hull?", "the Gannet", "How fast is it?", "How fast is the Gannet?"),
        ("谁创立了宇树科技？", "王兴兴", "他是哪里人？", "王兴兴是哪里人？"),
    ],
)
def test_an_answer_is_spoken_of(before: str, answer: str, asked: str, meant: str) -> None:
    assert understood(asked, before, answer=answer) == meant
    assert understood(asked, before) != meant


@pytest.mark.parametrize("answer", ["Gannet, Heron, and Elk", "Gannet, Heron, Elk", "Gannet, Heron, Elk or Lynx"])
def test_several_things_are_not_it(answer: str) -> None:
    asked, before = "How fast is it?", "Which boat has a red hull?"
    assert answer not in understood(asked, before, answer=answer)
    assert understood(asked, before, answer="Gannet of Visby, Gotland") == "How fast is Gannet of Visby, Gotland?"


def test_an_answer_is_asked_for_only_where_it_may_be_spoken_of() -> None:
    places: list[int] = []

    def answer(place: int) -> str:
        places.append(place)
        return "Edda Lindqvist"

    for asked in ("How fast is the Gannet?", "When was it built?", "And the deposit?"):
        analyse(asked, ["thanks", "When was the tug Gannet launched?"], answers=answer)
    assert places == []
    analyse("Where was she born?", ["thanks", "Who is the skipper of the Gannet?"], answers=answer)
    assert places == [1], "counted in the whole history"


@pytest.mark.parametrize(
    "between", ["thanks", "ok", "Great, thank you!", "are you sure?", "hi", "what can you do?", "谢谢", "???"]
)
def test_a_social_line_in_between_changes_nothing(between: str) -> None:
    asked, before = "How many barrels does it carry?", "When was the tug Gannet built?"
    assert understood(asked, before, *[between] * 9) == understood(asked, before)


@pytest.mark.parametrize(
    "asked",
    [
        "Who conducts the Harbour choir?",
        "Which boat has a red hull?",
        "What is the yearly fee of Larch meadow?",
        "What is the melting point of tin?",
        "Do keepers of seals get money for their work?",
        "How do I boil milk when it is cold?",
        "Why do bees swarm?",
        "杭州有多少家公司？",
    ],
)
def test_a_new_topic_drops_the_one_before(asked: str) -> None:
    assert understood(asked, "When was the tug Gannet built?") == asked


def test_the_last_topic_counts() -> None:
    history = ("Who founded the glass works at Orrefjord?", "Who conducts the Harbour choir?")
    assert understood("How many singers does it have?", *history) == "How many singers does the Harbour choir have?"


def test_the_mayor_is_not_the_tugs() -> None:
    """Where no passage tells of both, "the mayor" is another topic."""
    before = "When was the tug Gannet built?"
    assert understood("Who is the mayor?", before, together=False) == "Who is the mayor?"
    assert understood("Who is the mayor?", before, together=True) == "Who is the mayor of the tug Gannet?"


@pytest.mark.parametrize(
    ("before", "asked", "carried"),
    [
        ("Which tugs are there?", "Which is the oldest?", "tugs"),
        ("Who are the trustees of Larch House?", "Who was the youngest?", "trustees"),
        ("Do trustees get money at Larch House?", "Who decided that?", "money"),
        ("有哪些拖船？", "哪艘最老？", "拖船"),
    ],
)
def test_what_is_picked_from_or_spoken_of_as_a_whole(before: str, asked: str, carried: str) -> None:
    assert carried in understood(asked, before, together=False)


def test_a_choice_that_says_from_what_is_whole() -> None:
    for asked in ("Which is the oldest of the mills?", "Which is the tallest tower in Bergen?"):
        assert understood(asked, "Which tugs are there?") == asked


@pytest.mark.parametrize(
    ("before", "asked", "carried"),
    [
        ("What is Bergen's rank by rainfall?", "and who ranks first?", "rank"),
        ("Do directors get money for work at Larch House?", "and volunteers?", "money"),
        ("When is the museum at Holm closed?", "And the café?", "closed"),
        ("How do I descale the Solo kettle?", "How often should I do it?", "descale"),
        ("How often is the east line tested at Larch House?", "And for the west line?", "tested"),
    ],
)
def test_an_ellipsis_takes_the_whole_matter(before: str, asked: str, carried: str) -> None:
    assert carried in understood(asked, before)


@pytest.mark.parametrize(
    ("before", "asked", "meant"),
    [
        ("塘鹅号拖船是什么时候建造的？", "它能装多少桶？", "塘鹅号拖船能装多少桶？"),
        ("塘鵝號拖船是什麼時候建造的？", "它有多長？", "塘鵝號拖船有多長？"),
        ("塘鹅号拖船是什么时候建造的？", "船长是谁？", "塘鹅号拖船的船长是谁？"),
        ("落叶松草地的年费是多少？", "押金呢？", "落叶松草地的押金是什么？"),
        ("落叶松草地的年费是多少？", "那白桦草地呢？", "白桦草地的年费是多少？"),
        ("海豹站在哪里？", "那里有什么鱼？", "海豹站有什么鱼？"),
        ("谁创立了宇树科技？", "这家公司做什么？", "宇树科技做什么？"),
        ("长江大桥什么时候建成的？", "为什么？", "为什么？ 长江大桥什么时候建成的？"),
    ],
)
def test_follow_ups_in_chinese(before: str, asked: str, meant: str) -> None:
    assert understood(asked, before, "谢谢") == meant


@pytest.mark.parametrize(
    ("before", "asked", "meant"),
    [
        ("What is tarnlib?", "How do I install it with Postgres?", "How do I install tarnlib with Postgres?"),
        ("What is log_level?", "What is its default?", "What is the default of log_level?"),
        ("What is log_level?", "Where is its value read?", "Where is log_level's value read?"),
        ("What does log_level do?", "And the default?", "And the default? log_level"),
        ("Is log_level or log_file needed?", "What is its default?", "What is its default? log_level log_file needed"),
    ],
)
def test_what_is_defined_or_a_setting_is_spoken_of(before: str, asked: str, meant: str) -> None:
    assert understood(asked, before) == meant


@pytest.mark.parametrize(
    ("history", "answer", "meant"),
    [
        (["Who founded Tarrow?", "When was Tarrow founded?"], "Edda Lindqvist", "Where was Edda Lindqvist born?"),
        (["Who founded Tarrow?", "When?"], "Edda Lindqvist", "Where was Edda Lindqvist born?"),
        (["Who founded Tarrow?"], "Edda and Marit Lindqvist", "Where was she born? Tarrow"),
        (["What is Tarrow?"], None, "Where was she born? Tarrow"),
        (["When was TarrowDB founded?"], None, "Where was she born? TarrowDB"),
        (["When did Edda Lindqvist leave?"], None, "Where was Edda Lindqvist born?"),
    ],
)
def test_a_pronoun_for_a_person_stands_for_no_thing(history: list[str], answer: str | None, meant: str) -> None:
    assert understood("Where was she born?", *history, answer=answer) == meant


def test_when_asks_of_who_did() -> None:
    before = "Who founded the seal station?"
    asked = analyse("And when?", [before], answers=lambda place: "Edda Lindqvist")
    assert asked.search[0] == asked.as_asked == "When was it that Edda Lindqvist founded the seal station?"
    assert asked.kind == "date"
    assert understood("When?", before) == f"When? {before}"
    assert understood("When?", "Who is Edda Lindqvist?", answer="Marit").startswith("When? ")


class TestCarriedOn:
    """What a conversation is about goes on; of the questions in between only the last one's words do."""

    FLAG = ("How can I get a burial flag?", "where do I take the form?", "how much does it cost?")

    def test_the_words_of_the_opening_and_of_the_last_question(self) -> None:
        assert analyse("what size is it?", self.FLAG).search[0] == "what size is it? cost burial flag"

    @pytest.mark.parametrize(
        ("asked", "history", "meant"),
        [
            (
                "can I pay it in installments?",
                ["What is the VA funding fee?", "who has to pay it?"],
                "Can I pay the VA funding fee in installments?",
            ),
            (
                "what if I lost it?",
                ["How do I get a veteran ID card?", "how long does that take?"],
                "What if I lost a veteran ID card?",
            ),
            (
                "what happens to them if I leave?",
                ["How do my stock options vest?", "what's the cliff?"],
                "what happens to them if I leave? cliff stock options vest",
            ),
        ],
    )
    def test_what_it_is_about_is_said_by_the_question_that_names_it(
        self, asked: str, history: list[str], meant: str
    ) -> None:
        assert analyse(asked, history).search[0] == meant

    def test_a_question_of_several_words_is_about_itself(self) -> None:
        assert analyse("and on Sundays?", ["What is the Elk?", "opening hours"]).search[0] == "opening hours Sundays"

    def test_what_is_told_is_not_what_it_is_about(self) -> None:
        history = ["How do I delete a stale account?", "I forgot the password"]
        assert (
            analyse("which law is that?", history).search[0]
            == "which law is that? forgot password delete stale account"
        )

    def test_a_name_in_the_story_before_a_question_is_not_what_it_is_about(self) -> None:
        history = ["I start at Larchworks on Monday. Who hands out the pass?", "what will it look like?"]
        assert "Larchworks" not in analyse("how long until I have it?", history).search[0]

    @pytest.mark.parametrize(
        ("asked", "before", "meant"),
        [
            ("what does it cost?", "how do I register a .gov domain?", "what does it cost to register a .gov domain?"),
            ("And how long does it take?", "Could we hire a boat?", "how long does it take to hire a boat?"),
            ("how long is it?", "Could we hire a boat?", "how long is it? hire boat"),
        ],
    )
    def test_what_is_done_takes_time_and_costs(self, asked: str, before: str, meant: str) -> None:
        assert analyse(asked, [before]).search[0] == meant
