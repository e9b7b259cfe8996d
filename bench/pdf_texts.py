"""How well the text of PDFs comes out, beside other tools: reading order, hyphens at lines' ends, heads and feet.

    python bench/pdf_texts.py FOLDER [--tool "pdftotext=pdftotext {} -" ...]

FOLDER holds the files of `PROBES` at any depth. A tool is a name and a command that prints the text of the file `{}`.
For each file three shares are counted, all spaces and line ends alike:

- order: phrases that go on in the next column or on the next page, read by eye, which stand in the text as they read;
- hyphens: words broken at a line's end, known to be one because the same file has them whole, that come out whole;
- heads: texts of heads, feet and margins that are not in the text;
- sentences: one of each of other files, which a script took from what pdftotext prints: it favours that tool.

askhz's text is taken as its models read it. Seconds are processor time, start included.
"""

from __future__ import annotations

import argparse
import re
import resource
import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple


class Probe(NamedTuple):
    """What to look for in a file: phrases that must be there, texts of heads that must not."""

    order: Sequence[str]
    heads: Sequence[str]


PROBES = {
    "multi-column-2p.pdf": Probe(
        ["multiple open-domain QA datasets, it also suffers", "specifically, we assume the extractive QA setting"], []
    ),
    "federal-register-2020-17221.pdf": Probe(
        [
            "specific portion of the proposal, explain the reason",
            "disagree alert, and altitude disagree alert,",
            "also proposes to require operators to",
            "of any MCAS command to move",
            "AOA as a potential cause for",
            "The FAA proposes this action to bring",
            "be done by inserting a copy",
            "existing Runaway Stabilizer paragraph with the",
        ],
        ["jbell on DSKJLSW7X2PROD with PROPOSALS", "VerDate Sep", "Thursday, August 6, 2020 / Proposed Rules"],
    ),
    "multicolumn.pdf": Probe(["Donec nonummy pellentesque ante", "in faucibus orci luctus et ultrices"], []),
    "amt_handbook_sample.pdf": Probe(["The wing type that is the most common ranges in size"], []),
    "digital-worker-playbook.pdf": Probe([], ["The Digital Worker Identity Playbook Page", "FINAL The Digital Worker"]),
    "debian-faq.en.pdf": Probe(
        ["your questions on the mailing-list rather"], ["CHAPTER 1. DEFINITIONS AND OVERVIEW", "CONTENTS CONTENTS"]
    ),
    "monad-manifesto.pdf": Probe([], ["Monad Manifesto 4 8/22/2002", "Monad Manifesto 11 8/22/2002"]),
    "program_design_in_the_unix_environment.pdf": Probe(
        [
            "of the world different from the",
            "of the system soon embellished cat",
            "of the real time is probably",
            "but the one-line implementation above",
        ],
        ["- 2 -", "- 5 -"],
    ),
    "a_comparison_of_programming_languages_in_economics_16_jun_2014.pdf": Probe(
        [
            "(including several implementations of the same",
            "on the familiarity of a researcher",
            "While, in the interest of",
            "C++ or Fortran would solve the",
            "Given the similarity between Java",
            "than C++, although the performance improves",
        ],
        [],
    ),
    "GeoTopo-komprimiert.pdf": Probe([], ["1.1. TOPOLOGISCHE RÄUME", "1.2. METRISCHE RÄUME"]),
    "normal_4pages.pdf": Probe(["보아야 할지 이슈가 될 것으로", "약관은 작성자인 사업자에 의하여"], []),
}


# One of each file, chosen by a script before askhz read any of them.
SENTENCES = {
    "association-annual-report.pdf": "The dates of the event have been announced already: June 22-30, 2018.",
    "18f-crisis-leaflet.pdf": ("Who we are We are 18F, a team within the General Services Administration (GSA)."),
    "kickoff-agenda.pdf": "Some exercises include Assumptions and Risks, or Hopes and Fears.",
    "evaluator-worksheet-form.pdf": (
        "Don’t write narrative explanations that are vague or reflect subjective opinion."
    ),
    "dhs-directive-bod-16-03-scan.pdf": (
        "FISMA Reporting Requirements: All agencies shall comply with the following requirements."
    ),
    "dhs-memo-18-01-scan.pdf": (
        "Once such action is feasible, OHS will formally notify applicable agencies of the new "
        "requirement and timeline."
    ),
    "sba-open-data-sop.pdf": (
        "A Data Steward’s responsibility stems from an understanding of the business domain and the"
        " interaction of business processes with data."
    ),
    "bc-content-checklist-form.pdf": (
        "Security Controls Have you contacted your ministry information security officer (MISO) to "
        "ensure that all necessary security controls have been implemented?"
    ),
    "digital-worker-playbook.pdf": (
        "They include information to uniquely identify a digital worker or whom to contact for more details."
    ),
    "monad-manifesto.pdf": (
        "It uses this information to query each object for the value of that property and performs "
        "the test on that property and to filter the object appropriately."
    ),
    "keyboard-shortcuts-poster.pdf": (
        "Business Central Keyboard Shortcuts Ctrl+Alt+F1 Inspect page and data Ctrl+Shift+F1 Help &"
        " Support page Ctrl+F1 Business Central help Esc F2 !"
    ),
    "autopacmen-manual.pdf": (
        "All further described described scripts as well as the Model Calibrator only work with "
        "sMOMENT-enhanced models."
    ),
    "nhs-accessibility-poster.pdf": (
        "Use alternative text for images in content – and use captions to complement alt-text."
    ),
}


