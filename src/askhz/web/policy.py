"""What a browser may load and run, for each part of the server."""

from __future__ import annotations

_COMMON = "form-action 'self'; base-uri 'self'; object-src 'none'; frame-ancestors 'self'"
_OWN = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    f"font-src 'self'; connect-src 'self'; {_COMMON}"
)
_OWN_PATHS = ("/api/", "/page/", "/ui/", "/login", "/mcp")


def page_policy(nonce: str = "") -> str:
    """For Gradio's page: its scripts, and those that stand in the page with this nonce; none is made from text.

    Styles may stand in elements: Gradio sets them there.
    """
    known = f" 'nonce-{nonce}'" if nonce else ""
    return (
        f"default-src 'none'; script-src 'self'{known}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        f"font-src 'self' data:; connect-src 'self'; manifest-src 'self'; {_COMMON}"
    )


def policy_of(path: str) -> str:
    """The policy of a path, without what a proxy put before it."""
    return _OWN if path.startswith(_OWN_PATHS) else page_policy()
