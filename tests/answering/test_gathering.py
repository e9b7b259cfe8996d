from dataclasses import replace

import pytest
from findings import HITS, found_in, hit_of

from askhz.answering import compose
from askhz.answering.belonging import LIKELY as LIKELY_ALONE
from askhz.question import analyse
from askhz.records import Answer, Edit, Finding, Hit, Reading

TEXT = "Taxes fell.\nRents stayed low.\nThe lake is deep.\nYoung people came.\nSwans nest there."
ITEMS = "To light the kiln:\n- open the damper\n- lay the wood\n- strike a match\nIt burns for a day."
SURE, LIKELY, UNLIKELY = 0.9, LIKELY_ALONE + 0.01, 0.001
DOUBTFUL_HERE = 0.07


def findings(hit: Hit, likely: dict[str, float]) -> tuple[Finding, ...]:
    """All units of a hit's passage, with the probabilities of those that begin so; the likeliest first."""
    text = hit.passage.text
    units = [text[start - hit.passage.start : end - hit.passage.start] for start, end in hit.passage.sentences]
    found = [
        replace(
            found_in(hit, unit, 0.5), evidence=next((p for begins, p in likely.items() if unit.startswith(begins)), 0.0)
        )
        for unit in units
    ]
    return tuple(sorted(found, key=lambda one: -(one.evidence or 0.0)))


def answer(asked: str, text: str, likely: dict[str, float], other: str = "") -> Answer:
    hit = hit_of(text)
    more = replace(hit_of(other, source="b.txt"), rank=2)
    known = findings(hit, likely) + (findings(more, likely) if other else ())
    ordered = tuple(sorted(known, key=lambda one: -(one.evidence or 0.0)))
    return compose(analyse(asked), Reading(ordered, 0.9), [hit, more, HITS[2]], 0.5)


def quotes(asked: str, text: str, likely: dict[str, float], other: str = "") -> list[str]:
    return [citation.quote for citation in answer(asked, text, likely, other).citations]


def test_every_likely_unit_is_quoted_and_no_other() -> None:
    assert quotes("Who came?", TEXT, {"Taxes": 0.9, "Young": LIKELY, "Swans": UNLIKELY}) == [
        "Taxes fell.",
        "Young people came.",
    ]


def test_beside_what_surely_answers_in_a_few_words_nothing_is_quoted_for_its_place_alone() -> None:
    text = "1. Meet the guest at noon.\n2. Bring the guest in.\n3. Close the door.\n4. Sing."
    hit = hit_of(text)
    found = findings(hit, {"1.": 0.9, "2.": 0.08, "3.": 0.08, "4.": 0.02})
    best = replace(found[0], short=(found[0].start + 18, found[0].start + 25))

    def quoted(first: Finding, asked: str = "When should I meet the guest?") -> list[str]:
        reading = Reading((first, *found[1:]), 0.9)
        got = compose(analyse(asked), reading, [hit, *HITS[1:]], 0.5)
        return [citation.quote for citation in got.citations]

    alone = ["1. Meet the guest at noon."]
    assert quoted(best) == alone
    assert quoted(replace(best, evidence=0.7)) != alone  # less surely
    assert quoted(replace(best, short=None)) != alone  # not in a few words
    assert quoted(best, "What happens with the guest?") != alone


def test_units_next_to_each_other_are_one_quote() -> None:
    assert quotes("Why did firms come?", TEXT, {"Taxes": LIKELY, "Rents": 0.9}) == ["Taxes fell.\nRents stayed low."]


def test_one_unit_between_two_is_taken_along_unless_it_is_quite_unlikely() -> None:
    near = {"Rents": 0.9, "Young": 0.9}
    assert quotes("Why?", TEXT, near | {"The lake": 0.15}) == [
        "Rents stayed low.\nThe lake is deep.\nYoung people came."
    ]
    assert quotes("Why?", TEXT, near | {"The lake": UNLIKELY}) == ["Rents stayed low.", "Young people came."]


def test_the_best_finding_is_quoted_however_likely() -> None:
    assert quotes("Who came?", TEXT, {"Young": 0.2}) == ["Young people came."]


def test_what_stands_beside_likely_units_is_likelier_than_elsewhere() -> None:
    doubtful = 0.25
    assert quotes("Why?", TEXT, {"Rents": 0.9, "The lake": doubtful}) == ["Rents stayed low.\nThe lake is deep."]
    assert quotes("Why?", TEXT, {"Rents": 0.9, "Bridges": doubtful}, "Bridges were built.") == ["Rents stayed low."]


