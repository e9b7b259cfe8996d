from dataclasses import replace

import pytest
from findings import finding, found_in, hit_of, passage_of

from askhz.answering.sections import from_named_section, holds, named_section, weighed_by_section
from askhz.answering.surroundings import stretches
from askhz.question import analyse
from askhz.records import Finding, Passage

RULES = ("Membership", "Reviewer", "Requirements")
DUTIES = ("Membership", "Reviewer", "Duties")
OTHER = ("Membership", "Approver", "Requirements")
TEXTS: dict[tuple[str, ...], str] = {
    RULES: "- Three months as a member\n- Five reviews",
    DUTIES: "- Answers within a week\n- Reads the tests",
    OTHER: "- A year as a reviewer",
}
ASKED = analyse("What are the requirements for a reviewer?")


def passages() -> list[Passage]:
    found: list[Passage] = []
    at = 0
    for headings, text in TEXTS.items():
        found.append(passage_of(text, at, headings=headings, context="Membership. " + ". ".join(headings[1:])))
        at += 100
    return found


KNOWN = stretches(passages())


def at(headings: tuple[str, ...], line: str, evidence: float, score: float = 0.5) -> Finding:
    start = 100 * list(TEXTS).index(headings) + TEXTS[headings].index(line)
    return replace(finding(line, score, start=start), evidence=evidence)


def test_the_section_whose_headings_say_the_most() -> None:
    section = named_section(ASKED, "a.txt", KNOWN)
    assert section is not None
    assert (section.headings, section.in_full) == (RULES, True)
    assert [holds(section, stretch.units[0]) for stretch in KNOWN] == [True, False, False]


@pytest.mark.parametrize(
    "asked",
    [
        "What are the requirements?",  # two sections say as much
        "Who may join?",
        "What does membership bring?",  # the title is said of all of them
        "Which reviewer duties and approver requirements are there?",
    ],
)
def test_none_is_named_where_none_says_more_than_the_others(asked: str) -> None:
    section = named_section(analyse(asked), "a.txt", KNOWN)
    assert section is None or section.headings == ("Membership", "Approver", "Requirements")[: len(section.headings)]


def test_its_members_are_likelier_and_others_of_the_document_less_likely() -> None:
    best = at(RULES, "- Five reviews", 0.6)
    inside, outside = at(RULES, "- Three months as a member", 0.3), at(DUTIES, "- Reads the tests", 0.3)
    elsewhere = replace(finding("Reviewers are named in May.", 0.4, source="b.txt"), evidence=0.3)
    weighed = weighed_by_section(ASKED, [best, inside, outside, elsewhere], KNOWN)
    assert [round(one.evidence or 0.0, 2) for one in weighed] == [0.8, 0.54, 0.09, 0.3]


def test_its_members_are_likelier_still_where_the_heading_is_the_question() -> None:
    for heading, expected in (("Where are the logs of the mill?", 0.76), ("Logs of the mill", 0.54)):
        passage = passage_of("They lie in the barn.\nOr ask.", headings=("Questions", heading))
        best, other = (finding(text, 0.5, start=at) for text, at in (("They lie in the barn.", 0), ("Or ask.", 22)))
        found = [replace(best, evidence=0.6), replace(other, evidence=0.3)]
        weighed = weighed_by_section(analyse("Where does the mill keep its logs?"), found, stretches([passage]))
        assert round(weighed[1].evidence or 0.0, 2) == expected


def test_nothing_is_weighed_where_the_best_one_stands_elsewhere() -> None:
    found = [at(DUTIES, "- Reads the tests", 0.6), at(RULES, "- Five reviews", 0.3)]
    assert weighed_by_section(ASKED, found, KNOWN) == found


def test_the_best_one_of_the_section_comes_first() -> None:
    found = [at(DUTIES, "- Reads the tests", 0.6, 0.8), at(RULES, "- Five reviews", 0.1, 0.1)]
    first = from_named_section(ASKED, found, KNOWN)
    assert [(one.text, one.score) for one in first] == [("- Five reviews", 0.8), ("- Reads the tests", 0.8)]


def test_where_a_few_words_answer_they_may_stand_anywhere() -> None:
    found = [at(DUTIES, "- Reads the tests", 0.6, 0.8), at(RULES, "- Five reviews", 0.6, 0.7)]
    assert from_named_section(analyse("Requirements for a reviewer"), found, KNOWN) != found
    asked = analyse("When do requirements for a reviewer end?")
    assert from_named_section(asked, found, KNOWN) == found


def test_a_section_that_says_something_else_of_the_question_is_not_left() -> None:
    rules = ("Membership", "Reviewer", "Training requirements")
    duties = passage_of("- Reads the tests", 0, headings=DUTIES, context="Membership")
    known = stretches([duties, passage_of("- Five reviews", 99, headings=rules, context="Membership")])
    asked = analyse("Which duties and training requirements has a reviewer?")
    section = named_section(asked, "a.txt", known)
    assert section is not None
    assert section.headings == rules
    found = [finding("- Reads the tests", 0.8), finding("- Five reviews", 0.7, start=99)]
    assert from_named_section(asked, found, known) == found


