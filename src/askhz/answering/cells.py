"""The cells of a table's row and the fields of a front matter: which of them a question asks for."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..records import Edit, Question, Span
from ..text.abbreviations import spelt_out
from ..text.views import view_of
from ..text.words import STOP_WORDS, fold, spans, telling_set, word_set
from .nouns import nouns_asked
from .surroundings import Group, Stretch, Unit

_ASKED_FOR = re.compile(r"\b(?:which|what|whose)\s+((?:[\w'’-]+\s+){0,2}[\w'’-]+)", re.IGNORECASE)
_HEAD = re.compile(
    r"\bwhat(?:['’]?s| is| are| was| were) (?:the|its|their) ([\w-]+) (?:of|for|in|on|at)\b", re.IGNORECASE
)
_IDIOM = re.compile(r"\b(?:take|takes|taking|taken|took) (?:place|part)\b", re.IGNORECASE)  # asks for no column
_IN_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
_JOINED = re.compile(r"(?<=[a-z])(?=[A-Z])")  # firstName, macOS
_WHO = re.compile(r"\b(?:who|whom)\b|谁", re.IGNORECASE)
_AMOUNT = re.compile(r"[~<>≈+$€£¥(-]*\s*\d")
_PRICE = re.compile(r"\bhow much (?:is|are|was|were|do|does|did)\b", re.IGNORECASE)
_VERB = re.compile(r"\bwhat (?:do|does|did|has|have|had)\b.* ([^\W\d]+)\W*$", re.IGNORECASE)
_IS = word_set("is are was were")
_KEY = re.compile(r"(?P<key>[^:\n]{1,80}): (?=\S)")
_QUESTION_WORDS = frozenset("who whom whose when where what which how why".split())
_SUM = re.compile(
    r"(?:grand |sub-?)?(?:totals?|sum|average|mean|overall)(?: of .{1,40})?|(?:zwischen|gesamt)?summe|gesamt|insgesamt"
    r"|durchschnitt|somme|total général|moyenne|suma|promedio|合计|总计|小计|总和|平均",
    re.IGNORECASE,
)
_SAME_START = 4  # letters that two words must share to be forms of one: keeps, keeper
# What the columns are called that hold those asked for by "who".
_PERSONS = word_set("name person employee member staff player student guest contact customer client owner")
_PLACES = word_set("place site position floor shelf")  # "Places" are seats in a table that has a room as well
_IN_FULL = {
    "min": "minimum",
    "max": "maximum",
    "avg": "average",
    "qty": "quantity",
    "amt": "amount",
    "tel": "telephone phone",
    "ph": "phone",
    "addr": "address",
    "dept": "department",
    "nr": "number",
    "temp": "temperature",
    "desc": "description",
    "mgr": "manager",
    "yr": "year",
    "wt": "weight",
}
_SHORT = re.compile(rf"\b(?P<short>{'|'.join(_IN_FULL)})\b\.?", re.IGNORECASE)
_MADE = r"(?:written|wrote|created|made|published|issued|posted|dated|recorded|begun|started)"
_CHANGED = r"(?:updated|modified|revised|changed|edited|amended|reviewed)"
# What the fields of a front matter are usually called, and how they are asked for otherwise than by that name.
_FIELDS = tuple(
    (frozenset(keys.split()), re.compile(asked))
    for keys, asked in (
        ("author authors by writer writers creator", r"\bwho (?:wrote|writes|made|created)\b|\bwritten by\b|\bwriter"),
        (
            "date dated created written published issued posted pubdate publishdate",
            rf"\bwhen\b.*\b{_MADE}\b|\bhow old\b",
        ),
        (
            "updated modified revised changed lastmod edited amended reviewed",
            rf"\bwhen\b.*\b{_CHANGED}\b|\blast {_CHANGED}",
        ),
        ("status state stage", r"\b(?:status|state|stage)\b"),
        ("tags tag keywords keyword topics topic categories category labels", r"\b(?:tag|keyword|topic|categor|label)"),
        ("title name", r"\b(?:title|called|named)\b"),
        ("summary description abstract subtitle", r"\b(?:summary|description|abstract)\b"),
        ("publisher", r"\bwho (?:published|publishes)\b"),
        ("why reason reasons rationale purpose motivation", r"^(?:and |so |but )?why\b|\bwhat\b.*\bfor\W*$"),
        ("when", r"^(?:and |so |but )?when\b"),
        ("where", r"^(?:and |so |but )?where\b"),
        ("who", r"^(?:and |so |but )?who\b"),
    )
)
_MEASURED = word_set(
    "long heavy weigh weighs tall high big large hot warm cold fast quick loud deep wide broad thick strong old far"
    " often frequently much many cost costs take takes last lasts time"
)
_OTHERWISE = word_set(
    "write wrote written writer made created published issued posted dated recorded begun started updated modified"
    " revised changed edited amended reviewed last old status state stage tag keyword topic category label title called"
    " named summary description abstract"
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a row: its column's header ("" if it has none), its place in the document, and how it reads."""

    column: str
    start: int
    end: int
    reads: str


