"""Findings to an answer: choose, leave out repeats, order, cite, or decline.

An answer that declines is an answer too, with its reason. Nothing is added to the quotes but their numbers. This room
knows no models.
"""

from .causes import READ, of_a_whole_document
from .citing import answered
from .composing import compose
from .enumerating import is_proper, name_of_all
from .showing import shown

__all__ = ["READ", "answered", "compose", "is_proper", "name_of_all", "of_a_whole_document", "shown"]
