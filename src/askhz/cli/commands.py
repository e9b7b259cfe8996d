"""One short function for each command that indexes, asks or looks up: call one thing, write what it gave.

Exit status: 0 done or answered, 1 not answered (nothing found, something stale).
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .. import render
from ..bot import document_of
from ..chatbot import Chatbot
from ..errors import QuestionError
from ..explanations import Explanation
from ..records import Answer, Document, Filter, Place
from .choosing import chosen_filter
from .collecting import given_to_index
from .keeping import files_left_out, watch_command, write_report
from .opening import opened, opened_to_look_up
from .streams import each_line, progress_line, terminal_width, write_error, write_line

if TYPE_CHECKING:
    from ..indexing import ListedDocument


def index_command(options: argparse.Namespace) -> int:
    """`askhz index`: bring the index in step and say what was done; with `--watch`, again and again."""
    from .. import indexing

    paths, rules, model = *given_to_index(options), options.encoder
    if options.watch and not options.bring_back:
        return watch_command(options, paths, rules, model)
    with progress_line() as progress:
        back = files_left_out(options.index, options.bring_back)
        report = indexing.update(paths, options.index, model=model, rules=rules, on_progress=progress, bring_back=back)
    write_report(options.index, report)
    return watch_command(options, paths, rules, model) if options.watch else 0


def ask_command(options: argparse.Namespace) -> int:
    """`askhz ask`: one question, or one a line."""
    where = chosen_filter(options)
    with opened(options.index, options.reader) as bot:
        if options.question == ["-"]:
            return each_line(lambda text, past, own: _answer(bot, options, text, past, own or where, several=True))
        answer = _answer(bot, options, " ".join(options.question), (), where)
        return 0 if answer.answered else 1


def _answer(
    bot: Chatbot,
    options: argparse.Namespace,
    question: str,
    past: Sequence[str],
    where: Filter | None,
    *,
    several: bool = False,
) -> Answer:
    """Ask, write what came, and how it came about where that is wanted; `several`: others follow."""
    wishes = {"history": past, "k": options.k, "where": where, "as_typed": options.as_typed}
    if not options.explain:
        answer = bot.ask(question, **wishes)
        _write_answer(bot, answer, options.json, several=several)
        return answer
    answer, explanation = bot.explain(question, **wishes)
    _write_answer(bot, answer, options.json, explanation, several=several)
    return answer


def _write_answer(
    bot: Chatbot, answer: Answer, as_json: bool, explanation: Explanation | None = None, *, several: bool = False
) -> None:
    """Write an answer; for a person, one of several below its question and with an empty line behind it."""
    if as_json:
        explained = {} if explanation is None else {"explain": render.explain_json(explanation)}
        text = json.dumps(render.to_json(answer) | explained, ensure_ascii=False)
    else:
        text = render.text(answer, width=terminal_width(), documents=_quoted(bot, answer), bold=sys.stdout.isatty())
        if explanation is not None:
            text += "\n\n" + render.explain_text(explanation, width=terminal_width())
        if several:
            text = render.visible(f"? {answer.question}") + f"\n{text}\n"
    write_line(text)


def _quoted(bot: Chatbot, answer: Answer) -> dict[str, Document]:
    """The documents quoted, by their sources, but those that have gone since."""
    found = ((source, document_of(bot, source)) for source in {cited.source for cited in answer.citations})
    return {source: document for source, document in found if document is not None}


def search_command(options: argparse.Namespace) -> int:
    """`askhz search`: the passages found."""
    found: list[bool] = []
    where = chosen_filter(options)

    def show(query: str, past: Sequence[str], own: Filter | None = None) -> None:
        hits = bot.search(query, history=past, k=options.k, where=own or where)
        found.append(bool(hits))
        if options.json:
            write_line(json.dumps(render.search_json(query, hits), ensure_ascii=False))
        else:
            write_line(render.hits_text(hits, width=terminal_width()))

    with opened_to_look_up(options.index) as bot:
        if options.query == ["-"]:
            status = each_line(show)
        else:
            show(" ".join(options.query), ())
            status = 0
        return status or int(bool(found) and not any(found))


def chat_command(options: argparse.Namespace) -> int:
    """`askhz chat`: a conversation in the terminal."""
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401 - gives input() line editing
    with opened(options.index, options.reader) as bot:
        documents = len(bot.sources())
        write_line(f"Ask about {documents} document{'s' * (documents != 1)}. An empty line or Ctrl+D ends.")
        history: list[str] = []
        where = chosen_filter(options)
        while line := _typed():
            try:
                answer = bot.ask(line, history=history, k=options.k, where=where)
            except QuestionError as error:
                write_error(error)
                continue
            history.append(line)
            _write_answer(bot, answer, as_json=False)
            sys.stdout.flush()
    return 0


def _typed() -> str:
    """The next line typed; empty at the end of a conversation."""
    try:
        line = input("\n? " if sys.stdin.isatty() else "")
    except (EOFError, KeyboardInterrupt):
        return ""
    return line if line.strip() else ""


def documents_command(options: argparse.Namespace) -> int:
    """`askhz documents`: what is indexed, a document a line."""
    from .. import indexing

    listed = indexing.list_documents(options.index)
    if options.json:
        write_line(json.dumps([_listed_json(one) for one in listed], ensure_ascii=False))
        return 0
    for one in listed:
        pages = [] if one.pages is None else [f"{one.pages} page{'s' * (one.pages != 1)}"]
        facts = [one.kind, *pages, f"{one.passages} passage{'s' * (one.passages != 1)}", one.state]
        title = [] if one.title == one.source else [one.title]
        write_line(render.visible(" · ".join([one.source, *title, *facts])))
        for problem in one.problems:
            write_line(render.visible(f"    left out: {problem}"))
    for left in indexing.list_left_out(options.index):
        write_line(render.visible(f"{left.source} · {left.kind} · left out by choice; askhz index --bring-back SOURCE"))
    return 0


def _listed_json(one: ListedDocument) -> dict[str, Any]:
    found = dataclasses.asdict(one)
    del found["file"]  # paths of this machine stay private
    return found


def show_command(options: argparse.Namespace) -> int:
    """`askhz show`: a document's text or one page of it, or the list of sources."""
    with opened_to_look_up(options.index) as bot:
        if options.source is None:
            if options.page is not None:
                raise QuestionError("--page needs a SOURCE; askhz show lists what there is")
            write_line("\n".join(bot.sources()))
            return 0
        document = bot.document(_utf8(options.source))
    text = document.text if options.page is None else _page(document, options.page)
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8"))  # no translation of line ends: offsets must hold
    return 0


def _page(document: Document, page: str) -> str:
    """The text of a page or slide, from its first anchor to the next page's. Raises `QuestionError` if it has none."""
    starts = [(anchor.start, _page_name(anchor.place)) for anchor in document.anchors]
    if page not in (name for _, name in starts):
        raise QuestionError(f"{document.source}: no page {page!r} in it; askhz show prints the whole text")
    ends = [*(start for start, _ in starts[1:]), len(document.text)]
    return "".join(document.text[start:end] for (start, name), end in zip(starts, ends, strict=True) if name == page)


def _page_name(place: Place) -> str | None:
    return place.page if place.slide is None else str(place.slide)


def _utf8(source: str) -> str:
    """The source, if it can be one: every indexed name is UTF-8."""
    try:
        source.encode("utf-8")
    except UnicodeEncodeError as error:
        raise QuestionError(f"{source!r}: not UTF-8, so no document's name; askhz show lists what there is") from error
    return source


def verify_command(options: argparse.Namespace) -> int:
    """`askhz verify`: what is stale or broken."""
    from .. import indexing

    found = indexing.verify(options.index)
    for line in found:
        write_line(render.visible(line))
    if not found:
        write_line(f"{options.index}: every stored passage stands in its file word for word.")
    return 1 if found else 0