def cells_of(unit: Unit, stretch: Stretch) -> list[Cell]:
    """The cells of a row that are not empty, in order; of a record its values, each under its key."""
    passage = stretch.passage
    first = bisect_left(passage.edits, unit.start, key=_start_of)
    last = bisect_right(passage.edits, unit.end, first, key=_start_of)
    edits = [edit for edit in passage.edits[first:last] if edit.end <= unit.end]
    is_record = all("\n" in passage.text[e.start - passage.start : e.end - passage.start] for e in edits)
    found = []
    for column, (start, end) in _bounds(unit, edits):
        key = _KEY.match(passage.text, start - passage.start, end - passage.start) if is_record else None
        if key is not None:
            column, start = key["key"].strip(), passage.start + key.end()
        reads = view_of(passage.text, start, end, passage.edits, offset=passage.start).text.strip()
        reads = reads.removeprefix(f"{column}: ")  # put in where the first cell begins
        text = passage.text[start - passage.start : end - passage.start]
        start += len(text) - len(text.lstrip())
        found.append(Cell(column, start, start + len(text.strip()), reads))
    return [cell for cell in found if cell.reads]


def sums_up(cells: Sequence[Cell]) -> bool:
    """Whether a row is no member of its table, but says what all of them have together: "Total"."""
    return bool(cells) and _SUM.fullmatch(cells[0].reads.strip(" :*_")) is not None


def _start_of(edit: Edit) -> int:
    return edit.start


def columns_of(group: Group, stretch: Stretch) -> list[str]:
    """The headers of a table's columns, as its first row has them that is not only above a group of rows."""
    rows = [[cell.column for cell in cells_of(row, stretch)] for row in group.members[:2]]
    return rows[-1] if len(rows[0]) == 1 else rows[0]


def _bounds(unit: Unit, edits: Sequence[Edit]) -> Iterator[tuple[str, Span]]:
    """The header and the place of each cell: an edit that names a column, or puts a semicolon, begins one."""
    column, start = "", unit.start
    for edit in edits:
        if edit.text.endswith(": ") or edit.text == "; " or edit.start == unit.start:
            if start < edit.start:
                yield column, (start, edit.start)
            # Before the column's name there may stand what a cell above says of this row: "Room: Tall; Seats: "
            column, start = edit.text.removesuffix(": ").rpartition("; ")[2], edit.end
        elif edit.end == unit.end and not edit.text:
            yield column, (start, edit.start)
            return
    if start < unit.end:
        yield column, (start, unit.end)


