"""Findings to an answer: choose, leave out repeats, order, cite, or decline.

An answer that declines is an answer too, with its reason. Nothing is added to the quotes but their numbers. This room
knows no models.
"""

from .composing import compose

__all__ = ["compose"]
