import re

import pytest
from findings import HITS, WHY, finding

from askhz.answering import compose
from askhz.records import Answer, Hit, Reading


class TestRefusal:
    def assert_declined(self, answer: Answer) -> None:
        assert not answer.answered
        assert (answer.text, answer.short, answer.citations) == ("", None, ())
        assert answer.reason
        assert re.fullmatch(r"[A-Z][^\n]*\.", answer.reason)
        assert answer.reason.count(". ") == 0

    def test_below_the_threshold(self) -> None:
        answer = compose(WHY, Reading((finding("Because of wind.", 0.9),), 0.49), HITS, 0.5)
        self.assert_declined(answer)
        assert answer.confidence == 0.49
        assert answer.passages == tuple(HITS)

    def test_on_the_threshold_is_answered(self) -> None:
        assert compose(WHY, Reading((finding("Because of wind.", 0.9),), 0.5), HITS, 0.5).answered

    @pytest.mark.parametrize("hits", [HITS, []])
    def test_without_findings(self, hits: list[Hit]) -> None:
        answer = compose(WHY, Reading((), 0.0), hits, 0.0)
        self.assert_declined(answer)
        assert answer.passages == tuple(hits)
