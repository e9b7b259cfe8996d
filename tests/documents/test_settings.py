"""YAML, TOML and INI: the file's own text, an entry a block, and what is refused."""

import time

import pytest
from examples import examples
from hypothesis import given
from readers import damaged, outline, places, read_all, read_one, survives

from askhz.documents.reader import UnreadableError
from askhz.documents.settings import read_ini, read_toml, read_yaml

YAML = """\
# Opening hours of the baths
title: The baths
hours:
  # in summer only
  monday: "9 to 5"
  friday: closed
notes: |
  First line of a note
  goes on here.
staff:
  - name: Guo
    role: guard
  - name: Li
    role: cook
base: &b {a: 1, b: [1, 2]}
other: *b
"""
TOML = '[a]\nx = 1\n# many\ntext = """\nMany\nlines"""\n[b.c]\nlist = [\n "one",\n "two",\n]\n'
INI = "; made by hand\n[server]\nhost = example.org\nport=80\n\n[client]\nname: Guo\n  and Li\n"
_LEVELS = zip("abcdefgh", "bcdefghi", strict=True)
BOMB = "a: &a [word, word]\n" + "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in _LEVELS)


def test_an_entry_of_yaml_is_a_block_with_its_comment() -> None:
    document = read_one(read_yaml, YAML)
    assert document.text == YAML
    assert outline(document) == [
        ("paragraph", "Opening hours of the baths; title: The baths"),
        ("paragraph", 'hours: in summer only; monday: "9 to 5"; friday: closed'),
        ("paragraph", "notes: | First line of a note goes on here."),
        ("paragraph", "staff: name: Guo; role: guard; name: Li; role: cook"),
        ("paragraph", "base: &b {a: 1, b: [1, 2]}"),
        ("paragraph", "other: *b"),
    ]
    assert [place for _, place in places(document)] == ["title", "hours", "notes", "staff", "base", "other"]
    assert (document.title, document.kind) == ("The baths", "yaml")


def test_a_long_entry_is_divided_at_those_within_it() -> None:
    text = "jobs:\n" + "".join(f"  job{n}:\n    run: make {n}\n    on: push\n" for n in range(30))
    sections = [place for _, place in places(read_one(read_yaml, text))]
    assert sections[:2] == ["jobs", "jobs"] or sections[0] == "jobs"
    assert len(sections) > 2


def test_tables_and_keys_of_toml() -> None:
    document = read_one(read_toml, TOML)
    assert document.text == TOML
    assert outline(document) == [
        ("paragraph", '[a] x = 1; many; text = """ Many lines"""'),
        ("paragraph", '[b.c] list = [ "one", "two", ]'),
    ]
    assert [anchor.place.line for anchor in document.anchors] == [1, 7]


def test_sections_of_an_ini_file() -> None:
    document = read_one(read_ini, INI)
    assert outline(document) == [
        ("paragraph", "made by hand; [server] host = example.org; port=80"),
        ("paragraph", "[client] name: Guo and Li"),
    ]


def test_aliases_are_not_followed() -> None:
    began = time.process_time()
    document = read_one(read_yaml, BOMB)
    assert document.text == BOMB
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("read", "text", "reason"),
    [
        (read_yaml, "a: 1\nb: [word", r"not YAML \(.* at line 3, column 1"),
        (read_yaml, "a: [" * 400 + "word", "nested more than 100 levels deep"),
        (read_toml, "a = 1\nb = word", r"not TOML \(.*line 2"),
        (read_toml, "a = " + "[" * 5000 + "'word'", r"not TOML \(nested too deeply\)"),
        (read_ini, "\0word", "NUL"),
    ],
)
def test_what_is_refused_and_why(read: object, text: str, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        read_all(read, text)  # type: ignore[arg-type]


@given(damaged([YAML.encode(), TOML.encode(), INI.encode()]))
@examples(100)
def test_damaged_files(raw: bytes) -> None:
    for reader in (read_yaml, read_toml, read_ini):
        survives(reader, raw)
