"""What a question names by its mark, and asks for as it is: clause 7, version 3.5.0, 7 April 2026, the option -n.

The mark tells where it stands; nothing need be like the question. A section stands under its number, version or day, a
code is explained by the entry that begins with it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from ..records import Block, Document, Kind, Question, Span
from ..text.anchors import anchor_at
from ..text.words import STOP_WORDS, count_words, fold, spans
from . import phrases
from .categories import category_asked, part_of, words_of
from .dates import dates_in, within
from .releases import numbers_a_section
from .standing import stands
from .statuses import STATUS, lists_statuses, status_lines
from .terms import Term, required

MarkKind = Literal["number", "heading", "code", "status"]
_LONGEST = 300  # words of a section that are quoted
_MOST = 3  # entries of one code that are quoted
_MOST_OF_ALL = 0.8  # of a document's text that stands under a heading which heads all of it
_PLACES = 50  # places that have a mark; where there are more, no one of them is meant
_PARTS = (
    rf"clause|section|article|paragraph|chapter|rule|regulation|annex|appendix|schedule|by-?law|part|{phrases.PARTS}"
)
_NUMBERED = re.compile(
    rf"(?:\b(?:{_PARTS})|§+)\s*(?P<number>\d{{1,3}}(?:\.\d{{1,3}}){{0,4}})(?![\w.]*\d)"
    r"|(?P<in_chinese>第[一二三四五六七八九十百\d]{1,5}[条章节款])",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"(?<![\w-])-{1,2}[A-Za-z0-9][\w-]*|(?<!\w)%[><^!{}\w-]+(?<![{>-])"
    r"|[\"“'`](?P<quoted>[^\s\"“”'`]{2,40})[\"”'`]|\b[A-Za-z]\w*(?:[_.]\w+)+\b|\b[a-z]+(?:[A-Z][a-z0-9]+)+\b"
    r"|\b[A-Z]{1,6}-?\d{2,8}\b"
)
_KINDS: frozenset[Kind] = frozenset({"other", "definition", "list", "manner"})
_BEYOND: frozenset[Kind] = frozenset(
    {"procedure", "manner", "advice", "comparison"}
)  # what is marked is a part of these
_IN_IT = re.compile(r"\b(?:defaults?|values?|types?|range|units?|limits?|maximum|minimum|allowed)\b", re.IGNORECASE)
# They ask for what stands there, and for nothing in it.
_GENERAL = frozenset(
    "what which tell me about explain describe show quote read say says said state states stated contain contains"
    " include includes written stand stands mean means meaning meant do does did done is are was were in on under of"
    " the for by there happen happens happened change changes changed new news entry entries exactly content contents"
    " text".split()
)
_ELSEWHERE = frozenset(fold(word) for word in phrases.GENERAL | phrases.OPTIONS)
_OF_VERSIONS = frozenset("release releases version versions".split())
_OF_CODES = frozenset(
    "option options flag flags switch parameter argument setting variable command code error message directive function"
    " status used use purpose".split()
)
_NOT = re.compile(r"\b(?:not|never|without|except|no|who|whom|whose)\b|n['’]t\b", re.IGNORECASE)
_ENDS = re.compile(r"\.(?=\s|\Z)|[;|\n]|\s\(|\Z")
# They ask for something that has to do with a code, not for what it is.
_BY_CODE = re.compile(
    r"\W*(?:and |so |but )?(?:(?:in|since|from|with|by|for|at|on) )?(?:which|who|whom|whose|when"
    r"|what (?:\w+ )?(?:version|release)s?)\b",
    re.IGNORECASE,
)
_FEW = 12  # words that a code may stand for
_INDEX = re.compile(r"\bindex\b", re.IGNORECASE)  # it only points to what explains
_SPACE = r"[\s|>*•`'\"“(]*(?:[-*+•]\s+)?[`'\"*“]*"
_OTHER_LABEL = r"(?:-{1,2}[\w-]+(?:[= ]?(?:[A-Z_]{2,}|<[^>\s]+>|\[[^\]\s]*\]))?[`'\"*]*\s*[,/|]?\s*[`'\"*]*)"
_ENDS_LABEL = r"[`'\"*”]*\s*(?:\([^()\n]{0,40}\))?(?:\s?=\s?\S+)?[`'\"*”]*\s*(?::|–|—|-\s|\||;|\n|\t|\Z)"
_BEHIND_LABEL = re.compile(
    rf"(?:[= ](?:[A-Z_]{{2,}}|<[^>\s]+>)(?=[\s,:'\"`]))?"
    rf"[`'\"*”)\]]*(?:[\s,/|]*[`'\"*]*{_OTHER_LABEL})*"
    rf"(?:\s?=\s?\S+)?\s*(?:\([^()\n]{{0,40}}\))?[\s:;|–—]*(?:-\s+)?"
    r"(?:[^\s.]+(?: [^\s.]+)?\n\s*(?=\S))?"  # what it takes, on the line of the code
)


@dataclass(frozen=True, slots=True)
class Mark:
    """What a question names by its mark; `others` are the words that say of what: a program, a contract.

    `whole`: whether it asks for what stands there, not for something in it, so far as `others` are no more than that.
    `category`: which part of a version's changes it asks for. `label`: what a number is called: "clause", "§".
    """

    kind: MarkKind
    text: str
    others: frozenset[str]
    whole: bool
    term: Term | None = None
    category: str | None = None
    label: str = ""


def mark_asked(question: Question) -> Mark | None:
    """The mark of what a question asks for or about; None where it has none, or several.

    >>> from askhz.question import analyse
    >>> for asked in ("What does clause 7 of the lease say?", "What does sort -n do?", "What is the default of -n?"):
    ...     mark = mark_asked(analyse(asked))
    ...     print(mark and (mark.kind, mark.text, sorted(mark.others), mark.whole))
    ('number', '7', ['leas'], True)
    ('code', '-n', ['sort'], True)
    ('code', '-n', ['default'], False)
    """
    asked = question.search[0] if question.search else question.as_asked
    kind = phrases.kind_asked(question)
    whole = kind in _KINDS and not _IN_IT.search(asked) and not _NOT.search(asked)
    if not whole and kind in _BEYOND:
        return None
    if number := _NUMBERED.search(asked):
        text = number["number"] or number["in_chinese"]
        label = fold(number[0].removesuffix(text)).strip()
        return Mark("number", text, _others(asked, number.span()), whole, label=label)
    terms = [term for term in required(question) if term.kind in ("version", "date")]
    if len(terms) == 1:
        category = category_asked(asked) if terms[0].kind == "version" else None
        general = _OF_VERSIONS | words_of(category, asked) if terms[0].kind == "version" else frozenset()
        return Mark("heading", terms[0].text, _others(asked, terms[0].span, general), whole, terms[0], category)
    if whole and kind == "date":
        return None
    if whole and (status := STATUS.search(asked)):
        return Mark("status", status[0], _others(asked, status.span(), _OF_CODES), whole)
    codes = list(_CODE.finditer(asked))
    options = [code for code in codes if code[0][0] in "-%"]
    for code in options if len(options) == 1 else codes if len(codes) == 1 else ():
        if whole or _IN_IT.search(asked) or question.kind == "number":
            if _BY_CODE.match(asked) and not _IN_IT.search(asked):
                return None
            return Mark("code", code["quoted"] or code[0], _others(asked, code.span(), _OF_CODES), whole)
    return None


def marked_stretches(mark: Mark, document: Document) -> tuple[list[Span], bool]:
    """Where a document has what is marked so, and whether it is plainly meant.

    That is the section under a heading or number, or the entries of a code. Nowhere where the document does not have
    it, or nothing tells which of several places is meant. A document is plainly meant where all `others` stand in its
    title or path or in a heading above, or, for an entry, in that section, and a heading tells what of it is asked for.
    """
    find = {"number": _numbered, "heading": _headed, "code": _entries, "status": _listed}[mark.kind]
    about = _words(f"{document.source} {document.title}")
    plain, near, open_ = [], [], []
    for start, end in islice(find(mark, document), _PLACES):
        above = about | _words(" ".join(_headings_at(document, start)))
        if mark.others <= above:
            plain.append((start, end))
        elif (
            mark.kind == "code"
            and mark.text[0] != "-"
            and mark.others <= above | _words(document.text[slice(*_around(document, start))])
        ):
            near.append((start, end))
        elif mark.others & (above | _words(document.text[start:end])):
            open_.append((start, end))
    found = plain or near or ([] if mark.kind in ("code", "status") and mark.whole else open_)
    parts = part_of(document, found[0][0], mark.category) if mark.category and len(found) == 1 else []
    found = [_cut(document, *part) for part in parts] if parts else found
    few = len(found) <= (_MOST if mark.kind == "code" else 1)
    return found if few else [], bool(plain or near) and parts is not None


def names_whose(mark: Mark, source: str, title: str = "") -> bool:
    """Whether the path and title of a document have all that says of what the mark is."""
    return bool(mark.others) and mark.others <= _words(f"{source} {title}")


def lacks_category(mark: Mark, document: Document, section: Span) -> bool:
    """Whether the section of a version has none of the changes that are asked for."""
    return mark.category is not None and part_of(document, section[0], mark.category) == []


def lacks_code(mark: Mark, document: Document) -> bool:
    """Whether an option that is asked for stands nowhere in the document that is about what it is asked of."""
    if mark.kind == "status" and names_whose(mark, document.source, document.title):
        return lists_statuses(document) and next(status_lines(mark.text.split()[-1], document), None) is None
    if mark.kind != "code" or not mark.whole or mark.text[0] not in "-%":
        return False
    if not names_whose(mark, document.source, document.title):
        return False
    return re.search(rf"(?<![\w-]){re.escape(mark.text)}(?![\w-])", document.text) is None


def meaning_in(mark: Mark, text: str) -> Span | None:
    """The few words that an entry explains a code by, as offsets in it: up to the end of a sentence, line or cell.

    >>> text = "- `-n`, `--numeric`: by number. Not by name."
    >>> text[slice(*meaning_in(Mark("code", "-n", frozenset(), True), text))]
    'by number'
    """
    if mark.kind != "code" or (label := _label(mark).match(text)) is None:
        return None
    names = _BEHIND_LABEL.match(text, label.end())
    start = names.end() if names else label.end()
    end = _ENDS.search(text, start)
    stop = len(text[: end.start() if end else len(text)].rstrip())
    return (start, stop) if 0 < count_words(text[start:stop]) <= _FEW else None


def _numbered(mark: Mark, document: Document) -> Iterator[Span]:
    """The section of a number: under its heading, or from the line that begins with it to the next such line."""
    text = document.text
    before = rf"(?m)^[ \t#*_>=-]*(?P<led>(?:§+|{_PARTS}|no\.?)[ \t]*)?"
    begins = re.compile(rf"{before}{re.escape(mark.text)}(?P<mark>[.):：](?=\s)|(?=[ \t　]|$))", re.IGNORECASE)
    found = [at for at in islice(begins.finditer(text), _PLACES) if _is_called(mark, fold(at["led"] or "").strip())]
    headings = [block for block in document.blocks if block.kind == "heading"]
    starts = [match.start() for match in found]
    heads = [
        block
        for block in headings
        if any(block.start <= at < block.end for at in starts) and not dates_in(text[block.start : block.end])
    ]
    if heads:
        yield from (_section(document, block) for block in heads)
        return
    # In running text a number alone counts something: it has a mark behind it, or is one of a section within a section.
    led = {"第", "§"} & {mark.text[0], mark.label[:1]}
    places = [at.start() for at in found if at["mark"] or led or "." in mark.text]
    number = rf"(?!{re.escape(mark.text)}\.\d)\d{{1,3}}(?:\.\d{{1,3}}){{0,4}}(?:[.):]|(?=[ \t]))(?=\D)"
    further = re.compile(before + (_NUMBERED.pattern if mark.text[0] == "第" else number), re.IGNORECASE)
    starts = [block.start for block in headings]
    for at in places:
        ends = starts[bisect_right(starts, at) :][:1]
        following = further.search(text, at + 1)
        ends.append(following.start() if following else len(text))
        yield _cut(document, at, min(ends))


def _is_called(mark: Mark, led: str) -> bool:
    """Whether a number may be what is asked for: where nothing says of what, what it is called must be the same."""
    if mark.others or not mark.label or (not led and mark.label[0] != "§"):
        return True
    return led == mark.label or (led[:1] == mark.label[:1] == "§")


def _headed(mark: Mark, document: Document) -> Iterator[Span]:
    """The sections of headings that name a version or a date."""
    term = mark.term
    for block in document.blocks:
        heading = document.text[block.start : block.end]
        if block.kind != "heading" or term is None or not stands(term, heading):
            continue
        # Minutes are of the first day that they name.
        of_day = term.date is not None and within(term.date, dates_in(heading)[0][0])
        meant = of_day or (term.date is None and not numbers_a_section(heading))
        start, end = _section(document, block)
        if meant and end - start < _MOST_OF_ALL * len(document.text):  # else it is the document's own version or day
            yield start, end


def _entries(mark: Mark, document: Document) -> Iterator[Span]:
    """The entries that begin with a code, one of the names that it goes by; small and capital letters count."""
    label = _label(mark)
    for at, block in enumerate(document.blocks):
        if block.kind not in ("item", "row", "paragraph") or _INDEX.search(
            " ".join(_headings_at(document, block.start))
        ):
            continue
        found = label.match(document.text, block.start, block.end)
        if found is None:
            continue
        if block.kind == "row":
            yield block.start, block.end
            continue
        below = _deeper(document, at)
        if not below and count_words(document.text[found.end() : block.end]) < 2:
            below = [one for one in document.blocks[at + 1 : at + 2] if one.kind not in ("heading", block.kind)]
            below = below or [one for one in document.blocks[at + 1 : at + 2] if one.kind == block.kind == "paragraph"]
            if not below:
                continue
        yield _cut(document, block.start, below[-1].end if below else block.end)


def _listed(mark: Mark, document: Document) -> Iterator[Span]:
    """The lines that say what a status, code or signal means."""
    for start, end in status_lines(mark.text.split()[-1], document):
        yield _cut(document, start, end)


def _label(mark: Mark) -> re.Pattern[str]:
    """How an entry of a code begins; what may stand before its explanation is not read over."""
    code = re.escape(mark.text)
    ends = "" if mark.text[0] in "-%" else f"(?={_ENDS_LABEL})"
    return re.compile(
        rf"{_SPACE}{_OTHER_LABEL}{{0,3}}{code}(?![\w-]){ends}"
        rf"|[^\n:.]{{0,30}}[(\[\"'`“]{code}[)\]\"'`”](?={_ENDS_LABEL})"
    )


def _deeper(document: Document, at: int) -> list[Block]:
    """The blocks behind one that are indented further than it."""
    found = []
    for block in document.blocks[at + 1 :]:
        if block.kind == "heading" or _column(document, block) <= _column(document, document.blocks[at]):
            break
        found.append(block)
    return found


def _column(document: Document, block: Block) -> int:
    return block.start - document.text.rfind("\n", 0, block.start) - 1


def _around(document: Document, at: int) -> Span:
    """The section that a place stands in, without those below it."""
    starts = [anchor.start for anchor in document.anchors]
    first = bisect_right(starts, at)
    return (starts[first - 1] if first else 0), (starts[first] if first < len(starts) else len(document.text))


def _section(document: Document, heading: Block) -> Span:
    """A heading with what stands under it, as far as it may be quoted."""
    after = (
        one.start
        for one in document.blocks
        if one.kind == "heading" and one.start > heading.start and one.level <= heading.level
    )
    return _cut(document, heading.start, next(after, len(document.text)))


def _cut(document: Document, start: int, end: int) -> Span:
    """A stretch without the white space at its end; of one that is too long the blocks that may be quoted."""
    last = start + len(document.text[start:end].rstrip())
    if count_words(document.text[start:last]) <= _LONGEST:
        return start, last
    ends = [block.end for block in document.blocks if start < block.end <= last]
    fitting = [at for at in ends if count_words(document.text[start:at]) <= _LONGEST]
    return start, max(fitting, default=min(ends, default=last))


def _headings_at(document: Document, at: int) -> Sequence[str]:
    anchor = anchor_at(document.anchors, at)
    return anchor.headings if anchor else ()


def _others(asked: str, mark: Span, general: frozenset[str] = frozenset()) -> frozenset[str]:
    rest = phrases.CHINESE.sub(" ", asked[: mark[0]] + " " + asked[mark[1] :])
    small = STOP_WORDS | _GENERAL | general | (_ELSEWHERE if phrases.is_of_these(asked) else frozenset())
    return frozenset(word.stem for word in spans(rest) if word.folded not in small)


def _words(text: str) -> frozenset[str]:
    # Manual pages are called after the section that they are of: iperf3.1
    return frozenset(word.stem for each in (r"[/_]", r"[/_.-]") for word in spans(re.sub(each, " ", text)))
