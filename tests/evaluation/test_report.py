"""The page, on a small run with hostile texts in it."""

import re
from html.parser import HTMLParser

import pytest
from hostile import HOSTILE, TEXT, answer, evaluated, searched
from scripted import ScriptedBot

from askhz.evaluation.figures import AnyEvaluation
from askhz.evaluation.gold import Evidence, GoldQuestion, QuestionSet
from askhz.evaluation.report import MOST_WITH_PASSAGES, html
from askhz.evaluation.running import answer_all
from askhz.evaluation.tables import table
from askhz.records import Answer

VOID = {"meta", "input", "br", "img", "link", "hr"}


class Page(HTMLParser):
    """Tags in balance, the addresses in them, and the text of the page apart from its script and style."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.addresses: list[str] = []
        self.text: list[str] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.handlers: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attributes:
            if name in ("src", "href", "xlink:href", "action", "data", "poster", "srcset"):
                self.addresses.append(value or "")
            if name.startswith("on"):
                self.handlers.append(name)
            if name == "id":
                self.ids.append(value or "")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("script", "style"):
            self.text.append(data)


PAGES: dict[str, list[tuple[str, AnyEvaluation]]] = {
    "one": [("reader", evaluated())],
    "several": [("sentence judge", evaluated(0.3)), (f"reader {HOSTILE}", evaluated()), ("$third$", evaluated(1.0))],
    "search": [("cisi", searched())],
    "both": [("reader", evaluated()), ("cisi", searched()), ("other", searched())],
    "foreign": [("阅读器", evaluated(kind=f"数量 {HOSTILE} $x$", name=HOSTILE))],
}


@pytest.mark.parametrize("evaluations", PAGES.values(), ids=PAGES)
def test_the_page_is_whole_fetches_nothing_and_runs_no_text(evaluations: list[tuple[str, AnyEvaluation]]) -> None:
    page = html(evaluations)
    parsed = Page(page)
    assert parsed.open == []
    assert all(address.startswith("#") for address in parsed.addresses)
    assert not {"link", "img", "iframe", "object", "base", "form"} & set(parsed.tags)
    assert parsed.tags.count("script") == 1
    assert parsed.handlers == []
    assert len(parsed.ids) == len(set(parsed.ids))
    assert {address.removeprefix("#") for address in parsed.addresses} <= set(parsed.ids)
    assert "@import" not in page
    assert all(target.startswith("#") for target in re.findall(r"url\(([^)]*)\)", page))
    assert "default-src 'none'" in page
    assert "<script>alert" not in page
    assert "http://www.w3.org" not in page


def test_hostile_text_is_shown_as_what_it_is() -> None:
    asked = GoldQuestion(HOSTILE, HOSTILE, HOSTILE, (HOSTILE,), (HOSTILE,), (Evidence(HOSTILE, HOSTILE),), True)
    refusal = Answer("", False, "", None, 0.1, HOSTILE, (), ())
    evaluation = answer_all(ScriptedBot({HOSTILE: refusal}), QuestionSet(HOSTILE, "native", (asked,)))
    shown = Page(html([(HOSTILE, evaluation)], title=HOSTILE)).text
    of_the_set = ["title", "heading", "set's name", "kind in the table", "kind in the plot", "kind in the filter"]
    of_the_miss = ["question", "kind", "history", "reason of declining", "allowed answer", "evidence", "source", "id"]
    assert sum(HOSTILE in text for text in shown) == len(of_the_set + of_the_miss)


def test_characters_that_act_are_made_visible() -> None:
    asked = GoldQuestion("q", "Who\x1b[31m\u202e?", "who", (), (), (Evidence("He"),), True)
    refusal = Answer("", False, "", None, 0.1, "None.", (), ())
    page = html(
        [("reader", answer_all(ScriptedBot({asked.question: refusal}), QuestionSet("one", "native", (asked,))))]
    )
    assert "Who␛[31m�?" in page
    assert not set(page) & {"\x1b", "\u202e"}


def test_quotes_and_passages_get_no_white_space_of_the_page() -> None:
    asked = GoldQuestion("q", "Who?", "who", (), (), (Evidence(TEXT[:23]),), True)
    evaluation = answer_all(ScriptedBot({"Who?": answer(24, 30, 0.9)}), QuestionSet("one", "native", (asked,)))
    page = html([("reader", evaluation)])
    assert "<blockquote>&lt;scrip<cite>[1] a&lt;b&gt;.txt 24–30</cite></blockquote>" in page
    assert "<blockquote>Zhang Min founded Bowu.<cite></cite></blockquote>" in page
    assert "<li><p><mark>Zhang Min founded Bowu.</mark> &lt;script&gt;" in page
    assert " Robots walk.</p><cite>a&lt;b&gt;.txt 0–" in page


def test_the_last_of_many_missed_questions_have_no_passages() -> None:
    asked = GoldQuestion("q", "Who?", "who", (), (), (Evidence("He"),), True)
    missed = QuestionSet("many", "native", (asked,) * (MOST_WITH_PASSAGES + 2))
    page = html([("reader", answer_all(ScriptedBot({"Who?": answer(0, 9, 0.9)}), missed))])
    assert page.count('class="passages"') == MOST_WITH_PASSAGES
    assert "The passages of the last 2 are left out to keep the page small." in page


def test_the_page_is_the_same_every_time_but_for_its_times() -> None:
    evaluation = evaluated()
    assert html([("a", evaluation)]) == html([("a", evaluation)])


def test_every_missed_question_is_listed_with_what_was_expected() -> None:
    page = html(PAGES["one"])
    assert re.findall(r'class="miss" data-stage="([^"]*)"', page) == ["not read", "answered wrongly"]
    assert "<mark>Zhang Min founded Bowu.</mark>" in page
    assert "The documents hold no answer." in page


def test_nothing_missed_is_said() -> None:
    questions = QuestionSet("one", "native", (GoldQuestion("q", "Who?", "who", (), (), (Evidence(TEXT[:23]),), True),))
    page = html([("reader", answer_all(ScriptedBot({"Who?": answer(0, 23, 0.9)}), questions))])
    assert "None: every question was answered or declined rightly." in page


def test_side_by_side_marks_the_better() -> None:
    page = html([("low", evaluated(0.3)), ("high", evaluated(1.0))])
    # Given with 0.3 (right) and 0.5, 0.4 (wrong), or with 1.0 in the place of 0.3.
    low, high = (0.7 + 0.5 + 0.4) / 3, (0.0 + 0.5 + 0.4) / 3
    row = page[page.index("<tr><th>Calibration error<") :]
    cells = re.findall(r"<td( class=best)?>([^<]*)</td>", row[: row.index("</tr>")])
    assert cells == [("", f"{low:.3f}"), (" class=best", f"{high:.3f}")]


def test_quotes_that_are_not_word_for_word_raise_an_alarm() -> None:
    evaluation = evaluated(text="another text")
    assert "Quotes that are not word for word" in html([("a", evaluation)])
    assert "Quotes word for word           not in 3 answers; first in q1: citation 1" in table(evaluation)


@pytest.mark.slow
def test_plots_take_the_colours_of_the_page() -> None:
    page = html(PAGES["several"])
    assert page.count("<svg") == 1 + 3 + 3
    svgs = "".join(re.findall(r"<svg.*?</svg>", page, re.DOTALL))
    assert "var(--s0)" in svgs
    assert "var(--ink)" in svgs
    assert not re.search(r"#010[123]", svgs)
    assert ">$third$</text>" in svgs  # a label, not a formula


@pytest.mark.parametrize("kind", ["#010299", "#010101"])
def test_a_kind_called_like_a_colour_keeps_its_name(kind: str) -> None:
    page = html([("reader", evaluated(kind=kind))])
    svgs = "".join(re.findall(r"<svg.*?</svg>", page, re.DOTALL))
    assert f">{kind}" in svgs
    assert f'"{kind}' not in svgs


def test_a_report_needs_an_evaluation() -> None:
    with pytest.raises(ValueError, match="at least one"):
        html([])
