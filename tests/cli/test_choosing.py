from __future__ import annotations

import json

import pytest
from shell import Run


def sources(run: Run, *arguments: str, stdin: bytes = b"") -> list[set[str]]:
    done = run("search", *arguments, "--json", stdin=stdin)
    assert done.err == ""
    return [{hit["source"] for hit in found["hits"]} for found in done.objects]


def test_options_say_which_documents_are_asked(run: Run) -> None:
    both = {"dragons.txt", "silk.txt"}
    assert sources(run, "silk dragons") == [both]
    assert sources(run, "silk dragons", "--source", "silk.txt") == [{"silk.txt"}]
    assert sources(run, "silk dragons", "--source", "silk.txt", "--source", "dragons.txt") == [both]
    assert sources(run, "silk dragons", "--type", "txt", "--since", "2020") == [both]
    assert not run("ask", "Who founded Bowu Culture?", "--source", "silk.txt", "--json").object["answered"]
    assert run("ask", "Who founded Bowu Culture?", "--source", "dragons.txt", "--json").object["answered"]


def test_a_line_may_say_it_too(run: Run) -> None:
    lines = [
        {"question": "silk dragons", "sources": ["silk.txt"]},
        {"question": "silk dragons", "type": "txt"},
        {"question": "silk dragons"},
    ]
    stdin = "\n".join(map(json.dumps, lines)).encode()
    own = [{"silk.txt"}, {"silk.txt", "dragons.txt"}]
    assert sources(run, "-", stdin=stdin) == [*own, {"silk.txt", "dragons.txt"}]
    assert sources(run, "-", "--source", "dragons.txt", stdin=stdin) == [*own, {"dragons.txt"}]
    answers = run("ask", "-", "--json", stdin=b'{"question": "Who founded Bowu Culture?", "source": "silk.txt"}\n')
    assert answers.object["answered"] is False


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--source", "none.txt"], "none.txt: no such document in "),
        (["--folder", "deep"], "no document in it fits folder deep; askhz documents lists them"),
        (["--since", ""], "since is ''; want a date as 2024, 2024-05 or 2024-05-31"),
        (["--since", "yesterday"], "since is 'yesterday'; want a date as 2024, 2024-05 or 2024-05-31"),
        (["--since", "2024", "--until", "2023"], "until is 2023, which is before since, 2024; exchange them"),
    ],
)
@pytest.mark.parametrize("command", ["ask", "search"])
def test_what_cannot_be_chosen(run: Run, command: str, arguments: list[str], said: str) -> None:
    run(command, "silk", *arguments).assert_error(said)


def test_a_line_that_chooses_nothing_is_named(run: Run) -> None:
    done = run("search", "-", "--json", stdin=b'{"question": "silk", "sources": "x"}\nsilk\n')
    assert done.status == 2
    assert done.err.startswith("askhz: line 1: x: no such document")
    assert len(done.objects) == 1
