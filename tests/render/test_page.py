from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from answers import ANSWER, CITATION, HIT, REFUSAL, TEXT, hostile
from browser import HOSTILE, FakeBot
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from askhz.records import Answer, Citation, Place
from askhz.render import page, visible


class Parsed(HTMLParser):
    """What a browser would make of a piece of HTML: its elements with their attributes, and the text it shows."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, frozenset[str]]] = []
        self.values: list[str] = []
        self.shown = ""
        self.open: list[str] = []
        self.feed(str(source))  # as plain text: a piece of Markup would stay Markup
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_startendtag(tag, attrs)
        if tag not in ("br", "circle", "path"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, frozenset(name for name, _ in attrs)))
        self.values += [value for _, value in attrs if value is not None]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.shown += data


def everything_html(answer: Answer) -> str:
    return "".join(
        [
            page.conversation_html([page.turn_html(1, answer.question, page.answer_html(1, answer))]),
            page.panel_html({1: page.sources_html(1, answer)}, 1),
            page.error_html(answer.question),
            page.welcome_html([answer.question]),
        ]
    )


class TestHostileText:
    @pytest.mark.parametrize("answered", [True, False])
    @given(text=st.one_of(st.text(), st.text("<>&\"'`= /abimgscript!-{}%#"), st.just(HOSTILE)))
    def test_it_makes_no_element_and_no_attribute(self, answered: bool, text: str) -> None:
        expected = Parsed(everything_html(hostile("harmless", answered=answered)))
        parsed = Parsed(everything_html(hostile(text, answered=answered)))
        # An empty text may leave its element out; none adds one.
        assert set(parsed.elements) <= {*expected.elements, ("em", frozenset())}
        assert len(parsed.elements) <= len(expected.elements) + 1
        assert parsed.open == []

    @pytest.mark.parametrize("answered", [True, False])
    @given(text=st.text(st.characters(codec=None, exclude_categories=()), min_size=1))
    def test_no_character_acts_anywhere(self, answered: bool, text: str) -> None:
        html = everything_html(hostile(text, answered=answered))
        assert visible(html) == html

    def test_it_is_shown_as_it_is(self) -> None:
        assert visible(HOSTILE) in Parsed(page.answer_html(1, hostile(HOSTILE))).shown
        parsed = Parsed(page.sources_html(1, hostile(HOSTILE)))
        assert visible(HOSTILE) in parsed.shown
        assert f"Source 1: {visible(HOSTILE)}" in parsed.values

    def test_a_string_that_no_template_made_is_escaped(self) -> None:
        bubble: Markup = "<b>not made here</b>"  # type: ignore[assignment]
        assert "&lt;b&gt;not made here" in page.turn_html(1, "Why?", bubble)


class TestBubbles:
    def test_the_short_answer_is_bold_and_the_quote_marked_in_its_passage(self) -> None:
        assert "<strong>24</strong></p>" in page.answer_html(1, ANSWER)
        marked = '<mark data-n="1">Hangzhou boasts <strong>24</strong> unicorn companies.</mark> After it.'
        assert f">Before it. {marked}</blockquote>" in page.sources_html(1, ANSWER)

    def test_a_citation_points_at_its_source(self) -> None:
        bubble = " ".join(page.answer_html(7, ANSWER).split())
        assert 'data-turn="7" data-source="hz-source-7-1" data-n="1" aria-label="Source 1: A title"' in bubble
        assert 'id="hz-source-7-1"' in page.sources_html(7, ANSWER)

    def test_a_refusal_looks_different_and_offers_the_nearest_passages(self) -> None:
        bubble = page.answer_html(1, REFUSAL)
        assert 'class="hz-bubble hz-refused"' in bubble
        for part in ("Not in your documents", "No sentence says who.", "Nearest passages (1)", "A title"):
            assert part in bubble
        assert "Nearest passages" in page.sources_html(1, REFUSAL)
        assert "Confidence" not in bubble

    def test_a_long_question_is_repeated_shortened(self) -> None:
        assert len(Parsed(page.turn_html(1, "x" * 100_000, Markup())).shown) < 700
        assert "(no words)" in page.turn_html(1, " ", Markup())


class TestSources:
    def test_a_source_has_title_details_and_place(self) -> None:
        shown = Parsed(page.sources_html(1, ANSWER)).shown
        for part in ("A title", "Guo Bin · 2025-03-19", "at 19 % · characters 11–48", "a.txt"):
            assert part in shown

    def test_a_quote_has_its_page_and_the_headings_above_it(self) -> None:
        citation = replace(CITATION, place=Place(page="3"), headings=("Manual", "Setup", "Wi-Fi"))
        section = page.sources_html(1, replace(ANSWER, citations=(citation,)))
        assert '<p class="hz-place">page 3 · Setup › Wi-Fi · at 19 % · characters 11–48</p>' in section

    def test_quotes_of_one_passage_share_a_source_and_overlap_without_loss(self) -> None:
        second = Citation(2, "a.txt", "A title", 20, 58, TEXT[20:58])
        section = page.sources_html(1, replace(ANSWER, citations=(CITATION, second)))
        assert section.count("<article") == 1
        assert re.findall(r'<mark data-n="([^"]*)"', section) == ["1", "1 2", "2"]
        assert TEXT in Parsed(section).shown
        assert "Quote 1 at 19 % · characters 11–48<br>Quote 2 characters 20–58" in section

    def test_a_quote_that_no_passage_holds_stands_for_itself(self) -> None:
        section = page.sources_html(1, replace(ANSWER, passages=()))
        assert "Hangzhou boasts 24 unicorn companies." in Parsed(section).shown

    def test_passages_read_but_not_quoted_are_folded_away(self) -> None:
        other = replace(HIT, passage=replace(HIT.passage, start=100, end=158), rank=2)
        section = page.sources_html(1, replace(ANSWER, passages=(HIT, other)))
        assert "<details" in section
        assert "Also read: 1 more passage<" in section

    def test_a_passage_keeps_its_line_ends_and_gets_none(self) -> None:
        passage = replace(HIT.passage, text="One.\n\nTwo.")
        section = page.sources_html(1, replace(REFUSAL, passages=(replace(HIT, passage=passage),)))
        assert '<blockquote class="hz-passage" dir="auto">One.\n\nTwo.</blockquote>' in section

    def test_only_the_current_sources_are_in_sight(self) -> None:
        panel = page.panel_html({1: Markup("one"), 2: Markup("two")}, 2)
        assert re.findall(r'data-turn="(\d)"[^>]*?( hidden)?>', panel) == [("1", " hidden"), ("2", "")]

    def test_before_the_first_answer_the_panel_says_what_will_be_there(self) -> None:
        assert 'class="hz-panel hz-empty"' in page.panel_html({}, None)


def test_one_document_is_not_said_to_be_several() -> None:
    assert ">1 document<" in page.header_html(1)
    assert ">1,200 documents<" in page.header_html(1200)


def test_the_fake_bot_quotes_verbatim() -> None:
    bot = FakeBot()
    answer = bot.ask("How many unicorn companies does Hangzhou have?")
    assert answer.short
    assert answer.short.text == "24"
    for citation in answer.citations:
        assert bot.document(citation.source).text[citation.start : citation.end] == citation.quote


def test_a_reply_to_a_social_line() -> None:
    bubble = page.answer_html(1, replace(REFUSAL, social=True, reason="Hello <b>you</b>"))
    assert "hz-social" in bubble
    assert "Hello &lt;b&gt;you&lt;/b&gt;" in bubble
    assert "Not in your documents" not in bubble


def test_what_was_understood_is_shown_and_escaped() -> None:
    for answer in (ANSWER, REFUSAL):
        assert "Understood as" not in page.answer_html(1, answer)
        assert "Understood as: a &lt; b" in page.answer_html(1, replace(answer, understood="a < b"))
