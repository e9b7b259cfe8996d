"""Files and folders to `Document`s: one module a format, the sidecar files, the walk over a folder."""

from .collection import base, read
from .reader import make_document

__all__ = ["base", "make_document", "read"]
