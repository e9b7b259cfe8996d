"""What holds of the whole, whatever changes inside: the seven invariants of the plan, one class each."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from contract import answer_breaches, search_breaches
from fakes import open_fake

import askhz
from askhz.chatbot import Chatbot
from askhz.cli import main
from askhz.evaluation import gold
from askhz.index.lookup import Index
from askhz.indexing import updating
from askhz.render import document, payload, terminal

GOLD = Path(__file__).parent / "gold" / "seeds.jsonl"
HOSTILE = {
    "markup.txt": 'The robot said <script>alert("1")</script> & <img src=x onerror=alert(2)> to everyone. It laughed.',
    "terminal.txt": "The robot wrote \x1b[2J\x1b]0;owned\x07 on the screen. Then it\u202e turned the text around.",
    "commands.txt": "The robot typed $(rm -rf /) and `reboot` and '; DROP TABLE passage; -- into the form.",
    "query.txt": 'The robot asked for id:1 OR words:* AND "silk" ~2 ^9 -robot +(a b) [1 TO 5].',
    "lines.txt": "\ufeffThe robot walked.\r\nIt fell.\r\n\r\n\tIt rose  again.\u2028Twice.\x0c The end\u00a0came.",
    "chinese.txt": "机器人走进了杭州。它说：“你好！”然后，机器人离开了杭州。",
    "marks.txt": "The cafe\u0301 robot 🤖 spoke: “A\u030angstro\u0308m!” 👩‍💻 She answered… The robot left.",
    "one-line.txt": "The robot counted " + ", ".join(map(str, range(900))) + ".",
}
ASKED = (
    "What did the robot do?",
    "Why did the robot laugh?",
    "who spoke",
    "机器人去了哪里?",
    'id:1 OR words:* AND "silk"',
    "$(rm -rf /) `reboot`",
    "<script>alert(1)</script> robot",
    "How many did the robot count?",
    "../../etc/passwd robot",
)


def as_json(given: dict[str, Any]) -> Any:
    return json.loads(json.dumps(given, ensure_ascii=False))


@pytest.fixture(scope="module")
def answers(seed_index: Path) -> dict[str, dict[str, Any]]:
    """The answer to every gold question."""
    with closing(askhz.open(seed_index)) as bot:
        return {
            gold.id: as_json(payload.to_json(bot.ask(gold.question, history=gold.history)))
            for gold in gold.read_questions(GOLD).questions
        }


@pytest.mark.model
class TestEveryGoldQuestion:
    def test_keeps_the_contract(self, answers: dict[str, dict[str, Any]], seeds: Path) -> None:
        texts = {path.name: path.read_bytes().decode("utf-8") for path in seeds.glob("*.txt")}
        breaches = {
            name: found for name, each in answers.items() if (found := answer_breaches(each, texts.__getitem__))
        }
        assert breaches == {}
        assert len(answers) > 200
        assert {each["answered"] for each in answers.values()} == {True, False}

    def test_is_short_enough(self, answers: dict[str, dict[str, Any]]) -> None:
        for each in answers.values():
            words = sum(len(citation["quote"].split()) for citation in each["citations"])
            assert words <= 120 or len(each["citations"]) == 1
            assert len(each["passages"]) == 8


class TestVerbatim:
    @pytest.mark.slow
    def test_hostile_texts(self, make_bot: Callable[..., Chatbot]) -> None:
        with closing(make_bot(HOSTILE)) as bot:
            sure = Chatbot(bot._index, threshold=0.0)
            for question in ASKED:
                answer = sure.ask(question, k=20)
                assert answer_breaches(as_json(payload.to_json(answer)), HOSTILE.__getitem__) == []
                assert answer.answered
                hits = payload.search_json(question, bot.search(question, k=20))
                assert search_breaches(as_json(hits), HOSTILE.__getitem__) == []


class TestDeterministic:
    @pytest.mark.slow
    def test_two_indexes_two_times(self, tmp_path: Path) -> None:
        folder = tmp_path / "documents"
        folder.mkdir()
        for name, text in HOSTILE.items():
            (folder / name).write_text(text, encoding="utf-8", newline="")
        given = []
        for turn in ("one", "two"):
            updating.update([folder], tmp_path / turn, open_encoder=open_fake)
            with closing(Chatbot(Index(tmp_path / turn, open_encoder=open_fake), threshold=0.0)) as bot:
                given += [[bot.ask(question) for question in ASKED] for _ in range(2)]
        assert given[0] == given[1] == given[2] == given[3]


@pytest.mark.model
class TestDeletedAndChanged:
    def test_on_the_command_line(
        self, seed_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        shutil.copytree(seed_index / "encoders", tmp_path / "index" / "encoders")  # saves exporting it again
        monkeypatch.chdir(tmp_path)
        monkeypatch.delenv("ASKHZ_INDEX", raising=False)
        texts = tmp_path / "texts"
        texts.mkdir()
        (texts / "mayor.txt").write_text("The mayor of Tealand is Ada Green.", encoding="utf-8")
        (texts / "river.txt").write_text("The river of Tealand is called Silverrun.", encoding="utf-8")

        def found(question: str) -> str:
            main(["ask", question, "--json"])
            return capsys.readouterr().out

        assert main(["index", "texts"]) == 0
        capsys.readouterr()
        assert "Ada Green" in found("Who is the mayor of Tealand?")
        assert "Silverrun" in found("What is the river of Tealand called?")
        (texts / "mayor.txt").write_text("The mayor of Tealand is Bo Brown.", encoding="utf-8")
        (texts / "river.txt").unlink()
        assert main(["index", "texts"]) == 0
        capsys.readouterr()
        for question in ("Who is the mayor of Tealand?", "What is the river of Tealand called?", "Ada Green Silverrun"):
            answer = json.loads(found(question))
            given = json.dumps({key: value for key, value in answer.items() if key not in ("question", "reason")})
            assert "Bo Brown" in given
            assert "Ada Green" not in given
            assert "Silverrun" not in given


class TestInterrupted:
    """A failure on the way leaves the answers as before; `indexing/test_crash.py` kills at any moment."""

    @pytest.mark.parametrize("stage", ["reading documents", "encoding passages"])
    def test_as_before(self, make_bot: Callable[..., Chatbot], tmp_path: Path, stage: str) -> None:
        with closing(make_bot({"a.txt": "The robot walked."})) as bot:
            before = bot.search("robot")
            (tmp_path / "documents" / "a.txt").write_text("The robot ran.", encoding="utf-8")
            (tmp_path / "documents" / "b.txt").write_text("Another robot sat.", encoding="utf-8")

            def stop(what: str, done: int, total: int) -> None:
                if what == stage:
                    raise KeyboardInterrupt

            with pytest.raises(KeyboardInterrupt):
                updating.update([tmp_path / "documents"], tmp_path / "index", open_encoder=open_fake, on_progress=stop)
            assert bot.search("robot") == before
        with closing(Chatbot(Index(tmp_path / "index", open_encoder=open_fake))) as again:
            assert again.search("robot") == before

    def test_as_before_when_all_is_written_but_not_committed(
        self, make_bot: Callable[..., Chatbot], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with closing(make_bot({"a.txt": "The robot walked."})) as bot:
            before = bot.search("robot")
            (tmp_path / "documents" / "a.txt").write_text("The robot ran.", encoding="utf-8")

            def stop(*given: object) -> None:
                raise KeyboardInterrupt

            monkeypatch.setattr(updating._Run, "_derive", stop)
            with pytest.raises(KeyboardInterrupt):
                updating.update([tmp_path / "documents"], tmp_path / "index", open_encoder=open_fake)
            assert bot.search("robot") == before
            assert bot.document("a.txt").text == "The robot walked."


class TestNoNetwork:
    """Every command is tried without one in `test_network.py`; here, that asking needs not even a socket."""

    @pytest.mark.model
    def test_asking_makes_no_socket(self, seed_index: Path) -> None:
        code = (
            "import sys\n"
            "def watch(event, given):\n"
            "    if event.startswith('socket.') and event != 'socket.__new__':\n"
            "        raise SystemExit(f'{event} {given}')\n"
            "sys.addaudithook(watch)\n"
            "import askhz\n"
            f"bot = askhz.open({str(seed_index)!r})\n"
            "assert bot.ask('Who founded Hangzhou Bowu Culture?').answered\n"
            "bot.close()\n"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=300)
        assert (done.returncode, done.stderr) == (0, "")


class TestTextIsData:
    @pytest.mark.slow
    def test_nothing_acts(self, make_bot: Callable[..., Chatbot]) -> None:
        with closing(make_bot(HOSTILE)) as bot:
            sure = Chatbot(bot._index, threshold=0.0)
            for question in ASKED:
                answer = sure.ask(question, k=20)
                shown = terminal.text(answer, width=80)
                assert "\x1b" not in shown
                assert "\u202e" not in shown
                for hit in answer.passages:
                    html = document.span_html(bot.document(hit.passage.source), hit.passage.start, hit.passage.end)
                    assert "<script" not in html
                    assert "<img" not in html

    def test_sources_are_no_paths(self, tmp_path: Path) -> None:
        dump = tmp_path / "dump.jsonl"
        lines = [
            {"_id": name, "text": f"The robot named {n}."} for n, name in enumerate(("../../up", "/etc/passwd", "a\\b"))
        ]
        dump.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
        updating.update([dump], tmp_path / "index", open_encoder=open_fake)
        with closing(Chatbot(Index(tmp_path / "index", open_encoder=open_fake))) as bot:
            assert bot.sources() == ["../../up", "/etc/passwd", "a\\b"]
            assert bot.document("/etc/passwd").text == "The robot named 1."


class TestScores:
    def test_higher_is_better_and_ties_go_by_source_then_start(self, make_bot: Callable[..., Chatbot]) -> None:
        same = "\n\n".join(["The robot walked home."] + [f"Filler{n} stands here alone." for n in range(9)]) + "\n\n"
        # A number is no word, so nothing of a name is read with its text.
        texts = dict.fromkeys(("3.txt", "1.txt", "2.txt"), same * 2)
        for fusion in ("from-zero", "min-max", "reciprocal-ranks", "words", "dense"):
            with closing(make_bot(texts, fusion=fusion)) as bot:
                hits = bot.search("robot home", k=30)
            keys = [(-hit.score, hit.passage.source, hit.passage.start) for hit in hits]
            assert keys == sorted(keys)
        best = [hit.passage.source for hit in hits if hit.score == hits[0].score]
        assert len(best) > 1
        assert best == sorted(best)
