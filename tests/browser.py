"""A chatbot that is a function of its text, and what the tests of the page need to run one in Chromium."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from askhz.errors import QuestionError
from askhz.records import Answer, Citation, Document, DocumentInfo, Filter, Hit, Passage, ShortAnswer

HOSTILE = (
    "<img src=x onerror=alert(1)> **bold** [x](javascript:alert(1)) $\\latex$ $$x^2$$ "
    "<style>body{display:none}</style> {{value}} ${alert(2)} `code` </article></li><script>alert(3)</script> "
    "\" onfocus=\"alert(4)\" ' onclick='alert(5)' \x1b[31mred\x07 \u202egnp.exe &lt;b&gt;"
)
"""Text that means something to HTML, Markdown, LaTeX, templates, terminals and the direction of writing."""

CITY = (
    "Hangzhou lies at the end of the Grand Canal. It has twelve districts and a lake that painters love. "
    "Hangzhou boasts 24 unicorn companies, ranking fourth. Beijing has more of them. "
    "The dragons emerged in Hangzhou because founders were left in peace. "
    "Zhang Min founded Hangzhou Bowu Culture. She said the leaders answer their telephones. "
) + "Nothing more is told in this sentence about anything that matters here. " * 40
DOCUMENTS = (
    Document("city.txt", "A city and its dragons", CITY, "d1", {"author": "Guo Bin", "publisher": "Review"}),
    Document("hostile.txt", f"Title {HOSTILE}", f"The hostile sample reads {HOSTILE}. It ends.", "d2", {}),
)
LONGEST = 2000
_DULL = frozenset("a an the is are was did do does has have how many who why what it she he in of to and with".split())


class FakeBot:
    """Quotes the sentences that share the most words with the question; declines if they share fewer than two.

    A question with "she" is asked together with the one before it. What was asked is kept in `asked`.
    """

    longest = LONGEST

    def __init__(self, documents: Sequence[Document] = DOCUMENTS) -> None:
        self.texts = {document.source: document for document in documents}
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    def sources(self) -> list[str]:
        return sorted(self.texts)

    def document(self, source: str, /) -> Document:
        if source not in self.texts:
            raise QuestionError(f"{source}: no such document")
        return self.texts[source]

    def documents(self) -> list[DocumentInfo]:
        return [self.info(source) for source in self.sources()]

    def info(self, source: str) -> DocumentInfo:
        document = self.texts[source]
        return DocumentInfo(source, document.title, len(document.text), document.details, document.kind)

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
        return list(self.ask(query, history=history, k=k).passages)

    def ask(
        self,
        question: str,
        /,
        *,
        history: Sequence[str] = (),
        k: int = 8,
        on_found: Callable[[Sequence[Hit]], None] | None = None,
        sources: Sequence[str] = (),
        where: Filter | None = None,
        as_typed: bool = False,
    ) -> Answer:
        answer = self._answer(question, () if as_typed else history, k)
        if on_found is not None:
            on_found(answer.passages)
        return answer

    def _answer(self, question: str, history: Sequence[str], k: int) -> Answer:
        self.asked.append((question, tuple(history)))
        if not question.strip():
            raise QuestionError("the question is empty: ask something")
        if len(question) > self.longest:
            raise QuestionError(f"the question has {len(question)} characters: ask in at most {self.longest}")
        if question == "break":
            raise RuntimeError("a fault on purpose")
        words = _words(question) | (_words(history[-1]) if history and "she" in question.lower() else set())
        found = []
        for passage in self._passages():
            document = self.texts[passage.source]
            for start, end in passage.sentences:
                shared = len(words & _words(document.text[start:end]))
                found.append((shared, passage, start, end))
        best = sorted(found, key=lambda item: (-item[0], item[1].source, item[2]))
        ranked = list(dict.fromkeys(passage for _, passage, _, _ in best))[:k]
        hits = tuple(
            Hit(passage, rank, 1 / rank, 0.5, rank, None, self.info(passage.source))
            for rank, passage in enumerate(ranked, start=1)
        )
        timings = {"total": 12.0}
        if best[0][0] < 2:
            return Answer(question, False, "", None, 0.1, "No sentence speaks of that.", (), hits, timings)
        chosen = [item for item in best if item[0] >= 2][: 2 if question.startswith("Why") else 1]
        citations = tuple(self._citation(n, p.source, s, e) for n, (_, p, s, e) in enumerate(chosen, start=1))
        number = re.search(r"\d+", citations[0].quote) if question.startswith("How many") else None
        short = None
        if number:
            start = citations[0].start + number.start()
            short = ShortAnswer(number[0], citations[0].source, start, start + len(number[0]))
        text = " ".join(f"{citation.quote} [{citation.n}]" for citation in citations)
        return Answer(question, True, text, short, 0.93, None, citations, hits, timings)

    def _citation(self, n: int, source: str, start: int, end: int) -> Citation:
        document = self.texts[source]
        quote = document.text[start:end]
        return Citation(n, source, document.title, start, end, quote, document=self.info(source))

    def _passages(self) -> list[Passage]:
        passages = []
        for source in self.sources():
            text = self.texts[source].text
            spans = [match.span() for match in re.finditer(r"\S.*?[.](?= |$)", text, re.DOTALL)]
            for first in range(0, len(spans), 4):
                group = tuple(spans[first : first + 4])
                start, end = group[0][0], group[-1][1]
                passages.append(Passage(source, start, end, text[start:end], group))
        return passages


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower())) - _DULL


def chromium() -> str | None:
    """The browser to drive: `$CHROMIUM`, else the system's, else None for Playwright's own."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    return "/usr/bin/chromium" if Path("/usr/bin/chromium").exists() else None


CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
)
