"""The scripts of `bench/` that others rely on: they say what differs, and what indexing costs."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from bench import damage, fuzz
from bench.answers import compare, main
from bench.memory import documents, documents_for, index_passages, peak

from askhz.chatbot import Chatbot
from askhz.records import Citation

ROOT = Path(__file__).parent.parent

# An askhz that answers each question with its length.
FAKE = """#!{python}
import json, sys
assert sys.argv[1:] == ["ask", "-", "--json", "--index", "folder"], sys.argv
for line in sys.stdin:
    question = json.loads(line)["question"]
    print(json.dumps({{"question": question, "length": len(question), "timings_ms": {{"total": 1.5}}}}))
sys.exit({status})
"""


def fake_askhz(folder: Path, status: int = 0) -> str:
    program = folder / "askhz"
    program.write_text(FAKE.format(python=sys.executable, status=status), encoding="utf-8")
    program.chmod(0o755)
    return str(program)


def ask(folder: Path, program: str) -> int:
    (folder / "questions.jsonl").write_text('{"question": "Where?"}\n{"question": "Who?"}\n', encoding="utf-8")
    given = (folder / "questions.jsonl", "--index", "folder", "--out", folder / "answers.jsonl", "--askhz", program)
    return main([str(one) for one in given])


def write(file: Path, *answers: object) -> Path:
    file.write_text("".join(json.dumps(answer) + "\n" for answer in answers), encoding="utf-8")
    return file


def test_answers_are_written_without_their_times(tmp_path: Path) -> None:
    assert ask(tmp_path, fake_askhz(tmp_path)) == 0
    lines = (tmp_path / "answers.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == [
        {"question": "Where?", "length": 6},
        {"question": "Who?", "length": 4},
    ]


def test_an_askhz_that_fails_is_not_taken_for_answers(tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        ask(tmp_path, fake_askhz(tmp_path, status=2))


def test_the_first_fields_that_differ_are_named(tmp_path: Path) -> None:
    was = {"question": "Who?", "citations": [{"quote": "Mara.", "start": 3}], "timings_ms": {"total": 1}}
    now = {
        "question": "Who?",
        "citations": [{"quote": "Mara.", "start": 4}],
        "timings_ms": {"total": 2},
        "kind": "answer",
    }
    old, new = write(tmp_path / "old", was, was), write(tmp_path / "new", was, now)
    assert compare(old, new, set()) == ["line 2 (Who?): citations[0].start, kind"]
    assert compare(old, new, {"kind"}) == ["line 2 (Who?): citations[0].start"]
    assert compare(old, new, {"kind", "start"}) == []


def test_a_line_that_only_one_file_has_differs(tmp_path: Path) -> None:
    old, new = write(tmp_path / "old", {"a": 1}), write(tmp_path / "new", {"a": 1}, {"a": 2})
    assert compare(old, new, set()) == [f"line 2: only in {new}"]


@pytest.mark.parametrize(
    ("is_now", "status", "said"),
    [(1, 0, "0 lines differ\n"), (2, 1, "1 lines differ\nline 1 (Who?): a\n")],
)
def test_the_exit_status_says_whether_anything_differs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], is_now: int, status: int, said: str
) -> None:
    old = write(tmp_path / "old", {"question": "Who?", "a": 1})
    new = write(tmp_path / "new", {"question": "Who?", "a": is_now})
    assert main(["--compare", str(old), str(new)]) == status
    assert capsys.readouterr().out == said


def test_a_number_is_not_taken_for_a_truth_value(tmp_path: Path) -> None:
    old, new = write(tmp_path / "old", {"answered": True}), write(tmp_path / "new", {"answered": 1})
    assert compare(old, new, set()) == ["line 1 (None): answered"]


def test_the_made_up_documents_are_the_same_every_time() -> None:
    first, again = list(documents(5)), list(documents(5))
    assert first == again
    assert len({document.text for document in first}) == 5


@pytest.mark.slow
def test_about_as_many_passages_are_indexed_as_are_asked_for(tmp_path: Path) -> None:
    found = index_passages(200, tmp_path)
    assert found["documents"] == documents_for(200)
    assert abs(found["passages"] - 200) < 20
    assert 0 < found["before"] <= peak()


@pytest.mark.slow
def test_fuzzing_checks_answers_and_says_what_it_found(capsys: pytest.CaptureFixture[str]) -> None:
    done = subprocess.run(
        [sys.executable, "bench/fuzz.py", "--rounds", "2", "--questions", "25", "--documents", "12"],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert "50 questions, 0 unexpected errors" in done.stdout, done.stderr


@pytest.mark.slow
def test_an_index_damaged_anywhere_is_said_and_repaired(capsys: pytest.CaptureFixture[str]) -> None:
    """A sample; `python bench/damage.py --times 1000` looks further."""
    assert damage.main(["--times", "15", "--seed", "3"]) == 0
    assert "15 times: " in capsys.readouterr().out


def test_a_quote_that_stands_nowhere_is_an_error(make_bot: Callable[..., Chatbot]) -> None:
    bot = make_bot({"a.txt": "The dragon of Hangzhou sleeps."})
    answer = bot.ask("Where does the dragon of Hangzhou sleep?")
    sound = Citation(1, "a.txt", "a", 4, 10, "dragon")
    fuzz.check(bot, replace(answer, answered=True, citations=(sound,)))
    with pytest.raises(ValueError, match="is not 'tortoise'"):
        fuzz.check(bot, replace(answer, answered=True, citations=(replace(sound, quote="tortoise"),)))
    with pytest.raises(ValueError, match="answered True with 0 quotes"):
        fuzz.check(bot, replace(answer, answered=True, citations=()))
