"""The command that answers: of a block of code, of what leads in to it, or of what stands between backticks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..records import Finding, Question, ShortAnswer, Span
from ..text.stretches import is_command
from ..text.words import count_words, fold, word_set
from .matching import asked_words
from .surroundings import Stretch, Unit, covers, leads_in, stretch_of

_COMMAND = re.compile(r"\b(?:command|cmd|type|run|execute|enter|install|call)\b", re.IGNORECASE)
_SAYS_COMMAND = re.compile(r"\b(?:command|cmd)s?\b", re.IGNORECASE)
_OF_A_THING = re.compile(
    r"^(?!.*\b(?:command|cmd)\b).*\b(?:does|did) (?!(?:one|someone|anyone)\b)"
    r".* (?:type|run|execute|enter|install|call)\b",
    re.IGNORECASE,
)
_ASKS_FLAG = re.compile(r"\b(?:flag|switch)\b", re.IGNORECASE)  # it begins with a hyphen where any code quoted does
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
_OUTPUT = re.compile(r"\s*(?:```|~~~)\s*(?:text|txt|output|log|plain|plaintext)\b", re.IGNORECASE)
_Piece = tuple[Unit, Finding, Span, str]  # a command: its unit, its quote, where it stands, what leads in to it
_LONGEST = 20  # words of a command that goes on over several lines
_GOES_ON = re.compile(r"\s\\\s*$")  # not "cd C:\mills\"
_MOST_OF_IT = 0.6  # of a question's words that a block of code and its lead-in must have
_MARKED = re.compile(r"\s*(?:[-*+•–]|\(?\w{1,3}[.)])\s")
_QUESTION_WORD = re.compile(r"\b(?:wh(?:at|ich|o|om|ose|en|ere|y)|how)\b", re.IGNORECASE)
_PROMPT = re.compile(r"^(?:[$>%#]|PS>|[\w@~:/.-]+[$#])\s+")
_ENTERED = re.compile(r"^\s*(?:\$|>|PS[^>\n]*>|[\w@~:/.-]+\$) +\S")  # "#" may begin a comment


def command_in(
    question: Question, best: Finding, quotes: Sequence[Finding], known: Sequence[Stretch]
) -> ShortAnswer | None:
    """The command that answers, where a question asks for one or how something is done; None where there are several.

    It is the code that the best finding is, leads in to, or names between backticks; else the only one that is quoted.
    """
    wanted = asks_command(question)
    if question.kind in ("reason", "yes-no", "comparison", "date", "person", "place"):
        return None
    named = _NAMES_CODE.search(question.as_asked) is not None
    keywords = question.kind == "other" and not _QUESTION_WORD.search(question.as_asked)
    if not (wanted or named or keywords or question.kind in ("manner", "procedure")):
        return None
    pieces = [piece for quote in quotes for piece in _code_in(question, quote, known)]
    if _ASKS_FLAG.search(question.as_asked):
        pieces = [piece for piece in pieces if _said(piece).text.startswith("-")] or pieces
    if not wanted and (block := _block_led_in(question, best, pieces)) is not None:
        return _said(block)
    if keywords and not (wanted or named):
        return None
    own = [piece for piece in pieces if piece[0].source == best.source]
    here = [piece for piece in own if piece[0].start < best.end and best.start < piece[0].end]
    if not here and leads_in(best.text):
        here = [piece for piece in own if piece[0].start >= best.end][:1]
    # Of steps with several commands none is the answer.
    chosen = (here or pieces) if wanted else here if len(here) == len(pieces) else []
    if not here and len(pieces) == 1 and pieces[0][0].kind == "code" and covers(pieces[0][1], best):
        chosen = pieces  # the block of code that the sentences quoted with it are about
    if wanted:
        chosen = _fitting(question, chosen, pieces)
    return _said(chosen[0]) if len(chosen) == 1 else None


def _said(piece: _Piece) -> ShortAnswer:
    _, quote, (start, end), _ = piece
    return ShortAnswer(quote.text[start - quote.start : end - quote.start], quote.source, start, end)


def _block_led_in(question: Question, best: Finding, pieces: Sequence[_Piece]) -> _Piece | None:
    """The block of code, of one command, that with its lead-in has most of what is asked; None among steps.

    It stands in the best finding, or is led in to by it, and no other block quoted has as much.
    """
    blocks = [one for one in pieces if one[0].kind == "code" and one[1].source == best.source]
    if any(_MARKED.match(one[3]) for one in blocks):
        return None
    asked = _asked_of_code(question)
    told = [len(asked & _words_of(one)) for one in blocks]
    if not told or told.count(max(told)) > 1 or max(told) < _MOST_OF_IT * len(asked):
        return None
    block = blocks[told.index(max(told))]
    return block if _commands_of(block[0]) == 1 and covers(block[1], best) else None


def _commands_of(block: Unit) -> int:
    """How many commands a block of code has: of what was entered the lines behind a prompt, else all but comments."""
    lines = [line for line in _lines(block.text) if _CODE_LINE.match(line)]
    return sum(bool(_ENTERED.match(line)) for line in lines) if _is_console(block) else len(lines)


def _is_console(block: Unit) -> bool:
    """Whether a block of code shows what was entered, behind a prompt, and what was printed then."""
    first = next((line for line in block.text.splitlines() if _CODE_LINE.match(line)), "")
    return _ENTERED.match(first) is not None


def _words_of(piece: _Piece) -> frozenset[str]:
    """The words of a command, and of what leads in to its block."""
    _, quote, (start, end), lead = piece
    return word_set(f"{lead} {quote.text[start - quote.start : end - quote.start]}")


def _fitting(question: Question, chosen: list[_Piece], pieces: list[_Piece]) -> list[_Piece]:
    """Those of the commands chosen that have most of the question's words; of all quoted ones, if these have more."""
    asked = _asked_of_code(question)

    def shared(piece: _Piece) -> int:
        return len(asked & _words_of(piece))

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


