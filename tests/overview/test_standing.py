import numpy as np
import pytest
from fakes import FakeEncoder

from askhz.models.encoder import Rows, unit
from askhz.overview.standing import candidates, centre_of, leading, leans, weighed
from askhz.records import BlockKind, DocumentInfo, Passage
from askhz.text.sentences import split

DOCUMENT = DocumentInfo("a.txt", "Looms", 500)


class Stored:
    """A passage as an index gives it."""

    def __init__(self, units: list[tuple[str, BlockKind]], start: int = 0) -> None:
        text, spans = "", []
        for unit_, _ in units:
            spans.append((start + len(text), start + len(text) + len(unit_)))
            text += unit_ + " "
        kinds = tuple(kind for _, kind in units)
        self.passage = Passage("a.txt", start, start + len(text) - 1, text[:-1], tuple(spans), kinds=kinds)
        self.vector: Rows = np.zeros(3, dtype=np.float32)
        self.sentence_vectors = self.vector
        self.document = DOCUMENT


def worth(text: str, kind: BlockKind = "paragraph", start: int = 5000) -> float:
    """What a unit is worth that stands second in a passage."""
    stored = Stored([("The looms of the town stand by the old canal.", "paragraph"), (text, kind)], start)
    return candidates(1, stored, 0.5)[1].worth


PROSE = "The weavers of the town sold their silk to merchants from abroad."


@pytest.mark.parametrize(
    ("worse", "kind"),
    [
        ("Opening hours and prices", "paragraph"),
        ("Home | Shop | About us | Contact | Imprint | Search | Log in", "paragraph"),
        ("silk = weave(loom, threads=40)", "code"),
        ("| silk | 40 | crowns a yard |", "row"),
        ("Copyright 2024 by the weavers of the town, all rights reserved.", "paragraph"),
        ("Licensed under the Apache License by the weavers of the old town.", "paragraph"),
        ("In addition, the weavers of the town sold their silk abroad for years.", "paragraph"),
        ("It sold all of the silk to merchants who came from abroad each year.", "paragraph"),
        ("Why did the weavers of the town sell their silk to merchants from abroad?", "paragraph"),
        ("![The looms](looms.png) The weavers of the town sold silk to merchants.", "paragraph"),
        ("Here silk is sold:", "paragraph"),
        ("- silk from the weavers of the town", "item"),
    ],
)
def test_prose_that_stands_alone_is_worth_most(worse: str, kind: BlockKind) -> None:
    assert worth(PROSE) > worth(worse, kind) + 0.05


def test_what_tells_what_the_document_is_is_worth_more() -> None:
    assert worth("This guide explains how the weavers of the town sold their silk.") > worth(PROSE)


def test_the_beginning_is_worth_more() -> None:
    assert worth(PROSE, start=0) > worth(PROSE, start=2000) > worth(PROSE, start=20000)


def test_front_matter_headings_and_the_title_stand_for_nothing() -> None:
    stored = Stored(
        [("title: Looms", "front matter"), ("Looms", "heading"), ("LOOMS", "paragraph"), (PROSE, "paragraph")]
    )
    assert [one.text for one in candidates(1, stored, 0.5, "Looms")] == [PROSE]


def test_a_yes_or_no_stays_with_what_follows_it() -> None:
    stored = Stored(
        [("Can I host it?", "paragraph"), ("No.", "paragraph"), (PROSE, "paragraph"), ("Yes.", "paragraph")]
    )
    found = candidates(1, stored, 0.5)
    assert [one.text for one in found] == ["Can I host it?", f"No. {PROSE}"]
    assert found[1].reads == found[1].text
    assert found[0].worth < found[1].worth - 0.5


def test_a_candidate_stands_in_its_document() -> None:
    text = "Silk is woven. Merchants buy it."
    stored = Stored([(text[a:b], "paragraph") for a, b in split(text)], start=40)
    for one in candidates(7, stored, 0.0):
        start, end = one.span
        assert stored.passage.text[start - 40 : end - 40] == one.text
        assert one.number == 7


def test_likeness_to_the_whole_counts() -> None:
    encoder = FakeEncoder()
    stored = Stored([(PROSE, "paragraph"), ("The mayor of the village owns a big brown dog called Rex.", "paragraph")])
    found = candidates(1, stored, 0.0)
    centre = centre_of(encoder.encode_document([PROSE, "Merchants bought silk from the weavers."]))
    values, rows = weighed(found, np.stack([centre, centre]), encoder)
    assert values[0] - found[0].worth > values[1] - found[1].worth
    assert rows.shape == (2, encoder.dimension)


def test_the_first_and_the_central_passages_are_looked_at() -> None:
    rows = unit([[0.0, 0.0, 1.0], *[[1.0, 0.01 * n, 0.0] for n in range(6)], [0.0, 1.0, 0.0]])
    chosen = leading(rows, 4)
    assert chosen[0] == 0
    assert 7 not in chosen
    assert chosen == sorted(chosen)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("However, it rained.", True),
        ("In this way they won.", True),
        ("此外，丝绸很贵。", True),
        ("This handbook describes looms.", False),
        ("Thistles grow here.", False),
        ("丝绸之路很长。", False),
    ],
)
def test_leaning_on_the_sentence_before(text: str, expected: bool) -> None:
    assert leans(text) == expected
