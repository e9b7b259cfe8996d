"""The `Reader` protocol: what a chatbot needs of whatever reads the passages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from ..records import Passage, Question, Reading
from ..retrieval import Retrieved


class Reader(Protocol):
    """Reads what was found for a question: a pure function of both. Safe for several threads."""

    @property
    def name(self) -> str:
        """What tells this reader from others: a calibration is stored under it."""

    @property
    def threshold(self) -> float:
        """The confidence below which this reader advises to decline."""

    def identities(self, encoder: str, /) -> Mapping[str, str]:
        """What decides the confidence of each reader that may read, by its name, with the encoder of this name.

        A calibration that was fitted to another identity is not used.
        """

    def supports(self, question: Question, /) -> bool:
        """Whether this reader itself reads such a question, not another one that it keeps for the purpose."""

    def compares_units(self, question: Question, passages: Sequence[Passage], /) -> bool:
        """Whether it needs vectors of the units of these passages: they are encoded only where it does."""

    def read(self, question: Question, retrieved: Retrieved, /) -> Reading:
        """Findings, best first, and the probability that the best is right; none where nothing was found."""
