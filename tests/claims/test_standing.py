"""What of a question's terms stands in the documents, and which units may answer."""

from collections.abc import Sequence

import pytest

from askhz.claims import Missing, ground_of, missing_everywhere, permitted, required
from askhz.claims.standing import stands
from askhz.question import analyse
from askhz.records import DocumentInfo, Passage
from askhz.text.aliases import Aliases
from askhz.text.words import normal_words


def passage(*units: str, source: str = "a.md", context: str = "") -> Passage:
    text, spans = "", []
    for unit in units:
        spans.append((len(text), len(text) + len(unit)))
        text += unit + " "
    return Passage(source, 0, len(text), text, tuple(spans), context=context)


def missing(question: str, *passages: Passage, aliases: Aliases | None = None) -> Missing | None:
    def holding(words: Sequence[str]) -> int:
        return sum(set(words) <= set(normal_words(f"{one.context} {one.text}")) for one in passages)

    terms = required(analyse(question, aliases=aliases))
    return missing_everywhere(terms, [ground_of(one) for one in passages], holding, aliases or Aliases())


def may(question: str, *passages: Passage, documents: Sequence[DocumentInfo | None] = ()) -> list[str]:
    infos = list(documents) or [None] * len(passages)
    units = [(one, span, info) for one, info in zip(passages, infos, strict=True) for span in one.sentences]
    allowed = permitted(required(analyse(question)), units)
    return [one.text[span[0] : span[1]] for (one, span, _), yes in zip(units, allowed, strict=True) if yes]


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("What is ada@club.net for?", "Write to `Ada@club.net` for help.", True),
        ("What is ada@club.net for?", "Write to ada@club.net.", True),
        ("What is ada@club.net for?", "Write to nada@club.net or ada@club.net.au.", False),
        ("What is at https://club.net/a/?", "See <https://club.net/a>.", True),
        ("What is at https://club.net/a?", "See https://club.net/ab.", False),
        ("What is E4023?", "Fault E-4023: hot", True),
        ("What is E-4023?", "fault e 4023", True),
        ("What is E4023?", "Fault E40231: hot", False),
        ("What is OPS-7?", "OPS-77", False),
        ("What is OPS-7?", "OPS-07.", True),
        ("What is AB-12?", "AB-12/9", False),
        ("What is RFC 2119?", "see rfc2119", True),
        ("What does 3.3.1 fix?", "v3.3.1 fixes", True),
        ("What does version 3.3 fix?", "3.3.1 fixes", False),
        ("What does version 3.3 fix?", "In 3.3. It", True),
        ("What does version 2 fix?", "There are 2 kilns", False),
        ("What does version 2 fix?", "v2 fixes", True),
        ("Which firm has 1,500 workers?", "1500 workers", True),
        ("Which firm has 1500 workers?", "one thousand five hundred workers", True),
        ("Which firm has 1500 workers?", "11,500 workers", False),
        ("What was decided on 9 July 2024?", "2024-07-09", True),
        ("What was decided on 9 July 2024?", "2024-07-19", False),
        ("What was decided on 9 July 2024?", "Minutes of 2024\nOn 9 July they met.", True),
        ("What was decided in May 2024?", "2024-05-14", True),
        ("Which firm has 1500 workers?", "1.500 workers", True),
        ("Which firm has 1'500 workers?", "1 500 workers", True),
        ("Which firm has 1,500 workers?", "1’500 workers", True),
        ("What was decided on 9 July 2024?", "2024/7/9", True),
        ("What was decided on 9 July 2024?", "9-Jul-2024", True),
        ("What was decided on 9 July 2024?", "8–10 July 2024", True),
        ("What was decided on 9 July 2024?", "from the 8th to the 10th; 8 to 9 July 2024", True),
        ("What was decided on 9 July 2024?", "from 28 June to 12 July 2024", True),
        ("What was decided on 9 July 2024?", "10-12 July 2024", False),
        ("What was decided on 9 July 2024?", "8–10 July 2023", False),
        ("What was decided on 9 July 2024?", "10 July 2024 to 8 August 2024", False),
        ("What was decided in May?", "2024-05-14", True),
        ("What was decided in May?", "They met in May.", True),
        ("What was decided in May?", "They may meet on 2024-06-05.", False),
        ("What was decided in September?", "They met last Sept.", True),
    ],
)
def test_a_term_stands_in_any_notation(question: str, text: str, expected: bool) -> None:
    (term,) = required(analyse(question))
    assert stands(term, text) is expected


