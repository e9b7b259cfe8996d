"""The `askhz` command: one short function a command; parse, call one thing, render.

Exit status: 0 done or answered, 1 not answered (nothing found, something stale), 2 an error, said in one line.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from .. import render
from ..chatbot import Chatbot, open_chatbot
from ..errors import QuestionError
from ..reading.ranker import SENTENCE_RANKER
from ..records import Answer, Document, Hit
from ..retrieval import DEFAULT_FUSION, FUSIONS
from .streams import each_line, progress_line, terminal_width, write_error, write_line

if TYPE_CHECKING:
    from ..evaluation.gold import QuestionSet


def index_command(options: argparse.Namespace) -> int:
    """`askhz index`: bring the index in step and say what was done."""
    from .. import indexing
    from ..models.exporting import DEFAULT_MODEL

    with progress_line() as progress:
        report = indexing.update(
            options.paths, options.index, model=options.encoder or DEFAULT_MODEL, on_progress=progress
        )
    for problem in report.problems:
        sys.stderr.write(f"askhz: left out: {render.visible(str(problem))}\n")
    remade = f" Remade: {report.remade}." if report.remade else ""
    write_line(
        f"{options.index}: {report.added} added, {report.changed} changed, {report.removed} removed, "
        f"{report.unchanged} unchanged; {report.passages} passages, {report.encoded} newly encoded; "
        f"{report.seconds:.1f} s.{remade}"
    )
    return 0


def ask_command(options: argparse.Namespace) -> int:
    """`askhz ask`: one question, or one a line."""
    with _opened(options.index, options.reader) as bot:
        if options.question == ["-"]:
            return each_line(lambda text, past: _show_answer(bot, bot.ask(text, history=past, k=options.k), options))
        answer = bot.ask(" ".join(options.question), k=options.k)
        _show_answer(bot, answer, options)
        return 0 if answer.answered else 1


def _show_answer(bot: Chatbot, answer: Answer, options: argparse.Namespace) -> None:
    if options.json:
        write_line(json.dumps(render.to_json(answer), ensure_ascii=False))
    else:
        cited = _documents(bot, answer.passages)
        write_line(render.text(answer, cited, width=terminal_width(), bold=sys.stdout.isatty()))
        if getattr(options, "question", None) == ["-"]:
            write_line("")


def search_command(options: argparse.Namespace) -> int:
    """`askhz search`: the passages found."""
    found: list[bool] = []

    def show(query: str, past: Sequence[str]) -> None:
        hits = bot.search(query, history=past, k=options.k)
        found.append(bool(hits))
        if options.json:
            write_line(json.dumps(render.search_json(query, hits), ensure_ascii=False))
        else:
            write_line(render.hits_text(hits, _documents(bot, hits), width=terminal_width()))

    with _opened(options.index, SENTENCE_RANKER, answers=False) as bot:
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
    with _opened(options.index, options.reader) as bot:
        sources = bot.sources()
        write_line(f"Ask about {len(sources)} document{'s' * (len(sources) != 1)}. An empty line or Ctrl+D ends.")
        history: list[str] = []
        while True:
            try:
                line = input("\n? " if sys.stdin.isatty() else "")
            except (EOFError, KeyboardInterrupt):
                return 0
            if not line.strip():
                return 0
            try:
                answer = bot.ask(line, history=history, k=options.k)
            except QuestionError as error:
                write_error(error)
                continue
            history.append(line)
            write_line(
                render.text(answer, _documents(bot, answer.passages), width=terminal_width(), bold=sys.stdout.isatty())
            )
            sys.stdout.flush()


def show_command(options: argparse.Namespace) -> int:
    """`askhz show`: a document's text, or the list of sources."""
    with _opened(options.index, SENTENCE_RANKER, answers=False) as bot:
        if options.source is None:
            write_line("\n".join(bot.sources()))
            return 0
        text = bot.document(_sayable(options.source)).text
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8"))  # no translation of line ends: offsets must hold
    return 0


def _sayable(source: str) -> str:
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


