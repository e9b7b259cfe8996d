"""The questions over real documents: `training/real`, and how they become a source of the fit."""

import json
import lzma
import re
from pathlib import Path

import pytest
from training.real import (
    CHINESE,
    ENGLISH,
    FOLDER,
    FURTHER,
    FURTHER_CHINESE,
    FURTHER_CROSSING,
    held_out,
    read_real,
    write_real,
)

from askhz.evaluation import gold

LOTS = [*ENGLISH, *CHINESE]
LATER = [*FURTHER, *FURTHER_CHINESE, *FURTHER_CROSSING]


@pytest.mark.parametrize("lot", [*LOTS, *LATER])
def test_every_question_says_what_the_fit_needs(lot: str) -> None:
    rows = [row for of_document in read_real((lot,)).values() for row in of_document]
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        assert row["question"].strip()
        assert bool(row.get("evidence")) == row["answerable"]
        assert row["answerable"] or row["why"]
        assert row["kind"] != "follow-up" or row["history"]
        assert all(any(short in unit for unit in row["evidence"]) for short in row.get("answers", []))


def test_the_numbers_in_the_readme_are_those_of_the_files() -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    told = {
        lot: (int(docs), int(count.replace(",", "")))
        for lot, docs, count in re.findall(r"`([\w-]+)\.jsonl` \| (\d+): .* \| ([\d,]+) \|", text)
    }
    found = {lot: read_real((lot,)) for lot in [*LOTS, *LATER]}
    assert told == {lot: (len(rows), sum(map(len, rows.values()))) for lot, rows in found.items()}


def test_later_lots_ask_about_no_document_that_is_held_out_or_measured_on() -> None:
    before, measured = {*read_real(tuple(LOTS))}, FOLDER.parent.parent / "tests" / "gold" / "real"
    names = {name for lot in LATER for name in read_real((lot,))}
    assert not names & before
    assert not {path.relative_to(measured).as_posix() for path in measured.rglob("*")} & names


def test_a_source_has_the_questions_of_the_documents_held_out_and_others_beside_them(tmp_path: Path) -> None:
    names = sorted(read_real())
    (tmp_path / "documents").mkdir()
    with lzma.open(tmp_path / "documents" / "train.jsonl.xz", "wt", encoding="utf-8") as file:
        for name in names:
            file.write(json.dumps({"_id": name, "title": "T", "text": f"The text of {name}."}) + "\n")
    questions, folder = write_real(tmp_path, tmp_path)
    asked = gold.read_questions(questions).questions
    assert {question.split for question in asked} == {"tune"}
    assert len(asked) == sum(len(read_real()[name]) for name in held_out(names))
    written = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert len(written) == len({*held_out(names), *names[::6]})
    assert {evidence.source for question in asked for evidence in question.evidence} <= written


def test_the_questions_of_the_other_language_keep_what_is_known_of_theirs() -> None:
    ours = {row["id"]: row for lot in LOTS for rows in read_real((lot,)).values() for row in rows}
    for row in (row for rows in read_real(("crosslingual",)).values() for row in rows):
        first = ours[row["id"].rsplit("-", 1)[0]]
        assert row["question"] != first["question"]
        assert len(row.get("history", [])) == len(first.get("history", []))
        assert {key: row[key] for key in row if key not in {"id", "question", "history"}} == {
            key: first[key] for key in first if key not in {"id", "question", "history"}
        }
