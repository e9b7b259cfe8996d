"""The weights of the readers: what the fits learn, and the file that comes of it."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from fakes import open_fake
from training.examples import Example, write_examples
from training.weighing import Source, answers, balance, conditional_logit, fit, rows_of, weigh

from askhz.evaluation.gold import Evidence, GoldQuestion
from askhz.reading.candidates import Candidate
from askhz.records import Passage

TEXT = "The kiln is lit at dawn. It cools for two days."
PASSAGE = Passage("kiln.txt", 0, len(TEXT), TEXT, ((0, 24), (25, 47)))


def candidate(number: int = 0, **features: float) -> Candidate:
    start, end = PASSAGE.sentences[number]
    text = TEXT[start:end]
    return Candidate(PASSAGE, (start, end), text, text, 1, features)


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        (Evidence("lit at dawn", "kiln.txt"), (True, False)),
        (Evidence("lit at dawn", "ferry.txt"), (False, False)),
        (Evidence(TEXT, None), (True, True)),
        (Evidence("two days", "kiln.txt", 38), (False, True)),
    ],
)
def test_a_sentence_answers_where_the_evidence_is(evidence: Evidence, expected: tuple[bool, bool]) -> None:
    known = GoldQuestion("q", "When is the kiln lit?", evidence=(evidence,), answerable=True)
    assert (answers(known, candidate(0)), answers(known, candidate(1))) == expected


def test_the_right_row_of_each_group_comes_first() -> None:
    # The first column is the same within a group and tells nothing; the second is higher for the right row.
    groups = [np.array([[n, 0.2], [n, 0.9], [n, 0.4]]) for n in (1.0, 5.0, 9.0)]
    labels = [np.array([False, True, False])] * 3
    slopes = conditional_logit(groups, [np.zeros(3)] * 3, labels, [1.0] * 3, regularity=1.0)
    assert abs(slopes[0]) < 1e-6
    assert slopes[1] > 0
    assert all(int(np.argmax(group @ slopes)) == 1 for group in groups)


def test_a_question_of_a_larger_weight_decides() -> None:
    groups = [np.array([[0.0], [1.0]])] * 2
    labels = [np.array([True, False]), np.array([False, True])]
    nothing = [np.zeros(2)] * 2
    assert conditional_logit(groups, nothing, labels, [1.0, 3.0], regularity=1.0)[0] > 0
    assert conditional_logit(groups, nothing, labels, [3.0, 1.0], regularity=1.0)[0] < 0


def test_the_weights_of_a_logistic_regression_go_by_name() -> None:
    rows = [[0.0, 1.0], [1.0, 0.0], [2.0, 0.0], [3.0, 1.0]] * 25
    weights = fit(rows, [row[0] > 1 for row in rows], [1.0] * 100, ("depth", "shade"), regularity=1.0)
    assert set(weights) == {"intercept", "depth", "shade"}
    assert weights["depth"] > 1
    assert abs(weights["shade"]) < 0.5
    # Halfway between the two classes the probability is a half.
    assert math.isclose(weights["intercept"] + 1.5 * weights["depth"] + 0.5 * weights["shade"], 0, abs_tol=0.01)


def test_the_question_itself_is_the_last_row() -> None:
    found = [
        candidate(0, cosine=0.3, overlap=0.4, asks=0.0, rank=1.0),
        candidate(1, cosine=0.5, overlap=0.2, asks=0.0, rank=0.5),
    ]
    rows = rows_of(found, [False, True], ("cosine", "overlap", "asks", "rank"))
    assert rows.tolist() == [[0.3, 0.4, 0.0, 1.0], [0.5, 0.2, 0.0, 0.5], [1.0, 1.0, 1.0, 0.5]]


def test_unanswerable_questions_have_the_share_that_is_asked_for() -> None:
    weights = balance([True, True, True, False], unanswerable=0.25, total=100)
    assert weights == [25.0, 25.0, 25.0, 25.0]
    assert sum(balance([True, False, False], unanswerable=0.25, total=100)[1:]) == 25


FIRMS = "Aldor Brisk Cedar Dunmore Elgin Farrow Glint Harbor Ivory Juniper Kestrel Lumen".split()


@pytest.mark.slow
def test_the_weights_are_fitted_and_written_as_the_reader_loads_them(tmp_path: Path) -> None:
    asked = []
    for number, name in enumerate(FIRMS):
        year = str(1950 + number)
        text = f"{name} was founded in {year}. Visitors admire the garden of {name}. Its walls are painted white."
        asked.append(Example(f"in-{number}", f"When was {name} founded?", text, ((year, text.index(year)),), name))
        asked.append(Example(f"vain-{number}", f"Who sold the ships of {name} to pirates?", text, (), name))
    write_examples(asked, tmp_path / "firms.jsonl")
    sources = [Source(tmp_path / "firms.jsonl", None, weight) for weight in (3, 1)]
    file = weigh(sources, None, tmp_path, tmp_path / "out", open_encoder=open_fake)
    assert file.name == "judge.json"
    fitted = json.loads(file.read_text(encoding="utf-8"))
    shipped = json.loads((Path(__file__).parents[1] / "src/askhz/reading/judge.json").read_text(encoding="utf-8"))
    assert {part: set(fitted[part]) for part in ("sentence", "confidence")} == {
        part: set(shipped[part]) for part in ("sentence", "confidence")
    }
    assert 0 < fitted["threshold"] < 1
    assert fitted["sentence"]["overlap"] > 0
