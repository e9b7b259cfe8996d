from dataclasses import replace

import pytest
from findings import (
    FIRST,
    HITS,
    HOW,
    LEAD,
    LIGHTS,
    LISTED,
    STEPS,
    STEPS_END,
    WHICH,
    WHY,
    finding,
    found_in,
    hit_of,
    listed,
    passage_of,
    sentence,
)

from askhz.answering import compose
from askhz.answering.cutting import WHOLE_LIMIT
from askhz.question import analyse
from askhz.records import Finding, Hit, Question, Reading
from askhz.text.stretches import joined


class TestWhole:
    @pytest.mark.parametrize("asked", [HOW, WHICH])
    @pytest.mark.parametrize("best", [LEAD, *STEPS])
    def test_steps_and_lists_are_quoted_from_what_leads_in_to_the_last_item(self, asked: Question, best: str) -> None:
        others = (listed("It burns for a day.", 40, 0.8, whole=False), finding("Wood is dry.", 0.7, "b.txt"))
        answer = compose(asked, Reading((listed(best, 40), *others), 0.9), [hit_of(LISTED, 40), *HITS[1:]], 0.5)
        (citation,) = answer.citations
        assert (citation.start, citation.end, citation.quote) == (40, 40 + STEPS_END, LISTED[:STEPS_END])
        assert answer.text == f"{LISTED[:STEPS_END]} [1]"
        assert answer.short is None

    @pytest.mark.parametrize("asked", [WHY, LIGHTS, analyse("When is the kiln lit?"), analyse("Is it lit?")])
    def test_other_questions_quote_sentences(self, asked: Question) -> None:
        answer = compose(asked, Reading((listed(STEPS[1]),), 0.9), [hit_of(LISTED)], 0.5)
        assert [citation.quote for citation in answer.citations] == [STEPS[1]]

    def test_the_best_finding_decides(self) -> None:
        findings = (listed("It burns for a day.", whole=False), listed(STEPS[0], score=0.2))
        answer = compose(HOW, Reading(findings, 0.9), [hit_of(LISTED)], 0.5)
        assert [citation.quote for citation in answer.citations] == ["It burns for a day."]

    @pytest.mark.parametrize("more", [0, 1])
    def test_a_list_of_too_many_words_is_quoted_as_far_as_the_words_allow(self, more: int) -> None:
        items = [f"- {sentence(WHOLE_LIMIT // 10 - 1, about)}" for about in "abcdefghij"]
        assert sum(len(item.split()) for item in items) == WHOLE_LIMIT
        text = "\n".join(items) + " word" * more
        first = Finding("a.txt", 0, len(items[0]), items[0], 0.9, None, 1, (0, len(text)))
        answer = compose(HOW, Reading((first,), 0.9), [hit_of(text)], 0.5)
        assert [citation.quote for citation in answer.citations] == ["\n".join(items[:9]) if more else text]

    def test_a_declined_question_quotes_no_list(self) -> None:
        assert not compose(HOW, Reading((listed(STEPS[0]),), 0.4), [hit_of(LISTED)], 0.5).citations


def quotes(asked: str, hit: Hit, best: str, others: dict[str, float] | None = None) -> list[str]:
    """What is quoted where the unit that begins so is the best finding, and others have those scores."""
    findings = (found_in(hit, best), *(found_in(hit, begins, score) for begins, score in (others or {}).items()))
    answer = compose(analyse(asked), Reading(findings, 0.9), [hit, *HITS[1:]], 0.5)
    return [citation.quote for citation in answer.citations]


SCOPE = hit_of("- replacing the press\n- paving the yard\nAll else is in.", headings=("Charter", "Out of scope"))
FAULTS = hit_of("- E4020: low pressure.\n- E4021: impeller blocked.", headings=("Fault codes",))


class TestMembers:
    def test_what_only_the_heading_tells_of_is_asked_of_all(self) -> None:
        whole = "- replacing the press\n- paving the yard"
        assert quotes("What is out of scope?", SCOPE, "- paving") == [whole]
        assert quotes("What is said of the yard?", SCOPE, "- paving") == ["- paving the yard"]

    def test_which_of_them(self) -> None:
        text = "1. Mend the loom. Owner: textile group.\n2. Cast it. Owner: metal group.\n3. Weld. Owner: metal group."
        projects = hit_of(text, context="Projects of the workshop")
        asked = "Which projects belong to the metal group?"
        assert quotes(asked, projects, "1. Mend") == ["\n".join(text.split("\n")[1:])]
        assert quotes("Which projects are there?", projects, "2. Cast") == [text]

    def test_a_code_that_no_member_has_is_no_question_about_all(self) -> None:
        assert quotes("What does E4023 mean?", FAULTS, "- E4020") == ["- E4020: low pressure."]

    def test_another_list_only_where_it_fits_better(self) -> None:
        text = "The press is old.\nTools of the press:\n- a key\n- a rag\nRules:\n- be kind\n- be brief"
        hit = hit_of(text)
        assert quotes("What are the tools of the press?", hit, "The press", {"- a rag": 0.6}) == [
            "Tools of the press:\n- a key\n- a rag"
        ]
        parts = quotes("What are the parts of the press?", hit, "The press", {"- be kind": 0.6})
        assert parts == ["The press is old.", "- be kind"]


