"""The page of a fake chatbot, on a port."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from browser import FakeBot

from askhz.web import build, launch


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of the page, without a slash at its end."""
    blocks = build(FakeBot())
    yield launch(blocks, port=0).rstrip("/")
    blocks.close(verbose=False)
    del blocks
    gc.collect()
