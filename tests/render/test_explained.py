import json

from askhz.explanations import ExplainedPassage, ExplainedUnit, Explanation
from askhz.render import explain_json, explain_text

EXPLANATION = Explanation(
    kind="person",
    searched=("Who sold silk?",),
    names=("Silk Road",),
    reader="a reader",
    passages=(
        ExplainedPassage(1, "a.txt", 0, 40, "A", 0.9, 0.7, 1, None, 2.5, True),
        ExplainedPassage(2, "b\x1b[31m.txt", 5, 9, "B", 0.4, 0.2, None, 3, None, False),
    ),
    units=(
        ExplainedUnit("a.txt", 0, 20, "Merchants sold silk.", 1, 0.8, {"cosine": (0.5, 1.0)}, 1, "quoted in [1]"),
        ExplainedUnit("a.txt", 21, 40, "Looms \x1b[31mstood.", 1, 0.1, {}, None, "weaker than what is quoted"),
    ),
    confidence=0.75,
    threshold=0.25,
    weighed={"lead": (2.0, 0.5)},
    decision="answered: the confidence 0.75 is not below 0.25",
)


def test_the_text_tells_what_was_found_scored_and_decided() -> None:
    text = explain_text(EXPLANATION, width=200)
    for piece in (
        "Who sold silk?",
        "a.txt 0–40 · score 0.900 · vectors: rank 1, cosine 0.70 · answerable +2.5",
        "words: rank 3 · not read",
        "0.800 Merchants sold silk. (quoted in [1])",
        "passage 1: cosine 0.50 → +1.00",
        "Decided: answered",
        "lead 2.00 → +0.50",
    ):
        assert piece in text
    assert "\x1b" not in text
    assert max(len(line) for line in explain_text(EXPLANATION, width=60).splitlines()) <= 60


def test_json_is_plain_and_complete() -> None:
    found = json.loads(json.dumps(explain_json(EXPLANATION)))
    assert list(found) == ["kind", "searched", "names", "reader", "found", "scored", "confidence", "decision"]
    assert found["found"][0]["dense_rank"] == 1
    assert found["scored"][0]["features"] == {"cosine": {"value": 0.5, "adds": 1.0}}
    assert [unit["quoted"] for unit in found["scored"]] == [1, None]
    assert found["confidence"] == {"value": 0.75, "threshold": 0.25, "features": {"lead": {"value": 2.0, "adds": 0.5}}}
