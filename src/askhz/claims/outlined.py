"""Lists that are spread over sections: each heading below one names a member: "7 ways to save water" over seven.

Posts, guides and handbooks enumerate so: the section's own heading, the document's title or the sentence before the
first part says what is enumerated, and no block of the document is a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..records import Block, Document, Question, Span
from ..text.numerals import TO_NINETEEN
from ..text.words import STOP_WORDS, Word, count_words, spans, word_set

SURE_OF_OUTLINE = 0.85
"""The confidence of a list of headings that is told to be one: a choice, fitted to nothing."""
_FEWEST, _MOST = 3, 25  # members
_LONGEST = 18  # words of a heading that names a member
_LEAD = 80  # words of a paragraph that leads in to the parts
_LONGEST_LEAD = 4000  # and its characters, addresses of links included
_COUNT = re.compile(
    rf"(?<![\w.,-])(?:(?P<figures>\d{{1,2}})|(?P<word>{'|'.join(TO_NINETEEN[2:])}))(?![\w.,]*\d)\b", re.IGNORECASE
)
_NEAR = 80  # characters behind a number, among which stands what it counts
_PHRASE_ENDS = re.compile(r"[.,;:()]|\b(?:of|for|that|which|who|to|by|in|on|with|from)\b|\d", re.IGNORECASE)
_BELOW: tuple[list[str], ...] = ([], ["below"], ["follow"])  # what stands right behind the number of what comes then
_LEADS_IN = re.compile(r"\b(?:below|following|these|here (?:are|is))\b", re.IGNORECASE)
_CALLED = r"step|part|phase|process|tip|rule|stage|principle|day|lesson|way|number|no\.?"
_NUMBERED = re.compile(
    rf"[\s#=*_]*(?:(?:{_CALLED})\s*)?#?(?:(?P<number>\d{{1,2}})(?:\s*[.):–—-](?!\d)|\s*$|\s(?!\w+$))|[IVX]{{1,5}}[.)]\s)",
    re.IGNORECASE,
)
_UNDERLINE = re.compile(r"\s*\n[-=~^\"'+#*]{2,}\s*\Z")
# What parts are called that name no member …
_ASIDE = re.compile(
    r"[\s#=*_]*(?:introduction|overview|background|summary|conclusions?|wrap(?:ping)? up|references?|resources?|related"
    r"|see also|further reading|read more|learn more|more (?:information|on)|next steps?|what['’]?s next|faqs?|notes?"
    r"|about|contact|acknowledge?ments?|credits|contents|table of contents|links|sources|footnotes|appendix)\b.{0,40}$",
    re.IGNORECASE,
)
# … and how headings begin that tell of something else than members.
_ASKS = re.compile(r"[\s#=*_]*(?:\d{1,2}[.)]?\s+)?(?:who|how|when|where|why|history|timeline|next)\b", re.IGNORECASE)
_LISTING = frozenset("list name give tell mention show".split())
# They ask for members of any list, or that there is one.
_GENERAL = word_set(
    "list lists name names give tell mention mentions way ways kind kinds type types thing things example examples item"
    " items different various main possible there available exist exists number many every all each following"
)


class Outline(NamedTuple):
    """A list of headings: the sentence that leads in to it, if one does, and each member's heading."""

    lead: Span | None
    members: tuple[Span, ...]


class _Section(NamedTuple):
    """A heading (the title for the whole document), those above it, the headings below it, what leads in to them."""

    heading: str
    above: str
    parts: tuple[Block, ...]
    lead: Span | None


def outline_asked(question: Question, document: Document) -> Outline | None:
    """The headings of a document that are the members of what a question asks to be listed; None where none are.

    All that is asked must be said by the section that has them, the title or what leads in to them, and something must
    tell that they are members: a number said there that is theirs, their own numbers, or a colon before them.
    """
    if question.kind != "list":
        return None
    asked = question.search[0] if question.search else question.text
    told = _told(asked)
    counts, wanted, head = _counts(asked), frozenset(word.stem for word in told) - _GENERAL, _head(told)
    if not wanted:
        return None
    found = []
    for section in _sections(document):
        lead = section.lead
        leading = document.text[slice(*lead)] if lead else ""
        own = f"{section.heading} {leading}"
        if not wanted <= word_set(f"{own} {section.above} {document.title}") or not wanted & word_set(own):
            continue
        parts = _members(document, section.parts)
        if not _FEWEST <= len(parts) <= _MOST or (counts and len(parts) not in counts):
            continue
        if _answers_itself(document, parts, wanted, head):
            continue
        announced = leading.rstrip(" *_").endswith((":", "："))
        # A sentence counts its members only where it leads in to them.
        said = own if announced or _LEADS_IN.search(leading) else section.heading
        counted = _counts(said, head)
        if not counts and _counts(said) and not counted:
            continue  # something else is counted: "Six towns chose these seven projects:"
        counted = counts or counted
        if len(parts) in counted or announced or (not counted and _are_numbered(document, parts)):
            members = tuple((part.start, part.end - len(_underline(document, part))) for part in parts)
            found.append((len(wanted & word_set(own)), Outline(lead if announced else None, members)))
    best = max((share for share, _ in found), default=0)
    meant = [outline for share, outline in found if share == best]
    return meant[0] if len(meant) == 1 else None


