"""The `askhz` command: arguments parsed, one function called, errors said in one line.

Exit status: 0 done or answered, 1 not answered (nothing found, something stale), 2 an error.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from .. import __version__, render
from ..chatbot import PASSAGES
from ..errors import AskhzError
from ..reading.ranker import SENTENCE_RANKER
from .choosing import filter_options
from .collecting import collections_command, index_options
from .commands import (
    ask_command,
    chat_command,
    documents_command,
    index_command,
    search_command,
    show_command,
    verify_command,
)
from .evaluating import calibrate_command, eval_command
from .keeping import backup_command, repair_command
from .serving import mcp_command, passwd_command, serve_command
from .streams import abandon_output, open_streams, write_error

Run = Callable[[argparse.Namespace], int]
AddCommand = Callable[[str, Run, str], argparse.ArgumentParser]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status."""
    open_streams()
    try:
        try:
            options = _parser().parse_args(arguments)
            status: int = options.run(options)
        finally:
            sys.stdout.flush()
        return status
    except AskhzError as error:
        return write_error(error)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        abandon_output()  # the program that read our output has ended
        return 0
    except OSError as error:
        abandon_output()
        return write_error(
            f"{error.filename or 'standard output'}: {error.strerror or error}; make room or write elsewhere"
        )


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

    def add(name: str, run: Run, about: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=about, description=f"{about[0].upper()}{about[1:]}.")
        added.set_defaults(run=run)
        index_options(added, name)
        return added

    _add_index(add)
    _add_ask(add)
    _add_chat(add)
    _add_search(add)
    _add_documents(add)
    _add_collections(add)
    _add_show(add)
    _add_verify(add)
    _add_keeping(add)
    _add_eval(add)
    _add_calibrate(add)
    _add_serve(add)
    _add_passwd(add)
    _add_mcp(add)
    return parser


def _add_index(add: AddCommand) -> None:
    index = add("index", index_command, "bring the index in step with files and folders: add, change, drop")
    index.add_argument(
        "paths",
        nargs="*",
        type=Path,
        metavar="PATH",
        help="default: seeds; with --name, those that the collection was made of",
    )
    index.add_argument(
        "--exclude",
        action="append",
        default=[],
        metavar="PATTERN",
        help="leave out what fits, by gitignore's rules, as .askhzignore files in the folders do; give one for each",
    )
    index.add_argument(
        "--bring-back",
        action="append",
        default=[],
        metavar="SOURCE",
        help="read a file again that was left out on the page; askhz documents lists them; give one for each",
    )
    index.add_argument("--watch", action="store_true", help="go on: keep the index in step until interrupted")
    index.add_argument(
        "--poll",
        action="store_true",
        help="with --watch: compare the folders every second, where nothing tells of changes",
    )
    index.add_argument("--follow-links", action="store_true", help="follow links to folders, each folder once")
    index.add_argument(
        "--encoder",
        default=None,
        metavar="MODEL",
        help="all-MiniLM-L6-v2 (English), multilingual-e5-small (askhz[chinese]), or a sentence-transformers model "
        "folder; default: what the index has, or for a new one, the one for the languages of its documents",
    )


def _add_ask(add: AddCommand) -> None:
    ask = add("ask", ask_command, "answer a question; - reads one question a line from standard input")
    ask.add_argument(
        "question",
        nargs="+",
        metavar="QUESTION",
        help='or -: each line is a question, or an object {"question": "…", "history": ["earlier question", …]}',
    )
    ask.add_argument("--as-typed", action="store_true", help="respell no word, fill in none from earlier questions")
    ask.add_argument("--explain", action="store_true", help="also what was found, read, scored and chosen, and why")
    _reading_options(ask)
    filter_options(ask)
    _reader_option(ask)


def _add_chat(add: AddCommand) -> None:
    chat = add("chat", chat_command, "talk in the terminal; follow-up questions are understood")
    chat.add_argument("--k", type=int, default=PASSAGES, help="passages found for an answer (default: %(default)s)")
    filter_options(chat)
    _reader_option(chat)


def _add_search(add: AddCommand) -> None:
    search = add("search", search_command, "show the passages found, best first; - reads one query a line")
    search.add_argument("query", nargs="+", metavar="QUERY")
    _reading_options(search)
    filter_options(search)


def _add_documents(add: AddCommand) -> None:
    listed = add("documents", documents_command, "list what is indexed: title, kind, pages, passages, state, problems")
    listed.add_argument("--json", action="store_true", help="JSON on standard output and nothing else")


def _add_collections(add: AddCommand) -> None:
    listed = add("collections", collections_command, "list the named collections: documents, passages, paths")
    listed.add_argument("--json", action="store_true", help="JSON on standard output and nothing else")


def _add_show(add: AddCommand) -> None:
    show = add("show", show_command, "print the text of one indexed document exactly as the offsets count it")
    show.add_argument("source", metavar="SOURCE", nargs="?", help="without it: the sources, one a line")
    show.add_argument("--page", metavar="PAGE", help="only this page, as it is printed there, or this slide")


