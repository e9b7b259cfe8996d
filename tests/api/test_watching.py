"""The switch that has a server's index follow its folders."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fakes import open_fake
from fastapi.testclient import TestClient
from indexes import LONGEST, update

from askhz import indexing
from askhz.api.jobs import Jobs
from askhz.api.refusals import RefusedError
from askhz.api.settings import Settings
from askhz.api.watching import Watching
from askhz.records import Document


def until(holds: Callable[[], Any]) -> None:
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < LONGEST
        time.sleep(0.05)


def texts(client: TestClient) -> dict[str, str]:
    """What is found of tortoises."""
    hits = client.post("/api/v1/search", json={"query": "tortoise"}).json()["hits"]
    return {hit["source"]: hit["text"] for hit in hits if "tortoise" in hit["text"]}


@pytest.mark.slow
def test_it_is_switched_on_and_off(client: TestClient, tmp_path: Path) -> None:
    documents = tmp_path / "documents"
    assert client.get("/api/v1/watch").json() == {"watching": False, "changes": 0, "report": None, "said": None}
    assert client.post("/api/v1/watch", json={"on": True}).json()["watching"]
    assert client.post("/api/v1/watch", json={"on": True}).json()["watching"], "a second time is the same"
    (documents / "c.txt").write_text("A tortoise sleeps.")
    until(lambda: texts(client) == {"c.txt": "A tortoise sleeps."})
    (documents / "c.txt").unlink()
    until(lambda: texts(client) == {})
    until(lambda: client.get("/api/v1/watch").json()["changes"] == 2)
    assert client.get("/api/v1/watch").json()["report"]["removed"] == 1
    # A job may change the index meanwhile.
    added = client.post("/api/v1/add", json={"title": "Shells", "text": "A tortoise has one."})
    until(lambda: client.get(f"/api/v1/jobs/{added.json()['job']['id']}").json()["state"] == "done")
    assert [*texts(client)] == ["Shells.txt"]
    documents.rename(tmp_path / "unplugged")
    until(lambda: client.get("/api/v1/watch").json()["said"])
    said = client.get("/api/v1/watch").json()["said"]
    assert said == "documents: went away; what is indexed of it stays until it is back"
    (tmp_path / "unplugged").rename(documents)
    assert not client.post("/api/v1/watch", json={"on": False}).json()["watching"]
    (documents / "d.txt").write_text("A tortoise that nobody watches.")
    time.sleep(0.5)
    assert [*texts(client)] == ["Shells.txt"]


@pytest.mark.slow
def test_a_server_may_begin_with_it(make_client: Any, tmp_path: Path) -> None:
    client = make_client(Settings(watch=True, read_only=True))
    assert client.get("/api/v1/watch").json()["watching"]
    (tmp_path / "documents" / "c.txt").write_text("A tortoise sleeps.")
    until(lambda: texts(client) == {"c.txt": "A tortoise sleeps."})
    assert client.post("/api/v1/watch", json={"on": False}).status_code == 403


def test_an_index_without_files_cannot_be_watched(tmp_path: Path) -> None:
    update([Document("one", "One", "A tortoise sleeps.", "digest")], tmp_path / "index")
    watching = Watching(tmp_path / "index", Jobs(), open_encoder=open_fake)
    with pytest.raises(RefusedError, match="no folder to watch"):
        watching.start()
    assert not watching.state()["watching"]
    watching.stop()


@pytest.mark.slow
def test_ending_it_gives_an_update_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "a.txt").write_text("A tortoise sleeps.")
    update(documents, tmp_path / "index")
    begun, ended = threading.Event(), threading.Event()

    def slow(*given: Any, on_progress: Callable[[str, int, int], None], **named: Any) -> None:
        begun.set()
        for step in range(200):
            time.sleep(0.05)
            on_progress("reading documents", step, 200)
        ended.set()

    monkeypatch.setattr(indexing, "update", slow)
    jobs = Jobs()
    watching = Watching(tmp_path / "index", jobs, open_encoder=open_fake)
    watching.start()
    assert begun.wait(LONGEST)
    watching.stop()
    assert not ended.is_set()
    assert watching.state() == {"watching": False, "changes": 0, "report": None, "said": None}
    jobs.close()
