"""Passages that hold exactly what a question names, and what documents have under marks, in an index."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import pytest

from askhz.chatbot import Chatbot
from askhz.question import analyse
from askhz.retrieval import Retrieved, retrieve

OTHERS = "".join(
    f"## 4.{n}.0 (2021-01-{n:02})\n\n- The loom changed its shuttle, its reed and its heddles.\n\n"
    for n in range(1, 29)
)
CHANGES = f"# Changes of the loom\n\n{OTHERS}## 3.5.0 (2020-02-01)\n\n- Nothing is said here of it.\n"
STAFF = "# Staff\n\n| Name | Hut |\n|---|---|\n" + "".join(f"| Person {n} | Hut {n % 7} |\n" for n in range(120))


@contextmanager
def retrieved(make_bot: Callable[..., Chatbot], texts: dict[str, str], asked: str) -> Iterator[Retrieved]:
    with closing(make_bot(texts)) as bot, bot._index.snapshot() as snapshot:
        yield retrieve(analyse(asked), snapshot)


def test_a_version_is_found_though_its_section_is_like_the_question_in_nothing(
    make_bot: Callable[..., Chatbot],
) -> None:
    asked = "What did the loom change of its shuttle, reed and heddles in 3.5.0?"
    with retrieved(make_bot, {"CHANGES.md": CHANGES}, asked) as found:
        assert "Nothing is said" in found.hits[0].passage.text
        assert found.missing is None
        assert [hit.rank for hit in found.hits] == list(range(1, len(found.hits) + 1))
    with retrieved(make_bot, {"CHANGES.md": CHANGES}, asked.replace("3.5.0", "3.6.0")) as found:
        assert found.missing is not None
        assert found.missing.term.text == "3.6.0"


def test_a_code_is_found_by_itself(make_bot: Callable[..., Chatbot]) -> None:
    texts = {
        f"n{n}.txt": "The pump stops with a fault, and the lamp of the pump is red. What is the fault?"
        for n in range(12)
    }
    texts["z.txt"] = "Nothing is wrong at E-4711."
    with retrieved(make_bot, texts, "What is the fault E-4711 of the pump with the red lamp?") as found:
        assert found.hits[0].passage.source == "z.txt"
    with retrieved(make_bot, texts, "What is the fault of the pump with the red lamp?") as found:
        assert found.hits[0].passage.source != "z.txt"


def test_the_only_document_that_has_a_mark_is_meant(make_bot: Callable[..., Chatbot]) -> None:
    asked = "Which shuttle was chosen in 3.5.0?"
    changes = CHANGES.replace("Nothing is said here of it", "The shuttle of oak was chosen")
    with retrieved(make_bot, {"CHANGES.md": changes}, asked) as found:
        (stretch,) = found.marked.stretches
        assert not found.marked.whole
        assert "oak" in stretch.passage.text
    with retrieved(make_bot, {"a/CHANGES.md": changes, "b/CHANGES.md": changes}, asked) as found:
        assert found.marked.stretches == ()


def test_headings_are_fetched_where_they_may_tell(make_bot: Callable[..., Chatbot]) -> None:
    with retrieved(make_bot, {"CHANGES.md": CHANGES}, "When was 3.5.0 released?") as found:
        assert len(found.marked.headings) == 29  # the title names no version
        assert found.marked.headings[-1].passage.text == "## 3.5.0 (2020-02-01)"
    with retrieved(make_bot, {"CHANGES.md": CHANGES}, "Why does the loom have heddles?") as found:
        assert found.marked.headings == ()


def test_the_whole_table_is_fetched_where_a_row_is_found(make_bot: Callable[..., Chatbot]) -> None:
    with retrieved(make_bot, {"staff.md": STAFF}, "Who is in hut 3?") as found:
        (table,) = found.marked.tables
        assert len(table.passage.sentences) == 120
        assert table.passage.text.startswith("| Name | Hut |")
    with retrieved(make_bot, {"staff.md": STAFF}, "Why is Person 3 in hut 3?") as found:
        assert found.marked.tables == ()


def test_a_stretch_that_is_marked_is_read_where_something_in_it_is_asked(make_bot: Callable[..., Chatbot]) -> None:
    notes = "# Settings\n\n" + "".join(
        f"- {name}_limit (integer): the limit of the {name}. The default of the limit is {n}.\n"
        for n, name in enumerate("warp weft shed pick beam reed lease".split() * 20)
    ).replace("reed_limit", "other_limit", 19)
    with retrieved(make_bot, {"settings.md": notes}, "What is the default limit of reed_limit?") as found:
        (stretch,) = found.marked.stretches
        assert not found.marked.whole
        assert stretch.passage.text.startswith("- reed_limit (integer)")
        assert found.hits[0].passage.start <= stretch.passage.start < found.hits[0].passage.end


def test_an_option_that_its_program_lacks_is_missing(make_bot: Callable[..., Chatbot]) -> None:
    manual = "# sort\n\nSorts lines.\n\n- -q: says nothing, quietly\n- -r: the other way round\n"
    with retrieved(make_bot, {"sort.md": manual}, "What does sort -x do?") as found:
        assert found.missing is not None
        assert found.missing.term.text == "-x"
    with retrieved(make_bot, {"sort.md": manual}, "What does sort -q do?") as found:
        assert found.missing is None


def test_a_document_that_is_about_a_thing_says_what_it_is_though_others_speak_more_of_it(
    make_bot: Callable[..., Chatbot],
) -> None:
    texts = {f"notes/{n}.md": f"# Note {n}\n\nLoom loom loom {n}. What is loom? The loom again.\n" for n in range(12)}
    with retrieved(
        make_bot, {**texts, "loom/README.md": "# At a glance\n\nloom is a weaver.\n"}, "What is loom?"
    ) as found:
        assert found.marked.definition is not None
        assert found.marked.definition.passage.text == "loom is a weaver."
        assert found.marked.definition.document is not None


@pytest.mark.parametrize(("name", "told"), [("Great Flood", True), ("fee", False)])
def test_the_section_of_a_thing_with_a_name_says_what_it_is(
    make_bot: Callable[..., Chatbot], name: str, told: bool
) -> None:
    text = f"# Town\n\nOld.\n\n## The {name}\n\nThe {name} of 1871 changed the town.\n"
    with retrieved(make_bot, {"town.md": text}, f"What was the {name.lower()}?") as found:
        assert (found.marked.definition is not None) is told


def test_a_filter_holds_for_what_is_marked(make_bot: Callable[..., Chatbot]) -> None:
    texts = {"a/CHANGES.md": CHANGES, "b/notes.md": "# Notes\n\nThe loom of 2020.\n"}
    with closing(make_bot(texts)) as bot:
        answer = bot.ask("When was 3.5.0 of the loom released?", sources=["b/notes.md"])
        assert {citation.source for citation in answer.citations} <= {"b/notes.md"}
        assert bot.ask("When was 3.5.0 of the loom released?").citations[0].source == "a/CHANGES.md"


def test_all_fields_are_fetched_of_documents_that_have_some(make_bot: Callable[..., Chatbot]) -> None:
    texts = {
        "weir.md": "---\ntitle: The weir\nauthor: Ada Lind\n---\n\nA weir.\n",
        "sluice.md": "A sluice beside the weir.\n",
    }
    with retrieved(make_bot, texts, "Who is the author of the weir?") as found:
        (record,) = found.marked.records
        assert record.passage.kinds == ("front matter", "front matter")
        assert record.passage.text == "title: The weir\nauthor: Ada Lind"
    with retrieved(make_bot, texts, "Why is there a weir?") as found:
        assert found.marked.records == ()


def test_no_fields_are_fetched_of_a_document_that_is_nothing_but_records(make_bot: Callable[..., Chatbot]) -> None:
    records = json.dumps([{"name": f"weir {number}", "author": f"Person {number}"} for number in range(301)])
    with retrieved(make_bot, {"weirs.json": records}, "Who is the author of weir 7?") as found:
        assert found.hits
        assert found.marked.records == ()


CLAUSES = "# {title}\n\n## 1. Rent\n\nIt is {n}00.\n\n## 2. Pets\n\nNo {n} dogs.\n"


def test_a_clause_of_several_documents_is_told_of_each(make_bot: Callable[..., Chatbot]) -> None:
    leases = {f"{n}.md": CLAUSES.format(title=f"Lease of house {n}", n=n) for n in range(1, 4)}
    leases |= {f"z{n}.md": f"Letter {n}: what does a clause say? A clause says what it says." for n in range(9)}
    with retrieved(make_bot, leases, "What does clause 2 say?") as found:
        assert sorted(hit.passage.source for hit in found.marked.stretches) == ["1.md", "2.md", "3.md"]
        assert sorted(found.marked.labels) == ["Lease of house 1", "Lease of house 2", "Lease of house 3"]
    with retrieved(make_bot, leases, "What does clause 2 of the lease of house 3 say?") as found:
        assert [hit.passage.source for hit in found.marked.stretches] == ["3.md"]
        assert found.marked.labels == ()


def test_clauses_that_are_too_many_are_only_named(make_bot: Callable[..., Chatbot]) -> None:
    leases = {f"{n}.md": CLAUSES.format(title=f"Lease of house {n}", n=n) for n in range(1, 7)}
    with closing(make_bot(leases)) as bot:
        answer = bot.ask("What does clause 2 say?")
    assert not answer.answered
    assert answer.reason is not None
    assert answer.reason.startswith("Several answers fit; add which is meant: Lease of house")


MINUTES = (
    "# Mill board meeting {day}\n\n## Present\n\n* Ada Lind\n* Bo Ek ({day})\n\n## Agenda\n\nThe wheel was spoken of.\n"
)


def test_who_was_at_a_meeting_stands_in_its_minutes(make_bot: Callable[..., Chatbot]) -> None:
    texts = {f"{day}.md": MINUTES.format(day=day) for day in ("2024-03-05", "2024-06-11")}
    with retrieved(make_bot, texts, "Who attended the mill board meeting on 11 June 2024?") as found:
        assert [hit.passage.text for hit in found.marked.outline] == ["* Ada Lind\n* Bo Ek (2024-06-11)"]
    with retrieved(make_bot, texts, "Who attended the mill board meeting?") as found:  # which of the two?
        assert found.marked.outline == ()
    with retrieved(make_bot, texts, "Who spoke of the wheel on 11 June 2024?") as found:
        assert found.marked.outline == ()


def test_a_document_too_long_to_be_looked_through_has_no_list_of_headings(
    make_bot: Callable[..., Chatbot], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "# Three ways to save water\n\nSave water.\n\n## Taps\n\nMend.\n\n## Rain\n\nCatch.\n\n## Night\n\nWait.\n"
    asked = "What are the ways to save water?"
    with retrieved(make_bot, {"water.md": text}, asked) as found:
        assert [hit.passage.text for hit in found.marked.outline] == ["## Taps", "## Rain", "## Night"]
    monkeypatch.setattr("askhz.pinpointing._LARGEST", len(text) - 1)
    with retrieved(make_bot, {"water.md": text}, asked) as found:
        assert found.marked.outline == ()
