"""What headings tell of versions and dates."""

from __future__ import annotations

from dataclasses import replace

import pytest
from readers import read_one

from askhz.claims.releases import asks_of_headings, heading_of, heads_by_mark, of_versions, told_by_headings
from askhz.documents.markdown import read_markdown
from askhz.question import analyse
from askhz.records import DocumentInfo, Finding, Hit, Passage
from askhz.text.anchors import anchors_within

CHANGES = """# Changes

## Unreleased

- A draft.

## 2.1.0 - 2025-03-14

- Export to CSV.

## v2.0.0 (22 January 2025)

- Python 3.8 is dropped.

## 1.10.0 (2024-11-02)

- A leak is closed.

## 1.9.3 (2024-06-30)

- First.
"""


def headings(text: str = CHANGES, source: str = "loom/CHANGES.md") -> list[Hit]:
    document = read_one(read_markdown, text, source)
    info = DocumentInfo(source, document.title, len(text))
    found = []
    for block in document.blocks:
        if block.kind == "heading":
            passage = Passage(
                source,
                block.start,
                block.end,
                text[block.start : block.end],
                ((block.start, block.end),),
                anchors_within(document.anchors, block.start, block.end),
            )
            found.append(Hit(passage, 0, 0.0, 0.0, None, None, info))
    return found


def told(asked: str, hits: list[Hit] | None = None) -> list[str]:
    hits = headings() if hits is None else hits
    found = told_by_headings(analyse(asked), hits, rank=4)
    for one in found:
        assert hits[one.hit_rank - 4].passage.text == one.text
    return [one.text[one.short[0] - one.start : one.short[1] - one.start] for one in found if one.short]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("When was 2.1.0 released?", ["2025-03-14"]),
        ("When was version 2.0.0 of loom released?", ["22 January 2025"]),
        ("When did loom v1.10.0 come out?", ["2024-11-02"]),
        ("What is the release date of loom 1.9.3?", ["2024-06-30"]),
        ("Which version was released on 2 November 2024?", ["1.10.0"]),
        ("Which version came out on 2025-03-14?", ["2.1.0"]),
        ("What is the latest version of loom?", ["2.1.0"]),
        ("When was the latest version released?", ["2025-03-14"]),
        ("What was the first release?", ["1.9.3"]),
    ],
)
def test_versions_and_dates_of_headings(asked: str, expected: list[str]) -> None:
    assert told(asked) == expected


@pytest.mark.parametrize(
    "asked",
    [
        "When was 2.2.0 released?",
        "When was 1.9 released?",
        "When was spindle 2.1.0 released?",  # no word of the path, the title or the heading
        "When does support for 2.0.0 end?",
        "What is the latest version of Python that is supported?",
        "Which version was released on 3 November 2024?",
        "Who released 2.1.0?",
        "Why is the latest version out?",
        "Which version was not released on 2 November 2024?",
        "Why was 2.1.0 released?",
    ],
)
def test_what_headings_do_not_tell(asked: str) -> None:
    assert told(asked) == []


def test_of_several_products_the_latest_is_told_only_of_the_one_that_is_named() -> None:
    both = [*headings(), *headings(CHANGES.replace("2.1.0", "7.0.0"), "kiln/CHANGES.md")]
    assert told("What is the latest version of kiln?", both) == ["7.0.0"]
    assert told("What is the latest version?", both) == []


def test_without_dates_numbers_tell_the_latest() -> None:
    assert told("What is the latest version?", headings("# Changes\n\n## 1.9\n\n- a\n\n## 1.10\n\n- b\n")) == ["1.10"]


def test_the_heading_dates_what_stands_below_it() -> None:
    best = Finding(
        "loom/CHANGES.md", CHANGES.index("Python"), CHANGES.index("Python") + 23, "Python 3.8 is dropped.", 1, None, 1
    )
    for asked, expected in (
        ("Which version dropped Python 3.8?", "v2.0.0"),
        ("When was Python 3.8 dropped?", None),  # the heading begins with its version
        ("Why was Python 3.8 dropped?", None),
    ):
        found = heading_of(analyse(asked), best, ("Changes", "v2.0.0 (22 January 2025)"), headings())
        assert (
            found and found.short and found.text[found.short[0] - found.start : found.short[1] - found.start]
        ) == expected
    said = replace(best, text="Python 3.8 is dropped since 2.0.1.")
    assert (
        heading_of(analyse("Which version dropped Python 3.8?"), said, ("v2.0.0 (22 January 2025)",), headings())
        is None
    )


def test_a_journals_heading_dates_its_entries_unless_they_are_dated_themselves() -> None:
    journal = (
        "# Journal\n\n## 2026-04-07\n\nThe power failed.\n\n## 2026-04-09 Visit\n\nIt came back on 8 April 2026.\n"
    )
    hits = headings(journal, "journal.md")
    at = journal.index("The power")
    first = Finding("journal.md", at, at + 17, "The power failed.", 1, None, 1)
    found = heading_of(analyse("When did the power fail?"), first, ("Journal", "2026-04-07"), hits)
    assert found is not None
    assert (found.text, found.short) == ("## 2026-04-07", (journal.index("2026"), journal.index("2026") + 10))
    at = journal.index("It came")
    other = Finding("journal.md", at, at + 30, "It came back on 8 April 2026.", 1, None, 1)
    assert heading_of(analyse("When did it come back?"), other, ("Journal", "2026-04-09 Visit"), hits) is None


