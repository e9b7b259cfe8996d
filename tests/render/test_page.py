from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from browser import HOSTILE, FakeBot
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from askhz.records import Answer, Citation, Document, Hit, Passage, ShortAnswer
from askhz.render import escaping, facts, markdown, page, payload, terminal

TEXT = "Before it. Hangzhou boasts 24 unicorn companies. After it."
DOCUMENT = Document("a.txt", "A title", TEXT, "digest", {"author": "Guo Bin", "date": "2025-03-19", "publisher": ""})
DOCUMENTS = {"a.txt": DOCUMENT}
HIT = Hit(Passage("a.txt", 0, 58, TEXT, ((0, 10), (11, 48), (49, 58))), 1, 0.81, 0.7, 1, None)
CITATION = Citation(1, "a.txt", "A title", 11, 48, TEXT[11:48])
ANSWER = Answer(
    question="How many?",
    answered=True,
    text="Hangzhou boasts 24 unicorn companies. [1]",
    short=ShortAnswer("24", "a.txt", 27, 29),
    confidence=0.93,
    reason=None,
    citations=(CITATION,),
    passages=(HIT,),
    timings_ms={"total": 41.2},
)
REFUSAL = Answer("Who?", False, "", None, 0.2, "No sentence says who.", (), (HIT,), {"total": 5.0})


def hostile(text: str) -> Answer:
    """An answer in which every text is `text`."""
    hit = Hit(Passage(text, 0, len(text), text, ((0, len(text)),)), 1, 0.5, 0.5, 1, 1)
    citation = Citation(1, text, text, 0, len(text), text)
    short = ShortAnswer(text, text, 0, len(text))
    return Answer(text, True, f"{text} [1]", short, 0.5, text, (citation,), (hit,))


def documents_of(text: str) -> dict[str, Document]:
    details = dict.fromkeys(("author", "publisher", "date", "address"), text)
    return {text: Document(text, text, text, "digest", details)}


