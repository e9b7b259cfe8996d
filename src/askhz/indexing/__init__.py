"""Documents into the index: preparing, updating, watching, verifying. Knows no questions."""

from .listing import ListedDocument, list_document, list_documents
from .recorded import describe, recorded
from .reindexing import reindex
from .updating import Report, update
from .verifying import verify
from .watching import watch

__all__ = [
    "ListedDocument",
    "Report",
    "describe",
    "list_document",
    "list_documents",
    "recorded",
    "reindex",
    "update",
    "verify",
    "watch",
]