def test_what_belongs_to_the_answer_beside_a_list_is_quoted_with_it() -> None:
    whole = ITEMS[: ITEMS.index("\nIt burns")]
    quoted = quotes("How do you light the kiln?", ITEMS, {"- lay": 0.9}, "Then shut the damper of the kiln.")
    assert quoted == [whole]
    likely = {"- lay": 0.9, "Then": 0.8}
    quoted = quotes("How do you light the kiln?", ITEMS, likely, "Then shut the damper of the kiln.")
    assert quoted == [whole, "Then shut the damper of the kiln."]


def test_the_best_ones_document_first() -> None:
    assert quotes("Why?", TEXT, {"Young": LIKELY, "Bridges": 0.9}, "Bridges were built.") == [
        "Bridges were built.",
        "Young people came.",
    ]


def test_what_another_document_says_again_is_left_out_unless_a_number_differs() -> None:
    said = {"Taxes": 0.9, "The taxes": 0.8}
    assert quotes("Why?", "Taxes fell by 3 percent.", said, "The taxes fell by 3 percent.") == [
        "Taxes fell by 3 percent."
    ]
    assert len(quotes("Why?", "Taxes fell by 3 percent.", said, "The taxes fell by 5 percent.")) == 2


def test_a_list_most_of_which_is_likely_is_quoted_whole() -> None:
    whole = ITEMS[: ITEMS.index("\nIt burns")]
    assert quotes("What is there to do?", ITEMS, {"- open": 0.9, "- strike": 0.9}) == [whole]
    assert quotes("What is there to do?", ITEMS, {"- lay": 0.9}) == ["- lay the wood"]


def test_steps_are_quoted_whole_from_one_of_them_on() -> None:
    whole = ITEMS[: ITEMS.index("\nIt burns")]
    assert quotes("How do you light the kiln?", ITEMS, {"- lay": 0.9}) == [whole]


def test_what_leads_in_takes_its_list_along() -> None:
    whole = ITEMS[: ITEMS.index("\nIt burns")]
    assert quotes("What is there to do?", ITEMS, {"To light": 0.9}) == [whole]


def test_a_sentence_that_leads_in_to_nothing_is_not_taken_along_by_the_code_below_it() -> None:
    text = "The delay is long by default.\n$ wx --delay 4\nSwans nest on the far bank of the lake."
    assert quotes("What is there to do?", text, {"$ wx": 0.9}) == ["$ wx --delay 4"]


def test_rows_are_quoted_by_themselves() -> None:
    rows = "| Monday | 9 |\n| Tuesday | 10 |\n| Wednesday | 11 |"
    assert quotes("Which days?", rows, {"| Monday": 0.9, "| Wednesday": 0.8}) == [
        "| Monday | 9 |",
        "| Wednesday | 11 |",
    ]


def test_lists_may_have_more_words_than_sentences() -> None:
    long = [f"- {begin} " + " ".join(f"{begin}{n}" for n in range(70)) for begin in ("one", "two", "three", "four")]
    items, prose = "\n".join(long), "\n".join(line[2:] for line in long)
    likely = {line[:5]: 0.9 for line in long} | {line[2:7]: 0.9 for line in long}
    assert len(answer("Which?", items, likely).text.split()) == 4 * 72 + 1
    assert len(answer("Why?", prose, likely).text.split()) == 71 + 1


def test_what_is_said_of_another_in_another_document_is_not_quoted_where_few_words_answer() -> None:
    likely = {"The boat to Lindau": 0.9, "The boat to Bregenz": 0.8}
    asked, here, there = (
        "When does the boat to Lindau leave?",
        "The boat to Lindau leaves at 9.",
        "The boat to Bregenz leaves at 10.",
    )
    assert quotes(asked, here, likely, there) == [here]
    assert quotes("When do boats leave?", here, likely, there) == [here, there]
    assert quotes("Why does the boat to Lindau leave?", here, likely, there) == [here, there]


def test_an_entry_of_a_table_of_contents_is_quoted_only_as_the_best() -> None:
    text = "- [Why firms came](#why)\n- [Lakes](#lakes)\nTaxes fell.\nIt rained.\nYoung people came."
    likely = {"- [Lakes": 0.7, "Taxes": 0.9}
    assert quotes("Why did firms come?", text, likely) == ["Taxes fell."]
    assert quotes("Why did firms come?", text, {"- [Why": 0.9})[0].startswith("- [Why")
    led = f"See what you need here.\n{text}"
    assert quotes("Why did firms come?", led, {"See": 0.9, "- [Why": 0.7, "- [Lakes": 0.7}) == [
        "See what you need here."
    ]


def test_what_is_said_of_a_term_is_quoted_with_the_term() -> None:
    text = "Mill\n: A house with a wheel.\nKiln\n: A house with a fire."
    assert quotes("Where is a fire?", text, {": A house with a fire": 0.9}) == ["Kiln\n: A house with a fire."]


