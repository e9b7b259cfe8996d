"""What a question names by its mark, and where a document has it."""

from __future__ import annotations

import pytest
from readers import read_one

from askhz.claims.marks import lacks_category, lacks_code, mark_asked, marked_stretches, meaning_in
from askhz.documents.markdown import read_markdown
from askhz.documents.plain import read_plain
from askhz.question import analyse
from askhz.records import Document

LEASE = """LEASE OF THE MILL

between the owner and the tenant

4. Rent
4.1 The rent is 1,960 crowns.
4.2 It is due on the third.
4.10 It is paid by transfer.

5. Deposit
The tenant pays a deposit.

6. Keys
There are two.
"""
CHANGES = """# Changes

## 2.1.0 (2025-03-14)

### Added

- Export to CSV.

## 2.0.0 (2025-01-22)

- The file is TOML now.
- See 2.1.0 for more.
"""
OPTIONS = """# sort

Sorts the lines of a file, with -n by their numbers.

- `-n`, `--numeric`: compare by number
- `-N`, `--natural`: compare as people do
- `--key=FIELD`: compare a field of each line
- max_lines (integer): how many lines are held. It defaults to 500.

## Index

- -n (option of sort): page 3
"""


def lease() -> Document:
    return read_one(read_plain, LEASE, "lease.txt")


def markdown(text: str, name: str = "sort.md") -> Document:
    return read_one(read_markdown, text, name)


def told(asked: str, document: Document) -> list[str]:
    """What the document has under the mark that is asked for."""
    mark = mark_asked(analyse(asked))
    assert mark is not None
    return [document.text[start:end] for start, end in marked_stretches(mark, document)[0]]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("What does clause 5 of the lease say?", "5. Deposit\nThe tenant pays a deposit."),
        ("What does section 4.1 of the lease say?", "4.1 The rent is 1,960 crowns."),
        ("What does clause 4.10 say?", "4.10 It is paid by transfer."),
        (
            "What is in clause 4?",
            "4. Rent\n4.1 The rent is 1,960 crowns.\n4.2 It is due on the third.\n4.10 It is paid by transfer.",
        ),
        ("What does clause 6 say?", "6. Keys\nThere are two."),
    ],
)
def test_a_numbered_section_reaches_to_the_next_number(asked: str, expected: str) -> None:
    assert told(asked, lease()) == [expected]


@pytest.mark.parametrize("asked", ["What does clause 7 say?", "What does clause 4.3 say?", "What does clause 60 say?"])
def test_a_number_that_is_not_there_is_not_found(asked: str) -> None:
    assert told(asked, lease()) == []


def test_a_number_that_stands_in_two_places_stands_in_both() -> None:
    twice = read_one(read_plain, LEASE + "\n5. Again\nTwice.\n")
    assert told("What does clause 5 say?", twice) == ["5. Deposit\nThe tenant pays a deposit.", "5. Again\nTwice."]
    assert told("How much is it in clause 5?", twice) == []  # something in it: nothing tells in which
    often = read_one(read_plain, LEASE + "\n5. Again\nTwice.\n" * 3)
    assert told("What does clause 5 say?", often) == []


def test_a_section_under_a_heading_reaches_to_the_next_of_its_level() -> None:
    (found,) = told("What changed in 2.1.0?", markdown(CHANGES))
    assert found == "## 2.1.0 (2025-03-14)\n\n### Added\n\n- Export to CSV."
    (found,) = told("What happened on 22 January 2025?", markdown(CHANGES))
    assert found.startswith("## 2.0.0")
    assert told("What changed in 2.2.0?", markdown(CHANGES)) == []


def test_a_long_section_ends_with_a_block() -> None:
    items = "\n".join(f"- Item {n} of the release has these ten words in it." for n in range(60))
    (found,) = told("What changed in 3.0.0?", markdown(f"# Changes\n\n## 3.0.0\n\n{items}\n\n## 2.0.0\n\n- Old.\n"))
    assert found.endswith("words in it.")
    assert len(found.split()) <= 330


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("What does sort -n do?", "- `-n`, `--numeric`: compare by number"),
        ("What does sort -N do?", "- `-N`, `--natural`: compare as people do"),
        ("What does sort --natural do?", "- `-N`, `--natural`: compare as people do"),
        ("What is --key for?", "- `--key=FIELD`: compare a field of each line"),
        (
            "What is max_lines?",
            "- max_lines (integer): how many lines are held. It defaults to 500.",
        ),
    ],
)
def test_a_code_is_explained_by_the_entry_that_begins_with_it(asked: str, expected: str) -> None:
    assert told(asked, markdown(OPTIONS)) == [expected]


