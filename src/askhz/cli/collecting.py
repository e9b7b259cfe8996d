"""Named collections on the command line: which index is meant, what it is made of, and `askhz collections`."""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import render
from ..errors import IndexFolderError, QuestionError
from ..index.library import collection_folder, collection_names, existing_collection
from .streams import write_line

if TYPE_CHECKING:
    from ..documents import Rules

_TOGETHER = ("ask", "search", "chat", "show", "serve")
"""The commands that take several collections as one."""


def index_options(parser: argparse.ArgumentParser, command: str) -> None:
    """Add the options that say which index a command is about; all of them set `options.index`.

    It becomes a folder, or several collections' names.
    """
    if command == "collections":
        return
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--index",
        type=Path,
        default=Path(os.environ.get("ASKHZ_INDEX") or "index"),
        metavar="DIR",
        help="the index folder (default: $ASKHZ_INDEX, else ./index)",
    )
    if command == "index":
        which.add_argument(
            "--name",
            dest="index",
            type=collection_folder,
            metavar="NAME",
            help="a collection instead, kept in $ASKHZ_HOME, else with your user's data",
        )
    else:
        together = command in _TOGETHER
        which.add_argument(
            "--in",
            dest="index",
            type=_together if together else _single,
            metavar="NAMES" if together else "NAME",
            help="the collection of this name" + "; several, with commas between, are asked as one" * together,
        )


def _together(text: str) -> Path | tuple[str, ...]:
    """The folder of a collection, or the names of several. Raises `IndexFolderError` if there is no such collection."""
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",")))
    folders = [existing_collection(name) for name in names]
    return folders[0] if len(folders) == 1 else names


def _single(text: str) -> Path:
    if "," in text:
        raise argparse.ArgumentTypeError(f"{text}: this command takes one collection at a time")
    return existing_collection(text)


def given_to_index(options: argparse.Namespace) -> tuple[list[Path], Rules]:
    """What `askhz index` is to walk, and how.

    Without a path that is the seeds; for a collection, what it was made of, by the rules of then unless others are
    given. Raises `QuestionError` for a new collection without a path.
    """
    from ..documents import Rules
    from ..indexing import recorded

    rules = Rules(tuple(options.exclude), options.follow_links)
    if options.paths:
        return options.paths, rules
    name = options.index.name
    if name not in collection_names() or collection_folder(name) != options.index:
        if options.index.parent == collection_folder("any").parent:
            raise QuestionError(f"{name}: no such collection yet; name the files and folders to make it of")
        return [Path("seeds")], rules
    known = recorded(options.index)
    if not known.roots:
        raise QuestionError(f"{name}: not made of files; name files and folders")
    return list(known.roots), known.rules if rules == Rules() else rules


def collections_command(options: argparse.Namespace) -> int:
    """`askhz collections`: a collection a line; one that cannot be read says why."""
    from ..indexing import describe

    found = []
    for name in collection_names():
        folder = collection_folder(name)
        try:
            found.append({"name": name, "folder": str(folder), **dataclasses.asdict(describe(folder)), "problem": None})
        except IndexFolderError as error:
            found.append({"name": name, "folder": str(folder), "problem": str(error)})
    if options.json:
        write_line(json.dumps(found, ensure_ascii=False, default=str))
        return 0
    for one in found:
        write_line(render.visible(_line(one)))
    if not found:
        write_line("No collections yet; make one with askhz index PATH --name NAME.")
    return 0


def _line(one: dict[str, Any]) -> str:
    if one["problem"]:
        return f"{one['name']} · {one['problem']}"
    documents, passages, roots = one["documents"], one["passages"], one["roots"]
    counts = [f"{n} {what}{'s' * (n != 1)}" for n, what in ((documents, "document"), (passages, "passage"))]
    return " · ".join([one["name"], *counts, ", ".join(map(str, roots)) or "given without files"])
