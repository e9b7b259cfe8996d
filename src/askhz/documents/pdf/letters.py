"""The letters of a PDF as they are typed: without ligatures, drawn shapes, control characters and private codes."""

from __future__ import annotations

import re
import unicodedata

_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_PLAIN = re.compile(
    r"[\x21-\x7e\xa1-\xac\xae-\u02af\u0370-\u058f\u2010-\u2027\u3001-\u303f\u3041-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff5e]*"
)
# What TeX's fonts draw by codes that are control characters elsewhere: in its newer encoding (T1), and in its first.
_T1 = str.maketrans("\x10\x11\x12\x13\x14\x15\x16\x1b\x1c\x1d\x1e\x1f", "“”„«»–—\ufb00\ufb01\ufb02\ufb03\ufb04")
_OT1 = str.maketrans("\x0b\x0c\x0d\x0e\x0f", "\ufb00\ufb01\ufb02\ufb03\ufb04")
_T1_JOINED = re.compile(r"(?<=[A-Za-z])[\x1b-\x1f]|[\x1b-\x1f](?=[a-z])")
_OT1_INSIDE = re.compile(r"(?<=[a-z]{2})[\x0b\x0c\x0e\x0f](?=[a-z]{2})")
_OT1_JOINED = re.compile(r"(?<=[a-z])(?:[\x0b\x0c\x0e\x0f]|\r(?!\n))(?=[a-z])|(?<!\S)[\x0b\x0c](?=[a-z])")
_T1_MARKS = re.compile(r"[\x10-\x16]")
# Scientific Word's fonts draw Windows' letters and some ligatures by the codes of a Macintosh.
_CODES = ((bytes([code]).decode("mac_roman"), bytes([code]).decode("cp1252", "ignore")) for code in range(0x80, 0x100))
_WORKPLACE = {ord(a): b for a, b in _CODES if "À" <= a <= "ÿ" and b and ("À" <= b <= "ÿ" or b in "‘’“”–—")}
_WORKPLACE |= {ord(named): drawn for named, drawn in zip("§¢Öá·˙", "\ufb00\ufb03\ufb01\ufb02áú", strict=True)}
_WORKPLACE_JOINED = re.compile(r"(?<=[a-z])(?:[§Ö](?=[a-z])|¢ (?=[a-z]))|(?<!\w)ì(?=[A-Z])")
_FF = re.compile(r"(?<=[A-Za-z])\u21b5|\u21b5(?=[a-z])")  # what some fonts of TeX call their ligature


def typed(page: str) -> str:
    r"""A page's characters, each in its place, with the ligatures and quotes that fonts of TeX draw by control codes.

    Such fonts (pictures of letters, in older papers) do not tell what their codes mean. The codes are taken for TeX's
    where one of its ligatures stands in a word: elsewhere they mean nothing, and stay.

    >>> clean(typed("o\x1bers \x10signi\x1ccant\x11 e\x1eciency")), clean(typed("a \x1c b"))
    ('offers “significant” efficiency', 'a   b')
    >>> clean(typed("the di¢ culty of di§erent Öles"))
    'the difficulty of different files'
    """
    if _T1_JOINED.search(page):
        page = _T1_JOINED.sub(lambda found: found.group().translate(_T1), page)
        return _T1_MARKS.sub(lambda found: found.group().translate(_T1), page)
    if _WORKPLACE_JOINED.search(page):  # the space after one of them is part of how it is drawn
        return _WORKPLACE_JOINED.sub(lambda found: found.group().replace(" ", "\xad"), page).translate(_WORKPLACE)
    if len(_OT1_INSIDE.findall(page)) > 1:  # one alone may be a sign of a formula
        return _OT1_JOINED.sub(lambda found: found.group().translate(_OT1), page)
    return page


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
