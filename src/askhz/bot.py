"""What a face or a measurement needs of a chatbot, as protocols: anything that fits them can be shown or measured."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

from .errors import AskhzError
from .explanations import Explanation
from .index.plot import Plot
from .records import Answer, Document, DocumentInfo, Filter, Hit


class Answerer(Protocol):
    """Something that answers questions."""

    def ask(
        self,
        question: str,
        /,
        *,
        history: Sequence[str] = (),
        k: int = 8,
        sources: Sequence[str] = (),
        where: Filter | None = None,
    ) -> Answer:
        """The answer, or a refusal, from the best `k` passages; `history` has the earlier questions, oldest first.

        `sources` names the documents to ask, `where` says it in more ways; without them every document is asked.
        """
        ...


@runtime_checkable
class Explainer(Protocol):
    """Something that says how an answer came about."""

    def explain(self, question: str, /, *, history: Sequence[str] = (), k: int = 8) -> tuple[Answer, Explanation]:
        """The answer as `Answerer.ask` gives it, and what was found, read, scored and chosen."""
        ...


class Searcher(Protocol):
    """Something that finds passages."""

    def search(
        self,
        query: str,
        /,
        *,
        history: Sequence[str] = (),
        k: int = 8,
        sources: Sequence[str] = (),
        where: Filter | None = None,
    ) -> list[Hit]:
        """The best `k` passages, best first; `history`, `sources` and `where` as for `ask`."""
        ...


class Respondent(Answerer, Searcher, Protocol):
    """Something that answers and searches."""


class Bot(Respondent, Protocol):
    """A chatbot and its documents. It may be used from several threads at a time."""

    def ask(
        self,
        question: str,
        /,
        *,
        history: Sequence[str] = (),
        k: int = 8,
        sources: Sequence[str] = (),
        where: Filter | None = None,
        on_found: Callable[[Sequence[Hit]], None] | None = None,
        as_typed: bool = False,
    ) -> Answer:
        """As `Answerer.ask`; `on_found` is called with the passages, best first, before they are read:
        again where, in a conversation, others are read after those that were spoken of.
        `as_typed`: no word is respelt, none filled in from the history.
        """
        ...

    def document(self, source: str, /) -> Document:
        """One indexed document, with its text."""
        ...

    def sources(self) -> list[str]:
        """The sources of all indexed documents, in order."""
        ...

    def documents(self) -> list[DocumentInfo]:
        """What is known of every indexed document without its text, in the order of `sources`."""
        ...


@runtime_checkable
class Plotted(Protocol):
    """Something whose passages can be drawn."""

    def plot(self) -> Plot:
        """Every passage with its vector and place."""
        ...


def document_of(bot: Bot, source: str) -> Document | None:
    """An indexed document, or None where it has gone."""
    try:
        return bot.document(source)
    except AskhzError:
        return None
