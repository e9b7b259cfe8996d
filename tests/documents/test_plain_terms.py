"""Lists of terms in plain text, the sections of manual pages, and what only looks like them."""

import time

import pytest

from askhz.documents.plain_terms import is_shouted, terms_in


def seen(text: str) -> list[tuple[list[str], str]]:
    """The names of each entry and how its explanation stands, on one line."""
    return [
        ([text[slice(*name)] for name in entry.names], " ".join(text[slice(*line)] for line in entry.lines))
        for entry in terms_in(text).entries
    ]


OPTIONS = """\
       -n --noempty
              exclude files
              without a word

       --color=WHEN, -c

              when to color

              It may be never.

       '-q'
       '--quiet'
              say nothing
  -h, --help   show this help
               and end
  --long-name-of-it
               is long
  -x FILE      a file
"""


def test_options_stand_above_or_before_what_explains_them() -> None:
    found = [
        (["-n --noempty"], "exclude files without a word"),
        (["--color=WHEN, -c"], "when to color"),
        (["'-q'", "'--quiet'"], "say nothing"),
        (["-h, --help"], "show this help and end"),
        (["--long-name-of-it"], "is long"),
        (["-x FILE"], "a file"),
    ]
    assert seen(OPTIONS) == found
    assert seen(OPTIONS.replace("\n", "\r\n")) == found
    assert [(entry.indent, entry.dashed) for entry in terms_in(OPTIONS).entries] == [(7, True)] * 3 + [(2, True)] * 3


WORDS = """\
HOME
    The folder that belongs to the person who asks for it.
EDITOR
    A program.

PAGER
    What shows a long text a page at a time, as less does it.
"""


def test_words_alone_above_deeper_lines_are_terms_where_the_lines_are_prose() -> None:
    assert [names for names, _ in seen(WORDS)] == [["HOME"], ["EDITOR"], ["PAGER"]]
    assert seen(WORDS.replace("The folder that belongs to the person who asks for it.", "A folder.")) == []
    assert seen(WORDS.replace("The folder that belongs", "It").replace("What shows a long text a page", "It")) == []
    assert seen(WORDS.partition("PAGER")[0]) == []


@pytest.mark.parametrize(
    "text",
    [
        "-a\n  all\n-b\n  best\n",
        "-5 degrees\n-6 degrees\n-7 degrees\n",
        "- a\n  wet\n- b\n  dry\n- c\n  cold\n",
        "Roses are red\n   violets are blue\nSugar is sweet\n   and so are you\nSo it is said\n   and so it is true\n",
        "Ann Smith\n  12 High Street\n  Leeds\n\nBob Jones\n  3 Low Road\n  York\n\nCy Lee\n  1 Hill\n  Hull\n",
        "\t\t12 High Street\n\t\tLeeds\n\nDear Sir,\n\n   I write to you of the rent that is due in the spring,\n"
        "and of the noise.\n   It was late at night when I heard it, and then again.\n\nYours,\n   Ann\n",
        "1. Scope\n\n   This is about all of the rooms and about all of the keys.\n\n2. Keys\n\n   There are four.\n\n"
        "3. Rooms\n\n   There are four of them, and each of them has got a key.\n",
        "if x {\n    the line of code that is as long as a line of words is\n} else {\n    b\n} or {\n    c\n}\n",
        ("-a " + "word " * 30 + "\n    deeper\n") * 3,
        "It goes on\nover two lines\n    and deeper, where there are words enough to fill a line\nwater\n"
        "    is deeper, where there are words enough to fill a line\nsoap\n    is not.\n",
        "-def a():\n+def b():\n     return\n-def c():\n     return\n",
        "-a\n" + "  x" * 400 + "\n-b\n" + "  x" * 400 + "\n-c\n" + "  x" * 400,
    ],
)
def test_what_only_looks_like_terms_is_none(text: str) -> None:
    assert terms_in(text) == ((), ())


def test_a_term_above_terms_is_none_and_gives_no_line_twice() -> None:
    text = "-a\n  -x\n    one\n  -y\n    two\n  -z\n    three\n-b\n  best\n-c\n  count\n"
    assert seen(text) == [(["-x"], "one"), (["-y"], "two"), (["-z"], "three"), (["-b"], "best"), (["-c"], "count")]


def test_lines_in_capitals_above_deeper_ones_are_sections() -> None:
    text = "NAME\n    ls - list\n\nSEE ALSO\n    cat\n"
    assert [text[slice(*span)] for span in terms_in(text).sections] == ["NAME", "SEE ALSO"]
    assert terms_in("NAME\n    ls - list\n").sections == ()
    assert terms_in(text.replace("SEE ALSO\n", "SEE ALSO\n\n")).sections == ()
    assert terms_in(WORDS.replace("PAGER", "pager").replace("EDITOR", "\neditor")).sections == ()
    assert terms_in(WORDS).sections == ()


def test_shouted() -> None:
    assert [is_shouted(line) for line in ("NAME", "Name", "A 12345", "* STOP *", "A) NOTES", "说明")] == [
        True, False, False, False, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize("unit", ["-a\n  b\n", "a\n  b\n", "  a\n    b\n", "-a\n", "ABCD\n  b\n\n", "-a  b\n"])
def test_time_grows_with_length(unit: str) -> None:
    began = time.process_time()
    terms_in(unit * (200_000 // len(unit)))
    assert time.process_time() - began < 10


def test_deep_stairs_take_no_time() -> None:
    began = time.process_time()
    terms_in("\n".join(" " * (at % 250) + "-a b" for at in range(0, 20_000, 2)))
    assert time.process_time() - began < 10