class TestNowhere:
    CODES = passage("- E4021: impeller blocked.", "- E4022: motor too hot.", "There are 70 of them.")

    @pytest.mark.parametrize(
        ("question", "nearest"), [("What does E4023 mean?", "E4022"), ("What is E-4020?", "E4021")]
    )
    def test_a_code_that_no_document_has_is_named_with_the_nearest(self, question: str, nearest: str) -> None:
        found = missing(question, self.CODES)
        assert found is not None
        assert found.nearest == nearest

    @pytest.mark.parametrize("question", ["What does E4022 mean?", "What does e-4022 mean?", "What is hot?"])
    def test_what_is_there_is_not_missing(self, question: str) -> None:
        assert missing(question, self.CODES) is None

    def test_words_that_stand_in_a_passage_by_chance_are_no_code(self) -> None:
        assert missing("What is OPS-70?", passage("OPS-77 asks for 70 cups.", "Seventy: 70.")) is not None

    def test_a_name_none_of_whose_words_is_there(self) -> None:
        assert missing("Where does Petra Quist live?", passage("Marit Solvang lives here.")) is not None

    def test_quoted_words_that_no_passage_has_together(self) -> None:
        debts = passage("Debts are paid at once.", "A technical matter.")
        found = missing('What does "technical debt" mean?', passage("Debts are paid at once."))
        assert found is not None
        assert found.term.text == "technical debt"
        assert missing('What does "technical debt" mean?', debts) is None
        assert missing('What does "paying a debt" mean?', debts) is not None
        assert missing('What does "the debts" mean?', debts) is None
        terms = required(analyse('What does "paying a debt" mean?'))  # a passage that was not found has the words
        assert missing_everywhere(terms, [ground_of(debts)], lambda words: 1, Aliases()) is None

    def test_a_number_that_a_passage_not_found_has_in_groups(self) -> None:
        (term,) = required(analyse("Which firm has 18400 workers?"))

        def held(text: str) -> bool:
            words = set(normal_words(text))
            return missing_everywhere([term], [], lambda asked: int(set(asked) <= words), Aliases()) is None

        assert all(map(held, ("18.400 workers", "18 400 workers", "18,400 workers", "18’400 workers")))
        assert not held("18 workers")

    def test_a_month_that_stands_only_in_dates(self) -> None:
        assert missing("What happened in May?", passage("2024-05-14: The lamp broke.")) is None
        lacks = missing("What happened in May?", passage("2024-06-14: The lamp broke."))
        assert lacks is not None
        assert lacks.nearest == "2024-06-14"

    def test_a_surname_is_enough(self) -> None:
        assert missing("Where does Oren Takacs live?", passage("Mr Takacs lives here.")) is None

    def test_another_name_in_the_same_place(self) -> None:
        found = missing("What is the rent of Marit Quist?", passage("Marit Solvang pays 5."))
        assert found is not None
        assert found.nearest == "Marit Solvang"

    def test_another_name_in_the_same_word(self) -> None:
        found = missing("What about Dutch-owned mills?", passage("Half of the Danish-owned mills are closed."))
        assert found is not None
        assert found.nearest == "Danish-owned"
        assert missing("What about Danish-owned mills?", passage("All Danish-owned mills are closed.")) is None

    def test_a_longer_word_that_begins_with_the_name(self) -> None:
        assert missing("How do I install it on a Mac?", passage("On macOS: brew install it.")) is None

    def test_letters_of_a_name_that_is_written_out(self) -> None:
        asked = "Where do I enter the SSN?"
        assert missing(asked, passage("Enter the Social Security Number.")) is None
        assert missing(asked, passage("Enter the number of social security.")) is not None

    def test_a_name_that_means_the_same(self) -> None:
        aliases = Aliases([("Qunhe", "Manycore")])
        assert missing("What does Manycore make?", passage("Qunhe makes chips."), aliases=aliases) is None

    def test_the_title_counts(self) -> None:
        assert missing("Where is Marit Solvang?", passage("Desk: third floor", context="Marit Solvang")) is None


