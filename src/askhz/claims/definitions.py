"""What is X? The sentence that says what it is, not one of the many that say something of it.

"Huey is a task queue" defines, "Huey is named after a cat" does not. Where a document is about X, its beginning says
what that is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile
from pathlib import PurePosixPath

from ..records import Block, Document, Question, Span
from ..text import sentences
from ..text.views import view_of
from ..text.words import count_words, fold, in_chinese, telling_set, word_set
from .letters import are_written_out

_CAPITALS = re.compile(r"\b[A-Z]{2,}\b")
_ASKS = re.compile(
    r"^(?:and |but |so )?what(?:['’]s| is| are| was| were)(?: exactly)? (?:meant by )?(?:an? |the )?"
    r"(?P<of>[^?,;:]{2,60}?)\s*[?!.]*$",
    re.IGNORECASE,
)
_ASKS_MEANING = re.compile(
    r"^(?:and |but |so )?what (?:do|does|did) (?:the (?:term|word)s? )?(?:an? |the )?"
    r"(?P<of>(?!(?:it|this|that|these|those|they|you|we)\b)[^?,;:\d]{2,60}?) mean\b",
    re.IGNORECASE,
)
_LONGEST_NAME = 4  # words of what is asked for
_IS = (
    r"(?:\s?\([^()]{1,60}\))?,?\s(?:is|are|was|were)(?: basically| simply| essentially| also)?"
    r"(?:\s(?:an?|one of|the|our|any|all)"
    r"\s(?!(?:member|part|result|reason|case|question|matter|problem|good|bad|great|same|subclass)\b)|:\s*$)"
)
# "A road is said to be closed if …", "A boat of that length is called a skiff"
_SO_CALLED = r"^[^.;:]{4,120}\b(?:is|are) (?:said to be(?: an?)?|(?:called|termed|known as|defined as) an?) "
_SERVES = re.compile(
    r"(?::\s|\s*\n)\w|(?:, (?:which|that))?\s(?:(?:is|are) used (?:to|for)|stands? for|refers? to|means|describes?"
    r"|represents?|consists? of|contains?|allows?|lets?|enables?|provides?|helps?|uses?|loads?|occurs? when)\b"
)
_NUMBERED = re.compile(r"(?:[a-z]?\.?\d{1,3}(?:\.\d{1,3})*[.)]?|[ivx]{1,4}\.)\s+|(?:the|an?)\s+")
_KIND_OF_DOCUMENT = re.compile(
    r"\d|\b(?:minutes|notes?|report|manual|guide|handbook|changelog|changes|history|faq|questions|reference|release)\b",
    re.IGNORECASE,
)
_RIGHTS = re.compile(r"\b(?:copyright|licen[cs]e|distributed under|all rights)\b|©", re.IGNORECASE)
_MARKS = re.compile(r"[*`]|__")
_NAMED = r"\s(?:[-–—]{1,3}|:)\s"
_DESCRIPTION = re.compile(
    r"(?:description|summary|excerpt|abstract|tagline)\s*[:=]\s*(?P<mark>[\"']?)(?P<value>[^\s>|][^\n]*?)(?P=mark)\s*$",
    re.IGNORECASE,
)
_FIRST = 40  # blocks of a document in which it says what it is about
_FEWEST = 4  # words of a sentence that may say so
_LONGEST = 80  # words of a beginning that is quoted
_SAID, _SAID_OF_ELSE = 2, 4  # words that a line says of a thing, or beside it, that defines it
_BEGINNING = 3  # blocks of a section in which it says what it is about
_START = frozenset("readme index home about intro introduction overview".split())


def asked_to_define(question: Question, *, loosely: bool = False) -> str | None:
    """What a question wants to be told what it is; None where it asks for something else.

    `loosely`: also what may be a thing or what is told of one, "the clone tool", "the fee".

    >>> from askhz.question import analyse
    >>> [asked_to_define(analyse(text)) for text in ("What is Huey?", "What's a harbour pilot?", "What is the fee?")]
    ['Huey', 'harbour pilot', None]
    """
    asked = question.search[0] if question.search else question.as_asked
    found = _ASKS.match(asked) or _ASKS_MEANING.match(asked)
    kinds = ("definition", "other") if loosely else ("definition",)
    if question.kind not in kinds or found is None or count_words(found["of"]) > _LONGEST_NAME:
        return None
    return found["of"].strip("\"'“”‘’")


def defines(subject: str, text: str) -> bool:
    """Whether a sentence says what something is.

    >>> [defines("huey", text) for text in ("Huey is a task queue.", "Huey is named after my cat.", "huey is:")]
    [True, False, True]
    >>> defines("huey", "Keep in mind that Huey is a queue, not a store.")
    True
    >>> [defines("closed", text) for text in ("A road is said to be closed if it snows.", "It is called closed.")]
    [True, False]
    """
    plain = fold(_MARKS.sub("", text)).strip("\"' ")
    led = r"(?:[^.;:,]{0,60} that |in other words, |in short, )?"
    if re.match(rf"{led}(?:the |an? )?{re.escape(fold(subject))}{_IS}", plain) is not None:
        return True
    return re.search(rf"{_SO_CALLED}[\"'“‘]?{re.escape(fold(subject))}(?![\w-])", plain) is not None


def says_what(subject: str, text: str) -> bool:
    """Whether a sentence has something as its subject and says what it is, or what it is for.

    >>> says_what("loom", "Loom lets you weave."), says_what("loom", "Loom: a machine"), says_what("loom", "Loom fell.")
    (True, True, False)
    """
    return defines(subject, text) or serves(subject, text)


def serves(subject: str, text: str) -> bool:
    """Whether a sentence has something as its subject and says what it does or stands for; so an entry of a glossary.

    >>> serves("loom", "The loom lets you weave."), serves("loom", "The loom is a machine.")
    (True, False)
    """
    plain = fold(_MARKS.sub("", text)).strip("\"'“”‘’ ")
    name = rf"[\"'“‘]?{re.escape(fold(subject))}s?[\"'”’]?(?:\s?\([^()]{{1,60}}\))?"
    named = re.match(rf"(?:-\s)?(?:the |an? )?{name}", plain)
    return named is not None and _SERVES.match(plain, named.end()) is not None


def is_about(subject: str, document: Document) -> bool:
    """Whether a document is about something as a whole: its title begins with it, or it begins a folder so called."""
    title = fold(document.title)
    path = PurePosixPath(fold(document.source))
    named = re.match(rf"{re.escape(fold(subject))}(?![\w-])", title) is not None
    return named or (fold(subject) in path.parts[:-1] and path.stem in _START)


def definition_in(subject: str, document: Document) -> Span | None:
    """Where a document that is about something says what it is: in a sentence, the description in its front matter,
    its title, or its first paragraph. The last only of what stands first in a folder that is called so.
    """
    if not is_about(subject, document):
        return None
    blocks = [block for block in document.blocks[:_FIRST] if block.kind in ("paragraph", "quotation", "item")]
    for block in blocks:
        for start, end in _sentences(document, block):
            if defines(subject, _reads(document, start, end)):
                return start, _with_list(document, block, start, end)
    if heads(subject, document.title) and (described := _description(document)) is not None:
        return described
    for block in document.blocks[:_FIRST]:
        text = _reads(document, block.start, block.end)
        named = re.match(rf"{re.escape(fold(subject))}{_NAMED}\w", fold(text))
        if block.kind == "heading" and named and not _KIND_OF_DOCUMENT.search(text):
            return block.start, block.start + len(document.text[block.start : block.end].partition("\n")[0])
    path = PurePosixPath(fold(document.source))
    alone = fold(document.title).startswith(fold(subject)) and fold(subject) in path.parts[:-1] and path.stem in _START
    return next(_beginnings(document), None) if alone else None


def _description(document: Document) -> Span | None:
    """The value of the description in a front matter, if it has the words of a sentence."""
    for block in document.blocks[:_FIRST]:
        if block.kind != "front matter":
            return None
        field = _DESCRIPTION.match(document.text, block.start, block.end)
        if field and count_words(field["value"]) >= _FEWEST:
            return field.span("value")
    return None


def definition_in_section(subject: str, document: Document) -> Span | None:
    """Where a document says what something is under a heading that is its name: "4.2 The Tidal Bore".

    In the first sentence that does, else in the first of the section if that speaks of it.
    """
    blocks = document.blocks
    for at, block in enumerate(blocks):
        if block.kind != "heading" or not heads(subject, _reads(document, block.start, block.end)):
            continue
        own = list(takewhile(lambda one: one.kind != "heading", blocks[at + 1 :]))[:_BEGINNING]
        found = [span for one in own if one.kind == "paragraph" for span in _sentences(document, one)]
        for start, end in found:
            if defines(subject, _reads(document, start, end)):
                return start, end
        if found and fold(subject) in fold(_reads(document, *found[0])):
            return found[0]
    return None


def names(subject: str, text: str) -> bool:
    """Whether a text has something as a name, with capitals within a sentence.

    >>> names("tidal bore", "Of the Tidal Bore."), names("fee", "The fee."), names("fee", "Fee: 3")
    (True, False, False)
    """
    at = fold(text).find(fold(subject), 1)
    words = text[at : at + len(subject)].split() if at > 0 else []
    return bool(words) and all(word[0].isupper() or word in ("of", "the", "and") for word in words)


def heads(subject: str, heading: str) -> bool:
    """Whether a heading is the name of something, but for its number and an article.

    >>> heads("tidal bore", "4.2 The Tidal Bore"), heads("tidal bore", "Tidal bores elsewhere")
    (True, False)
    """
    plain = fold(_MARKS.sub("", heading)).strip("# ")
    while (match := _NUMBERED.match(plain)) is not None:
        plain = plain[match.end() :]
    return plain.rstrip(" .:?") == _NUMBERED.sub("", fold(subject), count=1)


def definition_missing(question: Question, text: str, context: str = "") -> str | None:
    r"""What a question wants to have defined, as words for a person, where a text cannot do it; else None.

    It says nothing, as entries of a table of contents do, or not all words of the thing stand in it and above it; what
    letters stand for may stand there in words.

    >>> from askhz.question import analyse
    >>> asked = analyse("What is a tidal bore?")
    >>> definition_missing(asked, "Tidal bore\nTidal bore of May"), definition_missing(asked, "A tidal bore is a wave.")
    ('what tidal bore is', None)
    >>> definition_missing(asked, "The tidal wave came in May and took the bridge.")
    'what tidal bore is'
    """
    subject = asked_to_define(question)
    if subject is None or in_chinese(subject) or _ASKS_MEANING.match(question.as_asked):
        return None
    wanted = telling_set(subject)
    lines = [(telling_set(line), line) for line in text.splitlines()]
    says = any(
        len(words - wanted) >= (_SAID if wanted & words else _SAID_OF_ELSE) or says_what(subject, line)
        for words, line in lines
    )
    around = f"{context}\n{text}"
    written = {letters for letters in _CAPITALS.findall(subject) if are_written_out(letters, around)}
    lacking = wanted - word_set(around) - word_set(" ".join(written)) if len(wanted) > 1 else frozenset()
    return None if says and not lacking else f"what {subject} is"


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