def main() -> None:
    """Print a line for each file and tool, and the sums."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tool", action="append", default=[], metavar="NAME=COMMAND", help="another tool to compare")
    options = parser.parse_args()
    tools = dict(tool.split("=", 1) for tool in options.tool)
    tools = {"askhz": f"{shlex.quote(sys.executable)} {shlex.quote(__file__)} --text {{}}", **tools}
    files = {name: next(options.folder.rglob(name), None) for name in PROBES}
    sums = {tool: [0, 0, 0, 0, 0, 0] for tool in tools}
    print(f"{'file':34} {'tool':12} {'order':>7} {'hyphens':>9} {'heads':>6} {'seconds':>8}")
    for name, file in files.items():
        if file is None:
            print(f"{name}: not in {options.folder}")
            continue
        words = broken_words(file)
        for tool, command in tools.items():
            text, seconds = output(command, file)
            counts = scores(text, PROBES[name], words)
            sums[tool] = [before + now for before, now in zip(sums[tool], counts, strict=True)]
            print(line(name[:34], tool, counts, f"{seconds:8.1f}"))
    for tool, counts in sums.items():
        print(line("all", tool, counts, ""))
    there: dict[str, Path] = {name: file for name in SENTENCES if (file := next(options.folder.rglob(name), None))}
    for tool, command in tools.items():
        lost = [name for name, file in there.items() if not _holds(output(command, file)[0], SENTENCES[name])]
        print(f"sentences {tool:12} {len(there) - len(lost)}/{len(there)} {' '.join(lost)}")


def _holds(text: str, sentence: str) -> bool:
    """Whether a sentence stands in a text, spaces and hyphens at lines' ends aside."""
    return "".join(sentence.split()) in "".join(text.replace("\u200b", "").split())


def line(name: str, tool: str, counts: Sequence[int], seconds: str) -> str:
    """A row of the table: three counts, each out of how many."""
    shares = [f"{good}/{count}" for good, count in zip(counts[::2], counts[1::2], strict=True)]
    return f"{name:34} {tool:12} {shares[0]:>7} {shares[1]:>9} {shares[2]:>6} {seconds}"


def output(command: str, file: Path) -> tuple[str, float]:
    """What a tool prints for a file, and its processor time in seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    parts = [str(file) if part == "{}" else part for part in shlex.split(command)]
    done = subprocess.run(parts, capture_output=True, text=True, errors="replace", check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return done.stdout, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def scores(text: str, probe: Probe, words: Sequence[tuple[str, str]]) -> list[int]:
    """How many phrases are there, of how many; likewise words that are whole, and heads that are gone."""
    text = " ".join(text.split())
    order = sum(phrase in text for phrase in probe.order)
    low = text.lower()
    whole = sum(not re.search(rf"\b{re.escape(a)}[-\xad\ufffe\x02] ?{re.escape(b)}\b", low) for a, b in words)
    heads = sum(head not in text for head in probe.heads)
    return [order, len(probe.order), whole if text else 0, len(words), heads if text else 0, len(probe.heads)]


def broken_words(file: Path) -> list[tuple[str, str]]:
    """The words that a line's end breaks and that stand whole, and never with a hyphen, elsewhere in the file."""
    import pypdfium2

    with pypdfium2.PdfDocument(file) as opened:
        pages = [page.get_textpage().get_text_range() for page in opened]
    text = "\n".join(pages).lower()
    known = set(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text))
    found = set(re.findall(r"([^\W\d_]+)[\x02\ufffe]([^\W\d_]+)", text))
    return sorted((a, b) for a, b in found if a + b in known and f"{a}-{b}" not in known)


def text_of(file: Path) -> str:
    """A PDF's text as askhz's models read it."""
    from askhz.documents.formats import FORMATS, read_as
    from askhz.documents.reader import About
    from askhz.records import Document

    with file.open("rb") as stream:
        found = list(read_as(FORMATS[".pdf"], stream, About(str(file), file.name, file.name)))
    pieces = []
    for document in found:
        if isinstance(document, Document):
            at = 0
            for edit in document.edits:
                pieces += [document.text[at : edit.start], edit.text]
                at = edit.end
            pieces.append(document.text[at:])
    return "".join(pieces)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--text"]:
        print(text_of(Path(sys.argv[2])))
    else:
        main()
