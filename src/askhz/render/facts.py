"""What every output for a person says of a document and of an answer."""

from __future__ import annotations

import re
from dataclasses import replace

from ..records import Anchor, Answer, Citation, DocumentInfo, Hit, Passage, Place
from ..text.places import place_name

_STAMP = re.compile(r"(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}.*")
_LANGUAGES = {"en": "English", "zh": "Chinese"}
_HEADINGS_SHOWN = 2
_LONGEST_HEADING = 60  # characters


def anchor_of(passage: Passage) -> Anchor | None:
    """The anchor in force at the passage's start, if the document has one there."""
    first = passage.anchors[0] if passage.anchors else None
    return first if first is not None and first.start <= passage.start else None


def place_of_citation(citation: Citation) -> str:
    """Where a quote stands, for a person: `page 3 · Setup › Wi-Fi · at 42 % · characters 5016–5206`."""
    return _place_text(citation.start, citation.end, citation.document, citation.place, citation.headings)


def place_of_hit(hit: Hit) -> str:
    """Where a passage stands, said like that of a quote."""
    anchor = anchor_of(hit.passage) or Anchor(0)
    return _place_text(hit.passage.start, hit.passage.end, hit.document, anchor.place, anchor.headings)


def _place_text(
    start: int, end: int, document: DocumentInfo | None, place: Place | None, headings: tuple[str, ...]
) -> str:
    place = place or Place()
    if place.section in headings:  # once is enough
        place = replace(place, section=None)
    parts = [place_name(place), breadcrumb(headings)]
    if document is not None and document.length:
        parts.append(f"at {round(100 * start / document.length)} %")
    parts.append(f"characters {start}–{end}")
    return " · ".join(part for part in parts if part)


def breadcrumb(headings: tuple[str, ...]) -> str:
    """The innermost headings, the outer one first.

    >>> breadcrumb(("Manual", "Setup", "Wi-Fi"))
    'Setup › Wi-Fi'
    """
    return " › ".join(excerpt(heading, _LONGEST_HEADING) for heading in headings[-_HEADINGS_SHOWN:])


def details_of(document: DocumentInfo | None) -> list[str]:
    """Author, publisher, date and address, as far as they are known."""
    if document is None:
        return []
    details = document.details
    return [
        shown_detail(name, details[name]) for name in ("author", "publisher", "date", "address") if details.get(name)
    ]


def shown_detail(name: str, value: str) -> str:
    """A detail of a document for a person: of a date with a time, as mail has it, the date.

    >>> shown_detail("date", "2025-10-14T09:12:44+02:00"), shown_detail("date", "spring 2025")
    ('2025-10-14', 'spring 2025')
    """
    return _STAMP.sub(r"\1", value) if name == "date" else value


def title_of(hit: Hit) -> str:
    """The title of a passage's document, or its source where it has none."""
    return (hit.document.title if hit.document else "") or hit.passage.source


def facts_of(answer: Answer) -> str:
    """Confidence, number of documents and time, in one quiet line."""
    sources = len({citation.source for citation in answer.citations})
    facts = [f"Confidence {round(100 * answer.confidence)} %", f"{sources} document{'s' if sources != 1 else ''}"]
    if "total" in answer.timings_ms:
        facts.append(f"{answer.timings_ms['total'] / 1000:.2f} s")
    return " · ".join(facts)


def note_of(answer: Answer) -> str:
    """What a person must know before reading the quotes; empty where there is nothing to say."""
    notes = []
    if answer.quoted_in:
        notes.append(f"Answered from documents in {_LANGUAGES.get(answer.quoted_in, 'another language')}.")
    if answer.conflict:
        notes.append("The documents contradict each other; the newest comes first where the dates are known.")
    elif answer.ambiguous:
        notes.append("The question fits several things. Which do you mean?")
    return " ".join(notes)


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
