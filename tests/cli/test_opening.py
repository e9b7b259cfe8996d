from __future__ import annotations

from pathlib import Path

import pytest
from shell import Run

from askhz.chatbot import Chatbot
from askhz.cli.opening import opened, opened_to_look_up


def test_a_calibration_of_another_version_is_named(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    folder = Path("index")
    with opened(folder), opened_to_look_up(folder):
        assert capsysbinary.readouterr().err == b""
    monkeypatch.setattr(Chatbot, "calibration_is_stale", lambda bot: True)
    with opened_to_look_up(folder):
        assert capsysbinary.readouterr().err == b""
    with opened(folder):
        assert capsysbinary.readouterr().err == (
            b"askhz: index: its calibration was fitted to another version of the reader "
            b"and is not used; run askhz calibrate again\n"
        )


def test_it_is_closed_whatever_happens(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[Chatbot] = []
    close = Chatbot.close

    def note(bot: Chatbot) -> None:
        closed.append(bot)
        close(bot)

    monkeypatch.setattr(Chatbot, "close", note)
    with pytest.raises(ZeroDivisionError), opened(Path("index")) as bot:
        raise ZeroDivisionError
    assert closed == [bot]
