"""Every view of the page in headless Chromium, in two languages, light and dark; and the whole page by keyboard alone.

The chatbot is the real one over a small index of the fake encoder.
"""

from __future__ import annotations

import gc
import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import FakeBot
from fakes import open_fake
from indexes import settle, update, write
from playwright.sync_api import Browser, Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from askhz.chatbot import Chatbot
from askhz.index import lookup
from askhz.reading.ranker import SentenceRanker
from askhz.web import Access, start
from askhz.web.passwords import password_line

pytestmark = pytest.mark.browser

COLLECTIONS = Path(__file__).parent.parent / "collections"
STATIONS = """# Stations

Every station of the line is staffed until ten in the evening.

## Altitudes

| Station | Altitude |
| --- | --- |
| **Hartsgate** | 530 m |
| Lowmoor | 210 m |

1. Take `the key` of the hut.
2. Open it slowly.

> A station is a place to wait.

```sh
cat /etc/stations
```
"""
TEXTS = {
    "tides.txt": "Tides rise twice a day. The moon pulls the sea.\n\nSailors know the coast by heart.\n",
    "stations.md": STATIONS,
    "heights.csv": "Peak,Height,Climbed\nEiger,3967,1858\nMoench,4110,1857\nJungfrau,4158,1811\n",
    "herons.html": "<h1>Herons</h1><p>Herons wait at the weir.</p><ul><li>They never hurry.</li></ul>",
    **{f"note-{n}.txt": f"Note {n} speaks of nothing in particular.\n" for n in range(8)},
}
WORDS = {"en": ("Actions", "Remove", "Rename", "Text", "Pages"), "zh": ("操作", "移除", "重命名", "文字", "页面")}
SIZES: dict[str, dict[str, Any]] = {
    "desk": {"viewport": {"width": 1440, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}
SMALL = """() => [...document.querySelectorAll("button, a[href], input, textarea, select, summary, [tabindex='0']")]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest(".hz-unseen, [inert]"))
    .map((one) => [one, (one.closest("label:not(.hz-unseen)") ?? one).getBoundingClientRect()])
    .filter(([, box]) => box.width < 43.9 || box.height < 43.9)
    .map(([one, box]) => `${one.outerHTML.slice(0, 90)} ${Math.round(box.width)}x${Math.round(box.height)}`)"""
FOCUS_IS_SEEN = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return false;
    const ringed = [one, one.closest(".hz-field") ?? one].map((some) => getComputedStyle(some));
    if (!ringed.some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1)) return false;
    const { left, top, width, height } = one.getBoundingClientRect();
    const hit = document.elementFromPoint(left + width / 2, top + height / 2);
    return Boolean(hit) && (one.contains(hit) || hit.contains(one));
}"""
STOPS = """() => [...document.querySelectorAll("button, a[href], input, textarea, select, summary, [tabindex='0']")]
    .filter((one) => one.tabIndex >= 0 && !one.disabled && one.checkVisibility({ visibilityProperty: true }))"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("views")
    texts = write(home / "texts", TEXTS)
    shutil.copy(COLLECTIONS / "pdf" / "kickoff-agenda.pdf", texts / "agenda.pdf")
    settle(texts / "agenda.pdf")
    (texts / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing")
    settle(texts / "broken.pdf")
    update(texts, home / "index")
    return home


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    bot = Chatbot(lookup.Index(home / "index", open_encoder=open_fake), SentenceRanker())
    running = start(bot, home / "index", port=0, examples=["How often do tides rise?"], open_encoder=open_fake)
    yield running.address
    running.close()
    bot.close()
    del running
    gc.collect()


class Look:
    """Looks at what a page shows, in light and dark, and keeps what it finds."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.views: list[str] = []
        self.found: list[str] = []
        self._script = Axe().axe_script

    def at(self, view: str) -> None:
        """Look at a view."""
        self.views.append(view)
        self._axe(f"{view}, light", "light", {"resultTypes": ["violations"]})
        self._axe(f"{view}, dark", "dark", {"resultTypes": ["violations"], "runOnly": ["color-contrast"]})
        self.found += [f"{view}: too small: {one}" for one in self.page.evaluate(SMALL)]

    def _axe(self, where: str, scheme: Any, options: dict[str, Any]) -> None:
        self.page.emulate_media(color_scheme=scheme)
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(self._script)
        for one in self.page.evaluate("options => axe.run(document, options)", options)["violations"]:
            if one["impact"] in ("serious", "critical"):
                self.found.append(f"{where}: {one['id']}: {[node['html'][:160] for node in one['nodes'][:3]]}")


def ask(page: Page, question: str) -> None:
    done = page.locator(".hz-answer:not(.hz-pending)")
    before = done.count()
    page.locator("#hz-box").fill(question)
    page.locator("#hz-box").press("Enter")
    expect(done).to_have_count(before + 1)


def side(page: Page) -> None:
    """The documents and conversations, which lie behind a button where the window is narrow."""
    menu = page.locator("#hz-menu")
    if menu.is_visible() and menu.get_attribute("aria-expanded") == "false":
        menu.click()


def row(page: Page, text: str) -> Locator:
    return page.locator("#hz-left .hz-row", has_text=text).first


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_axe_finds_nothing_serious_in_any_view_and_a_finger_hits_everything(
    opened: Callable[..., Page], language: str, size: str
) -> None:
    page = opened(locale={"en": "en-US", "zh": "zh-CN"}[language], **SIZES[size])
    actions, remove, rename, as_text, as_pages = WORDS[language]
    look, dialog, viewer = Look(page), page.locator("#hz-dialog"), page.locator("#hz-viewer")
    close = viewer.locator(".hz-close")
    expect(page.locator(".hz-example")).to_have_count(1)
    look.at("first view")
    page.locator("#hz-help").click()
    look.at("help")
    page.keyboard.press("Escape")
    look_at_documents(page, look, actions, remove)
    for source in ("tides.txt", "stations.md", "heights.csv", "herons.html", "agenda.pdf"):
        side(page)
        page.locator(f'.hz-document[data-source="{source}"]').click()
        expect(viewer.locator(".hz-page img" if source == "agenda.pdf" else ".hz-text").first).to_be_visible()
        look.at(source)
        if source == "agenda.pdf":
            viewer.get_by_role("button", name=as_text, exact=True).click()
            expect(viewer.locator(".hz-text")).to_be_visible()
            look.at("agenda.pdf as text")
            viewer.get_by_role("button", name=as_pages, exact=True).click()
        close.click()
    look_at_answers(page, look)
    page.locator(".hz-cite").first.click()
    expect(viewer.locator(".hz-mark").first).to_be_visible()
    look.at("a citation beside its answer")
    viewer.locator(".hz-find input").fill("moon")
    look.at("find in the document")
    close.click()
    side(page)
    current = page.locator("#hz-conversation-list .hz-row").first
    current.get_by_role("button", name=re.compile(actions)).click()
    look.at("a conversation's actions")
    page.get_by_role("menuitem", name=rename).click()
    look.at("a conversation renamed")
    page.keyboard.press("Escape")
    page.locator("#hz-map-open").click()
    expect(dialog.locator(".hz-legend button")).not_to_have_count(0)
    look.at("the picture of the corpus")
    assert look.found == []
    assert len(look.views) >= 20


def look_at_documents(page: Page, look: Look, actions: str, remove: str) -> None:
    """The list with what can be done there, and its dialogs."""
    dialog = page.locator("#hz-dialog")
    side(page)
    page.locator("#hz-add").click()
    look.at("adding documents")
    page.keyboard.press("Escape")
    row(page, "note 3").get_by_role("checkbox").check()
    row(page, "note 7").get_by_role("button", name=re.compile(actions)).click()
    look.at("a document's actions and a choice")
    page.get_by_role("menuitem", name=remove).click()
    look.at("whether to remove")
    dialog.locator(".hz-main-button").click()
    expect(page.locator("#hz-left-out")).to_be_visible()
    expect(page.locator("#hz-job.hz-job-done")).to_be_visible()
    page.locator("#hz-left-out summary").click()
    for summary in page.locator("#hz-left .hz-problems summary").all():
        summary.click()
    look.at("what is left out, and why")
    page.locator("#hz-left-out .hz-link").click()
    expect(page.locator("#hz-left-out")).to_be_hidden()
    page.locator("#hz-chosen .hz-link").click()


def look_at_answers(page: Page, look: Look) -> None:
    """Answers, refusals, and what may go wrong."""
    ask(page, "How often do tides rise?")
    answer = page.locator(".hz-answer").last
    if answer.locator("summary").count():
        answer.locator("summary").click()
    answer.locator("figcaption .hz-icon").click()
    look.at("an answer, the ways to copy it")
    page.keyboard.press("Escape")
    answer.locator(".hz-thumbs .hz-icon").last.click()
    look.at("a correction")
    page.locator(".hz-edit").last.click()
    look.at("a question edited")
    page.keyboard.press("Escape")
    reply = page.request.post(f"{page.url.split('#')[0]}api/v1/ask", data={"question": "How often do tides rise?"})
    with_all = reply.json() | {
        "confidence": 0.31,
        "conflict": True,
        "ambiguous": True,
        "readings": ["Which tides?", "Which day?"],
        "understood": "How often do the tides rise?",
        "quoted_in": "en",
    }
    answer_with(page, {"answer": with_all})
    ask(page, "How often?")
    look.at("a doubtful answer that can be read in several ways")
    answer_with(page, {"error": {"message": "the index is gone"}})
    ask(page, "And then?")
    look.at("an error")
    page.unroute("**/ask")
    page.route("**/ask", lambda route: route.fulfill(status=503, body="{}"))
    page.locator("#hz-box").fill("Who asks?")
    page.locator("#hz-box").press("Enter")
    expect(page.locator("#hz-notice")).to_be_visible()
    look.at("a full queue")
    page.unroute("**/ask")
    ask(page, "Which bank lends money to dragons?")
    look.at("a refusal")


def answer_with(page: Page, events: dict[str, Any]) -> None:
    """From now on the server answers so."""
    stream = "".join(f"event: {name}\ndata: {json.dumps(data)}\n\n" for name, data in events.items())
    page.unroute("**/ask")
    page.route("**/ask", lambda route: route.fulfill(body=stream, content_type="text/event-stream"))


def test_one_logs_in_and_axe_finds_nothing_serious_there(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "passwords").write_text(password_line("ann", "correct horse"), encoding="utf-8")
    running = start(FakeBot(), port=0, access=Access(auth_file=tmp_path / "passwords"))
    try:
        page = browser.new_page()
        look = Look(page)
        for language in ("en", "zh"):
            page.set_extra_http_headers({"Accept-Language": language})
            for viewport in (one["viewport"] for one in SIZES.values()):
                page.set_viewport_size(viewport)
                page.goto(f"{running.address}login")
                expect(page.locator("html")).to_have_attribute("lang", {"en": "en", "zh": "zh-CN"}[language])
                assert page.locator("form").evaluate("form => getComputedStyle(form).display") == "grid"
                look.at(f"log in, {language}")
                page.locator("input[name=name]").fill("ann")
                page.locator("input[name=password]").fill("wrong")
                page.locator("button").click()
                expect(page.get_by_role("alert")).not_to_be_empty()
                look.at(f"a wrong password, {language}")
        page.locator("input[name=password]").fill("correct horse")
        page.locator("button").click()
        expect(page.locator("#hz-box")).to_be_focused()
        page.close()
        assert look.found == []
    finally:
        running.close()


class Keys:
    """A person who has no mouse; after each key the focus must be somewhere that shows it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        for key in keys:
            last = key == "Tab" and self.page.evaluate(f"({STOPS})().at(-1) === document.activeElement")
            self.page.keyboard.press(key)
            if last:  # behind it comes the browser's own window, then the page's beginning
                self.page.keyboard.press(key)
            self.see(key)

    def see(self, after: str) -> None:
        try:
            self.page.wait_for_function(FOCUS_IS_SEEN, timeout=20_000)
        except PlaywrightTimeout:
            lost = self.page.evaluate("document.activeElement?.outerHTML.slice(0, 200)")
            pytest.fail(f"after {after} the focus does not show; it is on {lost}")

    def to(self, target: Locator, key: str = "Tab") -> None:
        """Go to an element, step by step."""
        for _ in range(90):
            if target.evaluate("one => one === document.activeElement"):
                return
            self.press(key)
        pytest.fail(f"{target} is not reached")

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)


