from __future__ import annotations

import re
import socket
from pathlib import Path
from typing import Any

import pytest
from contract import answer_breaches, search_breaches
from indexes import update
from shell import TEXTS, Done, Run, text_of

from askhz import web
from askhz.api.settings import Settings
from askhz.chatbot import Chatbot
from askhz.documents import make_document
from askhz.records import Anchor, Place


class TestAsk:
    def test_answered(self, run: Run) -> None:
        done = run("ask", "Who founded Bowu Culture?", "--json")
        assert (done.status, done.err) == (0, "")
        assert answer_breaches(done.object, text_of) == []
        assert done.object["answered"]
        assert done.object["citations"][0]["quote"] == "Zhang Min founded Bowu Culture in 2010."
        assert done.object["short"]["text"] == "Zhang Min"

    def test_declined(self, run: Run) -> None:
        done = run("ask", "Which bank financed the opera house of Sydney?", "--json")
        assert (done.status, done.err) == (1, "")
        assert answer_breaches(done.object, text_of) == []
        assert done.object["passages"]

    def test_for_a_person(self, run: Run) -> None:
        done = run("ask", "Who founded Bowu Culture?")
        assert done.status == 0
        assert "[1]" in done.out
        assert "dragons.txt" in done.out
        assert run("ask", "Which bank financed the opera house?").out.startswith("Not in your documents.")

    def test_explained(self, run: Run) -> None:
        plain = run("ask", "Who founded Bowu Culture?", "--json").object
        explained = run("ask", "Who founded Bowu Culture?", "--json", "--explain").object
        explain = explained.pop("explain")
        assert {**explained, "timings_ms": 0} == {**plain, "timings_ms": 0}
        assert explain["kind"] == "person"
        assert [one["quoted"] for one in explain["scored"] if one["quoted"]] == [1]
        assert [one["source"] for one in explain["found"]] == [hit["source"] for hit in plain["passages"]]
        assert "How it was answered" in run("ask", "Who founded Bowu Culture?", "--explain").out

    def test_a_question_of_several_arguments(self, run: Run) -> None:
        assert (
            run("ask", "Who", "founded", "Bowu", "Culture?", "--json").object["question"] == "Who founded Bowu Culture?"
        )

    def test_k_is_how_many_are_read(self, run: Run) -> None:
        assert len(run("ask", "Who sold silk?", "--json", "--k", "1").object["passages"]) == 1

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            ([""], "the question is empty; ask something"),
            (["  \t "], "the question is empty; ask something"),
            (["?"], "holds no word; ask in words"),
            (["x" * 100_000], "100,000 characters, at most 10,000 are read; shorten it"),
            (["a\x1b[31mb"], r"control character '\x1b' at 1; remove it"),
            (["caf\udce9"], "not UTF-8 (at character 3); type it again in UTF-8"),
            (["silk", "--k", "0"], "k is 0; want 1 to 1000 passages"),
            (["silk", "--k", "-5"], "k is -5; want 1 to 1000 passages"),
            (["silk", "--k", "9" * 30], "want 1 to 1000 passages"),
            (["silk", "--k", "many"], "invalid int value: 'many'; see askhz ask --help"),
            (["silk", "--bogus"], "unrecognized arguments: --bogus"),
            ([], "QUESTION"),
        ],
    )
    @pytest.mark.parametrize("command", ["ask", "search"])
    def test_bad_arguments(self, run: Run, command: str, arguments: list[str], said: str) -> None:
        expected = (
            "QUERY" if (command, said) == ("search", "QUESTION") else said.replace("askhz ask", f"askhz {command}")
        )
        run(command, *arguments).assert_error(expected)
        if arguments:
            run(command, *arguments, "--json").assert_error(expected)


