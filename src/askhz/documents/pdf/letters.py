"""The letters of a PDF as they are typed: without ligatures, drawn shapes, control characters and private codes."""

from __future__ import annotations

import re
import unicodedata

_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_PLAIN = re.compile(
    r"[\x21-\x7e\xa1-\xac\xae-\u02af\u0370-\u058f\u2010-\u2027\u3001-\u303f\u3041-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff5e]*"
)
_FF = re.compile(r"(?<=[A-Za-z])\u21b5|\u21b5(?=[a-z])")  # what some fonts of TeX call their ligature


def clean(text: str) -> str:
    r"""A text of a PDF without control characters, its letters as they are typed: no ligatures, no shapes of Arabic.

    >>> clean("e\ufb03cient\x00"), clean("e\u21b5orts")
    ('efficient', 'efforts')
    """
    if "\u21b5" in text:
        text = _FF.sub("ff", text)
    return text if _PLAIN.fullmatch(text) else "".join(map(_cleaned, text)).strip()


def _cleaned(character: str) -> str:
    code = ord(character)
    if code in _LIGATURES:
        return _LIGATURES[code]
    if 0x2E80 <= code < 0x2FE0 or 0xFB1D <= code < 0xFE00 or 0xFE70 <= code < 0xFEFF:
        return unicodedata.normalize("NFKC", character).strip()
    if character.isspace():
        return " "
    if 0xF020 <= code < 0xF0FF:  # fonts of signs put their letters here
        return _SIGNS.get(code, "")
    category = unicodedata.category(character)
    return "" if category in ("Cc", "Cs", "Co", "Cn") or code in (0xAD, 0xFEFF, 0xFFFD) else character


_SIGNS = {
    **dict.fromkeys((0xF0B7, 0xF0A7, 0xF06C, 0xF06E, 0xF076, 0xF0D8, 0xF0FC, 0xF09F, 0xF0A8, 0xF06F, 0xF071), "•"),
    0xF0E0: "→",
    0xF0B0: "°",
    0xF02D: "-",
}
