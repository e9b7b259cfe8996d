"""The index in its folder: the catalog, what is derived from it, and looking things up. Knows no questions."""

from .lookup import Index

__all__ = ["Index"]
