"""The short answer: the few words of a quote that answer by themselves, never a piece of a name, number or address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..reading.answer_types import lacks_kind
from ..records import Finding, Question, ShortAnswer, Span
from ..text.stretches import is_command
from ..text.words import count_words, fold, word_set
from .because import cause_in
from .brief import asks_for_few_words, is_all_that_is_asked
from .cells import Cell, answering_cell, cells_of, is_under_header, may_name, naming_cell
from .contacts import contact_in
from .extents import between_marks, hidden, with_all_of_it
from .labels import bare, beside_label
from .matching import asked_words, member_words, telling_words
from .superlatives import asks_for_amount, asks_for_extreme, head_of_superlative
from .surroundings import Stretch, Unit, group_of, leads_in, stretch_of

_LONGEST, _LONGEST_LIST = 15, 60  # words; more are no short answer
_HOW_MANY = re.compile(r"\bhow (?:many|much)\b", re.IGNORECASE)
_ITEM = re.compile(r"\n\s*- ['\"]?(?P<item>[^\n]*[^\s'\"])")
_COMMAND = re.compile(r"\b(?:command|cmd|type|run|execute|enter|install|call)\b", re.IGNORECASE)
_SAYS_COMMAND = re.compile(r"\b(?:command|cmd)s?\b", re.IGNORECASE)
_OF_A_THING = re.compile(
    r"^(?!.*\b(?:command|cmd)\b).*\b(?:does|did) (?!(?:one|someone|anyone)\b)"
    r".* (?:type|run|execute|enter|install|call)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\b(?:url|address|link|e-?mail|phone|number)s?\b|网址|链接|邮箱|电话", re.IGNORECASE)
_NAMES_CODE = re.compile(
    r"\b(?:flags?|option|switch|setting|variable|function|method|keyword|path|log ?file|config file|hotkey|shortcut"
    r"|syntax|snippet|expression|macro|attribute|annotation|endpoint)\b",
    re.IGNORECASE,
)
# Not the links and roles of reStructuredText: `text <address>`_, :pep:`405`.
_BACKTICKS = re.compile(r"(?<![`:])(?P<marks>`{1,2})(?!`)(?P<code>[^`\n]+?)(?P=marks)(?![`_])")
_SAYS_TO_RUN = re.compile(
    r"\b(?:run(?:ning)?|typ(?:e|ing)|us(?:e|ing)|execut(?:e|ing)|invok(?:e|ing)|set(?:ting)?"
    r"|(?:enter|call|press|add|pass|open|visit)(?:ing)?|with|via|by|go to)(?: the)?(?: \w+)? $",
    re.IGNORECASE,
)
_CODE_LINE = re.compile(r"\s*(?!```|~~~|#|//)\S")
_COMMENT = re.compile(r"(?:#|//|--|;|/?\*|REM\b)\s*\S")
_PLACE = re.compile(
    r"(?:see )?(?:the )?(?P<kind>chapter|section|appendix|table|figure|page)s? [\dA-Z][\w.]*", re.IGNORECASE
)
_FOLLOWING = re.compile(r"\b(?:the|these|this|any|all|each|one|some) (?:of the )?following\b", re.IGNORECASE)
_OUTPUT = re.compile(r"\s*(?:```|~~~)\s*(?:text|txt|output|log|plain|plaintext)\b", re.IGNORECASE)
_EDGES = " \t\r\n|"  # what no answer begins or ends with: white space, the lines of a table drawn in a block of code
_Piece = tuple[Unit, Finding, Span]
_PROMPT = re.compile(r"^(?:[$>%#]|PS>|[\w@~:/.-]+[$#])\s+")


def short_answer(question: Question, best: Finding, unit: Unit | None, stretch: Stretch | None) -> ShortAnswer | None:
    """The smallest span of the best finding that answers; None where no few words answer."""
    if question.kind == "reason":
        return _spanning(best, cause_in(best.text))
    if not asks_for_few_words(question):
        return None
    span, under_header = best.short, False
    if unit is not None and stretch is not None:
        if unit.kind == "row":
            cell = _answering(question, cells_of(unit, stretch), span)
            span = None if cell is None else _within(cell.start, cell.end, span)
            under_header = cell is not None and is_under_header(question, cell)
        elif unit.kind == "front matter":
            span = _value(unit)
        elif unit.kind == "code":
            span = (_command(question, unit) if _asks_command(question) else None) or (
                _line(unit, span) if span else None
            )
    inside = None if span is None else (span[0] - best.start, span[1] - best.start)
    contact = contact_in(question, best.text, inside)
    if contact and stretch is not None and hidden(best, stretch, *contact):
        # The address behind a link: it answers where an address is asked for, else the words that stand there.
        if inside is None or _ADDRESS.search(question.as_asked):
            return _spanning(best, contact)
        contact = None
    if contact and inside and under_header and not (inside[0] <= contact[0] and contact[1] <= inside[1]):
        contact = None  # it stands in another cell
    in_cell = unit is not None and unit.kind in ("row", "front matter")  # a cell is whole
    value = None if in_cell or contact else beside_label(question, best.text, inside)
    found = contact or value or inside
    if found is None:
        return None
    start, end = found
    if contact is None and value is None and not in_cell:
        start, end = with_all_of_it(question, best.text, start, end)
    if stretch is not None:
        start, end = between_marks(question, best, stretch, start, end)
    start += len(best.text[start:end]) - len(best.text[start:end].lstrip(_EDGES))
    text = best.text[start:end].rstrip(_EDGES)
    if not under_header and not is_all_that_is_asked(question, text, best.text[:start]):
        return None
    wants_kind = question.kind == "date" or _asks_how_many(question)
    if wants_kind and not under_header and lacks_kind(question.kind, text):
        return None
    if _points_elsewhere(question, text):
        return None
    if _FOLLOWING.search(text):
        return None  # it announces the answer
    if not text.strip() or count_words(text) > (_LONGEST_LIST if question.kind == "list" else _LONGEST):
        return None
    return ShortAnswer(text, best.source, best.start + start, best.start + start + len(text))


def _points_elsewhere(question: Question, text: str) -> bool:
    """Whether a text only says where else to look, and no such place is asked for."""
    found = _PLACE.fullmatch(text)
    return found is not None and fold(found["kind"]) not in fold(question.as_asked)


def _answering(question: Question, cells: Sequence[Cell], span: Span | None) -> Cell | None:
    """The cell that answers; of the row that has the most the name, or the amount where that is asked for."""
    if not asks_for_extreme(question):
        return answering_cell(question, cells, span)
    if asks_for_amount(question):
        return answering_cell(question, [cell for cell in cells if not may_name(cell)] or cells, span)
    return naming_cell(question, cells, head_of_superlative(question)) or answering_cell(question, cells, span)


def rows_differ(question: Question, row: Unit, stretch: Stretch, quotes: Sequence[Finding]) -> bool:
    """Whether another row that is quoted fits as well as this one, and another cell of it answers."""
    group = group_of(row.start, row.end, stretch)
    if group is None or group.kind != "table" or asks_for_extreme(question):
        return False
    telling = telling_words(question, stretch, group).keys()
    told = telling & member_words(row)
    cell = answering_cell(question, cells_of(row, stretch), None)
    for one in group.members:
        quoted = any(quote.source == one.source and quote.start <= one.start < quote.end for quote in quotes)
        if one is not row and quoted and told and told <= member_words(one) & telling:
            other = answering_cell(question, cells_of(one, stretch), None)
            if cell is None or other is None or other.reads != cell.reads:
                return True
    return False


def _spanning(best: Finding, span: Span | None) -> ShortAnswer | None:
    """Words of a finding, given as offsets in it, as the short answer, unless they are too many."""
    if span is None or count_words(text := best.text[slice(*span)]) > _LONGEST:
        return None
    return ShortAnswer(text, best.source, best.start + span[0], best.start + span[1])


def _asks_how_many(question: Question) -> bool:
    """Whether a number of things is asked for, also where the question before says so: "And for students?"."""
    return _HOW_MANY.search(question.as_asked) is not None or (
        question.kind == "number" and question.understood is not None
    )


def _within(low: int, high: int, span: Span | None) -> Span:
    """A cell; of one with many words the reader's span in it."""
    return span if span and low <= span[0] and span[1] <= high and high - low > 80 else (low, high)


