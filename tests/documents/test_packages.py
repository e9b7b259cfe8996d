"""A ZIP file of parts, read within bounds."""

import io

import pytest
from officefiles import ENCRYPTED, OLE, packed, related

from askhz.documents import packages
from askhz.documents.packages import Package, attribute, check_not_old, child, is_encrypted, told
from askhz.documents.reader import UnreadableError


def package(parts: dict[str, str]) -> Package:
    return Package(io.BytesIO(packed(parts)))


def test_parts_are_found_by_what_refers_to_them() -> None:
    outside = '<Relationship Id="x" Type="a/link" Target="https://a.example" TargetMode="External"/></Relationships>'
    rels = related(("a", "styles", "styles.xml"), ("b", "slide", "../up.xml"), ("c", "image", "/abs.png"))
    found = package({"word/_rels/main.xml.rels": rels.replace("</Relationships>", outside)})
    assert found.related("word/main.xml") == {
        "a": ("styles", "word/styles.xml"),
        "b": ("slide", "up.xml"),
        "c": ("image", "abs.png"),
    }
    assert found.of_kind("word/main.xml", "slide") == "up.xml"
    assert found.of_kind("word/main.xml", "link") is None
    assert found.related("nowhere.xml") == {}


def test_names_count_in_any_case_and_with_any_slash() -> None:
    found = package({"Word\\Document.xml": "<a/>"})
    assert found.has("word/document.xml")
    assert found.xml("word/document.xml").tag == "a"


def test_a_part_that_is_too_large_damaged_or_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    found = package({"a.xml": "<a>text</a>", "b.xml": "<b>"})
    assert found.optional("b.xml") is found.optional("c.xml") is found.optional(None) is None
    with pytest.raises(UnreadableError, match=r"its part b\.xml is damaged"):
        found.xml("b.xml")
    with pytest.raises(UnreadableError, match=r"holds no c\.xml"):
        found.xml("c.xml")
    monkeypatch.setattr(packages, "PART_LIMIT", 5)
    with pytest.raises(UnreadableError, match="larger than"):
        found.xml("a.xml")


def test_what_an_office_file_tells_of_itself() -> None:
    core = """<c xmlns:d="urn:d"><d:title> Rules </d:title><d:creator>Ada</d:creator>
      <d:modified>2024-05-01T10:00:00Z</d:modified><d:created>2020-01-01</d:created></c>"""
    assert package({"docProps/core.xml": core}).properties == {"title": "Rules", "author": "Ada", "date": "2024-05-01"}
    assert package({"a": ""}).properties == {}
    assert told({"author": "Microsoft Office User", "date": "1601-01-01T00:00:00Z", "created": "2020-01-01"}) == {
        "date": "2020-01-01"
    }


def test_elements_and_attributes_by_their_local_names() -> None:
    root = package({"a.xml": '<x:a xmlns:x="urn:x" x:val="1"><!-- no --><x:b/><b y="2"/></x:a>'}).xml("a.xml")
    assert attribute(root, "val") == "1"
    assert attribute(root, "none") is attribute(None, "val") is None
    assert child(root, "b", "c") is None
    assert [name.tag for name in packages.children(root, "b")] == ["{urn:x}b", "b"]


def test_old_files_and_files_with_a_password() -> None:
    assert is_encrypted(io.BytesIO(ENCRYPTED))
    assert not is_encrypted(io.BytesIO(OLE))
    far = OLE + b"\0" * (3 << 20) + "EncryptedPackage".encode("utf-16-le")
    assert is_encrypted(io.BytesIO(far))
    check_not_old(io.BytesIO(b"PK"), ".docx")
