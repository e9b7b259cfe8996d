"""The page in headless Chromium, with every address but its own refused.

One long module, so that all tests share one browser and one page: starting them takes longer than any test.
"""

from __future__ import annotations

import gc
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from browser import CHROMIUM_ARGUMENTS, CITY, GRADIO_LEAVES_OPEN, HOSTILE, FakeBot, chromium
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Dialog,
    FloatRect,
    Locator,
    Page,
    Route,
    expect,
    sync_playwright,
)

from askhz.records import Answer
from askhz.render import visible
from askhz.web import start

pytestmark = [pytest.mark.browser, *GRADIO_LEAVES_OPEN]

UNICORNS = "How many unicorn companies does Hangzhou have?"
FOUNDER = "Who founded Hangzhou Bowu Culture?"
UNKNOWN = "Which bank lends?"
HOSTILE_QUESTION = f"What does the hostile sample read? {HOSTILE}"


@dataclass
class Watch:
    """What a browser did that it should not have done."""

    outside: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def bot() -> FakeBot:
    return FakeBot()


@pytest.fixture(scope="module")
def address(bot: FakeBot) -> Iterator[str]:
    running = start(bot, port=0, examples=[UNICORNS, FOUNDER])
    yield running.address
    running.close()
    del running
    gc.collect()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(CHROMIUM_ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def watch() -> Iterator[Watch]:
    watch = Watch()
    yield watch
    assert watch.outside == []
    assert watch.dialogs == []
    assert watch.errors == []


@pytest.fixture
def opened(browser: Browser, address: str, watch: Watch) -> Iterator[Callable[..., Page]]:
    """Opens the page in a browser of its own, watched, with the options of a Playwright context."""
    contexts: list[BrowserContext] = []

    def refuse_outside(route: Route) -> None:
        url = route.request.url
        if urlsplit(url).scheme in ("data", "blob") or url.startswith(address):
            route.continue_()
        else:
            watch.outside.append(url)
            route.abort()

    def dialog_opened(dialog: Dialog) -> None:
        watch.dialogs.append(dialog.message)
        dialog.dismiss()

    def open_page(**options: Any) -> Page:
        context = browser.new_context(reduced_motion="reduce", **options)
        contexts.append(context)
        context.route("**/*", refuse_outside)
        context.route_web_socket(re.compile(".*"), lambda socket: watch.outside.append(socket.url))
        context.on("dialog", dialog_opened)
        context.on("weberror", lambda error: watch.errors.append(str(error.error)))
        context.on("console", lambda said: watch.errors.append(said.text) if said.type == "error" else None)
        page = context.new_page()
        page.goto(address)
        expect(page.get_by_placeholder("Ask about your documents")).to_be_editable()
        expect(page.locator("button.hz-example")).to_have_count(2)
        return page

    yield open_page
    for context in contexts:
        context.close()


def asked(page: Page, question: str) -> Locator:
    """Asks by typing, and gives the bubble of the answer once it is there."""
    done = page.locator(".hz-bubble:not(.hz-pending)")
    before = done.count()
    box = page.get_by_placeholder("Ask about your documents")
    box.fill(question)
    box.press("Enter")
    expect(done).to_have_count(before + 1)
    expect(box).to_have_value("")
    return done.last


def last_asked(bot: FakeBot) -> tuple[str, tuple[str, ...]]:
    return bot.asked[-1]


def is_covered(element: Locator) -> bool:
    """Whether something else lies over the middle of an element, the window's edge included."""
    covered: bool = element.evaluate(
        """element => {
            const box = element.getClientRects()[0];
            const there = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
            return !(there && (element.contains(there) || there.contains(element)));
        }"""
    )
    return covered


def box_of(element: Locator) -> FloatRect:
    box = element.bounding_box()
    assert box is not None
    return box


def test_an_answer_has_its_short_form_in_bold_and_its_source_beside_it(opened: Callable[..., Page]) -> None:
    page = opened()
    expect(page).to_have_title("askhz")
    expect(page.get_by_role("heading", name="askhz")).to_be_visible()
    answer = asked(page, UNICORNS)
    expect(answer.locator(".hz-short strong")).to_have_text("24")
    expect(answer).to_contain_text("Hangzhou boasts 24 unicorn companies, ranking fourth. [1]")
    expect(answer).to_contain_text("Confidence 93 %")
    source = page.locator(".hz-source").first
    expect(source).to_contain_text("A city and its dragons")
    expect(source).to_contain_text("Guo Bin · Review")
    quote = "Hangzhou boasts 24 unicorn companies, ranking fourth."
    start = CITY.index(quote)
    expect(source).to_contain_text(f"characters {start}–{start + len(quote)}")
    expect(source.locator("mark")).to_have_text(quote)
    beside, beneath = box_of(answer), box_of(source)
    assert beside["x"] + beside["width"] <= beneath["x"]


def test_the_send_button_asks_too(opened: Callable[..., Page]) -> None:
    page = opened()
    page.get_by_placeholder("Ask about your documents").fill(UNICORNS)
    page.locator("#hz-box .submit-button").click()
    expect(page.locator(".hz-short")).to_have_text("24")


def test_a_citation_lights_up_its_source_and_brings_it_into_sight(opened: Callable[..., Page]) -> None:
    page = opened(viewport={"width": 1100, "height": 300})
    answer = asked(page, "Why do dragons and founders emerge in Hangzhou, among unicorn companies?")
    expect(page.locator("mark.hz-lit")).to_have_count(0)
    expect(page.locator('mark[data-n="2"]')).not_to_be_in_viewport()
    answer.get_by_role("button", name="Source 2: A city and its dragons").click()
    lit = page.locator("mark.hz-lit")
    expect(lit).to_have_attribute("data-n", "2")
    expect(lit).to_be_in_viewport(ratio=1)
    expect(page.locator(".hz-source.hz-lit")).to_be_focused()
    answer.get_by_role("button", name="Source 1: A city and its dragons").click()
    expect(lit).to_have_attribute("data-n", "1")


def test_a_citation_of_an_earlier_answer_shows_that_answers_sources(opened: Callable[..., Page]) -> None:
    page = opened()
    asked(page, UNICORNS)
    expect(page.locator("#hz-sources-1")).to_be_visible()
    asked(page, FOUNDER)
    expect(page.locator("#hz-sources-1")).to_be_hidden()
    expect(page.locator("#hz-sources-2")).to_be_visible()
    page.locator("#hz-turn-1 .hz-cite").click()
    expect(page.locator("#hz-sources-1")).to_be_visible()
    expect(page.locator("#hz-sources-2")).to_be_hidden()
    expect(page.locator("#hz-sources-1 mark.hz-lit")).to_contain_text("24 unicorn")


def test_citations_work_from_the_keyboard(opened: Callable[..., Page]) -> None:
    page = opened()
    answer = asked(page, UNICORNS)
    citation = answer.locator(".hz-cite")
    page.get_by_placeholder("Ask about your documents").press("Shift+Tab")
    expect(citation).to_be_focused()
    page.keyboard.press("Enter")
    source = page.locator(".hz-source.hz-lit")
    expect(source).to_be_focused()
    page.keyboard.press("Escape")
    expect(citation).to_be_focused()
    expect(source).to_have_count(0)


def test_a_refusal_looks_different_and_offers_the_nearest_passages(opened: Callable[..., Page]) -> None:
    page = opened()
    answer = asked(page, UNICORNS)
    colour = answer.evaluate("element => getComputedStyle(element).backgroundColor")
    refusal = asked(page, UNKNOWN)
    expect(refusal.locator(".hz-verdict")).to_have_text("Not in your documents")
    expect(refusal.locator(".hz-verdict svg")).to_be_visible()
    expect(refusal).to_contain_text("No sentence speaks of that.")
    expect(refusal).not_to_have_css("background-color", colour)
    expect(refusal.locator(".hz-cite")).to_have_count(0)
    nearest = refusal.locator(".hz-near").nth(2)
    expect(nearest).to_be_hidden()
    refusal.get_by_text("Nearest passages (8)").click()
    expect(nearest).to_be_visible()
    nearest.click()
    expect(page.locator(".hz-source.hz-lit")).to_have_attribute("id", "hz-source-2-3")
    expect(page.locator(".hz-source.hz-lit")).to_be_in_viewport()


def test_a_follow_up_knows_the_questions_before_it_until_a_new_chat(opened: Callable[..., Page], bot: FakeBot) -> None:
    page = opened()
    asked(page, FOUNDER)
    expect(asked(page, "What did she say?")).to_contain_text("Zhang Min founded Hangzhou Bowu Culture.")
    assert last_asked(bot) == ("What did she say?", (FOUNDER,))
    page.get_by_role("button", name="New chat").click()
    expect(page.locator(".hz-turn")).to_have_count(0)
    expect(page.locator(".hz-empty")).to_be_visible()
    asked(page, UNICORNS)
    assert last_asked(bot) == (UNICORNS, ())


@pytest.fixture
def held(bot: FakeBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """From now on answers wait for this."""
    ask, go_on = bot.ask, threading.Event()

    def wait(question: str, /, **options: Any) -> Answer:
        assert go_on.wait(20)
        return ask(question, **options)

    monkeypatch.setattr(bot, "ask", wait)
    yield go_on
    go_on.set()


def test_a_new_chat_while_an_answer_is_awaited_stays_new(
    opened: Callable[..., Page], bot: FakeBot, held: threading.Event
) -> None:
    page = opened()
    box = page.get_by_placeholder("Ask about your documents")
    box.fill(FOUNDER)
    box.press("Enter")
    expect(page.locator(".hz-pending")).to_be_visible()
    page.get_by_role("button", name="New chat").click()
    expect(page.locator(".hz-empty")).to_be_visible()
    held.set()
    page.wait_for_timeout(1500)
    expect(page.locator(".hz-turn")).to_have_count(0)
    asked(page, UNICORNS)
    assert last_asked(bot) == (UNICORNS, ())


def test_a_second_question_while_an_answer_is_awaited_loses_none(
    opened: Callable[..., Page], bot: FakeBot, held: threading.Event
) -> None:
    page = opened()
    page.get_by_role("button", name=FOUNDER).click()
    expect(page.locator(".hz-pending")).to_be_visible()
    box = page.get_by_placeholder("Ask about your documents")
    expect(box).to_be_disabled()
    held.set()
    expect(page.locator(".hz-answered")).to_contain_text("Zhang Min founded Hangzhou Bowu Culture.")
    held.clear()
    box.fill("What did she say?")
    box.press("Enter")
    expect(page.locator(".hz-pending")).to_be_visible()
    box.fill("How many unicorns?")
    box.press("Enter")
    held.set()
    expect(page.locator(".hz-bubble:not(.hz-pending)")).to_have_count(2)
    expect(box).to_have_value("How many unicorns?")
    assert last_asked(bot) == ("What did she say?", (FOUNDER,))


def test_an_example_asks(opened: Callable[..., Page], bot: FakeBot) -> None:
    page = opened()
    page.get_by_role("button", name=FOUNDER).click()
    expect(page.locator(".hz-answered")).to_contain_text("Zhang Min founded Hangzhou Bowu Culture.")
    expect(page.locator(".hz-question")).to_have_text(f"You asked: {FOUNDER}")
    assert last_asked(bot) == (FOUNDER, ())


def test_hostile_text_stays_text(opened: Callable[..., Page]) -> None:
    page = opened()
    answer = asked(page, HOSTILE_QUESTION)
    shown = visible(HOSTILE)
    expect(answer).to_contain_text(shown)
    expect(page.locator(".hz-question")).to_contain_text(shown)
    expect(page.locator(".hz-source mark").first).to_contain_text(shown)
    expect(page.locator(".hz-source h3").first).to_contain_text(shown)
    inside = page.locator("#hz-main :is(.hz-turn, .hz-sources)")
    expect(inside.locator("img, script, style, a, code, em, iframe, math")).to_have_count(0)
    expect(inside.locator("[onerror], [onclick], [onfocus], [href], [src]")).to_have_count(0)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("", "the question is empty"),
        ("x" * 100_000, "the question has 100000 characters"),
        ("break", "Something went wrong inside askhz"),
    ],
)
def test_an_error_is_a_bubble_and_the_page_goes_on(opened: Callable[..., Page], question: str, said: str) -> None:
    page = opened()
    error = asked(page, question)
    expect(error).to_have_class(re.compile("hz-error"))
    expect(error).to_contain_text(said)
    expect(page.get_by_text("Traceback")).to_have_count(0)
    expect(asked(page, UNICORNS).locator(".hz-short")).to_have_text("24")


