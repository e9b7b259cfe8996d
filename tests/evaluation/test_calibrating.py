"""A calibration fitted to outcomes, and through the command to the questions of a file."""

import json
import random
import sqlite3
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeEncoder, open_fake
from hypothesis import given
from hypothesis import strategies as st

from askhz.chatbot import Chatbot
from askhz.cli import main
from askhz.errors import QuestionError
from askhz.evaluation import calibrating
from askhz.evaluation.calibrating import Outcome, choose_threshold, fit, fit_sigmoid, measure
from askhz.evaluation.metrics import expected_calibration_error
from askhz.index import lookup
from askhz.index.calibrations import store_calibrations
from askhz.indexing import updating
from askhz.reading.ranker import SENTENCE_RANKER
from askhz.reading.weights import Calibration, log_odds, sigmoid

probabilities = st.integers(0, 20).map(lambda n: n / 21)
outcomes = st.builds(
    lambda confidence, right, answerable: Outcome(confidence, right and answerable, answerable),
    probabilities,
    st.booleans(),
    st.booleans(),
)


def drawn(true: Calibration, count: int, seed: int = 1) -> list[Outcome]:
    """Questions whose answers are right as often as `true` says of their confidence."""
    rng = random.Random(seed)
    found = []
    for _ in range(count):
        confidence = rng.random()
        right = rng.random() < true.correct(confidence)
        found.append(Outcome(confidence, right, right or rng.random() < 0.3))
    return found


def test_what_distorts_confidence_is_found_again() -> None:
    true = Calibration(0.5, -1.0, 0.5)
    fitted = fit(drawn(true, 4000))
    assert fitted.slope == pytest.approx(true.slope, abs=0.06)
    assert fitted.intercept == pytest.approx(true.intercept, abs=0.12)
    unseen = drawn(true, 4000, seed=2)
    right = [outcome.right for outcome in unseen]
    raw = expected_calibration_error([outcome.confidence for outcome in unseen], right)
    corrected = expected_calibration_error([fitted.correct(outcome.confidence) for outcome in unseen], right)
    assert corrected < 0.03 < 0.15 < raw


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        ([Outcome(0.5, True, True)] * 20, "every answer was right"),
        ([Outcome(0.5, False, True)] * 20, "no answer was right"),
        ([Outcome(0.9, False, True), Outcome(0.1, True, True)] * 20, "does not tell right answers from wrong ones"),
    ],
)
def test_what_cannot_be_fitted_is_said(found: list[Outcome], reason: str) -> None:
    with pytest.raises(QuestionError, match=reason):
        fit(found)


def slow_threshold(found: list[Outcome], answered: float) -> Fraction:
    """How much is done right at the best of the thresholds that decline few enough, from the definition."""
    kept = [outcome.confidence for outcome in found if outcome.answerable]
    done = []
    for threshold in [-1.0, *(outcome.confidence + 1e-9 for outcome in found)]:
        if sum(confidence >= threshold for confidence in kept) >= answered * len(kept):
            done.append(done_right(found, threshold))
    return max(done)


def done_right(found: list[Outcome], threshold: float) -> Fraction:
    """The share of the answerable that are answered rightly and that of the others which are declined, added up."""
    answerable = sum(o.answerable for o in found)
    right = sum(o.right and o.confidence >= threshold for o in found)
    declined = sum(not o.answerable and o.confidence < threshold for o in found)
    return Fraction(right, max(1, answerable)) + Fraction(declined, max(1, len(found) - answerable))


def test_weights_count_an_outcome_as_often_as_they_say() -> None:
    odds, right = [-2.0, -1.0, 0.5, 1.0, 2.0], [False, True, False, True, True]
    twice = fit_sigmoid([*odds, odds[1]], [*right, right[1]])
    assert fit_sigmoid(odds, right, [1, 2, 1, 1, 1]) == pytest.approx(twice, abs=1e-3)
    assert fit_sigmoid(odds, right) != pytest.approx(twice, abs=1e-2)
    slope, intercept = twice
    assert sigmoid(slope * -2 + intercept) < 0.5 < sigmoid(slope * 2 + intercept)


@given(st.lists(outcomes, max_size=25), st.sampled_from([0.5, 0.8, 0.95, 1.0]))
def test_the_threshold_is_the_best_that_declines_few_enough(found: list[Outcome], answered: float) -> None:
    threshold = choose_threshold([outcome.confidence for outcome in found], found, answered)
    kept = [outcome.confidence for outcome in found if outcome.answerable]
    assert 0 <= threshold <= 1
    assert sum(confidence >= threshold for confidence in kept) >= answered * len(kept)
    assert done_right(found, threshold) == slow_threshold(found, answered)