def answering_cell(question: Question, cells: Sequence[Cell], short: Span | None) -> Cell | None:
    """The cell that answers: under the header asked for, else the one that the short answer lies in; None if neither.

    A cell whose words all stand in the question is what it asks about. Of several headers that it names, the one that
    it says most of; the question's own words come before those that were filled in from the history, and the nouns that
    its adjectives ("how heavy": weight) or "who" (name) stand for last. A dash under the header asked for is no answer,
    nor is what stands beside it.
    """
    asked = _words(question.search[0] if question.search else question.text)
    open_cells = [cell for cell in cells if is_blank(cell) or not _content(cell.reads) <= asked]
    if question.kind == "person" and _WHO.search(question.as_asked):
        names = [cell for cell in open_cells if is_blank(cell) or _may_be_person(cell)]
        capital = [cell for cell in names if not cell.reads[:1].islower()]
        open_cells = capital or names or open_cells
        # Who does something is none of what all rows are of, where one other cell may be a name.
        if short is not None and len(others := [cell for cell in capital if cell is not cells[0]]) == 1:
            short = (others[0].start, others[0].end) if _holding(open_cells, short) is None else short
    holding = _holding(open_cells, short)
    verb = _verb_of(question)
    prices = nouns_asked(question) if _PRICE.search(question.as_asked) else frozenset()
    last = _PERSONS if question.kind == "person" else _PLACES if question.kind == "place" else frozenset()
    for wanted in (_words(question.as_asked), asked, nouns_asked(question), last):
        named = [cell for cell in open_cells if cell.column and names_column(cell.column, wanted)]
        # What someone ordered is not the number of the order, where the reader knows better.
        if holding and named == list(cells[:1]) and not names_column(cells[0].column, wanted - verb):
            return None if is_blank(holding) else holding
        if named and wanted is not prices and prices and not _is_said_whole(named, wanted):
            named = [cell for cell in open_cells if cell.column and names_column(cell.column, prices)] or named
        if named:
            best = max(
                named,
                key=lambda cell: (
                    *_named_by(question, cell.column, wanted, first=cell is cells[0]),
                    cell is holding,
                ),
            )
            return None if is_blank(best) else best
    return holding


def _is_said_whole(cells: Sequence[Cell], wanted: frozenset[str]) -> bool:
    """Whether some cell's header is said with all its words: "Breakfast", not "Tickets sold" of a ticket's price."""
    headers = [_content(_IN_BRACKETS.sub(" ", cell.column)) for cell in cells]
    return any(all(any(_forms_of_one(word, other) for other in wanted) for word in words) for words in headers)


def _verb_of(question: Question) -> frozenset[str]:
    """The stem of the verb at the end of "What did they order?"."""
    match = _VERB.search(question.as_asked)
    return word_set(match[1]) if match else frozenset()


def naming_cell(question: Question, cells: Sequence[Cell], head: frozenset[str]) -> Cell | None:
    """The cell that says which row is meant: under the header that is asked for, or a person's where "who" is asked.

    Else under the header of the superlative's own noun, the `head`: "the cheapest article", or the first that is no
    number. A cell of numbers names a row only where its header is asked for: "Which year was the wettest?".
    """
    naming = [cell for cell in cells if may_name(cell)]
    if question.kind == "person":
        naming = [cell for cell in naming if _may_be_person(cell)] or naming
        persons = [cell for cell in naming if names_column(cell.column, _PERSONS)]
        return next(iter(persons or naming), None)
    wanted = (asked_for(question) - _IS) or head
    named = [cell for cell in cells if cell.column and names_column(cell.column, wanted)]
    if named:
        return named[0]
    return next(iter(naming), None)


def may_name(cell: Cell) -> bool:
    """Whether a cell may be a name: letters, and no amount or date."""
    return not _AMOUNT.match(cell.reads) and any(character.isalpha() for character in cell.reads)


def _may_be_person(cell: Cell) -> bool:
    """Whether a cell may be the name of a person or a firm: it has letters, and no figure."""
    return may_name(cell) and not any(character.isdigit() for character in cell.reads)


def is_under_header(question: Question, cell: Cell) -> bool:
    """Whether the question names the header of a cell: then it answers, however it is written ("Fri" for a day)."""
    return names_column(cell.column, _words(f"{question.as_asked} {' '.join(question.search[:1])}"))


def _words(text: str) -> frozenset[str]:
    return word_set(_IDIOM.sub(" ", text))


def is_blank(cell: Cell) -> bool:
    """Whether a cell has no letter and no figure: a dash, three dots."""
    return not any(character.isalnum() for character in cell.reads)


