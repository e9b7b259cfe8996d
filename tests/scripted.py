"""A bot that says what it is told to."""

from collections.abc import Mapping, Sequence

from askhz.records import Answer, Filter, Hit, Passage


class ScriptedBot:
    """Answers by question, finds documents by question, and keeps what it was asked in `asked`."""

    def __init__(
        self,
        answers: Mapping[str, Answer] | None = None,
        found: Mapping[str, Sequence[str]] | None = None,
        error: Exception | None = None,
    ) -> None:
        """`found` has the sources of the passages found, the best first; `error` is raised at every question."""
        self._answers, self._found, self._error = answers or {}, found or {}, error
        self.asked: list[tuple[str, tuple[str, ...], int]] = []

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
        if self._error is not None:
            raise self._error
        self.asked.append((question, tuple(history), k))
        return self._answers[question]

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
        if self._error is not None:
            raise self._error
        sources = self._found[query][:k]
        return [Hit(Passage(s, n, n + 1, "x", ()), n + 1, 1.0, 1.0, 1, 1) for n, s in enumerate(sources)]
