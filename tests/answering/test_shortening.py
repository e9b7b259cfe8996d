from dataclasses import replace

import pytest
from findings import HITS, WHO, WHY, finding, found_in, hit_of

from askhz.answering import compose
from askhz.answering.members import is_one_of_many
from askhz.answering.surroundings import stretches
from askhz.question import analyse
from askhz.records import BlockKind, Edit, Hit, Passage, Reading


def short(asked: str, hit: Hit, begins: str, span: str) -> str | None:
    """The short answer where the reader found that span in the unit that begins so."""
    reading = Reading((found_in(hit, begins, short=span),), 0.9)
    answer = compose(analyse(asked), reading, [hit, *HITS[1:]], 0.5)
    return answer.short.text if answer.short else None


class TestShortAnswer:
    def test_the_short_answer_lies_in_its_quote(self) -> None:
        findings = (finding("Zhang Min founded it.", 0.9, start=100, short="Zhang Min"),)
        answer = compose(WHO, Reading(findings, 0.9), HITS, 0.5)
        assert answer.short is not None
        assert (answer.short.text, answer.short.start, answer.short.end) == ("Zhang Min", 100, 109)

    def test_the_number_of_an_issue_is_neither_a_time_nor_an_amount(self) -> None:
        assert short("When was the pier closed in 2020?", hit_of("Piers of 2020: #789"), "Piers", "789") is None
        assert short("How many piers are there?", hit_of("There are 789 piers"), "There", "789") == "789"
        hit = hit_of("The piers of AR-16-201 closed in May.")
        assert short("When did the piers close?", hit, "The", "AR-16-201") is None
        assert short("When did the piers close?", hit, "The", "May") == "May"
        assert short("When did the piers close?", hit_of("Closed: DEC-2019"), "Closed", "DEC-2019") == "DEC-2019"

    def test_a_word_that_announces_the_answer_is_none(self) -> None:
        assert short("When is the pier closed?", hit_of("Close the pier when:"), "Close", "when") is None

    def test_an_explanation_has_none(self) -> None:
        findings = (finding("Zhang Min founded it.", 0.9, short="Zhang Min"),)
        assert compose(WHY, Reading(findings, 0.9), HITS, 0.5).short is None

    @pytest.mark.parametrize(
        "asked",
        [
            "What should I do in a fire?",
            "What do I have to do?",
            "Can I park there?",
            "What is the difference between the two?",
            "Describe the mill.",
            "I am new in the mill. What can it do?",
            "Give me the gist of the rules",
            "exit by the stairs - what is it",
            "When is it the lift and when the stairs?",
        ],
    )
    def test_what_no_few_words_answer_has_none(self, asked: str) -> None:
        assert short(asked, hit_of("Leave by the stairs."), "Leave", "the stairs") is None

    @pytest.mark.parametrize("asked", ["What did she compare it to?", "What does E4021 mean?", "Which way out?"])
    def test_what_few_words_answer_has_one(self, asked: str) -> None:
        assert short(asked, hit_of("E4021: leave by the stairs."), "E4021", "the stairs") == "the stairs"

    def test_a_sentence_that_names_the_cause_answers_why(self) -> None:
        hit = hit_of("Zhang Min founded it, because nobody else would.")
        assert short("Why did she found it?", hit, "Zhang", "Zhang Min") == "nobody else would"

    @pytest.mark.parametrize(
        ("asked", "span", "expected"),
        [
            ("Which tools are there?", "The Levels tool", None),
            ("What were the lessons?", "threefold", None),
            ("Which tools are there?", "The Levels tool, the Curves tool", "The Levels tool, the Curves tool"),
            ("Which tools can I use?", "small brushes", "small brushes"),
            ("Which tool should I use?", "The Levels tool", "The Levels tool"),
            ("Which tool is it?", "Chapter 4", None),
            ("Which chapter tells of it?", "Chapter 4", "Chapter 4"),
            ("Which things do it?", "the following tools and brushes", None),
        ],
    )
    def test_it_is_as_many_as_are_asked_for_and_no_place_to_look(
        self, asked: str, span: str, expected: str | None
    ) -> None:
        text = "The Levels tool, the Curves tool or small brushes do it, in threefold ways: see Chapter 4."
        text += " So do the following tools and brushes."
        assert short(asked, hit_of(text), "The Levels", span) == expected

    @pytest.mark.parametrize(
        ("text", "span", "expected"),
        [
            ("It comes as a Tin package.", "Tin", None),
            ("It comes as a Tin package.", "a Tin package", None),
            ("It comes as tin-opener.", "tin-opener", "tin-opener"),
            ("It needs no package.", "no package", "no package"),
        ],
    )
    def test_it_says_more_than_what_is_asked_for(self, text: str, span: str, expected: str | None) -> None:
        assert short("Which Tin package holds it?", hit_of(text), "It", span) == expected

    def test_it_has_no_blank_at_its_ends(self) -> None:
        assert (
            short("Which margins are new?", hit_of("It has  wide margins."), "It has", " wide margins")
            == "wide margins"
        )

    def test_what_a_follow_up_asks_the_number_of_is_a_number(self) -> None:
        hit = hit_of("Apprentices and pupils pay less.")
        reading = Reading((found_in(hit, "Apprentices", short="pupils"),), 0.9)
        asked = analyse("And for apprentices?", ["How much is it for adults?"])
        assert compose(asked, reading, [hit, *HITS[1:]], 0.5).short is None


