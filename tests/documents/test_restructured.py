"""reStructuredText: blocks, headings, tables and what is no word."""

import time
from pathlib import Path

import pytest
from examples import examples
from hypothesis import given
from readers import damaged, outline, read_one, survives

from askhz.documents.restructured import read_restructured

TEXT = """\
:author: Guo Li
:orphan:

The baths
=========

They open *daily*, see `the plan <https://x.org>`_ or
:ref:`prices`. A |sub| and a link_.

.. a comment
   of two lines

Prices
------

- an **adult**
  pays five
- a child pays::

    3 euros = x

.. note:: Bring a towel.

   And ``soap``.

.. code-block:: python
   :linenos:

   print(1)

======  =====
Name    Price
======  =====
Adult   5
======  =====

+------+-------+
| Name | Price |
+======+=======+
| Pool | 7     |
+------+-------+

    A word of theirs.
"""


def test_blocks_read_without_marks() -> None:
    document = read_one(read_restructured, TEXT)
    assert document.text == TEXT
    assert outline(document) == [
        ("front matter", "author: Guo Li"),
        ("front matter", "orphan:"),
        ("heading", "The baths"),
        ("paragraph", "They open daily, see the plan or prices. A sub and a link."),
        ("heading", "Prices"),
        ("item", "an adult pays five"),
        ("item", "a child pays:"),
        ("code", "3 euros = x"),
        ("paragraph", "Bring a towel."),
        ("quotation", "And soap."),
        ("code", "print(1)"),
        ("row", "Name; Price"),
        ("row", "Name: Adult; Price: 5"),
        ("row", "Name; Price"),
        ("row", "Name: Pool; Price: 7"),
        ("quotation", "A word of theirs."),
    ]
    assert (document.title, document.details, document.kind) == ("The baths", {"author": "Guo Li"}, "rst")
    assert [anchor.headings for anchor in document.anchors] == [("The baths",), ("The baths", "Prices")]


def test_levels_follow_the_styles_in_their_order() -> None:
    text = "====\nBook\n====\n\nOne\n===\n\nTwo\n---\n\nThree\n=====\n"
    document = read_one(read_restructured, text)
    assert [(block.kind, block.level) for block in document.blocks] == [
        ("heading", 1),
        ("heading", 2),
        ("heading", 3),
        ("heading", 2),
    ]


TERMS = """\
.. option:: --name VALUE, -n VALUE

   The *name* to use.

   It may be long.

   - one

.. confval:: pool_size
   :type: int
   :default: 5
   :no-index:

   How many there are.

.. setting:: RATE
   :default: 7

.. py:function:: send(text,
                      flags)
                 receive()

   Both wait.

.. option:: --list

   - a

.. program:: kettle

.. note:: Mind
   the gap.

.. glossary::

   house
   flat : f
      Where people live.

water : liquid
    What is in the kettle.

    It boils.
soap::
    What is not.

Both of these:
    - a towel

-a          all of them
-o FILE, --out=FILE
            where to write
"""


def test_a_term_reads_with_what_explains_it() -> None:
    document = read_one(read_restructured, TERMS)
    assert outline(document) == [
        ("item", "--name VALUE, -n VALUE: The name to use."),
        ("paragraph", "It may be long."),
        ("item", "one"),
        ("item", "pool_size (type: int, default: 5): How many there are."),
        ("item", "RATE; default: 7"),
        ("item", "send(text, flags), receive(): Both wait."),
        ("paragraph", "--list"),
        ("item", "a"),
        ("paragraph", "Mind the gap."),
        ("item", "house, flat: Where people live."),
        ("item", "water (liquid): What is in the kettle."),
        ("paragraph", "It boils."),
        ("item", "soap: What is not."),
        ("paragraph", "Both of these:"),
        ("item", "a towel"),
        ("item", "-a: all of them"),
        ("item", "-o FILE, --out=FILE: where to write"),
    ]
    assert [block.level for block in document.blocks if block.kind == "item"][:3] == [1, 2, 1]


def test_in_which_version_something_came_is_said() -> None:
    text = """\
.. versionadded:: 2.1
   The lid
   was added.

.. versionchanged:: 2.2 It is blue.

.. deprecated:: 3.0

   Use the other one.

   It is red.

.. versionadded:: 4.0

Now the next.
"""
    assert outline(read_one(read_restructured, text)) == [
        ("paragraph", "Added in version 2.1: The lid was added."),
        ("paragraph", "Changed in version 2.2: It is blue."),
        ("paragraph", "Deprecated since version 3.0: Use the other one."),
        ("paragraph", "It is red."),
        ("paragraph", "Added in version 4.0"),
        ("paragraph", "Now the next."),
    ]


def test_what_only_sets_or_names_the_document_is_in_no_block() -> None:
    document = read_one(
        read_restructured, ".. title:: Kettles of old\n\nOurs\n====\n\n.. container:: wide\n\n   Inside.\n"
    )
    assert outline(document) == [("heading", "Ours"), ("paragraph", "Inside.")]
    assert document.title == "Kettles of old"


@given(damaged([TEXT.encode(), TERMS.encode()]))
@examples(60)
def test_damaged_files(raw: bytes) -> None:
    survives(read_restructured, raw)


@pytest.mark.parametrize(
    "unit",
    [
        *["`", "`a <", "\n- ", "\n.. a::\n", "|a ", "\n===\n", "a_ ", ":a:`1`", "\n.. |a| replace:: |a|\n"],
        *["\na\n b\n", "\n-a  b", "\n.. option:: a\n\n b\n", "\n.. glossary::\n\n a\n", "\n.. deprecated:: 1\n"],
    ],
)
def test_much_of_a_mark_takes_no_time(unit: str) -> None:
    began = time.process_time()
    read_one(read_restructured, "words\n\n" + unit * (50_000 // len(unit)))
    assert time.process_time() - began < 10


def test_a_real_file() -> None:
    raw = (Path(__file__).parents[1] / "collections" / "rst" / "email-architecture.rst").read_bytes()
    document = read_one(read_restructured, raw)
    assert document.title == "email Package Architecture"
    sections = [anchor.headings[1:] for anchor in document.anchors]
    assert sections[:4] == [(), ("Overview",), ("The Model",), ("Message Lifecycle",)]
    blocks = outline(document)
    assert (
        "item",
        "Finalization: The Model is converted into a unicode or binary stream, or the model is discarded.",
    ) in blocks
    assert not any("`" in shown or "::" in shown for kind, shown in blocks if kind != "code")