class TestSearch:
    def test_hits(self, run: Run) -> None:
        done = run("search", "silk", "looms", "--json", "--k", "2")
        assert (done.status, done.err) == (0, "")
        assert done.object["query"] == "silk looms"
        assert 1 <= len(done.object["hits"]) <= 2
        assert search_breaches(done.object, text_of) == []
        assert done.object["hits"][0]["source"] == "silk.txt"

    def test_for_a_person(self, run: Run) -> None:
        done = run("search", "silk")
        assert done.status == 0
        assert "Looms stood there." in " ".join(done.out.split())

    def test_nothing_found(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(Chatbot, "search", lambda *given, **named: [])
        assert run("search", "silk", "--json") == Done(1, '{"query": "silk", "hits": []}\n', "")
        assert run("search", "silk") == Done(1, "Nothing found.\n", "")
        assert run("search", "-", "--json", stdin=b"silk\n").status == 1


class TestChat:
    def test_follow_ups_errors_and_the_end(self, run: Run) -> None:
        done = run("chat", stdin=b"Who is Zhang Min of Bowu Culture?\nWhat did she found?\n\x01\n\xff\nWho sold silk?")
        assert done.status == 0
        assert done.out.startswith("Ask about 2 documents.")
        assert done.out.count("Zhang Min founded Bowu Culture in 2010.") >= 2
        assert "Merchants sold silk abroad." in done.out
        first, second = done.err.splitlines()
        assert first.startswith("askhz: the question holds the control character")
        assert second.startswith("askhz: the question is not UTF-8")

    def test_what_was_understood_is_the_history(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        asked: list[tuple[str, tuple[str, ...]]] = []
        ask = Chatbot.ask

        def watched(bot: Chatbot, question: str, **named: Any) -> Any:
            asked.append((question.strip(), tuple(line.strip() for line in named["history"])))
            return ask(bot, question, **named)

        monkeypatch.setattr(Chatbot, "ask", watched)
        run("chat", stdin=b"Who sold silk?\n\x01\nWhat did they sell?\n")
        assert asked == [
            ("Who sold silk?", ()),
            ("\x01", ("Who sold silk?",)),
            ("What did they sell?", ("Who sold silk?",)),
        ]

    def test_an_empty_line_ends(self, run: Run) -> None:
        done = run("chat", stdin=b"\nWho sold silk?\n")
        assert (done.status, done.out.count("\n")) == (0, 1)


class TestShow:
    def test_bytes_exactly(self, run: Run) -> None:
        for source, text in TEXTS.items():
            assert run("show", source) == Done(0, text, "")
        assert run("show") == Done(0, "dragons.txt\nsilk.txt\n", "")

    @pytest.mark.parametrize(
        "source", ["nope", "../texts/silk.txt", "/etc/passwd", "", "a\x1b[31mb", "\udcff", "' OR 1=1"]
    )
    def test_no_such_document(self, run: Run, source: str) -> None:
        done = run("show", source)
        done.assert_error("askhz show lists what there is")
        assert "\x1b" not in done.err


PAGES = make_document(
    "kilns.pdf",
    "Kilns",
    "Preface.\fKilns are hot.\nWood is dry.\fLast words.",
    kind="pdf",
    anchors=[
        Anchor(0, Place(page="iv")),
        Anchor(9, Place(page="1")),
        Anchor(24, Place(page="1"), ("Wood",)),
        Anchor(37, Place(page="2")),
    ],
)
SLIDES = make_document(
    "talk.pptx", "Talk", "One.\nTwo.", kind="pptx", anchors=[Anchor(0, Place(slide=1)), Anchor(5, Place(slide=2))]
)
LINES = make_document("notes.md", "Notes", "One.\nTwo.", kind="md", anchors=[Anchor(0, Place(line=1))])


class TestShowPage:
    @pytest.fixture(autouse=True)
    def paged(self, run: Run, tmp_path: Path) -> None:
        update([PAGES, SLIDES, LINES], tmp_path / "index")

    @pytest.mark.parametrize(
        ("source", "page", "text"),
        [
            ("kilns.pdf", "iv", "Preface.\f"),
            ("kilns.pdf", "1", "Kilns are hot.\nWood is dry.\f"),
            ("kilns.pdf", "2", "Last words."),
            ("talk.pptx", "2", "Two."),
        ],
    )
    def test_one_page_or_slide_exactly(self, run: Run, source: str, page: str, text: str) -> None:
        assert run("show", source, "--page", page) == Done(0, text, "")

    @pytest.mark.parametrize("page", ["3", "IV", "0", "", "a\x1b[31mb", "None"])
    @pytest.mark.parametrize("source", ["kilns.pdf", "talk.pptx", "notes.md"])
    def test_no_such_page(self, run: Run, source: str, page: str) -> None:
        done = run("show", source, "--page", page)
        done.assert_error(f"{source}: no page {page!r} in it; askhz show prints the whole text")
        assert "\x1b" not in done.err

    def test_a_page_of_no_document(self, run: Run) -> None:
        run("show", "--page", "1").assert_error("--page")


class TestDocuments:
    def test_a_line_for_each(self, run: Run, texts: Path, tmp_path: Path) -> None:
        assert run("documents").out.splitlines() == [
            "dragons.txt · dragons · txt · 1 passage · current",
            "silk.txt · silk · txt · 1 passage · current",
        ]
        (texts / "silk.txt").unlink()
        (texts / "broken.txt").write_bytes(b"\0\1\2")
        update(texts, tmp_path / "index")
        (texts / "dragons.txt").unlink()
        done = run("documents")
        assert (done.status, done.err) == (0, "")
        assert done.out.splitlines() == [
            "dragons.txt · dragons · txt · 1 passage · gone",
            f"{texts / 'broken.txt'} · broken.txt · txt · 0 passages · unreadable",
            "    left out: binary, not text (it holds NUL bytes)",
        ]

    def test_pages_are_counted_and_a_title_like_the_source_is_left_out(self, run: Run, tmp_path: Path) -> None:
        one_page = make_document("note", "note", "A note.", anchors=[Anchor(0, Place(page="1"))])
        update([PAGES, one_page], tmp_path / "index")
        paged, note = run("documents").out.splitlines()
        assert re.fullmatch(r"kilns\.pdf · Kilns · pdf · 3 pages · 1 passage · given", paged)
        assert note == "note · txt · 1 page · 1 passage · given"

    def test_nothing_in_a_title_reaches_the_terminal_unseen(self, run: Run, tmp_path: Path) -> None:
        update([make_document("a", "A\x1b[31m title", "A note.")], tmp_path / "index")
        assert "\x1b" not in run("documents").out

    def test_json(self, run: Run, texts: Path, tmp_path: Path) -> None:
        (texts / "broken.txt").write_bytes(b"\0\1\2")
        update(texts, tmp_path / "index")
        dragons, _, broken = run("documents", "--json").object
        assert dragons == {
            "source": "dragons.txt",
            "title": "dragons",
            "kind": "txt",
            "pages": None,
            "passages": 1,
            "indexed_at": dragons["indexed_at"],
            "state": "current",
            "problems": [],
        }
        assert broken["state"] == "unreadable"
        assert broken["problems"] == ["binary, not text (it holds NUL bytes)"]


class TestIndex:
    def test_says_what_it_did(self, run: Run, texts: Path) -> None:
        assert "0 added, 0 changed, 0 removed, 2 unchanged" in run("index", texts).out
        (texts / "new.txt").write_text("Tea grows on the hills.", encoding="utf-8")
        (texts / "silk.txt").write_text("Silk is no more.", encoding="utf-8")
        (texts / "dragons.txt").unlink()
        (texts / "broken.txt").write_bytes(b"\xff\xfe\x00")
        done = run("index", texts)
        assert done.status == 0
        assert "1 added, 1 changed, 1 removed, 0 unchanged" in done.out
        assert done.err.startswith("askhz: left out: ")
        assert "broken.txt" in done.err

    @pytest.mark.parametrize("path", ["missing", "empty", "picture.jpg", "a\x1bb", "\udcff"])
    def test_bad_paths(self, run: Run, tmp_path: Path, path: str) -> None:
        (tmp_path / "empty").mkdir()
        (tmp_path / "picture.jpg").write_bytes(b"\xff\xd8")
        before = run("show").out
        run("index", path).assert_error("Markdown, text")
        assert run("show").out == before

    def test_seeds_is_the_default(self, run: Run, tmp_path: Path) -> None:
        run("index").assert_error("seeds: no such file or folder")


class TestVerify:
    def test_whole_then_stale(self, run: Run, texts: Path) -> None:
        assert run("verify").status == 0
        (texts / "silk.txt").write_text("Silk is no more.", encoding="utf-8")
        (texts / "dragons.txt").unlink()
        done = run("verify")
        assert done.status == 1
        assert "silk.txt" in done.out
        assert "dragons.txt" in done.out


class TestServe:
    @pytest.mark.parametrize("port", ["99999", "-1", "65536"])
    def test_no_port(self, run: Run, port: str) -> None:
        run("serve", "--port", port).assert_error(f"{port} is no port; choose one from 1 to 65535")

    def test_not_a_number(self, run: Run) -> None:
        run("serve", "--port", "http").assert_error("invalid port value: 'http'")

    def test_a_port_in_use(self, run: Run) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            run("serve", "--port", str(port)).assert_error(f"port {port} on 127.0.0.1 cannot be used")

    def test_the_page_gets_what_was_given(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        given: list[dict[str, Any]] = []
        monkeypatch.setattr(web, "serve", lambda bot, folder, **named: given.append(named))
        assert run("serve").status == 0
        assert run("serve", "--host", "::1", "--port", "7", "--example", "Why?", "--example", "Who?").status == 0
        plain = {"settings": Settings(), "log": False}
        assert given == [
            {"port": 7860, "examples": None, "access": web.Access("127.0.0.1"), **plain},
            {"port": 7, "examples": ["Why?", "Who?"], "access": web.Access("::1"), **plain},
        ]

    def test_what_is_allowed_reaches_the_page(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        given: list[dict[str, Any]] = []
        monkeypatch.setattr(web, "serve", lambda bot, folder, **named: given.append(named))
        options = "--host 0.0.0.0 --no-auth --allow-host a.example --trusted-proxy 10.0.0.0/8 --root-path /q".split()
        more = "--read-only --no-history --upload-limit 2 --rate 7 --log-questions".split()
        assert run("serve", *options, *more).status == 0
        [named] = given
        assert named["access"] == web.Access("0.0.0.0", ("a.example",), ("10.0.0.0/8",), None, True, "/q")
        assert named["settings"] == Settings(
            read_only=True,
            history=False,
            upload_bytes=2 * 2**20,
            questions_per_minute=7,
            uploads_per_minute=60,
            waiting_per_client=8,
            log_questions=True,
        )
        assert named["log"]

    def test_other_machines_need_a_password_or_a_word(self, run: Run) -> None:
        run("serve", "--host", "0.0.0.0").assert_error("name the file of passwords with --auth-file")

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            (("--trusted-proxy", "proxy"), "--trusted-proxy proxy: want an address"),
            (("--root-path", "q/"), "--root-path q/: begin it with /"),
            (("--rate", "0"), "0 is too small"),
            (("--auth-file", "nowhere"), "nowhere: cannot be read"),
        ],
    )
    def test_a_wrong_option_is_named(self, options: tuple[str, str], said: str, run: Run) -> None:
        run("serve", "--port", "0", *options).assert_error(said)