class TestRecord:
    TEXT = "name: Ada Lind\nday: Fri\nphone: 4317\nstart: 2022-05-02"
    EDITS = tuple(Edit(at, at + 1, "; ") for at, letter in enumerate(TEXT) if letter == "\n")
    HIT = Hit(Passage("a.json", 0, len(TEXT), TEXT, ((0, len(TEXT)),), edits=EDITS, kinds=("row",)), 1, 0.5, 0.5, 1, 1)

    @pytest.mark.parametrize(
        ("asked", "expected"),
        [
            ("What is the phone number of Ada Lind?", "4317"),  # not the date, though it is written like a number
            ("On which day does Ada Lind come?", "Fri"),
        ],
    )
    def test_the_value_under_the_key_asked_for_answers(self, asked: str, expected: str) -> None:
        assert short(asked, self.HIT, "name", "2022-05-02") == expected


class TestNames:
    def test_names_that_are_joined_are_one_answer(self) -> None:
        hit = hit_of("In May Ada Lind and Bo Ek ran it.")
        assert short("Who ran it?", hit, "In May", "Ada Lind") == "Ada Lind and Bo Ek"
        assert short("Which day was it?", hit, "In May", "May") == "May"

    def test_of_names_with_links_the_first(self) -> None:
        text = "Use [Zap](https://z.example) or [Arach](https://a.example)."
        links = [
            (text.index(mark), text.index(mark) + len(mark))
            for mark in ("](https://z.example)", "](https://a.example)")
        ]
        marks = sorted([*links, *((at, at + 1) for at in (4, text.index("[Arach")))])
        passage = Passage(
            "a.txt", 0, len(text), text, ((0, len(text)),), edits=tuple(Edit(low, high, "") for low, high in marks)
        )
        hit = Hit(passage, 1, 0.5, 0.5, 1, 1)
        assert short("Which is used?", hit, "Use", "[Zap](https://z.example) or [Arach]") == "Zap"


