"""Files within files."""

from wellformed import check_document

from askhz.documents import make_document
from askhz.documents.members import Members, within
from askhz.documents.reader import About
from askhz.records import Anchor, Block, Document, Edit, Place, Problem


def never() -> bytes:
    raise AssertionError("loaded")


def test_a_document_within_keeps_all_but_its_place() -> None:
    blocks, edits = [Block("heading", 0, 3, 1), Block("paragraph", 5, 9)], [Edit(5, 6, " ")]
    anchors = [Anchor(0, Place(page="i"), ("One",)), Anchor(5, Place(member="in.txt"))]
    document = make_document(
        "own", "T", "One\n\nText", {"a": "b"}, kind="x", blocks=blocks, anchors=anchors, edits=edits
    )
    found = within(document, "x.zip/a.x", "a.x")
    check_document(found)
    assert found.source == "x.zip/a.x/own"
    assert found.digest != document.digest
    assert found.anchors == (Anchor(0, Place(page="i", member="a.x"), ("One",)), Anchor(5, Place(member="a.x/in.txt")))
    assert (found.title, found.text, found.details, found.kind) == ("T", "One\n\nText", {"a": "b"}, "x")
    assert (found.blocks, found.edits) == (document.blocks, document.edits)
    assert within(found, "x.zip", "b").source == "x.zip/a.x/own"


def test_a_place_is_given_where_there_is_none() -> None:
    document = make_document("s", "T", "Text", anchors=[Anchor(2, Place(page="1"))])
    assert within(document, "s", "m").anchors == (Anchor(0, Place(member="m")), Anchor(2, Place(page="1", member="m")))


def test_only_what_can_be_read_is_loaded() -> None:
    members = Members(About("w", "s", "n"))
    for name in ("a.bin", "b/.hidden.txt", "Thumbs.db", "Makefile"):
        assert list(members.read(name, 1, never)) == []
    assert list(members.read("big.txt", 10**10, never)) == [
        Problem("w, big.txt", "larger than 128 MiB; unpack it and divide it")
    ]
    assert list(members.read("bad\nname.txt", 1, never)) == [
        Problem("w, 'bad\\nname.txt'", "its name holds characters that cannot be printed; rename it")
    ]
    assert list(members.end()) == [Problem("w", "members of other formats (1 without ending, 1 .bin)")]


def test_a_member_is_read_by_the_reader_of_its_ending() -> None:
    (document,) = Members(About("w", "s", "n")).read("d/a.MD", 3, lambda: b"# T\n\nWords.")
    assert isinstance(document, Document)
    assert (document.source, document.kind, document.title) == ("s/d/a.MD", "md", "T")
