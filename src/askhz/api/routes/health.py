"""Whether the server lives and can answer, and what it counts."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from ... import __version__
from ...documents.formats import FORMATS
from ...errors import AskhzError
from ..refusals import without_paths
from ..server import user_of
from .shared import ThisServer

router = APIRouter(tags=["health"])
probes = APIRouter(include_in_schema=False)
"""At the root: what machines that look after the server ask for."""


@router.get("/health", summary="That the server can answer, and what it offers")
def health(request: Request, server: ThisServer) -> dict[str, Any]:
    """How many documents there are, what may be changed, how long the queue is."""
    return {
        "status": "ok" if server.ready else "starting",
        "version": __version__,
        "documents": len(server.bot.sources()),
        "changes": server.changeable,
        "history": server.history is not None,
        "user": user_of(request),
        "queue": {"reading": server.desk.reading, "waiting": server.desk.waiting, "most": server.desk.most},
        "upload": {"most_bytes": server.settings.upload_bytes, "endings": sorted(FORMATS)},
    }


@router.get("/metrics", summary="Counts and times")
def measures(server: ThisServer) -> dict[str, Any]:
    """Counts of requests and questions, times in seconds."""
    return server.measures.json()


@probes.api_route("/healthz", methods=["GET", "HEAD"])
async def healthz() -> Response:
    """That the program lives."""
    return PlainTextResponse("ok\n")


@probes.api_route("/readyz", methods=["GET", "HEAD"])
def readyz(server: ThisServer) -> Response:
    """That a question can be answered: the index opens."""
    if not server.ready:
        return PlainTextResponse("starting\n", status_code=503)
    try:
        server.bot.sources()
    except AskhzError as error:
        return JSONResponse({"error": without_paths(str(error), server.folder)}, status_code=503)
    return PlainTextResponse("ok\n")


@probes.get("/metrics")
def prometheus(server: ThisServer) -> Response:
    """All measures as Prometheus reads them."""
    return Response(server.measures.text(), media_type="text/plain; version=0.0.4; charset=utf-8")