def test_two_tabs_do_not_mix(opened: Callable[..., Page], bot: FakeBot) -> None:
    first, second = opened(), opened()
    asked(first, FOUNDER)
    expect(second.locator(".hz-turn")).to_have_count(0)
    asked(second, UNICORNS)
    assert last_asked(bot) == (UNICORNS, ())
    expect(first.locator(".hz-turn")).to_have_count(1)
    asked(first, "What did she say?")
    assert last_asked(bot) == ("What did she say?", (FOUNDER,))


def test_a_new_answer_comes_into_sight_and_box_and_sources_stay_there(opened: Callable[..., Page]) -> None:
    page = opened(viewport={"width": 1100, "height": 600})
    for _ in range(4):
        asked(page, UNICORNS)
    newest = page.locator(".hz-turn").last.locator(".hz-short")
    expect(newest).to_be_in_viewport(ratio=1)
    assert not is_covered(newest)
    page.evaluate("window.scrollTo(0, 0)")
    expect(page.locator(".hz-header")).to_be_in_viewport(ratio=1)
    expect(page.get_by_placeholder("Ask about your documents")).to_be_in_viewport(ratio=1)
    newest.evaluate("element => element.scrollIntoView()")
    expect(page.locator("#hz-sources-4 h2")).to_be_in_viewport(ratio=1)


