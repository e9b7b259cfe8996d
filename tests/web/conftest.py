"""The page of a fake chatbot, on a port; and a watched browser to open it with."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from browser import CHROMIUM_ARGUMENTS, FakeBot, chromium
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, Route, expect, sync_playwright

from askhz.web import start


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of the page, without a slash at its end."""
    running = start(FakeBot(), port=0)
    yield running.address.rstrip("/")
    running.close()
    del running
    gc.collect()


@dataclass
class Watch:
    """What a browser did that it should not have done."""

    outside: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


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

    def policy_broken(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            watch.errors.append(message.text)

    def open_page(path: str = "", **options: Any) -> Page:
        context = browser.new_context(
            **{"reduced_motion": "reduce", "viewport": {"width": 1440, "height": 900}} | options
        )
        context.set_default_timeout(60_000)
        contexts.append(context)
        context.route("**/*", refuse_outside)
        context.route_web_socket(re.compile(".*"), lambda socket: watch.outside.append(socket.url))
        context.on("dialog", dialog_opened)
        context.on("console", policy_broken)
        context.on("weberror", lambda error: watch.errors.append(str(error.error)))
        page = context.new_page()
        page.goto(address + path, wait_until="commit")
        expect(page.locator("button.hz-document")).not_to_have_count(0)
        return page

    expect.set_options(timeout=60_000)
    yield open_page
    for context in contexts:
        context.close()
