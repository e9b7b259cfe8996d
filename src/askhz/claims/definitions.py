"""What is X? The sentence that says what it is, not one of the many that say something of it.

"Huey is a task queue" defines, "Huey is named after a cat" does not. Where a document is about X, its beginning says
what that is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from ..records import Block, Document, Question, Span
from ..text import sentences
from ..text.views import view_of
from ..text.words import count_words, fold

_ASKS = re.compile(
    r"^(?:and |but |so )?what(?:['’]s| is| are)(?: exactly)? (?:an? |the )?(?P<of>[^?,;:]{2,60}?)\s*[?!.]*$",
    re.IGNORECASE,
)
_LONGEST_NAME = 4  # words of what is asked for
_IS = (
    r"(?:\s?\([^()]{1,60}\))?,?\s(?:is|are|was|were)(?: basically| simply| essentially| also)?"
    r"(?:\s(?:an?|one of|the|our|any|all)"
    r"\s(?!(?:member|part|result|reason|case|question|matter|problem|good|bad|great|same|subclass)\b)|:\s*$)"
)
_KIND_OF_DOCUMENT = re.compile(
    r"\d|\b(?:minutes|notes?|report|manual|guide|handbook|changelog|changes|history|faq|questions|reference|release)\b",
    re.IGNORECASE,
)
_RIGHTS = re.compile(r"\b(?:copyright|licen[cs]e|distributed under|all rights)\b|©", re.IGNORECASE)
_MARKS = re.compile(r"[*`]|__")
_NAMED = r"\s(?:[-–—]{1,3}|:)\s"
_FIRST = 40  # blocks of a document in which it says what it is about
_FEWEST = 4  # words of a sentence that may say so
_LONGEST = 80  # words of a beginning that is quoted
_START = frozenset("readme index home about intro introduction overview".split())


def asked_to_define(question: Question) -> str | None:
    """What a question wants to be told what it is; None where it asks for something else.

    >>> from askhz.question import analyse
    >>> [asked_to_define(analyse(text)) for text in ("What is Huey?", "What's a harbour pilot?", "What is the fee?")]
    ['Huey', 'harbour pilot', None]
    """
    found = _ASKS.match(question.search[0] if question.search else question.as_asked)
    if question.kind != "definition" or found is None or count_words(found["of"]) > _LONGEST_NAME:
        return None
    return found["of"]


def defines(subject: str, text: str) -> bool:
    """Whether a sentence says what something is.

    >>> [defines("huey", text) for text in ("Huey is a task queue.", "Huey is named after my cat.", "huey is:")]
    [True, False, True]
    """
    plain = fold(_MARKS.sub("", text)).strip("\"' ")
    return re.match(rf"(?:the |an? )?{re.escape(fold(subject))}{_IS}", plain) is not None


def is_about(subject: str, document: Document) -> bool:
    """Whether a document is about something as a whole: its title begins with it, or it begins a folder so called."""
    title = fold(document.title)
    path = PurePosixPath(fold(document.source))
    named = re.match(rf"{re.escape(fold(subject))}(?![\w-])", title) is not None
    return named or (fold(subject) in path.parts[:-1] and path.stem in _START)


def definition_in(subject: str, document: Document) -> Span | None:
    """Where a document that is about something says what it is: in a sentence, its title, or its first paragraph.

    The last only of what stands first in a folder that is called so.
    """
    if not is_about(subject, document):
        return None
    blocks = [block for block in document.blocks[:_FIRST] if block.kind in ("paragraph", "quotation", "item")]
    for block in blocks:
        for start, end in _sentences(document, block):
            if defines(subject, _reads(document, start, end)):
                return start, _with_list(document, block, start, end)
    for block in document.blocks[:_FIRST]:
        text = _reads(document, block.start, block.end)
        named = re.match(rf"{re.escape(fold(subject))}{_NAMED}\w", fold(text))
        if block.kind == "heading" and named and not _KIND_OF_DOCUMENT.search(text):
            return block.start, block.start + len(document.text[block.start : block.end].partition("\n")[0])
    path = PurePosixPath(fold(document.source))
    alone = fold(document.title).startswith(fold(subject)) and fold(subject) in path.parts[:-1] and path.stem in _START
    return next(_beginnings(document), None) if alone else None


def _beginnings(document: Document) -> Iterator[Span]:
    """The first paragraphs that are short, end as sentences do, and do not speak of rights."""
    for block in document.blocks[:_FIRST]:
        text = _reads(document, block.start, block.end)
        is_sentence = block.kind == "paragraph" and text.endswith((".", "。")) and not _RIGHTS.search(text)
        if is_sentence and _FEWEST <= count_words(text) <= _LONGEST:
            yield block.start, block.end


def _with_list(document: Document, block: Block, start: int, end: int) -> int:
    """The end of a sentence that leads in to a list with that list, as far as it is short."""
    if not document.text[start:end].rstrip().endswith((":", "：")) or end < block.end:
        return end
    for item in document.blocks[document.blocks.index(block) + 1 :]:
        if item.kind != "item" or count_words(document.text[start : item.end]) > _LONGEST:
            break
        end = item.end
    return end


def _sentences(document: Document, block: Block) -> list[Span]:
    text = document.text[block.start : block.end]
    return [(block.start + a, block.start + b) for a, b in sentences.split(text, markup=document.kind in ("md", "rst"))]


def _reads(document: Document, start: int, end: int) -> str:
    return view_of(document.text, start, end, document.edits).text.strip()
