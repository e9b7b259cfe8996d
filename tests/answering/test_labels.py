import pytest
from findings import finding, found_in, hit_of

from askhz.answering.labels import bare, beside_label, comparable, value_of_label
from askhz.answering.surroundings import stretches
from askhz.question import analyse
from askhz.records import Finding, Hit, Passage


@pytest.mark.parametrize(
    ("asked", "text", "span", "expected"),
    [
        ("Which languages do the templates have?", 'languages = ["de", "en"]', "languages", '"de", "en"'),
        ("And what is it for students?", "Students, pensioners        4.20", "Students", "4.20"),
        ("How much do students pay?", "Pupils, apprentices ...... 4.20", "apprentices", "4.20"),
        ("When is it open on Friday?", "Friday   08:00 - 22:00", "08:00", "08:00 - 22:00"),
        ("When does it close on Friday?", "Friday   08:00 - 22:00", "22:00", None),
        ("How many workers has it?", "workers: 6   # one a core", "workers: 6   # one a core", "6"),
        ("Which card has the sauna?", "- Gold: all day, sauna included", "Gold", None),
        ("Who was missing?", "Missing attendees: Ada Lind, Bo", "Ada Lind", "Ada Lind, Bo"),
        ("Who was missing?", "Missing: Ada Lind, she was ill", "Ada Lind", None),
        ("Who marks the page as read?", "Reviewer: Mark page", "Mark page", "Reviewer"),
        ("Who is the reviewer?", "Reviewer: Ada", "Ada", None),
        ("Which image does it run?", "image: nginx:alpine", "nginx", "nginx:alpine"),
        ("Who is the captain?", "Ada Lind\tcaptain\tVisby", "Visby", "Ada Lind"),
        ("Who is from Kalmar?", "Ada Lind\tcaptain\tVisby", "Visby", "Visby"),
        ("What is the code?", "Alarm code: 4471 (press * to arm)", "4471", None),
        ("What does it cost?", "It costs what it says on the ticket of the ferry: 5 euros", "ticket", None),
    ],
)
def test_the_value_beside_a_label(asked: str, text: str, span: str, expected: str | None) -> None:
    at = text.index(span)
    found = beside_label(analyse(asked), text, (at, at + len(span)))
    assert (found and text[slice(*found)]) == expected


@pytest.mark.parametrize(("text", "expected"), [("'a'", "a"), ('"a" and "b"', '"a" and "b"'), ("[]", "[]"), ("a", "a")])
def test_a_bare_value_has_no_marks_around_it(text: str, expected: str) -> None:
    assert text[slice(*bare(text, 0, len(text)))] == expected


@pytest.mark.parametrize(
    ("asked", "text", "expected"),
    [
        ("Who are the authors of the plan?", "Plan\nAuthor(s): Ada Lind, Bo Ek\n", "Ada Lind, Bo Ek"),
        ("What is the due date of the plan?", "- Due date: 4 May", "4 May"),
        ("What is the date of the plan?", "- Due date: 4 May", None),
        ("Who is the author of the plan?", "Author: Ada\nAuthor: Bo", None),
        ("Who wrote the plan?", "Author: Ada", None),
    ],
)
def test_the_only_line_whose_label_is_asked_for(asked: str, text: str, expected: str | None) -> None:
    found = value_of_label(analyse(asked), [Finding("a.txt", 5, 5 + len(text), text, 0.9, None, 1)])
    assert (found and text[slice(*found[1])]) == expected


def lines_of(*sections: str) -> Hit:
    text = "\n".join(sections)
    spans, at = [], 0
    for line in text.split("\n"):
        spans.append((at, at + len(line)))
        at += len(line) + 1
    kinds = ("paragraph",) * len(spans)
    return Hit(Passage("a.yaml", 0, len(text), text, tuple(spans), kinds=kinds), 1, 0.5, 0.5, 1, 1)  # type: ignore[arg-type]


def test_lines_with_other_labels_give_no_other_value() -> None:
    hit = lines_of("Adults: 5.50", "Ten-visit card, adults: 48.00", "Adults: 6.00")
    found = [found_in(hit, line) for line in ("Adults: 5", "Ten", "Adults: 6")]
    kept = comparable(analyse("How much is it for adults?"), found, stretches([hit.passage]))
    assert [one.text for one in kept] == ["Adults: 5.50", "Adults: 6.00"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("Which port has the database?", ["port: 5432"]),
        ("Which port is open?", ["port: 5432", "port: 8443"]),
    ],
)
def test_lines_of_another_section_give_no_other_value_where_one_is_named(asked: str, expected: list[str]) -> None:
    hit = lines_of("server:", "port: 8443", "database:", "port: 5432")
    found = [found_in(hit, line) for line in ("port: 5432", "port: 8443")]
    assert [one.text for one in comparable(analyse(asked), found, stretches([hit.passage]))] == expected


def test_sentences_are_all_compared() -> None:
    hit = hit_of("It opens at 8. It opens at 9.")
    found = [found_in(hit, "It opens at 8"), found_in(hit, "It opens at 9")]
    assert comparable(analyse("When does it open?"), found, stretches([hit.passage])) == found


def test_what_has_no_number_gives_no_other_number() -> None:
    hit = lines_of(
        "- 400 ml buttermilk", "2. Whisk buttermilk and eggs.", "No buttermilk is needed.", "- 300 ml buttermilk"
    )
    found = [found_in(hit, line) for line in ("- 400", "2. Whisk", "No", "- 300")]
    kept = comparable(analyse("How much buttermilk?"), found, stretches([hit.passage]))
    assert [one.text[:5] for one in kept] == ["- 400", "No bu", "- 300"]


def test_a_label_that_points_elsewhere_has_no_value_and_a_value_no_stop() -> None:
    asked = analyse("What are the rules of the pool?")
    for text, expected in (("Rules: see annex B", None), ("Rules: none", None), ("Rules: no glass.", "no glass")):
        quote = finding(text, 0.9)
        found = value_of_label(asked, [quote])
        assert (found and quote.text[slice(*found[1])]) == expected
