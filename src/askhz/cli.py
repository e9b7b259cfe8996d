"""The `askhz` command: one short function a command; parse, call one thing, render.

Exit status: 0 done or answered, 1 not answered (nothing found, something stale), 2 an error, said in one line.
"""

from __future__ import annotations

import argparse
import codecs
import contextlib
import dataclasses
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from . import __version__, render
from .chatbot import PASSAGES, Chatbot, open_chatbot
from .errors import AskhzError, QuestionError
from .reading import JUDGE
from .records import Answer, Document, Hit
from .retrieval import DEFAULT_FUSION, FUSIONS

if TYPE_CHECKING:
    from .datasets import QuestionSet

_QUIET = 1.0  # seconds before anything is said of the progress


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status."""
    _open_streams()
    try:
        try:
            options = _parser().parse_args(arguments)
            status: int = options.run(options)
        finally:
            sys.stdout.flush()
        return status
    except AskhzError as error:
        return _complain(error)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        _abandon_output()  # whoever read us has gone
        return 0
    except OSError as error:
        _abandon_output()
        return _complain(
            f"{error.filename or 'standard output'}: {error.strerror or error}; make room or write elsewhere"
        )


def _open_streams() -> None:
    """Standard streams in UTF-8; a closed one becomes the null device, so that no file takes its number."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # the lowest free number is the closed one's, so it is taken again
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode, closefd=False))
        with contextlib.suppress(AttributeError, ValueError):
            errors = "surrogateescape" if name == "stdin" else "backslashreplace"
            getattr(sys, name).reconfigure(encoding="utf-8", errors=errors)