def test_a_sections_number_is_no_version() -> None:
    assert not heads_by_mark("1.1 Installing the loom")
    assert heads_by_mark("1.1 (2020-03-01)")
    assert heads_by_mark("1.1 May 3, 2020")
    assert heads_by_mark("Version 2.0.0 beta")
    assert heads_by_mark("7 April 2026")
    assert not heads_by_mark("Installing")


def test_what_headings_may_be_asked() -> None:
    assert [asks_of_headings(analyse(text)) for text in ("When is it?", "Which release is it in?", "Who is it?")] == [
        True,
        True,
        False,
    ]


def test_what_is_planned_or_tried_is_not_the_latest() -> None:
    versions = ("4.9 (planned 2027-12-20)", "4.8.0-rc.1 (2026-06-02)", "4.7.0 (2026-04-20)", "4.6.0 (2026-01-01)")
    text = "# C\n\n" + "".join(f"## {one}\n\n- Changed.\n\n" for one in versions)
    assert told("What is the latest version?", headings(text)) == ["4.7.0"]
    assert told("When was 4.9 released?", headings(text)) == []


def short(found: Finding | None) -> str | None:
    return found.text[found.short[0] - found.start : found.short[1] - found.start] if found and found.short else None


@pytest.mark.parametrize(
    ("asked", "text", "expected"),
    [
        ("Which Python version does 2.0.0 drop?", "Python 3.8 is dropped.", None),  # another thing's version
        ("Which Python version was dropped?", "Python 3.8 is dropped.", None),
        ("Which loom version fixed the leak?", "It fixes a leak that affects version 1.9.9.", "v2.0.0"),
        ("Which version was affected?", "It fixes a leak that affects version 1.9.9.", None),
        ("Which version is it in v2.0.0?", "A leak.", None),  # the question says it
    ],
)
def test_of_which_thing_a_version_is(asked: str, text: str, expected: str | None) -> None:
    at = CHANGES.index("Python")
    best = Finding("loom/CHANGES.md", at, at + len(text), text, 1, None, 1)
    assert short(heading_of(analyse(asked), best, ("v2.0.0 (22 January 2025)",), headings())) == expected


def test_findings_that_name_a_version_come_first() -> None:
    option = Finding("man.txt", 0, 5, "--reed sets the reed.", 1, None, 1)
    entry = Finding("news.txt", 9, 14, "Added --reed.", 1, None, 2)
    above = ((), ("Version 1.2",))
    assert of_versions(analyse("Which version added --reed?"), [option, entry], above) == [entry, option]
    assert of_versions(analyse("What does --reed do?"), [option, entry], above) == [option, entry]
    unlikely = replace(entry, score=0.4)
    assert of_versions(analyse("Which version added --reed?"), [option, unlikely], above) == [option, unlikely]
    named = replace(option, text="--reed needs v20.")
    assert of_versions(analyse("Which version does --reed need?"), [named, entry], above) == [named, entry]


def test_a_heading_is_read_without_addresses() -> None:
    text = "".join(
        f"## [1.{n}.0](https://x.org/compare/v1.{n - 1}.0...v1.{n}.0) (2026-03-{n:02})\n\n- A.\n\n" for n in (9, 8, 7)
    )
    found = told_by_headings(analyse("When was loom 1.8.0 released?"), headings(text))
    assert [short(one) for one in found] == ["2026-03-08"]
    assert [short(one) for one in told_by_headings(analyse("What is the latest version?"), headings(text))] == ["1.9.0"]


def test_days_and_versions_that_look_alike() -> None:
    text = "# News\n\n## 2022.11.15 - loom 7.0\n\n- A.\n\n## loom-3.12 2022-09-30\n\n- B.\n"
    for asked, expected in (
        ("When was loom 7.0 released?", "2022.11.15"),
        ("Which version was released on 2022.11.15?", "7.0"),
        ("When did loom 3.12 come out?", "2022-09-30"),
    ):
        assert [short(one) for one in told_by_headings(analyse(asked), headings(text))] == [expected]


def test_the_latest_of_what_has_releases() -> None:
    assert [short(one) for one in told_by_headings(analyse("What is the latest loom?"), headings())] == ["2.1.0"]
    assert told_by_headings(analyse("What is the latest change?"), headings()) == []
    # "date-fns" asks for no date
    found = told_by_headings(analyse("What is the latest version of date-loom?"), headings())
    assert [short(one) for one in found] == ["2.1.0"]


def test_another_version_than_the_one_that_is_asked_of_is_said() -> None:
    at = CHANGES.index("Python")
    best = Finding("loom/CHANGES.md", at, at + 23, "Python 3.8 is dropped.", 1, None, 1)
    above = ("v2.0.0 (22 January 2025)",)
    found = heading_of(
        analyse("Was something dropped in 2.1.0?"), replace(best, text="It is dropped."), above, headings()
    )
    assert found is not None
    assert found.text == "## v2.0.0 (22 January 2025)"
    assert found.short is None
    asked = analyse("Was something dropped in v2.0.0?")
    assert heading_of(asked, replace(best, text="It is dropped."), above, headings()) is None
    assert asks_of_headings(asked)
