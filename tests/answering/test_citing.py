"""Quotes with numbers and places, from hits and from what stands beside them."""

from __future__ import annotations

from dataclasses import replace

from findings import HITS, found_in, hit_of

from askhz.answering.citing import answered, declined
from askhz.question import analyse
from askhz.records import Anchor, Place, Reading, ShortAnswer

ASKED = analyse("Who sold it?")


def test_a_rank_behind_those_of_the_hits_is_one_beside_them() -> None:
    beside = hit_of("Sold by Ada.", source="b.txt")
    beside = replace(beside, passage=replace(beside.passage, anchors=(Anchor(0, Place(section="Sale"), ("Sale",)),)))
    first, second = found_in(HITS[0], HITS[0].passage.text[:4]), found_in(beside, "Sold")
    quotes = [first, replace(second, hit_rank=len(HITS) + 1)]
    short = ShortAnswer("Ada", "b.txt", 8, 11)
    answer = answered(ASKED, quotes, short, 0.9, HITS, [beside])
    assert [(citation.n, citation.source) for citation in answer.citations] == [(1, first.source), (2, "b.txt")]
    assert (answer.citations[1].place, answer.citations[1].headings) == (Place(section="Sale"), ("Sale",))
    assert answer.text == f"{first.text} [1] Sold by Ada. [2]"
    assert (answer.short, answer.passages) == (short, tuple(HITS))


def test_a_refusal_has_its_reason_and_what_was_read() -> None:
    answer = declined(ASKED, Reading((), 0.2), "Nobody says.", HITS)
    assert (answer.answered, answer.reason, answer.confidence) == (False, "Nobody says.", 0.2)
    assert answer.passages == tuple(HITS)


def test_a_quote_that_its_hit_lacks_has_the_place_of_one_beside_it() -> None:
    row = hit_of("Ada 3", start=0, source="t.csv")
    table = hit_of("Ada 3\nBo 5", start=0, source="t.csv")
    anchors = (Anchor(0, Place(row=2)), Anchor(6, Place(row=3)))
    table = replace(table, passage=replace(table.passage, anchors=anchors))
    other = replace(found_in(table, "Bo"), start=6, end=10, text="Bo 5", hit_rank=1)
    answer = answered(ASKED, [other], None, 0.9, [row], [table])
    assert answer.citations[0].place == Place(row=3)
