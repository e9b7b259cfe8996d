"""Bytes to text in any usual encoding: marks at the beginning first, then UTF-8, UTF-16 and UTF-32, then a guess.

UTF-8 is never guessed: what decodes as UTF-8 is UTF-8, unchanged. Everything else is a guess of chardet, made on the
lines that tell something, so that a large file costs no more than a small one.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass

SAMPLE = 60_000  # bytes that an encoding is guessed from
_WIDE_SAMPLE = 20_000  # bytes that UTF-16 and UTF-32 are looked for in
_HEAD = 65536  # characters that must not be full of control characters
_DAMAGE = 1000  # characters of UTF-8 that there must be for each broken byte
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_FIRST_CONTROL = re.compile(r"[\x80-\x9f]")  # in a text of one byte a character, these are a sign of a wrong guess
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
# What a guess may be, and the encoding that holds all of it and a little more.
_LARGER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "cp950",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
}
_GUESSES = (
    "windows-1252 iso-8859-1 iso-8859-2 windows-1250 windows-1251 koi8-r koi8-u iso-8859-5 windows-1253 iso-8859-7 "
    "windows-1254 windows-1255 windows-1256 windows-1257 windows-1258 gb18030 gb2312 big5 cp932 shift_jis euc-jp "
    "cp949 euc-kr tis-620 cp874"
).split()
_HIGH = re.compile(rb"[\x80-\xff]")
_JAPANESE_ESCAPE = re.compile(rb"\x1b\$[@B]")


class NoTextError(Exception):
    """Why bytes are not read as text: a few words for a person."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the name of its encoding ("utf-8", "gb18030", …), and whether that is known or only a likely guess."""

    text: str
    encoding: str = "utf-8"
    sure: bool = True


def decoded(raw: bytes) -> Decoded:
    r"""The text of a file. In UTF-8 it is the file decoded unchanged; otherwise without the mark at its beginning.

    Raises `NoTextError` if the bytes are binary or in no encoding that fits.

    >>> decoded("Plain".encode("utf-16")), decoded(b"Caf\xe9")
    (Decoded(text='Plain', encoding='utf-16-le', sure=True), Decoded(text='Café', encoding='cp1252', sure=False))
    """
    found = _marked(raw)
    if found is None and b"\0" in raw:
        found = _wide(raw)
        if found is None:
            raise NoTextError("binary, not text (it holds NUL bytes)")
    found = found or _utf_8(raw) or _guessed(raw)
    if full_of_controls(found.text):
        raise NoTextError("binary, not text (it is full of control characters)")
    return found


def full_of_controls(text: str) -> bool:
    """Whether too much of a text's beginning is control characters for it to be text."""
    head = text[:_HEAD]
    return len(_CONTROL.findall(head)) > len(head) / 20


def is_wide(raw: bytes) -> bool:
    """Whether bytes begin with the mark of UTF-16 or UTF-32."""
    return any(raw.startswith(mark) for mark, _ in _MARKS)


def _marked(raw: bytes) -> Decoded | None:
    for mark, name in _MARKS:
        if raw.startswith(mark):
            try:
                text = raw[len(mark) :].decode(name)
            except UnicodeDecodeError:
                continue  # the mark of UTF-32 begins with that of UTF-16
            if "\0" in text:
                raise NoTextError("binary, not text (it holds NUL bytes)")
            return Decoded(text, name)
    return None


def _wide(raw: bytes) -> Decoded | None:
    """UTF-16 or UTF-32 without a mark: the one of four readings that looks like text, if there is one."""
    head = raw[: _WIDE_SAMPLE // 4 * 4]
    scores = {name: _likeness(head, name) for name in _WIDE}
    best = max(_WIDE, key=lambda name: scores[name])
    if scores[best] <= 0:
        return None
    try:
        text = raw.decode(best)
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else Decoded(text, best, sure=False)


def _likeness(head: bytes, name: str) -> float:
    """How much bytes read as UTF-16 or UTF-32 look like text: the share of plain letters, spaces and ends of lines."""
    try:
        text = codecs.getincrementaldecoder(name)().decode(head)
    except UnicodeDecodeError:
        return 0
    kinds = [unicodedata.category(c) for c in text if c not in "\t\r\n\f\ufeff"]
    if not text or any(kind in ("Cc", "Cn", "Co") for kind in kinds):
        return 0
    return sum(c < "\x7f" or c in "，。、「」" for c in text) / len(text)


def _utf_8(raw: bytes) -> Decoded | None:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return _damaged(raw)
    if _JAPANESE_ESCAPE.search(raw) and raw.isascii():
        try:
            return Decoded(raw.decode("iso2022_jp_ext"), "iso2022_jp_ext", sure=False)
        except UnicodeDecodeError:
            pass
    return Decoded(text)


def _damaged(raw: bytes) -> Decoded | None:
    """UTF-8 with a few broken bytes, each read as "�"; None if they are not few, or the rest is no sign of UTF-8."""
    text = raw.decode("utf-8", errors="replace")
    broken = text.count("\ufffd") - raw.count(b"\xef\xbf\xbd")
    others = sum(map(len, re.findall(r"[^\x00-\x7f\ufffd]+", text)))
    if broken * 10 > others or broken * _DAMAGE > len(text):
        return None
    return Decoded(text, f"utf-8 with {broken} broken byte{'s' * (broken > 1)}", sure=False)


def _guessed(raw: bytes) -> Decoded:
    # Imported late: most files are in UTF-8.
    import chardet

    for guess in chardet.detect_all(_sample(raw), ignore_threshold=True, include_encodings=_GUESSES):
        name = guess["encoding"] or ""
        try:
            exact = codecs.lookup(name).name
        except LookupError:
            continue
        for encoding in (_LARGER.get(exact, exact), exact):
            try:
                text = raw.decode(encoding)
            except UnicodeDecodeError:
                continue
            if not _FIRST_CONTROL.search(text):
                return Decoded(text, encoding, sure=False)
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NoTextError(f"not UTF-8 (byte {error.start}); save it as UTF-8") from error
    raise NoTextError("in no encoding that is known; save it as UTF-8")


def _sample(raw: bytes) -> bytes:
    """The lines that hold other bytes than ASCII, as many as an encoding is guessed from, or the beginning of one.

    In no encoding that is guessed is the end of a line a part of another character.
    """
    if len(raw) <= SAMPLE:
        return raw
    lines: list[bytes] = []
    size = at = 0
    while size < SAMPLE and (high := _HIGH.search(raw, at)):
        start = max(raw.rfind(b"\n", at, high.start()) + 1, at)
        end = raw.find(b"\n", high.start()) + 1 or len(raw)
        start = max(start, high.start() - SAMPLE // 4 if end - start > SAMPLE else start)
        lines.append(raw[start : min(end, start + SAMPLE - size)])
        size += len(lines[-1])
        at = end
    return b"".join(lines)
