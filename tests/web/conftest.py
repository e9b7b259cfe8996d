"""The page of a fake chatbot, on a port."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from browser import FakeBot

from askhz.web import start


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of the page, without a slash at its end."""
    running = start(FakeBot(), port=0)
    yield running.address.rstrip("/")
    running.close()
    del running
    gc.collect()
