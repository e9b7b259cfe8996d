from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from indexes import TEXTS, update, write

from askhz.errors import IndexFolderError, QuestionError
from askhz.history import LONGEST_TITLE, History, read_feedback

ANSWER = {"answered": True, "answer": "“杭州” [1]"}


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    one = History(tmp_path)
    yield one
    one.close()


def test_a_conversation_takes_its_first_question_and_survives_a_restart(history: History, tmp_path: Path) -> None:
    number = history.create("me").id
    assert history.append("me", number, "Who\n founded it?", ANSWER).n == 1
    assert history.append("me", number, "When?", ANSWER).n == 2
    history.close()
    again = History(tmp_path)
    found = again.conversation("me", number)
    assert (found.title, found.turns) == ("Who founded it?", 2)
    assert [(turn.n, turn.question, turn.answer) for turn in again.turns("me", number)] == [
        (1, "Who\n founded it?", ANSWER),
        (2, "When?", ANSWER),
    ]
    assert again.questions("me", number) == ("Who\n founded it?", "When?")
    again.close()


def test_it_survives_an_update_that_begins_anew(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    folder.mkdir()
    history = History(folder)
    number = history.create("", "Kept").id
    history.close()
    update(write(tmp_path / "documents", TEXTS), folder)  # a folder that holds nothing else is no foreign one
    (folder / "catalog.sqlite").unlink()
    update(tmp_path / "documents", folder)
    history = History(folder)
    assert history.conversation("", number).title == "Kept"
    history.close()


def test_nobody_reaches_the_conversations_of_another(history: History) -> None:
    number = history.create("me", "Mine").id
    for reach in (history.conversation, history.turns, history.questions, history.delete, history.remove_turns):
        with pytest.raises(QuestionError, match="no such conversation"):
            reach("you", number)
    with pytest.raises(QuestionError):
        history.append("you", number, "x", ANSWER)
    with pytest.raises(QuestionError):
        history.rename("you", number, "Yours")
    assert history.conversations("you") == ([], 0)
    assert history.conversation("me", number).title == "Mine"


def test_every_word_of_a_search_must_be_there_and_marks_mean_nothing(history: History) -> None:
    first = history.create("", "100% of the lake").id
    second = history.create("").id
    history.append("", second, "Where is the lake?", ANSWER)
    assert [one.id for one in history.conversations("", "lake")[0]] == [second, first]
    assert [one.id for one in history.conversations("", "LAKE where")[0]] == [second]
    assert [one.id for one in history.conversations("", "100%")[0]] == [first]
    assert history.conversations("", "l_ke") == ([], 0)
    found, total = history.conversations("", "lake", limit=1, offset=1)
    assert ([one.id for one in found], total) == ([first], 2)


def test_turns_are_taken_back(history: History) -> None:
    number = history.create("").id
    for question in "abcd":
        history.append("", number, question, ANSWER)
    assert history.remove_turns("", number) == 1
    assert history.remove_turns("", number, 2) == 2
    assert history.questions("", number) == ("a",)
    with pytest.raises(QuestionError, match="has 1 turns"):
        history.remove_turns("", number, 9)
    assert history.append("", number, "e", ANSWER).n == 2


def test_deleting_takes_the_turns_with_it(history: History, tmp_path: Path) -> None:
    number = history.create("").id
    history.append("", number, "a", ANSWER)
    history.delete("", number)
    history.close()
    connection = sqlite3.connect(tmp_path / "conversations.sqlite")
    assert connection.execute("SELECT count(*) FROM turns").fetchone() == (0,)
    connection.close()


def test_titles_are_one_line_of_bounded_length(history: History) -> None:
    number = history.create("", "x " * 500).id
    assert len(history.conversation("", number).title) == LONGEST_TITLE
    with pytest.raises(QuestionError, match="empty"):
        history.rename("", number, " \n")


def test_feedback_is_kept_in_order(history: History, tmp_path: Path) -> None:
    history.add_feedback("me", "Who?", "up", answer=ANSWER)
    history.add_feedback("you", "When?", "down", history=["Who?"], correction="1991")
    first, second = read_feedback(tmp_path)
    assert (first.question, first.verdict, first.answer, first.correction) == ("Who?", "up", ANSWER, None)
    assert (second.history, second.correction, second.answer) == (("Who?",), "1991", None)


def test_reading_feedback_begins_no_file(tmp_path: Path) -> None:
    assert read_feedback(tmp_path) == []
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("statement", "said"),
    [("CREATE TABLE other (x)", "not a file of askhz"), ("PRAGMA application_id = 7", "not a file of askhz")],
)
def test_another_programs_file_is_left_alone(tmp_path: Path, statement: str, said: str) -> None:
    connection = sqlite3.connect(tmp_path / "conversations.sqlite")
    connection.execute(statement)
    connection.commit()
    connection.close()
    before = (tmp_path / "conversations.sqlite").read_bytes()
    with pytest.raises(IndexFolderError, match=said):
        History(tmp_path)
    assert (tmp_path / "conversations.sqlite").read_bytes() == before


def test_a_newer_file_and_a_folder_that_cannot_be_written_are_named(tmp_path: Path) -> None:
    History(tmp_path).close()
    connection = sqlite3.connect(tmp_path / "conversations.sqlite")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(IndexFolderError, match="newer askhz"):
        History(tmp_path)
    with pytest.raises(IndexFolderError, match="--no-history"):
        History(tmp_path / "nowhere")
