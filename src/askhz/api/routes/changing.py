"""Documents added and removed, and the jobs that do it."""

from __future__ import annotations

import asyncio
import contextlib
import functools
from collections.abc import AsyncGenerator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import JSONResponse, Response

from ...indexing import Report
from ...progress import Progress
from ..bodies import AddBody, LeaveOutBody, SourceBody, WatchBody
from ..jobs import Jobs
from ..library import Incoming, Library
from ..refusals import RefusedError
from ..replies import JobReply, JobsReply, described
from ..server import client_of, is_local, library_of
from ..streams import event, event_stream, wants_events
from ..watching import Watching
from .shared import ThisServer

router = APIRouter(tags=["changing documents"])
MOST_FILES = 200  # in one request
_ENDED = ("done", "failed", "stopped")


def _changeable(request: Request, server: ThisServer) -> Library:
    """The documents, once it is clear that this client may change them. Called before anything is read."""
    library = library_of(server)
    server.uploads.count(client_of(request))
    return library


ThisLibrary = Annotated[Library, Depends(_changeable)]


@router.post(
    "/upload",
    status_code=202,
    summary="Add files",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "required": ["files"],
                        "properties": {"files": {"type": "array", "items": {"type": "string", "format": "binary"}}},
                    }
                }
            },
        }
    },
)
async def upload(request: Request, library: ThisLibrary, server: ThisServer) -> dict[str, Any]:
    """Keep the files of the parts named `files` in the index folder and index them, all or none."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise RefusedError(415, "send the files as multipart/form-data, in parts named files")
    async with request.form(max_files=MOST_FILES, max_fields=10) as form:
        files = [one for one in form.getlist("files") if isinstance(one, UploadFile)]
        if not files:
            raise RefusedError(400, "there is no file in it; send them in parts named files")
        parts = [(one.filename or "", one.file) for one in files]
        incoming = await run_in_threadpool(library.receive, parts)
    return await run_in_threadpool(_admit, server.jobs, library, incoming, "upload")


@router.post("/add", status_code=202, summary="Add a text, or files of this machine")
def add(body: AddBody, request: Request, library: ThisLibrary, server: ThisServer) -> dict[str, Any]:
    """Keep a text under its title, or copies of a file or a folder's files, and index them."""
    if (body.path is None) == (body.text is None):
        raise RefusedError(400, "want either path, or text and title")
    if body.text is not None:
        return _admit(server.jobs, library, library.receive_text(body.title or "", body.text), "add")
    if not is_local(request):
        raise RefusedError(403, "a path can only be added from this machine itself; upload the files instead")
    found, files = library.find(body.path or "")

    def work(on_progress: Progress) -> Report:
        return library.admit(library.copy(found, files, on_progress), on_progress)

    return {"job": server.jobs.start("add", work), "files": [{"name": found.name, "source": found.name}]}


def _admit(jobs: Jobs, library: Library, incoming: Incoming, kind: str) -> dict[str, Any]:
    sources = library.admitted_sources(incoming)
    work = functools.partial(library.admit, incoming)
    job = jobs.start(kind, work, functools.partial(library.discard, incoming))
    files = [{"name": name, "source": source} for name, source in zip(incoming.names, sources, strict=True)]
    return {"job": job, "files": files}


@router.post("/delete", status_code=202, summary="Delete an added document")
def delete(body: SourceBody, library: ThisLibrary, server: ThisServer) -> dict[str, Any]:
    """Delete a file that was added here, and its documents."""
    file = library.deletable(body.source)
    return {"job": server.jobs.start("delete", functools.partial(library.delete, file))}


@router.post("/leave-out", status_code=202, summary="Leave a document out")
def leave_out(body: LeaveOutBody, library: ThisLibrary, server: ThisServer) -> dict[str, Any]:
    """Take a document of your own folders out of the index and leave it out from now on; its file stays."""
    left = library.leavable(body.source, whole_file=body.whole_file)
    return {"job": server.jobs.start("leave-out", functools.partial(library.leave_out, left)), "source": left.source}


@router.post("/bring-back", status_code=202, summary="Bring back a document that is left out")
def bring_back(body: SourceBody, library: ThisLibrary, server: ThisServer) -> dict[str, Any]:
    """Read a file again that was left out."""
    left = library.returnable(body.source)
    return {"job": server.jobs.start("bring-back", functools.partial(library.bring_back, left))}


@router.post("/reindex", status_code=202, summary="Bring the index in step with its folders")
def reindex(library: ThisLibrary, server: ThisServer) -> dict[str, Any]:
    """Read again what changed, drop what is gone, add what is new."""
    return {"job": server.jobs.start("reindex", library.reindex)}


@router.get("/watch", summary="Whether the index follows its folders")
def watching(server: ThisServer) -> dict[str, Any]:
    """Whether it does, how many updates changed something, the last of those, and what was said last."""
    return _watching_of(server).state()


@router.post("/watch", summary="Have the index follow its folders, or not")
def watch(body: WatchBody, library: ThisLibrary, server: ThisServer) -> dict[str, Any]:
    """Switch it on or off. From then on a file that is saved is read, and one that is deleted forgotten."""
    watching = _watching_of(server)
    if body.on:
        watching.start()
    else:
        watching.stop()
    return watching.state()


def _watching_of(server: ThisServer) -> Watching:
    if server.watching is None:
        raise RefusedError(403, "the documents cannot be watched here; serve one index with --index")
    return server.watching


@router.get(
    "/jobs",
    summary="The changes that wait, run, or ended",
    response_model=None,
    responses=described(JobsReply),
)
def jobs(server: ThisServer) -> dict[str, Any]:
    """Every job, the newest first."""
    return {"jobs": server.jobs.all()}


@router.get("/jobs/{number}", summary="One job", responses=described(JobReply, stream=True))
async def job(number: str, request: Request, server: ThisServer) -> Response:
    """The job; with `Accept: text/event-stream` the events `progress` and `end`, each with the job."""
    if wants_events(request):
        server.jobs.job(number)  # a refusal must come before the stream begins
        return event_stream(_progress(server.jobs, number))
    return JSONResponse(server.jobs.job(number))


async def _progress(jobs: Jobs, number: str) -> AsyncGenerator[str]:
    loop = asyncio.get_running_loop()
    moved: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    def told(one: dict[str, Any]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(moved.put_nowait, one)

    end = jobs.watch(number, told)
    try:
        while True:
            one = await moved.get()
            ended = one["state"] in _ENDED
            yield event("end" if ended else "progress", one)
            if ended:
                return
    finally:
        end()


@router.post("/jobs/{number}/stop", summary="Stop a job", response_model=None, responses=described(JobReply))
def stop(number: str, server: ThisServer) -> dict[str, Any]:
    """Stop a job; the index is then as it was."""
    library_of(server)
    return server.jobs.stop(number)
