from __future__ import annotations

import re

import httpx

from askhz.web.shell import framed, version

GRADIO = b"""<html><head><title>x</title><meta
 property="og:image" content="https://outside.example/x.png" />
<script>config()</script><script>load("iframeResizer.contentWindow.js")</script>
<script type="module" crossorigin src="./assets/index-1.js"></script>
<link rel="stylesheet" crossorigin href="./assets/index-2.css"></head>
<body><gradio-app a='b'> </gradio-app><script>more()</script></body></html>"""


def test_gradios_element_stands_within_the_frame() -> None:
    page = framed(GRADIO).decode()
    assert page.index('id="hz-turns"') < page.index("<gradio-app a='b'> </gradio-app>") < page.index('id="hz-box"')
    assert page.index(".hz-top {") < page.index("</style>") < page.index("</head>")
    assert page.startswith("<html><head><title>x</title>")


def test_a_page_has_one_title_before_any_script_has_run(address: str) -> None:
    assert re.findall("<title.*?</title>", httpx.get(address).text) == ["<title>askhz</title>"]
    assert framed(GRADIO).count(b"<title") == 1


def test_nothing_is_fetched_that_serves_a_page_within_another_sites() -> None:
    assert b"iframeResizer" not in framed(GRADIO)


def test_what_gradio_loads_comes_after_the_first_view_and_nothing_outside_is_named() -> None:
    page = framed(GRADIO).decode()
    assert (
        '<div class="hz-gradio" id="hz-gradio" data-script="./assets/index-1.js" data-sheet="./assets/index-2.css">'
        in page
    )
    assert page.count("index-1.js") == page.count("index-2.css") == 1
    assert "outside.example" not in page


def test_only_scripts_that_stand_in_the_page_have_the_nonce() -> None:
    page = framed(GRADIO, "abc").decode()
    codes = re.findall(r'<script nonce="abc">(.*?)</script>', page, re.DOTALL)
    assert [code[:10] for code in codes] == ["config()", "(() => {\nc", "more()"]
    assert re.findall(r"<script(?! nonce)[^>]*>", page) == [f'<script type="module" src="./ui/{version()}/page.js">']


def test_a_page_without_gradios_element_is_left_alone() -> None:
    assert framed(b"<html><head></head>login</html>") == b"<html><head></head>login</html>"


def test_what_the_frame_names_is_served_and_nothing_is_elsewhere(address: str) -> None:
    page = httpx.get(f"{address}/?q=anything").text
    files = set(re.findall(r'"\./(ui/[^"]+)"', page))
    assert files == {f"ui/{version()}/page.js"}
    assert "iframeResizer.contentWindow" not in page
    assert "https://" not in page
    for file in files:
        reply = httpx.get(f"{address}/{file}")
        assert reply.status_code == 200
        assert reply.headers["cache-control"] == "private, max-age=31536000, immutable"
        assert "http" not in re.sub(r"http://www\.w3\.org/\S+", "", reply.text)
    assert httpx.get(f"{address}/ui/main.js").headers["cache-control"] == "no-cache"
    length = httpx.get(f"{address}/").headers["content-length"]
    assert int(length) == len(httpx.get(f"{address}/").content)
