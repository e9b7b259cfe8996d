from pathlib import Path

import pytest

from askhz.api.refusals import refusal_of, without_paths
from askhz.errors import IndexFolderError, QuestionError


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("/srv/my docs/index: busy; try again", "the index: busy; try again"),
        ("run askhz index PATH --index /srv/my docs/index", "run askhz index PATH --index the index"),
        ("no readable document in /home/me/x: /home/me/x/a.pdf: damaged", "no readable document in x: a.pdf: damaged"),
        ("'/etc/passwd' and (/etc/shadow)", "'passwd' and (shadow)"),
        ("see docs/formats.md and a/b", "see docs/formats.md and a/b"),
        ("at most 3/4 of it", "at most 3/4 of it"),
    ],
)
def test_no_path_of_this_machine_is_shown(message: str, shown: str) -> None:
    assert without_paths(message, Path("/srv/my docs/index")) == shown


def test_a_relative_index_tells_nothing_of_this_machine() -> None:
    assert without_paths("index: busy; the index is as it was", Path("index")) == "index: busy; the index is as it was"


def test_an_index_that_cannot_be_used_is_no_fault_of_the_request() -> None:
    assert refusal_of(IndexFolderError("busy")).status == 503
    assert refusal_of(QuestionError("empty")).status == 400