class TestLeadIns:
    TEXT = "- Follow the rules:\n  - be kind\n  - be brief\n- " + " ".join(["word"] * 300)

    def test_what_ends_with_a_colon_takes_along_what_it_leads_in_to(self) -> None:
        hit = hit_of("The mill is old.\nTo list them, type:\n\n`mill list`\n\nThen wait.")
        assert quotes("cmd to list the mills", hit, "To list") == ["To list them, type:\n\n`mill list`"]

    def test_of_a_long_list_only_what_stands_below_it(self) -> None:
        assert quotes("rules to follow", hit_of(self.TEXT), "- Follow") == [
            "- Follow the rules:\n  - be kind\n  - be brief"
        ]

    def test_steps_are_found_by_what_they_are_called(self) -> None:
        bread = hit_of(
            "It makes two loaves.\n\nMethod:\nMix it\nLet it rest\nBake it\n\nServe warm.", context="Rye bread"
        )
        assert quotes("How is rye bread made?", bread, "It makes") == ["Method:\nMix it\nLet it rest\nBake it"]
        assert quotes("How is the oven cleaned?", bread, "It makes") == ["It makes two loaves."]


def test_a_list_that_is_divided_between_passages_is_quoted_to_its_end() -> None:
    first, second = passage_of("To light the kiln:\n- open it"), passage_of("- lay the wood\n- strike a match", 29)
    hit = Hit(first, 1, 0.5, 0.5, 1, 1, FIRST)
    around = joined([first, second], {("a.txt", 28, 29): "\n"})
    reading = Reading((found_in(hit, "- open it"),), 0.9)
    answer = compose(HOW, reading, [hit], 0.5, around)
    assert answer.citations[0].quote == "To light the kiln:\n- open it\n- lay the wood\n- strike a match"
    assert compose(HOW, reading, [hit], 0.5).citations[0].quote == "To light the kiln:\n- open it"


CLAUSES = """- 1. Purpose
- 1.1 Scope
    - It holds for all who row.
- 2. Conduct
    Discipline
    - Who breaks an oar is warned.
    - Who sinks a boat is sent home.
    Review
    - The rules are read each year.
- 3. Repair
    - {long}
    - {longer}
"""


def test_of_a_list_of_other_things_the_member_alone_that_answers() -> None:
    lead, items = "Here is what it can do:", ("- colours: red, blue or grey", "- it runs at night", "- it is quiet")
    hit = hit_of("\n".join([lead, *items]))
    likely = {items[0]: 0.9, items[1]: 0.01, items[2]: 0.01}

    def quoted(asked: str, **more: float) -> list[str]:
        found = [replace(found_in(hit, text, score), evidence=score) for text, score in (likely | more).items()]
        answer = compose(analyse(asked), Reading(tuple(found), 0.9), [hit, *HITS[1:]], 0.5)
        return [citation.quote for citation in answer.citations]

    assert quoted("Which colours does the mower have?") == [items[0]]
    hit = hit_of("\n".join([lead, *items]), headings=("The mower", "Colours"))
    assert quoted("Which colours?") == ["\n".join([lead, *items])]
    assert quoted("Which things can it do?", **{items[2]: 0.3}) == ["\n".join([lead, *items])]


