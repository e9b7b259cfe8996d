"""The web page: a conversation, and beside it the sources of its answers.

`build` makes the page for anything that answers like a `Bot`, `serve` shows it on a port. What is shown comes from
`render` as escaped HTML; the page never passes a text through Markdown. No request leaves the machine: assets are
Gradio's own and this package's, and every response forbids the browser to load anything from elsewhere.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any, Protocol

import gradio as gr
from gradio.events import api

from .. import render
from ..errors import AskhzError, QuestionError
from ..records import Answer, Document
from ..render import page as html

LONGEST_CONVERSATION = 50
"""Turns that a page keeps; earlier ones make room."""
SEED_SOURCES = ("000_779636ba29f8fdb9.txt", "002_7a6f8e4ba6fff66d.txt")
SEED_EXAMPLES = (
    "Why did the Six Little Dragons emerge in Hangzhou?",
    "How many unicorn companies does Hangzhou have?",
    "Who founded Hangzhou Bowu Culture?",
    "Who is the mayor of Hangzhou?",  # not in them: shows what a refusal looks like
)
_AT_ONCE = 2  # questions read at the same time: the cores of a small machine
_WAITING = 64  # questions that may wait; a further one is told to come back
_log = logging.getLogger(__name__)


class Bot(Protocol):
    """What the page needs of a chatbot. It is asked from several threads at a time."""

    def ask(self, question: str, /, *, history: Sequence[str] = (), k: int = 8) -> Answer:
        """An answer or a refusal; `history` holds the questions asked before, the oldest first."""
        ...

    def document(self, source: str, /) -> Document:
        """One indexed document."""
        ...

    def sources(self) -> Sequence[str]:
        """The sources of all indexed documents, in order."""
        ...


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what the page shows for it; `understood` is false where the question could not be read at all."""

    number: int
    question: str
    bubble: str
    sources: str = ""
    understood: bool = True


Conversation = tuple[Turn, ...]


@dataclass(slots=True)
class _Chats:
    """How many chats a page has begun."""

    begun: int = 0


def reply(bot: Bot, conversation: Conversation, question: str) -> Turn:
    """The turn that answers, declines, or says what went wrong. Nothing is raised: a conversation goes on."""
    number = conversation[-1].number + 1 if conversation else 1
    history = [turn.question for turn in conversation if turn.understood]
    try:
        answer = bot.ask(question, history=history)
        read = {citation.source for citation in answer.citations} | {hit.passage.source for hit in answer.passages}
        documents = {source: bot.document(source) for source in sorted(read)}
    except AskhzError as error:
        return Turn(number, question, html.error_html(str(error)), understood=False)
    except Exception:
        _log.exception("a question failed in a way that was not foreseen")
        message = (
            "Something went wrong inside askhz. The window that it was started from says more; you can go on asking."
        )
        return Turn(number, question, html.error_html(message), understood=False)
    bubble = html.answer_html(number, answer, documents)
    return Turn(number, question, bubble, html.sources_html(number, answer, documents))


def ask(bot: Bot, question: str, history: list[str] | None = None) -> dict[str, Any]:
    """One question, one answer, as `askhz ask --json` prints it; for programs."""
    try:
        return render.to_json(bot.ask(question, history=history or []))
    except AskhzError as error:
        raise gr.Error(str(error), print_exception=False) from error


def examples_for(bot: Bot, sources: Sequence[str]) -> tuple[str, ...]:
    """Questions to begin with: the seeds' own, or for other documents those of a few plain ones that are answered."""
    if set(SEED_SOURCES) <= {source.rsplit("/", 1)[-1] for source in sources}:
        return SEED_EXAMPLES
    titles = [bot.document(source).title or source for source in sources[:3]]
    candidates = [question for title in titles for question in (f"What is {title}?", f"Who wrote {title}?")]
    return tuple(question for question in candidates if _is_answered(bot, question))[:4]


def _is_answered(bot: Bot, question: str) -> bool:
    try:
        return bot.ask(question).answered
    except QuestionError:  # a title may hold what no question may
        return False


def build(bot: Bot, examples: Sequence[str] | None = None) -> gr.Blocks:
    """The page. `examples` are the questions offered at the beginning, by default chosen from the documents."""
    sources = bot.sources()
    chosen = tuple(examples) if examples is not None else examples_for(bot, sources)
    blocks: gr.Blocks
    with gr.Blocks(title="askhz", analytics_enabled=False, fill_width=True) as blocks:
        with gr.Row(elem_id="hz-top"):
            gr.HTML(html.header_html(len(sources)), js_on_load=None, apply_default_css=False, elem_id="hz-head")
            fresh = gr.Button("New chat", elem_id="hz-new", size="sm", scale=0, min_width=0)
        _conversation(bot, chosen, fresh)

        def answer(question: str, history: list[str] | None = None) -> dict[str, Any]:
            return ask(bot, question, history)

        api(answer, api_name="ask", api_description=ask.__doc__, concurrency_limit=_AT_ONCE, concurrency_id="questions")
    blocks.queue(max_size=_WAITING)
    return blocks


def _conversation(bot: Bot, examples: Sequence[str], fresh: gr.Button) -> None:
    """The conversation, its sources and the box to ask in; `fresh` begins a new one."""
    script = resources.files(__package__).joinpath("page.js").read_text("utf-8")
    state = gr.State(())
    chats = gr.State(_Chats())  # never an output: the same object for all of a page's events
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

    def submit(question: str, conversation: Conversation, chats: _Chats) -> Iterator[tuple[Any, ...]]:
        begun = chats.begun
        pending = Turn(conversation[-1].number + 1 if conversation else 1, question, html.pending_html())
        yield "", gr.skip(), _talk((*conversation, pending), examples), gr.skip()
        longer = (*conversation, reply(bot, conversation, question))[-LONGEST_CONVERSATION:]
        if chats.begun != begun:  # meanwhile a new chat was begun; an answer that comes too late is not shown in it
            yield (gr.skip(),) * len(outputs)
            return
        yield gr.skip(), longer, _talk(longer, examples), _panel(longer)

    def choose(conversation: Conversation, chats: _Chats, event: gr.EventData) -> Iterator[tuple[Any, ...]]:
        # Typing waits, for a second question would not know of this one. (Of typed ones there is one at a time.)
        for opened, (_, *shown) in zip((False, True), submit(str(event.question), conversation, chats), strict=True):
            yield gr.update(interactive=opened), *shown

    def clear(chats: _Chats) -> tuple[Any, ...]:
        chats.begun += 1
        return gr.update(value="", interactive=True), (), _talk((), examples), _panel(())

    outputs = [box, state, talk, panel]
    hidden: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    asking: dict[str, Any] = {**hidden, "concurrency_limit": _AT_ONCE, "concurrency_id": "questions"}
    box.submit(submit, [box, state, chats], outputs, **asking)
    talk.example(choose, [state, chats], outputs, **asking)
    fresh.click(clear, chats, outputs, queue=False, **hidden)


def _talk(conversation: Conversation, examples: Sequence[str]) -> str:
    if not conversation:
        return html.welcome_html(examples)
    return html.conversation_html(html.turn_html(turn.number, turn.question, turn.bubble) for turn in conversation)


def _panel(conversation: Conversation) -> str:
    sections = {turn.number: turn.sources for turn in conversation if turn.sources}
    return html.panel_html(sections, max(sections, default=None))
