"""JSON and JSON Lines: records, paths, numbers as written, and what is refused."""

import json

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from readers import check, damaged, outline, places, read_all, read_one, survives

from askhz.documents import data
from askhz.documents.data import read_json, read_json_lines
from askhz.documents.reader import UnreadableError
from askhz.records import Document, Problem

TEXT = """{"title": "Stations", "author": "Guo", "tags": ["a", "b"], "meta": {"by": {"name": "Li"}, "none": null},
"stations": [
 {"name": "Hartsgate", "altitude": 530.50, "open": true, "geo": {"lat": 1}, "note": "First.\\n\\nSecond."},
 {"name": "Aldwick", "lines": [{"n": 1}, {"n": 2}]}
], "matrix": [[1, 2], [3, 4]]}"""
LINES = '{"a": 1, "b": "x"}\n\n{"a": 2,\n{"a": 3, "b": {"c": null, "d": "y\\u0000z"}}\n'


def test_each_record_is_a_block() -> None:
    document = read_one(read_json, TEXT)
    assert outline(document) == [
        ("row", "title: Stations; author: Guo; tags: a, b"),
        ("row", "name: Li"),
        ("row", "name: Hartsgate; altitude: 530.50; open: true; geo.lat: 1"),
        ("paragraph", "note: First."),
        ("paragraph", "Second."),
        ("row", "name: Aldwick; lines[1].n: 1; lines[2].n: 2"),
        ("row", "matrix[1]: 1, 2; matrix[2]: 3, 4"),
    ]
    assert places(document) == [
        ("title: Stations", None),
        ("name: Li", "meta.by"),
        ("name: Hartsgate", "stations[1]"),
        ("name: Aldwick", "stations[2]"),
        ("matrix[1]: 1, 2", "matrix"),
    ]
    assert [anchor.place.row for anchor in document.anchors] == [None, None, 1, 2, None]
    assert (document.title, document.details, document.kind) == ("Stations", {"author": "Guo"}, "json")


def test_lines_that_are_no_dump_are_records() -> None:
    problem, document = read_all(read_json_lines, LINES)
    assert isinstance(problem, Problem)
    assert problem.where == "file.x, line 3"
    assert problem.what.startswith("not JSON (")
    assert isinstance(document, Document)
    check(document)
    assert document.text == "a: 1\nb: x\n\na: 3\nb.d: yz"
    assert [(anchor.place.row, anchor.place.line) for anchor in document.anchors] == [(1, 1), (2, 4)]


def test_many_broken_lines_are_counted() -> None:
    *problems, document = read_all(read_json_lines, '{"a": "word"}\n' + "{\n" * 50)
    assert isinstance(document, Document)
    assert len(problems) == 21
    assert str(problems[-1]) == "file.x: 30 more lines left out"


@pytest.mark.parametrize("line", ['{"_id": "7", "text": "Words."}', '{"_id": 7, "title": "T", "text": "Words."}'])
def test_a_dump_stays_a_dump(line: str) -> None:
    (document,) = read_all(read_json_lines, line)
    assert isinstance(document, Document)
    assert (document.source, document.text) == ("7", "Words.")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"a":\n 1,}', r"not JSON \(.* at line 2, column 4\)"),
        ('["word",' * 5000, "nested too deeply"),
        ("[" * 500 + '{"a": "word"}' + "]" * 500, "nested more than 100 levels deep"),
        ("[1] [2]", "not JSON"),
        ('{"a": null, "word": null}', "holds no word"),
        ("", "empty"),
    ],
)
def test_what_is_refused_and_why(text: str, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        read_all(read_json, text)


def test_a_large_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "SIZE_LIMIT", 2**20)
    with pytest.raises(UnreadableError, match="more than 1 million characters; save it as JSON Lines"):
        read_all(read_json, json.dumps(["word"] * 200_000))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
@examples(100)
def test_any_data(value: object) -> None:
    raw = json.dumps({"word": "word", "value": value}).encode()
    survives(read_json, raw)
    survives(read_json_lines, raw)


@given(damaged([TEXT.encode(), LINES.encode()]))
@examples(100)
def test_damaged_files(raw: bytes) -> None:
    survives(read_json, raw)
    survives(read_json_lines, raw)
