"""Bytes to text: what is text, decided piece by piece, and what the reason is where it is none."""

import codecs
import io

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from askhz.documents import reader
from askhz.documents.reader import UnreadableError, check_text, decode, make_document, read_text
from askhz.records import Anchor, Block

PIECES = st.lists(
    st.sampled_from(
        [
            *[b"word", b" ", b"\n", b"\0", b"\x01\x02", b"\xff", b"\xe6\x9d", b"\xad", "杭🐉…".encode(), b"\xf0\x9f"],
            *[codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"\xed\xa0\x80"],
        ]
    ),
    max_size=12,
).map(b"".join)


def answer(raw: bytes) -> bool | str:
    """The rules in their order, on the whole file: is it UTF-8, or why it is no text."""
    if b"\0" in raw or raw.lstrip().startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return False
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    if not raw.strip():
        return "empty"
    if sum(1 for c in text if c < " " and c not in "\t\n\r\f\x1b") > len(text) / 20:
        return "binary, not text (it is full of control characters)"
    return True if any(c.isalnum() for c in text) else "holds no word"


@pytest.mark.slow
@given(PIECES, st.integers(2, 9))
@examples(400)
def test_piece_by_piece_is_as_the_whole(raw: bytes, size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "_CHUNK", size)
        expected = answer(raw)
        if isinstance(expected, str):
            for check in (check_text, read_text):
                with pytest.raises(UnreadableError) as raised:
                    check(io.BytesIO(raw))
                assert str(raised.value) == expected
        else:
            assert check_text(io.BytesIO(raw)) == expected
            if expected:
                assert decode(raw) == raw.decode()


@given(PIECES)
@examples(200)
def test_any_bytes_are_text_without_nul_or_are_left_out(raw: bytes) -> None:
    try:
        found = read_text(io.BytesIO(raw))
    except UnreadableError:
        return
    assert "\0" not in found.text
    found.text.encode()


def test_only_the_beginning_is_searched_for_control_characters() -> None:
    assert len(decode(b"a" * 70_000 + b"\x01" * 70_000)) == 140_000
    with pytest.raises(UnreadableError, match="control characters"):
        decode(b"\x01" * 4_000 + b"a" * 100_000)


def test_blocks_anchors_and_kind_are_kept_and_the_digest_is_as_without() -> None:
    block, anchor = Block("paragraph", 0, 4), Anchor(0, headings=("A",))
    made = make_document("a", "A", "text", kind="md", blocks=[block], anchors=[anchor])
    assert (made.kind, made.blocks, made.anchors) == ("md", (block,), (anchor,))
    plain = make_document("a", "A", "text")
    assert (plain.kind, plain.blocks, plain.anchors) == ("txt", (), ())
    assert made.digest == plain.digest


def test_the_digest_is_the_one_of_the_indexes_that_exist() -> None:
    details = {"date": "2025", "author": "Guo"}
    digest = "c4b427b5f7f640721e8cde97c18fdc051dcb6343227ffd794a50a562d6063094"
    assert make_document("a.txt", "A  title", "A text, 杭州.\r\n", details).digest == digest
