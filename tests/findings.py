"""Findings and hits made by hand."""

from typing import Any

from askhz.question import analyse
from askhz.records import Anchor, BlockKind, DocumentInfo, Finding, Hit, Passage, Place, Span

WHY = analyse("Why did the dragons rise?")
WHO = analyse("Who founded it?")
FIRST, SECOND = DocumentInfo("a.txt", "The first", 900), DocumentInfo("b.txt", "The second", 900)


def finding(text: str, score: float, source: str = "a.txt", start: int = 0, short: str | None = None) -> Finding:
    """A sentence that begins at `start`; `short` is a part of it."""
    at = None if short is None else start + text.index(short)
    span = None if at is None or short is None else (at, at + len(short))
    return Finding(source, start, start + len(text), text, score, span, "abc".index(source[0]) + 1)


def sentence(words: int, about: str) -> str:
    """A sentence of that many words that shares none with one about something else."""
    return " ".join(f"{about}{n}x" for n in range(words)) + "."


ANCHORS = (
    Anchor(0, Place(section="Wind"), ("Weather", "Wind")),
    Anchor(500, Place(section="Rain"), ("Weather", "Rain")),
)
HITS = [
    Hit(Passage("a.txt", 0, 20, "A passage that is near.", ((0, 20),), ANCHORS), 1, 0.5, 0.5, 1, 1, FIRST),
    Hit(Passage("b.txt", 0, 20, "A passage that is near.", ((0, 20),)), 2, 0.4, 0.4, 2, 2, SECOND),
    Hit(Passage("c.txt", 0, 20, "A passage that is near.", ((0, 20),)), 3, 0.3, 0.3, 3, 3),
]


LEAD, STEPS = "To light the kiln:", ("- open the damper", "- lay the wood", "- strike a match")
LISTED = "\n".join([LEAD, *STEPS, "It burns for a day."])
STEPS_END = LISTED.index("\nIt burns")
HOW, WHICH, LIGHTS = analyse("How do you light the kiln?"), analyse("Which steps are there?"), analyse("Who lights it?")


def listed(text: str, start: int = 0, score: float = 0.9, whole: bool = True, within: str = LISTED) -> Finding:
    """A unit of a passage that begins at `start`, with the steps it belongs to."""
    at = start + within.index(text)
    end = within.index("\nIt burns")
    return Finding("a.txt", at, at + len(text), text, score, None, 1, (start, start + end) if whole else None)


def passage_of(
    text: str,
    start: int = 0,
    source: str = "a.txt",
    headings: tuple[str, ...] = (),
    context: str = "",
    kinds: dict[str, BlockKind] | None = None,
) -> Passage:
    """A passage whose units are the lines of a text: items where they begin with a dash or a number, code and rows."""
    marks: dict[str, BlockKind] = {"-": "item", "|": "row", "$": "code", **(kinds or {})}
    units: list[Span] = []
    found: list[BlockKind] = []
    at = start
    for line in text.splitlines(keepends=True):
        inner = line.strip()
        if inner:
            begin = at + line.index(inner)
            units.append((begin, begin + len(inner)))
            found.append("item" if inner[0].isdigit() else marks.get(inner[0], "paragraph"))
        at += len(line)
    anchors = (Anchor(start, Place(), headings),) if headings else ()
    return Passage(source, start, start + len(text), text, tuple(units), anchors, context, kinds=tuple(found))


def hit_of(text: str, start: int = 0, source: str = "a.txt", **known: Any) -> Hit:
    """That passage as the first hit."""
    return Hit(passage_of(text, start, source, **known), 1, 0.5, 0.5, 1, 1, FIRST)


def found_in(hit: Hit, text: str, score: float = 0.9, short: str | None = None) -> Finding:
    """The unit of a hit's passage that begins as the text."""
    passage = hit.passage
    at = passage.start + passage.text.index(text)
    start, end = next(span for span in passage.sentences if span[0] <= at < span[1])
    whole = passage.text[start - passage.start : end - passage.start]
    begin = None if short is None else start + whole.index(short)
    span = None if begin is None or short is None else (begin, begin + len(short))
    return Finding(passage.source, start, end, whole, score, span, hit.rank)
