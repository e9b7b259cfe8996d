"""What the endpoints give and refuse, seen from outside."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from indexes import TEXTS, settle, update, write
from pdfs import PdfPage, make_pdf

from askhz import indexing
from askhz.api.routes.transcript import escaped
from askhz.api.settings import Settings
from askhz.history import History

WUKONG = "Who made Wukong?"


def events(text: str) -> Iterator[tuple[str, Any]]:
    """The events of a stream: names and data."""
    for block in text.split("\n\n"):
        if block.startswith("event: "):
            name, _, data = block.partition("\n")
            yield name.removeprefix("event: "), json.loads(data.removeprefix("data: "))


def ended(client: TestClient, reply: Any) -> dict[str, Any]:
    """The job of a reply once it has ended."""
    assert reply.status_code == 202, reply.text
    address = f"/api/v1/jobs/{reply.json()['job']['id']}"
    sent = client.get(address, headers={"Accept": "text/event-stream"})
    name, job = list(events(sent.text))[-1]
    assert name == "end"
    assert client.get(address).json() == job
    found: dict[str, Any] = job
    return found


def sources(client: TestClient) -> list[str]:
    return [one["source"] for one in client.get("/api/v1/documents").json()["documents"]]


def upload(client: TestClient, files: dict[str, bytes]) -> Any:
    return client.post("/api/v1/upload", files=[("files", (name, content)) for name, content in files.items()])


class TestAsking:
    def test_an_answer_is_the_contracts_object(self, client: TestClient) -> None:
        answer = client.post("/api/v1/ask", json={"question": WUKONG}).json()
        [citation] = answer["citations"]
        assert TEXTS["b.txt"][citation["start"] : citation["end"]] == citation["quote"]
        assert answer["answer"] == f"{citation['quote']} [1]"
        assert {"question", "answered", "short", "confidence", "reason", "passages", "timings_ms"} <= set(answer)

    def test_a_question_is_asked_as_it_was_typed_where_that_is_wanted(self, client: TestClient) -> None:
        asked = {"question": "Where are the robotts?", "history": ["What does Unitree make?"]}
        assert client.post("/api/v1/ask", json=asked).json()["understood"] == "Where are the robots? Unitree"
        assert client.post("/api/v1/ask", json=asked | {"as_typed": True}).json()["understood"] is None
        chat = client.post("/api/v1/conversations").json()["id"]
        sent = {"question": "Where are the robotts?", "as_typed": True}
        assert client.post(f"/api/v1/conversations/{chat}/ask", json=sent).json()["understood"] is None
        assert client.post("/api/v1/ask", json=asked | {"as_typed": "yes"}).status_code == 422

    def test_a_stream_tells_the_way_of_a_question(self, client: TestClient) -> None:
        plain = client.post("/api/v1/ask", json={"question": WUKONG}).json()
        reply = client.post("/api/v1/ask", json={"question": WUKONG}, headers={"Accept": "text/event-stream"})
        assert reply.headers["content-type"].startswith("text/event-stream")
        told = list(events(reply.text))
        names = [name for name, _ in told]
        assert names[-3:] == ["queued", "passages", "answer"]
        assert told[-3][1] == {"position": 0}
        assert told[-2][1] == plain["passages"]
        assert told[-1][1] | {"timings_ms": 0} == plain | {"timings_ms": 0}

    def test_what_cannot_be_asked_is_said_in_the_stream(self, client: TestClient) -> None:
        reply = client.post("/api/v1/ask", json={"question": "?"}, headers={"Accept": "text/event-stream"})
        [*_, (name, data)] = events(reply.text)
        assert name == "error"
        assert "\n" not in data["message"]

    @pytest.mark.parametrize(
        ("sent", "status", "said"),
        [
            ({}, 422, "question: field required"),
            ({"question": 7}, 422, "question: input should be a valid string"),
            ({"question": "Why?", "history": 7}, 422, "history: input should be a valid list"),
            ({"question": "Why?", "history": [7]}, 422, "history.0: input should be a valid string"),
            ({"question": "Why?", "k": "8"}, 422, "k: input should be a valid integer"),
            ({"question": "Why?", "k": 0}, 422, "k: input should be greater than or equal to 1"),
            ({"question": "Why?", "more": 1}, 422, "more: extra inputs are not permitted"),
            ({"question": "  "}, 400, "question"),
            ([], 422, "the request: "),
        ],
    )
    def test_a_wrong_request_is_named(self, client: TestClient, sent: Any, status: int, said: str) -> None:
        reply = client.post("/api/v1/ask", json=sent)
        assert reply.status_code == status
        assert list(reply.json()) == ["error"]
        assert said in reply.json()["error"]

    def test_what_is_no_json(self, client: TestClient) -> None:
        reply = client.post("/api/v1/ask", content=b"{", headers={"Content-Type": "application/json"})
        assert (reply.status_code, reply.json()) == (422, {"error": "the request is not JSON; send an object"})

    def test_searching(self, client: TestClient) -> None:
        found = client.post("/api/v1/search", json={"query": "robots", "k": 1}).json()
        assert [hit["source"] for hit in found["hits"]] == ["a.txt"]
        assert client.get("/api/v1/search", params={"q": "robots", "k": 1}).json() == found
        assert client.get("/api/v1/search", params={"q": "robots", "k": 0}).status_code == 422

    @pytest.mark.parametrize(
        ("where", "left"),
        [
            ({"sources": ["b.txt"]}, {"b.txt"}),
            ({"folders": ["files"]}, {"files/c.md"}),
            ({"types": ["md"]}, {"files/c.md"}),
            ({"since": "2024-05", "until": "2024-05"}, {"files/c.md"}),
            ({"since": "2024-06", "types": ["txt", "md"]}, {"a.txt", "b.txt"}),
        ],
    )
    def test_some_documents_only(self, client: TestClient, tmp_path: Path, where: Any, left: set[str]) -> None:
        (tmp_path / "documents" / "files").mkdir()
        (tmp_path / "documents" / "files" / "c.md").write_text("---\ndate: 2024-05-31\n---\n\nWho made the robots?\n")
        assert ended(client, client.post("/api/v1/reindex"))["state"] == "done"
        found = client.post("/api/v1/search", json={"query": WUKONG, **where}).json()["hits"]
        assert {hit["source"] for hit in found} == left
        single = {"sources": "source", "folders": "folder", "types": "type"}
        asked = {"q": WUKONG, **{single.get(name, name): value for name, value in where.items()}}
        assert client.get("/api/v1/search", params=asked).json()["hits"] == found
        answer = client.post("/api/v1/ask", json={"question": WUKONG, **where}).json()
        assert {passage["source"] for passage in answer["passages"]} == left

    @pytest.mark.parametrize("where", [{"since": "soon"}, {"folders": [""]}, {"sources": ["nowhere.txt"]}])
    def test_what_chooses_nothing_is_said(self, client: TestClient, where: dict[str, Any]) -> None:
        for name, text in (("ask", {"question": WUKONG}), ("search", {"query": WUKONG})):
            reply = client.post(f"/api/v1/{name}", json={**text, **where})
            assert reply.status_code == 400, reply.text
            assert [*reply.json()] == ["error"]

    def test_one_client_may_not_ask_without_end(self, make_client: Any) -> None:
        client = make_client(Settings(questions_per_minute=2))
        codes = [client.post("/api/v1/ask", json={"question": WUKONG}).status_code for _ in range(3)]
        assert codes == [200, 200, 429]
        refused = client.get("/api/v1/search?q=x")
        assert 1 <= int(refused.headers["Retry-After"]) <= 61


class TestReading:
    def test_the_list(self, client: TestClient, folder: Path) -> None:
        (folder.parent / "documents" / "b.txt").unlink()
        listed = client.get("/api/v1/documents").json()
        assert listed["changes"] is True
        a, b = listed["documents"]
        assert (a["source"], a["kind"], a["state"], a["passages"], a["added"]) == ("a.txt", "txt", "ok", 1, False)
        assert a["indexed_at"].endswith("Z")
        assert b["state"] == "gone"
        assert str(folder.parent) not in json.dumps(listed)

    def test_a_text(self, client: TestClient) -> None:
        found = client.get("/api/v1/document", params={"source": "a.txt"}).json()
        assert found["text"] == TEXTS["a.txt"]
        assert found["length"] == len(TEXTS["a.txt"])
        assert (found["state"], found["pictures"], found["pages"]) == ("ok", False, [])
        [block] = found["blocks"]
        assert block == {"kind": "paragraph", "start": 0, "end": len(TEXTS["a.txt"]) - 1, "level": 0, "header": False}

    @pytest.mark.parametrize(
        "address", ["document?source=x", "document/page?source=x&page=1", "document/page?source=a.txt&page=1"]
    )
    def test_what_is_not_there(self, client: TestClient, address: str) -> None:
        assert client.get(f"/api/v1/{address}").status_code == 404

    @pytest.mark.parametrize(("start", "end", "status"), [(3, 3, 400), (0, 10_000, 400), (-1, 3, 422)])
    def test_no_span(self, client: TestClient, start: int, end: int, status: int) -> None:
        assert client.get(f"/api/v1/document/boxes?source=a.txt&start={start}&end={end}").status_code == status

    @pytest.mark.slow
    def test_a_pdf_has_pages_pictures_and_boxes(self, tmp_path: Path, folder: Path, client: TestClient) -> None:
        pages = [PdfPage().add(60, 700, "The tower is tall."), PdfPage().add(60, 400, "The bridge is long.")]
        write(tmp_path / "documents", TEXTS)
        (tmp_path / "documents" / "c.pdf").write_bytes(make_pdf(pages))
        settle(tmp_path / "documents" / "c.pdf")
        update(tmp_path / "documents", folder)
        found = client.get("/api/v1/document?source=c.pdf").json()
        assert found["pictures"] is True
        assert [(page["page"], page["label"]) for page in found["pages"]] == [(1, "1"), (2, "2")]
        second = found["pages"][1]
        assert "bridge" in found["text"][second["start"] : second["end"]]
        at = found["text"].index("bridge")
        [box] = client.get(f"/api/v1/document/boxes?source=c.pdf&start={at}&end={at + 6}").json()["boxes"]
        assert box["page"] == 2
        assert 0.45 < box["top"] < box["bottom"] < 0.55  # 400 of 800 points from the top
        picture = client.get("/api/v1/document/page?source=c.pdf&page=2&width=300")
        assert picture.headers["content-type"] == "image/png"
        assert picture.content[16:24] == (300).to_bytes(4, "big") + (400).to_bytes(4, "big")
        assert client.get("/api/v1/document/page?source=c.pdf&page=3").status_code == 404
        assert client.get("/api/v1/document/page?source=c.pdf&page=1&width=9000").status_code == 422
        (tmp_path / "documents" / "c.pdf").write_bytes(b"other")
        assert client.get("/api/v1/document/page?source=c.pdf&page=1").status_code == 409


class TestChanging:
    def test_files_are_added_found_and_deleted(self, client: TestClient, folder: Path) -> None:
        reply = upload(
            client, {"moon.txt": b"The moon is made of basalt. Nobody lives there.", "sun.md": b"# Sun\n\nHot."}
        )
        assert reply.json()["files"] == [
            {"name": "moon.txt", "source": "moon.txt"},
            {"name": "sun.md", "source": "sun.md"},
        ]
        job = ended(client, reply)
        assert (job["state"], job["report"]["added"], job["report"]["removed"]) == ("done", 2, 0)
        assert sources(client) == ["a.txt", "b.txt", "moon.txt", "sun.md"]
        assert client.post("/api/v1/ask", json={"question": "What is the moon made of?"}).json()["citations"]
        assert ended(client, client.post("/api/v1/delete", json={"source": "moon.txt"}))["state"] == "done"
        assert sources(client) == ["a.txt", "b.txt", "sun.md"]
        assert [path.name for path in (folder / "files").rglob("*")] == ["sun.md"]

    def test_what_was_added_stays_through_an_update_and_is_verified(self, client: TestClient, folder: Path) -> None:
        ended(client, upload(client, {"moon.txt": b"The moon is made of basalt."}))
        update(folder.parent / "documents", folder)
        assert "moon.txt" in sources(client)
        assert indexing.verify(folder) == []
        (folder / "files" / "moon.txt").write_text("Nothing of the kind is said.", encoding="utf-8")
        assert any(line.startswith("moon.txt: changed") for line in indexing.verify(folder))

    def test_a_name_that_is_taken_elsewhere_gets_a_number(self, client: TestClient) -> None:
        reply = upload(client, {"a.txt": b"Another text of this name."})
        assert reply.json()["files"] == [{"name": "a.txt", "source": "a (2).txt"}]
        assert ended(client, reply)["state"] == "done"
        assert client.get("/api/v1/document?source=a.txt").json()["text"] == TEXTS["a.txt"]

    def test_the_same_name_again_takes_the_files_place(self, client: TestClient) -> None:
        for text in (b"The first edition.", b"The second edition."):
            job = ended(client, upload(client, {"moon.txt": text}))
        assert (job["report"]["added"], job["report"]["changed"]) == (0, 1)
        assert client.get("/api/v1/document?source=moon.txt").json()["text"] == "The second edition."

    @pytest.mark.parametrize(
        ("name", "status"),
        [
            ("../evil.txt", 400),
            ("/etc/evil.txt", 400),
            ("a\\evil.txt", 400),
            (".hidden.txt", 400),
            ("x" * 250 + ".txt", 400),
            ("evil.exe", 415),
            ("noending", 415),
            ("sources.toml", 415),
        ],
    )
    def test_a_name_that_cannot_be_kept(self, client: TestClient, folder: Path, name: str, status: int) -> None:
        reply = upload(client, {"good.txt": b"Good.", name: b"Evil."})
        assert reply.status_code == status, reply.text
        assert not list((folder / "files").rglob("*.txt"))
        assert sources(client) == ["a.txt", "b.txt"]

    def test_what_is_no_upload(self, client: TestClient) -> None:
        assert client.post("/api/v1/upload", json={}).status_code == 415
        assert client.post("/api/v1/upload", files={"other": ("a.txt", b"x")}).status_code == 400
        two = [("files", ("a.txt", b"x")), ("files", ("a.txt", b"y"))]
        assert client.post("/api/v1/upload", files=two).status_code == 400

    def test_an_update_that_fails_leaves_no_file(self, client: TestClient, folder: Path) -> None:
        (folder.parent / "documents" / "aliases.toml").write_text("broken [", encoding="utf-8")
        job = ended(client, upload(client, {"moon.txt": b"The moon."}))
        assert job["state"] == "failed"
        assert job["error"]
        assert str(folder.parent) not in job["error"]
        assert not list((folder / "files").rglob("*"))

    def test_a_text_is_kept_under_its_title(self, client: TestClient) -> None:
        reply = client.post("/api/v1/add", json={"title": "On the moon: a note", "text": "It is made of basalt."})
        assert ended(client, reply)["state"] == "done"
        [file] = reply.json()["files"]
        assert file["source"] == "On the moon a note.txt"
        assert (
            client.get("/api/v1/document", params={"source": file["source"]}).json()["title"] == "On the moon: a note"
        )

    @pytest.mark.parametrize("sent", [{}, {"text": "x", "path": "/x"}, {"text": "x"}, {"text": " ", "title": "t"}])
    def test_what_is_nothing_to_add(self, client: TestClient, sent: dict[str, str]) -> None:
        assert client.post("/api/v1/add", json=sent).status_code == 400

    def test_a_folder_of_this_machine_is_copied(self, client: TestClient, tmp_path: Path) -> None:
        write(tmp_path / "notes" / "deep", {"n.txt": "A note on tides."})
        assert ended(client, client.post("/api/v1/add", json={"path": str(tmp_path / "notes")}))["state"] == "done"
        assert "notes/deep/n.txt" in sources(client)
        assert ended(client, client.post("/api/v1/delete", json={"source": "notes/deep/n.txt"}))["state"] == "done"
        assert "notes/deep/n.txt" not in sources(client)

    def test_a_path_is_taken_from_this_machine_only(self, make_client: Any, tmp_path: Path) -> None:
        sent = {"path": str(write(tmp_path / "notes", {"n.txt": "A note."}))}
        assert make_client(host="192.0.2.7").post("/api/v1/add", json=sent).status_code == 403
        forwarded = {"X-Forwarded-For": "192.0.2.7"}
        assert make_client().post("/api/v1/add", json=sent, headers=forwarded).status_code == 403

    @pytest.mark.parametrize("path", ["relative", "/nowhere/at/all", "INDEX"])
    def test_a_path_that_cannot_be_added(self, client: TestClient, folder: Path, path: str) -> None:
        sent = {"path": path.replace("INDEX", str(folder.parent))}
        assert client.post("/api/v1/add", json=sent).status_code == 400

    def test_a_persons_own_file_is_never_deleted(self, client: TestClient, folder: Path) -> None:
        assert client.post("/api/v1/delete", json={"source": "a.txt"}).status_code == 409
        assert client.post("/api/v1/delete", json={"source": "../documents/a.txt"}).status_code == 404
        assert (folder.parent / "documents" / "a.txt").is_file()

    def test_a_document_is_left_out_until_it_is_brought_back(self, client: TestClient, folder: Path) -> None:
        assert ended(client, client.post("/api/v1/leave-out", json={"source": "b.txt"}))["state"] == "done"
        assert sources(client) == ["a.txt"]
        assert client.get("/api/v1/documents").json()["left_out"] == [{"source": "b.txt", "title": "b", "kind": "txt"}]
        update(folder.parent / "documents", folder)  # as `askhz index` does
        assert sources(client) == ["a.txt"]
        assert (folder.parent / "documents" / "b.txt").read_text(encoding="utf-8") == TEXTS["b.txt"]
        assert client.post("/api/v1/bring-back", json={"source": "a.txt"}).status_code == 404
        assert ended(client, client.post("/api/v1/bring-back", json={"source": "b.txt"}))["state"] == "done"
        assert sources(client) == ["a.txt", "b.txt"]
        assert client.get("/api/v1/documents").json()["left_out"] == []

    def test_what_cannot_be_left_out(self, client: TestClient, folder: Path) -> None:
        lines = '{"_id": "one", "text": "Tides rise."}\n{"_id": "two", "text": "Tides fall."}\n'
        write(folder.parent / "documents", {**TEXTS, "tides.jsonl": lines})
        ended(client, client.post("/api/v1/reindex"))
        ended(client, upload(client, {"moon.txt": b"The moon is made of basalt."}))
        assert client.post("/api/v1/leave-out", json={"source": "moon.txt"}).status_code == 409
        assert client.post("/api/v1/leave-out", json={"source": "nowhere.txt"}).status_code == 404
        refused = client.post("/api/v1/leave-out", json={"source": "one"})
        assert (refused.status_code, "one of 2 documents in tides.jsonl" in refused.json()["error"]) == (409, True)
        counts = {
            one["source"]: one["documents_in_file"] for one in client.get("/api/v1/documents").json()["documents"]
        }
        assert counts == {"a.txt": 1, "b.txt": 1, "moon.txt": 1, "one": 2, "two": 2}
        reply = client.post("/api/v1/leave-out", json={"source": "one", "whole_file": True})
        assert ended(client, reply)["state"] == "done"
        assert sources(client) == ["a.txt", "b.txt", "moon.txt"]

    def test_reindexing_follows_the_folders(self, client: TestClient, folder: Path) -> None:
        write(folder.parent / "documents", {**TEXTS, "c.txt": "A third text about tides."})
        job = ended(client, client.post("/api/v1/reindex"))
        assert job["report"]["added"] == 1
        assert sources(client) == ["a.txt", "b.txt", "c.txt"]

    def test_nothing_changes_where_that_is_switched_off(self, make_client: Any) -> None:
        client = make_client(Settings(read_only=True))
        assert client.get("/api/v1/documents").json()["changes"] is False
        assert upload(client, {"moon.txt": b"x"}).status_code == 403
        for address, sent in [
            ("add", {"text": "x", "title": "x"}),
            ("delete", {"source": "a.txt"}),
            ("reindex", {}),
            ("leave-out", {"source": "a.txt"}),
        ]:
            assert client.post(f"/api/v1/{address}", json=sent).status_code == 403
        assert client.post("/api/v1/jobs/x/stop").status_code == 403

    def test_one_client_may_not_change_without_end(self, make_client: Any) -> None:
        client = make_client(Settings(uploads_per_minute=1))
        ended(client, client.post("/api/v1/reindex"))
        assert client.post("/api/v1/reindex").status_code == 429

    def test_there_is_no_such_job(self, client: TestClient) -> None:
        assert client.get("/api/v1/jobs/x").status_code == 404
        assert client.get("/api/v1/jobs/x", headers={"Accept": "text/event-stream"}).status_code == 404
        assert client.get("/api/v1/jobs").json() == {"jobs": []}


class TestConversing:
    def test_a_conversation_is_kept_and_asked_in(self, client: TestClient) -> None:
        begun = client.post("/api/v1/conversations").json()
        address = f"/api/v1/conversations/{begun['id']}"
        first = client.post(f"{address}/ask", json={"question": WUKONG})
        assert first.headers["X-Turn"] == "1"
        stream = client.post(
            f"{address}/ask", json={"question": "Did it sell well?"}, headers={"Accept": "text/event-stream"}
        )
        assert ("turn", {"n": 2}) in list(events(stream.text))
        kept = client.get(address).json()
        assert kept["title"] == WUKONG
        assert [(turn["n"], turn["question"]) for turn in kept["turns"]] == [(1, WUKONG), (2, "Did it sell well?")]
        assert kept["turns"][0]["answer"] == first.json()

    def test_the_turns_are_the_history(self, client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
        asked: list[Any] = []
        bot = client.app.state.server.bot  # type: ignore[attr-defined]
        plain = bot.ask

        def ask(text: str, **named: Any) -> Any:
            asked.append(named["history"])
            return plain(text, **named)

        monkeypatch.setattr(bot, "ask", ask)
        address = f"/api/v1/conversations/{client.post('/api/v1/conversations').json()['id']}"
        for question in (WUKONG, "Where is Unitree?"):
            client.post(f"{address}/ask", json={"question": question})
        assert client.delete(f"{address}/turns/last").status_code == 204
        client.post(f"{address}/ask", json={"question": "What does Unitree make?"})
        assert asked == [(), (WUKONG,), (WUKONG,)]

    def test_listing_searching_renaming_deleting(self, client: TestClient) -> None:
        numbers = [client.post("/api/v1/conversations", json={"title": t}).json()["id"] for t in ("One", "Two")]
        assert client.get("/api/v1/conversations?q=two").json()["total"] == 1
        assert client.patch(f"/api/v1/conversations/{numbers[0]}", json={"title": "Three"}).json()["title"] == "Three"
        assert client.patch(f"/api/v1/conversations/{numbers[0]}", json={"title": " "}).status_code == 400
        assert client.delete(f"/api/v1/conversations/{numbers[1]}").status_code == 204
        listed = client.get("/api/v1/conversations").json()
        assert [one["title"] for one in listed["conversations"]] == ["Three"]
        for method in ("GET", "DELETE"):
            assert client.request(method, f"/api/v1/conversations/{numbers[1]}").status_code == 404

    def test_exporting(self, client: TestClient) -> None:
        address = f"/api/v1/conversations/{client.post('/api/v1/conversations').json()['id']}"
        answer = client.post(f"{address}/ask", json={"question": WUKONG}).json()
        assert client.get(f"{address}/export?format=json").json() == client.get(address).json()
        written = client.get(f"{address}/export?format=md")
        assert written.headers["content-disposition"].startswith("attachment")
        assert f"> {escaped(answer['citations'][0]['quote'])} \\[1\\]" in written.text
        assert client.get(f"{address}/export?format=pdf").status_code == 422

    def test_feedback_knows_its_answer(self, client: TestClient, folder: Path) -> None:
        number = client.post("/api/v1/conversations").json()["id"]
        answer = client.post(f"/api/v1/conversations/{number}/ask", json={"question": WUKONG}).json()
        sent = {"question": WUKONG, "verdict": "down", "correction": " Game Science ", "conversation": number}
        assert client.post("/api/v1/feedback", json=sent).status_code == 201
        assert client.post("/api/v1/feedback", json={**sent, "verdict": "bad"}).status_code == 422
        assert client.post("/api/v1/feedback", json={**sent, "question": "Never asked"}).status_code == 404
        history = History(folder)
        [kept] = history.feedback()
        history.close()
        assert (kept.verdict, kept.correction, kept.answer) == ("down", "Game Science", answer)

    def test_nobody_sees_another_browsers_where_others_may_ask(self, make_client: Any) -> None:
        client = make_client(Settings(personal=False))
        address = f"/api/v1/conversations/{client.post('/api/v1/conversations', json={'title': 'Mine'}).json()['id']}"
        assert client.get(address).status_code == 200
        client.cookies.clear()
        assert client.get(address).status_code == 404
        assert client.get("/api/v1/conversations").json()["total"] == 0

    def test_none_are_kept_where_that_is_switched_off(self, make_client: Any, folder: Path) -> None:
        client = make_client(Settings(history=False))
        assert client.get("/api/v1/conversations").status_code == 403
        assert client.post("/api/v1/feedback", json={"question": "x", "verdict": "up"}).status_code == 403
        assert not (folder / "conversations.sqlite").exists()

    def test_hostile_text_stays_text_in_markdown(self) -> None:
        assert escaped("[x](javascript:alert(1)) <script>\n# h") == "\\[x\\](javascript:alert(1)) \\<script\\> \\# h"
        assert escaped("- item") == "\\- item"


class TestHealth:
    def test_what_the_server_offers(self, client: TestClient) -> None:
        health = client.get("/api/v1/health").json()
        assert (health["status"], health["documents"], health["changes"], health["history"]) == ("ok", 2, True, True)
        assert ".pdf" in health["upload"]["endings"]

    def test_probes(self, client: TestClient, folder: Path) -> None:
        assert client.get("/healthz").text == "ok\n"
        assert client.get("/readyz").status_code == 200
        client.app.state.server.ready = False  # type: ignore[attr-defined]
        assert client.get("/readyz").status_code == 503
        client.app.state.server.ready = True  # type: ignore[attr-defined]
        (folder / "catalog.sqlite").unlink()
        reply = client.get("/readyz")
        assert reply.status_code == 503
        assert str(folder) not in reply.text

    def test_measures(self, client: TestClient) -> None:
        client.post("/api/v1/ask", json={"question": WUKONG})
        assert client.get("/api/v1/metrics").json()["askhz_questions_total"] == {"answered": 1.0}
        assert 'askhz_questions_total{outcome="answered"} 1.0' in client.get("/metrics").text
