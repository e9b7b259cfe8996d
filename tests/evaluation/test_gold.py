"""Question files good and bad."""

import json
from pathlib import Path
from typing import Any, ClassVar

import pytest
from questionfiles import CONTEXT, SQUAD, beir, written

from askhz.errors import QuestionError
from askhz.evaluation.gold import Evidence, GoldQuestion, documents, of_split, read_questions
from askhz.evaluation.gold.feedback import from_feedback
from askhz.history import Feedback, Verdict

GOLD = Path(__file__).parents[1] / "gold" / "seeds.jsonl"


def test_the_gold_questions_are_read() -> None:
    questions = read_questions(GOLD)
    assert (questions.format, questions.brings_documents, len(questions.questions)) == ("native", False, 276)
    assert sum(q.answerable is False for q in questions.questions) == 28 + 36
    assert len(of_split(questions, "report").questions) == 138
    assert list(documents(GOLD)) == []


def test_only_the_question_is_required(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        '\ufeff{"question": "Why?"}\n\n'
        '{"question": "Who?", "evidence": ["He did."], "history": ["What?"], "id": 7}\n'
        '{"question": "Where?", "kind": "absent"}\n'
        '{"question": "When?", "answerable": false, "kind": "when"}\n'
        '{"question": "How\u2028many?", "answers": ["24"]}\n',
    )
    first, second, third, fourth, fifth = read_questions(path).questions
    assert first == GoldQuestion("line-1", "Why?")
    assert first.answerable is None
    assert second == GoldQuestion("7", "Who?", history=("What?",), evidence=(Evidence("He did."),), answerable=True)
    assert (third.answerable, fourth.answerable, fifth.answerable) == (False, False, True)
    assert fifth.id == "line-6"


BAD = [
    ("", "the file is empty"),
    (" \n \n", "the file is empty"),
    ('{"question": "Why?"}\n{"question": \n', "line 2: broken JSON"),
    ('{"question": "Why?"}\n[1]\n', "line 2: not a JSON object"),
    ('[{"question": "Why?"}]', "line 1: a JSON array"),
    ('{"id": "1"}', "line 1: no 'question'"),
    ('{"question": "  "}', "line 1: an unusable 'question'"),
    ('{"question": 5}', "line 1: an unusable 'question'"),
    ('{"question": "Why?", "answers": "24"}', "line 1: 'answers' is not a list"),
    ('{"question": "Why?", "answers": [24]}', "line 1: 'answers' is not a list of texts"),
    ('{"question": "Why?", "evidence": [5]}', "line 1: evidence that is no object"),
    ('{"question": "Why?", "evidence": [{"source": "a"}]}', "line 1: no 'quote'"),
    ('{"question": "Why?", "answerable": "no"}', "line 1: 'answerable' is neither true nor false"),
    ('{"question": "Why?", "answerable": false, "answers": ["24"]}', "line 1: not answerable, yet"),
    ('{"question": "A?", "id": "x"}\n{"question": "B?", "id": "x"}', "line 2: the id 'x' was given before, on line 1"),
    ('{"question": "\\ud800"}', "line 1: 'question' has half a character"),
    ('{"question": "A?"}\n' + "[" * 100_000, "line 2: JSON too large or too deep"),
    ('{"question": "A?"}\n{"n": ' + "9" * 5000 + "}", "line 2: JSON too large or too deep"),
    ('{\n"version": "1.1",\n"data": [}', "line 3: broken JSON"),
    ('{"data": []}', "no question in it"),
    ('{"data": [{"paragraphs": [{"qas": [{"id": "1", "question": "A?"}]}]}]}', "no 'context'"),
    ('{"data": [{"paragraphs": [{"context": "c", "qas": [{"question": "A?"}]}]}]}', "qas[0]: no 'id'"),
    ('{"data": [{"paragraphs": 5}]}', "data[0]: 'paragraphs' is not a list"),
]


