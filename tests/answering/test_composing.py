from dataclasses import replace

from findings import FIRST, HITS, SECOND, WHO, WHY, finding
from hypothesis import given
from hypothesis import strategies as st

from askhz.answering import compose
from askhz.answering.choosing import MOST_QUOTES, WORD_LIMIT
from askhz.records import Finding, Place, Question, Reading


class TestAnswer:
    def test_nothing_is_added_to_the_quotes(self) -> None:
        findings = (finding("It rained.", 0.9, "a.txt", 40), finding("Wind came up.", 0.8, "b.txt", 7))
        answer = compose(WHY, Reading(findings, 0.9), HITS, 0.5)
        assert answer.text == "It rained. [1] Wind came up. [2]"
        assert [(c.n, c.source, c.title, c.start, c.end, c.quote) for c in answer.citations] == [
            (1, "a.txt", "The first", 40, 50, "It rained."),
            (2, "b.txt", "The second", 7, 20, "Wind came up."),
        ]
        assert answer.question == WHY.text
        assert answer.reason is None
        assert answer.passages == tuple(HITS)

    def test_a_document_without_a_title_is_called_by_its_source(self) -> None:
        answer = compose(WHY, Reading((finding("It rained.", 0.9, "c.txt"),), 0.9), HITS, 0.5)
        assert answer.citations[0].title == "c.txt"

    def test_a_quote_has_the_place_and_headings_in_force_where_it_begins(self) -> None:
        findings = (finding("It rained.", 0.9, start=500), finding("Wind came up.", 0.8, start=7))
        first, second = compose(WHY, Reading(findings, 0.9), HITS, 0.5).citations
        assert (first.place, first.headings) == (Place(section="Wind"), ("Weather", "Wind"))
        assert (second.place, second.headings) == (Place(section="Rain"), ("Weather", "Rain"))
        assert first.document == FIRST
        (bare,) = compose(WHO, Reading((finding("It rained.", 0.9, "b.txt"),), 0.9), HITS, 0.5).citations
        assert (bare.place, bare.headings, bare.document) == (None, (), SECOND)


FINDINGS = st.lists(
    st.builds(
        finding,
        st.lists(st.sampled_from([f"word{n}x" for n in range(30)]), min_size=1, max_size=70).map(" ".join),
        st.floats(0, 1),
        st.sampled_from(["a.txt", "b.txt", "c.txt"]),
        st.integers(0, 2000),
    ),
    min_size=1,
    max_size=15,
).map(lambda found: sorted(found, key=lambda f: (-f.score, f.source, f.start)))


@given(FINDINGS, st.sampled_from([WHO, WHY]), st.floats(0, 1), st.floats(0, 1))
def test_every_answer_keeps_the_contract(
    findings: list[Finding], question: Question, confidence: float, threshold: float
) -> None:
    shorts = [replace(f, short=(f.start, f.start + 3)) for f in findings]
    answer = compose(question, Reading(tuple(shorts), confidence), HITS, threshold)
    assert answer.answered == bool(answer.citations) == (answer.reason is None)
    assert answer.confidence <= confidence
    assert answer.answered == (answer.confidence >= threshold)
    assert answer.text == " ".join(f"{c.quote} [{c.n}]" for c in answer.citations)
    assert [c.n for c in answer.citations] == list(range(1, len(answer.citations) + 1))
    quotes = {(f.source, f.start, f.end, f.text) for f in findings}
    assert all((c.source, c.start, c.end, c.quote) in quotes for c in answer.citations)
    words = sum(len(c.quote.split()) for c in answer.citations)
    assert words <= WORD_LIMIT or len(answer.citations) == 1
    assert len(answer.citations) <= MOST_QUOTES
    for one in answer.citations:
        for other in answer.citations:
            if one.n < other.n and one.source == other.source:
                assert one.end <= other.start
    short = answer.short
    if short is not None:
        holding = [
            c for c in answer.citations if c.source == short.source and c.start <= short.start < short.end <= c.end
        ]
        assert holding
        assert holding[0].quote[short.start - holding[0].start : short.end - holding[0].start] == short.text


def test_quotes_without_the_form_that_is_asked_for_are_no_answer() -> None:
    asked = Question(
        "How many gales were there?", "number", ("How many gales were there?",), "How many gales were there?"
    )
    answer = compose(asked, Reading((finding("Wind came up.", 0.9),), 0.9), HITS, 0.5)
    assert not answer.answered
    assert answer.confidence < 0.1
    assert answer.reason == "The documents do not seem to answer this: what is nearest does not have a number."
    assert compose(asked, Reading((finding("Three gales came up.", 0.9),), 0.9), HITS, 0.5).answered
