"""reStructuredText within a line: roles, links, and what substitutions stand for."""

import pytest
from readers import outline, read_one

from askhz.documents.outline import lines_of
from askhz.documents.restructured import read_restructured
from askhz.documents.restructured_inline import plain, substitutions_in


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("the |pool| is |open|_", "the baths is open"),
        ("in :pr:`372` and :issue:`12,13`", "in pr 372 and issue 12,13"),
        ("by :user:`guo`, :kbd:`1`, :py:attr:`2`", "by guo, 1, 2"),
        ("as :pep:`8` and :rfc:`2822` say", "as PEP 8 and RFC 2822 say"),
        (":release:`2.0.1 <2024-05-04>`", "release 2.0.1 (2024-05-04)"),
        (":ref:`the plan <plan-2024>` of `them <https://x.org>`_", "the plan of them"),
        (":py:func:`~a.b` and `~a.c`", "a.b and a.c"),
        (r"H\ :sub:`2`\ O, \*not\*", "H2O, *not*"),
        ("**all** ``|pool|`` *of* it", "all |pool| of it"),
    ],
)
def test_what_is_marked_reads_as_it_is_shown(text: str, read: str) -> None:
    assert plain(text, {"pool": "baths"}) == read


DEFINED = """\
The |Pool| is |never| closed. |c| |plan| |gone|

.. |pool| replace:: bath of the
   *old* town
.. |never| replace:: not |pool|
.. |c| unicode:: U+00A9 0x2014 .. sign
.. |plan| image:: plan.png
   :width: 4
   :alt: a plan
.. |gone| image:: gone.png
"""


def test_substitutions_stand_for_what_the_file_says() -> None:
    assert substitutions_in(lines_of(DEFINED)) == {
        "pool": "bath of the old town",
        "never": "not bath of the old town",
        "c": "©—",
        "plan": "a plan",
        "gone": "",
    }
    assert substitutions_in(lines_of(DEFINED.replace("\n", "\r\n")))["pool"] == "bath of the old town"
    read = "The bath of the old town is not bath of the old town closed. ©— a plan"
    assert outline(read_one(read_restructured, DEFINED)) == [("paragraph", read)]


@pytest.mark.parametrize("code", ["U+D800", "0x110000", "x1F"])
def test_what_is_no_character_stays(code: str) -> None:
    assert substitutions_in(lines_of(f".. |a| unicode:: {code}")) == {"a": code}


def test_an_endless_substitution_is_none() -> None:
    assert substitutions_in(lines_of(".. |a| replace:: " + "word " * 100)) == {}
