"""Questions to begin with, found for any documents: those that stand in them, and those that their headings give.

A question is offered only if it is answered. Finding them takes some answers' time, so it happens beside the page.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, zip_longest

from ..bot import Bot
from ..errors import AskhzError
from ..records import Answer, Document
from ..text.words import STOP_WORDS, spans

_MOST = 4
_TRIED = 12  # questions asked to find them
_LOOKED_AT = 8  # documents, evenly apart
_LENGTHS = range(6, 90)  # characters of a heading that makes a question
_SURE = 0.5  # the least confidence of the answer
_WORDS = 2  # a heading of one word says too little
_QUESTION = re.compile(r"[^.!?。！？\n]{8,110}[?？]")
_ASKS = re.compile(
    r"(who|what|when|where|which|why|how|is|are|does|do|can|should|did|was|were)\b|.*(什么|谁|哪|为何|怎么|如何|多少|吗)",
    re.IGNORECASE,
)
_HOW_TO = re.compile(r"how to (\w.*)", re.IGNORECASE)
_NUMBERED = re.compile(
    r"^(\(?\d+(\.\d+)*[.):]?|[IVXivx]+[.)]|chapter \d+[.:]?|第.{1,3}[章节]|[一二三四五六七八九十]+、)\s*", re.IGNORECASE
)
_PLAIN = re.compile(r"[\w\s.,:;'’&/()+%·–—，、：；（）-]+")
_WIDE = re.compile(r"[\u4e00-\u9fff]")


class Examples:
    """The questions that a page offers, found once for each state of the documents. Safe for several threads."""

    def __init__(self, bot: Bot, given: Sequence[str] | None = None) -> None:
        """`given`: the questions to offer, in place of those to be found."""
        self._bot = bot
        self._given = None if given is None else tuple(given)
        self._lock = threading.Lock()
        self._working = threading.Lock()  # one search at a time: people who ask come first
        self._known: dict[str | None, tuple[tuple[str, ...], tuple[str, ...] | None]] = {}

    def found(self) -> tuple[tuple[str, ...], bool]:
        """The questions to begin with, and whether they are all; the first call sets off looking for them."""
        if self._given is not None:
            return self._given, True
        return self._look(None, self._bot.sources())

    def about(self, source: str) -> tuple[tuple[str, ...], bool]:
        """Questions that one document answers, said like `found`."""
        sources = self._bot.sources()
        return self._look(source, [source]) if source in sources else ((), True)

    def _look(self, key: str | None, sources: Sequence[str]) -> tuple[tuple[str, ...], bool]:
        state = tuple(sources)
        with self._lock:
            known = self._known.get(key)
            if known is not None and known[0] == state:
                return known[1] or (), known[1] is not None
            self._known[key] = state, None
        threading.Thread(target=self._find, args=(key, state), daemon=True, name="examples").start()
        return (), False

    def _find(self, key: str | None, state: tuple[str, ...]) -> None:
        found: tuple[str, ...] = ()
        try:
            with self._working:
                found = examples_for(self._bot, state)
        finally:
            with self._lock:
                if self._known.get(key, ((), None))[0] == state:
                    self._known[key] = state, found


def examples_for(bot: Bot, sources: Sequence[str]) -> tuple[str, ...]:
    """At most four questions that the documents answer, the documents taking turns."""
    step = max(1, len(sources) // _LOOKED_AT)
    each = [_candidates(bot, source) for source in islice(sources, 0, None, step)][:_LOOKED_AT]
    in_turn = (question for turn in zip_longest(*each) for question in turn if question is not None)
    tried = islice(dict.fromkeys(in_turn), _TRIED)
    return tuple(islice((question for question in tried if _is_answered(bot, question)), _MOST))


def _candidates(bot: Bot, source: str) -> list[str]:
    try:
        document = bot.document(source)
    except AskhzError:  # deleted a moment ago
        return []
    return list(islice(chain(_asked_in(document), _of_headings(document)), _TRIED))


def _asked_in(document: Document) -> Iterator[str]:
    """The questions that stand in a document as a heading, or alone in a paragraph."""
    for block in document.blocks:
        if block.kind in ("heading", "paragraph"):
            text = _clean(document.text[block.start : block.end])
            if _QUESTION.fullmatch(text) and _ASKS.match(text):
                yield text


def _of_headings(document: Document) -> Iterator[str]:
    title = _clean(document.title)
    for heading in _headings(document):
        asked = _HOW_TO.fullmatch(heading)
        if asked:
            if _names_something(asked[1]):
                yield f"How do I {_in_a_sentence(asked[1])}?"
        elif _WIDE.search(heading):
            yield f"关于“{heading}”，文中说了什么？"
        elif heading != title and len(heading.split()) >= _WORDS:
            yield f"What do the documents say about “{heading}”?"
    if len(title) in _LENGTHS and _PLAIN.fullmatch(title) and not document.source.endswith(title):
        yield f"《{title}》讲了什么？" if _WIDE.search(title) else f"What is said in “{title}”?"


def _names_something(text: str) -> bool:
    """Whether a clause says what is done to what: "do it" and "test" alone ask nothing."""
    return len([word for word in spans(text) if word.folded not in STOP_WORDS]) >= _WORDS


def _in_a_sentence(text: str) -> str:
    """A heading's first word as it is written within a sentence."""
    return text[0].lower() + text[1:] if text[1:2].islower() else text


def _headings(document: Document) -> Iterable[str]:
    for block in document.blocks:
        if block.kind == "heading":
            heading = _clean(document.text[block.start : block.end])
            if len(heading) in _LENGTHS and _PLAIN.fullmatch(heading) and not heading.endswith((":", "：")):
                yield heading


def _clean(text: str) -> str:
    """A heading's words, without marks and number."""
    line = " ".join(re.sub(r"^#+|[*_`#=]{1,3}(?=\s|$)|(?<=\s)[*_`]{1,3}|^[*_`]+|-{3,}", "", text).split())
    return _NUMBERED.sub("", line)


def _is_answered(bot: Bot, question: str) -> bool:
    try:
        answer = bot.ask(question)
    except AskhzError:  # a heading may hold what no question may
        return False
    return answer.answered and answer.confidence >= _SURE and _says_more(answer, question)


def _says_more(answer: Answer, question: str) -> bool:
    """Whether a quote has words that the question does not have."""
    asked = _words(question)
    return any(not _words(citation.quote) <= asked for citation in answer.citations)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))