def _named_by(
    question: Question, column: str, wanted: frozenset[str], *, first: bool
) -> tuple[bool, bool, int, float, bool]:
    """How well words name a column: as what is asked for, by more than "who", by how many words, by which share.

    What the rows are of stands in the first column: "Channel type" is asked for by "Which channels …?" as well.
    """
    words = _content(_IN_BRACKETS.sub(" ", _written_out(column))) or _content(column)
    share = sum(any(_forms_of_one(word, other) for other in wanted) for word in words) / len(words)
    said = sum(any(_forms_of_one(word, other) for other in wanted) for word in _content(_written_out(column)))
    is_wanted = names_column(column, asked_for(question)) or names_column(column, _head_of(question))
    told = any(_forms_of_one(word, other) for word in words - _QUESTION_WORDS for other in wanted)
    return is_wanted and (share == 1 or first), told, said, share, is_wanted


def names_field(question: Question, key: str) -> bool:
    """Whether a question asks for the field of a front matter that is called so.

    >>> from askhz.question import analyse
    >>> [names_field(analyse("When was it revised?"), key) for key in ("revised", "author", "harbour")]
    [True, False, False]
    """
    asked = fold(question.search[0] if question.search else question.text)
    words = {word.folded for word in spans(asked)} - STOP_WORDS
    keys = {word.folded for word in spans(_written_out(key))}
    if any(_forms_of_one(one, other) for one in keys for other in words):
        return True
    return is_called_otherwise(question, key) is not None


def is_called_otherwise(question: Question, key: str) -> frozenset[str] | None:
    """The stems by which a field of a front matter is asked for otherwise than by its name; None where it is not.

    >>> from askhz.question import analyse
    >>> asked = analyse("When was the plan revised?")
    >>> "revis" in (is_called_otherwise(asked, "lastmod") or ()), is_called_otherwise(asked, "author")
    (True, None)
    >>> "long" in (is_called_otherwise(analyse("How long does it take?"), "timeRequired") or ())
    True
    """
    asked = fold(question.search[0] if question.search else question.text)
    called = _written_out(key)
    keys = {word.folded for word in spans(called)} | {fold(key)}
    if any(keys & names and pattern.search(asked) for names, pattern in _FIELDS):
        return _OTHERWISE
    return _MEASURED if question.kind == "number" and word_set(called) & nouns_asked(question) else None


def names_in_full(column: str, wanted: frozenset[str]) -> bool:
    """Whether each word of a column's header is a form of one of the stems."""
    words = _content(_written_out(column))
    return bool(words) and all(any(_forms_of_one(word, other) for other in wanted) for word in words)


def asked_for(question: Question) -> frozenset[str]:
    """The stem of the word behind "which", "what" or "whose", with which a question asks for something."""
    match = _ASKED_FOR.search(question.as_asked)
    return word_set(match[1].split()[0]) if match else frozenset()


def _head_of(question: Question) -> frozenset[str]:
    """The stem of what is asked for of something: "What is the status of …?"."""
    match = _HEAD.search(question.as_asked)
    return word_set(match[1]) if match else frozenset()


def _holding(cells: Sequence[Cell], short: Span | None) -> Cell | None:
    if short is None:
        return None
    return next((cell for cell in cells if cell.start < short[1] and short[0] < cell.end), None)


def names_column(column: str, wanted: frozenset[str]) -> bool:
    """Whether one of the stems is a form of a word of the column's header."""
    words = _content(_written_out(column)) | _content(column) | word_set(spelt_out(column))
    return bool(words) and any(_forms_of_one(word, other) for word in words for other in wanted)


def _written_out(column: str) -> str:
    """A header with its words apart and its abbreviations in full: "minStock", "Min. stock"."""
    return _SHORT.sub(lambda match: _IN_FULL[match["short"].lower()], _JOINED.sub(" ", column))


def _content(text: str) -> frozenset[str]:
    return telling_set(text) or word_set(text)


def _forms_of_one(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return short == long or (len(short) >= _SAME_START and long.startswith(short) and len(long) <= len(short) + 4)
