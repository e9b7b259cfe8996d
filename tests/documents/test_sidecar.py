"""What the two files beside the documents may say, and what is said where they are wrong."""

from pathlib import Path

import pytest

from askhz.documents.sidecar import ALIASES_FILE, SOURCES_FILE, Sidecar
from askhz.errors import DocumentError
from askhz.records import Problem


def sidecar(folder: Path, sources: str = "", aliases: str = "") -> Sidecar:
    (folder / SOURCES_FILE).write_text(sources, encoding="utf-8")
    (folder / ALIASES_FILE).write_text(aliases, encoding="utf-8")
    return Sidecar(folder)


def test_neither_file_need_be_there(tmp_path: Path) -> None:
    nothing = Sidecar(tmp_path)
    assert nothing.about("a.txt") == (None, {})
    assert not nothing.names("a.txt")
    assert (nothing.aliases, nothing.unused()) == ([], [])


def test_title_and_details_are_one_line_each_and_empty_ones_are_none(tmp_path: Path) -> None:
    said = sidecar(
        tmp_path,
        '["a.txt"]\ntitle = " A\\n title"\ndate = 2025-03-19\nauthor = ""\npublisher = 7\n["b.txt"]\ntitle = " "\n',
    )
    assert said.about("a.txt") == ("A title", {"publisher": "7", "date": "2025-03-19"})
    assert said.about("b.txt") == (None, {})


def test_details_come_in_one_order_however_they_are_written(tmp_path: Path) -> None:
    said = sidecar(tmp_path, '["a.txt"]\naddress = "w"\ndate = "z"\npublisher = "y"\nauthor = "x"\n')
    assert list(said.about("a.txt")[1].items()) == [
        ("author", "x"),
        ("publisher", "y"),
        ("date", "z"),
        ("address", "w"),
    ]


def test_a_byte_order_mark_is_no_part_of_the_file(tmp_path: Path) -> None:
    assert sidecar(tmp_path, '\ufeff["a.txt"]\ntitle = "A"\n').about("a.txt") == ("A", {})


def test_a_file_is_known_by_its_whole_path_below_the_folder(tmp_path: Path) -> None:
    said = sidecar(tmp_path, '["sub/a.txt"]\ntitle = "A"\n')
    assert said.names("sub/a.txt")
    assert not said.names("a.txt")
    assert said.about("a.txt") == (None, {})


def test_entries_that_nothing_asked_for_are_told(tmp_path: Path) -> None:
    said = sidecar(tmp_path, '["a.txt"]\ntitle = "A"\n["slip.txt"]\ntitle = "S"\n')
    assert said.names("slip.txt")  # to know of an entry is not to use it
    said.about("a.txt")
    assert said.unused() == [Problem(str(tmp_path / SOURCES_FILE), '["slip.txt"] names no document in this folder')]
    said.about("slip.txt")
    assert said.unused() == []


def test_names_lose_the_blanks_around_them_and_keep_their_order(tmp_path: Path) -> None:
    said = sidecar(tmp_path, aliases='names = [[" Unitree ", "宇树科技"], ["B2", "A1", "C3"]]')
    assert said.aliases == [("Unitree", "宇树科技"), ("B2", "A1", "C3")]


@pytest.mark.parametrize(
    ("sources", "reason"),
    [
        ('["a.txt"]\nyear = 2025', r'\["a\.txt"\] wants only title, author, publisher, date, address$'),
        ('title = "A"', r'\["title"\] wants only title, '),
        ('["a.txt"]\ndate = 1.5', r'date of \["a\.txt"\] is no text, whole number or date$'),
        ("not toml =", r"not readable as TOML \(.+\); mend or remove it$"),
    ],
)
def test_what_is_wrong_with_the_sources_is_said(tmp_path: Path, sources: str, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        sidecar(tmp_path, sources)


def test_what_the_aliases_should_be_is_said(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r'want only names = \[\["one name", "another name"\], …\]'):
        sidecar(tmp_path, aliases='names = [["alone"]]')


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("sources.toml", b"not toml ="),
        ("sources.toml", b"\xff"),
        ("sources.toml", b"n = " + b"9" * 5000),
        ("sources.toml", b"a = " + b"[" * 5000),
        ("sources.toml", b'title = "no table"'),
        ("sources.toml", b'["good.txt"]\nunknown = "key"'),
        ("sources.toml", b'["good.txt"]\ntitle = ["a", "list"]'),
        ("sources.toml", b'["good.txt"]\nauthor = true'),
        ("sources.toml", b'["good.txt"]\nauthor = {a = 1}'),
        ("aliases.toml", b"names = 1"),
        ("aliases.toml", b'names = ["flat", "list"]'),
        ("aliases.toml", b'names = [["alone"]]'),
        ("aliases.toml", b'names = [["a", ""]]'),
        ("aliases.toml", b'names = [["a", " "]]'),
        ("aliases.toml", b'names = [["a", 7]]'),
        ("aliases.toml", b'names = [["a", ".*"]]'),
        ("aliases.toml", '\nnames = [["a", "\u0301"]]'.encode()),
        ("aliases.toml", b'other = [["a", "b"]]'),
    ],
)
def test_a_broken_file_is_one_error_with_its_name(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DocumentError, match=rf"^[^\n]*{name}: [^\n]+$"):
        Sidecar(tmp_path)
