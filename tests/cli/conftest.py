"""Runs commands in this process, over a small index with a fake encoder."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import pytest
from fakes import open_fake
from shell import TEXTS, Done, Run

from askhz import indexing
from askhz.chatbot import Chatbot
from askhz.cli import opening
from askhz.cli.main import main
from askhz.cli.opening import Where
from askhz.index import open_index
from askhz.reading import SENTENCE_RANKER, open_reader


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return folder


@pytest.fixture
def run(
    tmp_path: Path, texts: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> Run:
    """Runs a command in this process over a small index with a fake encoder, in a folder of its own."""
    update = indexing.update

    def open_bot(folder: Where, *, reader: str | None = None, fusion: str, on_progress: object = None) -> Chatbot:
        index = open_index(folder, open_encoder=open_fake)
        return Chatbot(index, open_reader(reader or SENTENCE_RANKER), fusion=fusion)  # opens no network

    def update_with_fake(*given: Any, **named: Any) -> indexing.Report:
        return update(*given, **{**named, "open_encoder": open_fake})

    monkeypatch.setattr(opening, "open_chatbot", open_bot)
    monkeypatch.setattr(indexing, "update", update_with_fake)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ASKHZ_INDEX", raising=False)
    monkeypatch.setenv("ASKHZ_HOME", str(tmp_path / "home"))
    indexing.update([texts], tmp_path / "index")

    def run_one(*arguments: str | Path, stdin: bytes = b"") -> Done:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as ended:
            status = int(ended.code or 0)
        out, err = capsysbinary.readouterr()
        return Done(status, out.decode(), err.decode())

    return run_one