def test_of_a_section_whose_heading_is_not_said_in_full_nothing_much_weaker_comes_first() -> None:
    rules = ("Membership", "Reviewer", "Requirements in detail")
    duties = passage_of("- Reads the tests", 0, headings=DUTIES, context="Membership")
    known = stretches([duties, passage_of("- Five reviews", 99, headings=rules, context="Membership")])
    for score, first in ((0.7, "- Five reviews"), (0.1, "- Reads the tests")):
        found = [finding("- Reads the tests", 0.8), finding("- Five reviews", score, start=99)]
        assert from_named_section(ASKED, found, known)[0].text == first


def test_a_heading_that_is_about_something_else_as_well_is_not_named() -> None:
    headings = ("Club", "How the reviewer rota came to be printed weekly")
    known = stretches([passage_of("- In May", 0, headings=headings, context="Club")])
    assert named_section(analyse("What does a reviewer do?"), "a.txt", known) is None


def test_what_has_no_headings_names_no_section() -> None:
    hit = hit_of("- one\n- two")
    found = [replace(found_in(hit, "- one"), evidence=0.5)]
    known = stretches([hit.passage])
    assert named_section(ASKED, "a.txt", known) is None
    assert from_named_section(ASKED, found, known) == weighed_by_section(ASKED, found, known) == found


def test_a_heading_that_the_question_says_in_full_is_named_though_the_title_says_it_too() -> None:
    headings = (
        ("Serial port configuration", "How to configure a port"),
        ("Serial port configuration", "Troubleshooting"),
    )
    context = "Serial port configuration"
    known = stretches([passage_of("- set it", 0, headings=headings[0], context=context), passage_of("- ask", 99)])
    section = named_section(analyse("How do I configure a serial port?"), "a.txt", known)
    assert section is not None
    assert section.headings == headings[0]
    assert named_section(analyse("What is the serial configuration?"), "a.txt", known) is None


def test_of_sections_that_the_title_says_as_much_of_the_one_whose_own_heading_says_the_most() -> None:
    title = "Serial Port Configuration"
    texts = (("Pre-configured Ports", "Two are mapped."), ("How to Configure a Port", "1. Set the parameter."))
    known = stretches(
        [
            passage_of(text, 100 * at, headings=(title, heading), context=f"{title}. {heading}")
            for at, (heading, text) in enumerate(texts)
        ]
    )
    section = named_section(analyse("How do I configure a serial port?"), "a.txt", known)
    assert section is not None
    assert section.headings == (title, "How to Configure a Port")


class TestAsItStands:
    TEXTS = (("In scope", "- Gather needs"), ("Out of scope", "- New kinds"), ("Scope", "We unify."))
    KNOWN = stretches(
        [
            passage_of(text, 100 * at, headings=("Charter", heading), context=f"Charter. {heading}")
            for at, (heading, text) in enumerate(TEXTS)
        ]
    )

    @pytest.mark.parametrize(
        ("asked", "heading"), [("What is out of scope?", "Out of scope"), ("What is in scope?", "In scope")]
    )
    def test_a_heading_that_is_said_word_for_word(self, asked: str, heading: str) -> None:
        section = named_section(analyse(asked), "a.txt", self.KNOWN)
        assert section is not None
        assert section.headings == ("Charter", heading)

    def test_the_best_of_that_section_answers_though_the_other_says_as_much(self) -> None:
        found = [
            replace(finding("- Gather needs", 0.7), evidence=0.8),
            replace(finding("- New kinds", 0.6, start=100), evidence=0.7),
        ]
        first, *_ = from_named_section(analyse("What is out of scope?"), found, self.KNOWN)
        assert first.text == "- New kinds"


RECIPE = [
    passage_of("- a pound of peppers\n- salt", headings=("Red sauce", "Ingredients"), context="Red sauce. Ingredients"),
    passage_of("- Wear gloves for peppers.", 100, headings=("Red sauce", "Notes"), context="Red sauce. Notes"),
]


@pytest.mark.parametrize("asked", ["What do I need to make the sauce?", "What is needed for red sauce?"])
def test_a_section_that_holds_it_by_custom_need_not_be_said(asked: str) -> None:
    section = named_section(analyse(asked), "a.txt", stretches(RECIPE))
    assert section is not None
    assert section.headings == ("Red sauce", "Ingredients")


def test_it_is_none_where_the_document_is_about_something_else_or_two_sections_hold_it() -> None:
    asked = analyse("What do I need to make the sauce?")
    other = passage_of("- a loom", headings=("Red sauce", "Requirements"), context="Red sauce. Requirements")
    assert named_section(asked, "a.txt", stretches([*RECIPE, replace(other, start=200, end=208)])) is None
    below = passage_of(
        "- salt", headings=("Red sauce", "Salads", "Ingredients"), context="Red sauce. Salads. Ingredients"
    )
    assert named_section(asked, "a.txt", stretches([below])) is None
    assert named_section(analyse("What do I need to make bread?"), "a.txt", stretches(RECIPE)) is None
