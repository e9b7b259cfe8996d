"""The page in headless Chromium, with every address but its own refused.

One long module, so that all tests share one browser and one server: starting them takes longer than any test.
"""

from __future__ import annotations

import gc
import io
import json
import re
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import DOCUMENTS, HOSTILE, FakeBot
from fakes import open_fake
from indexes import update, write
from playwright.sync_api import Locator, Page, Route, expect

from askhz.documents.markdown import read_markdown
from askhz.documents.reader import About
from askhz.records import Answer, Document
from askhz.render import to_json, visible
from askhz.web import start

pytestmark = pytest.mark.browser

UNICORNS = "How many unicorn companies does Hangzhou have?"
FOUNDER = "Who founded Hangzhou Bowu Culture?"
UNKNOWN = "Which bank lends?"
DRAGONS = "Why do dragons and founders emerge in Hangzhou, among unicorn companies?"
STATION = f"""# Stations

Every station is staffed.

| Station | Altitude |
| --- | --- |
| **Hartsgate** | 530 m. |
| Lowmoor | 210 m. |

1. Take `the key` of the hut.
2. Open it slowly. {HOSTILE}

{" ".join(["Verylongwordsthatgoon" * 12] * 3)}
"""

LARGE = "# A large book\n\n" + "\n\n".join(
    f"## Chapter {n}\n\n" + f"The heron of chapter {n} waits at the weir, and it never hurries. " * 60
    for n in range(480)
)


def markdown(text: str, name: str) -> Document:
    (document,) = read_markdown(io.BytesIO(text.encode()), About(name, name, name))
    assert isinstance(document, Document)
    return document


@pytest.fixture(scope="module")
def bot() -> FakeBot:
    return FakeBot([*DOCUMENTS, markdown(STATION, "station.md")])


