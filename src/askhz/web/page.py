"""The Gradio page: the place of the conversation, and the endpoint `ask` for programs.

What a person sees is drawn by the modules in `ui/`, which begin before Gradio has loaded (`shell`); once it has, the
conversation takes its place in Gradio's. Text from documents comes from `render` as escaped HTML, or goes
into elements as text.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import gradio as gr
from gradio.events import api

from .. import render
from ..api.refusals import without_paths
from ..bot import Bot
from ..errors import AskhzError
from ..models.graphs import cores

T = TypeVar("T")

_WAITING = 64  # questions that may wait; a further one is told to come back


def build(bot: Bot) -> gr.Blocks:
    """The page. As many questions of Gradio's clients are worked on at a time as there are cores; the others wait."""
    return in_a_loop(lambda: _built(bot))


def in_a_loop(make: Callable[[], T]) -> T:
    """What is made while an event loop runs: without one, Gradio makes one for each lock and never closes it."""

    async def made() -> T:
        return make()

    with ThreadPoolExecutor(1) as apart:  # a loop may run in this thread
        return apart.submit(asyncio.run, made()).result()


def _built(bot: Bot) -> gr.Blocks:
    limits = {"concurrency_limit": cores(), "concurrency_id": "questions"}
    blocks: gr.Blocks
    with gr.Blocks(title="askhz", analytics_enabled=False, fill_width=True) as blocks:
        # Where the conversation goes, which `ui/main.js` finds by its name. (`gr.HTML` makes functions from text, which
        # the page's policy forbids.)
        gr.Column(elem_id="hz-chat")

        def answer(question: str, history: list[str] | None = None) -> dict[str, Any]:
            return ask(bot, question, history)

        api(answer, api_name="ask", api_description=ask.__doc__, **limits)
    blocks.queue(max_size=_WAITING)
    return blocks


def ask(bot: Bot, question: str, history: list[str] | None = None) -> dict[str, Any]:
    """One question, one answer, as `askhz ask --json` prints it; for programs."""
    earlier = history or []
    if not isinstance(question, str):
        raise gr.Error("question: want a text", print_exception=False)
    if not isinstance(earlier, list) or not all(isinstance(one, str) for one in earlier):
        raise gr.Error("history: want a list of texts", print_exception=False)
    try:
        return render.to_json(bot.ask(question, history=earlier))
    except AskhzError as error:
        raise gr.Error(without_paths(str(error)), print_exception=False) from error
