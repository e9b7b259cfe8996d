import pytest
from findings import finding, passage_of

from askhz.answering.formed import of_the_form_asked, words_of_letters
from askhz.answering.surroundings import stretches
from askhz.question import analyse
from askhz.records import ShortAnswer

LONG = "How long is the term?"


def test_what_letters_stand_for() -> None:
    quotes = [finding("A QR code is square.", 0.9), finding("QR (Quick Response) codes are new.", 0.5, start=50)]
    short = words_of_letters(analyse("What does QR stand for?"), quotes)
    assert short is not None
    assert (short.text, short.start, short.end) == ("Quick Response", 54, 68)
    assert words_of_letters(analyse("what does qr stand for"), quotes) == short
    assert words_of_letters(analyse("What is a QR code?"), quotes) is None
    assert words_of_letters(analyse("What does QR stand for?"), [finding("QR codes of a quarter.", 0.9)]) is None


@pytest.mark.parametrize(
    ("asked", "text", "span", "kept"),
    [
        (LONG, "Meet AT LEAST ONE of them.", "AT LEAST ONE", False),
        (LONG, "It is two to three months.", "two to three", True),
        (LONG, "It ends in May, or at the end of three.", "three", False),
        ("How many members are there?", "18 of them.", "18", True),
        ("Which place did it take?", "It came fourth.", "fourth", True),
        ("By how much did fees rise?", "Fees rose from 40 to 46 euros.", "46 euros", False),
        ("How much did fees go up?", "Fees went up to 46 euros.", "46 euros", False),
        ("How much did fees go up?", "Fees went up by about 6 euros.", "6 euros", True),
        ("How much did sales grow?", "Sales grew 12 % in May.", "12", True),
        ("How much did sales grow?", "Sales saw a growth of 3 million.", "3 million", True),
        ("How much are the fees?", "Fees rose from 40 to 46 euros.", "46 euros", True),
        ("What is the term?", "Meet AT LEAST ONE of them.", "AT LEAST ONE", True),
    ],
)
def test_a_number_of_another_form_is_no_short_answer(asked: str, text: str, span: str, kept: bool) -> None:
    short = ShortAnswer(span, "a.txt", text.index(span), text.index(span) + len(span))
    found = of_the_form_asked(analyse(asked), short, [finding(text, 0.9)], stretches([passage_of(text)]))
    assert (found is short) is kept


def test_a_cell_has_its_form_from_the_header() -> None:
    row = "| Elk | 3 |"
    short = ShortAnswer("3", "a.txt", row.index("3"), row.index("3") + 1)
    assert of_the_form_asked(analyse(LONG), short, [finding(row, 0.9)], stretches([passage_of(row)])) is short
