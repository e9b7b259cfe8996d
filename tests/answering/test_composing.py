from dataclasses import replace

from findings import FIRST, HITS, SECOND, WHO, WHY, finding, found_in, hit_of
from hypothesis import given
from hypothesis import strategies as st

from askhz.answering import compose
from askhz.answering.choosing import MOST_QUOTES, WORD_LIMIT
from askhz.claims import Marked
from askhz.question import analyse
from askhz.records import Anchor, Answer, Edit, Finding, Hit, Passage, Place, Question, Reading


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


def test_of_a_list_that_is_quoted_no_single_item_is_the_short_answer() -> None:
    hit = hit_of("Bring these:\n- a rope\n- a lamp\n- a map")
    found = tuple(
        replace(found_in(hit, f"- {thing}", 0.9 - n / 10, thing), evidence=0.9)
        for n, thing in enumerate(("a rope", "a lamp", "a map"))
    )
    answer = compose(analyse("Which things are to be brought?"), Reading(found, 0.9), [hit], 0.5)
    assert all(thing in "".join(one.quote for one in answer.citations) for thing in ("a rope", "a lamp", "a map"))
    assert answer.short is None


def test_the_form_that_is_asked_for_may_stand_in_a_heading_and_not_in_a_neighbour_of_the_item_that_answers() -> None:
    asked = analyse("When was the pump set up?")
    for headings, answered in ((("Works of 2021",), True), (("Works",), False)):
        hit = replace(hit_of("The pump stood there.", headings=headings), document=None)
        assert compose(asked, Reading((found_in(hit, "The pump"),), 0.9), [hit], 0.5).answered is answered
    hit = hit_of("- The mill grinds.\n- The forge opens twice a week.")
    found = tuple(replace(found_in(hit, begins), evidence=0.9) for begins in ("- The mill", "- The forge"))
    assert not compose(analyse("How often does the mill grind?"), Reading(found, 0.9), [hit], 0.5).answered


def test_the_list_under_the_heading_that_the_question_says_comes_first() -> None:
    hits = [
        replace(hit_of(text, start, headings=("Club", "Reviewer", heading), context=f"Club. {heading}"), rank=rank)
        for rank, (start, heading, text) in enumerate(
            ((0, "Duties", "- Answers fast\n- Reads the tests"), (99, "Requirements", "- Five reviews\n- A year")), 1
        )
    ]
    found = (found_in(hits[0], "- Answers", 0.9), found_in(hits[1], "- Five", 0.5))
    answer = compose(analyse("What are the requirements for a reviewer?"), Reading(found, 0.9), hits, 0.5)
    assert answer.citations[0].quote.startswith("- Five reviews")


def test_a_row_says_what_it_is_read_as_and_its_place_is_its_own_where_its_header_is_quoted_with_it() -> None:
    text = "Date\tLength (hours)\n2016-04-19\t1\n"
    row = (text.index("2016"), len(text) - 1)
    edits = (Edit(row[0], row[0], "Date: "), Edit(row[0] + 10, row[0] + 11, "; Length (hours): "))
    passage = Passage(
        "a.csv",
        row[0],
        len(text),
        text[row[0] :],
        (row,),
        anchors=(Anchor(row[0], Place(row=2)),),
        edits=edits,
        kinds=("row",),
    )
    around = replace(passage, start=0, text=text)
    hit = Hit(passage, 1, 1.0, 1.0, 1, 1)
    found = replace(found_in(hit, "2016-04-19\t1", 0.9), evidence=0.9)
    answer = compose(analyse("How long was the training on 2016-04-19?"), Reading((found,), 0.9), [hit], 0.5, [around])
    assert [one.quote for one in answer.citations] == [text.rstrip()]
    assert answer.citations[0].place == Place(row=2)
    alone = compose(analyse("How long was the training on 2016-04-19?"), Reading((found,), 0.9), [hit], 0.5, [passage])
    assert [one.quote for one in alone.citations] == ["2016-04-19\t1"], "its header is out of sight"


class TestMails:
    TEXT = "Lamps\n\nFrom: Aksel <a@pier.example>\nTo: Bodil <b@pier.example>\nDate: 2026-05-04\n\nDear Bodil."
    HEADER = (7, TEXT.index("\n\nDear"))

    def answer(self, asked: str, threshold: float = 0.5) -> Answer:
        mail = Hit(Passage("a.txt", 0, len(self.TEXT), self.TEXT, (self.HEADER,)), 0, 0.0, 0.0, None, None, FIRST)
        best = finding("Dear Bodil.", 0.9, "a.txt", self.TEXT.index("Dear"))
        return compose(analyse(asked), Reading((best,), 0.8), HITS, threshold, marked=Marked(mails=(mail,)))

    def test_the_header_answers_before_what_is_read(self) -> None:
        answer = self.answer("Who received the mail about the lamps?")
        assert answer.short is not None
        assert (answer.short.text, answer.text) == ("Bodil", f"{self.TEXT[slice(*self.HEADER)]} [1]")

    def test_a_salutation_is_no_answer_where_no_header_is(self) -> None:
        answer = self.answer("Who got a copy of the mail about the lamps?")
        assert not answer.answered
        assert "a mail that fits" in str(answer.reason)
        assert self.answer("Who is greeted?").answered

    def test_not_above_what_it_is_sure_of(self) -> None:
        assert not self.answer("Who received the mail about the lamps?", 0.95).answered
