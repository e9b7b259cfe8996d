from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from shell import Run

from askhz.chatbot import Chatbot
from askhz.cli import opening
from askhz.history import History
from askhz.reading import SENTENCE_RANKER
from askhz.retrieval import DEFAULT_FUSION, FUSIONS


class TestEval:
    GOLD = (
        {"id": "a", "question": "Who founded Bowu Culture?", "answers": ["Zhang Min"], "split": "tune"},
        {"id": "b", "question": "Which bank financed the opera?", "kind": "absent", "split": "report"},
    )

    @pytest.fixture
    def gold(self, tmp_path: Path) -> Path:
        file = tmp_path / "gold.jsonl"
        file.write_text("\n".join(map(json.dumps, self.GOLD)), encoding="utf-8")
        return file

    def test_scores(self, run: Run, gold: Path) -> None:
        done = run("eval", gold, "--json")
        assert (done.status, done.err) == (0, "")
        assert done.object["gold.jsonl"]["total"]["questions"] == 2
        assert done.object["gold.jsonl"]["verbatim"] is True
        assert "Quotes word for word" in run("eval", gold).out

    def test_a_split(self, run: Run, gold: Path) -> None:
        (only,) = run("eval", gold, "--json", "--split", "tune").object.values()
        assert only["total"]["questions"] == 1
        run("eval", gold, "--split", "other").assert_error("no question of the split 'other'; it has report, tune")

    def test_what_people_thought_of_answers(self, run: Run, tmp_path: Path) -> None:
        run("eval", "--feedback").assert_error("index: nobody has said what they think of an answer")
        history = History(tmp_path / "index")
        history.add_feedback("", "Who founded Bowu Culture?", "down", correction="Zhang Min", answer={"answered": True})
        history.add_feedback("", "Which bank financed the opera?", "up", answer={"answered": False})
        history.close()
        measured = run("eval", "--feedback", "--json").object["feedback"]
        assert measured["total"]["questions"] == 2

    def test_there_must_be_questions(self, run: Run) -> None:
        run("eval").assert_error("eval wants a FILE of questions with known answers, or --feedback")
        run("calibrate", "--feedback", "--reset").assert_error("--feedback or --reset; not both")

    def test_two_files_of_one_name_stay_two(self, run: Run, gold: Path, tmp_path: Path) -> None:
        (tmp_path / "other").mkdir()
        shutil.copy(gold, tmp_path / "other")
        assert len(run("eval", "gold.jsonl", "other/gold.jsonl", "--json").object) == 2

    def test_every_fusion(self, run: Run, gold: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        opened: list[tuple[str | None, str]] = []
        open_bot = vars(opening)["open_chatbot"]

        def note(folder: Path, **options: Any) -> Chatbot:
            opened.append((options["reader"], options["fusion"]))
            bot: Chatbot = open_bot(folder, **options)
            return bot

        monkeypatch.setattr(opening, "open_chatbot", note)
        labels = run("eval", gold, "--json", "--compare").object
        assert opened == [*((None, fusion) for fusion in FUSIONS), (SENTENCE_RANKER, DEFAULT_FUSION)]
        for way in (
            "dense, trained reader",
            "words, trained reader",
            "reciprocal-ranks, trained reader",
            SENTENCE_RANKER,
        ):
            assert any(label.startswith("gold.jsonl, ") and way in label for label in labels)

    def test_a_squad_file_brings_its_documents(self, run: Run, tmp_path: Path) -> None:
        qa = {"id": "q", "question": "Who grew tea?", "answers": [{"text": "Monks", "answer_start": 0}]}
        squad = {"data": [{"title": "Tea", "paragraphs": [{"context": "Monks grew tea on the hills.", "qas": [qa]}]}]}
        (tmp_path / "squad.json").write_text(json.dumps(squad), encoding="utf-8")
        done = run("eval", "squad.json", "--json")
        assert done.status == 0
        assert done.object["squad.json"]["total"]["evidence_read"] == 1
        assert run("show").out == "dragons.txt\nsilk.txt\n"  # the index asked for stays as it was

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["missing.jsonl"], "missing.jsonl: no such file; give a question file"),
            (["gold.jsonl", "--k", "0"], "k is 0; want 1 to 1000"),
            (["gold.jsonl", "--reader", "missing"], "missing"),
            (["gold.jsonl", "--report", "missing/report.html"], "missing/report.html: cannot be written"),
            (["gold.jsonl", "--report", "texts"], "texts: cannot be written"),
            (["broken.jsonl"], "broken.jsonl, line 2: broken JSON"),
            ([], "FILE"),
        ],
    )
    def test_errors(self, run: Run, gold: Path, tmp_path: Path, arguments: list[str], said: str) -> None:
        (tmp_path / "broken.jsonl").write_text('{"question": "silk"}\n{"question', encoding="utf-8")
        run("eval", *arguments).assert_error(said)

    def test_a_report(self, run: Run, gold: Path, tmp_path: Path) -> None:
        assert run("eval", gold, "--report", "report.html").status == 0
        assert (tmp_path / "report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
