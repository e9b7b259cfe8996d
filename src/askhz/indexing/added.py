"""Files that were added to an index: kept in its folder, indexed beside whatever else it is brought in step with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from .. import documents
from ..index.folder import FILES


def added_files(folder: Path) -> documents.Scan | None:
    """The files kept in an index folder, their sources counted from there; None if there are none."""
    home = folder.absolute() / FILES
    if not home.is_dir():
        return None
    found = documents.scan([home])
    # A file that is on its way in or out is hidden; a folder that holds nothing else is as if it were not there.
    return found if found.files else None


def with_added_files(found: documents.Scan, folder: Path) -> documents.Scan:
    """What was found, and after it the files kept in the index folder that are not among it."""
    added = added_files(folder)
    if added is None:
        return found
    known = {entry.path for entry in found.files}
    return replace(
        found,
        files=(*found.files, *(entry for entry in added.files if entry.path not in known)),
        aliases=tuple(dict.fromkeys((*found.aliases, *added.aliases))),
        problems=tuple(dict.fromkeys((*found.problems, *added.problems))),
    )