def sections(asked: str, parts: dict[tuple[str, ...], str], likely: dict[str, float]) -> list[str]:
    """The quotes from sections of one document, each a hit of its own."""
    hits: list[Hit] = []
    at = 0
    for rank, (headings, text) in enumerate(parts.items(), 1):
        hits.append(replace(hit_of(text, at, headings=headings, context=". ".join(headings)), rank=rank))
        at += 200
    found = [replace(one, hit_rank=hit.rank) for hit in hits for one in findings(hit, likely)]
    ordered = tuple(sorted(found, key=lambda one: -(one.evidence or 0.0)))
    return [citation.quote for citation in compose(analyse(asked), Reading(ordered, 0.9), hits, 0.5).citations]


SAFE: dict[tuple[str, ...], str] = {
    ("Guide", "Keep secrets safe"): "To keep these safe:\n- hide them\n- change them",
    ("Guide", "Keep files safe"): "To keep them safe:\n- split them\n- lock them",
}


def test_of_a_section_that_the_question_names_no_list_of_another_one_is_quoted() -> None:
    likely = {"To keep these": 0.9, "- hide": 0.8, "- split": 0.7, "- lock": 0.6}
    assert sections("How do I keep secrets safe?", SAFE, likely) == ["To keep these safe:\n- hide them\n- change them"]
    both = sections("How do I keep things safe?", SAFE, likely)
    assert both == list(SAFE.values())


def test_the_list_under_the_heading_that_the_question_says_is_quoted_whole() -> None:
    parts: dict[tuple[str, ...], str] = {
        ("Notes", "What has changed?"): "- engines are new\n- the hull is red\n"
        + "\n".join(f"- {n} came" for n in "abcdefgh"),
        ("Notes", "Who built it?"): "The yard.",
    }
    likely = {"- engines": 0.5, "- the hull": 0.06, "The yard": 0.01}
    assert sections("What changed?", parts, likely) == [parts["Notes", "What has changed?"]]
    assert sections("What changed in the hull?", parts, likely) != [parts["Notes", "What has changed?"]]
    assert sections("What has been made of it?", parts, likely) != [parts["Notes", "What has changed?"]]


def test_beside_what_stands_under_the_label_that_is_said_nothing_of_other_labels_is_quoted() -> None:
    text = "1. Ropes in spring:\n  - Tar them.\n  - Coil them.\n2. Ropes in autumn:\n  - Dry them.\n  - Count them."
    likely = {"  - Tar": SURE, "  - Coil": SURE, "1. Ropes": SURE, "  - Dry": LIKELY, "  - Count": LIKELY}
    likely = {begins.strip(): value for begins, value in likely.items()}
    asked = "What happens with the ropes in spring?"
    assert quotes(asked, text, likely) == ["1. Ropes in spring:\n  - Tar them.\n  - Coil them."]
    both = " ".join(quotes("Compare the ropes in spring with the ropes in autumn", text, likely))
    assert all(one in both for one in ("Tar them.", "Count them."))


def test_a_table_whose_columns_are_what_is_compared_is_quoted_whole() -> None:
    rows = [f"| {name} | {name} of a barge | {name} of a ferry |" for name in ("length", "speed", "crew", "cost")]
    columns = ("", "Barge", "Ferry")
    hit = hit_of("\n".join(rows))
    edits = [
        Edit(at, at + 2, f"{column}: ")
        for start, end in hit.passage.sentences
        for column, at in zip(columns, (start, *places(hit.passage.text, start, end)), strict=True)
        if column
    ]
    hit = replace(hit, passage=replace(hit.passage, edits=tuple(edits)))
    found = findings(hit, {"| length": 0.9})
    asked = analyse("What is the difference between a barge and a ferry?")
    (citation,) = compose(asked, Reading(found, 0.9), [hit], 0.5).citations
    assert citation.quote == "\n".join(rows)
    other = analyse("What is the difference between a barge and a raft?")
    assert len(compose(other, Reading(found, 0.9), [hit], 0.5).citations[0].quote) < len(citation.quote)


def places(text: str, start: int, end: int) -> list[int]:
    """Where the second and the third cell of a row begin, with the mark before them."""
    second = text.index("| ", start + 2, end)
    return [second, text.index("| ", second + 2, end)]


def test_the_title_line_of_a_list_that_is_quoted_whole_comes_with_it() -> None:
    text = "**Second week**\n- meet the crew\n- read the log\nThen it ends."
    likely = {"- meet": 0.9, "- read": 0.8}
    assert quotes("What else is there to do?", text, likely) == ["**Second week**\n- meet the crew\n- read the log"]
    plain = text.replace("**Second week**", "The second week is calm.")
    assert quotes("What else is there to do?", plain, likely) == ["- meet the crew\n- read the log"]


