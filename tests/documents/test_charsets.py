"""Bytes in many encodings."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askhz.documents.charsets import decode_bytes, decode_page, known
from askhz.documents.reader import UnreadableError

GERMAN = "<p>Die schöne Frau sagt, es kostet 15,50 € – „prächtig“, über alle Maßen.</p>\n" * 3
CHINESE = "<p>杭州是浙江省的省会，位于中国东南沿海。西湖在城市的西边，游客很多。</p>\n" * 3
RUSSIAN = "<p>Москва является столицей России и крупнейшим по численности населения городом.</p>\n" * 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("text", [GERMAN, CHINESE, RUSSIAN])
def test_unicode_is_known_by_its_mark_or_form(text: str, encoding: str) -> None:
    assert decode_page(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("text", "label", "encoding"),
    [
        (GERMAN, "iso-8859-1", "cp1252"),
        (GERMAN, "windows-1252", "cp1252"),
        (CHINESE, "gb2312", "gbk"),
        (CHINESE, "big5", "big5hkscs"),
        (RUSSIAN, "koi8-r", "koi8-r"),
        (RUSSIAN, "windows-1251", "cp1251"),
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
        assert decode_page(f"<meta charset={label}>{GERMAN}".encode()).endswith(GERMAN)
    assert decode_page(b"<meta charset=utf-16><p>plain</p>").endswith("<p>plain</p>")


@pytest.mark.parametrize(
    ("text", "encoding"), [(GERMAN, "cp1252"), (CHINESE, "gb18030"), (RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r")]
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
def test_any_bytes_are_text_or_said_not_to_be(raw: bytes, declared: str | None) -> None:
    with contextlib.suppress(UnreadableError):
        assert "\0" not in decode_bytes(raw, declared)
