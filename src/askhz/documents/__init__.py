"""Files and folders to `Document`s: one module a format, the sidecar files, the walk over a folder."""

from .collection import beginning, nothing_read, read, read_file, repeated
from .ignoring import IGNORE_FILE, Rules, rules_from_json, rules_to_json
from .isolated import Readers
from .reader import make_document
from .scanning import FileEntry, Scan, base, is_hidden, is_read, scan

__all__ = [
    "IGNORE_FILE",
    "FileEntry",
    "Readers",
    "Rules",
    "Scan",
    "base",
    "beginning",
    "is_hidden",
    "is_read",
    "make_document",
    "nothing_read",
    "read",
    "read_file",
    "repeated",
    "rules_from_json",
    "rules_to_json",
    "scan",
]
