"""How soon the page is seen, can be typed into and can be used, in headless Chromium.

With `askhz serve --index index` running (and `pip install 'askhz[dev]'`, which brings Playwright):

    python bench/page.py [--address http://127.0.0.1:7860/] [--runs 7]

Cold: a browser context that holds nothing yet; warm: the same context, opened again. Milliseconds since the navigation
began, the best and the median of the runs:

- `floor`: first contentful paint of the shortest text that the same server sends: what browser and machine cost
- `seen`: first contentful paint of the page
- `typed`: the question box has the focus and takes a letter
- `ready`: the page's modules have run: Enter asks
- `filled`: the documents are listed
- `whole`: the conversation stands in Gradio's component, the last thing to load

Then what was fetched until `filled`: requests, bytes on the way, and the requests that took longest.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, BrowserContext, sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from browser import CHROMIUM_ARGUMENTS, chromium

STEPS = ("floor", "seen", "typed", "ready", "filled", "whole")
# Notes the time of each step at the frame in which it is there.
NOTING = """(() => {
    const times = (window.noted = {});
    const steps = {
        typed: () => document.activeElement?.id === "hz-box",
        ready: () => performance.getEntriesByName("hz-ready").length,
        filled: () => document.querySelector("button.hz-document"),
        whole: () => document.querySelector("#hz-chat #hz-talk"),
    };
    const look = () => {
        for (const [name, is] of Object.entries(steps)) if (!(name in times) && is()) times[name] = performance.now();
        if (Object.keys(times).length < 4) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
})()"""
PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
FETCHED = """() => [performance.getEntriesByType("navigation")[0], ...performance.getEntriesByType("resource")]
    .filter((one) => one.startTime < window.noted.filled)
    .map((one) => [new URL(one.name).pathname, one.transferSize, one.startTime, one.responseEnd])"""


def opened(context: BrowserContext, address: str) -> tuple[dict[str, float], list[tuple[str, int, float, float]]]:
    """The times of one opening, and what was fetched: path, bytes, beginning, end."""
    page = context.new_page()
    page.add_init_script(NOTING)
    page.goto(address, wait_until="commit")
    page.wait_for_function("() => window.noted.whole !== undefined")
    times: dict[str, float] = page.evaluate("() => window.noted")
    times["seen"] = page.evaluate(PAINTED)
    fetched: list[tuple[str, int, float, float]] = page.evaluate(FETCHED)
    page.close()
    return times, fetched


def floor(context: BrowserContext, address: str) -> float:
    """When the shortest text is seen."""
    page = context.new_page()
    page.goto(f"{address}healthz")
    page.wait_for_function(PAINTED)
    seen: float = page.evaluate(PAINTED)
    page.close()
    return seen


def measured(browser: Browser, address: str, runs: int) -> dict[str, list[tuple[dict[str, float], Any]]]:
    """The openings with an empty cache and with a full one, taking turns."""
    found: dict[str, list[tuple[dict[str, float], Any]]] = {"cold": [], "warm": []}
    for _ in range(runs):
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        context.set_default_timeout(60_000)
        for name in found:
            times, fetched = opened(context, address)
            found[name].append(({**times, "floor": floor(context, address)}, fetched))
        context.close()
    return found


def main() -> None:
    """Print the table and what was fetched."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--address", default="http://127.0.0.1:7860/", help="of the page (default: %(default)s)")
    parser.add_argument("--runs", type=int, default=7, help="openings of each kind (default: %(default)s)")
    options = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(CHROMIUM_ARGUMENTS))
        found = measured(browser, options.address, options.runs)
        browser.close()
    print(f"{'':6}" + "".join(f"{step:>14}" for step in STEPS) + "   (best/median, ms)")
    for name, openings in found.items():
        columns = [sorted(times[step] for times, _ in openings) for step in STEPS]
        print(f"{name:6}" + "".join(f"{f'{column[0]:.0f}/{median(column):.0f}':>14}" for column in columns))
    for name, openings in found.items():
        fetched = openings[-1][1]
        size = sum(size for _, size, _, _ in fetched)
        print(f"\n{name}: {len(fetched)} requests, {size / 1024:.0f} KiB; the slowest:")
        for path, size, began, ended in sorted(fetched, key=lambda one: one[2] - one[3])[:8]:
            print(f"  {ended - began:6.0f} ms from {began:6.0f}  {size / 1024:7.1f} KiB  {path}")


if __name__ == "__main__":
    main()
