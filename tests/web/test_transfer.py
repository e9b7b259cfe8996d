from __future__ import annotations

import gzip

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from askhz.web.shell import version
from askhz.web.transfer import Transfer

LONG = "the heron waits " * 500


def text(request: Request) -> Response:
    return PlainTextResponse(LONG)


def stream(request: Request) -> Response:
    return StreamingResponse(iter([LONG]), media_type="text/event-stream")


APP = Transfer(Starlette(routes=[Route("/stream", stream), Route("/{path:path}", text)]))


def raw(host: str, path: str) -> tuple[bytes, str | None]:
    """The bytes on the way, and how they are compressed."""
    with TestClient(APP, client=(host, 50_000)).stream("GET", path, headers={"Accept-Encoding": "gzip"}) as reply:
        return b"".join(reply.iter_raw()), reply.headers.get("content-encoding")


def test_only_what_goes_to_another_machine_is_compressed_and_events_are_not() -> None:
    sent, how = raw("192.0.2.7", "/any")
    assert how == "gzip"
    assert gzip.decompress(sent).decode() == LONG
    assert raw("127.0.0.1", "/any") == (LONG.encode(), None)
    assert raw("::1", "/any") == (LONG.encode(), None)
    assert raw("192.0.2.7", "/stream") == (LONG.encode(), None)


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        (f"/ui/{version()}/main.js", "private, max-age=31536000, immutable"),
        ("/assets/index-1.js", "private, max-age=31536000, immutable"),
        ("/ui/main.js", "no-cache"),
        ("/ui/0123456789ab/main.js", "no-cache"),
        ("/api/v1/documents", None),
    ],
)
def test_files_whose_address_changes_with_them_are_kept(path: str, kept: str | None) -> None:
    assert TestClient(APP).get(path).headers.get("cache-control") == kept
