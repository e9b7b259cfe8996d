"""What was added, fixed or removed in a version."""

from __future__ import annotations

import pytest
from readers import read_one

from askhz.claims.categories import category_asked, part_of, words_of
from askhz.documents.markdown import read_markdown

CHANGES = """# Loom

## 2.1.0

### Added

- A reed.

### Fixed

- A leak.

## 2.0.0

### Changed

- A theme; the old one is gone.
"""


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("What was removed in 2.1.0?", "removed"),
        ("What features were added in 2.1.0?", "added"),
        ("What did 2.1.0 fix?", "fixed"),
        ("What was added or removed in 2.1.0?", None),
        ("What changed in 2.1.0?", None),
        ("Which version removed it?", None),
    ],
)
def test_what_of_the_changes_is_asked_for(asked: str, expected: str | None) -> None:
    assert category_asked(asked) == expected


def test_the_words_that_ask_for_it() -> None:
    assert words_of("added", "What features were added?") >= {"added", "features"}
    assert words_of(None, "What features were added?") == frozenset()


def part(section: str, category: str, text: str = CHANGES) -> list[str] | None:
    document = read_one(read_markdown, text, "loom.md")
    found = part_of(document, text.index(section), category)
    return None if found is None else [text[slice(*span)].strip() for span in found]


def test_the_part_that_is_headed_so() -> None:
    assert part("## 2.1.0", "added") == ["### Added\n\n- A reed."]
    assert part("## 2.1.0", "fixed") == ["### Fixed\n\n- A leak."]


def test_no_part_where_neither_heading_nor_line_says_it() -> None:
    assert part("## 2.1.0", "removed") == []
    assert part("## 2.0.0", "removed") is None  # a line says it
    assert part("## 2.1.0", "deprecated") == []


def test_without_such_headings_only_what_was_taken_away_is_sure_to_be_said() -> None:
    flat = "# Loom\n\n## 1.0\n\n- a new reed\n"
    assert part("## 1.0", "removed", flat) == []
    assert part("## 1.0", "fixed", flat) is None


def test_what_stands_far_down_in_a_long_section_is_said_there() -> None:
    long = (
        "# Loom\n\n## 2.0\n\n"
        + "- it weaves wool and flax and hemp\n" * 200
        + "- the comb is removed\n\n## 1.0\n\n- a comb\n"
    )
    assert part("## 2.0", "removed", long) is None
    assert part("## 1.0", "removed", long) == []
