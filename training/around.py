"""The weights of what stands around a unit, ``answering/belonging.json``: fitted on questions over indexed documents.

The documents should be none that the network has learnt: there its evidence is surer than elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from askhz import retrieval
from askhz.answering.belonging import FEATURES, features
from askhz.answering.members import settled
from askhz.answering.surroundings import stretches
from askhz.evaluation import gold
from askhz.evaluation.scoring import quoted_by
from askhz.index import Index
from askhz.reading import Reader, open_reader
from askhz.records import Citation, Finding
from training.weighing import SPLIT, analysed, fit

OUT = Path(__file__).parent.parent / "src" / "askhz" / "answering" / "belonging.json"


def fit_around(pairs: list[tuple[Path, Path]], out: Path = OUT) -> None:
    """Fit the weights on pairs of a file of questions and the index that they are asked of, each unit counting once."""
    reader = open_reader(None)
    rows: list[list[float]] = []
    labels: list[bool] = []
    for file, folder in pairs:
        for row, label in _units(gold.read_questions(file), Index(folder), reader):
            rows.append(row)
            labels.append(label)
    weights = fit(rows, labels, [1.0] * len(rows), FEATURES, regularity=0.3)
    weights["1"] = round(weights.pop("intercept"), 4)
    out.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")


def _units(questions: gold.QuestionSet, index: Index, reader: Reader) -> Iterator[tuple[list[float], bool]]:
    """The features of every unit that was read for a question with an answer, and whether it belongs to that."""
    if any(known.split for known in questions.questions):
        questions = gold.of_split(questions, SPLIT)
    for known in questions.questions:
        if not known.answerable or not known.evidence:
            continue
        with index.snapshot() as snapshot:
            asked = analysed(known, snapshot)
            found = retrieval.retrieve(asked, snapshot, unit_vectors=partial(reader.compares_units, asked))
        around = stretches(found.around)
        findings = reader.read(asked, found).findings
        findings = tuple(settled(asked, findings, around) or findings) if findings else ()
        for finding, each in zip(findings, features(asked, findings, around) if findings else (), strict=True):
            yield [each[name] for name in FEATURES], any(quoted_by(one, _cited(finding)) for one in known.evidence)


def _cited(finding: Finding) -> Citation:
    return Citation(1, finding.source, "", finding.start, finding.end, finding.text)
