"""Answers made by hand, to be rendered."""

from __future__ import annotations

from askhz.records import Answer, Citation, DocumentInfo, Hit, Passage, ShortAnswer

TEXT = "Before it. Hangzhou boasts 24 unicorn companies. After it."
DOCUMENT = DocumentInfo("a.txt", "A title", len(TEXT), {"author": "Guo Bin", "date": "2025-03-19", "publisher": ""})
HIT = Hit(Passage("a.txt", 0, 58, TEXT, ((0, 10), (11, 48), (49, 58))), 1, 0.81, 0.7, 1, None, DOCUMENT)
CITATION = Citation(1, "a.txt", "A title", 11, 48, TEXT[11:48], document=DOCUMENT)
ANSWER = Answer(
    question="How many?",
    answered=True,
    text="Hangzhou boasts 24 unicorn companies. [1]",
    short=ShortAnswer("24", "a.txt", 27, 29),
    confidence=0.93,
    reason=None,
    citations=(CITATION,),
    passages=(HIT,),
    timings_ms={"total": 41.2},
)
REFUSAL = Answer("Who?", False, "", None, 0.2, "No sentence says who.", (), (HIT,), {"total": 5.0})


def hostile(text: str, *, answered: bool = True) -> Answer:
    """An answer in which every text is `text`."""
    details = dict.fromkeys(("author", "publisher", "date", "address"), text)
    document = DocumentInfo(text, text, len(text), details)
    hit = Hit(Passage(text, 0, len(text), text, ((0, len(text)),)), 1, 0.5, 0.5, 1, 1, document)
    citation = Citation(1, text, text, 0, len(text), text, headings=(text,), document=document)
    short = ShortAnswer(text, text, 0, len(text))
    return Answer(text, answered, f"{text} [1]", short, 0.5, text, (citation,), (hit,))
