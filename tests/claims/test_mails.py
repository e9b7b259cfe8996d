"""Headers of mails that answer, and findings that are taken for one."""

from io import BytesIO

import pytest

from askhz.claims import header_of_mail, taken_for_header, told_by_mails
from askhz.documents.mail import read_eml
from askhz.documents.reader import About
from askhz.question import analyse
from askhz.records import Document, DocumentInfo, Finding, Hit, Passage

AKSEL, BODIL, CAJSA = "Aksel Grindem <a@pier.example>", "Bodil Rye <b@pier.example>", "Cajsa Moe <c@pier.example>"


def mail(source: str, sender: str, to: str, subject: str, date: str, body: str, copy: str = "") -> Hit:
    lines = [f"From: {sender}", f"To: {to}", *([f"Cc: {copy}"] if copy else []), f"Subject: {subject}", f"Date: {date}"]
    (document,) = read_eml(BytesIO("\n".join([*lines, "", body, ""]).encode()), About(source, source, source))
    assert isinstance(document, Document)
    header = header_of_mail(document)
    assert header is not None
    passage = Passage(source, 0, len(document.text), document.text, (header,), document.anchors)
    return Hit(passage, 0, 0.0, 0.0, None, None, DocumentInfo(source, subject, len(document.text)))


MAILS = (
    mail(
        "1.eml",
        AKSEL,
        BODIL,
        "The pier sinks",
        "Mon, 4 May 2026 08:15:00",
        "Dear Bodil,\n\nit sank.",
        CAJSA,
    ),
    mail("2.eml", BODIL, AKSEL, "Re: The pier sinks", "Tue, 5 May 2026 10:02:00", "Dear Aksel,\n\nI come."),
    mail(
        "3.eml",
        CAJSA,
        f"{AKSEL}, {BODIL}",
        "Lamps",
        "Wed, 6 May 2026 09:00:00",
        "The lamps of the north light are new.\n\nThe paint is dry. Thanks for your mail about the fence, Aksel.",
    ),
)


def short(found: Finding) -> str:
    assert found.short is not None
    return found.text[found.short[0] - found.start : found.short[1] - found.start]


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Who wrote the mail about the lamps?", ["Cajsa Moe"]),
        ("Who wrote the mail about the pier?", ["Aksel Grindem", "Bodil Rye"]),
        ("Who answered the mail about the pier?", ["Bodil Rye"]),
        ("From whom is the answer about the pier?", ["Bodil Rye"]),
        ("Who got a copy of the mail about the pier?", ["Cajsa Moe"]),
        ("Who got a copy of the mail about the lamps?", []),
        ("When did Aksel write to Bodil?", ["2026-05-04 08:15"]),
        ("When did Aksel write to Cajsa?", ["2026-05-04 08:15"]),
        ("When did Bodil write to Cajsa?", []),
        ("To whom did Cajsa write about the lamps?", [f"{AKSEL}, {BODIL}"]),
        ("What is the subject of Cajsa's mail?", ["Lamps"]),
        ("Who wrote on 6 May 2026?", ["Cajsa Moe"]),
        ("Who wrote on 7 May 2026?", []),
        ("Who wrote that the paint of the lamps is dry?", ["Cajsa Moe"]),
        ("Who wrote that the north light has no paint left?", []),
        ("Who wrote the mail about the crane?", []),
        ("Who wrote the mail about the north light?", ["Cajsa Moe"]),
        ("Who wrote the letter about the north light?", []),
        ("Who wrote the letter about the lamps?", ["Cajsa Moe"]),
        ("Who has written to Bodil?", ["Aksel Grindem", "Cajsa Moe"]),
        ("When did Bodil reply?", ["2026-05-05 10:02"]),
        ("Who wrote the mail about the fence?", []),
        ("Who mended the lamps?", []),
    ],
)
def test_headers_of_the_mails_that_fit(question: str, told: list[str]) -> None:
    found = told_by_mails(analyse(question), MAILS, rank=4)
    assert [short(one) for one in found] == told
    for one in found:
        passage = MAILS[one.hit_rank - 4].passage
        assert (one.source, one.text) == (passage.source, passage.text[one.start : one.end])


