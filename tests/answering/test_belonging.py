from dataclasses import replace

from findings import finding, found_in, hit_of

from askhz.answering.belonging import FEATURES, LIKELY, belonging_weights, features, in_context
from askhz.answering.surroundings import stretches
from askhz.question import analyse
from askhz.records import Finding

ASKED = analyse("Why did firms come?")
HIT = hit_of("Taxes fell at last.\nRents stayed low for all.\nThe lake is deep and cold.\nSwans nest on the far bank.")
BEST, NEXT, LAST = "Taxes fell", "Rents stayed", "Swans nest"


def probabilities(own: dict[str, float]) -> dict[str, float]:
    found = [replace(found_in(HIT, begins, 0.5), evidence=p) for begins, p in own.items()]
    placed = in_context(ASKED, found, stretches([HIT.passage]))
    return {begins: one.evidence or 0.0 for begins, one in zip(own, placed, strict=True)}


def test_every_feature_has_a_weight() -> None:
    assert set(belonging_weights()) == {*FEATURES, "1"}
    (row,) = features(ASKED, [replace(found_in(HIT, BEST, 0.5), evidence=0.9)], stretches([HIT.passage]))
    assert set(row) == set(FEATURES)


def test_what_goes_on_from_the_best_one_is_likelier_than_the_same_elsewhere() -> None:
    alone = replace(finding("Rents stayed low for all.", 0.4, source="b.txt"), evidence=0.2)
    best = replace(found_in(HIT, BEST, 0.5), evidence=0.9)
    elsewhere = in_context(ASKED, [best, alone], stretches([HIT.passage]))[1].evidence or 0.0
    assert probabilities({BEST: 0.9, NEXT: 0.2})[NEXT] > elsewhere


def test_what_the_reader_takes_for_likely_stays_so() -> None:
    best = replace(found_in(HIT, BEST, 0.5), evidence=0.9)
    other: Finding = replace(finding("Rents stayed low.", 0.4, source="b.txt"), evidence=LIKELY + 0.2)
    assert (in_context(ASKED, [best, other], stretches([HIT.passage]))[1].evidence or 0.0) >= LIKELY + 0.2


def test_a_reader_that_tells_no_evidence_is_left_alone() -> None:
    found = [found_in(HIT, BEST, 0.5), found_in(HIT, NEXT, 0.4)]
    assert in_context(ASKED, found, stretches([HIT.passage])) == found
