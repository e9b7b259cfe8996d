"""The records that travel between modules: frozen, without behaviour.

Text-bearing records carry the `source` of their document and `start` and `end`, offsets in Unicode code points with
`document.text[start:end] == record.text` (or `.quote`). This module knows neither files nor models.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Problem:
    """A file or line that was left out, and why: one line for a person."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass(frozen=True, slots=True)
class Collection:
    """What was read: documents in the order of their sources, groups of names, what was left out."""

    documents: tuple[Document, ...]
    aliases: tuple[tuple[str, ...], ...]
    problems: tuple[Problem, ...]


Span = tuple[int, int]
Kind = Literal[
    "number",
    "date",
    "person",
    "organisation",
    "place",
    "reason",
    "manner",
    "procedure",
    "advice",
    "list",
    "definition",
    "comparison",
    "yes-no",
    "other",
]
"""The kind of answer that a question wants: `manner` is how something is or came about, `procedure` how to do it,
`advice` what to do in a case ("What should I do if …?")."""
AnswerKind = Literal["answer", "refusal", "social"]
"""What an answer is: `social` replies to a greeting, thanks or a question about askhz itself."""


BlockKind = Literal["heading", "paragraph", "item", "row", "code", "quotation", "caption", "front matter"]
"""What a stretch of a document is: `item` is a list item, `row` a row of a table."""


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a document's text, from `start` to `end`.

    `level` is the level of a heading (1 is the highest) or the depth of a list item (1 is the outermost), else 0.
    `header` marks the header row of a table.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    header: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person would look in the file; what does not apply is None. Numbers count from 1."""

    page: str | None = None
    section: str | None = None
    slide: int | None = None
    sheet: str | None = None
    row: int | None = None
    chapter: str | None = None
    line: int | None = None
    member: str | None = None


@dataclass(frozen=True, slots=True)
class Anchor:
    """The place, and the headings above it (outermost first), that hold from `start` to the next anchor's start."""

    start: int
    place: Place = Place()
    headings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edit:
    """What a model reads in place of `text[start:end]`: "" for a mark that is no word, a space for a line break.

    A document's text is never changed; its edits say how it reads. `start` may equal `end`: then something is added.
    """

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Box:
    """Where `text[start:end]`, a line or a part of one, stands on a page as it is shown.

    `page` counts from 1 in the file. The edges are shares of the page's width and height (0 to 1), from the top left.
    """

    start: int
    end: int
    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Document:
    """One text to answer from.

    `digest` covers everything that an index keeps of it. `details` holds author, publisher, date and address, where
    known. `kind` is the format that it was read from, by its usual ending without the dot ("txt", "md"). `blocks` are
    in order and do not overlap; so are `edits`; `anchors` are in order of their starts, `boxes` of theirs. All are
    empty where the reader knows nothing of them.
    """

    source: str
    title: str
    text: str
    digest: str
    details: dict[str, str] = field(default_factory=dict)
    kind: str = "txt"
    blocks: tuple[Block, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    edits: tuple[Edit, ...] = ()
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """What is known of an indexed document without its text; `length` is that of the text, in characters."""

    source: str
    title: str
    length: int
    details: dict[str, str] = field(default_factory=dict)
    kind: str = "txt"


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole units of one document: sentences, list items, table rows, blocks of code.

    `sentences` are the spans of the units in the document's text. `anchors` are the document's that hold within the
    passage: the first one's start may lie before it. `context` is what it is about (title, path, headings): it is read
    before the passage and stands nowhere in it. `edits` are the document's within the passage. `kinds` says of each
    unit what block it is of; empty where that is not known.
    """

    source: str
    start: int
    end: int
    text: str
    sentences: tuple[Span, ...]
    anchors: tuple[Anchor, ...] = ()
    context: str = ""
    edits: tuple[Edit, ...] = ()
    kinds: tuple[BlockKind, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """What a conversation is about: the question that `opened` it ("": its like is asked), and all `asked` since."""

    opened: str
    asked: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question, understood.

    `text` is what was asked. `search` holds the texts to look up, the best first: spelling corrected, left-out subjects
    filled in from the history, then as it was spelt, then under the other names of what it names. `as_asked` is the
    question with its spelling corrected and nothing filled in; for "And the Solo?" all that it means. `names` are the
    proper names in it. `understood` is the first text to look up where that differs from `text`, else None. `sides` are
    the two it compares, `counted` what it counts; `chooses`: whether it asks which of several are of a certain kind.
    `topics` are what it may speak of, oldest first; none where it names that. `leans`: whether it leaves that out.
    """

    text: str
    kind: Kind
    search: tuple[str, ...]
    as_asked: str
    names: tuple[str, ...] = ()
    understood: str | None = None
    sides: tuple[str, ...] = ()
    counted: str | None = None
    chooses: bool = False
    topics: tuple[Topic, ...] = ()
    leans: bool = False

    @property
    def explains(self) -> bool:
        """Whether it asks for an explanation, which no few words give."""
        return self.kind in ("reason", "manner", "procedure")

    @property
    def wants_one(self) -> bool:
        """Whether one sentence can answer it: no explanation is wanted, no list, no comparison."""
        return not self.explains and self.kind not in ("list", "comparison")


@dataclass(frozen=True, slots=True)
class Filter:
    """Which documents a question is asked of. What is empty or None lets every document through; all parts must.

    `sources` are documents' names, `folders` the beginnings of names up to a slash, `types` formats by their usual
    endings ("pdf"). `since` and `until` are days, months or years ("2024-05-31", "2024-05", "2024"), both within: of
    the date that a document tells of itself, else of its file.
    """

    sources: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found. `score` falls as `rank` rises; the ranks say where each retriever had it (None: not at all).

    `document` tells what a face shows of the passage's document.
    """

    passage: Passage
    rank: int
    score: float
    cosine: float
    dense_rank: int | None
    word_rank: int | None
    document: DocumentInfo | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence that may answer: its place, how well it answers (`score`, higher is better) and the span in it.

    `short` is the smallest answering span, offsets in the document's text, or None. `hit_rank` is the rank of the
    passage that it was read in. `whole` is the list, set of steps or block of code that it belongs to, from the
    sentence that leads in to it to its last item, as far as the passage has it; None if it belongs to none. `evidence`
    is the probability (0 to 1) that it is part of the answer; None where the reader does not tell.
    """

    source: str
    start: int
    end: int
    text: str
    score: float
    short: Span | None
    hit_rank: int
    whole: Span | None = None
    evidence: float | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of the passages: findings, best first, and the probability (0 to 1) that the best is right.

    Below `threshold` the reader advises to decline. `reader` is the name of the reader that read: a calibration is
    kept under it.
    """

    findings: tuple[Finding, ...]
    confidence: float
    threshold: float = 0.0
    reader: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote and where it stands. `n` counts from 1 in the order of the answer.

    `place` and `headings` say where a person would look; `document` tells what a face shows of the quote's document.
    """

    n: int
    source: str
    title: str
    start: int
    end: int
    quote: str
    place: Place | None = None
    headings: tuple[str, ...] = ()
    document: DocumentInfo | None = None


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """The smallest span that answers; it lies inside one of the quotes."""

    text: str
    source: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer in the documents' own words, or a refusal with its reason.

    `text` is the quotes in order, each followed by its number, and no other word. `confidence` is the calibrated
    probability that the answer is right. `passages` are those that were read, best first. `understood` is the question
    as it was looked up, where words were filled in or respelt. `social`: whether this is the reply to a line that asks
    the documents nothing; the reply is the `reason`. `conflict` marks quotes that contradict each other, the newest
    first where their dates are known. `ambiguous` marks quotes each of which answers another reading of the question:
    `readings` are the questions that are meant, in the order of the quotes. `quoted_in` is the language of the quotes
    (ISO 639; "und" where it is not known) where it is another than the question's.
    """

    question: str
    answered: bool
    text: str
    short: ShortAnswer | None
    confidence: float
    reason: str | None
    citations: tuple[Citation, ...]
    passages: tuple[Hit, ...]
    timings_ms: dict[str, float] = field(default_factory=dict, compare=False)
    understood: str | None = None
    social: bool = False
    conflict: bool = False
    ambiguous: bool = False
    readings: tuple[str, ...] = ()
    quoted_in: str | None = None

    @property
    def kind(self) -> AnswerKind:
        """Whether this is an answer, a refusal, or the reply to a social line."""
        return "social" if self.social else "answer" if self.answered else "refusal"