@pytest.fixture(scope="module")
def address(bot: FakeBot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("page")
    folder = home / "index"
    update(write(home / "texts", {source: one.text for source, one in bot.texts.items()}), folder)
    running = start(bot, folder, port=0, examples=[UNICORNS, FOUNDER], open_encoder=open_fake)
    yield running.address
    running.close()
    del running
    gc.collect()


def box(page: Page) -> Locator:
    return page.locator("#hz-box")


def asked(page: Page, question: str) -> Locator:
    """Asks by typing, and gives what was answered once it is there."""
    done = page.locator(".hz-answer:not(.hz-pending)")
    before = done.count()
    box(page).fill(question)
    box(page).press("Enter")
    expect(done).to_have_count(before + 1)
    expect(box(page)).to_have_value("")
    return done.last


@pytest.fixture
def held(bot: FakeBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """From now on answers wait for this."""
    ask, go_on = bot.ask, threading.Event()

    def wait(question: str, /, **options: Any) -> Answer:
        assert go_on.wait(120)
        return ask(question, **options)

    monkeypatch.setattr(bot, "ask", wait)
    yield go_on
    go_on.set()


def answer_with(page: Page, answer: dict[str, Any]) -> None:
    """From now on the server answers so."""
    stream = f'event: turn\ndata: {{"n": 1}}\n\nevent: answer\ndata: {json.dumps(answer)}\n\n'
    page.route("**/ask", lambda route: route.fulfill(body=stream, content_type="text/event-stream"))


def test_an_answer_opens_its_source_beside_it_with_the_quote_and_the_short_answer_marked(
    opened: Callable[..., Page],
) -> None:
    page = opened()
    expect(page).to_have_title("askhz")
    page.get_by_role("button", name=UNICORNS).click()
    answer = page.locator(".hz-answer:not(.hz-pending)")
    expect(answer.locator(".hz-short")).to_have_text("24")
    expect(answer.locator(".hz-quote")).to_have_text("Hangzhou boasts 24 unicorn companies, ranking fourth.")
    expect(answer.locator("figcaption")).to_have_text("A city and its dragons · Guo Bin")
    expect(answer.locator(".hz-doubt")).to_contain_text("Near certain")
    viewer = page.get_by_role("complementary", name="Document", exact=True)
    expect(viewer.locator(".hz-mark")).to_be_in_viewport(ratio=1)
    expect(viewer.locator(".hz-mark")).to_have_text("Hangzhou boasts 24 unicorn companies, ranking fourth.")
    expect(viewer.locator(".hz-mark-short")).to_have_text("24")
    expect(viewer).to_contain_text("Nothing more is told in this sentence")
    beside, right = answer.bounding_box(), viewer.bounding_box()
    assert beside
    assert right
    assert beside["x"] + beside["width"] <= right["x"]
    expect(box(page)).to_be_focused()
    expect(page.locator("button.hz-document")).to_have_count(3)
    viewer.get_by_label("Find in this document").fill("TELEPHONES")
    expect(viewer.locator(".hz-found")).to_have_text("1 of 1")
    # The conversation lives in Gradio's component once that is there.
    expect(page.locator("#hz-chat .hz-turn")).to_have_count(1)


def test_citations_work_from_the_keyboard_and_lead_back(opened: Callable[..., Page]) -> None:
    page = opened(viewport={"width": 1000, "height": 700})
    answer = asked(page, DRAGONS)
    citation = answer.get_by_role("button", name="Quote 1: open A city and its dragons there")
    citation.focus()
    page.keyboard.press("Enter")
    viewer = page.locator("#hz-viewer")
    expect(viewer).to_be_focused()
    expect(viewer.locator(".hz-position")).to_have_text("1 of 2")
    page.keyboard.press("Alt+j")
    expect(viewer.locator(".hz-position")).to_have_text("2 of 2")
    expect(viewer.locator('.hz-mark[data-n="2"]').first).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(viewer).to_be_hidden()
    expect(citation).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(box(page)).to_be_focused()


def test_a_refusal_shows_the_nearest_passages_once_and_no_share(opened: Callable[..., Page]) -> None:
    page = opened()
    refusal = asked(page, UNKNOWN)
    expect(refusal.locator(".hz-verdict")).to_have_text("Not in your documents")
    expect(refusal).not_to_contain_text("%")
    expect(page.locator(".hz-near")).to_have_count(3)
    refusal.get_by_role("button", name=re.compile("Show all")).click()
    assert page.locator(".hz-near").count() > 3
    page.locator(".hz-near").first.click()
    expect(page.locator("#hz-viewer .hz-mark").first).to_be_in_viewport()


def test_doubt_conflict_readings_and_what_was_understood_are_seen(opened: Callable[..., Page], bot: FakeBot) -> None:
    page = opened()

    sure = to_json(bot.ask(UNICORNS))
    answer_with(
        page, sure | {"confidence": 0.31, "conflict": True, "understood": "How many unicorns?", "quoted_in": "en"}
    )
    doubtful = asked(page, UNICORNS)
    expect(doubtful.locator(".hz-short")).to_have_count(0)
    expect(doubtful.locator(".hz-doubt")).to_contain_text("Doubtful")
    expect(doubtful.locator(".hz-bar .hz-on")).to_have_count(1)
    expect(doubtful).to_contain_text("Your sources differ")
    expect(doubtful.locator(".hz-quoted-in")).to_have_text("Answered from documents in English")
    expect(doubtful.locator(".hz-understood q")).to_have_text("How many unicorns?")
    answer_with(page, sure | {"ambiguous": True, "readings": ["<i>Which</i> city?", {"question": "Which lake?"}]})
    expect(asked(page, "Which?").locator(".hz-choice")).to_have_text(["<i>Which</i> city?", "Which lake?"])
    answer_with(page, sure | {"kind": "social", "answered": False, "citations": [], "reason": "Good morning."})
    social = asked(page, "Hello")
    expect(social).to_have_text("Good morning.")
    expect(page.locator(".hz-social .hz-doubt")).to_have_count(0)


def test_a_question_appears_at_once_can_be_stopped_and_asked_again(
    opened: Callable[..., Page], held: threading.Event
) -> None:
    page = opened()
    box(page).press("Enter")
    expect(page.locator(".hz-turn")).to_have_count(0)
    box(page).fill(FOUNDER)
    box(page).press("Enter")
    expect(page.locator(".hz-turn h3")).to_have_text(f"You asked: {FOUNDER}")
    expect(page.locator(".hz-pending")).to_be_visible()
    box(page).fill("And then?")
    box(page).press("Enter")
    expect(box(page)).to_have_value("And then?")
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".hz-stopped")).to_be_visible()
    held.set()
    page.get_by_role("button", name="Ask again", exact=True).click()
    expect(page.locator(".hz-quote")).to_have_text("Zhang Min founded Hangzhou Bowu Culture.")
    expect(page.locator(".hz-turn")).to_have_count(1)


