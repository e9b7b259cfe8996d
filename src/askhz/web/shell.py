"""The page's own frame around Gradio's, so that there is something to see and to type into before Gradio has loaded.

Gradio's page is empty until 1 MB of scripts has run. Its answer for `/` therefore gets our frame (`shell.html`), our
styles and our modules (in `ui/`) put into it; Gradio's own script and style sheet are taken out of the head, and
`ui/main.js` loads them once the first view is there. Gradio's element stands in the frame where the conversation is.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from functools import cache
from importlib import resources

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .modules import as_one
from .policy import page_policy

_GRADIO = re.compile(rb"<gradio-app\b.*?</gradio-app>", re.DOTALL)
_SCRIPT = re.compile(rb"<script\b(?P<attributes>[^>]*)>(?P<code>.*?)</script>", re.DOTALL)
_MODULE = re.compile(rb'<script type="module"[^>]*\bsrc="(?P<address>[^"]+)"[^>]*></script>')
_SHEET = re.compile(rb'<link rel="stylesheet"[^>]*\bhref="(?P<address>[^"]+)"[^>]*>')
_UNUSED = re.compile(rb'<(?:link\s+rel="manifest"|meta\s+(?:property="og:|name="twitter:))[^>]*>\s*')
"""What tells other sites and app shops of a page: nobody outside sees this one."""
_EMBEDDING = b"iframeResizer.contentWindow"
"""In the script that fetches what sizes a page within another site's, where this one may not stand."""
_SHEETS = ("base", "talk", "side", "document")
# The first paint has the right colours and the right language: modules run only after it.
_EARLY = """(() => {
const kept = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
const dark = matchMedia("(prefers-color-scheme: dark)").matches;
document.documentElement.dataset.theme = kept("askhz-theme") ?? (dark ? "dark" : "light");
const language = kept("askhz-language") ?? (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");
document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
})();"""


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
            nonce = secrets.token_urlsafe(18)
            page = framed(bytes(body), nonce) if start["status"] == 200 else bytes(body)
            headers = [(name, value) for name, value in start["headers"] if name != b"content-length"]
            headers += [
                (b"content-length", str(len(page)).encode()),
                (b"content-security-policy", page_policy(nonce).encode()),
                (b"cache-control", b"no-cache"),
            ]
            await send({**start, "headers": headers})
            await send({"type": "http.response.body", "body": page})

        await self.app(scope, receive, collect)


def framed(page: bytes, nonce: str = "") -> bytes:
    """Gradio's page with our frame around its element; unchanged where it has none.

    Every script and style sheet that stands in it gets the `nonce`, by which the policy knows it.
    """
    found = _GRADIO.search(page)
    if found is None:
        return page
    module, sheet = _MODULE.search(page), _SHEET.search(page)
    later = b"".join(
        b' data-%s="%s"' % (name, one["address"]) for name, one in ((b"script", module), (b"sheet", sheet)) if one
    )
    before, after = _frame().split(b"<!--gradio-->")
    before = before.replace(b'id="hz-gradio"', b'id="hz-gradio"' + later)
    whole = page[: found.start()] + before + found[0] + after + page[found.end() :]
    for taken in (module, sheet):
        if taken is not None:
            whole = whole.replace(taken[0], b"", 1)
    whole = _UNUSED.sub(b"", whole)
    whole = _SCRIPT.sub(lambda one: b"" if _EMBEDDING in one["code"] else one[0], whole)
    title = b"" if b"<title" in page else b"<title>askhz</title>"  # Gradio's script would set it, after the first view
    whole = whole.replace(b"</head>", title + _head() + b"</head>", 1)
    whole = _SCRIPT.sub(lambda one: _known(one, nonce), whole)
    return whole.replace(b"<style>", b'<style nonce="%s">' % nonce.encode()) if nonce else whole


def _known(script: re.Match[bytes], nonce: str) -> bytes:
    """A script with the nonce, if it is one that stands in the page."""
    if b"src=" in script["attributes"] or not nonce:
        return script[0]
    return b'<script nonce="%s"%s>%s</script>' % (nonce.encode(), script["attributes"], script["code"])


@cache
def _frame() -> bytes:
    return resources.files(__package__).joinpath("shell.html").read_bytes()


@cache
def version() -> str:
    """Changes when a module or a style sheet of the page does; it stands in the modules' addresses."""
    return hashlib.sha256(b"".join(_text(name) for name in _names())).hexdigest()[:12]


@cache
def scripts() -> str:
    """The page's modules as one, which the page loads from `ui/VERSION/page.js`."""
    return as_one({name: _text(name).decode() for name in _names() if name.endswith(".js")}, "main.js")


@cache
def _head() -> bytes:
    """The styles, for which nobody needs to ask, and the modules, which are asked for at once."""
    styles = b"".join(_text(f"{name}.css") for name in _SHEETS).decode()
    return (
        f'<script>{_EARLY}</script><script type="module" src="./ui/{version()}/page.js"></script>'
        f"<style>{styles}</style>"
    ).encode()


def _names() -> list[str]:
    folder = resources.files(__package__).joinpath("ui")
    return sorted(file.name for file in folder.iterdir() if file.name.endswith((".js", ".css")))


def _text(name: str) -> bytes:
    return resources.files(__package__).joinpath("ui", name).read_bytes()
