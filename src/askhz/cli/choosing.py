"""Options that say which documents are asked: by source, folder, type and date."""

from __future__ import annotations

import argparse

from ..filters import filter_from
from ..records import Filter


def filter_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that `chosen_filter` reads."""
    group = parser.add_argument_group("which documents", "Several of one option: any of them. Several options: all.")
    for name, about in (
        ("source", "only this document, by the whole name that askhz documents lists"),
        ("folder", 'only documents below this folder, as "docs/guides" in docs/guides/setup.md'),
        ("type", "only documents of this type, as askhz documents lists it: pdf, md, txt …"),
    ):
        group.add_argument(f"--{name}", action="append", default=[], metavar=name.upper(), help=about)
    group.add_argument(
        "--since",
        metavar="DATE",
        help="only documents of this day, month or year (2024-05-31, 2024-05, 2024) or later: by the date that they "
        "tell, else by their file's time",
    )
    group.add_argument("--until", metavar="DATE", help="only documents of this day, month or year or earlier")


def chosen_filter(options: argparse.Namespace) -> Filter | None:
    """The filter that the options say; None if they say none. Raises `QuestionError` for what is no date."""
    given = {name: getattr(options, name) for name in ("source", "folder", "type", "since", "until")}
    return filter_from(given) if any(value not in (None, []) for value in given.values()) else None
