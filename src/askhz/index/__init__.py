"""The index in its folder: the catalog, what is derived from it, and looking things up. Knows no questions."""

from .joined import AnyIndex, AnySnapshot, JoinedIndex, open_index
from .lookup import Index

__all__ = ["AnyIndex", "AnySnapshot", "Index", "JoinedIndex", "open_index"]
