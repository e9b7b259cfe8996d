import time

import pytest

from askhz.question import LIMIT, analyse, kind_of
from askhz.question.kinds import chooses, counted_in, sides_of


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
            ("Give me three reasons why firms choose Hangzhou", "reason"),
            ("Name two causes of the delay.", "reason"),
            ("Name two causes.", "list"),
            ("Which newspaper asked why Nanjing has none?", "organisation"),
            ("How do officials behave when they visit?", "manner"),
            ("What do founders do when money runs out?", "other"),
            ("And when did it open?", "date"),
            ("It opened when?", "date"),
            ("Where did they say how many came?", "place"),
            ("How heavy is the robot?", "number"),
            ("What happens to the heat?", "other"),
            ("What is Ada Meyers' phone number?", "other"),
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
        began = time.process_time()
        for text in ("how " * 500, "which a " * 250, "rank " * 400, "A " * 1000, "the " * 500, "A a" * 600):
            analyse(text[:LIMIT], ["Who is " + text[: LIMIT - 10]] * 8)
        assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ("How do I descale the coffee machine?", "procedure"),
        ("how to hang a gate", "procedure"),
        ("What must we do to renew the licence?", "procedure"),
        ("What are the steps for registering a boat?", "procedure"),
        ("Which site has instructions for boats?", "other"),
        ("registering a boat walkthrough", "procedure"),
        ("effective date of the boat procedure", "date"),
        ("weight of the pump", "number"),
        ("What are the dates of the fair?", "date"),
        ("What time zone is meant?", "other"),
        ("How quickly do they reply?", "number"),
        ("How did the guild renew its licence?", "manner"),
        ("What should I do if the lamp stays dark?", "advice"),
        ("What do we do about moles?", "advice"),
        ("What is a gusset?", "definition"),
        ("What is Driftwood?", "definition"),
        ("What is Driftwood's address?", "other"),
        ("What's a gusset?", "definition"),
        ("What does the blue lamp mean?", "definition"),
        ("Who was Edda Lindqvist?", "definition"),
        ("Who is the harbour master?", "person"),
        ("Who are the keyholders?", "list"),
        ("What is the difference between a sloop and a ketch?", "comparison"),
        ("How do a sloop and a ketch differ?", "comparison"),
        ("Compare the sloop with the ketch", "comparison"),
        ("sloop vs ketch", "comparison"),
        ("Who wrote about sloop vs ketch?", "person"),
        ("Why does a sloop differ from a ketch?", "reason"),
        ("Can I bring a dog?", "yes-no"),
        ("May visitors take photographs?", "yes-no"),
        ("Doesn't the mill grind rye?", "yes-no"),
        ("Which of the boats are for hire?", "list"),
        ("如何更换滤芯？", "procedure"),
        ("我該怎麼申請補貼？", "procedure"),
        ("如果灯不亮怎么办？", "advice"),
        ("什么是龙骨？", "definition"),
        ("龙骨是什么？", "definition"),
        ("单桅船和双桅船有什么区别？", "comparison"),
        ("磨坊周一开门吗？", "yes-no"),
        ("可以带狗嗎？", "yes-no"),
        ("磨坊有几层？", "number"),
        ("磨坊在哪里？", "place"),
        ("面粉要磨几分钟？", "number"),
        ("磨坊星期几开门？", "date"),
        ("水车和风车比哪个更快？", "comparison"),
        ("磨石为啥要换？", "reason"),
        ("磨坊晚上要不要锁门", "yes-no"),
        ("去磨坊之前要准备什么？", "list"),
        ("漏斗堵了有什么办法？", "manner"),
        ("磨石是干什么用的？", "definition"),
        ("誰建了磨坊？", "person"),
        ("哪些船可以租？", "list"),
    ],
)
def test_more_kinds(asked: str, kind: str) -> None:
    assert kind_of(asked) == kind


