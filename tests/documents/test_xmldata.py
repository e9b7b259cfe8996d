"""XML: records, running text, no entities, and what is refused."""

import time

import pytest
from examples import examples
from hypothesis import given
from readers import damaged, outline, places, read_all, read_one, survives

from askhz.documents.reader import UnreadableError
from askhz.documents.xmldata import read_xml

TEXT = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>
<stations updated="2024"><title>All &e; stations</title><author>Guo</author>
<station id="1"><name>Hartsgate</name><geo><lat>1</lat></geo><note>Long &amp; good.</note></station>
<station id="2"><name>Aldwick</name></station>
<about><p>This is <b>bold</b> text.<!-- hidden --></p><p>More.</p></about></stations>
"""
BOMB = (
    '<!DOCTYPE l [<!ENTITY a "word word word">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 9}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><l><x>word &i;</x></l>"
)


def test_records_and_running_text() -> None:
    document = read_one(read_xml, TEXT)
    assert outline(document) == [
        ("row", "updated: 2024"),
        ("heading", "All stations"),
        ("row", "author: Guo"),
        ("row", "id: 1; name: Hartsgate; geo.lat: 1; note: Long & good."),
        ("row", "id: 2; name: Aldwick"),
        ("paragraph", "This is bold text."),
        ("paragraph", "More."),
    ]
    assert places(document)[-3:] == [
        ("id: 1", "stations.station[1]"),
        ("id: 2", "stations.station[2]"),
        ("This is bold text.", "stations.about"),
    ]
    assert (document.title, document.details, document.kind) == ("All stations", {"author": "Guo"}, "xml")


def test_entities_are_not_resolved() -> None:
    began = time.process_time()
    with pytest.raises(UnreadableError, match="entity amplification"):
        read_all(read_xml, BOMB)
    assert "root:" not in read_one(read_xml, TEXT).text
    assert time.process_time() - began < 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030", "latin-1"])
def test_encodings_with_and_without_their_name(encoding: str) -> None:
    word = "Café" if encoding == "latin-1" else "西湖在杭州市，很大。"
    for head in ("", f'<?xml version="1.0" encoding="{encoding}"?>'):
        document = read_one(read_xml, f"{head}<a><b>{word}</b></a>".encode(encoding))
        assert document.text == f"b: {word}"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<a><b>x</a>", r"not XML \(.* at line 1, column"),
        ("words", "not XML"),
        ("<a>" * 5000, "not XML"),
        ("<a>" * 230 + "word" + "</a>" * 230, "nested more than 200 levels deep"),
        ("<a/>", "holds no word"),
        ("", "empty"),
    ],
)
def test_what_is_refused_and_why(text: str, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        read_all(read_xml, text)


@given(damaged([TEXT.encode(), BOMB.encode()]))
@examples(100)
def test_damaged_files(raw: bytes) -> None:
    survives(read_xml, raw)
