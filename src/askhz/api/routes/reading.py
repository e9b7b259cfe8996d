"""What is indexed: the documents, their texts, the pages of those that have some."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from ...documents.formats import format_of
from ...errors import QuestionError
from ...indexing import ListedDocument
from ...records import Box, Document
from ..pictures import NARROWEST, WIDEST
from ..refusals import RefusedError, without_paths
from ..replies import DocumentsReply, described
from ..server import Server
from .shared import ThisServer

router = APIRouter(tags=["documents"])
MOST_BOXES = 5000  # of one span


@router.get("/documents", summary="What is indexed", response_model=None, responses=described(DocumentsReply))
def documents(server: ThisServer) -> dict[str, Any]:
    """Every document with its kind, pages, passages, state and what was left out of it."""
    if server.library is None:
        listed = [
            ListedDocument(one.source, one.title, one.kind, None, 0, "", "given") for one in server.bot.documents()
        ]
    else:
        listed = server.library.listed()
    of_file = Counter(one.file for one in listed)
    left = [] if server.library is None else server.library.left_out()
    return {
        "documents": [document_json(one, server) | {"documents_in_file": _count(one, of_file)} for one in listed],
        "changes": server.changeable,
        "left_out": [{"source": one.source, "title": one.title, "kind": one.kind} for one in left],
    }


def _count(one: ListedDocument, of_file: Counter[str | None]) -> int:
    """How many documents stand in the file of this one, itself among them."""
    return 1 if one.file is None else of_file[one.file]


def document_json(one: ListedDocument, server: Server) -> dict[str, Any]:
    """A document of the list, for a program."""
    added = None if server.library is None else server.library.added_name(one)
    return {
        "source": one.source if one.state != "unreadable" else added or Path(one.source).name,
        "title": one.title,
        "kind": one.kind,
        "pages": one.pages,
        "passages": one.passages,
        "indexed_at": one.indexed_at.replace(" ", "T") + "Z" if one.indexed_at else None,
        "state": "ok" if one.state == "current" else one.state,
        "problems": [without_paths(problem, server.folder) for problem in one.problems],
        "added": added is not None,
        "file": added,
    }


@router.get("/document", summary="One document with its text")
def document(source: str, server: ThisServer) -> dict[str, Any]:
    """The text exactly as the offsets count it, and what is known of its stretches."""
    found = _document(server, source)
    listed = None if server.library is None else server.library.document(source)
    return {
        "source": found.source,
        "title": found.title,
        "kind": found.kind,
        "length": len(found.text),
        "details": found.details,
        "text": found.text,
        "state": "given" if listed is None else document_json(listed, server)["state"],
        "pictures": listed is not None and _pdf_of(listed) is not None,
        "blocks": [
            {"kind": one.kind, "start": one.start, "end": one.end, "level": one.level, "header": one.header}
            for one in found.blocks
        ],
        "anchors": [
            {
                "start": one.start,
                "place": {
                    name: value for name in one.place.__slots__ if (value := getattr(one.place, name)) is not None
                },
                "headings": list(one.headings),
            }
            for one in found.anchors
        ],
        "pages": pages_of(found),
    }


def pages_of(found: Document) -> list[dict[str, Any]]:
    """The pages that text stands on: number in the file, number printed on it, where its text begins and ends."""
    first: dict[int, int] = {}
    for box in found.boxes:
        first.setdefault(box.page, box.start)
    starts = sorted((start, page) for page, start in first.items())
    labels = [(one.start, one.place.page) for one in found.anchors if one.place.page is not None]
    pages, at, label = [], 0, None
    for number, (start, page) in enumerate(starts):
        while at < len(labels) and labels[at][0] <= start:
            label, at = labels[at][1], at + 1
        end = starts[number + 1][0] if number + 1 < len(starts) else len(found.text)
        pages.append({"page": page, "label": label or str(page), "start": start, "end": end})
    return pages


@router.get(
    "/document/page",
    summary="A page of a PDF file as a picture",
    response_class=Response,
    responses={200: {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}}},
)
def page(
    source: str,
    server: ThisServer,
    page: Annotated[int, Query(ge=1)],
    width: Annotated[int, Query(ge=NARROWEST, le=WIDEST)] = 1200,
) -> Response:
    """The page as PNG."""
    if server.library is None:
        raise RefusedError(404, f"{source}: there are no pictures of it")
    listed = server.library.document(source)
    file = _pdf_of(listed)
    if file is None:
        raise RefusedError(404, f"{source}: not a PDF file, so there are no pictures of it; /document has its text")
    if listed.state != "current":
        raise RefusedError(409, f"{source}: {listed.state} since it was indexed; re-index first")
    drawn = server.pictures.page(file, page, width)
    return Response(drawn, media_type="image/png", headers={"Cache-Control": "private, max-age=300"})


@router.get("/document/boxes", summary="Where a span stands on its pages")
def boxes(
    source: str, start: Annotated[int, Query(ge=0)], end: Annotated[int, Query(ge=0)], server: ThisServer
) -> dict[str, Any]:
    """The lines that the span stands on, edges as shares of the page's width and height, from the top left."""
    found = _document(server, source)
    if not start < end <= len(found.text):
        raise RefusedError(400, f"{source}: no span from {start} to {end}; its text has {len(found.text)} characters")
    lines = [box for box in found.boxes if box.start < end and start < box.end]
    return {"boxes": [_box_json(box) for box in lines[:MOST_BOXES]]}


def _box_json(box: Box) -> dict[str, Any]:
    return {name: getattr(box, name) for name in ("page", "left", "top", "right", "bottom", "start", "end")}


def _document(server: Server, source: str) -> Document:
    try:
        return server.bot.document(source)
    except (QuestionError, KeyError) as error:
        raise RefusedError(404, f"{source}: no such document in the index") from error


def _pdf_of(listed: ListedDocument) -> Path | None:
    if listed.file is None or listed.kind != "pdf":
        return None
    how = format_of(Path(listed.file).name)
    return Path(listed.file) if how is not None and how.kind == "pdf" else None