class TestMarkup:
    TEXT = "Children under <b>six</b> pay <b>64</b>."

    def hit(self) -> Hit:
        marks = [at for mark in ("<b>", "</b>") for at in range(len(self.TEXT)) if self.TEXT.startswith(mark, at)]
        edits = tuple(Edit(at, self.TEXT.index(">", at) + 1, "") for at in sorted(marks))
        passage = Passage("a.txt", 0, len(self.TEXT), self.TEXT, ((0, len(self.TEXT)),), edits=edits)
        return Hit(passage, 1, 0.5, 0.5, 1, 1)

    @pytest.mark.parametrize(
        ("span", "expected"),
        [
            ("64</b>", "64"),
            ("<b>64", "64"),
            ("under <b>six", "under <b>six</b>"),
            ("six</b> pay", "<b>six</b> pay"),
            ("Children", "Children"),
        ],
    )
    def test_no_mark_without_its_partner(self, span: str, expected: str) -> None:
        assert short("Who is it?", self.hit(), "Children", span) == expected


class TestDefinition:
    @pytest.mark.parametrize(
        ("asked", "expected"),
        [
            ("What is a kiln?", None),
            ("What's Driftwood?", None),
            ("What does E3 stand for?", "an oven"),
            ("What is the kiln's name?", "an oven"),
        ],
    )
    def test_a_sentence_defines(self, asked: str, expected: str | None) -> None:
        assert short(asked, hit_of("It is an oven for clay."), "It", "an oven") == expected


class TestKind:
    @pytest.mark.parametrize(
        ("asked", "text", "span", "expected"),
        [
            ("How many are there?", "There are some in the show server.", "show server", None),
            ("How many are there?", "There are twelve in all.", "twelve", "twelve"),
            ("When was it?", "It was in the show server.", "show server", None),
            ("When was it?", "It was in May.", "May", "May"),
        ],
    )
    def test_a_number_or_a_time_has_one(self, asked: str, text: str, span: str, expected: str | None) -> None:
        assert short(asked, hit_of(text), text, span) == expected


class TestAllOfIt:
    @pytest.mark.parametrize(
        ("asked", "span", "expected"),
        [
            ("Where does the clerk sit?", "Aurora", "Hotel Aurora"),
            ("What is the clerk's mail address?", "Hotel", "clerk@example.org"),
        ],
    )
    def test_all_of_a_name_and_the_notation_asked_for(self, asked: str, span: str, expected: str) -> None:
        text = "The clerk sits in Hotel Aurora, clerk@example.org."
        assert short(asked, hit_of(text), text, span) == expected


def test_an_enumeration_that_a_list_is_asked_for_is_not_cut() -> None:
    text = "Events are deploys, changes of the settings, calls and anything else."
    best = finding(text, 0.9, short="deploys, changes")
    answer = compose(analyse("Which events are there?"), Reading((best,), 0.9), HITS, 0.5)
    assert answer.short is not None
    assert answer.short.text == "deploys, changes of the settings, calls and anything else"


def test_what_to_do_in_a_case_has_no_short_answer() -> None:
    best = finding("It notes this and will exit.", 0.9, short="exit")
    answer = compose(analyse("What do I do if it is corrupt?"), Reading((best,), 0.9), HITS, 0.5)
    assert answer.short is None


class TestLink:
    TEXT = "Ask [the mill](https://mill.example.org) for flour."

    def hit(self) -> Hit:
        edits = (Edit(4, 5, ""), Edit(13, 40, ""))
        return replace(HITS[0], passage=Passage("a.md", 0, 51, self.TEXT, ((0, 51),), edits=edits))

    @pytest.mark.parametrize(
        ("asked", "expected"),
        [
            ("Which website has flour?", "the mill"),
            ("What is the web address of the mill?", "https://mill.example.org"),
        ],
    )
    def test_the_address_behind_a_link_is_for_who_asks_for_it(self, asked: str, expected: str) -> None:
        assert short(asked, self.hit(), "Ask", "the mill") == expected


@pytest.mark.parametrize(
    ("text", "span", "expected"),
    [
        ("Choose the **Ash Oak** option.", "Ash Oak** option", "Ash Oak"),
        ("Choose the **Ash Oak** option.", "the **Ash Oak** option", "Ash Oak"),
    ],
)
def test_a_name_between_marks_is_told_without_the_noun_behind_it(text: str, span: str, expected: str) -> None:
    marks = [n for n in range(len(text)) if text.startswith("**", n)]
    edits = tuple(Edit(at, at + 2, "") for at in marks)
    hit = replace(HITS[0], passage=Passage("a.md", 0, len(text), text, ((0, len(text)),), edits=edits))
    assert short("What do I choose as tree?", hit, "Choose", span) == expected


