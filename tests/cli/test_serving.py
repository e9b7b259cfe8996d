"""`askhz passwd`; `askhz serve` is tested with the other commands, `askhz mcp` in tests/api/test_tools.py."""

from __future__ import annotations

from pathlib import Path

from shell import Run

from askhz.web.passwords import read_passwords


def test_a_line_for_the_file_of_passwords(run: Run, tmp_path: Path) -> None:
    done = run("passwd", "ann", stdin=b"correct horse\n")
    assert done.status == 0
    assert "correct horse" not in done.out
    (tmp_path / "passwords").write_text(done.out, encoding="utf-8")
    assert read_passwords(tmp_path / "passwords").match("ann", "correct horse")


def test_a_password_that_is_too_short(run: Run) -> None:
    run("passwd", "ann", stdin=b"short\n").assert_error("the password has 5 characters; use at least 8")