@given(probabilities, st.floats(0.1, 5), st.floats(-4, 4))
def test_a_correction_keeps_the_order_and_stays_a_probability(probability: float, slope: float, shift: float) -> None:
    correct = Calibration(slope, shift, 0.5).correct
    assert 0 <= correct(probability) <= 1
    assert correct(max(0.0, probability - 0.05)) <= correct(probability)


def test_log_odds_are_bounded() -> None:
    assert [log_odds(p) for p in (0.0, 1e-300, 1.0)] == [-20.0, -20.0, 20.0]


def test_measures_count_what_is_answered_and_what_is_declined() -> None:
    found = [Outcome(0.8, True, True), Outcome(0.8, False, True), Outcome(0.2, True, True), Outcome(0.3, False, False)]
    measured = measure(found, Calibration(1.0, 0.0, 0.5))
    assert (measured.answered, measured.declined) == (2 / 3, 1.0)
    assert measured.error == pytest.approx(0.3)


# Through the command, over an index of a few facts

FACTS = {
    f"{firm.lower()}.txt": f"{firm} sold {40 + n} robots in 2023. The founder of {firm} is {name}."
    for n, (firm, name) in enumerate(
        zip(
            "Acme Bolt Corvid Dynamo Ember Falcon Gantry Harrow Ibis Juniper Kestrel Lumen".split(),
            "Ann Bob Cyd Dan Eve Fay Gus Hal Ida Jon Kim Lea".split(),
            strict=True,
        )
    )
}


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """Twelve questions that the facts answer, and twelve that they do not."""
    lines: list[dict[str, Any]] = []
    for n, firm in enumerate(name.removesuffix(".txt").title() for name in FACTS):
        lines += [
            {"id": f"a{n}", "question": f"How many robots did {firm} sell in 2023?", "answers": [str(40 + n)]},
            {"id": f"u{n}", "question": f"Which river flows past {firm}?", "answerable": False},
        ]
    path = tmp_path / "gold.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The index that `bot` has open."""
    return tmp_path / "index"


@pytest.fixture
def bot(make_bot: Callable[..., Chatbot], monkeypatch: pytest.MonkeyPatch) -> Chatbot:
    """A bot over the facts; the command opens the same index, with the same fake encoder."""
    opened = lookup.Index
    monkeypatch.setattr("askhz.chatbot.open_index", lambda folder: opened(folder, open_encoder=open_fake))
    return make_bot(FACTS)


def run(folder: Path, *arguments: object) -> int:
    return main(["calibrate", *map(str, arguments), "--index", str(folder), "--reader", SENTENCE_RANKER])


def stored(folder: Path) -> dict[str, dict[str, Any]]:
    """The calibrations that the index keeps, by the name of their reader."""
    index = lookup.Index(folder, open_encoder=open_fake)
    try:
        with index.snapshot() as snapshot:
            return snapshot.calibrations()
    finally:
        index.close()


