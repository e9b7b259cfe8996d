"""Documents on the page in headless Chromium: adding, removing, reading, printing, and their picture.

The chatbot is the real one over a small index of the fake encoder.
"""

from __future__ import annotations

import gc
import itertools
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from fakes import open_fake
from indexes import settle, update, write
from pdfs import PdfPage, make_pdf
from playwright.sync_api import Locator, Page, expect

from askhz.api.library import Library
from askhz.chatbot import Chatbot
from askhz.index import lookup
from askhz.indexing import Report
from askhz.progress import Progress
from askhz.reading.ranker import SentenceRanker
from askhz.web import start

pytestmark = pytest.mark.browser

TIDES = "Tides rise twice a day. The moon pulls the sea.\n"
AGENDA = Path(__file__).parent.parent / "collections" / "pdf" / "kickoff-agenda.pdf"
ANSWER = "The keeper of the lighthouse is Ada Thorne."


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the documents in `texts`, their index in `index`."""
    home = tmp_path_factory.mktemp("documents")
    texts = write(home / "texts", {"tides.txt": TIDES, "weir.txt": "The weir was built of oak.\n"})
    pages = [PdfPage().add(60, 700, "Nothing is said here."), PdfPage().lines(60, 640, ["The light is old.", ANSWER])]
    (texts / "light.pdf").write_bytes(make_pdf(pages))
    settle(texts / "light.pdf")
    shutil.copy(AGENDA, texts / "agenda.pdf")
    settle(texts / "agenda.pdf")
    update(texts, home / "index")
    return home


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    bot = Chatbot(lookup.Index(home / "index", open_encoder=open_fake), SentenceRanker())
    running = start(bot, home / "index", port=0, examples=[], open_encoder=open_fake)
    yield running.address
    running.close()
    bot.close()
    del running
    gc.collect()


def row(page: Page, text: str) -> Locator:
    return page.locator("#hz-document-list .hz-row", has_text=text)


def drop(page: Page, kinds: list[str], files: dict[str, str]) -> None:
    """What a browser tells a page when files are dragged over it and let go."""
    page.evaluate(
        """([kinds, files]) => {
            const dataTransfer = new DataTransfer();
            for (const [name, text] of Object.entries(files)) dataTransfer.items.add(new File([text], name));
            for (const kind of kinds)
                document.body.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
        }""",
        [kinds, files],
    )


def remove(page: Page, name: str) -> Locator:
    """Chooses Remove, and gives the dialog that asks."""
    row(page, name).get_by_role("button", name="Actions").click()
    page.get_by_role("menuitem", name="Remove").click()
    return page.get_by_role("dialog")


def test_files_are_dropped_on_the_page_and_removed(opened: Callable[..., Page], home: Path) -> None:
    page = opened()
    cover = page.get_by_text("Drop to add to your documents")
    drop(page, ["dragenter"], {"otters.txt": ""})
    expect(cover).to_be_visible()
    drop(page, ["dragleave"], {"otters.txt": ""})
    expect(cover).to_be_hidden()
    drop(page, ["dragenter", "dragover", "drop"], {"otters.txt": "Otters hold hands.", "voles.md": "# Voles\n\nSmall."})
    expect(page.locator("#hz-job")).to_contain_text("Done: 2 added")
    expect(row(page, "otters")).to_have_count(1)
    asks = remove(page, "otters")
    expect(asks).to_contain_text("The copy in the index folder is deleted")
    asks.get_by_role("button", name="Remove").click()
    expect(row(page, "otters")).to_have_count(0)
    assert [file.name for file in (home / "index" / "files").iterdir()] == ["voles.md"]
    drop(page, ["dragenter", "dragover", "drop"], {"evil.exe": "MZ"})
    expect(page.locator("#hz-job")).to_contain_text("not a format that askhz reads")


def test_a_document_in_view_is_not_shown_once_it_is_removed(opened: Callable[..., Page]) -> None:
    page = opened()
    drop(page, ["dragenter", "dragover", "drop"], {"stoat.txt": "A stoat is white in winter."})
    row(page, "stoat").locator("button.hz-document").click()
    viewer = page.locator("#hz-viewer")
    expect(viewer).to_contain_text("white in winter")
    remove(page, "stoat").get_by_role("button", name="Remove").click()
    expect(viewer.get_by_role("alert")).to_contain_text("This document is no longer indexed")
    expect(viewer).not_to_contain_text("white in winter")


def test_a_quote_of_a_document_that_has_changed_marks_nothing_else(opened: Callable[..., Page], home: Path) -> None:
    texts, quarry = home / "texts", home / "texts" / "quarry.txt"
    quarry.write_text("The quarry was dug by Ewan Blythe in 1850.\n")
    settle(quarry)
    update(texts, home / "index")
    page = opened()
    page.locator("#hz-box").fill("Who dug the quarry?")
    page.locator("#hz-box").press("Enter")
    viewer = page.locator("#hz-viewer")
    expect(viewer.locator(".hz-mark")).to_contain_text("Ewan Blythe")
    quarry.write_text("Nothing is known of it, of its men or of its stone and slate.\n")
    settle(quarry)
    update(texts, home / "index")
    page.locator(".hz-quote").click()
    expect(viewer.get_by_role("alert")).to_contain_text("This document has changed since")
    expect(viewer).to_contain_text("Nothing is known")
    expect(viewer.locator(".hz-mark")).to_have_count(0)
    quarry.unlink()
    update(texts, home / "index")
    page.locator(".hz-quote").click()
    expect(viewer.get_by_role("alert")).to_contain_text("This document is no longer indexed")
    expect(viewer).not_to_contain_text("Nothing is known")


def test_a_folder_of_this_machine_is_added_by_its_path(opened: Callable[..., Page], tmp_path: Path) -> None:
    write(tmp_path / "notes", {"heath.txt": "Heather covers the heath."})
    page = opened()
    page.get_by_role("button", name="Add documents").click()
    dialog = page.get_by_role("dialog", name="Add documents")
    dialog.get_by_label("Full path of a file or folder").fill(str(tmp_path / "notes"))
    page.keyboard.press("Enter")
    expect(page.locator("#hz-job")).to_contain_text("Done: 1 added")
    expect(row(page, "heath")).to_have_count(1)


def test_a_job_shows_how_far_it_is_and_is_stopped(
    opened: Callable[..., Page], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moving = threading.Event()

    def slowly(library: Library, on_progress: Progress, **_: Any) -> Report:
        for done in itertools.count():  # until it is stopped
            on_progress("reading documents", min(done, 40), 80)
            moving.wait(0.05)
        raise AssertionError

    monkeypatch.setattr(Library, "_reindexed", slowly)
    page = opened()
    drop(page, ["dragenter", "dragover", "drop"], {"slow.txt": "It takes its time."})
    job = page.locator("#hz-job")
    expect(job).to_contain_text("Reading documents 40/80")
    assert job.locator("progress").evaluate("bar => [bar.value, bar.max]") == [40, 80]
    job.get_by_role("button", name="Stop").click()
    expect(job).to_have_text("Stopped: nothing was changed")
    expect(row(page, "slow")).to_have_count(0)
    assert not list((home / "index" / "files").glob("**/slow.txt"))


def test_a_document_of_ones_own_folder_is_left_out_and_brought_back(opened: Callable[..., Page], home: Path) -> None:
    page = opened()
    asks = remove(page, "weir")
    expect(asks).to_contain_text("Its file stays where it is")
    asks.get_by_role("button", name="Remove").click()
    expect(row(page, "weir")).to_have_count(0)
    assert (home / "texts" / "weir.txt").is_file()
    left = page.locator("#hz-left-out")
    expect(left.locator("summary")).to_have_text("1 left out")
    left.locator("summary").click()
    left.get_by_role("button", name="Bring back weir").click()
    expect(row(page, "weir")).to_have_count(1)
    expect(left).to_be_hidden()


def test_a_source_whose_file_has_changed_or_gone_says_so(opened: Callable[..., Page], home: Path) -> None:
    file = home / "texts" / "tides.txt"
    page = opened()
    page.locator("#hz-box").fill("How often do tides rise?")
    page.keyboard.press("Enter")
    answer, viewer = page.locator(".hz-answer:not(.hz-pending)"), page.locator("#hz-viewer")
    expect(answer).to_contain_text("Tides rise twice a day.")
    expect(viewer.locator(".hz-mark")).to_have_count(1)
    expect(page.locator(".hz-flag")).to_have_count(0)
    try:
        for change, said in ((lambda: file.write_text("None."), "has changed"), (file.unlink, "is no longer there")):
            change()
            page.reload()
            expect(answer.locator(".hz-flag")).to_contain_text(said)
            expect(viewer.locator(".hz-flag")).to_contain_text(said)
            expect(answer).to_contain_text("Tides rise twice a day.")
    finally:
        file.write_text(TIDES, encoding="utf-8")
        settle(file)


def test_pages_of_a_pdf_are_pictures_with_the_quotes_lines_marked(opened: Callable[..., Page]) -> None:
    page = opened()
    page.locator("#hz-box").fill("Who is the keeper of the lighthouse?")
    page.keyboard.press("Enter")
    viewer = page.locator("#hz-viewer")
    mark = viewer.locator(".hz-box-mark")
    expect(mark).to_have_count(1)
    expect(mark).to_be_in_viewport()
    expect(viewer.locator('[data-page="2"] .hz-sheet .hz-box-mark')).to_have_count(1)


def test_the_mark_on_a_picture_lies_where_the_file_says_that_the_words_stand(
    opened: Callable[..., Page], address: str
) -> None:
    page = opened()
    text = page.request.get(f"{address}api/v1/document?source=agenda.pdf").json()["text"]
    sheet = pypdfium2.PdfDocument(AGENDA)[1]
    words = sheet.get_textpage()
    quote = next(line for line in words.get_text_bounded().splitlines() if len(line) > 30 and text.count(line) == 1)
    first, count = words.search(quote).get_next()
    edges = [words.get_charbox(at) for at in range(first, first + count)]
    width, height = sheet.get_size()
    left, right = min(one[0] for one in edges) / width, max(one[2] for one in edges) / width
    bottom, top = 1 - min(one[1] for one in edges) / height, 1 - max(one[3] for one in edges) / height
    start = text.index(quote)
    page.goto(f"{address}#doc=agenda.pdf&start={start}&end={start + len(quote)}")
    mark = page.locator('#hz-viewer [data-page="2"] .hz-box-mark')
    expect(mark).to_have_count(1)
    page.wait_for_function("() => document.querySelector('[data-page=\"2\"] img').naturalWidth === 1200")
    expect(mark).to_be_in_viewport()
    seen, around = mark.bounding_box(), mark.locator("xpath=../img").bounding_box()
    assert seen
    assert around
    assert abs(around["height"] / around["width"] - height / width) < 0.01
    x, y = (seen["x"] - around["x"]) / around["width"], (seen["y"] - around["y"]) / around["height"]
    assert x == pytest.approx(left, abs=0.01)
    assert x + seen["width"] / around["width"] == pytest.approx(right, abs=0.01)
    assert y == pytest.approx(top, abs=0.012)
    assert y + seen["height"] / around["height"] == pytest.approx(bottom, abs=0.012)


def _top(page: Page) -> float:
    return float(page.evaluate("document.querySelector('.hz-pages').scrollTop"))


def test_a_place_stays_in_view_while_pictures_above_it_come_in_until_the_reader_moves(
    opened: Callable[..., Page], address: str
) -> None:
    page = opened()
    document = page.request.get(f"{address}api/v1/document?source=agenda.pdf").json()
    text, start = document["text"], document["pages"][1]["start"]
    held: list[Any] = []
    page.route(re.compile(r"/document/page\?.*page=1(&|$)"), lambda route: held.append(route))
    page.goto(f"{address}#doc=agenda.pdf&start={start}&end={text.index(chr(10), start)}")
    mark = page.locator('#hz-viewer [data-page="2"] .hz-box-mark')
    expect(mark).to_have_count(1)
    page.wait_for_function("() => document.querySelector('[data-page=\"2\"] img').naturalWidth === 1200")
    expect(mark).to_be_in_viewport()
    before = mark.bounding_box()
    tall = "<svg xmlns='http://www.w3.org/2000/svg' width='100' height='600'/>"
    while not held:  # pictures load when they come near
        page.wait_for_timeout(50)
    held[0].fulfill(status=200, content_type="image/svg+xml", body=tall)
    page.wait_for_function("() => document.querySelector('[data-page=\"1\"] img').naturalHeight === 600")
    page.wait_for_timeout(200)
    after = mark.bounding_box()
    assert before
    assert after
    assert abs(after["y"] - before["y"]) < 3
    mark.hover()
    held_at = _top(page)
    page.mouse.wheel(0, -300)
    page.wait_for_function("at => document.querySelector('.hz-pages').scrollTop < at - 250", arg=held_at)
    there = _top(page)
    page.evaluate("document.querySelector('[data-page=\"1\"] img').dispatchEvent(new Event('load'))")
    page.wait_for_timeout(200)
    assert _top(page) == there


def test_the_text_of_a_pdf_is_fetched_when_it_is_wanted(opened: Callable[..., Page]) -> None:
    page = opened()
    with page.expect_response("**/page/document?**") as told:
        page.locator('.hz-document[data-source="light.pdf"]').click()
    assert told.value.json()["html"] is None
    assert [one["page"] for one in told.value.json()["pages"]] == [1, 2]
    viewer = page.locator("#hz-viewer")
    expect(viewer.locator(".hz-page")).to_have_count(2)
    viewer.get_by_role("button", name="Text").click()
    expect(viewer.locator(".hz-text")).to_contain_text(ANSWER)
    expect(viewer.locator(".hz-switch")).to_be_focused()
    viewer.get_by_role("button", name="Pages").click()
    expect(viewer.locator(".hz-page")).to_have_count(2)
    page.keyboard.press("Alt+f")
    expect(viewer.get_by_label("Find in this document")).to_be_focused()


def test_a_page_that_fails_once_is_asked_for_again_and_text_is_shown_where_there_are_no_pictures(
    opened: Callable[..., Page],
) -> None:
    page = opened()
    page.route(re.compile(r"/document/page\?(?!.*again)"), lambda route: route.fulfill(status=409, body="{}"))
    page.locator('.hz-document[data-source="light.pdf"]').click()
    page.wait_for_function("() => document.querySelector('.hz-page img')?.naturalWidth === 1200")
    page.locator(".hz-close").click()
    page.route("**/document/page?**", lambda route: route.fulfill(status=409, body="{}"))
    page.locator('.hz-document[data-source="agenda.pdf"]').click()
    expect(page.locator("#hz-viewer .hz-text")).to_be_visible()


def test_the_picture_of_the_documents_is_gone_through_and_opened_by_keyboard(opened: Callable[..., Page]) -> None:
    page = opened()
    with page.expect_response("**/page/map") as told:
        page.get_by_role("button", name="Picture of the documents").click()
    texts = told.value.json()["text"]
    assert len(texts) > 3
    picture = page.get_by_role("application", name="Picture of the documents")
    tip = page.get_by_role("dialog").get_by_role("status")
    expect(tip).to_contain_text("Each point is a passage")
    page.keyboard.press("Tab")
    expect(picture).to_be_focused()
    shown = []
    for _ in texts:
        page.keyboard.press("PageDown")
        shown.append((tip.text_content() or "").split(": ", 1)[1])
    assert [text.split() for text in shown] == [text.split() for text in texts]
    passed = set()
    for arrow in ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"):
        page.keyboard.press(arrow)
        passed.add(tip.text_content())
    assert len(passed) > 1
    page.keyboard.press("+")
    page.keyboard.press("PageUp")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("#hz-viewer :is(.hz-mark, .hz-box-mark)").first).to_be_in_viewport()
    page.wait_for_function("() => location.hash.includes('start=')")


def test_print_has_questions_and_answers_alone(opened: Callable[..., Page]) -> None:
    page = opened()
    page.locator("#hz-box").fill("How often do tides rise?")
    page.keyboard.press("Enter")
    expect(page.locator(".hz-quote")).to_contain_text("Tides rise twice a day.")
    text = "\n".join(one.get_textpage().get_text_bounded() for one in pypdfium2.PdfDocument(page.pdf()))
    assert "How often do tides rise?" in text
    assert "Tides rise twice a day." in text
    for control in ("New chat", "Documents", "Ask about your documents", "weir", "Also read"):
        assert control not in text