def _abandon_output() -> None:
    """If standard output takes no more, send the rest nowhere: else Python complains once more at its end."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _complain(error: object) -> int:
    with contextlib.suppress(OSError):  # the exit status says it too
        sys.stderr.write(f"askhz: {render.visible(' '.join(str(error).split()))}\n")
    return 2


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with the arguments in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {render.visible(' '.join(message.split()))}; see {self.prog} --help\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="askhz",
        description="Answers questions from your documents in the documents' own words, with exact citations, offline.",
    )
    parser.add_argument("--version", action="version", version=f"askhz {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int], about: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=about, description=f"{about[0].upper()}{about[1:]}.")
        added.set_defaults(run=run)
        added.add_argument(
            "--index",
            type=Path,
            default=Path(os.environ.get("ASKHZ_INDEX") or "index"),
            metavar="DIR",
            help="the index folder (default: $ASKHZ_INDEX, else ./index)",
        )
        return added

    index = command("index", _index, "bring the index in step with files and folders: add, change, drop")
    index.add_argument("paths", nargs="*", type=Path, default=[Path("seeds")], metavar="PATH", help="default: seeds")
    index.add_argument(
        "--encoder", default=None, metavar="MODEL", help="a sentence-transformers model folder; name it each time"
    )
    ask = command("ask", _ask, "answer a question; - reads one question a line from standard input")
    ask.add_argument("question", nargs="+", metavar="QUESTION")
    _reading_options(ask)
    _reader_option(ask)
    chat = command("chat", _chat, "talk in the terminal; follow-up questions are understood")
    chat.add_argument("--k", type=int, default=PASSAGES, help="passages read for an answer (default: %(default)s)")
    _reader_option(chat)
    search = command("search", _search, "show the passages found, best first; - reads one query a line")
    search.add_argument("query", nargs="+", metavar="QUERY")
    _reading_options(search)
    show = command("show", _show, "print the text of one indexed document exactly as the offsets count it")
    show.add_argument("source", metavar="SOURCE", nargs="?", help="without it: the sources, one a line")
    command("verify", _verify, "check that every stored passage still stands in its file word for word")
    evaluate = command("eval", _eval, "score retrieval, answers and refusals on questions with known answers")
    evaluate.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="JSON Lines; SQuAD JSON or a BEIR folder, asked of the documents in it",
    )
    evaluate.add_argument("--split", help="only the questions of this split (tune or report)")
    evaluate.add_argument(
        "--compare",
        action="store_true",
        help="also the other fusions, dense vectors alone, words alone, and the sentence judge",
    )
    evaluate.add_argument("--report", type=Path, metavar="FILE.html", help="write one self-contained page with plots")
    _reading_options(evaluate)
    _reader_option(evaluate)
    calibrate = command(
        "calibrate", _calibrate, "fit confidence and refusals to your own questions; the index keeps it"
    )
    calibrate.add_argument("files", nargs="*", type=Path, metavar="FILE", help="JSON Lines, as askhz eval takes it")
    calibrate.add_argument("--split", help="only the questions of this split (tune or report)")
    calibrate.add_argument(
        "--answered",
        type=_share,
        default=0.95,
        metavar="SHARE",
        help="of the questions that have an answer, how many must stay answered (default: %(default)s)",
    )
    calibrate.add_argument("--reset", action="store_true", help="forget what was fitted, for every reader")
    calibrate.add_argument("--json", action="store_true", help="JSON on standard output and nothing else")
    _reader_option(calibrate)
    serve = command("serve", _serve, "show the chat page")
    _reader_option(serve)
    serve.add_argument("--host", default="127.0.0.1", help="default: %(default)s")
    serve.add_argument("--port", type=_port, default=7860, help="0 takes a free one (default: %(default)s)")
    return parser


def _share(text: str) -> float:
    share = float(text)
    if not 0 < share <= 1:
        raise argparse.ArgumentTypeError(f"{share:g} is no share; choose one above 0, up to 1")
    return share


_share.__name__ = "share"


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"{port} is no port; choose one from 1 to 65535")
    return port


_port.__name__ = "port"  # what argparse calls a value that is no number


def _reader_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--reader",
        metavar="MODEL",
        help="another question-answering model, by its folder or its name in the Hugging Face cache, or "
        f"{JUDGE} for none (default: the trained network that is shipped)",
    )


def _reading_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--k", type=int, default=PASSAGES, help="passages found and read (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="JSON on standard output and nothing else")


# The commands


def _index(options: argparse.Namespace) -> int:
    from . import encoder, index

    with _progress() as progress:
        report = index.update(
            options.paths, options.index, model=options.encoder or encoder.DEFAULT_MODEL, on_progress=progress
        )
    for problem in report.problems:
        sys.stderr.write(f"askhz: left out: {render.visible(str(problem))}\n")
    remade = f" Remade: {report.remade}." if report.remade else ""
    _say(
        f"{options.index}: {report.added} added, {report.changed} changed, {report.removed} removed, "
        f"{report.unchanged} unchanged; {report.passages} passages, {report.encoded} newly encoded; "
        f"{report.seconds:.1f} s.{remade}"
    )
    return 0


def _ask(options: argparse.Namespace) -> int:
    with _opened(options.index, options.reader) as bot:
        if options.question == ["-"]:
            return _each_line(lambda text, past: _show_answer(bot, bot.ask(text, history=past, k=options.k), options))
        answer = bot.ask(" ".join(options.question), k=options.k)
        _show_answer(bot, answer, options)
        return 0 if answer.answered else 1


def _show_answer(bot: Chatbot, answer: Answer, options: argparse.Namespace) -> None:
    if options.json:
        _say(json.dumps(render.to_json(answer), ensure_ascii=False))
    else:
        cited = _documents(bot, answer.passages)
        _say(render.text(answer, cited, width=_width(), bold=sys.stdout.isatty()))
        if getattr(options, "question", None) == ["-"]:
            _say("")


def _search(options: argparse.Namespace) -> int:
    found: list[bool] = []

    def show(query: str, past: Sequence[str]) -> None:
        hits = bot.search(query, history=past, k=options.k)
        found.append(bool(hits))
        if options.json:
            _say(json.dumps(render.search_json(query, hits), ensure_ascii=False))
        else:
            _say(render.hits_text(hits, _documents(bot, hits), width=_width()))

    with _opened(options.index, JUDGE, answers=False) as bot:
        if options.query == ["-"]:
            status = _each_line(show)
        else:
            show(" ".join(options.query), ())
            status = 0
        return status or int(bool(found) and not any(found))


def _chat(options: argparse.Namespace) -> int:
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401 - gives input() line editing
    with _opened(options.index, options.reader) as bot:
        sources = bot.sources()
        _say(f"Ask about {len(sources)} document{'s' * (len(sources) != 1)}. An empty line or Ctrl+D ends.")
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
                _complain(error)
                continue
            history.append(line)
            _say(render.text(answer, _documents(bot, answer.passages), width=_width(), bold=sys.stdout.isatty()))
            sys.stdout.flush()


def _show(options: argparse.Namespace) -> int:
    with _opened(options.index, JUDGE, answers=False) as bot:
        if options.source is None:
            _say("\n".join(bot.sources()))
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


def _verify(options: argparse.Namespace) -> int:
    from . import index

    found = index.verify(options.index)
    for line in found:
        _say(render.visible(line))
    if not found:
        _say(f"{options.index}: every stored passage stands in its file word for word.")
    return 1 if found else 0


def _eval(options: argparse.Namespace) -> int:
    from . import evaluation, report, tables

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
            ways = [(options.reader, fusion) for fusion in FUSIONS] + [(JUDGE, DEFAULT_FUSION)]
        with _index_for(file, questions.brings_documents, options.index) as folder:
            for reader, fusion in ways:
                with _opened(folder, reader, fusion=fusion) as bot, _progress() as progress:
                    measured = evaluation.run(
                        bot,
                        questions,
                        k=options.k,
                        text_of=lambda source, bot=bot: bot.document(source).text,  # type: ignore[misc]
                        on_progress=lambda done, total, say=progress: say("asking", done, total),  # type: ignore[misc]
                    )
                way = f", {fusion}, {reader or 'trained reader'}" if options.compare else ""
                labelled.append((name + way, measured))
    if options.report:
        options.report.write_text(report.html(labelled), encoding="utf-8")
    if options.json:
        _say(json.dumps({label: tables.to_json(measured) for label, measured in labelled}, ensure_ascii=False))
    elif len(labelled) == 1:
        _say(tables.table(labelled[0][1]))
    else:
        _say("\n\n".join(f"{label}\n{tables.table(measured)}" for label, measured in labelled))
        _say("\n" + tables.comparison(labelled))
    return 0


def _calibrate(options: argparse.Namespace) -> int:
    from . import calibration, tables

    if bool(options.files) == options.reset:
        raise QuestionError("calibrate wants a FILE of questions with known answers, or --reset; not both")
    if options.reset:
        forgotten = calibration.forget(options.index)
        if options.json:
            _say(json.dumps({"forgotten": forgotten}))
        elif forgotten:
            _say(f"{options.index}: forgotten for {', '.join(forgotten)}; the built-in calibration is used again.")
        else:
            _say(f"{options.index}: there was no calibration.")
        return 0
    questions = [_questions(file, options.split) for file in options.files]
    with _progress() as progress:
        fitted = calibration.calibrate(
            options.index,
            questions,
            reader=options.reader,
            answered=options.answered,
            on_progress=progress,
        )
    if options.json:
        _say(json.dumps(dataclasses.asdict(fitted)))
    else:
        _say(tables.calibration_table(fitted))
    return 0


def _questions(file: Path, split: str | None) -> QuestionSet:
    from . import datasets

    questions = datasets.read_questions(file)
    return datasets.of_split(questions, split) if split else questions


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
    from . import datasets, index

    if not brings_documents:
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="askhz-eval-") as temporary:
        dump, made = Path(temporary) / "documents.jsonl", Path(temporary) / "index"
        lines = (json.dumps(document, ensure_ascii=False) + "\n" for document in datasets.documents(file))
        with dump.open("w", encoding="utf-8") as stream:
            stream.writelines(lines)
        for exports in ("encoders", "readers"):  # saves exporting the same models again
            if (folder / exports).is_dir():
                shutil.copytree(folder / exports, made / exports)
        with _progress() as progress:
            index.update([dump], made, on_progress=progress)
        yield made


def _serve(options: argparse.Namespace) -> int:
    from . import web

    with _opened(options.index, options.reader) as bot:
        web.serve(bot, host=options.host, port=options.port)
    return 0


# What they share


@contextlib.contextmanager
def _opened(
    folder: Path, reader: str | None = None, *, fusion: str = DEFAULT_FUSION, answers: bool = True
) -> Iterator[Chatbot]:
    with _progress() as progress:
        bot = open_chatbot(folder, reader=reader, fusion=fusion, on_progress=progress)
    with contextlib.closing(bot):
        if answers and bot.outgrown():
            sys.stderr.write(
                f"askhz: {render.visible(str(folder))}: its calibration was fitted to another version of the reader "
                "and is not used; run askhz calibrate again\n"
            )
        yield bot


def _each_line(answer: Callable[[str, Sequence[str]], Any]) -> int:
    """Put each line of standard input to `answer`; a line that cannot be used is named, and the rest goes on."""
    status = 0
    for number, raw in enumerate(_lines(), 1):
        if not raw.strip():
            continue
        try:
            answer(*_parse_line(raw))
        except QuestionError as error:
            status = _complain(f"line {number}: {error}")
        sys.stdout.flush()
    return status


def _lines() -> Iterator[bytes]:
    """The lines of standard input, each as soon as it is there; a byte order mark before the first is none of it."""
    for number, raw in enumerate(sys.stdin.buffer):
        yield raw if number else raw.removeprefix(codecs.BOM_UTF8)


def _parse_line(raw: bytes) -> tuple[str, Sequence[str]]:
    try:
        line = raw.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise QuestionError(f"not UTF-8 (byte {error.start}); send it as UTF-8") from error
    if not line.lstrip().startswith("{"):
        return line, ()
    wanted = 'want {"question": "…", "history": ["earlier question", …]}'
    try:
        item = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise QuestionError(
            f"not a JSON object ({getattr(error, 'msg', 'too deep or too large')}); {wanted}"
        ) from error
    question, history = item.get("question"), item.get("history", [])
    if not isinstance(question, str) or not isinstance(history, list) or not all(isinstance(h, str) for h in history):
        raise QuestionError(wanted)
    return question, history


def _documents(bot: Chatbot, hits: Sequence[Hit]) -> dict[str, Document]:
    return {source: bot.document(source) for source in {hit.passage.source for hit in hits}}


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def _width() -> int:
    return min(100, shutil.get_terminal_size((80, 24)).columns)


@contextlib.contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """Says on standard error how far a thing is, once it has taken more than a second."""
    began = last = time.monotonic()
    spoken = False
    live = sys.stderr.isatty()

    def say(what: str, done: int, total: int) -> None:
        nonlocal last, spoken
        now = time.monotonic()
        if what.startswith("preparing") and done == 0:
            sys.stderr.write(f"{what} (once for an index, about half a minute) …\n")
        elif now - began > _QUIET and (now - last > (0.2 if live else 5) or (done == total and spoken)):
            sys.stderr.write(f"\r{what} {done}/{total} " if live else f"{what} {done}/{total}\n")
            sys.stderr.flush()
            last, spoken = now, True

    try:
        yield say
    finally:
        if spoken and live:
            sys.stderr.write("\n")


if __name__ == "__main__":
    sys.exit(main())