def test_the_whole_page_is_used_by_keyboard_alone(opened: Callable[..., Page]) -> None:
    page = opened(permissions=["clipboard-read", "clipboard-write"])
    keys, viewer, dialog, box = (
        Keys(page),
        page.locator("#hz-viewer"),
        page.locator("#hz-dialog"),
        page.locator("#hz-box"),
    )
    expect(box).to_be_focused()
    answer_of_two(page)
    keys.type("What do herons do while tides rise?")
    keys.press("Enter")
    cites = page.locator(".hz-cite")
    expect(cites).to_have_count(2)
    expect(box).to_be_focused()
    page.unroute("**/ask")
    # Open a citation, go to the next one and back, find a word, return.
    keys.to(cites.first, "Shift+Tab")
    keys.press("Enter")
    expect(viewer).to_be_focused()
    keys.to(viewer.get_by_role("button", name="Next citation"))
    keys.press("Enter")
    expect(viewer.locator(".hz-position")).to_have_text("2 of 2")
    expect(viewer.get_by_role("button", name="Next citation")).to_be_focused()
    keys.to(viewer.get_by_role("button", name="Previous citation"), "Shift+Tab")
    keys.press("Enter")
    expect(viewer.locator(".hz-position")).to_have_text("1 of 2")
    keys.press("Alt+f")
    expect(viewer.get_by_label("Find in this document")).to_be_focused()
    keys.type("moon")
    expect(viewer.locator(".hz-found")).to_have_text("1 of 1")
    keys.press("Escape")
    expect(viewer.get_by_label("Find in this document")).to_have_value("")
    keys.press("Escape")
    expect(viewer).to_be_hidden()
    expect(cites.first).to_be_focused()
    # Copy a quote, say what one thinks of the answer, ask otherwise.
    keys.to(page.get_by_role("button", name="Copy quote").first)
    keys.press("Enter", "ArrowDown", "Enter")
    expect(page.locator("#hz-said")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()").startswith("> Tides rise twice a day.")
    expect(page.get_by_role("button", name="Copy quote").first).to_be_focused()
    keys.to(page.get_by_role("button", name="Good answer"))
    keys.press("Enter")
    expect(page.locator(".hz-thanks")).to_be_focused()
    keys.to(page.get_by_role("button", name="Edit and ask again"), "Shift+Tab")
    keys.press("Enter", "Escape")
    expect(page.get_by_role("button", name="Edit and ask again")).to_be_focused()
    keys.press("Enter", "Control+a")
    keys.type("How often do tides rise?")
    keys.press("Enter")
    expect(cites).to_have_count(1)
    expect(box).to_be_focused()
    keep_documents_by_keyboard(page, keys)
    # Conversations: open one, rename it.
    conversation = page.locator("#hz-conversation-list .hz-row").first
    keys.press("Alt+d")
    keys.to(conversation.locator(".hz-conversation"))
    keys.press("Enter")
    expect(box).to_be_focused()
    keys.press("Alt+d")
    keys.to(conversation.get_by_role("button", name="Actions"))
    keys.press("Enter", "Enter", "Control+a")
    keys.type("Of tides")
    keys.press("Enter")
    expect(page.locator("#hz-conversation-list")).to_contain_text("Of tides")
    expect(conversation.locator(".hz-conversation")).to_be_focused()
    # The sheet of shortcuts, the language, the picture of the corpus.
    keys.press("?", "Tab", "Tab")
    expect(dialog).to_be_visible()
    keys.press("Escape")
    keys.to(page.locator("#hz-language"), "Shift+Tab")
    keys.press("Enter", "Enter")
    expect(page.locator("#hz-language")).to_be_focused()
    keys.to(page.locator("#hz-map-open"))
    keys.press("Enter")
    expect(dialog.locator(".hz-legend button")).not_to_have_count(0)
    keys.to(dialog.locator(".hz-legend button").first)
    keys.press("Enter")
    expect(viewer).to_be_focused()
    # Nothing holds the focus: one comes past everything, and back to where one was.
    keys.press("Escape", "/")
    keys.press("Tab")
    passed = 1
    while page.evaluate("document.activeElement.id") != "hz-box":
        keys.press("Tab")
        passed += 1
        assert passed < 200
    assert passed >= len(page.evaluate_handle(STOPS).evaluate("some => some.map(String)"))


def keep_documents_by_keyboard(page: Page, keys: Keys) -> None:
    """Leave a document out, bring it back, ask one alone and all again."""
    dialog = page.locator("#hz-dialog")
    keys.press("Alt+d")
    keys.to(row(page, "note 5").get_by_role("button", name="Actions"))
    keys.press("Enter", "Enter")
    expect(dialog).to_contain_text("Leave")
    keys.to(dialog.get_by_role("button", name="Remove"))
    keys.press("Enter")
    left = page.locator("#hz-left-out")
    expect(left).to_be_visible()
    keys.see("the document is left out")
    assert page.evaluate("document.activeElement.closest('#hz-document-list') !== null")
    keys.to(left.locator("summary"))
    keys.press("Enter")
    keys.to(left.get_by_role("button", name="Bring back"))
    keys.press("Enter")
    expect(left).to_be_hidden()
    keys.see("the document is back")
    keys.press("Alt+d")
    keys.to(row(page, "note 2").get_by_role("checkbox"))
    keys.press("Space")
    keys.to(page.locator("#hz-chosen button"))
    keys.press("Enter")
    expect(page.locator("#hz-chosen")).to_be_hidden()
    expect(page.locator("#hz-box")).to_be_focused()


def test_a_row_is_shown_with_its_header_once_and_both_are_opened(opened: Callable[..., Page]) -> None:
    page = opened()
    base = page.url.split("#")[0]
    answer = page.request.post(f"{base}api/v1/ask", data={"question": "How often do tides rise?"}).json()
    like = {**answer["citations"][0], "source": "stations.md", "title": "Stations"}
    cited = []
    for n, text in enumerate(("| Station | Altitude |", "| Lowmoor | 210 m |"), 1):
        start = STATIONS.index(text)
        # The header stands nowhere in particular, the row somewhere: so it is in a sheet.
        place = None if n == 1 else {"row": 3}
        cited.append({**like, "n": n, "start": start, "end": start + len(text), "quote": text, "place": place})
    answer_with(page, {"turn": {"n": 1}, "answer": {**answer, "short": None, "citations": cited}})
    page.locator("#hz-box").fill("How high is Lowmoor?")
    page.keyboard.press("Enter")
    quote = page.locator(".hz-quote")
    expect(quote).to_have_count(1)
    expect(quote.locator("th")).to_have_text(["Station", "Altitude"])
    expect(quote.locator("td")).to_have_text(["Lowmoor", "210 m"])
    expect(page.locator(".hz-cite")).to_have_text(["1", "2"])
    page.locator(".hz-cite").first.click()
    expect(page.locator("#hz-viewer .hz-position")).to_have_text("1 of 2")
    quote.click()
    expect(page.locator("#hz-viewer .hz-position")).to_have_text("2 of 2")


def answer_of_two(page: Page) -> None:
    """From now on the server answers with two quotes, of two documents."""
    base = page.url.split("#")[0]
    questions = ("How often do tides rise?", "Where do herons wait?")
    one, other = (page.request.post(f"{base}api/v1/ask", data={"question": question}).json() for question in questions)
    second = other["citations"][0] | {"n": 2}
    answer_with(page, {"turn": {"n": 1}, "answer": one | {"citations": [one["citations"][0], second]}})