def _add_verify(add: AddCommand) -> None:
    add("verify", verify_command, "check that every stored passage still stands in its file word for word")


def _add_keeping(add: AddCommand) -> None:
    repair = add("repair", repair_command, "make a damaged index whole, from what is left of it and from the documents")
    repair.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help="what the index is made of (default: what it records)"
    )
    backup = add("backup", backup_command, "copy an index to a new folder, whole, while it is asked and written")
    backup.add_argument("destination", type=Path, metavar="DEST", help="a folder that is not there yet, or is empty")


def _add_eval(add: AddCommand) -> None:
    evaluate = add("eval", eval_command, "score retrieval, answers and refusals on questions with known answers")
    evaluate.add_argument(
        "files",
        nargs="*",
        type=Path,
        metavar="FILE",
        help="JSON Lines; SQuAD JSON or a BEIR folder, asked of the documents in it",
    )
    evaluate.add_argument("--feedback", action="store_true", help="also what people thought of answers on the page")
    evaluate.add_argument("--split", help="only the questions of this split (tune or report)")
    evaluate.add_argument(
        "--compare",
        action="store_true",
        help="also the other fusions, dense vectors alone, words alone, and the sentence judge",
    )
    evaluate.add_argument("--report", type=Path, metavar="FILE.html", help="write one self-contained page with plots")
    _reading_options(evaluate)
    _reader_option(evaluate)


def _add_calibrate(add: AddCommand) -> None:
    calibrate = add(
        "calibrate", calibrate_command, "fit confidence and refusals to your own questions; the index keeps it"
    )
    calibrate.add_argument("files", nargs="*", type=Path, metavar="FILE", help="JSON Lines, as askhz eval takes it")
    calibrate.add_argument("--feedback", action="store_true", help="also what people thought of answers on the page")
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


def _add_serve(add: AddCommand) -> None:
    serve = add("serve", serve_command, "show the chat page, and answer programs (docs/api.md)")
    _reader_option(serve)
    serve.add_argument("--host", default="127.0.0.1", help="default: %(default)s")
    serve.add_argument("--port", type=_port, default=7860, help="0 takes a free one (default: %(default)s)")
    serve.add_argument(
        "--example",
        action="append",
        metavar="QUESTION",
        help="a question to offer at the beginning; give one for each (default: found for the documents)",
    )
    serve.add_argument("--watch", action="store_true", help="keep the index in step with its folders meanwhile")
    serve.add_argument("--read-only", action="store_true", help="documents can be neither added nor removed")
    serve.add_argument("--no-history", action="store_true", help="keep no conversations and no feedback")
    serve.add_argument("--auth-file", type=Path, metavar="FILE", help="who may log in: lines made by askhz passwd")
    serve.add_argument("--no-auth", action="store_true", help="let other machines ask without a password")
    serve.add_argument(
        "--allow-host", action="append", default=[], metavar="NAME", help="a further name that the server answers to"
    )
    serve.add_argument(
        "--trusted-proxy",
        action="append",
        default=[],
        metavar="ADDRESS",
        help="a proxy, or a network of them, whose forwarded headers are believed",
    )
    serve.add_argument(
        "--root-path", default="", metavar="PATH", help="what a proxy puts before every address, such as /askhz"
    )
    serve.add_argument(
        "--upload-limit", type=_positive, default=256, metavar="MIB", help="of one upload (default: %(default)s)"
    )
    serve.add_argument(
        "--rate",
        type=_positive,
        metavar="N",
        help="questions a minute of one client (default: 60, for this machine as many as it likes)",
    )
    serve.add_argument("--log", action="store_true", help="log requests to standard error, a JSON object a line")
    serve.add_argument("--log-questions", action="store_true", help="the same, with the text of the questions")


def _add_mcp(add: AddCommand) -> None:
    mcp = add("mcp", mcp_command, "offer the same as tools for other programs, over standard input and output")
    _reader_option(mcp)


def _add_passwd(add: AddCommand) -> None:
    passwd = add("passwd", passwd_command, "print a line for askhz serve --auth-file; asks for the password")
    passwd.add_argument("name", metavar="NAME", help="who logs in with it")


def _reader_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--reader",
        metavar="MODEL",
        help="another question-answering model, by its folder or its name in the Hugging Face cache, or "
        f"{SENTENCE_RANKER} for none (default: the trained network that is shipped)",
    )


def _reading_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--k", type=int, default=PASSAGES, help="passages found (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="JSON on standard output and nothing else")


def _share(text: str) -> float:
    share = float(text)
    if not 0 < share <= 1:
        raise argparse.ArgumentTypeError(f"{share:g} is no share; choose one above 0, up to 1")
    return share


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"{port} is no port; choose one from 1 to 65535")
    return port


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} is too small; choose 1 or more")
    return number


_share.__name__, _port.__name__, _positive.__name__ = (
    "share",
    "port",
    "number",
)  # what argparse calls a value that is no number
