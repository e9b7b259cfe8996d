"""Yes-no questions that a range decides."""

from __future__ import annotations

import pytest

from askhz.claims.ranges import told_by_range
from askhz.question import analyse
from askhz.records import DocumentInfo, Hit, Passage

SENTENCES = (
    "Kestrel 4 runs on Fedora 41 and later, on Debian 12 and 13.",
    "It needs Python 3.11 or later and 2 GB of memory.",
    "MariaDB is not supported.",
)


def hits() -> list[Hit]:
    text, spans = "", []
    for sentence in SENTENCES:
        spans.append((len(text), len(text) + len(sentence)))
        text += sentence + " "
    passage = Passage("kestrel.md", 0, len(text), text, tuple(spans))
    return [Hit(passage, 1, 1.0, 1.0, 1, 1, DocumentInfo("kestrel.md", "Where Kestrel runs", len(text), {}))]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Does Kestrel run on Fedora 42?", [0]),
        ("Does Kestrel 4 run on Fedora 40?", [0]),
        ("Can I use Python 3.9 with Kestrel?", [1]),
        ("Does Kestrel 5 run on Fedora 42?", []),  # it is said of 4
        ("Does Osprey run on Fedora 42?", []),
        ("Does Kestrel run on Debian 15?", []),  # no range
        ("Why does Kestrel run on Fedora 42?", []),
        ("Does Kestrel not run on Fedora 42?", []),
        ("Does Kestrel run fast on Fedora 42?", []),
    ],
)
def test_the_sentence_that_decides(question: str, expected: list[int]) -> None:
    found = told_by_range(analyse(question), hits())
    assert [SENTENCES.index(one.text) for one in found] == expected
    assert all(one.hit_rank == 1 and hits()[0].passage.text[one.start : one.end] == one.text for one in found)
