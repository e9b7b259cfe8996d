"""What askhz reaches on the report halves of the gold questions must not fall."""

from pathlib import Path

import pytest
from contract import answer_breaches

from askhz.chatbot import open_chatbot
from askhz.evaluation import gold, running
from askhz.reading.ranker import SENTENCE_RANKER
from askhz.render import payload

GOLD = Path(__file__).parents[1] / "gold"

# At least: evidence read, evidence answered, short F1, answerable answered, unanswerable declined. At most: calibration
# error. What is reached stands in the README, under "How good it is". The error has room for other processors: the
# first network's int8 products saturate on those without VNNI, which moves confidences.
FLOORS = {
    ("seeds", None): (0.98, 0.92, 0.83, 0.94, 0.87, 0.09),
    # 0.07 while the digits and letters that these files are called were encoded with them, 0.105 since.
    ("seeds", SENTENCE_RANKER): (0.98, 0.86, 0.44, 0.96, 0.43, 0.12),
    ("mixed", None): (0.97, 0.89, 0.73, 0.93, 0.88, 0.13),
}


def test_there_are_enough_questions_of_every_sort() -> None:
    questions = gold.read_questions(GOLD / "seeds.jsonl").questions
    assert len(questions) >= 150
    unanswerable = [q for q in questions if q.answerable is False]
    assert len(unanswerable) >= 40
    assert sum(q.kind == "near_miss" for q in unanswerable) >= len(unanswerable) / 2
    assert {q.split for q in questions} == {"tune", "report"}
    kinds = {"who", "when", "where", "how_many", "which", "list", "why", "how", "across", "alias", "noisy", "follow_up"}
    assert kinds <= {q.kind for q in questions}


@pytest.mark.model
@pytest.mark.parametrize(("name", "reader"), FLOORS, ids=str)
def test_the_report_half(name: str, reader: str | None, request: pytest.FixtureRequest) -> None:
    questions = gold.of_split(gold.read_questions(GOLD / f"{name}.jsonl"), "report")
    index = request.getfixturevalue({"seeds": "seed_index", "mixed": "mixed_index"}[name])
    bot = open_chatbot(index, reader=reader)
    texts = {source: bot.document(source).text for source in bot.sources()}
    text_of = texts.__getitem__
    measured = running.answer_all(bot, questions, text_of=text_of)
    bot.close()
    total = measured.total
    reached = (total.evidence_read, total.evidence_answered, total.f1, total.answered, total.declined_rightly)
    *floors, most_error = FLOORS[name, reader]
    assert measured.verbatim
    assert all(value is not None and value >= floor for value, floor in zip(reached, floors, strict=True)), reached
    assert measured.calibration.error is not None
    assert measured.calibration.error <= most_error
    for result in measured.results:
        assert answer_breaches(payload.to_json(result.answer), text_of) == []


@pytest.mark.model
@pytest.mark.xfail(reason="since passages are whole blocks, this sentence stands in another passage than its speaker")
def test_a_follow_up_is_answered_as_it_was_asked(seed_index: Path) -> None:
    bot = open_chatbot(seed_index)
    answer = bot.ask("What did she say about the leaders?", history=["Who founded Hangzhou Bowu Culture?"])
    bot.close()
    assert answer.text.startswith("Many leaders here have a profound understanding")
