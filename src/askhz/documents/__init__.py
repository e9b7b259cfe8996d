"""Files and folders to `Document`s: one module a format, the sidecar files, the walk over a folder."""

from .collection import nothing_read, read, read_file, repeated
from .isolated import Readers
from .reader import make_document
from .scanning import FileEntry, Scan, base, scan

__all__ = [
    "FileEntry",
    "Readers",
    "Scan",
    "base",
    "make_document",
    "nothing_read",
    "read",
    "read_file",
    "repeated",
    "scan",
]
