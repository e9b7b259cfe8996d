import pytest

from askhz.overview.asking import Wanted, wanted
from askhz.overview.naming import named
from askhz.question import analyse
from askhz.records import DocumentInfo

DOCUMENTS = [
    DocumentInfo("games/avalon.md", "Avalon", 1),
    DocumentInfo("games/captain-sonar.md", "Captain Sonar", 1),
    DocumentInfo("notices/21-01_v1.md", "Supplemental Guidance v1", 1),
    DocumentInfo("peps/pep-0008.rst", "Style Guide for Code", 1),
    DocumentInfo("rules/travel_policy_2021.txt", "Travel policy 2021", 1),
    DocumentInfo("rules/travel_policy_2024.txt", "Travel policy 2024", 1, {"author": "Tove Dale"}),
    DocumentInfo("rules/PettyCash.txt", "PettyCash", 1),
]


def sources(question: str, common: str = "") -> list[str]:
    """The documents named; every word is equally rare, but those in `common`."""
    want = wanted(analyse(question))
    assert want is not None
    return [one.source for one in named(want, DOCUMENTS, lambda word: 0.1 if word in common.split() else 3.0)]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Summarise Avalon", ["games/avalon.md"]),
        ("Summarise games/avalon.md", ["games/avalon.md"]),
        ("the main points of travel_policy_2021.txt", ["rules/travel_policy_2021.txt"]),
        ("captain sonar in short", ["games/captain-sonar.md"]),
        ("What is PEP 8 about?", ["peps/pep-0008.rst"]),
        ("Summarise the travel policy of 2024", ["rules/travel_policy_2024.txt"]),
        ("Summarise the travel policy", ["rules/travel_policy_2021.txt", "rules/travel_policy_2024.txt"]),
        ("Summarise the games folder", ["games/avalon.md", "games/captain-sonar.md"]),
        ("Summarise the petty cash rules", ["rules/PettyCash.txt"]),
        ("Summarise the policy by Tove Dale", ["rules/travel_policy_2024.txt"]),
    ],
)
def test_by_title_file_name_folder_or_author(question: str, expected: list[str]) -> None:
    assert sources(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "Summarise Supplemental Guidance v3",
        "Summarise the travel policy of 2022",
        "Sum up Alder cottage",
        "PEP 9 in brief",
    ],
)
def test_near_misses_name_nothing(question: str) -> None:
    assert sources(question) == []


def test_a_common_word_too_much_does_no_harm() -> None:
    assert sources("what sort of party is avalon, in short") == []
    assert sources("what sort of party is avalon, in short", common="parti") == ["games/avalon.md"]


def test_nothing_is_named_by_no_word() -> None:
    assert named(Wanted("named", "Summarise it"), DOCUMENTS, lambda word: 1.0) == []


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("Summarise the note on cities.", "The City"),
        ("Summarise the note on the sky.", "Skies"),
        ("Summarise the note on dying.", "Die"),
        ("Summarise the note on hope.", "Hoping"),
        ("Summarise the note on ONeil.", "O'Neil"),
        ("Summarise the note on 1500 pages.", "1,500 pages"),
        ("Summarise the 24 unicorns.", "二十四 unicorns"),
    ],
)
def test_a_name_is_known_by_another_form_of_its_word(asked: str, title: str) -> None:
    documents = [DocumentInfo("a.txt", title, 9), DocumentInfo("b.txt", "Weather", 9)]
    want = wanted(analyse(asked))
    assert want is not None
    assert [one.title for one in named(want, documents, lambda _: 1.0)] == [title]
