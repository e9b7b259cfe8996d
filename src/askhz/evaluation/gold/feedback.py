"""What people thought of answers, as questions with known answers."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ...errors import QuestionError
from ...history import Feedback, read_feedback
from .questions import Evidence, GoldQuestion, QuestionSet


def feedback_questions(folder: Path) -> QuestionSet:
    """The questions that people judged the answers of, in an index folder.

    Raises `QuestionError` if there are none, `IndexFolderError` if they cannot be read.
    """
    questions = tuple(from_feedback(read_feedback(folder)))
    if not questions:
        raise QuestionError(f"{folder}: nobody has said what they think of an answer; do so on the page first")
    return QuestionSet("feedback", "native", questions)


def from_feedback(given: Iterable[Feedback]) -> list[GoldQuestion]:
    """A question for each that was judged; the last verdict on the same question in the same conversation counts.

    A correction is the answer. An answer marked right is right, and so is a refusal. A question whose answer was marked
    wrong without a correction is taken to have none in the documents: declining it would have been better. Of a refusal
    marked wrong nothing is known but that.
    """
    last = {(one.question, one.history): one for one in given}
    return [_question(one) for one in last.values()]


def _question(one: Feedback) -> GoldQuestion:
    answered = bool(one.answer and one.answer.get("answered"))
    answers: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    answerable: bool | None = None
    if one.verdict == "down" and one.correction:
        answers, answerable = (one.correction,), True
    elif one.verdict == "up" and answered and one.answer is not None:
        short = one.answer.get("short")
        answers = (str(short["text"]),) if short else ()
        evidence = tuple(Evidence(cited["quote"], cited["source"]) for cited in one.answer.get("citations", ()))
        answerable = True if answers or evidence else None
    elif one.answer is not None and answered == (one.verdict == "down"):
        answerable = False
    return GoldQuestion(
        f"feedback-{one.id}",
        one.question,
        kind="feedback",
        history=one.history,
        answers=answers,
        evidence=evidence,
        answerable=answerable,
    )
