"""AsciiDoc: blocks, headings, tables and what is no word."""

import time

import pytest
from examples import examples
from hypothesis import given
from readers import damaged, outline, read_one, survives

from askhz.documents.asciidoc import read_asciidoc

TEXT = """\
= The *baths*
Guo Li <guo@x.org>
:toc:
:description: About baths

They open https://x.org[daily] with `soap`,
going on.

== Prices

// a comment
NOTE: Bring a towel.

* an adult
** two _euros_
. first

term:: its meaning

[source,python]
----
print(1)
----

.The prices
[%header,cols=2*]
|===
|Name |Price
|Adult |5 euros
|===

[quote]
____
Said so.
____

////
hidden
////
"""


def test_blocks_read_without_marks() -> None:
    document = read_one(read_asciidoc, TEXT)
    assert document.text == TEXT
    assert outline(document) == [
        ("heading", "The baths"),
        ("front matter", "Guo Li <guo@x.org>"),
        ("front matter", "description: About baths"),
        ("paragraph", "They open daily with soap, going on."),
        ("heading", "Prices"),
        ("paragraph", "Note: Bring a towel."),
        ("item", "an adult"),
        ("item", "two euros"),
        ("item", "first"),
        ("item", "term: its meaning"),
        ("code", "print(1)"),
        ("caption", "The prices"),
        ("row", "Name; Price"),
        ("row", "Name: Adult; Price: 5 euros"),
        ("quotation", "Said so."),
    ]
    assert (document.title, document.details, document.kind) == ("The baths", {"author": "Guo Li"}, "adoc")
    assert document.anchors[-1].headings == ("The baths", "Prices")


def test_cells_on_lines_of_their_own_have_the_names_of_their_columns() -> None:
    text = "|===\n|Name |Price\n\n|Adult\n|5\n\n|Child\n|3\n|===\n"
    rows = [shown for _, shown in outline(read_one(read_asciidoc, text))]
    assert rows == ["Name; Price", "Name: Adult; Price: 5", "Name: Child; Price: 3"]


def test_what_says_that_a_table_has_a_header_holds_for_the_next_table_alone() -> None:
    table = "|===\n|open |shut\n|daily |never\n|===\n"
    text = f"[options=header]\n.Hours\n[[hours]]\n{table}\n{table}"
    rows = [shown for kind, shown in outline(read_one(read_asciidoc, text)) if kind == "row"]
    assert rows == ["open; shut", "open: daily; shut: never", "open; shut", "daily; never"]


def test_what_stands_between_borders_and_is_no_table_is_not_lost() -> None:
    assert outline(read_one(read_asciidoc, "|===\nNo cell.\n|===\n")) == [("paragraph", "No cell.")]
    long = "word " * 3000
    found = outline(read_one(read_asciidoc, f"|===\n|a |{long}\n|===\n\n|===\n|a\n{long}\n|===\n"))
    assert [len(shown) > 14_000 for _, shown in found] == [True, True]


def test_a_table_of_values_between_commas() -> None:
    text = ',===\nFruit,Price\n"Apple, red",3\nPear,4\n,===\n'
    rows = [shown for _, shown in outline(read_one(read_asciidoc, text))]
    assert rows == ["Fruit; Price", "Fruit: Apple, red; Price: 3", "Fruit: Pear; Price: 4"]


@given(damaged([TEXT.encode()]))
@examples(60)
def test_damaged_files(raw: bytes) -> None:
    survives(read_asciidoc, raw)


@pytest.mark.parametrize("unit", ["`", "http://", "\n* ", "[a]#", "<<a,", "\n|===\n", "*a "])
def test_much_of_a_mark_takes_no_time(unit: str) -> None:
    began = time.process_time()
    read_one(read_asciidoc, "words\n\n" + unit * (50_000 // len(unit)))
    assert time.process_time() - began < 10


def test_titles_with_a_line_below_them() -> None:
    text = "Notes\n=====\n\nloom-2.5\n--------\n\nFixes:\n\n - A leak.\n\n----\ncode\n----\n\n"
    text += "A longer paragraph\n----\nx\n----\n"
    document = read_one(read_asciidoc, text, "news.adoc")
    assert [anchor.headings for anchor in document.anchors if anchor.headings] == [("Notes",), ("Notes", "loom-2.5")]
    assert [kind for kind, _ in outline(document)][:4] == ["heading", "heading", "paragraph", "item"]
    assert [kind for kind, _ in outline(document)].count("code") == 2