@pytest.mark.parametrize(
    ("text", "span", "expected"),
    [
        ("Take the [**Ash Review**](/a) now.", "the [**Ash Review*", "Ash Review"),
        ("Move it from ``a:1`` to ``b:2``.", "a:1`` to ``b:2", None),
        ("Move it from ``a:1`` to ``b:2``.", "a:1``", "a:1"),
        ("* Take `a:1` or that.", "`a:1` or that", "`a:1` or that"),
        ("As said in [Part 5](#5) of it.", "said in [Part 5", "Part 5"),
        ("It is the ash count, as in [Part 5](#5) too.", "the ash count, as in [Part 5](#5) too", "the ash count"),
        ("* Press *F2* now.", "Press *F2", "Press *F2*"),
        ("| Ash | 12 |", "| Ash", "Ash"),
    ],
)
def test_a_short_answer_holds_no_link_and_begins_between_no_marks(text: str, span: str, expected: str | None) -> None:
    marks = [(at, at + 1 + (at == 0)) for at in range(len(text)) if text[at] in "[*`"]
    if "](" in text:
        marks.append((text.index("]("), text.index(")") + 1))
    edits = tuple(Edit(*mark, "") for mark in sorted(marks))
    hit = replace(HITS[0], passage=Passage("a.md", 0, len(text), text, ((0, len(text)),), edits=edits))
    assert short("What do I take?", hit, text[:4], span) == expected


def test_of_several_authors_one_below_the_other_all_are_told() -> None:
    text = "authors:\n- ada-lind\n- bo-ek"
    kinds: tuple[BlockKind, ...] = ("front matter",)
    hit = replace(HITS[0], passage=Passage("a.md", 0, len(text), text, ((0, len(text)),), kinds=kinds))
    assert short("Who wrote it?", hit, "authors", "ada-lind") == "ada-lind\n- bo-ek"


@pytest.mark.parametrize(
    ("asked", "text", "span", "expected"),
    [
        ("Which is older, the Elk or the Lynx?", "The old Elk is older.", "old Elk", "old Elk"),
        ("shell on Elk vs Lynx", "Elk has Bash, Lynx Fish.", "Bash", "Bash"),
        ("Elk vs Lynx", "Elk is much slower than Lynx.", "much slower", None),
        ("What do elks lack compared with lynxes?", "Elks lack sharp claws.", "sharp claws", "sharp claws"),
    ],
)
def test_a_comparison_has_one_where_a_name_answers(asked: str, text: str, span: str, expected: str | None) -> None:
    assert short(asked, hit_of(text), text[:3], span) == expected


@pytest.mark.parametrize(("quoted", "expected"), [(3, True), (1, False)])
def test_one_of_several_items_that_are_quoted_is_not_the_list(quoted: int, expected: bool) -> None:
    hit = hit_of("Bring these:\n- a rope\n- a lamp\n- a map")
    (stretch,) = stretches([hit.passage])
    quotes = [found_in(hit, begins) for begins in ("- a rope", "- a lamp", "- a map")[:quoted]]
    asked = analyse("What do I bring?")
    assert is_one_of_many(asked, stretch.units[1], stretch, quotes) is expected
    assert not is_one_of_many(asked, stretch.units[0], stretch, quotes)


@pytest.mark.parametrize(("asked", "expected"), [("Which suppliers are there?", True), ("Which is in Oslo?", False)])
def test_of_all_rows_none_is_the_answer_unless_the_question_tells_it_apart(asked: str, expected: bool) -> None:
    hit = hit_of("| Berg | Kiel |\n| Nord | Oslo |\n| Union | Leeds |")
    (stretch,) = stretches([hit.passage])
    quotes = [found_in(hit, begins) for begins in ("| Berg", "| Nord", "| Union")]
    assert is_one_of_many(analyse(asked), stretch.units[1], stretch, quotes) is expected


