"""Archives: what is read of them, under which names, and that none does harm."""

import bz2
import contextlib
import gzip
import io
import lzma
import stat
import tarfile
import zipfile
from collections.abc import Callable

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from wellformed import check_document, damaged

from askhz.documents import archives, limits, members
from askhz.documents.archives import read_tar, read_zip
from askhz.documents.reader import About, Reader, UnreadableError
from askhz.records import Document, Place, Problem

FILES = {
    "b/notes.md": b"# Notes\n\nSome words.",
    "a.txt": b"A text.",
    "c.png": b"\x89PNG",
    ".hidden.txt": b"no",
    "__MACOSX/a.txt": b"no",
}


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, raw in files.items():
            archive.writestr(name, raw)
    return made.getvalue()


def tarred(files: dict[str, bytes], pack: Callable[[bytes], bytes] = bytes) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for name, raw in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(raw)
            archive.addfile(info, io.BytesIO(raw))
    return pack(made.getvalue())


def read(raw: bytes, name: str = "x.zip", reader: Reader | None = None) -> tuple[list[Document], list[str]]:
    how = reader or (read_zip if name.endswith(".zip") else read_tar)
    found = list(how(io.BytesIO(raw), About(f"/d/{name}", name, name)))
    documents = [one for one in found if isinstance(one, Document)]
    for document in documents:
        check_document(document)
    return documents, [str(one) for one in found if isinstance(one, Problem)]


PACKED = [
    ("x.zip", zipped(FILES)),
    ("x.zip", zipped(FILES, zipfile.ZIP_STORED)),
    ("x.zip", zipped(FILES, zipfile.ZIP_LZMA)),
    ("x.tar", tarred(FILES)),
    ("x.tgz", tarred(FILES, gzip.compress)),
    ("x.tar.bz2", tarred(FILES, bz2.compress)),
    ("x.tar.xz", tarred(FILES, lzma.compress)),
]


@pytest.mark.parametrize(("name", "raw"), PACKED, ids=range(len(PACKED)))
def test_members_are_documents_of_their_own(name: str, raw: bytes) -> None:
    documents, problems = read(raw, name)
    assert {one.source: (one.title, one.kind, one.text) for one in documents} == {
        f"{name}/a.txt": ("a", "txt", "A text."),
        f"{name}/b/notes.md": ("Notes", "md", "# Notes\n\nSome words."),
    }
    assert problems == [f"/d/{name}: members of other formats (1 .png)"]


def test_places_name_the_member() -> None:
    documents, _ = read(zipped({"b/notes.md": b"Before.\n\n# Notes\n\nWords.", "a.txt": b"A text."}))
    assert [(anchor.start, anchor.place) for document in documents for anchor in document.anchors] == [
        (0, Place(member="a.txt")),
        (0, Place(member="b/notes.md")),
        (9, Place(member="b/notes.md", section="Notes")),
    ]


def test_archives_in_archives_are_read_to_a_depth() -> None:
    raw = zipped({"3.zip": zipped({"deep.txt": b"Deep words."})})
    raw = zipped({"1.tgz": tarred({"2.zip": raw}, gzip.compress)})
    (document,), problems = read(raw)
    assert document.source == "x.zip/1.tgz/2.zip/3.zip/deep.txt"
    assert document.anchors[0].place == Place(member="1.tgz/2.zip/3.zip/deep.txt")
    assert problems == []
    documents, problems = read(zipped({"0.zip": raw}))
    assert documents == []
    assert problems == [
        "/d/x.zip, 0.zip, 1.tgz, 2.zip, 3.zip, deep.txt: more than 3 archives or messages in one another; unpack it"
    ]


def test_documents_that_name_themselves_stand_below_their_member() -> None:
    dump = b'{"_id": "one", "text": "First words."}\n{"_id": "two", "text": "Second words."}'
    documents, problems = read(zipped({"d.jsonl": dump, "e.jsonl": dump}))
    assert [one.source for one in documents] == [f"x.zip/{name}.jsonl/{n}" for name in "de" for n in ("one", "two")]
    assert problems == []


@pytest.mark.parametrize("name", ["../a.txt", "/etc/a.txt", "b/../../a.txt", "C:/a.txt", "..\\a.txt", "\\a.txt"])
def test_names_that_lead_out_are_refused(name: str) -> None:
    info = zipfile.ZipInfo("x")
    info.filename = name
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(info, b"words")
        archive.writestr("good.txt", b"words")
    for raw, kind in ((made.getvalue(), "x.zip"), (tarred({name: b"words", "good.txt": b"words"}), "x.tar")):
        documents, problems = read(raw, kind)
        assert [one.source for one in documents] == [f"{kind}/good.txt"]
        assert problems == [f"/d/{kind}, {name}: its name leads out of the archive; left out"]


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_links_and_devices_are_refused(kind: bytes) -> None:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        info = tarfile.TarInfo("a.txt")
        info.type, info.linkname = kind, "/etc/passwd"
        archive.addfile(info)
    assert read(made.getvalue(), "x.tar") == ([], ["/d/x.tar, a.txt: a link or device; left out"])


def test_links_in_zip_archives_are_refused() -> None:
    info = zipfile.ZipInfo("a.txt")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(info, "/etc/passwd")
    assert read(made.getvalue()) == ([], ["/d/x.zip, a.txt: a link or device; left out"])


