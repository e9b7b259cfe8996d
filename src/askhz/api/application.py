"""The application that answers programs; a face is mounted beside it by `web`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Any

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, Response
from starlette.routing import compile_path

from .. import __version__
from ..errors import AskhzError
from .refusals import UNFORESEEN, RefusedError, refusal_of, without_paths
from .routes import asking, changing, conversing, health, reading
from .routes.shared import PREFIX, note_route
from .server import Server
from .tools import tools

if TYPE_CHECKING:
    from mcp.server.fastmcp import FastMCP


def application(server: Server, middleware: Sequence[Middleware] = (), root_path: str = "") -> FastAPI:
    """The endpoints of a server, described at `/api/v1/openapi.json`; `root_path` is what a proxy puts before them."""
    made = _tools(server)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            if made is not None:
                await stack.enter_async_context(made.session_manager.run())
            yield

    app = FastAPI(
        title="askhz",
        version=__version__,
        description="Answers questions from your documents in the documents' own words, with exact citations.",
        generate_unique_id_function=lambda route: route.name,  # what generated clients call it
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        middleware=list(middleware),
        responses={"4XX": {"description": "refused", "content": {"application/json": {"schema": _ERROR}}}},
    )
    app.root_path = root_path  # as an argument it is said to be going away
    app.state.server = server
    noted = [Depends(note_route)]
    for one in (asking, reading, changing, conversing, health):
        app.include_router(one.router, prefix=PREFIX, dependencies=noted)
    app.include_router(health.probes, dependencies=noted)
    if made is not None:
        app.router.routes.extend(made.streamable_http_app().routes)  # /mcp
    app.add_api_route("/api/{rest:path}", _nothing, methods=_METHODS, include_in_schema=False)
    app.add_exception_handler(RefusedError, _refused)
    app.add_exception_handler(AskhzError, _failed)
    app.add_exception_handler(RequestValidationError, _mistyped)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unforeseen)
    return app


def _tools(server: Server) -> FastMCP[Any] | None:
    """The tools, where the package for them is installed."""
    try:
        return tools(server)
    except AskhzError:
        return None


_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
_ERROR = {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}


def error_reply(status: int, message: str, headers: dict[str, str] | None = None) -> Response:
    """What a program gets in place of what it asked for."""
    return JSONResponse({"error": message}, status_code=status, headers=headers)


async def _nothing(request: Request) -> Response:
    root = request.scope.get("root_path", "")
    methods = _methods(request.app, request.url.path.removeprefix(root))
    if methods:
        allowed = ", ".join(methods)
        return error_reply(405, f"{request.method} {request.url.path}: want {allowed}", {"Allow": allowed})
    return error_reply(404, f"{request.url.path}: no such address; {PREFIX}/openapi.json lists what there is")


def _methods(app: FastAPI, path: str) -> list[str]:
    """The methods that a described address takes; none where there is no such address."""
    for template, described in app.openapi()["paths"].items():
        if compile_path(template)[0].fullmatch(path):
            return sorted(method.upper() for method in described)
    return []


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, RefusedError)  # noqa: S101 (registered for it)
    headers = {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}
    return error_reply(error.status, without_paths(error.message, request.app.state.server.folder), headers)


async def _failed(request: Request, error: Exception) -> Response:
    assert isinstance(error, AskhzError)  # noqa: S101 (registered for it)
    return await _refused(request, refusal_of(error))


async def _mistyped(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 (registered for it)
    return error_reply(422, "; ".join(dict.fromkeys(_mistake(one) for one in error.errors()[:3])))


def _mistake(one: dict[str, Any]) -> str:
    where = ".".join(map(str, one["loc"][1:])) or "the request"  # the first says body, query or path
    if one["type"] == "json_invalid":
        return "the request is not JSON; send an object"
    return f"{where}: {one['msg'][:1].lower()}{one['msg'][1:]}"


async def _http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 (registered for it)
    return error_reply(error.status_code, str(error.detail), dict(error.headers or {}))


async def _unforeseen(_: Request, __: Exception) -> Response:
    # Whoever runs the application writes the error to its log.
    return error_reply(500, UNFORESEEN)