@pytest.mark.parametrize(
    "asked", ["What does sort -x do?", "What does sort --num do?", "What is lines?", "What is max_line?"]
)
def test_no_other_code_explains_it(asked: str) -> None:
    mark = mark_asked(analyse(asked))
    assert mark is None or marked_stretches(mark, markdown(OPTIONS))[0] == []


def test_an_option_that_the_document_about_it_lacks() -> None:
    def lacks(asked: str) -> bool:
        mark = mark_asked(analyse(asked))
        return mark is not None and lacks_code(mark, markdown(OPTIONS))

    assert lacks("What does sort -x do?")
    assert lacks("What does sort --natural-order do?")
    assert not lacks("What does sort -n do?")
    assert not lacks("What does grep -x do?")
    assert not lacks("What does -x do?")
    assert not lacks("What is the default of sort -x?")


def test_bare_names_of_options_explain_none() -> None:
    listed = "# sort\n\n- `warp_count`\n- `weft_count`\n"
    assert told("What is warp_count?", markdown(listed)) == []


def test_what_stands_under_a_term_that_is_indented_belongs_to_it() -> None:
    text = "Options\n=======\n\n-q\n    Says nothing.\n\n    Errors are said.\n\n-v\n    Says more.\n"
    found = told("What does -q do?", read_one(read_plain, text))
    assert found == ["-q\n    Says nothing.\n\n    Errors are said."]


def test_what_is_asked_of_must_be_the_documents_subject_or_stand_beside_the_entry() -> None:
    table = (
        "# Logs\n\nThe format of a file's name may have:\n\n| Code | Meaning |\n|---|---|\n| %j | day of the year |\n"
    )
    assert told("What does %j mean in the format of the name?", markdown(table, "logs.md")) == [
        "| %j | day of the year |"
    ]
    assert told("What does %j mean in printf?", markdown(table, "logs.md")) == []
    assert told("What does grep -n do?", markdown(OPTIONS)) == []


def test_only_what_is_plainly_asked_for_is_whole() -> None:
    whole = {
        asked: (mark := mark_asked(analyse(asked))) is not None and mark.whole
        for asked in (
            "What does clause 5 say?",
            "Tell me about version 2.0.0",
            "What is the default of max_lines?",
            "Who wrote 2.0.0?",
            "How do I upgrade to 2.0.0?",
            "How many lines does max_lines hold?",
            "What is a deposit?",
        )
    }
    assert [asked for asked, is_whole in whole.items() if is_whole] == [
        "What does clause 5 say?",
        "Tell me about version 2.0.0",
    ]


def test_something_in_an_entry_is_looked_for_in_it() -> None:
    mark = mark_asked(analyse("What is the default of max_lines?"))
    assert mark is not None
    found, plainly = marked_stretches(mark, markdown(OPTIONS))
    assert len(found) == 1
    assert plainly


def test_something_in_a_section_is_asked_in_it_alone() -> None:
    mark = mark_asked(analyse("Which file format was chosen in 2.0.0?"))
    assert mark is not None
    assert mark.whole  # as far as the words tell; but no heading and no title has them
    found, plainly = marked_stretches(mark, markdown(CHANGES, "CHANGES.md"))
    assert len(found) == 1
    assert not plainly


@pytest.mark.parametrize(
    ("asked", "text", "expected"),
    [
        ("What does E4021 mean?", "- E4021: impeller blocked. Stop the pump.", "impeller blocked"),
        ("What does -N do?", "-n, -N NUM  at most so many", "at most so many"),
        ("What does %j mean?", "| %j | day of the year |", "day of the year"),
        ("What does --key do?", "`--key=FIELD` (text): compares fields", "compares fields"),
        ("What does %>s mean?", "200 (%>s)\nThe status of the answer.", "The status of the answer"),
        ("What does -x do?", "-x\n--no-rights\n--no-acl\nLeaves out rights (all).", "Leaves out rights"),
        ("What does -t do?", "-t timelimit\nMost seconds to spend. No less.", "Most seconds to spend"),
        ("What does -q do?", "-q\n    " + "word " * 20, None),
        ("What does -q do?", "Quiet.", None),
    ],
)
def test_the_few_words_that_a_code_stands_for(asked: str, text: str, expected: str | None) -> None:
    mark = mark_asked(analyse(asked))
    assert mark is not None
    span = meaning_in(mark, text)
    assert (None if span is None else text[slice(*span)]) == expected


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("What does section 5 say?", "## 5 May 2026\n\nThe roof was discussed.\n"),
        ("What does clause 12 say?", "- 12 chairs\n- 3 tables\n"),
        ("What does clause 14 say?", "14 chairs were bought in May.\n"),
        ("What does clause 7 say?", "You pay within\n30 days; after that we charge\n7 percent.\n"),
        ("What does part 9 say?", "Part 9 arrived; chapter 2 of the works is closed.\n"),
        ("What does section 3 say?", "3.x is fast.\n"),
        ("What changed in 1.0?", "# Aster\n\n## Aster 3.1.0 (2024-03-03)\n\n- A.\n\n## Older\n\n- B, C, D, E, F.\n"),
        (
            "What happened on 23 May 2026?",
            "# M\n\n## Minutes of 16 May 2026, approved on 23 May 2026\n\nA.\n\n## B\n\nC.\n",
        ),
        ("What changed in 3.2?", "# Falcon pump manual 3.2\n\nOil it.\n\n## Care\n\nClean it.\n"),
    ],
)
def test_a_number_that_is_no_mark(asked: str, text: str) -> None:
    assert told(asked, markdown(text, "notes.md")) == []


