"""Documents into the index: preparing, updating, watching, verifying. Knows no questions."""

from .listing import ListedDocument, list_document, list_documents
from .reindexing import reindex
from .updating import Report, update
from .verifying import verify
from .watching import watch

__all__ = ["ListedDocument", "Report", "list_document", "list_documents", "reindex", "update", "verify", "watch"]
