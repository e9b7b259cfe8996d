import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askhz.answering import MOST_QUOTES, WHOLE_LIMIT, WORD_LIMIT, choose, compose
from askhz.question import analyse
from askhz.records import Anchor, Answer, DocumentInfo, Finding, Hit, Passage, Place, Question, Reading

WHY = analyse("Why did the dragons rise?")
WHO = analyse("Who founded it?")
FIRST, SECOND = DocumentInfo("a.txt", "The first", 900), DocumentInfo("b.txt", "The second", 900)


def finding(text: str, score: float, source: str = "a.txt", start: int = 0, short: str | None = None) -> Finding:
    """A sentence that begins at `start`; `short` is a part of it."""
    at = None if short is None else start + text.index(short)
    span = None if at is None or short is None else (at, at + len(short))
    return Finding(source, start, start + len(text), text, score, span, "abc".index(source[0]) + 1)


def sentence(words: int, about: str) -> str:
    """A sentence of that many words that shares none with one about something else."""
    return " ".join(f"{about}{n}x" for n in range(words)) + "."


ANCHORS = (
    Anchor(0, Place(section="Wind"), ("Weather", "Wind")),
    Anchor(500, Place(section="Rain"), ("Weather", "Rain")),
)
HITS = [
    Hit(Passage("a.txt", 0, 20, "A passage that is near.", ((0, 20),), ANCHORS), 1, 0.5, 0.5, 1, 1, FIRST),
    Hit(Passage("b.txt", 0, 20, "A passage that is near.", ((0, 20),)), 2, 0.4, 0.4, 2, 2, SECOND),
    Hit(Passage("c.txt", 0, 20, "A passage that is near.", ((0, 20),)), 3, 0.3, 0.3, 3, 3),
]


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

    def test_the_short_answer_lies_in_its_quote(self) -> None:
        findings = (finding("Zhang Min founded it.", 0.9, start=100, short="Zhang Min"),)
        answer = compose(WHO, Reading(findings, 0.9), HITS, 0.5)
        assert answer.short is not None
        assert (answer.short.text, answer.short.start, answer.short.end) == ("Zhang Min", 100, 109)

    def test_an_explanation_has_none(self) -> None:
        findings = (finding("Zhang Min founded it.", 0.9, short="Zhang Min"),)
        assert compose(WHY, Reading(findings, 0.9), HITS, 0.5).short is None

    def test_one_sentence_where_a_few_words_answer(self) -> None:
        findings = (finding("Zhang Min founded it.", 0.9), finding("Others helped her.", 0.89, start=90))
        assert [f.text for f in choose(WHO, findings)] == ["Zhang Min founded it."]


class TestChoice:
    def test_at_most_so_many_words(self) -> None:
        long = [finding(sentence(50, about), 0.9, start=400 * n) for n, about in enumerate("abcdef")]
        chosen = choose(WHY, long)
        assert sum(len(f.text.split()) for f in chosen) == 100
        assert WORD_LIMIT == 120

    def test_unless_the_best_alone_is_longer(self) -> None:
        chosen = choose(WHY, [finding(sentence(200, "a"), 0.9), finding("Short and good.", 0.89, start=9000)])
        assert [len(f.text.split()) for f in chosen] == [200]

    def test_a_shorter_one_may_fill_the_room_that_a_long_one_left(self) -> None:
        findings = [
            finding(sentence(80, "a"), 0.9),
            finding(sentence(60, "b"), 0.89, start=2000),
            finding(sentence(30, "c"), 0.88, start=4000),
        ]
        assert [f.text[0] for f in choose(WHY, findings)] == ["a", "c"]

    def test_at_most_five(self) -> None:
        many = [finding(sentence(3, about), 0.9, start=100 * n) for n, about in enumerate("abcdefgh")]
        assert len(choose(WHY, many)) == MOST_QUOTES == 5

    def test_what_says_the_same_again_is_left_out(self) -> None:
        findings = [
            finding("Hangzhou gives subsidies to young firms.", 0.9),
            finding("Hangzhou gives subsidies to the young firms there.", 0.89, "b.txt"),
            finding("Its universities educate engineers.", 0.88, start=300),
        ]
        assert [f.text for f in choose(WHY, findings)] == [findings[0].text, findings[2].text]

    def test_what_overlaps_is_left_out(self) -> None:
        whole = "Firms grew because taxes fell, and talent came from abroad."
        findings = [finding(whole, 0.9), finding("talent came from abroad.", 0.89, start=len(whole) - 24)]
        assert choose(WHY, findings) == findings[:1]

    def test_the_same_words_elsewhere_do_not_overlap(self) -> None:
        findings = [finding("Taxes fell.", 0.9, "a.txt", 10), finding("Talent came.", 0.89, "b.txt", 10)]
        assert len(choose(WHY, findings)) == 2

    def test_what_is_far_worse_is_left_out(self) -> None:
        findings = [
            finding("Taxes fell.", 0.9),
            finding("Talent came.", 0.02, start=50),  # an explanation gets two sentences where there are two
            finding("Lunch was served.", 0.01, start=100),
        ]
        assert choose(WHY, findings) == findings[:2]

    def test_a_weak_second_sentence_comes_from_the_best_ones_document(self) -> None:
        best, stray, near = (
            finding("Taxes fell.", 0.9, "a.txt"),
            finding("Stars shone.", 0.05, "b.txt"),
            finding("Talent came.", 0.02, "a.txt", 50),
        )
        assert choose(WHY, [best, stray, near]) == [best, near]
        assert choose(WHY, [best, stray]) == [best, stray]  # an explanation gets two sentences where there are two
        strong = finding("Firms grew.", 0.5, "b.txt", 50)
        assert choose(WHY, [best, strong, stray, near]) == [best, strong]

    def test_the_order_reads_well(self) -> None:
        findings = [
            finding("Second of b.", 0.9, "b.txt", 50),
            finding("Some of a.", 0.8, "a.txt", 10),
            finding("First here.", 0.7, "b.txt", 20),
        ]
        # The best sentence's document first; in a document as it is written.
        assert [f.text for f in choose(WHY, findings)] == ["First here.", "Second of b.", "Some of a."]


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
    assert answer.answered == (confidence >= threshold) == bool(answer.citations) == (answer.reason is None)
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


