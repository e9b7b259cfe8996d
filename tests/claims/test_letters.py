import pytest

from askhz.claims.letters import are_written_out, letters_asked, words_given


@pytest.mark.parametrize(
    ("asked", "letters"),
    [
        ("What does QR stand for?", "QR"),
        ("And SaaS stands for what?", "SaaS"),
        ("What does Ada stand for?", None),
        ("What is a QR code?", None),
    ],
)
def test_the_letters_that_are_asked_about(asked: str, letters: str | None) -> None:
    assert letters_asked(asked) == letters


@pytest.mark.parametrize(
    ("asked", "text", "letters"),
    [
        ("what does the abbreviation oti stand for", "The OTI is paid.", "OTI"),
        ("oti stands for what", "(OTI)", "OTI"),
        ("what does ada stand for", "Ada stands for a seat.", None),
        ("what does oti stand for", "OTIS makes lifts.", None),
        ("What does oti stand for?", "The OTI is paid.", None),  # capitals are used
        ("what is an oti", "The OTI is paid.", None),
    ],
)
def test_letters_that_are_asked_about_without_capitals(asked: str, text: str, letters: str | None) -> None:
    assert letters_asked(asked, text) == letters


@pytest.mark.parametrize(
    ("letters", "text", "words"),
    [
        ("QR", "QR codes (or Quick Response codes) are read.", "Quick Response"),
        ("DOA", "It is the Department of Art.", "Department of Art"),
        ("XML", "an Extensible markup language", "Extensible markup language"),
        ("QR", "The queue is red.", None),
        ("QR", "QR codes are read.", None),
        ("QR", f"Quick {'of the ' * 5000}response", None),
    ],
)
def test_the_words_that_give_them(letters: str, text: str, words: str | None) -> None:
    found = words_given(letters, text)
    assert (text[slice(*found)] if found else None) == words
    assert are_written_out(letters, text) is (words is not None)
