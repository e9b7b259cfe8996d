from findings import HITS, WHO, WHY, finding

from askhz.answering import compose
from askhz.records import Reading


class TestShortAnswer:
    def test_the_short_answer_lies_in_its_quote(self) -> None:
        findings = (finding("Zhang Min founded it.", 0.9, start=100, short="Zhang Min"),)
        answer = compose(WHO, Reading(findings, 0.9), HITS, 0.5)
        assert answer.short is not None
        assert (answer.short.text, answer.short.start, answer.short.end) == ("Zhang Min", 100, 109)

    def test_an_explanation_has_none(self) -> None:
        findings = (finding("Zhang Min founded it.", 0.9, short="Zhang Min"),)
        assert compose(WHY, Reading(findings, 0.9), HITS, 0.5).short is None
