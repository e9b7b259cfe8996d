"""How texts are put together."""

import re

from hypothesis import given
from hypothesis import strategies as st
from wellformed import check_document, read_as_model

from askhz.documents import make_document
from askhz.documents.composing import Composer, Line, clean
from askhz.records import Edit, Place


def written(*texts: str) -> str:
    line = Line()
    for text in texts:
        line.write(text)
    return str(line)


def test_what_no_one_sees_is_left_out() -> None:
    assert clean("a\r\nb\rc\u2028d\0\u200b\u00ad\ufeff\x1b") == "a\nb\nc\nd"
    assert clean("a\r\nb\0c\x1b") == "a\nbc"
    assert clean("zero\u200djoiner \u202eleft") == "zero\u200djoiner left"


@given(st.text(st.characters(codec=None) | st.sampled_from("ab \r\n\t\x00\x7f\x85\xa0\xad\u200b\u2028\ufeff中")))
def test_a_text_is_clean_whichever_way_it_is_looked_at(text: str) -> None:
    slow = "".join(c for c in re.sub("\r\n?|[\u2028\u2029\x85\v\f]", "\n", text) if c == "\n" or clean(c) != "")
    assert clean(text) == slow
    assert [clean(c) for c in "\0\x1b\x7f\xad\u200b\u2060\ufeff\ud800"] == [""] * 8


@given(st.lists(st.text(st.sampled_from("ab \t\r\n\xa0\u3000\u2028中文"), max_size=6)))
def test_white_space_is_one_space_however_it_comes(texts: list[str]) -> None:
    whole = clean("".join(texts)).strip()
    expected = re.sub(r"(?<=[中文])\s*\n\s*(?=[中文])", "", whole)
    assert written(*texts).split() == expected.split()
    assert "  " not in written(*texts)


def test_white_space_collapses_as_browsers_do() -> None:
    assert written("  Two \n words", " ", "", "\n", "more ") == "Two words more"
    assert written("glue", "d") == "glued"
    assert written("a\u00a0b", "\u3000c") == "a b c"


def test_lines_in_chinese_join_without_a_space() -> None:
    assert written("杭州\n是", "\n", "省会") == "杭州是省会"
    assert written("杭州\nis", " 省会") == "杭州 is 省会"
    assert written("杭州 是") == "杭州 是"


def test_a_line_may_break_and_end() -> None:
    line = Line()
    line.end_line()
    line.write("One ")
    line.end_line()
    line.end_line()
    line.write(" two")
    line.end_line()
    line.finish()
    assert str(line) == "One\ntwo"
    assert line.edits == [Edit(3, 4, " ")]


def test_a_line_takes_back_what_was_written() -> None:
    line = Line()
    line.write("one")
    line.write_as("²", "2")
    line.mark_page("4")
    assert line.cut(1) == "²"
    assert (str(line), line.length, line.edits, line.pages) == ("one", 3, [], [(3, "4")])


def test_lines_join_with_their_edits() -> None:
    one, two = Line(), Line()
    one.write("Term")
    one.end_line(": ")
    two.write_as("x₂", "x2")
    one.join(two)
    assert str(one) == "Term\nx₂"
    assert one.edits == [Edit(4, 5, ": "), Edit(5, 7, "x2")]


def test_blocks_edits_and_anchors_stand_where_they_were_written() -> None:
    composer = Composer()
    composer.move(Place(section="a"), ["A"])
    composer.move(Place(section="b"), ["B"])
    composer.add("heading", "B", level=1)
    composer.add("item", "- x\ny", level=2, edits=[Edit(3, 4, " ")], indent=2)
    start = composer.add("item", "- z and more", level=1, close=True)
    composer.move_within(start + 4, Place(section="b", page="7"))
    composer.move(Place(section="b", page="7"), ["B"])
    text = composer.text()
    document = make_document("s", "t", text, blocks=composer.blocks, anchors=composer.anchors, edits=composer.edits)
    check_document(document)
    assert text == "B\n\n  - x\ny\n- z and more"
    assert [(anchor.start, anchor.place.page) for anchor in composer.anchors] == [(0, None), (text.index("and"), "7")]
    assert read_as_model(document) == "B\n\n  - x y\n- z and more"


@given(st.lists(st.tuples(st.sampled_from(["write", "br", "as", "cut"]), st.text("a杭 \n\u00a0", max_size=4))))
def test_a_line_never_holds_two_spaces_and_its_edits_lie_in_it(steps: list[tuple[str, str]]) -> None:
    line = Line()
    for step, text in steps:
        if step == "write":
            line.write(text)
        elif step == "br":
            line.end_line()
        elif step == "as" and text.strip():
            line.write_as(text.strip().replace("\n", ""), "x")
        elif step == "cut":
            line.cut(max(0, len(line.parts) - 1))
    line.finish()
    text = str(line)
    assert len(text) == line.length
    assert not text.startswith((" ", "\n"))
    assert "\n\n" not in text
    reached = 0
    for edit in line.edits:
        assert reached <= edit.start < edit.end <= len(text)
        reached = edit.end
