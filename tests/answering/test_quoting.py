import pytest
from findings import HITS, HOW, LEAD, LIGHTS, LISTED, STEPS, STEPS_END, WHICH, WHY, finding, hit_of, listed, sentence

from askhz.answering import compose
from askhz.answering.quoting import WHOLE_LIMIT
from askhz.question import analyse
from askhz.records import Finding, Question, Reading


class TestWhole:
    @pytest.mark.parametrize("asked", [HOW, WHICH])
    @pytest.mark.parametrize("best", [LEAD, *STEPS])
    def test_steps_and_lists_are_quoted_from_what_leads_in_to_the_last_item(self, asked: Question, best: str) -> None:
        others = (listed("It burns for a day.", 40, 0.8, whole=False), finding("Wood is dry.", 0.7, "b.txt"))
        answer = compose(asked, Reading((listed(best, 40), *others), 0.9), [hit_of(LISTED, 40), *HITS[1:]], 0.5)
        (citation,) = answer.citations
        assert (citation.start, citation.end, citation.quote) == (40, 40 + STEPS_END, LISTED[:STEPS_END])
        assert answer.text == f"{LISTED[:STEPS_END]} [1]"
        assert answer.short is None

    @pytest.mark.parametrize("asked", [WHY, LIGHTS, analyse("When is the kiln lit?"), analyse("Is it lit?")])
    def test_other_questions_quote_sentences(self, asked: Question) -> None:
        answer = compose(asked, Reading((listed(STEPS[1]),), 0.9), [hit_of(LISTED)], 0.5)
        assert [citation.quote for citation in answer.citations] == [STEPS[1]]

    def test_the_best_finding_decides(self) -> None:
        findings = (listed("It burns for a day.", whole=False), listed(STEPS[0], score=0.3))
        answer = compose(HOW, Reading(findings, 0.9), [hit_of(LISTED)], 0.5)
        assert [citation.quote for citation in answer.citations] == ["It burns for a day."]

    @pytest.mark.parametrize("more", [0, 1])
    def test_a_list_of_too_many_words_is_quoted_as_far_as_the_words_allow(self, more: int) -> None:
        items = [f"- {sentence(WHOLE_LIMIT // 10 - 1, about)}" for about in "abcdefghij"]
        assert sum(len(item.split()) for item in items) == WHOLE_LIMIT
        text = "\n".join(items) + " word" * more
        first = Finding("a.txt", 0, len(items[0]), items[0], 0.9, None, 1, (0, len(text)))
        answer = compose(HOW, Reading((first,), 0.9), [hit_of(text)], 0.5)
        assert [citation.quote for citation in answer.citations] == ["\n".join(items[:9]) if more else text]

    def test_a_declined_question_quotes_no_list(self) -> None:
        assert not compose(HOW, Reading((listed(STEPS[0]),), 0.4), [hit_of(LISTED)], 0.5).citations
