"""Mail: who wrote what to whom, without what was quoted; attachments; mailboxes; Outlook."""

import contextlib
import io
from pathlib import Path

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from wellformed import check_document, damaged, read_as_model

from askhz.documents.mail import read_eml, read_mbox, read_msg
from askhz.documents.mail.bodies import unflowed, without_quotes
from askhz.documents.mail.messages import people
from askhz.documents.reader import About, UnreadableError
from askhz.records import Document, Place, Problem

REAL = sorted((Path(__file__).parent.parent / "collections" / "mail").glob("*"))
HEAD = """From: =?utf-8?q?J=C3=BCrgen_M=C3=BCller?= <jm@example.org>
To: "Guo, Jing" <guo@example.org>, x@example.org
Cc: y@example.org
Subject: =?utf-8?b?5p2t5bee?= and the
 rent
Date: Tue, 01 Oct 2024 12:34:56 +0200
MIME-Version: 1.0
"""


def message(body: str, head: str = HEAD, kind: str = "text/plain; charset=utf-8") -> bytes:
    return f"{head}Content-Type: {kind}\n\n{body}".encode()


def multipart(*parts: tuple[str, str], kind: str = "mixed", mark: str = "b") -> str:
    bodies = "".join(f"--{mark}\n{head}\n\n{body}\n" for head, body in parts)
    return f"Content-Type: multipart/{kind}; boundary={mark}\n\n{bodies}--{mark}--\n"


def read(raw: bytes | str, name: str = "m.eml") -> tuple[list[Document], list[str]]:
    raw = raw.encode() if isinstance(raw, str) else raw
    reader = {"eml": read_eml, "mbox": read_mbox, "msg": read_msg}[name.rpartition(".")[2]]
    found = list(reader(io.BytesIO(raw), About(f"/d/{name}", name, name)))
    documents = [one for one in found if isinstance(one, Document)]
    for document in documents:
        check_document(document)
    return documents, [str(one) for one in found if isinstance(one, Problem)]


def body(raw: bytes | str) -> str:
    documents, problems = read(raw)
    assert problems == []
    return documents[0].text.partition("\n\n")[2].partition("\n\n")[2]


def test_a_message_is_its_head_and_its_words() -> None:
    (document,), problems = read(message("Dear Guo,\n\nthe rent is due\non Monday.\n\nJM\n"))
    assert problems == []
    assert document.title == "杭州 and the rent"
    assert document.text == (
        "杭州 and the rent\n\n"
        "From: Jürgen Müller <jm@example.org>\nTo: Guo, Jing <guo@example.org>, x@example.org\n"
        "Cc: y@example.org\nDate: 2024-10-01 12:34\n\n"
        "Dear Guo,\n\nthe rent is due\non Monday.\n\nJM"
    )
    assert [(block.kind, block.level) for block in document.blocks] == [
        ("heading", 1), ("front matter", 0), ("paragraph", 0), ("paragraph", 0), ("paragraph", 0),
    ]  # fmt: skip
    assert document.anchors[0].place == Place(section="杭州 and the rent")
    assert document.details == {
        "author": "Jürgen Müller <jm@example.org>",
        "to": "Guo, Jing <guo@example.org>, x@example.org",
        "date": "2024-10-01T12:34:56+02:00",
    }
    assert read_as_model(document).endswith("Dear Guo,\n\nthe rent is due on Monday.\n\nJM")
    assert "x@example.org; Cc: y@example.org; Date" in read_as_model(document)


def test_items_have_lines_of_their_own() -> None:
    (document,), _ = read(message("Bring:\n- one\n  and more\n* two\n1) three\nBye"))
    assert [(b.kind, document.text[b.start : b.end]) for b in document.blocks[2:]] == [
        ("paragraph", "Bring:"),
        ("item", "- one\nand more"),
        ("item", "* two"),
        ("item", "1) three\nBye"),
    ]