def test_a_phone_has_the_sources_below_and_nothing_to_scroll_sideways(opened: Callable[..., Page]) -> None:
    page = opened(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    answer = asked(page, HOSTILE_QUESTION)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    answer.locator(".hz-cite").tap()
    source = page.locator(".hz-source.hz-lit")
    expect(source).to_be_in_viewport()
    above, below = box_of(answer), box_of(source)
    assert above["y"] + above["height"] <= below["y"]
    source.get_by_role("button", name="Back to the answer").tap()
    expect(answer.locator(".hz-cite")).to_be_in_viewport(ratio=1)
    expect(answer.locator(".hz-cite")).to_be_focused()


def test_the_dark_page_is_dark(opened: Callable[..., Page]) -> None:
    page = opened(color_scheme="dark")
    answer = asked(page, UNICORNS)
    for place in (page.locator(".gradio-container").first, answer, page.locator(".hz-source").first):
        background = place.evaluate("element => getComputedStyle(element).backgroundColor")
        letters = place.evaluate("element => getComputedStyle(element).color")
        assert _brightness(background) < 60 < 180 < _brightness(letters)


def _brightness(colour: str) -> float:
    red, green, blue = (int(part) for part in re.findall(r"\d+", colour)[:3])
    return (red + green + blue) / 3
