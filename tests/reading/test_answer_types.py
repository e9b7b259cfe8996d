import pytest

from askhz.reading.answer_types import find_span, spans_of_kind, tidy
from askhz.records import Kind, Question


@pytest.mark.parametrize(
    ("kind", "text", "asked", "found"),
    [
        ("number", "In 2024 it had 24 unicorns.", "How many?", ["24"]),
        ("number", "It ranks fourth and made $1.1 billion.", "How much?", ["fourth", "$1.1 billion"]),
        ("number", "Of the 24 only 7 stayed.", "Which of the 24 stayed, how many?", ["7"]),
        ("date", "On December 17, 2024, he spoke.", "When?", ["December 17, 2024"]),
        (
            "date",
            "In February of this year it began; see 02/19 2025.",
            "When?",
            ["February of this year", "02/19 2025"],
        ),
        ("person", "The founder, Zhang Min, spoke.", "Who?", ["Zhang Min"]),
        ("person", "Later came Zhang Min.", "What does Zhang Min say?", []),
        ("place", "It was shown in the city of Hangzhou.", "Where?", ["Hangzhou"]),
        ("number", "There is no figure here.", "How many?", []),
        ("number", "It takes fourteen hours, at worst twenty-two.", "How long?", ["fourteen", "twenty-two"]),
    ],
)
def test_spans_of_kind(kind: Kind, text: str, asked: str, found: list[str]) -> None:
    assert [text[a:b] for a, b in spans_of_kind(kind, text, asked)] == found


def test_the_span_nearest_to_the_questions_words_is_taken() -> None:
    asked = Question("How many robots?", "number", ("How many robots?",), "How many robots?")
    text = "Of 300 workers, 24 build robots."
    span = find_span(asked, text, 100)
    assert span is not None
    assert text[span[0] - 100 : span[1] - 100] == "24"


def test_an_explanation_has_no_short_answer() -> None:
    asked = Question("Why 24?", "reason", ("Why 24?",), "Why 24?")
    assert find_span(asked, "There are 24 robots.", 0) is None


@pytest.mark.parametrize(
    ("text", "span", "found"),
    [
        ("Based in Hangzhou.", (13, 17), "Hangzhou"),
        ("Dagny Moe helps.", (8, 12), "Moe helps"),
        ("杭州有24家独角兽企业。", (3, 5), "24"),
        ("It has 24GB.", (7, 9), "24"),
    ],
)
def test_no_word_is_cut(text: str, span: tuple[int, int], found: str) -> None:
    start, end = tidy(text, *span)
    assert text[start:end] == found


@pytest.mark.parametrize(
    ("text", "span", "found"),
    [
        ("It has {two 4's, and one 5} of each.", (21, 27), "one 5"),
        ("It has {two 4's, and one 5} of each.", (7, 27), "{two 4's, and one 5}"),
        ("It is (a box), they say.", (6, 13), "(a box)"),
        ("Ends in .json, .txt or .csv.", (8, 28), ".json, .txt or .csv"),
        ("It is .5 mm, ... and so on.", (6, 12), ".5 mm"),
        ("It is so, ... and so on.", (8, 17), "and"),
        ("It is (a box), they say.", (7, 14), "a box"),
        ("Ask the [team lead] first.", (4, 18), "the [team lead]"),
        ("Ask the [team] lead first.", (9, 19), "[team] lead"),
        ("It costs 5 (or even 6) euros.", (9, 19), "5 (or even"),  # its partner does not stand beside it
    ],
)
def test_no_bracket_without_its_partner(text: str, span: tuple[int, int], found: str) -> None:
    start, end = tidy(text, *span)
    assert text[start:end] == found
