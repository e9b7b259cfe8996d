"""Whether the document beside the conversation stays smooth with 2 MB of text, in headless Chromium.

    python bench/viewer.py [--megabytes 2] [--pages 400] [--only markdown text log table pdf]

It makes the documents (Markdown with tables and lists, a plain text, a log without empty lines, a table as CSV, a PDF),
indexes them with an encoder that costs nothing, serves them from a process of its own, and prints milliseconds:

- `sent`: what the server takes for the document's HTML, and the size of that
- `open`: from the address of a place far down until its mark is in view; the first time, and once it is known
- `step`: from Alt+J until the next of 20 quotes, spread over the document, is in view: median and longest
- `find`: from the last letter typed until the first match is in view; then from Enter until the next one
- `frames`: the time between frames while it is scrolled from top to end: median, 95th percentile and longest
- `busy`: how long the page could not answer in all of this (tasks beyond 50 ms): the longest, and their sum
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
# What follows imports from there, too.
from bench.memory import open_hashed, texts  # noqa: E402
from browser import CHROMIUM_ARGUMENTS, chromium  # noqa: E402
from pdfs import PdfPage, make_pdf  # noqa: E402

from askhz.chatbot import Chatbot  # noqa: E402
from askhz.index import Index  # noqa: E402
from askhz.indexing import update  # noqa: E402
from askhz.reading.ranker import SentenceRanker  # noqa: E402
from askhz.web import start  # noqa: E402

NAMES = {"markdown": "large.md", "text": "large.txt", "log": "large.log", "table": "large.csv", "pdf": "large.pdf"}
_QUOTES = 20
_WAIT = 120_000  # milliseconds
_SEEN = """(selector) => {
    const mark = document.querySelector(selector)?.getBoundingClientRect();
    const body = document.querySelector("#hz-viewer .hz-text, #hz-viewer .hz-pages")?.getBoundingClientRect();
    return mark && body && mark.bottom > body.top && mark.top < body.bottom && mark.height > 0;
}"""
# Does something, and gives the milliseconds until a condition holds at a frame.
_TIMED = """([act, seen, selector]) => new Promise((resolve, reject) => {
    const begun = performance.now();
    setTimeout(() => reject(new Error(`never seen: ${act.slice(0, 200)}`)), 60_000);
    const holds = eval(seen);
    eval(act);
    const look = () => (holds(selector) ? resolve(performance.now() - begun) : requestAnimationFrame(look));
    requestAnimationFrame(look);
})"""
# The old mark goes first, so that only the next one is seen.
_UNMARK = """document.querySelectorAll("#hz-viewer :is(mark, .hz-box-mark)")
    .forEach((mark) => mark.replaceWith(...mark.childNodes))"""
_SCROLL = """() => new Promise((resolve) => {
    const body = document.querySelector("#hz-viewer .hz-text, #hz-viewer .hz-pages");
    body.scrollTop = 0;
    const times = [];
    let last = performance.now();
    const frame = (now) => {
        times.push(now - last);
        last = now;
        body.scrollTop += Math.max(300, body.scrollHeight / 300);
        if (body.scrollTop + body.clientHeight >= body.scrollHeight - 2 || times.length > 900) resolve(times.slice(1));
        else requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
})"""
_WATCH = """() => {
    window.busy = [];
    new PerformanceObserver((list) => window.busy.push(...list.getEntries().map((one) => one.duration)))
        .observe({ type: "longtask" });
}"""


def markdown(size: int) -> str:
    """Chapters with paragraphs, emphasis, lists, code and tables."""
    words, parts, length, number = texts(), ["# A large book"], 0, 0
    while length < size:
        number += 1
        one, other, third = (next(words) for _ in range(3))
        sentences = third.split(". ")
        rows = "\n".join(f"| {n} | {line[:40]} | **{n * 7} m** |" for n, line in enumerate(sentences[:9]))
        items = "\n".join(f"- The `{line.split()[0]}` of {line[:70]}" for line in sentences[9:16])
        head, rest = one[:60], one[60:]
        chapter = (
            f"## Chapter {number}\n\n**{head}**{rest}\n\n{other}\n\n{items}\n\n"
            f"| Row | Name | Height |\n| --- | --- | --- |\n{rows}\n\n```\nmake chapter-{number}\n```"
        )
        parts.append(chapter)
        length += len(chapter)
    return "\n\n".join(parts)


def text(size: int) -> str:
    """Paragraphs."""
    words, parts, length = texts(), [], 0
    while length < size:
        parts.append(next(words))
        length += len(parts[-1])
    return "\n\n".join(parts)


def log(size: int) -> str:
    """Lines, and no empty one between them."""
    words, length = texts(), 0
    lines: list[str] = []
    while length < size:
        for line in next(words).split(". "):
            lines.append(f"2026-03-01 07:{len(lines) // 60 % 60:02}:{len(lines) % 60:02} INFO {line}")
            length += len(lines[-1])
    return "\n".join(lines)


def table(size: int) -> str:
    """Rows of numbers and words."""
    words, lines, length = texts(), ["number,name,place,height,remark"], 0
    while length < size:
        for line in next(words).split(". "):
            one, other, *rest = line.split()
            lines.append(f"{len(lines)},{one},{other},{len(lines) * 7 % 900},{' '.join(rest)}")
            length += len(lines[-1])
    return "\n".join(lines)


def pdf(pages: int) -> bytes:
    """Pages of one column of text."""
    words, made = texts(), []
    for number in range(pages):
        lines = [line[:95] for line in next(words).split(". ")]
        made.append(PdfPage().add(60, 740, f"Part {number + 1}", 16, "B").lines(60, 700, [*lines, *lines[::-1]]))
    return make_pdf(made)


def write(folder: Path, size: int, pages: int, only: list[str]) -> None:
    """The documents."""
    made = {"markdown": markdown, "text": text, "log": log, "table": table}
    for name in only:
        data = pdf(pages) if name == "pdf" else made[name](size).encode()
        (folder / NAMES[name]).write_bytes(data)


def serve(home: Path) -> None:
    """Index and serve; says the address."""
    update([home / "texts"], home / "index", open_encoder=open_hashed)
    with closing(Chatbot(Index(home / "index", open_encoder=open_hashed), SentenceRanker())) as bot:
        running = start(bot, home / "index", port=0, examples=[], open_encoder=open_hashed)
        print(running.address, flush=True)
        sys.stdin.read()
        running.close()


def timed(page: Page, act: str, selector: str = "#hz-viewer :is(.hz-mark, .hz-box-mark)", seen: str = _SEEN) -> float:
    """Milliseconds from an act until what it brings is in view."""
    found: float = page.evaluate(_TIMED, [act, seen, selector])
    return found


def answer(document: dict[str, Any]) -> dict[str, Any]:
    """An answer with quotes spread over a document."""
    content, source = document["text"], document["source"]
    citations = []
    for n in range(1, _QUOTES + 1):
        # Far apart, and not in their order.
        start = content.index(" ", (n * 7 % _QUOTES) * (len(content) - 400) // _QUOTES) + 1
        end = content.index(" ", start + 70)
        citations.append(
            {"n": n, "source": source, "title": source, "start": start, "end": end, "quote": content[start:end]}
        )
    return {
        "question": "Where?", "answered": True, "kind": "answer", "answer": "", "short": None,
        "confidence": 0.9, "reason": None, "citations": citations, "passages": [],
        "timings_ms": {"total": 1.0}, "understood": None,
    }  # fmt: skip


def measured(page: Page, address: str, source: str) -> None:
    """Go through one document and print what it took."""
    page.goto(address)
    page.locator("button.hz-document").first.wait_for()
    page.locator("#hz-chat #hz-talk").wait_for(state="attached")
    began = time.perf_counter()
    size = len(page.request.get(f"{address}page/document?source={source}").body())
    sent = (time.perf_counter() - began) * 1000
    document = page.request.get(f"{address}api/v1/document?source={source}").json()
    content = document["text"]
    page.evaluate(_WATCH)

    def place(share: float) -> str:
        start = content.index(" ", int(len(content) * share)) + 1
        return f"{_UNMARK}; location.hash = '#doc={quote(source)}&start={start}&end={content.index(' ', start + 60)}'"

    first, again = timed(page, place(0.8)), timed(page, place(0.3))
    pages = page.locator("#hz-viewer .hz-switch")
    stream = f'event: turn\ndata: {{"n": 1}}\n\nevent: answer\ndata: {json.dumps(answer(document))}\n\n'
    page.route("**/ask", lambda route: route.fulfill(body=stream, content_type="text/event-stream"))
    page.locator("#hz-box").fill("Where?")
    page.locator("#hz-box").press("Enter")
    page.locator(".hz-position").wait_for()
    next_quote = f"{_UNMARK}; document.querySelector('.hz-next').click()"
    steps = sorted(timed(page, next_quote) for _ in range(_QUOTES - 1))
    frames = sorted(page.evaluate(_SCROLL))
    if pages.count():
        pages.click()
        page.locator("#hz-viewer .hz-text").wait_for()
    word = max(content[len(content) * 9 // 10 :][:3000].split(), key=len)
    found = "() => document.querySelector('.hz-found')?.textContent.includes(' of ')"
    look = "box = document.querySelector('.hz-find input'); box.value = {}; box.dispatchEvent(new Event('input'))"
    find = timed(page, look.format(json.dumps(word)), seen=found)
    frequent = timed(page, look.format('"la"'), seen=found)
    enter = "document.querySelector('.hz-find input').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }))"
    following = sorted(timed(page, enter, seen=found) for _ in range(10))
    busy = page.evaluate("() => window.busy")
    late = frames[int(0.95 * (len(frames) - 1))]
    print(
        f"{source:10} sent {sent:.0f} ({size / 2**20:.1f} MiB); open {first:.0f}, {again:.0f}; "
        f"step {median(steps):.0f}, {steps[-1]:.0f}; "
        f"find {find:.0f}, of a frequent word {frequent:.0f}, next {median(following):.0f}; "
        f"frames {median(frames):.0f}, {late:.0f}, {frames[-1]:.0f}; busy {max(busy, default=0):.0f}, {sum(busy):.0f}",
        flush=True,
    )


def main() -> None:
    """Print a line a document."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=float, default=2, help="of each text (default: %(default)s)")
    parser.add_argument("--pages", type=int, default=400, help="of the PDF (default: %(default)s)")
    parser.add_argument("--only", nargs="+", choices=NAMES, default=list(NAMES), help="these documents")
    parser.add_argument("--home", type=Path, help="keep documents and index there, for the next run")
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve)
        return
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = options.home or Path(folder)
        (home / "texts").mkdir(parents=True, exist_ok=True)
        missing = [name for name in options.only if not (home / "texts" / NAMES[name]).exists()]
        write(home / "texts", int(options.megabytes * 2**20), options.pages, missing)
        command = [sys.executable, __file__, "--serve", str(home)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout
            assert server.stdin
            address = server.stdout.readline().strip()
            browser = playwright.chromium.launch(executable_path=chromium(), args=list(CHROMIUM_ARGUMENTS))
            for name in options.only:
                context = browser.new_context(viewport={"width": 1440, "height": 900}, bypass_csp=True)
                context.set_default_timeout(_WAIT)
                measured(context.new_page(), address, NAMES[name])
                context.close()
            browser.close()
            server.stdin.close()


if __name__ == "__main__":
    main()