@pytest.mark.parametrize(("status", "said"), [(503, "Too many people"), (0, "cannot be reached")])
def test_a_question_that_is_not_taken_stays_in_the_box(opened: Callable[..., Page], status: int, said: str) -> None:
    page = opened()
    page.route("**/ask", lambda route: route.fulfill(status=status, body="{}") if status else route.abort())
    box(page).fill(FOUNDER)
    box(page).press("Enter")
    expect(page.get_by_role("alert")).to_contain_text(said)
    expect(box(page)).to_have_value(FOUNDER)
    expect(page.locator(".hz-turn")).to_have_count(0)


@pytest.mark.parametrize(("question", "said"), [("x" * 100_000, "at most"), ("break", "went wrong")])
def test_an_error_is_said_and_the_page_goes_on(opened: Callable[..., Page], question: str, said: str) -> None:
    page = opened()
    error = asked(page, question)
    expect(error).to_have_class(re.compile("hz-error"))
    expect(error).to_contain_text(said)
    expect(page.get_by_text("Traceback")).to_have_count(0)
    expect(asked(page, UNICORNS).locator(".hz-short")).to_have_text("24")


def test_a_question_asked_before_the_page_knows_that_conversations_are_kept_is_kept(
    opened: Callable[..., Page],
) -> None:
    page = opened()
    held: list[Route] = []
    page.route("**/api/v1/health", lambda route: held.append(route))
    page.reload(wait_until="domcontentloaded")
    page.locator("#hz-box").fill(FOUNDER)
    page.keyboard.press("Enter")
    expect(page.locator(".hz-question")).to_have_count(1)
    page.wait_for_timeout(500)
    for route in held:
        route.continue_()
    page.unroute("**/api/v1/health")
    expect(page.locator(".hz-quote")).to_have_count(1)
    page.reload()
    expect(page.locator(".hz-quote")).to_have_count(1)


