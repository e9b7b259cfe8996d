"""What every output says of a document and of an answer."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..records import Answer, Document

Documents = Mapping[str, Document]
NO_DOCUMENTS: Documents = MappingProxyType({})


def place_text(start: int, end: int, document: Document | None) -> str:
    """Where a span stands, for a person: `at 42 % · characters 5016–5206`."""
    characters = f"characters {start}–{end}"
    if document is None or not document.text:
        return characters
    return f"at {round(100 * start / len(document.text))} % · {characters}"


def details_of(document: Document | None) -> list[str]:
    """Author, publisher, date and address, as far as they are known."""
    if document is None:
        return []
    return [document.details[name] for name in ("author", "publisher", "date", "address") if document.details.get(name)]


def title_of(source: str, documents: Documents) -> str:
    document = documents.get(source)
    return (document.title if document else "") or source


def facts_of(answer: Answer) -> str:
    """Confidence, number of documents and time, in one quiet line."""
    sources = len({citation.source for citation in answer.citations})
    facts = [f"Confidence {round(100 * answer.confidence)} %", f"{sources} document{'s' if sources != 1 else ''}"]
    if "total" in answer.timings_ms:
        facts.append(f"{answer.timings_ms['total'] / 1000:.2f} s")
    return " · ".join(facts)


def excerpt(text: str, limit: int) -> str:
    """The beginning of a text in one line, cut between words, with an ellipsis where something was left out.

    >>> excerpt("Six  little dragons", 12)
    'Six little …'
    """
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    beginning = line[: limit - 1]
    at_word = beginning.rsplit(" ", 1)[0] if not line[limit - 1].isspace() else beginning
    return (at_word if len(at_word) > limit // 2 else beginning).rstrip() + " …"