def _answers_itself(document: Document, parts: Sequence[Block], wanted: frozenset[str], head: str) -> bool:
    """Whether headings are parts of a text, not members: one says what is asked for, or who, how or when."""
    texts = [document.text[block.start : block.end] for block in parts]
    said = [word_set(text) for text in texts]
    if any(wanted <= words for words in said) or 0 < sum(head in words for words in said) < len(said):
        return True
    return head != "question" and any(_ASKS.match(text) for text in texts)


def _told(asked: str) -> list[Word]:
    """The words of a question that say what is to be listed: no numbers, which say how many there are."""
    words = (word for word in spans(asked) if word.folded not in STOP_WORDS)
    return [word for word in words if not word.folded.isdigit() and word.folded not in TO_NINETEEN]


def _head(told: Sequence[Word]) -> str:
    """The stem of what is to be listed, the first word that says something; "" for "ways" and the like."""
    first = next((word.stem for word in told if word.folded not in _LISTING), "")
    return "" if first in _GENERAL else first


def _counts(text: str, of: str = "") -> frozenset[int]:
    """The numbers that a text says, up to 99; those that count a thing alone, or what is "below"."""
    return frozenset(
        int(match["figures"]) if match["figures"] else TO_NINETEEN.index(match["word"].lower())
        for match in _COUNT.finditer(text)
        if not of or _is_counted(of, text[match.end() : match.end() + _NEAR])
    )


def _is_counted(thing: str, behind: str) -> bool:
    """Whether a thing is what stands behind its number: "7 new projects", but not "7 projects of towns"."""
    words = [word.stem for word in spans(_PHRASE_ENDS.split(behind, maxsplit=1)[0])]
    return thing in words or words[:1] in _BELOW


def _sections(document: Document) -> Iterator[_Section]:
    """The document and each of its headings, with the headings directly below, where there are enough of them."""
    places = [at for at, block in enumerate(document.blocks) if block.kind == "heading"]
    levels = [document.blocks[at].level for at in places]
    path: list[tuple[int, str]] = []
    for n, at in enumerate(places):
        while path and path[-1][0] >= levels[n]:
            path.pop()
        text = document.text[document.blocks[at].start : document.blocks[at].end]
        end = next((m for m in range(n + 1, len(places)) if levels[m] <= levels[n]), len(places))
        yield from _below(document, text, " ".join(said for _, said in path), places[n + 1 : end])
        path.append((levels[n], text))
    if places and levels[0] == min(levels):
        yield from _below(document, document.title, "", places)


def _below(document: Document, heading: str, above: str, places: Sequence[int]) -> Iterator[_Section]:
    """The section of a heading, of the headings below it by their places among the blocks."""
    if len(places) < _FEWEST:
        return
    level = min(document.blocks[at].level for at in places)
    parts = tuple(document.blocks[at] for at in places if document.blocks[at].level == level)
    first = next(at for at in places if document.blocks[at].level == level)
    if len(parts) >= _FEWEST:
        yield _Section(heading, above, parts, _lead(document, first))


def _lead(document: Document, first: int) -> Span | None:
    """The paragraph before the first part, if it is short enough to lead in to it."""
    before = document.blocks[first - 1] if first else None
    if before is None or before.kind != "paragraph" or before.end - before.start > _LONGEST_LEAD:
        return None
    return (before.start, before.end) if count_words(document.text[before.start : before.end]) <= _LEAD else None


def _members(document: Document, parts: Sequence[Block]) -> list[Block]:
    """The parts that name members: those with numbers where most have one, else without what stands around them."""
    text = {block: document.text[block.start : block.end] for block in parts}
    named = [block for block in parts if count_words(text[block]) <= _LONGEST]
    numbered = [block for block in named if _NUMBERED.match(text[block])]
    if len(numbered) >= _FEWEST and 2 * len(numbered) > len(parts):
        return numbered
    while named and _ASIDE.match(text[named[-1]]):
        named.pop()
    while named and _ASIDE.match(text[named[0]]):
        named.pop(0)
    return [] if any(_ASIDE.match(text[block]) for block in named) or len(named) < len(parts) - 4 else named


def _underline(document: Document, heading: Block) -> str:
    """The line of marks below a heading's words, with its line break."""
    match = _UNDERLINE.search(document.text, heading.start, heading.end)
    return match[0] if match else ""


def _are_numbered(document: Document, parts: Sequence[Block]) -> bool:
    """Whether the parts are numbered one after the other."""
    found = [_NUMBERED.match(document.text[block.start : block.end]) for block in parts]
    numbers = [int(match["number"]) for match in found if match and match["number"]]
    return len(numbers) == len(parts) and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
