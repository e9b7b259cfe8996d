"""What a browser may load and run, for each part of the server."""

from __future__ import annotations

_COMMON = "form-action 'self'; base-uri 'self'; object-src 'none'; frame-ancestors 'self'"
_OWN_PATHS = ("/api/", "/page/", "/ui/", "/login", "/mcp")


def own_policy(style: str = "") -> str:
    """For what is not Gradio's; `style` is the source of a style sheet that stands in the page."""
    known = f" {style}" if style else ""
    return (
        f"default-src 'none'; script-src 'self'; style-src 'self'{known}; img-src 'self' data: blob:; "
        f"font-src 'self'; connect-src 'self'; {_COMMON}"
    )


def page_policy(nonce: str = "") -> str:
    """For Gradio's page: its scripts and style sheets, and those that stand in the page with this nonce.

    None is made from text. Only styles of single elements may stand in them: Gradio writes them there.
    """
    known = f" 'nonce-{nonce}'" if nonce else ""
    return (
        f"default-src 'none'; script-src 'self'{known}; style-src 'self'{known}; style-src-attr 'unsafe-inline'; "
        f"img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; manifest-src 'self'; {_COMMON}"
    )


def policy_of(path: str) -> str:
    """The policy of a path, without what a proxy put before it."""
    return own_policy() if path.startswith(_OWN_PATHS) else page_policy()