def eval_command(options: argparse.Namespace) -> int:
    """`askhz eval`: scores on questions with known answers."""
    from ..evaluation import report, running, tables

    if options.report:
        _check_writable(options.report)  # before the work, not after it
    labelled = []
    names = [file.resolve().name for file in options.files]
    for file in options.files:
        questions = _questions(file, options.split)
        # Two files of one name in different folders must not be taken for one.
        name = questions.name if names.count(file.resolve().name) == 1 else f"{file}, {questions.name}"
        ways = [(options.reader, DEFAULT_FUSION)]
        if options.compare:
            ways = [(options.reader, fusion) for fusion in FUSIONS] + [(SENTENCE_RANKER, DEFAULT_FUSION)]
        with _index_for(file, questions.brings_documents, options.index) as folder:
            for reader, fusion in ways:
                with _opened(folder, reader, fusion=fusion) as bot, progress_line() as progress:
                    measured = running.run(
                        bot,
                        questions,
                        k=options.k,
                        text_of=lambda source, bot=bot: bot.document(source).text,  # type: ignore[misc]
                        on_progress=progress,
                    )
                way = f", {fusion}, {reader or 'trained reader'}" if options.compare else ""
                labelled.append((name + way, measured))
    if options.report:
        options.report.write_text(report.html(labelled), encoding="utf-8")
    if options.json:
        write_line(json.dumps({label: tables.to_json(measured) for label, measured in labelled}, ensure_ascii=False))
    elif len(labelled) == 1:
        write_line(tables.table(labelled[0][1]))
    else:
        write_line("\n\n".join(f"{label}\n{tables.table(measured)}" for label, measured in labelled))
        write_line("\n" + tables.comparison(labelled))
    return 0


def calibrate_command(options: argparse.Namespace) -> int:
    """`askhz calibrate`: confidence fitted to own questions."""
    from ..evaluation import calibrating, tables

    if bool(options.files) == options.reset:
        raise QuestionError("calibrate wants a FILE of questions with known answers, or --reset; not both")
    if options.reset:
        forgotten = calibrating.forget(options.index)
        if options.json:
            write_line(json.dumps({"forgotten": forgotten}))
        elif forgotten:
            write_line(
                f"{options.index}: forgotten for {', '.join(forgotten)}; the built-in calibration is used again."
            )
        else:
            write_line(f"{options.index}: there was no calibration.")
        return 0
    questions = [_questions(file, options.split) for file in options.files]
    with progress_line() as progress:
        fitted = calibrating.calibrate(
            options.index,
            questions,
            reader=options.reader,
            answered=options.answered,
            on_progress=progress,
        )
    if options.json:
        write_line(json.dumps(dataclasses.asdict(fitted)))
    else:
        write_line(tables.calibration_table(fitted))
    return 0


def _questions(file: Path, split: str | None) -> QuestionSet:
    from ..evaluation import gold

    questions = gold.read_questions(file)
    return gold.of_split(questions, split) if split else questions


def _check_writable(file: Path) -> None:
    """Raises `QuestionError` if the file cannot be written; writes nothing."""
    try:
        if file.exists():
            file.open("ab").close()
        else:
            file.open("xb").close()
            file.unlink()
    except OSError as error:
        raise QuestionError(f"{file}: cannot be written ({error.strerror}); choose another --report") from error


@contextlib.contextmanager
def _index_for(file: Path, brings_documents: bool, folder: Path) -> Iterator[Path]:
    """The index to ask: the given one, or a temporary one of the documents that the questions bring."""
    from .. import indexing
    from ..evaluation import gold

    if not brings_documents:
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="askhz-eval-") as temporary:
        dump, made = Path(temporary) / "documents.jsonl", Path(temporary) / "index"
        lines = (json.dumps(document, ensure_ascii=False) + "\n" for document in gold.documents(file))
        with dump.open("w", encoding="utf-8") as stream:
            stream.writelines(lines)
        for exports in ("encoders", "readers"):  # saves exporting the same models again
            if (folder / exports).is_dir():
                shutil.copytree(folder / exports, made / exports)
        with progress_line() as progress:
            indexing.update([dump], made, on_progress=progress)
        yield made


def serve_command(options: argparse.Namespace) -> int:
    """`askhz serve`: the web page."""
    from .. import web

    with _opened(options.index, options.reader) as bot:
        web.serve(bot, host=options.host, port=options.port)
    return 0


@contextlib.contextmanager
def _opened(
    folder: Path, reader: str | None = None, *, fusion: str = DEFAULT_FUSION, answers: bool = True
) -> Iterator[Chatbot]:
    with progress_line() as progress:
        bot = open_chatbot(folder, reader=reader, fusion=fusion, on_progress=progress)
    with contextlib.closing(bot):
        if answers and bot.calibration_is_stale():
            sys.stderr.write(
                f"askhz: {render.visible(str(folder))}: its calibration was fitted to another version of the reader "
                "and is not used; run askhz calibrate again\n"
            )
        yield bot


def _documents(bot: Chatbot, hits: Sequence[Hit]) -> dict[str, Document]:
    return {source: bot.document(source) for source in {hit.passage.source for hit in hits}}