def asks_command(question: Question) -> bool:
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
            if not _OUTPUT.match(unit.text) and (span := command_line(question, unit)) is not None:
                yield unit, quote, span, _lead_of(unit, stretch)
        else:
            for code in _BACKTICKS.finditer(unit.text):
                if _may_answer(question, unit.text, code):
                    bare = code["code"].strip()
                    start = unit.start + unit.text.index(bare, code.start("code"))
                    yield unit, quote, (start, start + len(bare)), ""


def _lead_of(block: Unit, stretch: Stretch | None) -> str:
    """The sentence or the step that leads in to a block of code; nothing where none does."""
    before = [unit for unit in (stretch.units if stretch else ()) if unit.end <= block.start][-1:]
    return before[0].text if before and leads_in(before[0].text) else ""


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


def command_line(question: Question, unit: Unit) -> Span | None:
    """The line of code that a question for a command asks for: it and the comment above it share most words with it.

    A block of one line is its own; none of several lines that share nothing with the question is it. A line that goes
    on below is whole, if that is not long.
    """
    asked, best, comment, at = _asked_of_code(question), None, "", unit.start
    lines, console = _commands_of(unit), _is_console(unit)
    for line in _lines(unit.text):
        text = line.strip()
        if console and not _ENTERED.match(line) and not _COMMENT.match(text):
            pass  # what the command printed
        elif _COMMENT.match(text):
            comment = text
        elif text and not text.startswith(("```", "~~~")):
            shared = len(asked & word_set(f"{comment} {text}"))
            bare = _PROMPT.sub("", text.strip("`"))
            start = at + line.index(bare)
            if (shared or lines == 1) and (best is None or shared > best[0]):
                best = shared, (start, start + len(bare))
            comment = ""
        at += len(line)
    if best is None or _is_long(unit.text[best[1][0] - unit.start : best[1][1] - unit.start]):
        return None
    return best[1]


def _lines(code: str) -> Iterator[str]:
    r"""The lines of code, with their ends; one that ends with a backslash behind a space goes on with the next.

    >>> [line.split() for line in _lines("run \\\n  -a 1\nstop")]
    [['run', '\\', '-a', '1'], ['stop']]
    """
    line = ""
    for each in code.splitlines(keepends=True):
        line += each
        if not _GOES_ON.search(each):
            yield line
            line = ""
    if line:
        yield line


def _is_long(command: str) -> bool:
    """Whether a command of several lines has more words than a short answer may have."""
    return "\n" in command and count_words(command) > _LONGEST


def on_one_line(unit: Unit, span: Span) -> Span:
    """The part of a span in code that stands on one line: a short answer never runs over the end of a line."""
    start, end = span[0] - unit.start, span[1] - unit.start
    lines = unit.text[start:end].split("\n")
    longest = max(lines, key=len)
    at = start + unit.text[start:end].index(longest)
    return unit.start + at, unit.start + at + len(longest.rstrip())