def test_encrypted_members_are_named() -> None:
    raw = bytearray(zipped({"a.txt": b"secret", "b.txt": b"open words"}))
    raw[6] |= 1
    raw[raw.find(b"PK\x01\x02") + 8] |= 1
    documents, problems = read(bytes(raw))
    assert [one.source for one in documents] == ["x.zip/b.txt"]
    assert problems == ["/d/x.zip, a.txt: encrypted; unpack it with the password and index it again"]


def test_names_in_older_encodings() -> None:
    for name, encoding in (("überaus größer.txt", "utf-8"), ("杭州的历史和文化介绍.txt", "gb18030")):
        raw = zipped({"x" * len(name.encode(encoding)): b"words"}).replace(
            b"x" * len(name.encode(encoding)), name.encode(encoding)
        )
        assert [one.source for one in read(raw)[0]] == [f"x.zip/{name}"]


def test_a_name_that_stands_twice_is_read_once() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.txt", "first")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.txt", "second")
    documents, problems = read(made.getvalue())
    assert [one.text for one in documents] == ["first"]
    assert problems == ["/d/x.zip, a.txt: another one has the same name; rename it"]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_packed_file_is_read_as_what_it_unpacks_to(pack: Callable[[bytes], bytes]) -> None:
    (document,), problems = read(pack(b"# Title\n\nSome words."), "notes.md.gz")
    assert (document.source, document.kind, document.title) == ("notes.md.gz/notes.md", "md", "Title")
    assert problems == []
    assert read(pack(b"x"), "notes.bin.gz") == ([], ["/d/notes.bin.gz: members of other formats (1 .bin)"])


# Hostile archives


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_bombs_are_stopped_while_they_unpack(pack: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "RATIO_FREE", 2**20)
    zeros = b"a" * (4 * 2**20)
    _, problems = read(pack(zeros), "notes.txt.gz")
    assert problems == ["/d/notes.txt.gz, notes.txt: unpacks to more than 200 times its size, as only harmful files do"]
    _, problems = read(tarred({"a.txt": b"words", "b.txt": zeros, "c.txt": b"words"}, pack), "x.tgz")
    assert problems[-1].endswith(
        "unpacks to more than 200 times its size, as only harmful files do; what comes after was left out"
    )


def test_a_member_with_a_huge_name_stops_the_archive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "RATIO_FREE", 2**20)
    with pytest.raises(UnreadableError, match="200 times"):
        read(tarred({"n" * (8 * 2**20): b""}, gzip.compress), "x.tgz")


def test_all_members_share_one_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(members, "Budget", lambda: limits.Budget(members=4, size=1000))
    inner = zipped({"c.txt": b"c", "d.txt": b"d", "e.txt": b"e"})
    documents, problems = read(zipped({"a.txt": b"a", "b.zip": inner, "f.txt": b"f"}))
    assert [one.source for one in documents] == ["x.zip/a.txt", "x.zip/b.zip/c.txt", "x.zip/b.zip/d.txt"]
    assert problems == [
        f"/d/x.zip, {name}: more than 20000 members in one file; unpack and divide it"
        for name in ("b.zip, e.txt", "f.txt")
    ]
    monkeypatch.setattr(members, "Budget", lambda: limits.Budget(members=9, size=5))
    assert [one.source for one in read(zipped({"a.txt": b"a", "b.txt": b"123456", "c.txt": b"c"}))[0]] == [
        "x.zip/a.txt",
        "x.zip/c.txt",
    ]


def test_what_is_left_out_is_named_up_to_a_number() -> None:
    documents, problems = read(zipped({f"{n:02}.txt": b"" for n in range(25)}))
    assert documents == []
    assert len(problems) == 21
    assert problems[0] == "/d/x.zip, 00.txt: empty"
    assert problems[-1] == "/d/x.zip: 5 more members left out"


def test_too_large_a_member_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(members, "MEMBER_SIZE_LIMIT", 10)
    assert read(zipped({"a.txt": b"12345678901", "b.txt": b"b"}))[1] == [
        "/d/x.zip, a.txt: larger than 0 MiB; unpack it and divide it"
    ]


@pytest.mark.parametrize(
    ("name", "raw", "why"),
    [
        ("x.zip", b"", "not a ZIP"),
        ("x.zip", zipped({}), "without files"),
        ("x.tar", b"", "without files|not a TAR"),
        ("x.tar", b"no archive" * 100, "not a TAR"),
        ("x.tgz", b"\x1f\x8bno", "damaged"),
        ("x.tar", tarred({}), "without files"),
    ],
)
def test_what_is_no_archive_is_said(name: str, raw: bytes, why: str) -> None:
    with pytest.raises(UnreadableError, match=why):
        read(raw, name)


def test_a_cut_archive_gives_what_is_whole() -> None:
    raw = tarred({"a.txt": b"First words.", "b.txt": b"b" * 5000})
    documents, problems = read(raw[:2500], "x.tar")
    assert [one.text for one in documents] == ["First words."]
    assert problems == ["/d/x.tar: damaged; what comes after was left out"]


@given(st.data())
@examples(150)
def test_damaged_archives_are_read_or_said_not_to_be(data: st.DataObject) -> None:
    name, raw = data.draw(st.sampled_from(PACKED))
    with contextlib.suppress(UnreadableError):
        read(damaged(raw, data), name)