def test_the_line_alone_is_quoted_of_a_long_header() -> None:
    many = ", ".join(f"Person{n} <p{n}@pier.example>" for n in range(40))
    found = told_by_mails(
        analyse("Who wrote the mail about the tide?"),
        [mail("4.eml", AKSEL, many, "Tide", "Mon, 4 May 2026 08:15:00", "It is high.")],
    )
    assert [one.text for one in found] == [f"From: {AKSEL}"]


def test_a_mail_to_someone_before_one_of_which_that_person_has_a_copy() -> None:
    both = [
        mail("4.eml", AKSEL, BODIL, "Tide", "Mon, 4 May 2026 08:15:00", "It is high.", CAJSA),
        mail("5.eml", AKSEL, CAJSA, "Paint", "Tue, 5 May 2026 08:15:00", "It is dry."),
    ]
    question = analyse("When did Aksel write to Cajsa?")
    assert [one.source for one in told_by_mails(question, both)] == ["5.eml"]
    assert [one.source for one in told_by_mails(question, both[:1])] == ["4.eml"]


def test_what_has_no_sender_is_no_mail() -> None:
    (document,) = read_eml(BytesIO(b"To: b@pier.example\nSubject: Tide\n\nIt is high.\n"), About("t", "t", "t"))
    assert isinstance(document, Document)
    assert header_of_mail(document) is None


@pytest.mark.parametrize(
    ("question", "source", "text", "taken"),
    [
        ("Who wrote the mail about the crane?", "1.eml", "Dear Bodil,", True),
        ("Who wrote the mail about the crane?", "3.eml", "Thanks for your mail about the crane, Aksel.", False),
        ("Who wrote the mail about the crane?", "minutes.md", "The plan was written by Aksel.", True),
        ("Who wrote the mail about the crane?", "minutes.md", "A mail came. Aksel wrote it.", False),
        ("When did Aksel write to Cajsa?", "minutes.md", "In May he visited her.", True),
        ("When did Aksel write to Cajsa?", "minutes.md", "In May he wrote to her.", False),
        ("When did Aksel write to Cajsa?", "minutes.md", "In May he wrote to Cajsa.", False),
        ("When did Aksel write to Cajsa?", "minutes.md", "The rules were written by Aksel in 2024.", True),
        ("When did Aksel send the parcel to Cajsa?", "minutes.md", "It was dispatched in May.", False),
        ("Who mended the crane?", "1.eml", "Dear Bodil,", False),
    ],
)
def test_what_is_taken_for_a_header(question: str, source: str, text: str, taken: bool) -> None:
    start = text.rfind(". ", 0, -1) + 2 if ". " in text else 0
    best = Finding(source, start, len(text), text[start:], 1.0, None, 1)
    passage = Passage(source, 0, len(text), text, ((0, len(text)),), ())
    assert taken_for_header(analyse(question), best, passage, MAILS) is taken
    assert not taken_for_header(analyse(question), best, passage, ())


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("What did Aksel write to Bodil?", ["Dear Bodil,\n\nit sank."]),
        ("What did Bodil answer?", ["Dear Aksel,\n\nI come."]),
        ("What did Bodil write back?", ["Dear Aksel,\n\nI come."]),
        ("What did Cajsa write to Dora?", []),
        ("What did Aksel write about the lamps?", []),  # one sentence of many
        ("What did they write?", []),
    ],
)
def test_what_someone_wrote_is_the_mail(question: str, told: list[str]) -> None:
    assert [found.text for found in told_by_mails(analyse(question), MAILS)] == told
    assert not taken_for_header(
        analyse(question), Finding("1.eml", 0, 1, "Dear Bodil,", 1.0, None, 1), MAILS[0].passage, MAILS
    )
