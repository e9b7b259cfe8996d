"""Documents into the index: preparing, updating, watching, verifying. Knows no questions."""

from .left_out import LeftOut
from .listing import ListedDocument, list_document, list_documents, list_kinds, list_left_out
from .recorded import Recorded, describe, recorded
from .reindexing import reindex
from .repairing import Repair, repair
from .updating import Report, update
from .verifying import verify
from .watching import watch

__all__ = [
    "LeftOut",
    "ListedDocument",
    "Recorded",
    "Repair",
    "Report",
    "describe",
    "list_document",
    "list_documents",
    "list_kinds",
    "list_left_out",
    "recorded",
    "reindex",
    "repair",
    "update",
    "verify",
    "watch",
]
