"""What tells of other years than those asked about is no answer."""

from __future__ import annotations

import pytest

from askhz.claims.periods import in_other_years


@pytest.mark.parametrize(
    ("asked", "text", "other"),
    [
        ("Who invaded Scotland in the 10th century?", "William invaded Scotland in 1072.", True),
        ("Who invaded Scotland in the eleventh century?", "William invaded Scotland in 1072.", False),
        ("Which wars were fought in the 1600s?", "The war (1754–1763) was fought at sea.", True),
        ("Which wars were fought in the 1750s?", "The war (1754-63) was fought at sea.", False),
        ("Who ruled in 1810?", "From 1806 to 1814 the duke ruled.", False),
        ("Who ruled in the 12th century?", "In the 11th and 12th centuries the dukes ruled.", False),
        ("Who ruled in the 18th century?", "The dukes ruled in the 19th century.", True),
        ("Who ruled in the 18th century?", "The dukes ruled in 1800.", False),
        ("Who ruled in the 19th century?", "The dukes ruled in 1800.", False),
        ("Who ruled in the 1st century?", "The dukes ruled in the 1st century BC.", True),
        ("Who ruled before the 12th century?", "In 1066 a duke ruled.", False),  # it only bounds them
        ("Who ruled in the 12th century?", "The dukes ruled.", False),
        ("Who ruled?", "In 1066 a duke ruled.", False),
    ],
)
def test_other_years(asked: str, text: str, other: bool) -> None:
    assert in_other_years(asked, text) is other


def test_years_that_stand_above() -> None:
    asked, text = "Who bought it in the 19th century?", "The firm, founded in 1780, bought it."
    assert in_other_years(asked, text)
    assert not in_other_years(asked, text, "The mill\nSold in 1850")
