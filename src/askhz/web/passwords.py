"""A file of passwords: a line `name:hash` for each person, hashed by Argon2."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ..errors import AskhzError

SHORTEST = 8
_LONGEST = 1000


class Passwords:
    """Who may log in. Safe for several threads; one password is checked at a time, because each check takes memory."""

    def __init__(self, hashes: Mapping[str, str], secret: bytes) -> None:
        """`hashes` by name; `secret` signs cookies: it changes when any password does."""
        self._hashes, self.secret = dict(hashes), secret
        self._hasher = PasswordHasher()
        self._nobody = self._hasher.hash("nobody's password")
        self._lock = threading.Lock()

    def __contains__(self, name: str) -> bool:
        return name in self._hashes

    def match(self, name: str, password: str) -> bool:
        """Whether this is the person's password; takes as long where there is no such person."""
        if len(password) > _LONGEST:
            return False
        with self._lock:
            try:
                return self._hasher.verify(self._hashes.get(name, self._nobody), password) and name in self._hashes
            except (VerificationError, InvalidHashError):
                return False


def read_passwords(file: Path) -> Passwords:
    """The passwords of a file. Raises `AskhzError` if it cannot be read, names nobody, or has a broken line."""
    try:
        content = file.read_bytes()
        lines = content.decode("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise AskhzError(f"{file}: cannot be read ({reason}); askhz passwd makes its lines") from error
    hashes = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        name, _, hashed = line.strip().partition(":")
        if not name or not hashed.startswith("$argon2"):
            raise AskhzError(f"{file}, line {number}: not name:hash as askhz passwd makes it")
        hashes[name] = hashed
    if not hashes:
        raise AskhzError(f"{file}: names nobody; askhz passwd makes its lines")
    return Passwords(hashes, hashlib.sha256(b"askhz cookies\0" + content).digest())


def password_line(name: str, password: str) -> str:
    """The line of a person. Raises `AskhzError` if the name or the password cannot be used."""
    if not name or not name.isprintable() or ":" in name or name != name.strip() or name.startswith("#"):
        raise AskhzError(f"{name!r}: no name; want one without colon and white space around it")
    if not SHORTEST <= len(password) <= _LONGEST:
        raise AskhzError(f"the password has {len(password)} characters; use at least {SHORTEST}")
    return f"{name}:{PasswordHasher().hash(password)}"