def test_of_a_list_quoted_whole_no_member_is_the_answer_unless_the_question_tells_it_apart() -> None:
    hit = hit_of("Millers are asked:\n- to come at six\n- to wear a hat\n- to sing")
    (stretch,) = stretches([hit.passage])
    quotes = [found_in(hit, begins) for begins in ("- to come", "- to wear", "- to sing")]
    asked, of_one = analyse("What is expected of millers?"), analyse("What is said of a hat?")
    assert (asked.kind, of_one.kind) == ("other", "other")
    assert is_one_of_many(asked, stretch.units[2], stretch, quotes)
    assert not is_one_of_many(of_one, stretch.units[2], stretch, quotes)


@pytest.mark.parametrize(("asked", "expected"), [("Who was present?", True), ("Who was present for the club?", False)])
def test_who_asks_for_all_of_a_list_unless_it_tells_one_apart(asked: str, expected: bool) -> None:
    hit = hit_of("## Present\n\n- Ada Lind\n- Bo Ek, for the club\n- Cy Holm")
    (stretch,) = stretches([hit.passage])
    quotes = [found_in(hit, begins) for begins in ("- Ada", "- Bo", "- Cy")]
    unit = next(one for one in stretch.units if one.text.startswith("- Bo"))
    assert is_one_of_many(analyse(asked), unit, stretch, quotes) is expected


def test_a_version_has_a_number() -> None:
    text = "It accounts for Weir Policy X.509 v2.2."
    assert short("Which version of the policy is it?", hit_of(text), "It", "Weir Policy X.509") is None
    assert short("Which version of the policy is it?", hit_of(text), "It", "v2.2") == "v2.2"


@pytest.mark.parametrize(
    ("text", "expected"), [("No [keys](a.md) are left.", None), ("My [keys](a.md) are left.", "keys")]
)
def test_what_is_denied_before_a_link_has_no_short_answer(text: str, expected: str | None) -> None:
    edits = (Edit(3, 4, ""), Edit(8, 15, ""))
    hit = replace(HITS[0], passage=Passage("a.md", 0, len(text), text, ((0, len(text)),), edits=edits))
    assert short("Who or what is left?", hit, text[:2], "keys") == expected


@pytest.mark.parametrize(
    ("asked", "expected"), [("Who stepped down from the chair?", True), ("Who was brought on as chair?", False)]
)
def test_of_two_who_did_what_is_asked_none_is_the_answer(asked: str, expected: bool) -> None:
    hit = hit_of("- Ada was brought on as chair\n- Bo stepped down from the chair\n- Cy stepped down from the chair")
    (stretch,) = stretches([hit.passage])
    quotes = [found_in(hit, begins) for begins in ("- Ada", "- Bo", "- Cy")]
    unit = stretch.units[1 if expected else 0]
    assert is_one_of_many(analyse(asked), unit, stretch, quotes) is expected


def test_who_does_not_do_what_is_asked_is_not_one_of_two() -> None:
    hit = hit_of("- Bo mends the sails\n- Cy does not mend the sails")
    (stretch,) = stretches([hit.passage])
    quotes = [found_in(hit, begins) for begins in ("- Bo", "- Cy")]
    assert not is_one_of_many(analyse("Who mends the sails?"), stretch.units[0], stretch, quotes)


def test_another_office_is_not_another_holder() -> None:
    hit = hit_of("- President: Lara Holm\n- Vice president: Pit Stark")
    (stretch,) = stretches([hit.passage])
    quotes = [found_in(hit, begins) for begins in ("- President", "- Vice")]
    assert not is_one_of_many(analyse("Who is the president?"), stretch.units[0], stretch, quotes)