class TestListsWithinLists:
    def test_of_a_document_that_is_one_list_the_list_around_the_finding_is_quoted(self) -> None:
        hit = hit_of(CLAUSES.format(long=sentence(200, "a"), longer=sentence(200, "b")))
        best = found_in(hit, "- Who sinks", 0.9)
        (citation,) = compose(analyse("What are the punishments?"), Reading((best,), 0.9), [hit], 0.5).citations
        assert citation.quote.split("\n")[0] == "- 2. Conduct"
        assert citation.quote.endswith("- The rules are read each year.")

    def test_a_line_without_an_end_mark_stands_above_the_items_below_it(self) -> None:
        year = "    - The rules are read each year."
        text = CLAUSES.format(long="x", longer="y").replace(year, f"    - {sentence(290, 'c')}")
        hit = hit_of(text)
        best = found_in(hit, "- Who sinks", 0.9)
        (citation,) = compose(analyse("What are the punishments?"), Reading((best,), 0.9), [hit], 0.5).citations
        assert citation.quote == text[text.index("Discipline") : text.index("\n    Review")]

    def test_a_member_that_is_asked_for_comes_with_those_under_it(self) -> None:
        text = "There are two ways.\n- By the full month.\n    - take a twelfth\n"
        text += "- By the partial month.\n    - count hours\n    - divide"
        hit = hit_of(text)
        best = found_in(hit, "- By the partial", 0.9)
        asked = analyse("How do I reckon a partial month?")
        quoted = [citation.quote for citation in compose(asked, Reading((best,), 0.9), [hit], 0.5).citations]
        assert quoted == ["- By the partial month.\n    - count hours\n    - divide"]

    def test_an_item_with_a_colon_leads_in_to_the_like_items_behind_it(self) -> None:
        text = "- Dogs are led.\n- These must be shown:\n- the pass\n- the leash\n- Cats stay outside."
        hit = hit_of(text)
        best = found_in(hit, "- These must", 0.9)
        asked = analyse("Why so?")
        quoted = [citation.quote for citation in compose(asked, Reading((best,), 0.9), [hit], 0.5).citations]
        assert quoted == ["- These must be shown:\n- the pass\n- the leash"]

    def test_words_of_the_paragraph_above_tell_no_member_apart(self) -> None:
        text = "Each new rower sends papers.\nThey are needed soon.\n"
        text += "- a pass\n- an address\n- a form, once the rower has it"
        hit = hit_of(text)
        best = found_in(hit, "- a pass", 0.9)
        asked = analyse("Which papers does a new rower send?")
        (citation,) = compose(asked, Reading((best,), 0.9), [hit], 0.5).citations
        assert citation.quote.endswith("- a pass\n- an address\n- a form, once the rower has it")

    @pytest.mark.parametrize(
        ("asked", "whole"),
        [
            ("Which papers does the archive group keep?", False),
            ("What are the papers the archive group keeps?", True),
            ("List the papers and which the archive group keeps", True),
        ],
    )
    def test_which_asks_for_some_members_however_likely_all_are(self, asked: str, whole: bool) -> None:
        items = ["- old maps. Kept: archive group.", "- new maps. Kept: field group.", "- tide maps. Kept: boat group."]
        hit = hit_of("Papers:\n" + "\n".join(items))
        findings = [replace(found_in(hit, item, 0.9 - n / 10), evidence=0.9) for n, item in enumerate(items)]
        answer = compose(analyse(asked), Reading(tuple(findings), 0.9), [hit], 0.5)
        assert ("boat group" in answer.text) is whole
        assert "archive group" in answer.text

    def test_a_sentence_that_says_that_code_stands_below_leads_in_to_it(self) -> None:
        text = "The whole mixer is shown below.\n$ roll\n$ yaw\nIt is heavy."
        hit = hit_of(text)
        best = replace(found_in(hit, "The whole"), evidence=0.9)
        (citation,) = compose(analyse("What is the mixer?"), Reading((best,), 0.9), [hit], 0.5).citations
        assert citation.quote == "The whole mixer is shown below.\n$ roll\n$ yaw"

    def test_of_steps_that_are_too_long_to_be_quoted_whole_the_notes_are_left_out(self) -> None:
        notes = [f"   {sentence(WHOLE_LIMIT // 2, about)}" for about in ("oil", "salt", "dust")]
        text = f"To start:\n1. open\n{notes[0]}\n2. turn\n$ run\n{notes[1]}\n3. close\n{notes[2]}"
        hit = hit_of(text)
        best = replace(found_in(hit, "2. turn"), evidence=0.9)
        answer = compose(analyse("How do I start it?"), Reading((best,), 0.9), [hit], 0.5)
        assert [citation.quote for citation in answer.citations] == ["To start:\n1. open", "2. turn\n$ run", "3. close"]


