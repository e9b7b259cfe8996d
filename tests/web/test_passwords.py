from __future__ import annotations

from pathlib import Path

import pytest

from askhz.errors import AskhzError
from askhz.web.passwords import password_line, read_passwords


@pytest.mark.slow
def test_who_has_a_line_may_log_in(tmp_path: Path) -> None:
    file = tmp_path / "passwords"
    lines = [password_line("ann", "correct horse"), password_line("杭州", "battery staple")]
    file.write_text("# who may ask\n\n" + "\n".join(lines) + "\n", encoding="utf-8")
    passwords = read_passwords(file)
    assert passwords.match("ann", "correct horse")
    assert passwords.match("杭州", "battery staple")
    assert not passwords.match("ann", "battery staple")
    assert not passwords.match("ann", "")
    assert not passwords.match("nobody", "nobody's password")
    assert not passwords.match("ann", "x" * 100_000)
    assert "correct horse" not in file.read_text(encoding="utf-8")
    file.write_text(password_line("ann", "correct horse"), encoding="utf-8")
    assert read_passwords(file).secret != passwords.secret


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "names nobody"), (b"ann:secret\n", "line 1: not name:hash"), (b"\xff", "not UTF-8"), (None, "No such file")],
)
def test_a_file_that_cannot_be_used(tmp_path: Path, content: bytes | None, said: str) -> None:
    if content is not None:
        (tmp_path / "passwords").write_bytes(content)
    with pytest.raises(AskhzError, match=said) as caught:
        read_passwords(tmp_path / "passwords")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "password"), [("", "long enough"), ("a:b", "long enough"), (" a", "long enough"), ("ann", "short")]
)
def test_a_line_that_cannot_be_made(name: str, password: str) -> None:
    with pytest.raises(AskhzError):
        password_line(name, password)
