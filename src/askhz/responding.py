"""What was looked up for a question is read and composed, one thing after the other, until it answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from . import answering, claims
from .reading import Reader, Trace, Traceable
from .reading.weights import Calibration, corrected
from .records import Answer, Hit, Question, Reading
from .retrieval import Retrieved
from .topics import has_left

LookedUp = Sequence[tuple[Question, Retrieved]]
"""What may answer, to be read in turn: the question as it is put, and what was retrieved for it."""
OnFound = Callable[[Sequence[Hit]], None]


@dataclass(frozen=True, slots=True)
class Response:
    """An answer and what it was made from; `asked` is None for a social line. `reading_took` is in seconds."""

    answer: Answer
    threshold: float
    asked: Question | None = None
    hits: Sequence[Hit] = ()
    trace: Trace | None = None
    overview: bool = False
    reading_took: float = 0.0


def respond(
    reader: Reader,
    looked_up: LookedUp,
    calibrations: Mapping[str, Calibration],
    *,
    threshold: float | None = None,
    on_found: OnFound | None = None,
    traced: bool = False,
) -> Response:
    """The first answer, or the last refusal. `calibrations` correct the confidence of who reads, by name.

    `threshold`: below it to decline, the reader's own unless given. `on_found` is called with the passages before they
    are read. `traced`: whether the reader also says how it read, if it can.
    """
    took, before = 0.0, None
    for asked, retrieved in looked_up:
        if on_found is not None:
            on_found(retrieved.hits)
        began = time.perf_counter()
        trace = reader.trace(asked, retrieved) if traced and isinstance(reader, Traceable) else None
        reading = trace.reading if trace and retrieved.missing is None else _read(reader, asked, retrieved)
        if reading.findings and reading.reader in calibrations:
            reading = corrected(reading, calibrations[reading.reader])
        took += time.perf_counter() - began
        least = reading.threshold if threshold is None else threshold
        answer = answering.compose(
            asked, reading, retrieved.hits, least, retrieved.around, retrieved.missing, retrieved.marked
        )
        response = Response(answer, least, asked, retrieved.hits, trace, reading_took=took)
        if (
            before is not None
            and answer.answered
            and not has_left(asked, before.answer, before.hits, answer, retrieved.hits)
        ):
            return replace(before, reading_took=took)
        if answer.answered:
            break
        before = response
    return response


def _read(reader: Reader, asked: Question, retrieved: Retrieved) -> Reading:
    if retrieved.missing is not None:
        return Reading((), claims.SURE_OF_MISSING, reader.threshold, reader.name)
    return reader.read(asked, retrieved)
