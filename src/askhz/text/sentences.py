"""The spans of a text's sentences; the text itself is never changed.

These rules get 146 of the 156 cases in `tests/golden/sentences.json` right. sentencex 1.0.32, the best maintained
library that keeps offsets, gets 111 (fed line by line), and misses each of 2,352 Chinese full stops before a number in
the DRCD passages. pysbd is nearly as good as these rules, and better at lists inside a line, but it was last released
in 2021, is forty times slower and hangs on a megabyte of stops and quotation marks.

The rules work from the outside in: join lines where prose is hard-wrapped, split where a byline label opens, then cut
at the marks that end a sentence. Each step reads the text once and looks back a bounded way, so the time is linear.
Over 350 lines: the rules share their sets of words and marks, and are read together.

This module does not know what words mean, which names exist, or the abbreviations of languages other than English and
Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

_WIDE_STOPS = "。！？｡．"
_STOPS = ".!?…‼⁇⁈⁉؟۔।" + _WIDE_STOPS
_QUOTES = "\"'”’»›」』"
_BRACKETS = ")]}）］｝】》〉〗〕"
_OPENERS = "“‘\"'«‹([{（［｛「『《【〈〖〔*_¿¡"
# These cannot begin a sentence: the sentence goes on after the mark.
_GOING_ON = ",;:，、；：&/=+%|)]}）］｝】》〉〗〕」』”’»›" + _STOPS
_HAN = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Only one character class follows the first mark, so that no text can cause backtracking. East Asian closing marks may
# come after a space. A footnote number belongs to the sentence before it.
_END = re.compile(
    rf"(?:\.(?:[ \u00a0]\.)+|[{re.escape(_STOPS)}])[{re.escape(_STOPS + _QUOTES + _BRACKETS)}*_]*"
    r"(?:\[\d{1,3}\])*(?:[ \t]+[”」』）】》]+)?"
)
_NONSPACE = re.compile(r"\S")
_OPENING = re.compile(rf"[{re.escape(_OPENERS)}]*")
_IS_HAN = re.compile(rf"[{_HAN}]")
# The look-behind stops the e-mail part from starting again inside a long word, which would take quadratic time.
_ADDRESS = re.compile(
    rf"(?:\b(?:https?|ftp|file)://|\bwww\.)[^\s<>\"“”，。；、！？（）《》{_HAN}]+"
    r"|(?<![\w.+-])[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
)
# It starts only where a word starts, so that a long word is not tried from each of its letters.
_WORD_BEFORE = re.compile(rf"(?<![^\W{_HAN}])(?<![.'’-])(?:[^\W{_HAN}]|[.'’-])+\Z")
_LOOK_BACK = 40  # longer than any abbreviation or word that a rule asks about
_TITLE_WORD = re.compile(r"(?:[A-Z][a-z]+|[AI])(?=[\s,;:'’\"”—]|\Z)")
_TOP_DOMAIN = re.compile(r"(?:Com|Org|Net|Edu|Gov|Io|Cn|Uk|De)\b")
_PLAIN_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*['’]?|\d[\d.,]*")
_LETTERS_DOTTED = re.compile(r"(?:[A-Za-z]{1,2}\.)+[A-Za-z]{1,2}")
_MARKER = re.compile(r"\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[IVXivx]{2,5}")
_NUMERAL = re.compile(r"\d|[IVX]+\b|[A-Z](?=[\s.,:;)]|\Z)")
_OMISSION = re.compile(rf"[{re.escape(_STOPS)}]+[{re.escape(_BRACKETS)}][^{re.escape(_STOPS)}]*")
# What may follow a quotation within its sentence: (Smith 55), (2007).
_CITATION = re.compile(r"\([^().!?\n]{1,60}\)")
_CAMEL = re.compile(r"[a-z][A-Z]")
_SAID = r"(?:said|says|asked|asks|added|replied|answered|shouted|cried|wrote|noted|told|explained|exclaimed)\b"
_SPEAKER = re.compile(
    rf"(?!(?:He|She|It|They|We|You|The|This|That|But|And|Then)\b)[A-Z][\w.'’-]*(?:\s+[A-Z][\w.'’-]*){{0,3}}\s+{_SAID}"
)
_HAN_SPEAKER = re.compile(rf"[{_HAN}]{{1,4}}(?:说|問|问|道|喊|喊道|说道|问道|答|答道|回答|表示)[道]?[。，,：:\s]")
_HAN_OBJECT = re.compile(r"的|为题|为主题|之|与|和|及|或|等|这(?:一|个|样|些|种)|一(?:文|书|事)")


def _words(spaced: str) -> frozenset[str]:
    return frozenset(spaced.split())


# The sentence goes on if a capital letter follows.
_TITLES = _words(
    "dr mr mrs ms mx prof profs gen sen rep reps gov capt cpt lt col sgt cmdr adm maj rev hon messrs pres supt mme "
    "mlle e.g i.e eg ie cf viz vs v approx ca est incl esp resp"
)
# If a capital letter follows, the sentence may go on or end: it ends if the next word is a common opening word.
_OPEN_ENDED = _words(
    "inc corp co ltd llc plc bros jr sr st mt ft ave blvd rd univ dept assn inst intl al ph.d esq gmbh pty jan feb "
    "mar apr jun jul aug sep sept oct nov dec"
)
# The sentence goes on if a number follows; in the second set also if a letter or Roman numeral does ("Fig. B").
_BEFORE_NUMBER = _words("no nos p pp art arts sec secs ed ver jan feb mar apr jun jul aug sep sept oct nov dec tel ext")
_BEFORE_NUMERAL = _words("fig figs eq eqs vol vols ch chap chs app tab pt para ex")
_ABBREVIATIONS = (_TITLES | _OPEN_ENDED | _BEFORE_NUMBER | _BEFORE_NUMERAL | {"etc"}) - {"art"}
_OPENING_WORDS = _words(
    "A After All Although An And Another As At Because Before Both But By Currently Despite During Each Even "
    "Every Everyone Finally First For From Furthermore He Her Here His How However I If In Indeed Instead It Its "
    "Later Many Meanwhile Moreover Most My Nevertheless No Nobody Not Now On Once One Only Other Others Our She "
    "Since So Some Such That The Their Then There Therefore These They This Those Though Thus Today Two Under "
    "Unlike Until We What When Where Whether Which While Who Why With Yet You Your"
)
_CARELESS_OPENING_WORDS = _words("i it this that they we he she you but when if so there here my the")
_BEFORE_PRONOUN = _words("and or do did does am was can could will would should than as")
_WORD = re.compile(r"[^\W\d_]+")
_LABEL = re.compile(
    r"(?<!\S)(?:(?:Responsible|Executive|Managing|Chief|Senior|Deputy|Copy|Web|Photo|Image|Data|Original) )?"
    r"(?:[Aa]uthors?|[Ee]dit(?:ors?|ed by)?|[Ee]ditor-in-[Cc]hief|[Ss]ource|[Ww]riter|Written by|Produced by|"
    r"Reported by|[Rr]eporters?|[Cc]orrespondent|[Pp]roofread(?:er|ing|ed by)|[Tt]ranslat(?:or|ed by)|"
    r"Photos?(?: by)?|Published by|Special statement|Disclaimer|Copyright)\s?[:：|｜丨]"
    r"|(?<![^\s。！？）」])(?:作者|文字|记者|通讯员|编辑|责任编辑|责编|主编|审核|审校|校对|监制|来源|信息来源|稿源|图片|摄影|翻译|"
    r"出品|出品人|声明|特别声明)\s?[:：|｜丨]"
)
# After one of these words, a label word is part of the sentence: "He named the Source: a river."
_FUNCTION_WORDS = _words(
    "a an and as at but by for from in into is its of on or our that the their this to was were with your which who"
)
_FENCE = re.compile(r"\s{0,3}(```|~~~)")
# Each of these lines stands alone: a Markdown heading, a table row, a rule.
_ALONE = re.compile(r"\s{0,3}(?:#{1,6}\s|\||(?:[-=*_] ?){3,}\s*\Z)")
_ROW = re.compile(r"\s{0,3}\|")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s")
_ITEM = re.compile(
    r"\s*(?:[-+*•·–—‣▪◦●○]\s|(?:\d{1,3}|[A-Za-z])[.)]\s|[(（][\w]{1,3}[)）]|\d{1,3}[、．]|[一二三四五六七八九十]{1,3}、)"
)
_NARROWEST, _WIDEST = 40, 160  # columns; hard-wrapped prose is expected to be this wide
_OF_COLUMN = 20  # the narrowest prose on a page, which may be set in columns
_NEIGHBOURS = 3  # lines on each side that show the common width
_OF_PROSE = 45  # columns of the widest line of a wrapped paragraph of markup; narrower lines may be a list
_HARD_BREAK = re.compile(r"(?: {2}|\\|<br ?/?>| \+)\s*\Z", re.IGNORECASE)
_QUOTED = re.compile(r"\A\s*(?:>\s?)+")  # the mark of a quotation at the beginning of a line
_APART = re.compile(r"\s*(?:\[[^\]]+\]:\s|<[^>]*>\s*\Z)")  # the address of a link, a line of tags


def split(text: str, *, markup: bool = False, columns: bool = False) -> list[tuple[int, int]]:
    """The sentences of a text: their (start, end) offsets in code points, in order.

    `markup`: it is a paragraph of a markup language (Markdown, reStructuredText …), where a line break is a space.
    `columns`: it is a paragraph of a page, whose lines may be those of a narrow column.

    Spans do not overlap and are never empty. They do not begin or end in white space, and all that lies outside them is
    white space (`str.isspace`). A text of white space has no span. No string raises an error.

    >>> text = 'It asked "why Hangzhou?" and left.  Dr. Guo stayed. '
    >>> split(text)
    [(0, 34), (36, 51)]
    >>> [text[start:end] for start, end in split(text)]
    ['It asked "why Hangzhou?" and left.', 'Dr. Guo stayed.']
    >>> split("见下图![磨坊](mill.png)")
    [(0, 18)]
    """
    spans = []
    for start, end, whole in _regions(text, markup, _OF_COLUMN if columns else _NARROWEST):
        for first, last in [(start, end)] if whole else _bylines(text, start, end):
            for a, b in [(first, last)] if whole else _cut(text, first, last):
                piece = text[a:b]
                left = len(piece) - len(piece.lstrip())
                if left < len(piece):
                    spans.append((a + left, a + len(piece.rstrip())))
    return spans


def _regions(text: str, markup: bool, narrowest: int) -> Iterator[tuple[int, int, bool]]:
    """The stretches (start, end, whole) that no sentence crosses; a whole one (code, a table row) is not divided."""
    lines = text.splitlines(keepends=True)
    code = _code_lines(lines)
    soft = _soft_breaks(lines) if markup else frozenset()
    start = offset = 0
    for i, line in enumerate(lines):
        offset += len(line)
        if line.isspace():
            start = offset
            continue
        if (
            i + 1 < len(lines)
            and not (i in code or i + 1 in code)
            and (i in soft if markup else _wrapped(lines, i, narrowest))
        ):
            continue
        yield start, offset, i in code or bool(_ROW.match(line) or _HEADING.match(line))
        start = offset


def _code_lines(lines: list[str]) -> set[int]:
    """The indexes of the lines in fenced code, fences included; a fence that is never closed is ignored."""
    found: set[int] = set()
    opened: dict[str, int] = {}
    for i, line in enumerate(lines):
        fence = _FENCE.match(line)
        if fence is None:
            continue
        if not opened:
            opened[fence[1]] = i
        elif fence[1] in opened:
            found.update(range(opened.pop(fence[1]), i + 1))
    return found


def _wrapped(lines: list[str], i: int, narrowest: int) -> bool:
    """Whether the break after line i, which has `narrowest` columns or more, only wraps the prose."""
    width = _width(lines[i])
    if not narrowest <= width <= _WIDEST or not _joinable(lines, i):
        return False
    before, after = lines[i].strip(), lines[i + 1].strip()
    neighbours = range(max(0, i - _NEIGHBOURS), min(len(lines), i + 2 + _NEIGHBOURS))
    # A line is wrapped if the first word of the next line would have made it too long, with some slack.
    first = 2 if _IS_HAN.match(after) else len(after.split(maxsplit=1)[0])
    common = max(w for w in (_width(lines[j]) for j in neighbours) if w <= _WIDEST)
    if width + 1 + first <= 0.85 * common:
        return False
    if _goes_on(before, after):
        return True
    if before.endswith((":", "：")):
        return False
    # The next line may begin with a capital by chance: assume so if a line nearby clearly goes on.
    return any(
        narrowest <= _width(lines[j]) <= _WIDEST
        and _joinable(lines, j)
        and _goes_on(lines[j].strip(), lines[k].strip())
        for j, k in pairwise(neighbours)
    )


def _soft_breaks(lines: list[str]) -> frozenset[int]:
    r"""The indexes of the lines of markup after which the sentence goes on, whatever the width of the lines is.

    A sentence that begins no new line with a capital goes on; so does one in a paragraph that ends as prose does. A
    line that is hard-broken ends, and short lines may be a list without marks.

    >>> sorted(_soft_breaks(["A sentence that has a link in it, to the page\n", "Report of [the year](https://a.b).\n"]))
    [0]
    """
    bare = [_QUOTED.sub("", line) for line in lines]
    found: set[int] = set()
    first = 0
    while first < len(bare):
        last = first
        while last + 1 < len(bare) and _joinable(bare, last) and not _ends_run(bare[last], bare[last + 1]):
            last += 1
        run = [line.strip() for line in bare[first : last + 1]]
        prose = _stopped(run[-1]) or any(_goes_on(*pair) and _width(pair[0]) >= _NARROWEST for pair in pairwise(run))
        if max(map(_width, run)) >= _OF_PROSE:
            for at, (before, after) in enumerate(pairwise(run), first):
                if _stopped(before) or _HARD_BREAK.search(lines[at].rstrip("\r\n")):
                    continue
                if _goes_on(before, after) or (prose and _width(before) >= _NARROWEST):
                    found.add(at)
        first = last + 1
    return frozenset(found)


def _ends_run(before: str, after: str) -> bool:
    """Whether no sentence goes on from one line of markup to the next: a list or a line that stands apart follows."""
    return before.rstrip().endswith((":", "：")) or bool(_APART.match(before) or _APART.match(after))


def _stopped(line: str) -> bool:
    """Whether a line ends with a mark that ends a sentence."""
    return line.rstrip(_QUOTES + _BRACKETS + "*_`")[-1:] in tuple(_STOPS)


def _joinable(lines: list[str], i: int) -> bool:
    before, after = lines[i], lines[i + 1]
    return not (
        before.isspace() or after.isspace() or _ALONE.match(before) or _ALONE.match(after) or _ITEM.match(after)
    )


def _goes_on(before: str, after: str) -> bool:
    """Whether the second line clearly continues the sentence of the first."""
    last = before.rstrip(_QUOTES + _BRACKETS)[-1:]
    if last in _STOPS:
        return False
    following = after.lstrip(_OPENERS)[:1]
    if following.islower() or before.rpartition(" ")[2] in _FUNCTION_WORDS:
        return True
    # Verse and lists have commas before capitals, so a comma counts only if no capital follows.
    return (last in "，、," and not following.isupper()) or bool(_IS_HAN.match(last) and _IS_HAN.match(following))


def _width(line: str) -> int:
    """The columns of a line, two for an East Asian character; long lines are not measured exactly."""
    line = line.strip() if len(line) <= 2 * _WIDEST else line
    if len(line) > _WIDEST or line.isascii():
        return len(line)
    return len(line) + len(_IS_HAN.findall(line))


def _bylines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretch, cut before each byline label ("Author:", "Source:") that opens a sentence."""
    begin = start
    labelled = False
    for label in _LABEL.finditer(text, start, end):
        at = label.start()
        before = text[max(begin, at - _LOOK_BACK) : at].rstrip()
        if before and not _opens(before, labelled):
            continue
        if before:
            yield begin, at
            begin = at
        labelled = True
    yield begin, end