@pytest.mark.parametrize(
    ("text", "kept", "left_out"),
    [
        ("Yes.\n\nOn Mon, 1 Oct 2024, Guo <g@x.org> wrote:\n> Shall we?\n>> No.", ["Yes."], 3),
        ("Yes.\n\nOn Mon, 1 Oct 2024 at 10:00, Guo\n<g@x.org> wrote:\n\n> Shall we?\n", ["Yes."], 3),
        ("Ja.\nAm 1. Okt. 2024 schrieb Guo:\n> Gehen wir?", ["Ja."], 2),
        ("Oui.\n\nLe 1 oct. 2024, Guo a écrit :\n> Alors ?", ["Oui."], 2),
        ("好。\n\n在 2024年10月1日，郭靖写道：\n> 去吗？", ["好。"], 2),
        ("> Shall we?\n\nYes.\n\n> When?\n\nMonday.", ["", "Yes.", "", "", "Monday."], 2),
        ("Yes.\n\n-----Original Message-----\nFrom: Guo\nSubject: x\n\nShall we?", ["Yes."], 4),
        ("Ja.\n\nVon: Guo\nGesendet: Montag\nAn: JM\nBetreff: x\n\nGehen wir?", ["Ja."], 5),
        ("Yes.\n\n*From:* Guo\n*Sent:* Monday\n*To:* JM\n\nShall we?", ["Yes."], 4),
        ("Yes.\n-- \nGuo Jing\nHangzhou", ["Yes.", "-- ", "Guo Jing", "Hangzhou"], 0),
    ],
)
def test_earlier_messages_are_left_out(text: str, kept: list[str], left_out: int) -> None:
    assert without_quotes(text) == (kept, left_out)
    (document,), _ = read(message(text))
    assert document.details.get("quoted") == (f"{left_out} lines of earlier messages left out" if left_out else None)


@pytest.mark.parametrize(
    "text",
    [
        "From: the beginning\nwe knew.",
        "The sign says\nFrom: Hangzhou\nand no more.",
        "See:\n\n---------- Forwarded message ---------\nFrom: Guo\nDate: Monday\nSubject: x\nTo: JM\n\nShall we?",
        "See below.\n\nBegin forwarded message:\n\nFrom: Guo\nDate: Monday\nTo: JM\n\nShall we?",
        "On Monday Guo wrote:\nnothing that is marked as quoted.",
    ],
)
def test_what_only_resembles_an_earlier_message_is_kept(text: str) -> None:
    assert without_quotes(text) == (text.split("\n"), 0)


def test_a_message_that_only_quotes_or_forwards_keeps_its_text() -> None:
    assert body(message("> All of it\n> is quoted.")) == "All of it\nis quoted."
    forward = HEAD.replace("Subject: ", "Subject: Fwd: ")
    assert "Shall we?" in body(message("See.\n\nFrom: Guo\nSent: Monday\nTo: JM\n\nShall we?", forward))


def test_flowed_lines_are_joined() -> None:
    assert unflowed("One \nline\nAnother\n-- \nGuo", delete_space=False) == "One line\nAnother\n-- \nGuo"
    assert unflowed("杭 \n州\n", delete_space=True) == "杭州\n"
    assert body(message("a long \nline", kind="text/plain; format=flowed")) == "a long line"


HTML = "<p>In <b>HTML</b> it says the same and more words than that so that it counts as the text of it.</p>"


def test_plain_text_is_preferred_where_it_has_words() -> None:
    plain, page = ("Content-Type: text/plain", "Plain words " * 10), ("Content-Type: text/html", HTML)
    assert body(HEAD + multipart(plain, page, kind="alternative")).startswith("Plain words")
    for empty in ("", " \n", "..."):
        assert body(HEAD + multipart(("Content-Type: text/plain", empty), page)).startswith("In HTML it says")
    short = ("Content-Type: text/plain", "See the HTML.")
    assert body(HEAD + multipart(short, ("Content-Type: text/html", HTML * 3))).startswith("In HTML it says")


