"""What is kept of a block: the view that its parts and its edits make, and what is refused."""

import pytest

from askhz.documents.markdown_kept import Kept, OtherwiseError
from askhz.records import Edit
from askhz.text.views import view_of


def view(kept: Kept) -> str:
    made = view_of(kept.text, kept.first, kept.reached, kept.edits).text
    assert made == "".join(kept.parts)
    return made


def test_words_stand_at_their_places_and_the_marks_between_are_edits() -> None:
    kept = Kept("*a* b\n> c", "paragraph", 0)
    kept.keep(1, 2, "a")
    kept.keep(3, 5, " b")
    kept.gap(5, 6, " ")
    kept.keep(8, 9, "c")
    assert view(kept) == "a b c"
    assert kept.edits == [Edit(2, 3, ""), Edit(5, 8, " ")]
    assert (kept.first, kept.reached) == (1, 9)


def test_what_is_written_otherwise_reads_between_the_words() -> None:
    kept = Kept("a &amp;<br> <b>c", "paragraph", 0)
    kept.keep(0, 2, "a ")
    kept.other(2, 7, "&")
    kept.tag(7, 11)
    kept.keep(11, 12, " ")
    kept.tag(12, 15)
    kept.keep(15, 16, "c")
    assert view(kept) == "a &  c"
    assert kept.edits == [Edit(2, 11, "& "), Edit(12, 15, "")]


def test_marks_that_stand_for_nothing_are_an_edit_of_their_own() -> None:
    kept = Kept("07:40</b>&nbsp;from", "paragraph", 0)
    kept.keep(0, 5, "07:40")
    kept.tag(5, 9)
    kept.other(9, 15, "\xa0")
    kept.keep(15, 19, "from")
    assert view(kept) == "07:40 from"
    assert kept.edits == [Edit(5, 9, ""), Edit(9, 15, " ")]


def test_an_image_in_html_reads_as_it_is_described_and_a_placeholder_stays() -> None:
    kept = Kept("<img src='x' alt='A house'> <name>", "paragraph", 0)
    kept.tag(0, 27)
    kept.keep(27, 28, " ")
    kept.tag(28, 34)
    assert view(kept) == "A house <name>"


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("`a b`", "a b", "a b"),
        ("``a ` b``", "a ` b", "a ` b"),
        ("`` `a` ``", "`a`", " `a` "),
        (r"`a \| b`", "a | b", "a | b"),
    ],
)
def test_code_within_a_line(text: str, value: str, expected: str) -> None:
    kept = Kept(text, "paragraph", 0)
    kept.code_span(0, len(text), value)
    assert view(kept) == expected
    assert not kept.otherwise


def test_code_over_a_line_s_end_is_read_otherwise() -> None:
    kept = Kept("`a\n> b`", "paragraph", 0)
    kept.code_span(0, 7, "a b")
    assert kept.otherwise


def test_code_keeps_its_indentation_and_its_blank_lines_but_for_those_at_its_ends() -> None:
    text = "```\n> \n>   a\n>\n> b\n> \n"
    kept = Kept(text, "code", 0)
    for start, end in ((6, 7), (9, 13), (14, 15), (17, 19), (21, 22)):
        kept.code(start, end, text[start:end])
    assert view(kept) == "  a\n\nb"
    assert kept.edits == [Edit(12, 17, "\n\n")]


def test_white_space_between_pieces_that_touch_is_the_text_s_own() -> None:
    kept = Kept("a\n\n  b\n", "code", 0)
    kept.code(0, 3, "a\n\n")
    kept.code(3, 7, "  b\n")
    assert (view(kept), kept.edits) == ("a\n\n  b", [])


def test_words_that_stand_before_others_or_not_at_all_are_refused() -> None:
    kept = Kept("a b", "paragraph", 0)
    kept.keep(2, 3, "b")
    with pytest.raises(OtherwiseError):
        kept.keep(0, 1, "a")
    with pytest.raises(OtherwiseError):
        Kept("a b", "code", 0).code(0, 1, "c")