CHAINS = "Chains:\n| 4 | Rinkeby |\n| 42 | Kovan |\nThey are test chains."


class TestBeside:
    @pytest.mark.parametrize("kind", ["How do you light the kiln?", "Which things does lighting take?"])
    def test_beside_a_list_that_is_quoted_whole_only_what_is_surely_a_part_of_the_answer(self, kind: str) -> None:
        text = f"{ITEMS}\nBrick is made of clay.\nWood is dear."
        likely = {"- lay": 0.9, "Wood": LIKELY}
        whole = ITEMS[: ITEMS.index("\nIt burns")]
        assert quotes(kind, text, likely) == [whole]
        assert quotes(kind, text, likely | {"Wood": SURE}) == [whole, "Wood is dear."]

    def test_so_where_what_leads_in_to_the_list_is_the_best(self) -> None:
        text = f"Brick is made of clay.\n{ITEMS}\nWood is dear."
        likely = {"To light": 0.9, "Brick": LIKELY, "Wood": LIKELY}
        assert quotes("Which steps light the kiln?", text, likely) == [ITEMS[: ITEMS.index("\nIt burns")]]

    def test_so_beside_the_row_that_answers(self) -> None:
        asked = "Which number does Kovan have?"
        assert quotes(asked, CHAINS, {"| 42": 0.9, "They": LIKELY}) == ["| 42 | Kovan |"]
        assert quotes(asked, CHAINS, {"| 42": 0.9, "They": SURE}) == ["| 42 | Kovan |\nThey are test chains."]

    def test_two_commands_of_a_section_go_on_from_each_other(self) -> None:
        text = "Find the number:\n$ jobs list\nThen end it:\n$ jobs end"
        likely = {"$ jobs list": 0.9, "Then": 0.1, "$ jobs end": 0.1}
        assert quotes("How do I end a job?", text, likely) == [text]


def test_beside_the_list_of_the_section_that_is_named_no_list_of_another_one_is_quoted() -> None:
    texts = (("Out of scope", "- New kinds\n- Old wines"), ("In scope", "- Gather needs\n- Bake bread"))
    hits = [
        replace(hit_of(text, 100 * at, headings=("Charter", heading)), rank=at + 1)
        for at, (heading, text) in enumerate(texts)
    ]
    likely = {"- New": 0.9, "- Old": 0.2, "- Gather": 0.8}
    found = [replace(one, hit_rank=hit.rank) for hit in hits for one in findings(hit, likely)]
    answered = compose(analyse("What is out of scope?"), Reading(tuple(found), 0.9), [*hits, HITS[2]], 0.5)
    assert [citation.quote for citation in answered.citations] == [texts[0][1]]


class TestApart:
    def test_other_rows_are_not_quoted_however_likely(self) -> None:
        assert quotes("Which number does Kovan have?", CHAINS, {"| 42": 0.9, "| 4 ": 0.8}) == ["| 42 | Kovan |"]

    def test_what_leads_in_to_a_list_is_quoted_with_the_item_that_decides_alone(self) -> None:
        text = "You may not:\n- switch users\n- copy files"
        likely = {"- copy": 0.9, "You": 0.5}
        assert quotes("May I copy files?", text, likely) == ["You may not:", "- copy files"]

    def test_both_sides_of_a_comparison_are_quoted_however_unlikely_the_other(self) -> None:
        asked = "What is the difference between Kovan and Rinkeby?"
        assert quotes(asked, CHAINS, {"| 42": 0.9}) == ["| 4 | Rinkeby |\n| 42 | Kovan |"]


def test_of_a_short_article_less_is_quoted_than_of_a_document_with_lists_or_of_a_long_one() -> None:
    prose = "Taxes fell.\nRents stayed low.\nThe lake is deep.\nYoung people came."
    likely = {"Taxes": 0.9, "The lake": DOUBTFUL_HERE}
    long = "\n".join([prose, *(f"Swan {n} nested there." for n in range(15))])
    assert quotes("Why did firms come?", prose, likely) == ["Taxes fell."]
    for other in (f"{prose}\n- swans nest", long):
        assert quotes("Why did firms come?", other, likely) == ["Taxes fell.", "The lake is deep."]


def test_of_a_short_article_as_much_as_of_any_document_is_quoted_where_several_things_are_wanted() -> None:
    likely = {"Taxes": 0.9, "The lake": DOUBTFUL_HERE}
    assert quotes("What is the difference between taxes and lakes?", TEXT, likely) == [
        "Taxes fell.",
        "The lake is deep.",
    ]
