from __future__ import annotations

import re

import httpx
import pytest

from askhz.web.policy import own_policy, page_policy, policy_of


def directive(policy: str, name: str) -> list[str]:
    return next(one.split()[1:] for one in policy.split("; ") if one.split()[0] == name)


@pytest.mark.parametrize("path", ["/", "/api/v1/ask", "/page/map", "/ui/main.js", "/login", "/assets/x.js"])
def test_no_script_is_made_from_text_or_comes_from_elsewhere(path: str) -> None:
    policy = policy_of(path)
    assert directive(policy, "script-src") == ["'self'"]
    assert directive(policy, "connect-src") == ["'self'"]
    assert directive(policy, "default-src") == ["'none'"]
    assert "http" not in policy
    assert directive(policy, "style-src") == ["'self'"]
    assert "unsafe" not in policy.replace("style-src-attr 'unsafe-inline'", "")


def test_only_gradios_page_may_have_styles_in_its_elements() -> None:
    assert "style-src-attr" in policy_of("/")
    assert "style-src-attr" not in policy_of("/api/v1/ask") + own_policy()


def test_the_scripts_in_the_page_are_known_by_a_nonce_that_is_new_each_time(address: str) -> None:
    seen = set()
    for _ in range(2):
        reply = httpx.get(f"{address}/")
        (policy,) = reply.headers.get_list("content-security-policy")
        (nonce,) = set(re.findall(r'<(?:script|style) nonce="([^"]+)"', reply.text))
        assert "<style>" not in reply.text
        assert policy == page_policy(nonce)
        seen.add(nonce)
    assert len(seen) == 2