def _value(unit: Unit) -> Span | None:
    """What stands behind the name of a field, without quotation marks and brackets."""
    match = re.match(r"[^:=\n]*[:=]\s*", unit.text)
    if match is None:
        return None
    start, end = bare(unit.text, match.end(), len(unit.text.rstrip()))
    if items := list(_ITEM.finditer(unit.text, match.end() - 1)):  # one below the other
        return unit.start + items[0].start("item"), unit.start + items[-1].end("item")
    return (unit.start + start, unit.start + end) if start < end and "\n" not in unit.text[start:end] else None


def command_in(
    question: Question, best: Finding, quotes: Sequence[Finding], known: Sequence[Stretch]
) -> ShortAnswer | None:
    """The command that answers, where a question asks for one or how something is done; None where there are several.

    It is the code that the best finding is, leads in to, or names between backticks; else the only one that is quoted.
    """
    wanted = _asks_command(question)
    if question.kind in ("reason", "yes-no", "comparison", "date", "person", "place"):
        return None
    if not wanted and not (_NAMES_CODE.search(question.as_asked) or question.kind in ("manner", "procedure")):
        return None
    pieces = [piece for quote in quotes for piece in _code_in(question, quote, known)]
    own = [piece for piece in pieces if piece[0].source == best.source]
    here = [piece for piece in own if piece[0].start < best.end and best.start < piece[0].end]
    if not here and leads_in(best.text):
        here = [piece for piece in own if piece[0].start >= best.end][:1]
    # Of steps with several commands none is the answer.
    chosen = (here or pieces) if wanted else here if len(here) == len(pieces) else []
    if not here and len(pieces) == 1 and pieces[0][0].kind == "code" and _holds(pieces[0][1], best):
        chosen = pieces  # the block of code that the sentences quoted with it are about
    if wanted:
        chosen = _fitting(question, chosen, pieces)
    if len(chosen) != 1:
        return None
    quote, (start, end) = chosen[0][1], chosen[0][2]
    return ShortAnswer(quote.text[start - quote.start : end - quote.start], quote.source, start, end)