@pytest.mark.parametrize(
    ("asked", "sides"),
    [
        ("What is the difference between a sloop and a ketch?", ("a sloop", "a ketch")),
        ("How does the Elk differ from the Lynx?", ("the Elk", "the Lynx")),
        ("Which is longer, the sloop or the ketch?", ("the sloop", "the ketch")),
        ("Is rye heavier than oats?", ("rye", "oats")),
        ("单桅船和双桅船有什么区别？", ("单桅船", "双桅船")),
        ("單桅船與雙桅船有什麼區別？", ("單桅船", "雙桅船")),
        ("What is a sloop and what is a ketch?", ("a sloop", "a ketch")),
        ("Where is the ketch?", ()),
    ],
)
def test_sides(asked: str, sides: tuple[str, ...]) -> None:
    assert sides_of(asked) == sides
    assert analyse(asked).sides == sides


@pytest.mark.parametrize(
    ("asked", "things"),
    [
        ("How many millstones are there?", "millstones"),
        ("how many spare oars does the ketch carry", "spare oars"),
        ("磨坊有多少个石磨？", "石磨"),
        ("How long is the ketch?", None),
        ("几点开门？", None),
    ],
)
def test_what_is_counted(asked: str, things: str | None) -> None:
    assert counted_in(asked) == things


def test_choosing() -> None:
    assert chooses("Which of them need a licence?")
    assert chooses("其中哪些可以租？")
    assert not chooses("Which bridge is the oldest?")


def test_a_text_pasted_behind_a_question_changes_nothing() -> None:
    assert kind_of("How long is the ketch? " + "Why? How many? " * 500) == "number"


AS_PEOPLE_ASK = [
    ("I have a dog that barks. Can I bring it?", "yes-no"),
    ("If the fee goes up, will members leave?", "yes-no"),
    ("night train can i bring a bike", "yes-no"),
    ("paper cups ok?", "yes-no"),
    ("benefits of short lessons", "list"),
    ("pros and cons of gas lamps", "list"),
    ("What do I have to bring to the exam?", "list"),
    ("What do I need before I can sail?", "list"),
    ("What is needed for the exam?", "list"),
    ("steps to open the lock", "procedure"),
    ("My lamp is out. What do I check?", "procedure"),
    ("When is a lamp broken and when only loose?", "comparison"),
    ("I met a man who sails. How many boats has he?", "number"),
    ("How expensive is the ferry?", "number"),
]


@pytest.mark.parametrize(("asked", "kind"), AS_PEOPLE_ASK)
def test_what_the_last_question_or_keywords_want(asked: str, kind: str) -> None:
    assert kind_of(asked) == kind


@pytest.mark.parametrize(
    "text",
    [
        "What must be assessed in a venue before the event?",
        "What should be in a notice?",
        "What has to be written down at the end?",
        "What should I consider when I choose a licence?",
        "the four core capabilities of the office",
        "two ways of signing in",
        "tools to scan an application",
        "tips by experienced teachers",
    ],
)
def test_what_is_to_be_several_things_is_a_list(text: str) -> None:
    assert kind_of(text) == "list"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("What happens to organisers who fail to report?", "other"),
        ("Can people who are under 18 join?", "yes-no"),
        ("What data is collected about people who comment?", "list"),
        ("How do I thank someone who helped?", "procedure"),
        ("tips for people whose laptop is gone", "list"),
        ("And who breaks the tie?", "person"),
        ("By whom is it signed?", "person"),
        ("In the office, who has a key?", "person"),
    ],
)
def test_the_who_of_a_clause_asks_for_no_person(text: str, kind: str) -> None:
    assert kind_of(text) == kind


@pytest.mark.parametrize(("text", "kind"), [("When should I use one store?", "other"), ("When will it close?", "date")])
def test_when_one_should_do_something_is_no_date(text: str, kind: str) -> None:
    assert kind_of(text) == kind


def test_what_is_of_something_is_no_definition() -> None:
    assert kind_of("What is the Grand Total of Alpine Ski House?") == "other"
    assert kind_of("What is the Trans Siberian Railway?") == "definition"
