from __future__ import annotations

import pytest

from askhz.records import Place
from askhz.text.places import place_name


@pytest.mark.parametrize(
    ("place", "name"),
    [
        (Place(), ""),
        (Place(page="3", row=7), "page 3, row 7"),
        (Place(slide=4), "slide 4"),
        (Place(sheet="Prices", row=12), "sheet Prices, row 12"),
        (Place(section="Setup"), "section Setup"),
        (Place(chapter="The Storm", line=5), "chapter The Storm, line 5"),
        (Place(member="notes/a.txt", page="ii"), "file notes/a.txt, page ii"),
    ],
)
def test_the_wider_part_comes_first(place: Place, name: str) -> None:
    assert place_name(place) == name