def _holds(quote: Finding, best: Finding) -> bool:
    return quote.source == best.source and quote.start <= best.start and best.end <= quote.end


def _fitting(question: Question, chosen: list[_Piece], pieces: list[_Piece]) -> list[_Piece]:
    """Those of the commands chosen that have most of the question's words; of all quoted ones, if these have more."""
    asked = _asked_of_code(question)

    def shared(piece: _Piece) -> int:
        _, quote, (start, end) = piece
        return len(asked & word_set(quote.text[start - quote.start : end - quote.start]))

    most = max(map(shared, pieces), default=0)
    among = chosen if not most or any(shared(piece) == most for piece in chosen) else pieces
    return [one for one in among if shared(one) == most] if most else among


def _asked_of_code(question: Question) -> frozenset[str]:
    """The words of a question that tell one command from others: to install something is what many do.

    Where it asks for the command by that word, what it is to do is written in it.
    """
    if _SAYS_COMMAND.search(question.as_asked):
        return asked_words(question)
    return asked_words(question) - word_set(" ".join(_COMMAND.findall(question.as_asked)))


def _asks_command(question: Question) -> bool:
    """Whether a command is asked for, not what something runs or calls: "Which image does the service run?"."""
    asked = _COMMAND.search(question.as_asked)
    return asked is not None and not _OF_A_THING.search(question.as_asked)


def _code_in(question: Question, quote: Finding, known: Sequence[Stretch]) -> Iterator[_Piece]:
    """Each command in a quote with its unit: the line of a block that fits best, what stands between backticks."""
    stretch = stretch_of(quote, known)
    for unit in stretch.units if stretch else ():
        if unit.source != quote.source or not (quote.start <= unit.start and unit.end <= quote.end):
            continue
        if unit.kind == "code" or is_command(unit.text):
            if not _OUTPUT.match(unit.text) and (span := _command(question, unit)) is not None:
                yield unit, quote, span
        else:
            for code in _BACKTICKS.finditer(unit.text):
                if _may_answer(question, unit.text, code):
                    bare = code["code"].strip()
                    start = unit.start + unit.text.index(bare, code.start("code"))
                    yield unit, quote, (start, start + len(bare))


def _may_answer(question: Question, text: str, code: re.Match[str]) -> bool:
    """Whether code within a sentence may be what answers: not what the question says itself.

    Where it is asked how something is done, a single word of code is a file or a name, unless the sentence says to run
    it.
    """
    if not any(map(str.isalnum, code["code"])):
        return False
    if re.search(rf"(?<![\w-]){re.escape(fold(code['code']))}(?![\w-])", fold(question.as_asked)):
        return False
    if question.kind not in ("manner", "procedure") or _NAMES_CODE.search(question.as_asked):
        return True
    if _SAYS_COMMAND.search(question.as_asked):
        return True
    return re.search(r"\s", code["code"].strip()) is not None or _SAYS_TO_RUN.search(text, 0, code.start()) is not None


def _command(question: Question, unit: Unit) -> Span | None:
    """The line of code that a question for a command asks for: it and the comment above it share most words with it.

    A block of one line is its own; none of several lines that share nothing with the question is it.
    """
    asked, best, comment, at = _asked_of_code(question), None, "", unit.start
    lines = sum(bool(_CODE_LINE.match(line)) for line in unit.text.splitlines())
    for line in unit.text.splitlines(keepends=True):
        text = line.strip()
        if _COMMENT.match(text):
            comment = text
        elif text and not text.startswith(("```", "~~~")):
            shared = len(asked & word_set(f"{comment} {text}"))
            bare = _PROMPT.sub("", text.strip("`"))
            start = at + line.index(bare)
            if (shared or lines == 1) and (best is None or shared > best[0]):
                best = shared, (start, start + len(bare))
            comment = ""
        at += len(line)
    return best[1] if best else None


def _line(unit: Unit, span: Span) -> Span:
    """The part of a span in code that stands on one line: a short answer never runs over the end of a line."""
    start, end = span[0] - unit.start, span[1] - unit.start
    lines = unit.text[start:end].split("\n")
    longest = max(lines, key=len)
    at = start + unit.text[start:end].index(longest)
    return unit.start + at, unit.start + at + len(longest.rstrip())
