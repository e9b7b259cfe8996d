"""Documents into the index: preparing, updating, watching, verifying. Knows no questions."""

from .listing import ListedDocument, list_documents
from .updating import Report, update
from .verifying import verify
from .watching import watch

__all__ = ["ListedDocument", "Report", "list_documents", "update", "verify", "watch"]
