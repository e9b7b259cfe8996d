"""The commands that measure: `askhz eval` and `askhz calibrate`. Both exit with status 0."""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import QuestionError
from ..reading.ranker import SENTENCE_RANKER
from ..retrieval import DEFAULT_FUSION, FUSIONS
from .opening import opened
from .streams import progress_line, write_line

if TYPE_CHECKING:
    from ..evaluation.figures import AnyEvaluation
    from ..evaluation.gold import QuestionSet


def eval_command(options: argparse.Namespace) -> int:
    """`askhz eval`: scores on questions with known answers."""
    from ..evaluation import report, tables

    if options.report:
        _check_writable(options.report)  # checked before the long work
    labelled = _evaluations(options)
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
    from ..evaluation import calibrating, gold, tables

    if bool(options.files or options.feedback) == options.reset:
        raise QuestionError("calibrate wants a FILE of questions with known answers, --feedback or --reset; not both")
    if options.reset:
        return _reset_calibrations(options)
    questions = [_questions(file, options.split) for file in options.files]
    if options.feedback:
        questions.append(gold.feedback_questions(options.index))
    with progress_line() as progress:
        fitted = calibrating.calibrate(
            options.index, questions, reader=options.reader, answered=options.answered, on_progress=progress
        )
    write_line(json.dumps(dataclasses.asdict(fitted)) if options.json else tables.calibration_table(fitted))
    return 0


def _reset_calibrations(options: argparse.Namespace) -> int:
    from ..evaluation import calibrating

    forgotten = calibrating.forget(options.index)
    if options.json:
        write_line(json.dumps({"forgotten": forgotten}))
    elif forgotten:
        write_line(f"{options.index}: forgotten for {', '.join(forgotten)}; the built-in calibration is used again.")
    else:
        write_line(f"{options.index}: there was no calibration.")
    return 0


def _evaluations(options: argparse.Namespace) -> list[tuple[str, AnyEvaluation]]:
    """Each file measured in each way, with a label that no other has; last what people thought of answers."""
    from ..evaluation import gold

    if not options.files and not options.feedback:
        raise QuestionError("eval wants a FILE of questions with known answers, or --feedback")
    ways = [(options.reader, DEFAULT_FUSION)]
    if options.compare:
        ways = [(options.reader, fusion) for fusion in FUSIONS] + [(SENTENCE_RANKER, DEFAULT_FUSION)]
    names = [file.resolve().name for file in options.files]
    labelled: list[tuple[str, AnyEvaluation]] = []
    for file in options.files:
        questions = _questions(file, options.split)
        # Two files of one name in different folders must not be taken for one.
        name = questions.name if names.count(file.resolve().name) == 1 else f"{file}, {questions.name}"
        with _index_for(file, questions.brings_documents, options.index) as folder:
            labelled += _in_each_way(folder, name, questions, ways, options)
    if options.feedback:
        judged = gold.feedback_questions(options.index)
        labelled += _in_each_way(options.index, judged.name, judged, ways, options)
    return labelled


def _in_each_way(
    folder: Path, name: str, questions: QuestionSet, ways: list[tuple[str | None, str]], options: argparse.Namespace
) -> list[tuple[str, AnyEvaluation]]:
    labelled = []
    for reader, fusion in ways:
        way = f", {fusion}, {reader or 'trained reader'}" if options.compare else ""
        labelled.append((name + way, _evaluation(folder, questions, reader, fusion, options.k)))
    return labelled


def _evaluation(folder: Path, questions: QuestionSet, reader: str | None, fusion: str, k: int) -> AnyEvaluation:
    from ..evaluation import running

    with opened(folder, reader, fusion=fusion) as bot, progress_line() as progress:
        return running.run(bot, questions, k=k, text_of=lambda source: bot.document(source).text, on_progress=progress)


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