class TestParts:
    PROFILE = (
        "- Held in May\n- Guests: all\n- Agenda:\n  - Review of health\n  - Top accounts\n  - Open risks\n- No wine"
    )
    AGENDA = PROFILE[PROFILE.index("- Agenda") : PROFILE.index("\n- No")]

    @staticmethod
    def quotes(asked: str, text: str, likely: dict[str, float]) -> list[str]:
        hit = hit_of(text)
        units = [line.strip() for line in text.splitlines()]
        found = [
            replace(found_in(hit, unit, 0.5), evidence=next((p for one, p in likely.items() if one in unit), 0.01))
            for unit in units
        ]
        ordered = tuple(sorted(found, key=lambda one: -(one.evidence or 0.0)))
        answer = compose(analyse(asked), Reading(ordered, 0.9), [hit, *HITS[1:]], 0.5)
        return [citation.quote for citation in answer.citations]

    def test_a_list_within_a_list_alone_where_the_rest_is_much_less_likely(self) -> None:
        asked = "What are the points to be gone through?"
        assert self.quotes(asked, self.PROFILE, {"Top": 0.9, "Review": 0.6, "Open": 0.5}) == [self.AGENDA]
        much = {"Top": 0.9, "Review": 0.6, "Held": 0.9, "Guests": 0.9, "wine": 0.8}
        assert self.quotes(asked, self.PROFILE, much) == [self.PROFILE]

    def test_what_stands_under_a_step_is_no_list_of_its_own(self) -> None:
        text = "1. Open the lid:\n  - pull the left latch\n  - pull the right latch\n2. Take out the filter"
        assert self.quotes("How do I clean it?", text, {"left": 0.9, "right": 0.8}) == [text]

    def test_no_step_is_left_out_because_another_has_the_words_of_the_question(self) -> None:
        text = "1. Update the file\n2. Run the command\n3. Stage the changes of the manifest"
        assert self.quotes("How do I change the manifest?", text, {"Stage": 0.9}) == [text]

    def test_no_check_is_left_out_where_all_are_likely_where_they_stand(self) -> None:
        text = "- See that it is healthy\n- See that it is open\n- Search it for a word\n- Count the people"
        likely = {"healthy": 0.9, "open": 0.6, "Search": 0.2, "Count": 0.2}
        assert self.quotes("How do I find out that it is healthy?", text, likely) == [text]

    @pytest.mark.parametrize(
        ("above", "likely", "quoted"),
        [
            (("Guide", "Lines"), 0.9, ["said", "steps"]),
            (("Guide", "Lines"), 0.5, ["steps"]),
            (("Guide", "Export"), 0.9, ["said"]),
            (("Guide", "Lines", "Enable the check", "Scenario"), 0.2, ["steps"]),
        ],
    )
    def test_the_steps_of_the_section_that_the_question_names(
        self, above: tuple[str, ...], likely: float, quoted: list[str]
    ) -> None:
        texts = {"said": "The report checks the lines.", "steps": "1. Open the page\n2. Select the field"}
        first = hit_of(texts["said"], headings=above)
        second = replace(hit_of(texts["steps"], 100, headings=("Guide", "Lines", "Enable the check")), rank=2)
        found = (
            replace(found_in(first, texts["said"], 0.9), evidence=likely),
            *(replace(found_in(second, step, 0.1), hit_rank=2, evidence=0.01) for step in texts["steps"].splitlines()),
        )
        asked = analyse("How do I turn on the check of lines?")
        answer = compose(asked, Reading(found, 0.9), [first, second, HITS[2]], 0.5)
        assert [citation.quote for citation in answer.citations] == [texts[each] for each in quoted]

    def test_of_several_lists_of_steps_in_the_section_none(self) -> None:
        said, lists = "The report checks the lines.", ("1. Open the page\n2. Select it", "1. Close it\n2. Leave")
        section = ("Guide", "Enable the check")
        hits = [hit_of(said, headings=(*section, "Scenario"))]
        for n, text in enumerate(lists, start=2):
            hits.append(replace(hit_of(text, 100 * n, headings=(*section, f"Part {n}")), rank=n))
        found = [replace(found_in(hits[0], said, 0.9), evidence=0.5)]
        for hit, text in zip(hits[1:], lists, strict=True):
            found += [replace(found_in(hit, s, 0.1), hit_rank=hit.rank, evidence=0.01) for s in text.splitlines()]
        answer = compose(analyse("How do I turn on the check of lines?"), Reading(tuple(found), 0.9), hits, 0.5)
        assert [citation.quote for citation in answer.citations] == [said]


class TestTicked:
    TASKS = "To do:\n- [x] return books\n- [ ] order garlic\n- [ ] pay the bill\n- [X] call the roofer"

    @pytest.mark.parametrize(
        ("asked", "expected"),
        [
            ("Which tasks are done?", ["- [x] return books", "- [X] call the roofer"]),
            ("Which tasks are still open?", ["- [ ] order garlic\n- [ ] pay the bill"]),
            ("Which tasks are not completed?", ["- [ ] order garlic\n- [ ] pay the bill"]),
            ("Which tasks are there?", [TASKS]),
        ],
    )
    def test_what_is_done_or_open_alone_where_it_is_asked_for(self, asked: str, expected: list[str]) -> None:
        hit = hit_of(self.TASKS)
        items = self.TASKS.splitlines()[1:]
        found = [found_in(hit, item, 0.9 - n / 10, item[6:]) for n, item in enumerate(items)]
        answer = compose(analyse(asked), Reading(tuple(found), 0.9), [hit], 0.5)
        assert [citation.quote for citation in answer.citations] == expected
        assert answer.short is None
