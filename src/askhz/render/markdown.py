"""An answer as Markdown."""

from __future__ import annotations

from ..records import Answer
from .escaping import md
from .facts import NO_DOCUMENTS, Documents, details_of, place_text, title_of


def markdown(answer: Answer, documents: Documents = NO_DOCUMENTS) -> str:
    """The answer as Markdown, the quotes as block quotes; nothing in the documents' text becomes Markdown."""
    if not answer.answered:
        lines = [f"**Not in these documents.** {md(answer.reason or '')}".rstrip()]
        if answer.passages:
            lines += ["", "Nearest passages:", ""]
        for hit in answer.passages:
            passage = hit.passage
            place = place_text(passage.start, passage.end, documents.get(passage.source))
            lines.append(f"{hit.rank}. {md(title_of(passage.source, documents))}, {md(place)}")
        return "\n".join(lines)
    lines = [] if answer.short is None else [f"**{md(answer.short.text)}**", ""]
    for citation in answer.citations:
        lines += [f"> {md(citation.quote)} \\[{citation.n}\\]", ""]
    for citation in answer.citations:
        document = documents.get(citation.source)
        about = [citation.title or citation.source, *details_of(document), citation.source]
        place = place_text(citation.start, citation.end, document)
        lines.append(f"{citation.n}. {md(' · '.join([*about, place]))}")
    return "\n".join(lines)
