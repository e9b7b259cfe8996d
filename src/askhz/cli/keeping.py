"""The commands that keep an index: `askhz index --watch`, `repair` and `backup`; and what is said of an update."""

from __future__ import annotations

import argparse
import functools
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from .. import render
from ..errors import QuestionError
from .streams import progress_line, write_error, write_line

if TYPE_CHECKING:
    from ..documents import Rules
    from ..indexing import Report
    from ..records import Problem


def write_report(folder: Path, report: Report) -> None:
    """Say what an update did; on standard error what was left out."""
    _write_problems(report.problems)
    remade = f" Remade: {report.remade}." if report.remade else ""
    chosen = f" {report.left_out} left out by choice: see askhz documents." if report.left_out else ""
    encoder = f" Encoder: {report.encoder}." if report.encoder else ""
    kinds = _by_kind(folder) if report.passages and (report.added or report.changed or report.removed) else ""
    write_line(
        f"{folder}: {report.added} added, {report.changed} changed, {report.removed} removed, "
        f"{report.unchanged} unchanged; {report.passages} passages, {report.encoded} newly encoded; "
        f"{report.seconds:.1f} s.{kinds}{remade}{encoder}{chosen}"
    )


def _by_kind(folder: Path) -> str:
    """What the documents of each kind gave."""
    from .. import indexing

    kinds = indexing.list_kinds(folder)
    return " By kind: " + ", ".join(f"{documents} {kind} ({passages})" for kind, documents, passages in kinds) + "."


def files_left_out(folder: Path, sources: Sequence[str]) -> list[str]:
    """The files left out of an index that have these sources. Raises `QuestionError` for a source that is none."""
    from .. import indexing

    files = {one.source: one.file for one in indexing.list_left_out(folder)} if sources else {}
    for source in sources:
        if source not in files:
            raise QuestionError(f"{source}: not left out of {folder}; askhz documents lists what is")
    return [files[source] for source in sources]


def watch_command(options: argparse.Namespace, paths: list[Path], rules: Rules, model: str | None) -> int:
    """`askhz index --watch`: in step until interrupted. An update that changes nothing is not told of."""
    from .. import indexing

    known: set[Problem] = set()
    first = True

    def tell(report: Report) -> None:
        nonlocal first
        new = [problem for problem in report.problems if problem not in known]
        known.clear()
        known.update(report.problems)
        if first or report.added or report.changed or report.removed:
            write_report(options.index, report if first else _with_problems(report, new))
        else:
            _write_problems(new)
        if first:
            write_line("Watching; Ctrl+C ends.")
        first = False
        sys.stdout.flush()

    try:
        with progress_line() as progress:
            update = functools.partial(indexing.update, model=model, encoders={}, on_progress=progress)
            indexing.watch(
                paths,
                options.index,
                update,
                rules=rules,
                poll=options.poll or None,
                on_update=tell,
                said=write_error,
            )
    except KeyboardInterrupt:
        write_line("Ended; the index is in step with what was read.")
    return 0


def repair_command(options: argparse.Namespace) -> int:
    """`askhz repair`: what was found and done; status 1 if a document is lost."""
    from .. import indexing

    with progress_line() as progress:
        made = indexing.repair(options.index, options.paths, functools.partial(indexing.update, on_progress=progress))
    for line in made.done or (f"{options.index}: nothing was damaged",):
        write_line(render.visible(line))
    if made.report:
        write_report(options.index, made.report)
    for source in made.lost:
        sys.stderr.write(f"askhz: lost: {render.visible(source)}; index it again from where it came\n")
    return 1 if made.lost else 0


def backup_command(options: argparse.Namespace) -> int:
    """`askhz backup`: a copy that answers as the index does."""
    from ..index.copying import backup

    backup(options.index, options.destination)
    write_line(f"{options.index}: copied to {options.destination}; ask it with --index {options.destination}")
    return 0


def _with_problems(report: Report, problems: list[Problem]) -> Report:

    return replace(report, problems=tuple(problems))


def _write_problems(problems: tuple[Problem, ...] | list[Problem]) -> None:
    for problem in problems:
        sys.stderr.write(f"askhz: left out: {render.visible(str(problem))}\n")
