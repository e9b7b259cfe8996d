"""Named collections: indexes kept in one place, so that a name is enough to find one.

The place is `$ASKHZ_HOME`, else the folder for the user's data (`$XDG_DATA_HOME/askhz`, usually ~/.local/share/askhz).
A collection is an ordinary index folder; its name is the folder's. This module opens none.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from ..errors import IndexFolderError
from .folder import CATALOG

_NAME = re.compile(r"\w[\w.-]{0,63}")


def library() -> Path:
    """The folder that the collections lie in; it may not be there yet."""
    home = os.environ.get("ASKHZ_HOME")
    if home:
        return Path(home) / "collections"
    # Imported late: most questions are put to a folder.
    import platformdirs

    return platformdirs.user_data_path("askhz", appauthor=False) / "collections"


def collection_folder(name: str) -> Path:
    """Where the collection of a name lies, whether it is there or not. Raises `IndexFolderError` for what is no name."""
    if not _NAME.fullmatch(name):
        raise IndexFolderError(
            f"{name!r} is no name for a collection; want up to 64 letters, digits, -, _ and ., a letter or digit first"
        )
    return library() / name


def existing_collection(name: str) -> Path:
    """Where the collection of a name lies. Raises `IndexFolderError` if there is none."""
    folder = collection_folder(name)
    if not (folder / CATALOG).is_file():
        known = ", ".join(collection_names()) or "none yet"
        raise IndexFolderError(
            f"{name}: no such collection (there are: {known}); make it with askhz index PATH --name {name}"
        )
    return folder


def collection_names() -> list[str]:
    """The names of the collections, in order."""
    try:
        return sorted(
            folder.name
            for folder in library().iterdir()
            if _NAME.fullmatch(folder.name) and (folder / CATALOG).is_file()
        )
    except FileNotFoundError:
        return []
    except OSError as error:
        raise IndexFolderError(f"{library()}: cannot be opened ({error.strerror}); set ASKHZ_HOME") from error
