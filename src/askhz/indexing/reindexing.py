"""An index brought in step with what it was made from, without being told again what that is."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path

from .. import documents
from ..errors import IndexFolderError
from ..index.catalog import Catalog
from ..index.exports import open_encoder_export
from ..index.folder import ENCODERS, nothing_indexed
from ..models.encoder import Encoder
from ..progress import Progress
from .left_out import LeftOut
from .updating import Report, update


def reindex(
    folder: Path,
    *,
    open_encoder: Callable[[Path], Encoder] | None = None,
    on_progress: Progress | None = None,
    leave_out: Sequence[LeftOut] = (),
    bring_back: Sequence[str] = (),
) -> Report:
    """Bring an index in step with the files and folders that it was made from, with its own encoder.

    `leave_out` and `bring_back` are those of `updating.update`. Raises what that raises, and `IndexFolderError` if it
    was made from documents that were given without files: they would be lost.
    """
    with contextlib.closing(Catalog(folder)) as catalog, catalog.snapshot():
        if not catalog.current or not catalog.version:
            raise IndexFolderError(nothing_indexed(folder))
        roots = [Path(root) for root in catalog.meta("roots", [])]
        rules = documents.rules_from_json(catalog.meta("rules", {}))
        export = folder / ENCODERS / str(catalog.meta("encoder"))
    if not roots:
        raise IndexFolderError(f"{folder}: made from documents, not from files; give them again to change it")
    if open_encoder is None and export.is_dir():

        def open_encoder(_: Path) -> Encoder:
            return open_encoder_export(export)

    return update(
        roots,
        folder,
        open_encoder=open_encoder,
        rules=rules,
        on_progress=on_progress,
        leave_out=leave_out,
        bring_back=bring_back,
    )