def test_calibrating_changes_confidence_and_threshold_of_a_bot_that_is_open(
    bot: Chatbot, gold: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = "How many robots did Corvid sell in 2023?"
    before = bot.ask(asked)
    assert run(folder, gold, "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["answerable"], said["unanswerable"]) == (12, 12)
    after = bot.ask(asked)
    fitted = Calibration(**said["calibration"])
    assert after.confidence == pytest.approx(fitted.correct(before.confidence))
    assert after.confidence != before.confidence
    assert after.answered == (after.confidence >= fitted.threshold)
    assert after.citations == before.citations
    assert run(folder, "--reset") == 0
    assert "forgotten for sentence-judge" in capsys.readouterr().out
    assert bot.ask(asked).confidence == before.confidence
    assert run(folder, "--reset", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"forgotten": []}


def test_what_was_stored_does_not_decide_what_is_fitted(
    bot: Chatbot, gold: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(folder, gold, "--json")
    first = capsys.readouterr().out
    run(folder, gold, "--json")
    assert capsys.readouterr().out == first


def test_a_calibration_stays_with_its_reader(bot: Chatbot, gold: Path, folder: Path) -> None:
    asked = "How many robots did Corvid sell in 2023?"
    built_in = bot.ask(asked).confidence
    assert not bot.calibration_is_stale()
    run(folder, gold)
    kept = stored(folder)[SENTENCE_RANKER]
    assert kept["identity"] == bot.reader_identity()
    assert not bot.calibration_is_stale()
    assert bot.ask(asked).confidence != built_in
    store_calibrations(folder, {SENTENCE_RANKER: {**kept, "identity": "another version"}})
    assert bot.calibration_is_stale()
    assert bot.ask(asked).confidence == built_in
    assert store_calibrations(folder, {"another": {"identity": "x"}, SENTENCE_RANKER: None}) == ["another"]
    assert not bot.calibration_is_stale()
    assert stored(folder) == {"another": {"identity": "x"}}


def test_indexing_keeps_the_calibration(bot: Chatbot, gold: Path, folder: Path, tmp_path: Path) -> None:
    run(folder, gold)
    kept = stored(folder)
    assert kept[SENTENCE_RANKER]["questions"] == 24
    documents = tmp_path / "documents"
    (documents / "acme.txt").unlink()
    assert not updating.update([documents], folder, open_encoder=open_fake).remade
    assert stored(folder) == kept
    assert updating.update([documents], folder, open_encoder=lambda folder: FakeEncoder("other@1")).remade
    assert stored(folder) == kept


def too_few(gold: Path) -> None:
    gold.write_text("".join(gold.read_text("utf-8").splitlines(keepends=True)[:19]), "utf-8")


def all_answerable(gold: Path) -> None:
    gold.write_text("".join(line for line in gold.read_text("utf-8").splitlines(keepends=True) if "sell" in line))


def no_answers(gold: Path) -> None:
    lines = [json.loads(line) for line in gold.read_text("utf-8").splitlines()]
    told = [{"id": line["id"], "question": line["question"], "answerable": "answers" in line} for line in lines]
    gold.write_text("".join(json.dumps(line) + "\n" for line in told), "utf-8")


def squad(gold: Path) -> None:
    answer = {"id": "1", "question": "Who?", "answers": [{"text": "Ann", "answer_start": 0}]}
    paragraphs = [{"context": "Ann did.", "qas": [answer]}]
    gold.write_text(json.dumps({"version": "1.1", "data": [{"title": "a", "paragraphs": paragraphs}]}))


def too_long(gold: Path) -> None:
    with gold.open("a", encoding="utf-8") as lines:
        lines.write(json.dumps({"id": "long", "question": "why " * 100_000, "answerable": False}) + "\n")


def gone(gold: Path) -> None:
    gold.unlink()


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (too_few, "10 questions with a known answer and 9 without one; want at least 10 of each"),
        (all_answerable, "12 questions with a known answer and 0 without one"),
        (no_answers, "0 questions with a known answer and 12 without one"),
        (squad, "asks about documents of its own"),
        (too_long, "gold.jsonl, question long: the question has "),
        (gone, "gold.jsonl"),
    ],
)
def test_questions_that_will_not_do_are_named_and_change_nothing(
    bot: Chatbot,
    gold: Path,
    folder: Path,
    damage: Callable[[Path], None],
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    damage(gold)
    assert run(folder, gold) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert err.count("\n") == 1
    assert stored(folder) == {}


@pytest.mark.parametrize("arguments", [[], ["x.jsonl", "--reset"]])
def test_arguments_that_say_nothing_are_refused(
    bot: Chatbot,
    gold: Path,
    folder: Path,
    arguments: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(gold.parent)
    assert run(folder, *arguments) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("share", ["0", "1.5", "most", "nan"])
def test_a_share_that_is_none_is_refused(share: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["calibrate", "gold.jsonl", "--answered", share])
    assert capsys.readouterr().err.count("\n") == 1


def test_a_question_counts_once(bot: Chatbot, gold: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(folder, gold, "--json")
    once = capsys.readouterr().out
    run(folder, gold, gold, "--json")
    assert capsys.readouterr().out == once


def test_where_a_fold_cannot_be_fitted_the_built_in_is_measured() -> None:
    found = [Outcome(0.9, True, True), *[Outcome(0.3 + n / 100, False, n % 2 == 0) for n in range(30)]]
    built_in = Calibration(1.0, 0.0, 0.5)
    measured = calibrating._cross_validated(found, 0.95, built_in)
    assert 0 <= measured.answered <= 1
    with pytest.raises(QuestionError):
        fit(found[1:])


def test_nothing_is_asked_where_nothing_can_be_kept(
    bot: Chatbot, gold: Path, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calibrating, "ask_all", None)
    with sqlite3.connect(folder / "catalog.sqlite") as other:
        other.execute("BEGIN IMMEDIATE")
        assert run(folder, gold) == 2
    other.close()
    assert "another askhz index is at work there" in capsys.readouterr().err