@pytest.mark.parametrize(
    "quote",
    [
        "<blockquote type=cite>earlier</blockquote>",
        "<div class=gmail_quote><div class=gmail_attr>On Monday Guo wrote:</div><blockquote>earlier</blockquote></div>",
        "<div id=appendonsend></div><hr><div>From: Guo</div><p>earlier</p>",
        "<div id=divRplyFwdMsg>From: Guo</div><div>earlier</div>",
    ],
)
def test_earlier_messages_in_html_are_left_out(quote: str) -> None:
    (document,), _ = read(message(f"<html><body>{HTML}{quote}</body></html>", kind="text/html"))
    assert document.text.endswith("the text of it.")
    assert "quoted" in document.details
    only = read(message(f"<html><body>{quote}</body></html>", kind="text/html"))[0][0]
    assert only.text.endswith("earlier")


def test_forwarded_messages_in_html_are_kept() -> None:
    quote = "<div class=gmail_quote><div>---------- Forwarded message ---------</div>earlier</div>"
    assert body(message(HTML + quote, kind="text/html")).endswith("earlier")


ATTACHED = [
    ("Content-Type: text/plain", "See attached."),
    ('Content-Type: text/plain; name="a.txt"\nContent-Disposition: attachment; filename="a.txt"', "First file."),
    ('Content-Type: text/plain\nContent-Disposition: attachment; filename="../a.txt"', "Second file."),
    (
        "Content-Type: application/octet-stream; name==?utf-8?q?=C3=BC.md?=\nContent-Transfer-Encoding: base64",
        "IyBUCgpXb3Jkcw==",
    ),
    ("Content-Type: image/png; name=logo.png", "PNG"),
    ("Content-Type: text/plain\nContent-Disposition: attachment; filename=a.txt", "Third file."),
]


def test_attachments_are_documents_of_their_own() -> None:
    documents, problems = read(HEAD + multipart(*ATTACHED))
    assert [(one.source, one.text.split("\n")[-1]) for one in documents] == [
        ("m.eml", "See attached."),
        ("m.eml/a.txt", "First file."),
        ("m.eml/a (2).txt", "Second file."),
        ("m.eml/ü.md", "Words"),
        ("m.eml/a (3).txt", "Third file."),
    ]
    assert documents[1].anchors[0].place == Place(member="a.txt")
    assert problems == ["/d/m.eml: attachments of other formats (1 .png)"]


def test_messages_within_messages_are_read_to_a_depth() -> None:
    inner = HEAD.replace("rent", "end") + "\nInnermost words."
    for level in range(5):
        inner = HEAD.replace("rent", str(level)) + multipart(("Content-Type: message/rfc822", inner), mark=f"b{level}")
    documents, problems = read(inner)
    assert [one.title for one in documents] == [f"杭州 and the {level}" for level in (4, 3, 2, 1, 0)]
    assert documents[1].source == "m.eml/杭州 and the 3.eml"
    assert len(problems) == 1
    assert problems[0].endswith("more than 3 archives or messages in one another; unpack it")


def test_an_encrypted_message_is_said() -> None:
    encrypted = multipart(("Content-Type: application/octet-stream", "x"), kind="encrypted")
    with pytest.raises(UnreadableError, match="encrypted; save it decrypted"):
        read(encrypted)
    assert read(HEAD + encrypted)[1] == ["/d/m.eml: encrypted; save it decrypted and index it again"]


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "empty"),
        (b"\0\1\2", "not a message"),
        (b"Just words.\n", "no headers"),
        (b"From: a@b.c\n\n...", "no word"),
    ],
)
def test_what_is_no_message_is_said(raw: bytes, why: str) -> None:
    with pytest.raises(UnreadableError, match=why):
        read(raw)


def test_headers_that_are_broken_are_read_as_they_are() -> None:
    raw = b"From: =?utf-8?b?!!!?= <a@b.c>\nDate: soon\nSubject: \xfc\xff =?x-no?q?a?=\nTo: <<<,;:\n\nSome words."
    (document,), _ = read(raw)
    assert document.text.endswith("Some words.")
    assert "date" not in document.details
    assert people(["a@b.c", "Guo <a@b.c>", ""]) == "a@b.c, Guo <a@b.c>"