class TestPermitted:
    def test_an_item_about_another_code_may_not_answer(self) -> None:
        one = passage("- E4021: blocked.", "Stop the pump.\n\n", "- E4022: hot.", "Wait.\n\n")
        assert may("What should I do about E4022?", one) == ["- E4022: hot.", "Wait.\n\n"]

    def test_a_heading_leads_all_below_it(self) -> None:
        hot, cold = passage("Wait.", context="E4022"), passage("Go on.", source="b.md", context="E4021")
        assert may("What should I do about E4022?", hot, cold) == ["Wait."]

    def test_the_document_of_another_day_may_not_answer(self) -> None:
        may_, june = passage("It was postponed.", source="2024-05-14.md"), passage("Done.", source="2024-06-11.md")
        assert may("What was decided on 14 May 2024?", may_, june) == ["It was postponed."]

    def test_details_tell_the_year(self) -> None:
        infos = [DocumentInfo("a.md", "Rules", 9, {"date": "2020-01-02"}), DocumentInfo("b.md", "Rules", 9)]
        assert may(
            "What was the fine in 2020?", passage("20 cents."), passage("35.", source="b.md"), documents=infos
        ) == ["20 cents."]

    def test_a_replaced_year_that_is_only_mentioned(self) -> None:
        old = passage("Fine: 20 cents.", context="Rules 2020")
        new = passage("They replace the rules of 2020.", "Fine: 35 cents.", source="b.md", context="Rules 2023")
        assert "Fine: 35 cents." not in may("What was the fine in 2020?", old, new)

    def test_a_month_forbids_nothing(self) -> None:
        texts = ["In May the lamp broke.", "The keeper was away on 3 June."]
        assert may("Why did the lamp break in May?", passage(*texts)) == texts

    def test_where_nothing_may_everything_may(self) -> None:
        assert may("What is E4023?", passage("Something.", "Else.")) == ["Something.", "Else."]

    def test_other_questions_are_left_alone(self) -> None:
        assert may("What is hot?", passage("E4022 is hot.", "So is E4021.")) == ["E4022 is hot.", "So is E4021."]


@pytest.mark.parametrize(
    ("question", "text", "there"),
    [
        ("E4023错误是什么意思？", "出现E4023时请换水。", True),
        ("E4023错误是什么意思？", "出现E4022时请换水。", False),
        ("哪家公司有一千五百名工人？", "The mill has 1,500 workers.", True),
        ("Which mill has 1,500 workers?", "磨坊有一千五百名工人。", True),
        ("哪家公司有1500名工人？", "磨坊有一千六百名工人。", False),
        ("磨坊在2024年7月9日做了什么？", "9 July 2024: the wheel was mended.", True),
        ("What happened on 9 July 2024?", "二〇二四年七月九日，水车修好了。", True),
        ("What happened on 9 July 2024?", "二〇二四年七月八日，水车修好了。", False),
    ],
)
def test_numbers_dates_and_codes_stand_beside_chinese_characters(question: str, text: str, there: bool) -> None:
    assert stands(required(analyse(question))[0], text) is there


def test_a_day_of_the_week_stands_as_it_is_written_short() -> None:
    (day,) = required(analyse("Which course is on Tuesday?"))
    assert stands(day, "Yoga; Tue; 20:00")
    assert stands(day, "Open Mon–Wed")
    assert not stands(day, "Yoga; Wed")
    assert missing_everywhere([day], [], lambda words: int("tue" in words), Aliases()) is None
    assert missing_everywhere([day], [], lambda words: 0, Aliases()) is not None


def test_a_name_without_a_capital_that_stands_nowhere() -> None:
    held = passage("Colin Quist played Darwell.")

    def holding(words: Sequence[str]) -> int:
        return int(set(words) <= set(normal_words(held.text)))

    found = missing_everywhere([], [ground_of(held)], holding, Aliases(), "who played wickfeld")
    assert found is not None
    assert (found.term.kind, found.term.text, found.term.wordings) == ("name", "wickfeld", (("wickfeld",),))
    assert missing_everywhere([], [ground_of(held)], holding, Aliases(), "who played darwell") is None
    assert missing_everywhere([], [ground_of(held)], holding, Aliases()) is None


def test_a_code_with_a_name_in_it_is_not_that_name() -> None:
    (code,) = [term for term in required(analyse("What is Unitree-G7?")) if term.kind == "identifier"]
    aliases = Aliases([("Unitree", "Yushu"), ("B2", "Go2")])
    assert not stands(code, "Unitree and Yushu grew.", aliases)
    (other,) = required(analyse("What is the Go2?"))
    assert stands(other, "The B2 walks.", aliases)
