from __future__ import annotations

import re

import httpx
from browser import GRADIO_LEAVES_OPEN

from askhz.web.shell import framed

pytestmark = GRADIO_LEAVES_OPEN
GRADIO = b"<html><head><title>x</title></head><body><gradio-app a='b'> </gradio-app></body></html>"


def test_gradios_element_stands_within_the_frame() -> None:
    page = framed(GRADIO).decode()
    assert page.index('id="hz-turns"') < page.index("<gradio-app a='b'> </gradio-app>") < page.index('id="hz-box"')
    assert page.index("ui/base.css") < page.index("</head>")
    assert page.startswith("<html><head><title>x</title>")


def test_a_page_without_gradios_element_is_left_alone() -> None:
    assert framed(b"<html><head></head>login</html>") == b"<html><head></head>login</html>"


def test_what_the_frame_names_is_served_and_nothing_is_elsewhere(address: str) -> None:
    page = httpx.get(f"{address}/?q=anything").text
    files = set(re.findall(r'"\./(ui/[^"]+)"', page))
    assert {"ui/main.js", "ui/talk.js"} <= files
    assert len([file for file in files if ".css?" in file]) == 4
    for file in files:
        reply = httpx.get(f"{address}/{file}")
        assert reply.status_code == 200
        assert "http" not in re.sub(r"http://www\.w3\.org/\S+", "", reply.text)
    length = httpx.get(f"{address}/").headers["content-length"]
    assert int(length) == len(httpx.get(f"{address}/").content)