def test_too_many_parts_are_said() -> None:
    documents, problems = read(HEAD + multipart(*[("Content-Type: text/plain", "word")] * 1200))
    assert documents[0].text.count("word") == 999
    assert problems == ["/d/m.eml: too many parts; those after were left out"]


def test_deep_parts_are_survived() -> None:
    inner = "Content-Type: text/plain\n\ndeep"
    for level in range(400):
        inner = f"Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n{inner}\n--b{level}--\n"
    with contextlib.suppress(UnreadableError):
        assert read(HEAD + inner)[1]


MBOX = b"""From jm@example.org Tue Oct  1 12:34:56 2024
From: JM <jm@example.org>
Subject: One

First words.
>From here on quoted.
From the middle of a paragraph.

From - Tue Oct  1 12:34:57 2024
Subject: Empty


From x@example.org Tue Oct  1 12:34:58 2024
Subject: Two
Content-Type: multipart/mixed; boundary=b

--b

Second words.
--b
Content-Disposition: attachment; filename=a.txt

A file.
--b--
"""


def test_a_mailbox_is_its_messages() -> None:
    documents, problems = read(MBOX, "m.mbox")
    assert [(one.source, one.title, one.kind) for one in documents] == [
        ("m.mbox/1", "One", "mbox"),
        ("m.mbox/2", "Empty", "mbox"),
        ("m.mbox/3", "Two", "mbox"),
        ("m.mbox/3/a.txt", "a", "txt"),
    ]
    assert documents[0].text.endswith("First words.\nFrom here on quoted.\nFrom the middle of a paragraph.")
    assert [one.anchors[0].place.member for one in documents] == ["1", "2", "3", "3/a.txt"]
    assert problems == []
    assert read(MBOX.replace(b"\n", b"\r\n"), "m.mbox")[0][0].text == documents[0].text


def test_what_cannot_be_read_of_a_mailbox_is_named() -> None:
    documents, problems = read(MBOX.replace(b"Subject: Empty", b""), "m.mbox")
    assert len(documents) == 3
    assert problems == ["/d/m.mbox, message 2: empty; left out"]
    with pytest.raises(UnreadableError, match="not a mailbox"):
        read(b"Some words.", "m.mbox")


def test_a_file_of_outlook_that_is_none_is_said() -> None:
    for raw in (b"", b"no message", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000)):
        with pytest.raises(UnreadableError, match="not a message of Outlook"):
            read(raw, "m.msg")


@pytest.mark.parametrize("file", REAL, ids=lambda file: file.name)
@given(st.data())
@examples(40)
def test_damaged_mail_is_read_or_said_not_to_be(file: Path, data: st.DataObject) -> None:
    with contextlib.suppress(UnreadableError):
        read(damaged(file.read_bytes(), data), file.name)


@given(st.data())
@examples(40)
def test_damaged_mailboxes_are_read_or_said_not_to_be(data: st.DataObject) -> None:
    raw = damaged(data.draw(st.sampled_from([MBOX, (HEAD + multipart(*ATTACHED)).encode()])), data)
    for name in ("m.mbox", "m.eml"):
        with contextlib.suppress(UnreadableError):
            read(raw, name)


@given(
    st.lists(st.sampled_from(["> a", ">", "", " ", "On Mon Guo wrote:", "From: a", "To: b", "Sent: c", "word", "- x"]))
)
def test_no_word_of_the_sender_is_lost(lines: list[str]) -> None:
    kept, _ = without_quotes("\n".join(lines))
    assert any(c.isalnum() for line in kept for c in line) == any(c.isalnum() for line in lines for c in line)


def test_addresses_in_a_thousand_brackets_cost_no_mail() -> None:
    documents, problems = read(message("The rent is due.", HEAD.replace("x@example.org", "(" * 2000)))
    assert not problems
    assert "The rent is due." in documents[0].text
    assert len(documents[0].details["to"]) <= 200
