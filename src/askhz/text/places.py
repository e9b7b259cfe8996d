"""Places in a file, said for a person."""

from __future__ import annotations

from ..records import Place


def place_name(place: Place) -> str:
    """Where a person would look, from the widest to the narrowest; empty where nothing is known.

    >>> place_name(Place(page="3", row=7)), place_name(Place(sheet="Prices", row=12)), place_name(Place())
    ('page 3, row 7', 'sheet Prices, row 12', '')
    """
    parts = (
        ("file", place.member),
        ("chapter", place.chapter),
        ("section", place.section),
        ("page", place.page),
        ("slide", place.slide),
        ("sheet", place.sheet),
        ("row", place.row),
        ("line", place.line),
    )
    return ", ".join(f"{name} {value}" for name, value in parts if value is not None)
