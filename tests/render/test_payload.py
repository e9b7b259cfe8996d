from __future__ import annotations

import json
from dataclasses import replace

from answers import ANSWER, CITATION, HIT, REFUSAL, TEXT, hostile
from browser import HOSTILE
from contract import answer_breaches, search_breaches

from askhz.records import Anchor, Place
from askhz.render import payload


def test_an_answer_is_the_object_of_the_contract() -> None:
    assert payload.to_json(ANSWER) == {
        "question": "How many?",
        "answered": True,
        "answer": "Hangzhou boasts 24 unicorn companies. [1]",
        "short": {"text": "24", "source": "a.txt", "start": 27, "end": 29},
        "confidence": 0.93,
        "reason": None,
        "citations": [
            {
                "n": 1,
                "source": "a.txt",
                "title": "A title",
                "start": 11,
                "end": 48,
                "quote": "Hangzhou boasts 24 unicorn companies.",
            }
        ],
        "passages": [{"rank": 1, "score": 0.81, "source": "a.txt", "start": 0, "end": 58, "text": TEXT}],
        "timings_ms": {"total": 41.2},
        "kind": "answer",
        "understood": None,
        "conflict": False,
        "ambiguous": False,
        "readings": [],
        "quoted_in": None,
    }
    assert list(payload.to_json(ANSWER)) == [
        *("question", "answered", "answer", "short", "confidence", "reason", "citations", "passages", "timings_ms"),
        *("kind", "understood", "conflict", "ambiguous", "readings", "quoted_in"),
    ]
    assert answer_breaches(payload.to_json(ANSWER), lambda source: TEXT) == []


def test_a_refusal_has_neither_answer_nor_short_nor_citations() -> None:
    refused = payload.to_json(REFUSAL)
    assert (refused["answered"], refused["answer"], refused["short"], refused["citations"]) == (False, "", None, [])
    assert refused["reason"] == "No sentence says who."
    assert len(refused["passages"]) == 1


def test_a_search_is_the_object_of_the_contract() -> None:
    assert payload.search_json("unicorns", [HIT]) == {
        "query": "unicorns",
        "hits": [{"rank": 1, "score": 0.81, "source": "a.txt", "start": 0, "end": 58, "text": TEXT}],
    }


def test_text_is_verbatim() -> None:
    assert json.loads(json.dumps(payload.to_json(hostile(HOSTILE))))["citations"][0]["quote"] == HOSTILE


class TestPlaces:
    def test_only_what_is_known_is_said(self) -> None:
        citation = replace(CITATION, place=Place(page="iv", row=7), headings=("Prices", "Fares"))
        written = payload.to_json(replace(ANSWER, citations=(citation,)))
        assert written["citations"][0]["place"] == {"page": "iv", "row": 7}
        assert written["citations"][0]["headings"] == ["Prices", "Fares"]
        assert answer_breaches(written, lambda source: TEXT) == []

    def test_an_empty_place_is_not_said(self) -> None:
        citation = replace(CITATION, place=Place())
        assert payload.to_json(replace(ANSWER, citations=(citation,))) == payload.to_json(ANSWER)

    def test_a_passage_has_the_place_where_it_begins(self) -> None:
        anchors = (Anchor(0, Place(slide=4), ("Outlook",)), Anchor(30, Place(slide=5)))
        passage = replace(HIT.passage, anchors=anchors)
        (hit,) = payload.search_json("", [replace(HIT, passage=passage)])["hits"]
        assert (hit["place"], hit["headings"]) == ({"slide": 4}, ["Outlook"])
        assert search_breaches({"query": "", "hits": [hit]}, lambda source: TEXT) == []

    def test_a_place_that_begins_within_the_passage_is_not_its_own(self) -> None:
        passage = replace(HIT.passage, anchors=(Anchor(30, Place(slide=5)),))
        assert payload.search_json("", [replace(HIT, passage=passage)]) == payload.search_json("", [HIT])


def test_the_kind_of_a_reply_and_what_was_understood() -> None:
    assert payload.to_json(REFUSAL)["kind"] == "refusal"
    social = replace(REFUSAL, social=True, reason="Hello!", passages=())
    assert (payload.to_json(social)["kind"], payload.to_json(social)["answered"]) == ("social", False)
    assert payload.to_json(replace(ANSWER, understood="How many are there?"))["understood"] == "How many are there?"
