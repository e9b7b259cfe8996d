"""The page's own frame around Gradio's, so that there is something to see and to type into before Gradio has loaded.

Gradio's page is empty until 1 MB of scripts has run. Its answer for `/` therefore gets our frame (`shell.html`), our
style sheets and our modules (in `ui/`) put into it. Gradio's element stands in the frame where the conversation is.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from importlib import resources

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_GRADIO = re.compile(rb"<gradio-app\b.*?</gradio-app>", re.DOTALL)
_SHEETS = ("base", "talk", "side", "document")
# The first paint has the right colours and the right language: modules run only after it.
_EARLY = """<script>(() => {
const kept = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
const dark = matchMedia("(prefers-color-scheme: dark)").matches;
document.documentElement.dataset.theme = kept("askhz-theme") ?? (dark ? "dark" : "light");
const language = kept("askhz-language") ?? (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");
document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
})();</script>"""


class Shell:
    """Puts the page's frame into what Gradio answers for `/`."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"] != f"{scope.get('root_path', '')}/":
            await self.app(scope, receive, send)
            return
        start: Message | None = None
        body = bytearray()

        async def collect(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            body.extend(message.get("body", b""))
            if message.get("more_body") or start is None:
                return
            page = framed(bytes(body)) if start["status"] == 200 else bytes(body)
            headers = [(name, value) for name, value in start["headers"] if name != b"content-length"]
            await send({**start, "headers": [*headers, (b"content-length", str(len(page)).encode())]})
            await send({"type": "http.response.body", "body": page})

        await self.app(scope, receive, collect)


def framed(page: bytes) -> bytes:
    """Gradio's page with our frame around its element; unchanged where it has none."""
    found = _GRADIO.search(page)
    if found is None:
        return page
    before, after = _frame().split(b"<!--gradio-->")
    whole = page[: found.start()] + before + found[0] + after + page[found.end() :]
    # Our style sheets come last, after Gradio's.
    return whole.replace(b"</head>", _head() + b"</head>", 1)


@cache
def _frame() -> bytes:
    return resources.files(__package__).joinpath("shell.html").read_bytes()


@cache
def _head() -> bytes:
    """Modules are named all at once, so that they load side by side; their address changes when they do."""
    folder = resources.files(__package__).joinpath("ui")
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith((".js", ".css")))
    version = hashlib.sha256(b"".join(folder.joinpath(name).read_bytes() for name in names)).hexdigest()[:12]
    sheets = "".join(f'<link rel="stylesheet" href="./ui/{name}.css?{version}">' for name in _SHEETS)
    modules = [name for name in names if name.endswith(".js")]
    ahead = "".join(f'<link rel="modulepreload" href="./ui/{name}">' for name in modules)
    return f'{_EARLY}{sheets}{ahead}<script type="module" src="./ui/main.js"></script>'.encode()