@pytest.mark.parametrize(("text", "message"), BAD, ids=[message for _, message in BAD])
def test_what_cannot_be_used_is_named_in_one_line(tmp_path: Path, text: str, message: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(QuestionError) as caught:
        read_questions(path)
    assert message in str(caught.value)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_wrong_encodings_and_missing_files_are_named(tmp_path: Path) -> None:
    path = tmp_path / "latin.jsonl"
    path.write_bytes(b'{"question": "A?"}\n{"question": "\xe9"}\n')
    with pytest.raises(QuestionError, match="line 2: not UTF-8"):
        read_questions(path)
    with pytest.raises(QuestionError, match="no such file"):
        read_questions(tmp_path / "nowhere.jsonl")
    with pytest.raises(QuestionError, match=r"no corpus\.jsonl in it"):
        read_questions(tmp_path)
    with pytest.raises(QuestionError, match="no question of the split 'test'; it has report, tune"):
        of_split(read_questions(GOLD), "test")


@pytest.mark.parametrize("indent", [None, 2])
def test_squad_questions_bring_their_documents(tmp_path: Path, indent: int | None) -> None:
    path = written(tmp_path, json.dumps(SQUAD, indent=indent), "squad.json")
    questions = read_questions(path)
    source = "Six Dragons 1.1"
    assert (questions.format, questions.brings_documents) == ("squad", True)
    assert list(documents(path)) == [{"_id": source, "title": "Six Dragons", "text": CONTEXT}]
    first, second = questions.questions
    assert (first.kind, first.answers) == ("HasAns", ("24", "24 videos"))
    assert first.evidence == (Evidence("24", source, 38), Evidence("24 videos", source, 38))
    assert (second.kind, second.answerable, second.evidence) == ("NoAns", False, ())


def test_squad_version_1_has_no_impossible_questions_and_flat_lines_are_items(tmp_path: Path) -> None:
    qa = {"id": "a", "question": "How many?", "answers": [{"text": "24", "answer_start": 0}]}
    lines = [qa | {"title": "T", "context": CONTEXT}, qa | {"id": "b", "title": "T", "context": CONTEXT}]
    path = written(tmp_path, "\n".join(map(json.dumps, lines)))
    questions = read_questions(path)
    assert questions.format == "squad"
    assert [d["text"] for d in documents(path)] == [CONTEXT]
    # The offset 0 is wrong: the words alone must do.
    assert {q.evidence for q in questions.questions} == {(Evidence("24", "T 1", None),)}
    whole = {"data": [{"title": "T", "paragraphs": [{"context": CONTEXT, "qas": [qa]}]}]}
    [question] = read_questions(written(tmp_path, json.dumps(whole), "v1.json")).questions
    assert question.answerable


def test_beir_folders_have_the_judged_questions(tmp_path: Path) -> None:
    questions = read_questions(beir(tmp_path / "set"))
    assert (questions.name, questions.format) == ("set", "beir")
    assert questions.relevance == {"q1": {"d1": 1}, "q2": {"d2": 1, "d9": 2}}
    assert [q.question for q in questions.questions] == ["query 1", "query 2"]
    assert [d["_id"] for d in documents(tmp_path / "set")] == ["d1", "d2"]


@pytest.mark.parametrize(
    ("qrels", "message"),
    [
        ("query-id\tcorpus-id\tscore\nq1 d1 1\n", "line 2: not query-id"),
        ("query-id\tcorpus-id\tscore\nq7\td1\t1\n", "line 2: the query 'q7' is not in queries"),
        ("query-id\tcorpus-id\tscore\n", "no judgement in it"),
    ],
)
def test_bad_judgements_are_named(tmp_path: Path, qrels: str, message: str) -> None:
    with pytest.raises(QuestionError, match=message):
        read_questions(beir(tmp_path, qrels))


def test_bad_corpus_lines_are_named(tmp_path: Path) -> None:
    beir(tmp_path)
    written(tmp_path, '{"_id": "d1", "text": "one"}\n{"_id": "d2"}\n', "corpus.jsonl")
    with pytest.raises(QuestionError, match=r"corpus\.jsonl, line 2: no 'text'"):
        list(documents(tmp_path))


class TestFeedback:
    ANSWER: ClassVar[dict[str, Any]] = {
        "answered": True,
        "short": {"text": "24", "source": "a.txt", "start": 0, "end": 2},
        "citations": [{"quote": "24 of them.", "source": "a.txt"}],
    }
    REFUSAL: ClassVar[dict[str, Any]] = {"answered": False, "short": None, "citations": []}

    @staticmethod
    def told(verdict: Verdict, answer: dict[str, Any] | None, correction: str | None = None) -> GoldQuestion:
        one = Feedback(3, "How many?", ("Who?",), verdict, correction, answer, "2026-01-01T00:00:00Z")
        [question] = from_feedback([one])
        assert (question.id, question.question, question.history) == ("feedback-3", "How many?", ("Who?",))
        return question

    def test_an_answer_marked_right_is_the_answer(self) -> None:
        question = self.told("up", self.ANSWER)
        assert (question.answers, question.evidence) == (("24",), (Evidence("24 of them.", "a.txt"),))
        assert question.answerable is True

    def test_a_correction_is_the_answer(self) -> None:
        assert self.told("down", self.ANSWER, "25").answers == ("25",)
        assert self.told("down", self.REFUSAL, "25").answerable is True

    def test_a_wrong_answer_should_have_been_declined(self) -> None:
        assert self.told("down", self.ANSWER).answerable is False

    def test_a_refusal(self) -> None:
        assert self.told("up", self.REFUSAL).answerable is False
        assert self.told("down", self.REFUSAL).answerable is None

    def test_nothing_is_known_of_an_answer_that_was_not_kept(self) -> None:
        assert self.told("up", None).answerable is None
        assert self.told("down", None).answerable is None

    def test_the_last_word_counts(self) -> None:
        first = Feedback(1, "How many?", (), "up", None, self.ANSWER, "")
        second = Feedback(2, "How many?", (), "down", None, self.ANSWER, "")
        assert [one.answerable for one in from_feedback([first, second])] == [False]
