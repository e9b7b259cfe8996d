"""The web page: a conversation, and beside it the sources of its answers.

What is shown comes from `render` as escaped HTML; the page never passes a text through Markdown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import gradio as gr
from gradio.events import api

from .. import render
from ..api.refusals import without_paths
from ..bot import Bot
from ..errors import AskhzError
from ..models.graphs import cores
from ..render import page as html
from .examples import examples_for
from .replying import Conversation, pending, reply

LONGEST_CONVERSATION = 50
"""Turns that a page keeps; the earliest go first."""
_WAITING = 64  # questions that may wait; a further one is told to come back


@dataclass(slots=True)
class _Chats:
    """How many chats a page has begun."""

    begun: int = 0


def build(bot: Bot, examples: Sequence[str] | None = None) -> gr.Blocks:
    """The page. `examples` are the questions offered at the beginning, by default found for the documents.

    As many questions are worked on at a time as there are cores; the others wait.
    """
    chosen = tuple(examples) if examples is not None else examples_for(bot)
    limits = {"concurrency_limit": cores(), "concurrency_id": "questions"}
    blocks: gr.Blocks
    with gr.Blocks(title="askhz", analytics_enabled=False, fill_width=True) as blocks:
        with gr.Row(elem_id="hz-top"):
            gr.HTML(
                str(html.header_html(len(bot.sources()))), js_on_load=None, apply_default_css=False, elem_id="hz-head"
            )
            fresh = gr.Button("New chat", elem_id="hz-new", size="sm", scale=0, min_width=0)
        _conversation(bot, chosen, fresh, limits)

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


def _conversation(bot: Bot, examples: Sequence[str], fresh: gr.Button, limits: dict[str, Any]) -> None:
    """The conversation, its sources and the box to ask in; `fresh` begins a new one."""
    state = gr.State(())
    chats = gr.State(_Chats())  # never an output: the same object for all of a page's events
    talk, box, panel = _components(examples)

    def submit(question: str, conversation: Conversation, chats: _Chats) -> Iterator[tuple[Any, ...]]:
        begun = chats.begun
        yield "", gr.skip(), _talk((*conversation, pending(conversation, question)), examples), gr.skip()
        longer = (*conversation, reply(bot, conversation, question))[-LONGEST_CONVERSATION:]
        if chats.begun != begun:  # a new chat was begun in the meantime; this answer is not part of it
            yield (gr.skip(),) * len(outputs)
            return
        yield gr.skip(), longer, _talk(longer, examples), _panel(longer)

    def choose(conversation: Conversation, chats: _Chats, event: gr.EventData) -> Iterator[tuple[Any, ...]]:
        # Typing waits, because a second question would not know of this one. (Typed questions already run one by one.)
        for opened, (_, *shown) in zip((False, True), submit(str(event.question), conversation, chats), strict=True):
            yield gr.update(interactive=opened), *shown

    def clear(chats: _Chats) -> tuple[Any, ...]:
        chats.begun += 1
        return gr.update(value="", interactive=True), (), _talk((), examples), _panel(())

    outputs = [box, state, talk, panel]
    hidden: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    box.submit(submit, [box, state, chats], outputs, **hidden, **limits)
    talk.example(choose, [state, chats], outputs, **hidden, **limits)
    fresh.click(clear, chats, outputs, queue=False, **hidden)


def _components(examples: Sequence[str]) -> tuple[gr.HTML, gr.Textbox, gr.HTML]:
    """The conversation, the box to ask in and the panel of sources, all empty."""
    script = resources.files(__package__).joinpath("page.js").read_text("utf-8")
    with gr.Row(elem_id="hz-main", equal_height=False):
        with gr.Column(elem_id="hz-chat", scale=5, min_width=300):
            talk = gr.HTML(_talk((), examples), js_on_load=script, apply_default_css=False, elem_id="hz-talk")
            box = gr.Textbox(
                placeholder="Ask about your documents",
                label="Your question",
                show_label=False,
                container=False,
                max_lines=6,
                autofocus=True,
                submit_btn=True,
                elem_id="hz-box",
            )
        with gr.Column(elem_id="hz-side", scale=4, min_width=300):
            panel = gr.HTML(_panel(()), js_on_load=None, apply_default_css=False, elem_id="hz-panel")
    return talk, box, panel


def _talk(conversation: Conversation, examples: Sequence[str]) -> str:
    if not conversation:
        return str(html.welcome_html(examples))
    turns = (html.turn_html(turn.number, turn.question, turn.bubble) for turn in conversation)
    return str(html.conversation_html(turns))


def _panel(conversation: Conversation) -> str:
    sections = {turn.number: turn.sources for turn in conversation if turn.sources}
    return str(html.panel_html(sections, max(sections, default=None)))
