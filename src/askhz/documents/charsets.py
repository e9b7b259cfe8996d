"""Bytes to text where the encoding is declared, or must be guessed: web pages and mail."""

from __future__ import annotations

import codecs
import re

from .reader import UnreadableError

_SAMPLE = 32768  # bytes that an encoding is guessed from
_DECLARED = 4096  # bytes at the beginning that may declare an encoding
_BOMS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
]
# Browsers read these names as the larger sets that are really meant (WHATWG Encoding Standard).
_MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "tis-620": "cp874",
    "iso8859-11": "cp874",
}
_NO_CHARSETS = {"idna", "punycode", "unicode-escape", "raw-unicode-escape"}
_XML_SAYS = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)""")
_META_SAYS = re.compile(rb"""<meta[^>]{0,500}?charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_TAG = re.compile(rb"<[^<>]*>")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")


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
    text = _decoded(raw, declared).removeprefix("\ufeff")
    head = text[:65536]
    if len(_CONTROL.findall(head)) > len(head) / 20:
        raise UnreadableError("binary, not text (it is full of control characters)")
    return text.replace("\0", "")


def _decoded(raw: bytes, declared: str | None) -> str:
    for mark, encoding in _BOMS:
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
    return raw.decode(known(_guessed(raw)) or name or "cp1252", errors="replace")


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


def _guessed(raw: bytes) -> str | None:
    import chardet  # late: most files are UTF-8

    # Only lines with other than ASCII bytes tell anything, and tags nothing; DOS and old Macs are not on the web.
    sample = b"\n".join(line for line in raw[: 64 * _SAMPLE].split(b"\n") if not line.isascii())
    sample = _TAG.sub(b" ", sample[:_SAMPLE])
    return chardet.detect(sample, encoding_era=chardet.EncodingEra.MODERN_WEB)["encoding"]
