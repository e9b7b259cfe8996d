"""Bytes to text in any usual encoding.

`decoded` reads files that say nothing of their encoding: a mark at the beginning first, then UTF-8, UTF-16 and UTF-32,
then a guess; what fits nothing is refused. `decode_page` and `decode_bytes` read web pages and mail, which may declare
one: a wrong declaration is common there, and a character that cannot be read must not cost the page. Guesses are
chardet's, made on the lines that hold other bytes than ASCII, so that a large file costs no more than a small one.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass

BOM = "\ufeff"  # stays in the text, because offsets count it; no title begins with it
_LETTER = re.compile(r"[^\W_]")  # or digit: the characters that `str.isalnum` knows
SAMPLE = 60_000  # bytes that an encoding is guessed from
_WIDE_SAMPLE = 20_000  # bytes that UTF-16 and UTF-32 are looked for in
_HEAD = 65536  # characters that must not be full of control characters
_DAMAGE = 1000  # characters of UTF-8 that there must be for each broken byte
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_FIRST_CONTROL = re.compile(r"[\x80-\x9f]")  # in a text of one byte a character, these are a sign of a wrong guess
_MARKS = (  # UTF-32 first: its mark begins with that of UTF-16
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
# What a page means by a declared encoding, as browsers read it (WHATWG Encoding Standard).
_MEANT = _LARGER | {"ascii": "cp1252", "big5": "big5hkscs", "iso8859-11": "cp874"}
_NO_CHARSETS = {"idna", "punycode", "unicode-escape", "raw-unicode-escape"}
_DECLARED = 4096  # bytes at the beginning that may declare an encoding
_PAGE_SAMPLE = 32768  # bytes of a page that its encoding is guessed from
_XML_SAYS = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)""")
_META_SAYS = re.compile(rb"""<meta[^>]{0,500}?charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_TAG = re.compile(rb"<[^<>]*>")
_GUESSES = (
    "windows-1252 iso-8859-1 iso-8859-2 windows-1250 windows-1251 koi8-r koi8-u iso-8859-5 windows-1253 iso-8859-7 "
    "windows-1254 windows-1255 windows-1256 windows-1257 windows-1258 gb18030 gb2312 big5 cp932 shift_jis euc-jp "
    "cp949 euc-kr tis-620 cp874"
).split()
_HIGH = re.compile(rb"[\x80-\xff]")
_JAPANESE_ESCAPE = re.compile(rb"\x1b\$[@B]")


class UnreadableError(Exception):
    """Why a file, or a part of it, is left out; becomes a `Problem`."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the name of its encoding ("utf-8", "gb18030", …), and whether that is known or only a likely guess."""

    text: str
    encoding: str = "utf-8"
    sure: bool = True


def has_word(text: str, start: int = 0, end: int | None = None) -> bool:
    """Whether there is a letter or digit in a text, or in a stretch of it.

    >>> has_word("|--|--|"), has_word("杭州"), has_word("a -", 1)
    (False, True, False)
    """
    return _LETTER.search(text, start, len(text) if end is None else end) is not None


def decoded(raw: bytes) -> Decoded:
    r"""The text of a file. In UTF-8 it is the file decoded unchanged; otherwise without the mark at its beginning.

    Raises `UnreadableError` if the bytes are binary or in no encoding that fits.

    >>> decoded("Plain".encode("utf-16")), decoded(b"Caf\xe9")
    (Decoded(text='Plain', encoding='utf-16-le', sure=True), Decoded(text='Café', encoding='cp1252', sure=False))
    """
    found = _marked(raw)
    if found is None and b"\0" in raw:
        found = _wide(raw)
        if found is None:
            raise UnreadableError("binary, not text (it holds NUL bytes)")
    found = found or _utf_8(raw) or _guessed(raw)
    refuse_controls(found.text)
    return found


def decode_page(raw: bytes, declared: str | None = None) -> str:
    """The text of a web page or a part of one. `declared` is the encoding that its mail or server named.

    Raises `UnreadableError` if it is empty, or binary.
    """
    head = raw[:_DECLARED]
    says = _META_SAYS.search(head) or _XML_SAYS.search(head)
    return decode_bytes(raw, declared or (says.group(1).decode("ascii") if says else None))


def decode_bytes(raw: bytes, declared: str | None = None) -> str:
    """The text of bytes: by their byte order mark, as UTF-8 if they are, as declared, or as guessed.

    Bytes that still fit nothing become U+FFFD. Raises `UnreadableError` if they are empty, or binary.
    """
    if not raw.strip():
        raise UnreadableError("empty")
    text = _as_declared(raw, declared).removeprefix("\ufeff")
    refuse_controls(text)
    return text.replace("\0", "")


def known(declared: str | None) -> str | None:
    """Python's name of a declared text encoding, widened as browsers do; None if there is none of that name.

    >>> known("ISO-8859-1"), known("x-unknown"), known("rot13")
    ('cp1252', None, None)
    """
    try:
        name = codecs.lookup((declared or "").strip()).name
        b" ".decode(name)
    except (LookupError, ValueError, AssertionError):
        return None
    return None if name in _NO_CHARSETS else _MEANT.get(name, name)


def refuse_controls(text: str) -> None:
    """Raise `UnreadableError` if too much of a text's beginning is control characters for it to be text."""
    head = text[:_HEAD]
    if len(_CONTROL.findall(head)) > len(head) / 20:
        raise UnreadableError("binary, not text (it is full of control characters)")


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
                raise UnreadableError("binary, not text (it holds NUL bytes)")
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
    """UTF-8 with a few broken bytes, each read as "�"; None if they are not few, or the rest is no sign of UTF-8.

    A file that was cut short may end within a character: that tells of UTF-8 as much as the others do.
    """
    text = raw.decode("utf-8", errors="replace")
    broken = text.count("\ufffd") - raw.count(b"\xef\xbf\xbd")
    others = sum(map(len, re.findall(r"[^\x00-\x7f\ufffd]+", text)))
    if (broken * 10 > others or broken * _DAMAGE > len(text)) and not (others > 1 and _is_cut(raw)):
        return None
    return Decoded(text, f"utf-8 with {broken} broken byte{'s' * (broken > 1)}", sure=False)


def _is_cut(raw: bytes) -> bool:
    """Whether bytes are UTF-8 up to their end, where a character has only begun."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data"
    return False


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
        raise UnreadableError(f"not UTF-8 (byte {error.start}); save it as UTF-8") from error
    raise UnreadableError("in no encoding that is known; save it as UTF-8")


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


def _as_declared(raw: bytes, declared: str | None) -> str:
    for mark, encoding in ((codecs.BOM_UTF8, "utf-8"), *_MARKS):
        if raw.startswith(mark):
            return raw.decode(encoding, errors="replace")
    wide = b"\0" in raw[:_DECLARED]
    name = known(declared)
    if name is not None and name.startswith(("utf-16", "utf-32")) and not wide:
        name = None
    # Text in another encoding is hardly ever valid UTF-8. One that is all ASCII bytes may be: ISO-2022, UTF-7, UTF-16.
    for guess in [name, "utf-8"] if raw.isascii() or wide else ["utf-8", name]:
        if guess is not None:
            try:
                return raw.decode(guess)
            except ValueError:
                continue
    return raw.decode(known(_guessed_of_page(raw)) or name or "cp1252", errors="replace")


def _guessed_of_page(raw: bytes) -> str | None:
    """The likely encoding of a page; UTF-8 too, because a page may be cut within a character."""
    import chardet

    sample = b"\n".join(line for line in raw[: 64 * _PAGE_SAMPLE].split(b"\n") if not line.isascii())
    sample = _TAG.sub(b" ", sample[:_PAGE_SAMPLE])  # tags tell nothing of the language
    return chardet.detect(sample, encoding_era=chardet.EncodingEra.MODERN_WEB)["encoding"]
