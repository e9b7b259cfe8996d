import pytest

from askhz.question import analyse, as_question, asks_by_itself


@pytest.mark.parametrize(
    ("command", "asked"),
    [
        ("Name the six firms.", "What are the six firms?"),
        ("give examples of unicorns in Hangzhou", "What are unicorns in Hangzhou?"),
        ("Can you give me some examples of rivers?", "What are rivers?"),
        ("Please list all rivers", "What are rivers?"),
        ("Name", "Name"),
        ("Names of the six firms?", "Names of the six firms?"),
        ("Who can name them?", "Who can name them?"),
    ],
)
def test_a_command_to_list_is_read_as_its_question(command: str, asked: str) -> None:
    assert as_question(command) == asked


def test_words_put_behind_a_question_leave_it_whole() -> None:
    history = ["Which ship did the parish order?"]
    assert asks_by_itself(analyse("Where was it built?", history))
    assert not asks_by_itself(analyse("Where was it built?", ["Who ordered the ship Gull?"]))
    assert not asks_by_itself(analyse("Where was the ship Gull built?"))
