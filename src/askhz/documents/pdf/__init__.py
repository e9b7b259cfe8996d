"""PDF: one job a module, from what PDFium tells of a page to a document."""

from .reading import read_pdf

__all__ = ["read_pdf"]