class Page(HTMLParser):
    """What a browser would make of a piece of HTML: its elements with their attributes, and the text it shows."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, frozenset[str]]] = []
        self.shown = ""
        self.open: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, frozenset(name for name, _ in attributes)))
        if tag not in ("br", "circle", "path"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, frozenset(name for name, _ in attributes)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.shown += data


def everything_html(answer: Answer, documents: facts.Documents) -> str:
    return "".join(
        [
            page.conversation_html([page.turn_html(1, answer.question, page.answer_html(1, answer, documents))]),
            page.panel_html({1: page.sources_html(1, answer, documents)}, 1),
            page.error_html(answer.question),
            page.welcome_html([answer.question]),
        ]
    )


class TestJson:
    def test_an_answer_is_the_object_of_the_contract(self) -> None:
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
        }
        assert list(payload.to_json(ANSWER)) == [
            *("question", "answered", "answer", "short", "confidence", "reason", "citations", "passages", "timings_ms")
        ]

    def test_a_refusal_has_neither_answer_nor_short_nor_citations(self) -> None:
        refused = payload.to_json(REFUSAL)
        assert (refused["answered"], refused["answer"], refused["short"], refused["citations"]) == (False, "", None, [])
        assert refused["reason"] == "No sentence says who."
        assert len(refused["passages"]) == 1

    def test_a_search_is_the_object_of_the_contract(self) -> None:
        assert payload.search_json("unicorns", [HIT]) == {
            "query": "unicorns",
            "hits": [{"rank": 1, "score": 0.81, "source": "a.txt", "start": 0, "end": 58, "text": TEXT}],
        }

    def test_text_is_verbatim_in_json(self) -> None:
        assert json.loads(json.dumps(payload.to_json(hostile(HOSTILE))))["citations"][0]["quote"] == HOSTILE


class TestText:
    def test_an_answer(self) -> None:
        assert terminal.text(ANSWER, DOCUMENTS, width=60).splitlines() == [
            "24",
            "",
            "Hangzhou boasts 24 unicorn companies. [1]",
            "",
            "Sources",
            "[1] A title · Guo Bin · 2025-03-19",
            "    a.txt, at 19 % · characters 11–48",  # 11 / 58
            "",
            "Confidence 93 % · 1 document · 0.04 s",
        ]

    def test_the_short_answer_is_bold_where_wanted(self) -> None:
        assert terminal.text(ANSWER, bold=True).startswith("\x1b[1m24\x1b[22m\n")
        assert "\x1b" not in terminal.text(ANSWER)

    def test_a_refusal_says_why_and_names_the_nearest_passages(self) -> None:
        shown = terminal.text(REFUSAL, DOCUMENTS)
        assert shown.startswith("Not in these documents. No sentence says who.\n")
        assert "Nearest passages\n 1. A title\n    a.txt, at 0 % · characters 0–58\n    Before it." in shown

    def test_hits_are_whole(self) -> None:
        long = replace(HIT.passage, text="word " * 500)
        assert terminal.hits_text([replace(HIT, passage=long)]).count("word") == 500
        assert terminal.hits_text([]) == "Nothing found."

    @pytest.mark.parametrize(
        "text", ["\x1b[2Jgone", "\x1b]0;title\x07", "a\rb", "\x9b31m", "\u202etxt.exe", "\x00\x7f"]
    )
    def test_nothing_acts_on_a_terminal(self, text: str) -> None:
        shown = terminal.text(hostile(text), documents_of(text)) + terminal.hits_text(hostile(text).passages)
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)

    @given(st.text(), st.integers(20, 100))
    def test_lines_keep_to_the_width_and_lose_nothing(self, text: str, width: int) -> None:
        lines = terminal._wrap(text, width, first="[1] ")
        assert "".join("".join(lines).split()) == "[1]" + "".join(escaping.visible(text).split())
        for line in lines:
            assert escaping.columns_of(line) <= width or len(line.removeprefix("[1]").split()) == 1

    def test_wide_characters_take_two_columns_and_break_anywhere_but_before_a_comma(self) -> None:
        assert terminal._wrap("杭州六小龙，宇树", 10) == ["杭州六小", "龙，宇树"]

    @given(st.text(st.characters(codec=None, exclude_categories=())))
    def test_visible_text_is_as_long_and_can_be_encoded(self, text: str) -> None:
        assert len(escaping.visible(text)) == len(text)
        escaping.visible(text).encode()


class TestMarkdown:
    @pytest.mark.parametrize("answered", [True, False])
    def test_text_never_becomes_markdown(self, answered: bool) -> None:
        texts = [
            HOSTILE,
            "# head",
            "1. one",
            "- item",
            "> quote",
            "| a | b |",
            "~~x~~",
            "www.example.org",
            "&amp; a@b.cd",
        ]
        for text in texts:
            answer = replace(hostile(text), answered=answered)
            page = Page(MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(markdown.markdown(answer)))
            assert {tag for tag, _ in page.elements} <= {"p", "strong", "blockquote", "ol", "li"}
            assert "".join(escaping.visible(text).split()) in "".join(page.shown.split())

    def test_an_answer(self) -> None:
        assert markdown.markdown(ANSWER, DOCUMENTS).splitlines() == [
            "**24**",
            "",
            r"> Hangzhou boasts 24 unicorn companies\. \[1\]",
            "",
            r"1. A title · Guo Bin · 2025\-03\-19 · a\.txt · at 19 % · characters 11–48",
        ]


class TestHtml:
    @pytest.mark.parametrize("answered", [True, False])
    @given(text=st.one_of(st.text(), st.text("<>&\"'`= /abimgscript!-"), st.just(HOSTILE)))
    def test_no_text_makes_an_element_or_an_attribute(self, answered: bool, text: str) -> None:
        harmless = replace(hostile("harmless"), answered=answered)
        expected = Page(everything_html(harmless, documents_of("harmless")))
        page = Page(everything_html(replace(hostile(text), answered=answered), documents_of(text)))
        # An empty text may leave its element out; none adds one.
        assert set(page.elements) <= {*expected.elements, ("em", frozenset())}
        assert len(page.elements) <= len(expected.elements) + 1
        assert page.open == []

    def test_text_is_shown_as_it_is(self) -> None:
        page = Page(page.answer_html(1, hostile(HOSTILE)))
        assert escaping.visible(HOSTILE) in page.shown

    def test_the_short_answer_is_bold_and_the_quote_marked_in_its_passage(self) -> None:
        assert "<strong>24</strong></p>" in page.answer_html(1, ANSWER)
        marked = '<mark data-n="1">Hangzhou boasts <strong>24</strong> unicorn companies.</mark> After it.'
        assert f"Before it. {marked}</blockquote>" in page.sources_html(1, ANSWER)

    def test_a_citation_points_at_its_source(self) -> None:
        bubble = page.answer_html(7, ANSWER)
        assert 'data-turn="7" data-source="hz-source-7-1" data-n="1" aria-label="Source 1: A title"' in bubble
        assert 'id="hz-source-7-1"' in page.sources_html(7, ANSWER)

    def test_a_source_has_title_details_and_place(self) -> None:
        shown = Page(page.sources_html(1, ANSWER, DOCUMENTS)).shown
        for part in ("A title", "Guo Bin · 2025-03-19", "at 19 % · characters 11–48", "a.txt"):
            assert part in shown

    def test_quotes_of_one_passage_share_a_source_and_overlap_without_loss(self) -> None:
        second = Citation(2, "a.txt", "A title", 20, 58, TEXT[20:58])
        section = page.sources_html(1, replace(ANSWER, citations=(CITATION, second)))
        assert section.count("<article") == 1
        assert re.findall(r'<mark data-n="([^"]*)"', section) == ["1", "1 2", "2"]
        assert TEXT in Page(section).shown

    def test_a_quote_that_no_passage_holds_stands_for_itself(self) -> None:
        section = page.sources_html(1, replace(ANSWER, passages=()))
        assert "Hangzhou boasts 24 unicorn companies." in Page(section).shown

    def test_passages_read_but_not_quoted_are_folded_away(self) -> None:
        other = Hit(replace(HIT.passage, start=100, end=158), 2, 0.5, 0.5, 2, 2)
        section = page.sources_html(1, replace(ANSWER, passages=(HIT, other)))
        assert "<details" in section
        assert "Also read: 1 more passage<" in section

    def test_a_refusal_looks_different_and_offers_the_nearest_passages(self) -> None:
        bubble = page.answer_html(1, REFUSAL, DOCUMENTS)
        assert 'class="hz-bubble hz-refused"' in bubble
        assert "Not in these documents" in bubble
        assert "No sentence says who." in bubble
        assert "Nearest passages (1)" in bubble
        assert "Nearest passages" in page.sources_html(1, REFUSAL, DOCUMENTS)
        assert "Confidence" not in bubble

    def test_only_the_current_sources_are_in_sight(self) -> None:
        panel = page.panel_html({1: "one", 2: "two"}, 2)
        assert re.findall(r'data-turn="(\d)"[^>]*?( hidden)?>', panel) == [("1", " hidden"), ("2", "")]

    def test_a_long_question_is_repeated_shortened(self) -> None:
        assert len(Page(page.turn_html(1, "x" * 100_000, "")).shown) < 700
        assert "(no words)" in page.turn_html(1, " ", "")


def test_the_fake_bot_quotes_verbatim() -> None:
    bot = FakeBot()
    answer = bot.ask("How many unicorn companies does Hangzhou have?")
    assert answer.short
    assert answer.short.text == "24"
    for citation in answer.citations:
        assert bot.document(citation.source).text[citation.start : citation.end] == citation.quote
