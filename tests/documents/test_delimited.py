"""CSV and TSV: delimiter, encoding and names of columns are told from the file; every cell is kept."""

import csv
import io

import pytest
from examples import examples
from hypothesis import example, given
from hypothesis import strategies as st
from officefiles import all_of, blocks, only
from wellformed import read_as_model

from askhz.documents import delimited, sheets
from askhz.documents.delimited import delimiter_of, encoding_of, read_csv, read_tsv
from askhz.documents.drafting import clean
from askhz.documents.reader import UnreadableError
from askhz.records import Document, Place


def read(text: str | bytes) -> Document:
    return only(read_csv, text.encode() if isinstance(text, str) else text, "Rents.csv")


def test_rows_read_with_the_names_of_their_columns() -> None:
    document = read('Room,Rent,Note\nA,900,"large, \nwith ""view"""\n\nB,,small\n')
    assert document.text == 'Room | Rent | Note\nA | 900 | large, with "view"\nB |  | small'
    assert read_as_model(document).split("\n")[1:] == [
        'Room: A; Rent: 900; Note: large, with "view"',
        "Room: B; Note: small",
    ]
    assert [anchor.place for anchor in document.anchors] == [Place(row=1), Place(row=2), Place(row=4)]
    assert (document.title, document.kind) == ("Rents", "csv")


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Town;People\nBern;134,000\nChur;38,000\n", ["Town | People", "Bern | 134,000", "Chur | 38,000"]),
        ("sep=|\nTown|Is\nBern|a\n", ["Town | Is", "Bern | a"]),
        ("Town\tIs\nBern\ta, b\n", ["Town | Is", "Bern | a, b"]),
        ("Town\nBern\n", ["Town", "Bern"]),
        ('a,"b\nc,d\ne,f\n' + "g,h\n" * 40_000, None),
        ("a, b\r1, 2\r", ["a | b", "1 | 2"]),
    ],
)
def test_delimiters_and_quotes(text: str, rows: list[str] | None) -> None:
    found = read(text).text.split("\n")
    if rows is None:
        assert found[:3] == ['a | "b', "c | d", "e | f"]  # a quotation mark without an end is one of the text
        assert len(found) == 40_003
    else:
        assert found == rows


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "cp1251", "gb18030", "shift_jis"])
def test_encodings(encoding: str) -> None:
    words = {
        "cp1252": "Größe der Wohnung,Straße und Hausnummer\nüber 90 m² für die „Familie“,Zürich – Höngg\n",
        "cp1251": "Квартира и адрес,Арендная плата в месяц\nБольшая квартира у реки,девятьсот рублей и ещё немного\n",
        "gb18030": "房间和地址,每月的租金\n西湖旁边的大房间有两扇窗户,九百元人民币不包括水电费\n",
        "shift_jis": "部屋と住所,毎月の家賃について\n川のそばの大きな部屋です,家賃は九百円ですが光熱費は別です\n",
    }
    text = words.get(encoding, words["cp1252"])
    document = read(text.encode(encoding))
    assert document.text == text.strip().replace(",", " | ")
    # The name of a larger encoding, which holds this one, will do.
    assert ("encoding" in document.details) == (not encoding.startswith("utf-8"))
    assert document.details.get("encoding", encoding)[:2] == encoding[:2] or encoding == "shift_jis"


@pytest.mark.slow
def test_a_byte_that_is_no_utf8_far_down_is_noticed() -> None:
    document = read(b"Room,Note\n" + b"A,plain\n" * 20_000 + "B,Größe und Straße über der Küche\n".encode("cp1252"))
    assert document.text.endswith("B | Größe und Straße über der Küche")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Room,Rent\nA,900\n", True),
        ("Name,Role\nAda,landlord\n", True),
        ("Bern,134000\nChur,38000\n", False),
        ("Yes,No\nNo,No\n", False),
        ("a,a\n1,2\n", False),
        ("Room,,,\n1,2,3,4\n", False),
        ("alone,row\n", False),
    ],
)
def test_the_header_is_told_from_the_rows(text: str, named: bool) -> None:
    assert (blocks(read(text))[0][0] == "header") is named


def test_tabs_are_usual_in_tsv() -> None:
    document = only(read_tsv, b"a b,c\td\n1,5\t2,5\n", "x.tsv")
    assert document.text == "a b,c | d\n1,5 | 2,5"
    assert document.kind == "tsv"


def test_more_than_the_limits_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets.Budget.__init__, "__defaults__", (4, None))
    document, problem = all_of(read_csv, b"a,b\n1,2\n3,4\n5,6\n")
    assert isinstance(document, Document)
    assert document.text == "a | b\n1 | 2"
    assert str(problem) == "Notes.x: from row 3: too many cells; left out; divide the file"
    monkeypatch.setattr(sheets.Budget.__init__, "__defaults__", (400, None))
    monkeypatch.setattr(delimited, "TEXT_LIMIT", 1010)
    document, problem = all_of(read_csv, b"a,b\n1,2\n3,4\n5,6\n")
    assert str(problem) == "Notes.x: from row 3: too many cells; left out; divide the file"


@pytest.mark.parametrize(
    ("raw", "reason"), [(b"", "empty"), (b" \n", "empty"), (b"a,b\n\0\0", "NUL bytes"), (b",,\n,,\n", "holds no text")]
)
def test_what_is_no_table_is_said_in_a_line(raw: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        all_of(read_csv, raw)


CELLS = st.text(st.sampled_from('ab1 ,;"\n|\t杭'), max_size=6)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=6))
@example([["a", ""], ["", "b"]])
@examples(200)
def test_every_cell_is_kept(rows: list[list[str]]) -> None:
    written = io.StringIO()
    csv.writer(written).writerows([["x1", "y2"], *rows])
    document = read(written.getvalue())
    words = [clean(cell).replace("\n", " ") for row in rows for cell in row]
    if delimiter_of(written.getvalue(), ",") == ",":
        for word in filter(None, words):
            assert word in document.text


@given(st.binary(max_size=60))
@examples(300)
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    try:
        found = all_of(read_csv, raw)
    except UnreadableError:
        return
    assert found == all_of(read_csv, raw)
    assert encoding_of(io.BytesIO(raw))
