"""The lines of a plain text that head what stands below them."""

from __future__ import annotations

import time

import pytest
from readers import outline, read_one

from askhz.documents.plain import read_plain
from askhz.documents.plain_sections import section_lines

LEASE = """LEASE OF THE MILL

1. Rent
1.1 It is 20.
1.2 It is due.

2. Keys
There are two keys.

3. Pets
There are none.
"""
NEWS = """What is new

Version 2.1 - 4 May 2022 (bug fix release)
* A leak.
* A crash.

Version 2.0 - 3 May 2021
* All.
"""


def lines(text: str) -> list[str]:
    return [text[start:end] for start, end in section_lines(text)]


def test_clauses_and_releases() -> None:
    assert lines(LEASE) == ["1. Rent", "2. Keys", "3. Pets"]
    assert lines(NEWS) == ["Version 2.1 - 4 May 2022 (bug fix release)", "Version 2.0 - 3 May 2021"]


@pytest.mark.parametrize(
    "text",
    [
        "1. Rent\n2. Keys\n3. Pets\n",  # a list
        "1. Rent\nIt is due.\n\n2. Keys\nTwo.\n",  # two may be steps
        "1. Rent\nIt is due.\n\n2. Keys\nTwo.\n\n4. Pets\nNone.\n",
        "1. Take the lid off.\nIt is hot.\n\n2. Stir it.\nTwice.\n\n3. Serve it.\nNow.\n",
        "4 May 2022\nDear Ada,\n\nI write to you.\n\nYours\n",
        "2.1 (2022-05-04)\n----------------\n\nAll.\n\n2.0 (2021-05-03)\n----------------\n\nNone.\n",
        "",
    ],
)
def test_what_heads_nothing(text: str) -> None:
    assert lines(text) == []


def test_lines_of_one_shape_that_name_versions() -> None:
    news = "What's new in version {}\n\n* It weaves.\n\n"
    assert lines("".join(news.format(one) for one in ("3.2", "3.1.4", "3.0"))) == [
        "What's new in version 3.2",
        "What's new in version 3.1.4",
        "What's new in version 3.0",
    ]
    days = '2022.12.1{} - GNU loom {} "Quick one"\n* It weaves.\n\n'
    assert len(lines("".join(days.format(n, f"7.{n}") for n in range(4)))) == 4
    debian = "loom (2.0-{}) unstable; urgency=medium\n\n  * It weaves.\n\n"
    assert lines(debian.format(2) + debian.format(1))[0] == "loom (2.0-2) unstable; urgency=medium"


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"The loom {n}.0 is\nfaster than the one before.\n\n" for n in range(4)),  # sentences
        "".join(f"The loom {n}.0 needs wool.\n\n" for n in range(4)),
        "Loom 3.0\n\nIt weaves.\n\nLoom 2.0\n\nIt is slow.\n\n",  # two may be anything
        "".join(f"Loom {n}.0\n\nIt weaves.\n\n" for n in (1, 4, 2, 5, 3)),  # in no order
    ],
)
def test_lines_that_only_speak_of_versions(text: str) -> None:
    assert lines(text) == []


def test_a_version_that_is_no_title_of_all() -> None:
    text = "".join(f"What's new in version {n}.0\n\n* It weaves.\n\n" for n in (3, 2, 1))
    assert read_one(read_plain, text, "loom-NEWS.txt").title == "loom NEWS"


def test_a_release_above_deeper_lines_is_no_term() -> None:
    text = "".join(
        f"Version 2.{n} (2022-0{n}-01)\n  o It weaves faster than all the looms before it did.\n\n" for n in (4, 3, 2)
    )
    assert next(kind for kind, _ in outline(read_one(read_plain, text, "news.txt"))) == "heading"


def test_what_stands_below_them_is_under_them() -> None:
    document = read_one(read_plain, NEWS, "news.txt")
    assert [kind for kind, _ in outline(document)] == ["paragraph", "heading", "item", "item", "heading", "item"]
    assert [anchor.headings[-1] for anchor in document.anchors if anchor.headings] == [
        "Version 2.1 - 4 May 2022 (bug fix release)",
        "Version 2.0 - 3 May 2021",
    ]
    document = read_one(read_plain, LEASE, "lease.txt")
    assert ("heading", "2. Keys") in outline(document)
    assert ("paragraph", "There are two keys.") in outline(document)


def test_long_texts_take_no_time() -> None:
    began = time.process_time()
    section_lines("1. Rent\nIt is due.\n\n" * 20_000)
    section_lines("2021-01-01\nIt is due.\n\n" * 20_000)
    assert time.process_time() - began < 5


def test_the_numbers_of_sections_are_no_versions() -> None:
    text = "".join(f"8.1.{n}. tool {n}\n\n    It is there.\n\n" for n in (1, 2, 3, 4))
    assert lines(text) == []
    assert lines(text.replace(". tool", " tool")) == [f"8.1.{n} tool {n}" for n in (1, 2, 3, 4)]
