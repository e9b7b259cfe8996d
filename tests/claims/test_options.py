"""Options as a text has them."""

import pytest

from askhz.claims import required
from askhz.claims.options import option_stands
from askhz.question import analyse


@pytest.mark.parametrize(
    ("option", "text", "expected"),
    [
        ("-L", "Add -L option to limit messages", True),
        ("-L", "Add -l option to log to a file", False),
        ("-L", "--link, a-L, -Lx", False),
        ("--sign", "A minus sign `-' is set", False),
        ("--sign", "- `--sign KEY` signs with it", True),
        ("--sign", "–sign KEY", True),  # where two dashes were made one
        ("--sign", "--signed", False),
        ("-1", "-1 or --fast is the fastest, -11 the slowest", True),
        ("-1", "-11 is the slowest", False),
    ],
)
def test_an_option_stands_with_its_dashes_and_its_case(option: str, text: str, expected: bool) -> None:
    assert option_stands(option, text) is expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Does pigz -c delete the original?", ["-c"]),
        ("What does pigz -1 do?", ["-1"]),
        ("What does option -0 mean?", ["-0"]),
        ("What happens at -5 degrees?", []),
        ("Is the pre- or the post-mill older?", []),
    ],
)
def test_which_options_a_question_names(question: str, expected: list[str]) -> None:
    assert [term.text for term in required(analyse(question)) if term.text.startswith("-")] == expected