def test_what_is_not_there_or_who_did_it_is_no_section() -> None:
    for asked in ("What was not done on 7 April 2026?", "Who is in clause 5?", "What does it say without -n?"):
        mark = mark_asked(analyse(asked))
        assert mark is None or not mark.whole


def test_another_programs_option() -> None:
    text = "# rsync\n\n- --delete: deletes what the sender lacks; it does not sort as cp does\n"
    mark = mark_asked(analyse("What does cp --delete do?"))
    assert mark is not None
    assert marked_stretches(mark, markdown(text, "rsync.md"))[0] == []


def test_an_option_comes_before_the_program_that_is_written_as_a_code() -> None:
    mark = mark_asked(analyse("What does pg_dumpall -x do?"))
    assert mark is not None
    assert (mark.text, mark.others) == ("-x", frozenset(["pg", "dumpal"]))
    assert mark_asked(analyse("What do -x and -y do?")) is None


def test_what_was_filled_in_is_a_mark_too() -> None:
    asked = analyse("And clause 6?", ["What does clause 5 of the lease say?"])
    mark = mark_asked(asked)
    assert mark is not None
    assert (mark.text, mark.others) == ("6", frozenset(["leas"]))


@pytest.mark.parametrize(
    "asked", ["Which version added max_lines?", "Who wrote max_lines?", "When was -n added?", "In which release is -n?"]
)
def test_what_has_to_do_with_a_code_is_not_its_meaning(asked: str) -> None:
    assert mark_asked(analyse(asked)) is None


MANUAL = "LOOM(1)\n\nEXIT STATUS\n     loom returns:\n\n     0  It went well\n     1  No thread\n     2  No reed\n"


def test_a_status_is_a_mark() -> None:
    document = read_one(read_plain, MANUAL, "man/loom.1.txt")
    assert told("What does exit status 1 of loom mean?", document) == ["1  No thread"]
    for asked, expected in (
        ("What does exit status 7 of loom mean?", True),
        ("What does exit status 7 of reed mean?", False),  # it is not about that
        ("What does exit status 1 of loom mean?", False),
    ):
        mark = mark_asked(analyse(asked))
        assert mark is not None
        assert lacks_code(mark, document) is expected


def test_a_manual_is_called_after_its_section() -> None:
    document = read_one(read_plain, "loom3 weaves.\n\n-s  slowly\n", "man/loom3.1.txt")
    mark = mark_asked(analyse("What does loom3 -r do?"))
    assert mark is not None
    assert lacks_code(mark, document)


def test_what_was_added_is_the_part_of_its_section() -> None:
    document = markdown(CHANGES, "loom/CHANGES.md")
    assert told("What was added in loom 2.1.0?", document) == ["### Added\n\n- Export to CSV."]
    mark = mark_asked(analyse("What was removed in loom 2.1.0?"))
    assert mark is not None
    places, _ = marked_stretches(mark, document)
    assert [lacks_category(mark, document, place) for place in places] == [True]


def test_where_no_heading_tells_them_apart_what_was_added_is_read() -> None:
    document = markdown("# Loom\n\n## 2.1\n\n- Add a reed.\n- Fix a leak.\n\n## 2.0\n\n- A comb.\n", "loom.md")
    mark = mark_asked(analyse("What was added in loom 2.1?"))
    assert mark is not None
    places, plainly = marked_stretches(mark, document)
    assert [document.text[slice(*place)] for place in places] == ["## 2.1\n\n- Add a reed.\n- Fix a leak."]
    assert not plainly


def test_a_month_alone_heads_what_happened_in_it() -> None:
    year = markdown(
        "# The year\n\n## April\n\nRain fell.\n\n## May\n\nThe bridge was opened.\n\n## June\n\nIt closed.\n"
    )
    assert told("What happened in May?", year) == ["## May\n\nThe bridge was opened."]
