import pytest

from askhz.claims.letters import abbreviates, are_written_out, letters_asked, with_abbreviated, words_given
from askhz.text.aliases import Aliases


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


@pytest.mark.parametrize(
    ("letters", "text", "expected"),
    [
        ("SSN", "The Social Security Number.", True),
        ("SSN", "The Social-Security Number.", True),
        ("SSN", "A social security number.", False),
        ("SSN", "Some Social Securities.", False),
        ("Elk", "Every Loom Kept.", False),
        ("CV", "Curriculum Vitae", False),  # two letters are given by chance
    ],
)
def test_letters_of_a_name(letters: str, text: str, expected: bool) -> None:
    assert abbreviates(letters, text) is expected


@pytest.mark.parametrize(
    ("letters", "text", "expected"),
    [
        ("PTO", "Paid time off\nPaid time off is approved by the lead.", True),
        ("pto", "Paid time off\nPaid time off is approved by the lead.", True),
        ("KPIs", "Key performance indicators\nThe board sets the key performance indicators.", True),
        ("MFA", "Multi-factor authentication\nTurn on multi-factor authentication.", True),
        ("TOS", "Terms of service\nBy our terms of service you agree.", True),
        ("SLA", "The service level agreement (SLA) holds.", True),
        ("SLA", "The service level agreement holds.", False),  # once may be chance
        ("PTO", "It is part to ours, and paid to our staff.", False),
        ("PTO", "Off time paid. Off time paid.", False),
        ("HR", "human resources, human resources", False),  # two letters begin any two words
        ("Anna", "a new network adapter, a new network adapter", False),
    ],
)
def test_letters_abbreviate_what_is_said_more_than_once(letters: str, text: str, expected: bool) -> None:
    assert abbreviates(letters, text) is expected


def test_the_words_of_an_abbreviation_are_another_name_of_it() -> None:
    known = Aliases([("Unitree", "Yushu")])
    texts = ["Key performance indicators\nThe key performance indicators are set.", "Nothing else."]
    found = with_abbreviated(known, ["KPIs", "Unitree", "NDA"], texts)
    assert found.variants("Who sets the KPIs?") == ["Who sets the key performance indicators?"]
    assert found.variants("Who runs Unitree?") == ["Who runs Yushu?"]
    assert with_abbreviated(known, ["NDA"], texts) is known
