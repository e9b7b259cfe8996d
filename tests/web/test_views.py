from __future__ import annotations

import io

import httpx
import pytest
from browser import CITY, HOSTILE, FakeBot

from askhz.documents.markdown import read_markdown
from askhz.documents.reader import About
from askhz.records import Document
from askhz.render import visible
from askhz.web import start


def test_a_document_comes_as_html(address: str) -> None:
    found = httpx.get(f"{address}/page/document", params={"source": "city.txt"}).json()
    assert (found["title"], found["length"], found["pictures"]) == ("A city and its dragons", len(CITY), False)
    assert f'<span data-start="0" data-end="{len(CITY)}">Hangzhou lies' in found["html"]
    assert httpx.get(f"{address}/page/document", params={"source": "no.txt"}).status_code == 404


def test_of_a_document_that_is_known_only_that_and_the_words_at_a_place_are_told(address: str) -> None:
    wanted: dict[str, str | int] = {"source": "city.txt", "start": 0, "end": 8}
    whole = httpx.get(f"{address}/page/document", params=wanted).json()
    assert whole["quoted"] == CITY[:8]
    known = httpx.get(f"{address}/page/document", params={"source": "city.txt", "known": whole["version"]}).json()
    assert known == {"version": whole["version"], "quoted": None}
    other = httpx.get(f"{address}/page/document", params=wanted | {"known": "another", "end": len(CITY) + 1}).json()
    assert (other["html"], other["quoted"]) == (whole["html"], None)


def test_quotes_come_as_what_they_are_and_what_is_gone_is_null(address: str) -> None:
    quote = "Hangzhou boasts 24 unicorn companies"
    start = CITY.index(quote)
    end = start + len(quote)
    spans = [
        {"source": "city.txt", "start": start, "end": end, "short": [start + 16, start + 18]},
        {"source": "city.txt", "start": start, "end": len(CITY) + 1},
        {"source": "no.txt", "start": 0, "end": 1},
    ]
    first, *others = httpx.post(f"{address}/page/quotes", json={"spans": spans}).json()["quotes"]
    assert (first["text"], first["shown"], first["details"]["author"]) == (quote, quote, "Guo Bin")
    assert ">24</span></b>" in first["html"]
    assert others == [None, None]


def test_a_quote_that_is_a_tables_header_is_told_apart() -> None:
    text = "| Code | Meaning |\n|---|---|\n| 3 | busy |\n"
    (table,) = read_markdown(io.BytesIO(text.encode()), About("a.md", "a.md", "a.md"))
    assert isinstance(table, Document)
    running = start(FakeBot([table]), port=0)
    spans = [(0, 18), (29, 41), (0, 41)]
    asked = {"spans": [{"source": "a.md", "start": start, "end": end} for start, end in spans]}
    found = httpx.post(f"{running.address}page/quotes", json=asked).json()["quotes"]
    running.close()
    assert [one["header"] for one in found] == [True, False, False]
    assert ">Code<" in found[1]["html"]


@pytest.mark.parametrize("body", [b"", b"[]", b'{"spans": [{"source": "a"}]}', b'{"spans": [1]}', b'{"spans": 1}'])
def test_a_wrong_request_is_told_what_is_wanted(address: str, body: bytes) -> None:
    reply = httpx.post(f"{address}/page/quotes", content=body)
    assert reply.status_code == 400
    assert "spans" in reply.json()["error"]


def test_hostile_text_is_escaped(address: str) -> None:
    found = httpx.get(f"{address}/page/document", params={"source": "hostile.txt"}).json()
    assert found["title"] == visible(f"Title {HOSTILE}")
    assert "<img" not in found["html"]
    assert "\u202e" not in str(found)


def test_what_has_no_vectors_has_no_picture(address: str) -> None:
    assert httpx.get(f"{address}/page/map").status_code == 404


def test_suggestions_are_ready_in_the_end(address: str) -> None:
    assert set(httpx.get(f"{address}/page/suggestions").json()) == {"questions", "ready"}
    assert httpx.get(f"{address}/page/suggestions?source=no.txt").json() == {"questions": [], "ready": True}
