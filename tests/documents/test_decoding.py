"""Bytes to text: marks, UTF-8, UTF-16 without a mark, and texts in the encodings of old files."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askhz.documents.decoding import NoTextError, decoded

GERMAN = "Die Straße ist schön, und der Fluß fließt langsam.\n"
RUSSIAN = "Привет, это текст о городе Ханчжоу и его озере.\n"
CHINESE = "西湖位于杭州市。湖面面积很大，景色优美。\n"
TAIWANESE = "西湖位於杭州市。湖面面積很大，景色優美。\n"
JAPANESE = "西湖は杭州市にあります。とても美しいです。\n"
KOREAN = "서호는 항저우시에 있습니다. 매우 아름답습니다.\n"


@pytest.mark.parametrize(
    ("text", "encoding", "name"),
    [
        (GERMAN, "utf-16", "utf-16-le"),
        (GERMAN, "utf-16-le", "utf-16-le"),
        (GERMAN, "utf-16-be", "utf-16-be"),
        (RUSSIAN, "utf-16-le", "utf-16-le"),
        (CHINESE, "utf-16-be", "utf-16-be"),
        (GERMAN, "utf-32", "utf-32-le"),
        (GERMAN, "utf-32-be", "utf-32-be"),
        (CHINESE, "gb18030", "gb18030"),
        (CHINESE, "gb2312", "gb18030"),
        (TAIWANESE, "big5", "cp950"),
        (JAPANESE, "shift_jis", "cp932"),
        (JAPANESE, "euc-jp", "euc_jp"),
        (JAPANESE, "iso2022_jp", "iso2022_jp_ext"),
        (KOREAN, "euc-kr", "cp949"),
        ("“Où est l’été ?” – Café", "cp1252", "cp1252"),
        (GERMAN, "latin-1", "cp1252"),
        ("Café", "latin-1", "cp1252"),
        (RUSSIAN, "koi8-r", "koi8-r"),
        (RUSSIAN, "cp1251", "cp1251"),
    ],
)
def test_a_text_in_an_encoding(text: str, encoding: str, name: str) -> None:
    found = decoded(text.encode(encoding))
    assert (found.text, found.encoding) == (text, name)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30))
def test_utf_8_is_unchanged_and_sure(text: str) -> None:
    found = decoded(text.encode())
    assert (found.text, found.encoding, found.sure) == (text, "utf-8", True)


def test_a_broken_byte_in_much_utf_8_is_read_as_a_mark() -> None:
    raw = ("A line with a naïve word.\n" * 100).encode()
    found = decoded(raw + b"\xff")
    assert (found.text, found.encoding) == (raw.decode() + "\ufffd", "utf-8 with 1 broken byte")


@pytest.mark.parametrize("raw", [b"\x7fELF\x01\0\0\0", b"word\0", b"\0", random.Random(1).randbytes(5000)])
def test_bytes_with_nul_are_binary(raw: bytes) -> None:
    with pytest.raises(NoTextError, match="NUL"):
        decoded(raw)


@given(st.binary(max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_text_without_nul_or_refused(raw: bytes) -> None:
    try:
        found = decoded(raw)
    except NoTextError:
        return
    assert "\0" not in found.text
    found.text.encode()


@pytest.mark.parametrize("tail", [b"\xe9\xe8", CHINESE.encode("gb18030") * 10])
def test_a_large_file_is_sampled(tail: bytes) -> None:
    began = time.process_time()
    decoded(b"a" * 3_000_000 + b"\n" + tail)
    assert time.process_time() - began < 3