def test_a_conversation_outlives_reload_and_back_and_is_listed_renamed_and_deleted(
    opened: Callable[..., Page], bot: FakeBot
) -> None:
    page = opened()
    asked(page, FOUNDER)
    asked(page, "What did she say?")
    assert bot.asked[-1] == ("What did she say?", (FOUNDER,))
    page.reload()
    expect(page.locator(".hz-quote")).to_have_count(2)
    expect(page.locator("#hz-viewer .hz-mark").first).to_be_in_viewport()
    page.get_by_role("button", name="New chat").click()
    expect(page.locator(".hz-turn")).to_have_count(0)
    expect(box(page)).to_be_focused()
    page.go_back()
    expect(page.locator(".hz-turn")).to_have_count(2)
    row = page.locator("#hz-conversation-list .hz-row", has=page.locator('[aria-current="true"]'))
    row.get_by_role("button", name=re.compile("Actions")).click()
    page.get_by_role("menuitem", name="Rename").click()
    page.keyboard.type("Zhang Min")
    page.keyboard.press("Enter")
    row = page.locator("#hz-conversation-list .hz-row", has_text="Zhang Min")
    row.get_by_role("button", name=re.compile("Actions")).click()
    page.get_by_role("menuitem", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(row).to_have_count(0)
    expect(page.locator(".hz-turn")).to_have_count(0)


def test_a_question_is_recalled_and_edited(opened: Callable[..., Page]) -> None:
    page = opened()
    asked(page, FOUNDER)
    box(page).press("ArrowUp")
    expect(box(page)).to_have_value(FOUNDER)
    box(page).press("ArrowDown")
    expect(box(page)).to_have_value("")
    page.get_by_role("button", name="Edit and ask again").click()
    page.locator(".hz-edit-box").fill(UNICORNS)
    page.keyboard.press("Enter")
    expect(page.locator(".hz-short")).to_have_text("24")
    expect(page.locator(".hz-turn")).to_have_count(1)
    page.reload()
    expect(page.locator(".hz-turn h3")).to_have_text(f"You asked: {UNICORNS}")


def test_addresses_ask_and_open_a_place(opened: Callable[..., Page], bot: FakeBot) -> None:
    page = opened(f"?q={UNICORNS}")
    expect(page.locator(".hz-short")).to_have_text("24")
    text = bot.document("city.txt").text
    start = text.index("Zhang Min")
    page = opened(f"#doc=city.txt&start={start}&end={start + 9}")
    expect(page.locator("#hz-viewer .hz-mark")).to_have_text("Zhang Min")
    expect(page.locator("#hz-viewer .hz-mark")).to_be_in_viewport()


def test_a_document_of_two_megabytes_opens_at_its_place_and_is_searched(
    opened: Callable[..., Page], bot: FakeBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = LARGE.index("The heron of chapter 400")
    assert len(LARGE) > 1_900_000
    monkeypatch.setitem(bot.texts, "large.md", markdown(LARGE, "large.md"))
    page = opened(f"#doc=large.md&start={start}&end={start + 63}")
    viewer = page.locator("#hz-viewer")
    expect(viewer.locator(".hz-mark")).to_contain_text("The heron of chapter 400")
    expect(viewer.locator(".hz-mark").first).to_be_in_viewport()
    viewer.get_by_label("Find in this document").fill("Chapter 479")
    expect(viewer.locator(".hz-found")).to_have_text("1 of 61")
    assert viewer.locator(".doc-section").count() > 20  # each is laid out once it comes near


def test_a_log_of_one_paragraph_is_laid_out_piece_by_piece_and_found_in(
    opened: Callable[..., Page], bot: FakeBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [f"07:{n // 60 % 60:02}:{n % 60:02} INFO the gauge at weir {n} reads {n % 7} metres" for n in range(6000)]
    log = Document("gauge.log", "gauge.log", "\n".join(lines), "d9", {})
    monkeypatch.setitem(bot.texts, "gauge.log", log)
    start = log.text.index(lines[5000])
    page = opened(f"#doc=gauge.log&start={start}&end={start + len(lines[5000])}")
    viewer = page.locator("#hz-viewer")
    expect(viewer.locator(".hz-mark")).to_have_text(lines[5000])
    expect(viewer.locator(".hz-mark")).to_be_in_viewport()
    assert viewer.locator(".doc-section").count() > 20
    viewer.get_by_label("Find in this document").fill("weir 4321 reads")
    expect(viewer.locator(".hz-found")).to_have_text("1 of 1")


def test_tables_and_lists_are_such_and_hostile_text_stays_text(opened: Callable[..., Page]) -> None:
    page = opened()
    answer = asked(page, "Which altitude has the station Hartsgate?")
    expect(answer.locator("th")).to_have_text(["Station", "Altitude"])
    expect(answer.locator("td").first.locator("strong")).to_have_text("Hartsgate")
    expect(answer).not_to_contain_text("**")
    viewer = page.locator("#hz-viewer")
    expect(viewer.locator("li code").first).to_have_text("the key")
    asked(page, f"What does the hostile sample read? {HOSTILE}")
    expect(page.locator(".hz-turn h3").last).to_contain_text(visible(HOSTILE)[:200])
    expect(page.locator(".hz-quote").last).to_contain_text(visible(HOSTILE)[:40])
    expect(viewer.locator("h2")).to_contain_text("Title <img src=x")
    inside = page.locator(".hz-turn, #hz-viewer, .hz-left")
    expect(inside.locator("img, script, style, a, iframe, math")).to_have_count(0)
    expect(inside.locator("[onerror], [onclick], [onfocus], [href], [src]")).to_have_count(0)
    assert "\u202e" not in page.locator("body").inner_text()


def test_documents_are_added_chosen_and_removed(opened: Callable[..., Page]) -> None:
    page = opened()
    page.get_by_role("button", name="Add documents").click()
    page.get_by_label("Text", exact=True).fill("The heron waits at the weir. It never hurries.")
    page.get_by_label("Title (optional)", exact=True).fill("Herons")
    page.get_by_role("dialog").get_by_role("button", name="Add", exact=True).first.click()
    expect(page.locator("#hz-job")).to_contain_text("1 added")
    heron = page.locator("#hz-document-list .hz-row", has_text="Herons")
    expect(heron).to_have_count(1)
    heron.get_by_role("button", name=re.compile("Actions")).click()
    page.get_by_role("menuitem", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(heron).to_have_count(0)
    page.locator("#hz-document-list .hz-row", has_text="city").first.get_by_role("checkbox").check()
    expect(page.locator("#hz-chosen")).to_contain_text("Asking in 1 chosen document")
    with page.expect_request("**/ask") as request:
        box(page).fill(UNICORNS)
        box(page).press("Enter")
    sent = request.value.post_data_json
    assert sent is not None
    assert sent["sources"] == ["city.txt"]


def test_a_phone_has_the_document_over_the_conversation_and_nothing_to_scroll_sideways(
    opened: Callable[..., Page],
) -> None:
    page = opened(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    answer = asked(page, UNICORNS)
    expect(page.locator("#hz-viewer")).to_be_hidden()
    answer.locator(".hz-cite").tap()
    expect(page.locator("#hz-viewer .hz-mark")).to_be_in_viewport()
    page.get_by_role("button", name="Close").tap()
    expect(answer.locator(".hz-cite")).to_be_focused()
    page.get_by_role("button", name="Documents and conversations").tap()
    expect(page.locator("button.hz-document").first).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    small = page.evaluate(
        """() => [...document.querySelectorAll("#hz button, #hz summary, #hz label")]
            .filter((one) => !one.closest(".hz-unseen, .hz-find"))
            .map((one) => [one, one.getBoundingClientRect()])
            .filter(([, box]) => box.width && (box.height < 44 || box.width < 34))
            .map(([one]) => one.outerHTML.slice(0, 80))"""
    )
    assert small == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_and_the_colours_are_the_systems(opened: Callable[..., Page], scheme: str) -> None:
    page = opened(color_scheme=scheme)
    asked(page, UNKNOWN)
    asked(page, "Which altitude has the station Hartsgate?")
    expect(page.locator("#hz-viewer .hz-mark").first).to_be_visible()
    found = Axe().run(page).response["violations"]
    assert [
        (one["id"], one["nodes"][0]["html"][:200]) for one in found if one["impact"] in ("serious", "critical")
    ] == []
    background = page.locator("#hz").evaluate("element => getComputedStyle(element).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", background)[:3])) < 180) == (scheme == "dark")
    page.get_by_role("button", name="Light or dark").click()
    assert page.locator("#hz").evaluate("element => getComputedStyle(element).backgroundColor") != background


def test_the_first_view_waits_for_nothing_of_gradios(opened: Callable[..., Page]) -> None:
    page = opened()
    expect(page.locator("#hz-chat .hz-talk")).to_have_count(1)
    blocking, painted, gradio = page.evaluate(
        """() => {
            const loaded = performance.getEntriesByType("resource");
            const starts = loaded.filter((one) => one.name.includes("/assets/")).map((one) => one.startTime);
            const [paint] = performance.getEntriesByName("first-contentful-paint");
            const blocking = loaded.filter((one) => one.renderBlockingStatus === "blocking").map((one) => one.name);
            return [blocking, paint.startTime, Math.min(...starts)];
        }"""
    )
    assert blocking == []
    assert painted < gradio


def test_what_was_respelt_or_filled_in_is_taken_back_by_one_click(opened: Callable[..., Page], bot: FakeBot) -> None:
    page = opened()
    answer = to_json(bot.ask(UNICORNS))
    answer_with(page, answer | {"understood": "How many unicorn companies does Hangzhou have today?"})
    asked(page, UNICORNS)
    page.unroute("**/ask")
    with page.expect_request("**/ask") as request:
        page.get_by_role("button", name="Ask exactly what I typed").click()
    assert request.value.post_data_json == {"question": UNICORNS, "as_typed": True}
    expect(page.locator(".hz-understood")).to_have_count(0)
    expect(page.locator(".hz-turn")).to_have_count(1)
    expect(page.locator(".hz-short")).to_have_text("24")


def test_the_page_speaks_the_browsers_language_and_says_so(opened: Callable[..., Page]) -> None:
    page = opened(locale="zh-CN")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(page.get_by_role("button", name="新对话")).to_be_visible()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("button", name="New chat")).to_be_visible()


def test_a_quote_is_copied_with_its_source(opened: Callable[..., Page]) -> None:
    page = opened(permissions=["clipboard-read", "clipboard-write"])
    answer = asked(page, UNICORNS)
    copied = {}
    for kind in ("With source", "As Markdown", "As BibTeX"):
        answer.locator("figcaption").get_by_role("button", name="Copy quote").click()
        page.get_by_role("menuitem", name=kind).click()
        expect(page.locator("#hz-said")).to_have_text("Copied")
        copied[kind] = page.evaluate("navigator.clipboard.readText()")
        page.evaluate("document.getElementById('hz-said').textContent = ''")
    quote = "Hangzhou boasts 24 unicorn companies, ranking fourth."
    assert copied["With source"] == f"“{quote}”\n— Guo Bin, A city and its dragons, Review · city.txt"
    assert copied["As Markdown"].startswith(f"> {quote}\n>\n> — Guo Bin")
    assert "author = {Guo Bin}" in copied["As BibTeX"]