@pytest.mark.parametrize("asking", ["Why does the wind blow, then?", "Sailors asked why the wind blows so hard."])
def test_a_question_explains_nothing(asking: str) -> None:
    asks, reason = finding(asking, 0.9, "a.txt", 40), finding("It blew from the sea.", 0.2, "b.txt", 7)
    assert choose(WHY, [asks, reason]) == [reason]
    assert choose(WHY, [asks]) == [asks]
    assert choose(WHO, [asks, reason]) == [asks]


def test_a_heading_explains_nothing() -> None:
    heading, reason = finding("Wind and Weather", 0.9, "a.txt", 40), finding("It blew from the sea.", 0.2, "b.txt", 7)
    assert [f.text for f in choose(WHY, [heading, reason])] == ["It blew from the sea."]
    assert [f.text for f in choose(WHY, [heading])] == ["Wind and Weather"]
    assert choose(WHO, [heading, reason]) == [heading]


LEAD, STEPS = "To light the kiln:", ("- open the damper", "- lay the wood", "- strike a match")
LISTED = "\n".join([LEAD, *STEPS, "It burns for a day."])
STEPS_END = LISTED.index("\nIt burns")
HOW, WHICH, LIGHTS = analyse("How do you light the kiln?"), analyse("Which steps are there?"), analyse("Who lights it?")


def listed(text: str, start: int = 0, score: float = 0.9, whole: bool = True, within: str = LISTED) -> Finding:
    """A unit of a passage that begins at `start`, with the steps it belongs to."""
    at = start + within.index(text)
    end = within.index("\nIt burns")
    return Finding("a.txt", at, at + len(text), text, score, None, 1, (start, start + end) if whole else None)


def hit_of(text: str, start: int = 0) -> Hit:
    return Hit(
        Passage("a.txt", start, start + len(text), text, ((start, start + len(text)),)), 1, 0.5, 0.5, 1, 1, FIRST
    )


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
        findings = (listed("It burns for a day.", whole=False), listed(STEPS[0], score=0.8))
        answer = compose(HOW, Reading(findings, 0.9), [hit_of(LISTED)], 0.5)
        assert [citation.quote for citation in answer.citations] == [STEPS[0], "It burns for a day."]

    @pytest.mark.parametrize("more", [0, 1])
    def test_a_list_of_too_many_words_is_quoted_by_its_items(self, more: int) -> None:
        items = [f"- {sentence(WHOLE_LIMIT // 10 - 1, about)}" for about in "abcdefghij"]
        assert sum(len(item.split()) for item in items) == WHOLE_LIMIT
        text = "\n".join(items) + " word" * more
        first = Finding("a.txt", 0, len(items[0]), items[0], 0.9, None, 1, (0, len(text)))
        answer = compose(HOW, Reading((first,), 0.9), [hit_of(text)], 0.5)
        assert [citation.quote for citation in answer.citations] == [items[0] if more else text]

    def test_a_declined_question_quotes_no_list(self) -> None:
        assert not compose(HOW, Reading((listed(STEPS[0]),), 0.4), [hit_of(LISTED)], 0.5).citations

    def test_steps_without_full_stops_are_no_headings(self) -> None:
        step, other = listed(STEPS[0]), finding("The kiln was lit at dawn.", 0.2, "b.txt", 7)
        assert choose(HOW, [step, other]) == [step, other]
        assert choose(HOW, [replace(step, whole=None), other]) == [other]
