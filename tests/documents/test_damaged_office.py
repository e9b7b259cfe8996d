"""Damaged and hostile Office files: read, or left out with a line that says why; never a crash, never more memory."""

import io
import random
import zipfile
from pathlib import Path

import pytest
from examples import examples
from golden.make import COLLECTIONS
from hypothesis import given
from hypothesis import strategies as st
from officefiles import all_of, docx, p, packed

from askhz.documents.formats import FORMATS, format_of
from askhz.documents.limits import open_zip
from askhz.documents.reader import UnreadableError
from askhz.documents.word import read_word

KINDS = ("docx", "pptx", "odt", "odp", "rtf", "xlsx", "xls", "csv")
FILES = [file for kind in KINDS for file in sorted((COLLECTIONS / kind).iterdir())]
ZIPPED = [file for file in FILES if zipfile.is_zipfile(file)]
OFFICE = ("docx", "pptx", "rtf", "xlsx", "xls", "ods", "csv", "tsv", "doc", "ppt", "odt", "odp")


def read(raw: bytes, name: str) -> None:
    how = format_of(name)
    assert how is not None
    reason = ""
    try:
        assert all_of(how.reader, raw, name)
    except UnreadableError as error:
        reason = str(error)
    assert len(reason) < 200
    assert reason.isprintable()


def mutated(raw: bytes, data: st.DataObject) -> bytes:
    whole = bytearray(raw)
    for _ in range(data.draw(st.integers(1, 4))):
        at, length = data.draw(st.integers(0, len(whole) - 1)), data.draw(st.integers(1, 300))
        what = data.draw(st.sampled_from(["flip", "cut", "splice", "truncate"]))
        if what == "flip":
            whole[at] ^= data.draw(st.integers(1, 255))
        elif what == "cut":
            del whole[at : at + length]
        elif what == "splice":
            whole[at:at] = whole[at // 2 : at // 2 + length]
        else:
            del whole[max(at, 1) :]
        if not whole:
            return b""
    return bytes(whole)


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
@given(st.data())
@examples(40)
def test_damaged_files(file: Path, data: st.DataObject) -> None:
    read(mutated(file.read_bytes(), data), file.name)


@pytest.mark.slow
@pytest.mark.parametrize("file", ZIPPED, ids=lambda file: file.name)
@given(st.data())
@examples(40)
def test_damaged_parts_in_a_sound_archive(file: Path, data: st.DataObject) -> None:
    """What a checksum would stop above reaches the readers here."""
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    names = sorted(name for name in parts if name.endswith((".xml", ".rels")))
    for _ in range(data.draw(st.integers(1, 3))):
        name = data.draw(st.sampled_from(names))
        if not parts[name]:
            continue
        what = data.draw(st.sampled_from(["words", "bytes", "gone"]))
        if what == "words":
            # Sound XML with other values: numbers, references and names where others are expected.
            word = data.draw(
                st.sampled_from([b'"1"', b'"0"', b'"true"', b"main", b"<w:t", b"<a:t", b"text:p", b"table:"])
            )
            other = data.draw(
                st.sampled_from([b'"-1"', b'"99999999999"', b'"x"', b'""', b"<w:u", b"<a:p", b"text:h", b"text:"])
            )
            parts[name] = parts[name].replace(word, other, data.draw(st.integers(1, 9)))
        elif what == "bytes":
            parts[name] = mutated(parts[name], data)
        else:
            parts[name] = b""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, raw in parts.items():
            archive.writestr(name, raw)
    read(whole.getvalue(), file.name)


@pytest.mark.parametrize("name", [ending for ending in FORMATS if ending[1:] in OFFICE])
@pytest.mark.parametrize("seed", range(3))
def test_bytes_of_another_kind(name: str, seed: int) -> None:
    chance = random.Random(seed)
    raw = [b"", b"\0" * 100, b"PK\x05\x06" + b"\0" * 18, chance.randbytes(500), bytes.fromhex("d0cf11e0a1b11ae1") * 99]
    for one in [*raw, packed({"[Content_Types].xml": ""}), "Just text.".encode("utf-16")]:
        read(one, f"a{name}")


@pytest.mark.slow
def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    raw = docx(p("a" * 60_000_000))
    assert len(raw) < 200_000
    with pytest.raises(UnreadableError, match="times its size"):
        all_of(read_word, raw)
    with pytest.raises(UnreadableError, match="times its size"):
        open_zip(io.BytesIO(raw))


def test_entities_within_entities_stay_small() -> None:
    bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 20}">' for n in range(1, 12))
    text = f'<!DOCTYPE x [<!ENTITY a0 "word">{bomb}]><document><body><p><r><t>Text &a11;</t></r></p></body></document>'
    read(packed({"word/document.xml": text}), "a.docx")
    read(packed({"content.xml": text}), "a.odt")
    read(packed({"ppt/presentation.xml": text}), "a.pptx")
    read(packed({"xl/workbook.xml": text}), "a.xlsx")
