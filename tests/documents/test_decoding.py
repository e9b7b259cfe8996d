"""Bytes to text: marks, UTF-8, UTF-16 without a mark, and texts in the encodings of old files."""

import contextlib
import random
import time

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from askhz.documents.decoding import UnreadableError, decode_bytes, decode_page, decoded, known

GERMAN = "Die Straße ist schön, und der Fluß fließt langsam.\n"
RUSSIAN = "Привет, это текст о городе Ханчжоу и его озере.\n"
CHINESE = "西湖位于杭州市。湖面面积很大，景色优美。\n"
TAIWANESE = "西湖位於杭州市。湖面面積很大，景色優美。\n"
JAPANESE = "西湖は杭州市にあります。とても美しいです。\n"
GERMAN_PAGE = "<p>Die schöne Frau sagt, es kostet 15,50 € – „prächtig“, über alle Maßen.</p>\n" * 3
CHINESE_PAGE = "<p>杭州是浙江省的省会，位于中国东南沿海。西湖在城市的西边，游客很多。</p>\n" * 3
RUSSIAN_PAGE = "<p>Москва является столицей России и крупнейшим по численности населения городом.</p>\n" * 3
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


@pytest.mark.parametrize("text", ["Köln ist schön, sagt Frau Müller", "杭州有二十四家独角兽企业", "Цена — 40 €"])
def test_a_short_text_that_is_cut_within_a_character_is_utf_8_still(text: str) -> None:
    raw = f"{text}é".encode()[:-1]
    found = decoded(raw)
    assert (found.text, found.encoding) == (text + "\ufffd", "utf-8 with 1 broken byte")


@pytest.mark.parametrize(
    "raw", [b"Caf\xe9", b"\xc3\xa9t\xe9 Caf\xe9", "杭州有二十四家".encode("gb18030"), "Привет".encode("cp1251")]
)
def test_a_last_letter_of_one_byte_is_no_sign_of_utf_8(raw: bytes) -> None:
    assert not decoded(raw).encoding.startswith("utf-8")


def test_a_broken_byte_in_much_utf_8_is_read_as_a_mark() -> None:
    raw = ("A line with a naïve word.\n" * 100).encode()
    found = decoded(raw + b"\xff")
    assert (found.text, found.encoding) == (raw.decode() + "\ufffd", "utf-8 with 1 broken byte")


@pytest.mark.parametrize("raw", [b"\x7fELF\x01\0\0\0", b"word\0", b"\0", random.Random(1).randbytes(5000)])
def test_bytes_with_nul_are_binary(raw: bytes) -> None:
    with pytest.raises(UnreadableError, match="NUL"):
        decoded(raw)


@given(st.binary(max_size=200))
@examples(300)
def test_any_bytes_are_text_without_nul_or_refused(raw: bytes) -> None:
    try:
        found = decoded(raw)
    except UnreadableError:
        return
    assert "\0" not in found.text
    found.text.encode()


@pytest.mark.parametrize("tail", [b"\xe9\xe8", CHINESE.encode("gb18030") * 10])
def test_a_large_file_is_sampled(tail: bytes) -> None:
    began = time.process_time()
    decoded(b"a" * 3_000_000 + b"\n" + tail)
    assert time.process_time() - began < 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("text", [GERMAN_PAGE, CHINESE_PAGE, RUSSIAN_PAGE])
def test_unicode_is_known_by_its_mark_or_form(text: str, encoding: str) -> None:
    assert decode_page(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("text", "label", "encoding"),
    [
        (GERMAN_PAGE, "iso-8859-1", "cp1252"),
        (GERMAN_PAGE, "windows-1252", "cp1252"),
        (CHINESE_PAGE, "gb2312", "gbk"),
        (CHINESE_PAGE, "big5", "big5hkscs"),
        (RUSSIAN_PAGE, "koi8-r", "koi8-r"),
        (RUSSIAN_PAGE, "windows-1251", "cp1251"),
        ("<p>日本語の文章です。</p>", "iso-2022-jp", "iso-2022-jp"),
        ("<p>日本語の文章です。</p>", "Shift_JIS", "cp932"),
    ],
)
def test_a_declared_encoding_is_believed(text: str, label: str, encoding: str) -> None:
    text = text.replace("省", "").replace("会", "") if label == "big5" else text
    text = text.encode(encoding, "ignore").decode(encoding)
    metas = [f"<meta charset='{label}'>", f'<meta http-equiv="x" content="text/html; charset={label}">']
    for head in [*metas, f'<?xml version="1.0" encoding="{label}"?>']:
        assert decode_page((head + text).encode(encoding)) == head + text
    assert decode_bytes(text.encode(encoding), label) == text


def test_utf_8_is_known_where_something_else_is_declared() -> None:
    for label in ("iso-8859-1", "gbk", "utf-16", "nonsense"):
        assert decode_page(f"<meta charset={label}>{GERMAN_PAGE}".encode()).endswith(GERMAN_PAGE)
    assert decode_page(b"<meta charset=utf-16><p>plain</p>").endswith("<p>plain</p>")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(GERMAN_PAGE, "cp1252"), (CHINESE_PAGE, "gb18030"), (RUSSIAN_PAGE, "cp1251"), (RUSSIAN_PAGE, "koi8-r")],
)
def test_an_encoding_that_is_not_declared_is_guessed(text: str, encoding: str) -> None:
    assert decode_page(b"<p>Plain words in front.</p>\n" * 50 + text.encode(encoding)).endswith(text)


def test_names_that_are_no_text_encodings_are_not_used() -> None:
    assert [known(name) for name in ("base64", "idna", "unicode_escape", "", None, "a\0b")] == [None] * 6
    assert known(" UTF8 ") == "utf-8"


def test_empty_and_binary_files_are_said() -> None:
    with pytest.raises(UnreadableError, match="empty"):
        decode_bytes(b" \n")
    with pytest.raises(UnreadableError, match="binary"):
        decode_bytes(bytes(range(32)) * 100)


@given(st.binary(min_size=1), st.sampled_from([None, "utf-8", "utf-16", "gbk", "utf-7", "hz", "iso-2022-jp", "cp1252"]))
def test_any_bytes_of_a_page_are_text_or_said_not_to_be(raw: bytes, declared: str | None) -> None:
    with contextlib.suppress(UnreadableError):
        assert "\0" not in decode_bytes(raw, declared)