def _opens(before: str, labelled: bool) -> bool:
    """Whether a label may open a sentence after this text; once one label has, the next nearly always may."""
    if before[-1] in _STOPS + _QUOTES + _BRACKETS:
        return True
    if before[-1] in ",，、;；|/-":
        return False
    word = before.split()[-1]
    return labelled or (word.islower() and word not in _FUNCTION_WORDS)


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretch, cut after each mark that ends a sentence."""
    addresses = [
        (m.start(), m.start() + len(m[0].rstrip(_STOPS + ",;:)]'’"))) for m in _ADDRESS.finditer(text, start, end)
    ]
    addresses.reverse()
    any_case = text[start:end].islower()
    begin, quotes, counted = start, 0, start
    for mark in _END.finditer(text, start, end):
        a, b = mark.span()
        while addresses and addresses[-1][1] <= a:
            addresses.pop()
        if addresses and addresses[-1][0] <= a:
            continue
        if b == a + 1 and text.startswith("![", a):  # a picture in Markdown
            continue
        quotes += text.count('"', counted, a)
        counted = a
        # A straight quotation mark between a stop and a letter opens a quotation, unless one is open already.
        if (
            quotes % 2 == 0
            and b - a > 1
            and text[b - 1] == '"'
            and b < end
            and text[b].isalnum()
            and '"' not in text[a : b - 1]
        ):
            b -= 1
        following = _NONSPACE.search(text, b, end)
        if following is None:
            break
        if _ends(text, begin, a, b, following.start(), end, any_case):
            yield begin, b
            begin = following.start()
    yield begin, end


def _ends(text: str, begin: int, a: int, b: int, n: int, end: int, any_case: bool) -> bool:
    """Whether text[a:b] (stops, and what closes after them) ends the sentence that began at `begin`.

    `n` is the offset of the next character that is not white space, `end` that of the end of the stretch. With
    `any_case` a small letter may begin a sentence: the text has no capitals.
    """
    mark = text[a:b]
    spaced = n > b
    opening = _OPENING.match(text, n, end)
    k = opening.end() if opening else n
    first = text[k : k + 1] if k < end else ""
    if text[n] in _GOING_ON and not (spaced and text[n] in "”’"):
        return False
    if a > begin and text[a - 1] in "([{（［【" and _OMISSION.fullmatch(mark):
        return False  # something left out or doubted: [...], (?)
    if mark[-1] in _QUOTES and _CITATION.match(text, n, end):
        return False
    small = first.islower() and not any_case and not _CAMEL.match(text, k, end)
    closed = mark[-1] in _QUOTES + _BRACKETS
    han = bool(_IS_HAN.match(first))
    asking = any(c in "!?！？‼⁇⁈⁉؟" for c in mark)
    if any(c in _WIDE_STOPS for c in mark) or (asking and han):
        return _ends_wide(text, begin, a, b, n, end, small)
    if not spaced:
        return (asking or not _is_ellipsis(mark)) and _ends_unspaced(text, begin, a, b, n, k, end)
    if small:
        return not closed and not _is_ellipsis(mark) and _ends_careless(text, begin, a, k, end)
    if asking:
        return not (mark[-1] in _QUOTES and _SPEAKER.match(text, n, end))
    if _is_ellipsis(mark) or han:
        return not _is_marker(text, begin, a, b)
    return not _is_marker(text, begin, a, b) and _word_ends(
        text, begin, a, k, end, bracketed=closed and mark[-1] in _BRACKETS
    )


def _is_ellipsis(mark: str) -> bool:
    return "…" in mark or mark.startswith(("...", ". .", ".\u00a0."))


def _ends_careless(text: str, begin: int, a: int, k: int, end: int) -> bool:
    """Whether the sentence ends before a small letter: where there are no capitals, common opening words decide."""
    word = _word_before(text, begin, a)
    opening = _WORD.match(text, k, end)
    plain = len(word) > 2 and word.isalpha() and word.islower() and word not in _ABBREVIATIONS
    return plain and opening is not None and opening[0] in _CARELESS_OPENING_WORDS


def _ends_wide(text: str, begin: int, a: int, b: int, n: int, end: int, small: bool) -> bool:
    """Whether a Chinese mark, which needs no space after it, ends the sentence."""
    closing = text[b - 1]
    if closing in "》〉" and n == b:
        return False  # the mark belongs to a title
    if text[a] == "．" and n == b and text[n].isdigit():
        return False
    if closing in _BRACKETS and text[a] in "！？!?" and n == b and text[begin] not in "（(":
        return False  # a remark within the sentence
    if closing in _QUOTES:
        asked = text[a] in "！？!?"
        return not (small or _HAN_SPEAKER.match(text, n, end) or (asked and n == b and _HAN_OBJECT.match(text, n, end)))
    return True


def _ends_unspaced(text: str, begin: int, a: int, b: int, n: int, k: int, end: int) -> bool:
    """Whether a mark without a space after it ends the sentence; not in names of files, versions, pages or calls."""
    # The cheapest test first: in code and numbers, the next character is mostly enough.
    han = bool(_IS_HAN.match(text, k, end))
    if not (han or text[k : k + 1].isupper()) or _is_marker(text, begin, a, b):
        return False
    word = _word_before(text, begin, a)
    closed_before = a > begin and text[a - 1] in "%" + _QUOTES + _BRACKETS
    if (
        not closed_before
        and not (word and _PLAIN_WORD.fullmatch(word))
        and not (a > begin and _IS_HAN.match(text, a - 1))
    ):
        return False
    if han:
        return True
    if len(word) < 2 and not closed_before:
        return False
    if k > n and text[k : k + 1].isupper():
        return _word_ends(text, begin, a, k, end, bracketed=False)
    if not _TITLE_WORD.match(text, n, end) or _TOP_DOMAIN.match(text, n, end):
        return False
    return closed_before or _word_ends(text, begin, a, k, end, bracketed=False)


def _word_before(text: str, begin: int, a: int) -> str:
    found = _WORD_BEFORE.search(text, max(begin, a - _LOOK_BACK), a)
    return found[0].lstrip("'’-.") if found else ""


def _is_marker(text: str, begin: int, a: int, b: int) -> bool:
    """Whether the stop at `a` belongs to the number or letter of a list item: "1. Talent", "B. Capital"."""
    word = _word_before(text, begin, a)
    if text[a:b] not in (".", ".)") or not _MARKER.fullmatch(word):
        return False
    at = a - len(word)
    before = text[max(begin, at - 8) : at].strip()
    if at - begin < 8 and not any(c.isalnum() for c in before):
        return True
    if not word.isdigit() or len(word) > 2:
        return False
    # Inside a line, a list begins after a colon and counts upwards.
    if word == "1":
        return before.endswith((":", "："))
    return text.rfind(f" {int(word) - 1}. ", max(begin, a - 20 * _LOOK_BACK), a) >= 0


def _word_ends(text: str, begin: int, a: int, k: int, end: int, bracketed: bool) -> bool:
    """Whether the full stop at `a` ends the sentence, not only the word; text[k:] could begin a sentence."""
    word = _word_before(text, begin, a).rpartition("-")[2]
    low = word.lower()
    if low in _TITLES:
        return False
    opening = _WORD.match(text, k, end) if k < end else None
    opens = opening is not None and opening[0] in _OPENING_WORDS
    digit = text[k : k + 1].isdigit() and k < end
    if low in _BEFORE_NUMBER and digit:
        return False
    if low in _BEFORE_NUMERAL and k < end and _NUMERAL.match(text, k, end):
        return False
    if word == "I" and _BEFORE_PRONOUN.intersection(text[max(begin, a - _LOOK_BACK) : a - 1].split()[-1:]):
        return True
    initial = len(word) == 1 and word.isalpha() and word.isupper()
    if initial or low in _OPEN_ENDED or _LETTERS_DOTTED.fullmatch(word) or (bracketed and low == "etc"):
        return opens
    return True
