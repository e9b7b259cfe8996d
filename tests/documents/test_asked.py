"""Real files of every kind, asked about through the command line: the answer, its words, and where they stand."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

COLLECTIONS = Path(__file__).parent.parent / "collections"

# For each: the question, the file, what the quote and the short answer hold, and where they stand.
ASKED = [
    (
        "What is the treasury code of the Capitol Police?",
        "csv/omb-bureau-codes.csv",
        "Capitol Police",
        "02",
        {"row": 5},
    ),
    (
        "How do I get a C compiler on macOS?",
        "docx/rust-book-chapter01.docx",
        "On macOS, you can get a C compiler by running:",
        "xcode-select",
        {"section": "Installing rustup on Linux or macOS"},
    ),
    (
        "What is a backing service?",
        "epub/twelve-factor.epub",
        "A backing service is any service the app consumes over the network",
        None,
        {"chapter": "IV. Backing Services"},
    ),
    ("Where was Frankenstein born?", "html/frankenstein-chapter1.xhtml", "was born at Naples", "Naples", {}),
    ("Who sent the first email?", "mail/mime-different-plain-html.eml", "was sent by", "Ray Tomlinson", {}),
    (
        "What does the fake email with attachment include?",
        "mail/fake-email-attachment.msg",
        "- Lots of whitespace\n- Little to no content\n- and is a quick read",
        None,
        {},
    ),
    ("做一份蚝油三鲜菇需要多少蚝油？", "md/recipe-zh.md", "* 蚝油 5 ml", "5 ml", {"section": "计算"}),
    (
        "What is the security fix support period?",
        "odp/support-matrix.odp",
        "Security fix support period",
        None,
        {"slide": 1},
    ),
    (
        "Which Python version does the AutoPACMEN Model Generator require?",
        "odt/autopacmen-manual.odt",
        "requires a Python version >=3.7",
        "3.7",
        {"section": "2 Requirements"},
    ),
    (
        "When does Make Zurich Vol. II take place?",
        "pdf/association-annual-report.pdf",
        "June 22-30, 2018",
        "June 22-30, 2018",
        {"page": "4"},
    ),
    (
        "Which objective designs enterprise solutions to manage access to information?",
        "pptx/goals-objectives.pptx",
        "2.2 Design enterprise solutions to manage access to information and resources.",
        None,
        {"slide": 1},
    ),
    (
        "What are the three major components of the email package?",
        "rst/email-architecture.rst",
        "The email package consists of three major components:",
        None,
        {"line": 4},
    ),
    (
        "Who holds the copyright of 2019 in the MIT License?",
        "rtf/mit-licence-text.rtf",
        "Copyright (c) 2019",
        "Gerardo Grignoli",
        {},
    ),
    (
        "Where can a complete DMCA notice be submitted?",
        "txt/incomplete-notice.txt",
        "http://automattic.com/dmca",
        None,
        {},
    ),
    (
        "What is Beta where Alpha is 76?",
        "xls/test.xls",
        "76 | 89 | 33 | 42",
        "89",
        {"sheet": "Sheet1", "row": 3},
    ),
    (
        "What is the Grand Total of Alpine Ski House?",
        "xlsx/aged-accounts.xlsx",
        "40000 | Alpine Ski House |",
        "4,316.92",
        {"sheet": "By period (LCY)", "row": 15},
    ),
    (
        "When was the ICAM Memorandum M-19-17 released?",
        "doc/gap-analysis.doc",
        "Memorandum M-19-17 on May 21, 2019",
        "May 21, 2019",
        {},
    ),
    (
        "What should I do with feature branches after merging?",
        "ppt/git-guide.ppt",
        "Delete local and remote feature branches after merging.",
        None,
        {},
    ),
    (
        "Who delivered the RDM training on 21 Mar?",
        "ods/training-attendance.ods",
        "21 Mar | 1 | 25|2|0 | DQ",
        "DQ",
        {"sheet": "2016", "row": 9},
    ),
    (
        "When was Emergency Directive 21-03 issued?",
        "json/directives.json",
        "issued: April 20, 2021",
        "April 20, 2021",
        {},
    ),
    (
        "Which password was recently changed?",
        "mail/two-messages.mbox",
        "The password for your Google Account",
        None,
        {"member": "1"},
    ),
    (
        "What is the company of Roy Berry?",
        "zip/mixed.zip",
        "Roy | Berry | Murillo-Perry",
        "Murillo-Perry",
        {"member": "csv/csv-semicolon.csv", "row": 4},
    ),
]
Command = Callable[..., str]


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """Runs a command on an index of the files, made with the real encoder."""
    folder = tmp_path_factory.mktemp("collections")
    for _, name, *_ in ASKED:
        (folder / "files" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(COLLECTIONS / name, folder / "files" / name)

    def run(name: str, *arguments: object, said: str | None = None) -> str:
        line = [sys.executable, "-m", "askhz", name, *map(str, arguments), "--index", str(folder / "index")]
        done = subprocess.run(line, input=said, capture_output=True, text=True, timeout=600, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    run("index", folder / "files")
    return run


@pytest.fixture(scope="module")
def answers(command: Command) -> dict[str, Any]:
    """The answers by question, from one process."""
    lines = command("ask", "-", "--json", said="".join(f"{question}\n" for question, *_ in ASKED))
    return {answer["question"]: answer for answer in map(json.loads, lines.splitlines())}


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.parametrize(("question", "source", "words", "short", "place"), ASKED, ids=[one[1] for one in ASKED])
def test_a_question_about_a_real_file(
    answers: dict[str, Any],
    question: str,
    source: str,
    words: str,
    short: str | None,
    place: dict[str, object],
) -> None:
    if source.startswith(("doc/", "ppt/")):
        pytest.importorskip("kreuzberg", reason="needs askhz[old-office]")
    answer = answers[question]
    assert answer["answered"], answer["reason"]
    cited = [
        one for one in answer["citations"] if f"{one['source']}/".startswith(f"{source}/") and words in one["quote"]
    ]
    assert cited, answer["citations"]
    found = cited[0].get("place") or {}
    assert {name: found.get(name) for name in place} == place
    if short is not None:
        assert short in answer["short"]["text"]


def test_the_formats_asked_about_are_all_there_are() -> None:
    kinds = {name.partition("/")[0] for _, name, *_ in ASKED}
    assert kinds == {file.name for file in COLLECTIONS.iterdir() if file.is_dir()}


@pytest.mark.model
@pytest.mark.slow
def test_quotes_stand_where_show_prints_them(command: Command, answers: dict[str, Any]) -> None:
    texts: dict[str, str] = {}
    for answer in answers.values():
        for one in answer["citations"]:
            text = texts.setdefault(one["source"], command("show", one["source"]))
            assert text[one["start"] : one["end"]] == one["quote"]
            place = one.get("place") or {}
            if page := place.get("page") or place.get("slide"):
                shown = command("show", one["source"], "--page", page)
                assert re.sub(r"\s+", " ", one["quote"]) in re.sub(r"\s+", " ", shown)
                assert len(shown) < len(text) or place.get("slide") == 1
