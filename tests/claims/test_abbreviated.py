import pytest

from askhz.claims.abbreviated import abbreviates, with_abbreviated
from askhz.claims.grounds import Ground
from askhz.text.aliases import Aliases


@pytest.mark.parametrize(
    ("letters", "text", "expected"),
    [
        ("PTO", "Paid time off\nPaid time off is approved by the lead.", True),
        ("pto", "Paid time off\nPaid time off is approved by the lead.", True),
        ("KPIs", "Key performance indicators\nThe board sets the key performance indicators.", True),
        ("MFA", "Multi-factor authentication\nTurn on multi-factor authentication.", True),
        ("TOS", "Terms of service\nBy our terms of service you agree.", True),
        ("SLA", "The service level agreement (SLA) holds.", True),
        ("SLA", "The service-level agreement holds.", True),  # in common use
        ("KPIs", "Each key performance indicator is set.", True),
        ("UK", "Our office in the United Kingdom.", True),
        ("2FA", "Two-factor authentication is on.", True),
        ("BLT", "The blue lamp test holds.", False),  # once may be chance
        ("ADA", "It is not part of the Americans with Disabilities Act.", True),  # but not in a name
        ("BLT", "The blue lamp test (BLT) holds.", True),
        ("OTH", "It is of the house, and not of the house.", False),
        ("PTO", "It is part to ours, and paid to our staff.", False),
        ("PTO", "Off time paid. Off time paid.", False),
        ("GB", "green beans, green beans", False),  # two letters begin any two words
        ("Anna", "a new network adapter, a new network adapter", False),
    ],
)
def test_letters_abbreviate_what_is_said_more_than_once(letters: str, text: str, expected: bool) -> None:
    assert abbreviates(letters, text) is expected


def test_the_words_of_an_abbreviation_are_another_name_of_it() -> None:
    known = Aliases([("Unitree", "Yushu")])
    texts = [
        Ground("Key performance indicators\nThe key performance indicators are set.", ""),
        Ground("Nothing else.", ""),
    ]
    found = with_abbreviated(known, "Who sets the KPIs of Unitree?", ["KPIs", "Unitree", "NDA"], texts)
    assert found.variants("Who sets the KPIs?") == ["Who sets the key performance indicators?"]
    assert found.variants("Who runs Unitree?") == ["Who runs Yushu?"]
    assert with_abbreviated(known, "", ["NDA"], texts) is known


@pytest.mark.parametrize(
    ("asked", "names", "expected"),
    [
        ("who runs hr", [], "who runs human resources"),
        ("how often is wfh allowed", [], "how often is home office allowed"),
        ("what is the wifi called", [], "what is the wireless network called"),
        ("when does IT answer", [], "when does information technology answer"),
        ("when does it open", [], None),  # a word, not an abbreviation
        ("who is open to us", [], None),
        ("IS IT OPEN TO US", [], None),
        ("Do I need 2FA?", ["2FA"], "Do I need two-factor authentication?"),
    ],
)
def test_what_is_short_for_words_by_common_use(asked: str, names: list[str], expected: str | None) -> None:
    text = "Human resources, information technology, home office, wireless network, two-factor authentication"
    found = with_abbreviated(Aliases(), asked, names, [Ground(text, "")])
    assert found.variants(asked) == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("letters", "text", "expected"),
    [
        ("DLT", "The Daily Line Test.", True),
        ("DLT", "The Daily-Line Test.", True),
        ("DLT", "A daily line test.", False),
        ("DLT", "Some Daily Lines.", False),
        ("Elk", "Every Loom Kept.", False),
        ("GB", "Green Beans", False),  # two letters are given by chance
    ],
)
def test_letters_of_a_name(letters: str, text: str, expected: bool) -> None:
    assert abbreviates(letters, text) is expected
