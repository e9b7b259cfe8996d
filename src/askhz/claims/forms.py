"""How an answer must be written: a price with an amount, a weekday by its name, what letters stand for in words.

A sentence that has nothing of the form asked for is no answer, however likely a reader finds it. Each form is wide
enough that hardly any sentence that answers lacks it; in documents of many kinds 2 in 100 do.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from ..records import Question
from ..text.words import CJK, fold, in_chinese, telling_set, word_set
from .dates import date_matches, date_of_match
from .letters import are_written_out, letters_asked
from .terms import without_codes

UNITS = (
    r"(?:milli)?seconds?|minutes?|hours?|days?|nights?|weeks?|fortnights?|months?|quarters?|years?|decades?"
    r"|centur(?:y|ies)"
)
_NUMBER_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    "|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-\\w+)?|dozens?|hundreds?|thousands?|millions?|billions?"
)
MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
WEEKDAYS = "(?:mon|tues|wednes|thurs|fri|satur|sun)days?|mon|tues?|wed|thu(?:rs?)?|fri|sat|sun"
_HAN = "[零〇一二三四五六七八九十百千万亿两半几]"
_TIME_UNITS = (
    rf"\b(?:{UNITS}|mins?|secs?|hrs?|daily|nightly|weekly|monthly|hourly|yearly|annual\w*|quarterly)\b"
    r"|\d ?(?:ms|s|m|min|h|d|w|y)\b|\d:\d\d|\d['’′]|[秒分时天日夜周月年]|星期"
)
_LENGTHS = (
    r"\b(?:[kcm]?m|mm|ft|met(?:er|re)s?|\w+met(?:er|re)s?|miles?|feet|foot|inch(?:es)?|yards?|words?|char(?:acter)?s?"
    r"|pages?|lines?|sentences?|paragraphs?|bits?|bytes?|digits?|columns?|letters?)\b|\d ?[\"”″]|[米里字页行]"
)
_NO_MORE = 2  # words that a sentence without a reason may have beside those of the question
# Behind these a reason stands, however short it is.
_CAUSE = re.compile(
    r"\b(?:because|due to|owing to|thanks to|so that|in order to|caused by|so as to|for (?:lack|want|fear|reasons?) of"
    r"|for the sake of|on account of|(?:(?<=, )|(?<=\n)|^)(?:since|as|for))\b(?P<cause>[^.;!?]+)",
    re.IGNORECASE | re.MULTILINE,
)
A_NUMBER = "a number"
_NO_LINK = frozenset({"person", "organisation", "number", "date", "reason", "yes-no"})  # no bare address is one
_APPLIES = 30  # words of a question beyond which its forms are not looked for: it tells of more than one thing


def _pattern(written: str) -> re.Pattern[str]:
    return re.compile(written, re.IGNORECASE)


_LINK = re.compile(
    r"\]\([^)\s]*\)|\]\[[^\]]*\]|<[^>\s]+>|https?://\S+|(?!\W*\d+/\d+/\d+(?:\W|$))\S+/\S+/\S+"  # 10/12/2022 is none
    r"|\w[\w.-]*\.(?:md|html?|rst|py|js|png|jpg|pdf)\b|#\d+"
)
_MARK = re.compile(r"(?m)^\s*(?:[*_#>|-]\s*)*\(?\d{1,3}(?:\.\d{1,3})*[.):、]\s")
_QUANTITY = _pattern(
    r"\b(?:zero|none|(?:is|are|was|were|has|have|had|with|be|there['’]s) no|no (?:limit|maximum|minimum|more|less)"
    r"|both|single|once|twice|thrice|half|quarter|thirds?|pair|couple|few|several|many|much|most|another|unlimited"
    r"|infinite(?:ly)?|indefinitely|forever|free|per|until|till|as (?:long|soon|often|many|much|fast|far) as"
    rf"|consensus|everyone|an? (?:{UNITS})|(?:minute|hour|day|week|month|year|decade)s|{_NUMBER_WORDS})\b"
    rf"|[½¼¾⅓⅔]|{_HAN}|[每无]|免费|因人而异|\$[^$]+\$"
)
_WHEN = _pattern(
    rf"\b(?:{MONTHS}|{WEEKDAYS}|{UNITS}|{_NUMBER_WORDS}|spring|summer|autumn|winter|fall|yesterday|today"
    r"|tomorrow|tonight|now|noon|midnight|morning|afternoon|evening|night|daily|weekly|monthly|quarterly|yearly"
    r"|annually|first|last|next|recent\w*|never|always|immediately|christmas|easter|soon|after|before|until|when"
    r"|during|while|since|once|upon|as)\b|[年月日时点天周代期前后]|星期"
)
_RELEASE = re.compile(r"(?<![\w.:])(?:v\d[\w.]*|\d{1,3}\.\d(?:\.\d{1,3})*(?!\.?\d))")  # "2.8", "v3", not "18.30"
_OF_NOW = _pattern(r"\b(?:current|latest|newest|most recent|stable|up[ -]to[ -]date)\b|最新|当前|稳定")
# Not of another thing that is spoken of: "as Gnome 3.0 dropped it"
_SAYS_VERSION = _pattern(r"\b(?:versions?|releases?|released|v\d)\b|^\W*(?:\S+\s+){0,3}\S*\d\S*(?:\s+\S+){0,3}$|版")
_OF_THEN = _pattern(
    r"\b(?:since|from|until|till|before|after|prior to|up to|as of|(?:introduced|added|new|deprecated|removed|fixed) in"
    r"|starting (?:with|in|from)):?\s+(?:the\s+)?(?:\w+\s+)?(?:versions?\s+|release\s+)?v?\d[\w.]*"
)
_FREQUENCY = _pattern(
    r"\b(?:every|each|any|always|never|regularly|continu\w+|hourly|daily|nightly|weekly|fortnightly|monthly|quarterly"
    r"|yearly|annual(?:ly)?|bi-?\w+ly|bi-?annual|semi\w+|when(?:ever)?|once|twice|per|intervals?|periods?"
    r"|frequen\w+|cycles?|cadence|rate|hz|rarely|seldom|often|sometimes|occasional\w*|usually"
    rf"|(?:\d|{_NUMBER_WORDS}|few|several|many|more) times?|an? (?:{UNITS})"
    rf"|as (?:soon|often|needed|required|necessary)|(?:{WEEKDAYS}))\b"
    r"|/ ?(?:min|h|hour|day|week|month|year)\b|[每次]|星期|周"
)
# "2 days before the meeting" is no length of it.
_AHEAD = _pattern(rf"\b(?:\d+|an?|{_NUMBER_WORDS})[ -](?:{UNITS}) (?:\w+ )?(?:before|prior|in advance|ahead|ago)\b")
_MEASURED = _pattern(
    rf"\b(?:\d[\d.,]*|an?|{_NUMBER_WORDS})[ -](?:{UNITS})\b|\b(?:minute|hour|day|week|month|year|decade)s\b"
    r"|\d[\d.,]* ?(?:%|percent\b)|[$€£¥]\d[\d.,]*"
)
_LASTS = _pattern(
    rf"{_TIME_UNITS}|\b(?:until|till|forever|indefinite\w*|permanent\w*|always|as long|overnight|instant\w*"
    r"|immediate\w*|once|after|when|while|term)\b"
)


def has_quantity(text: str) -> bool:
    """Whether a text has a number or a word for one; numbers of codes, versions, dates, links and items are none."""
    if _QUANTITY.search(text):
        return True
    plain = list(plain_words(text))
    for match in date_matches("".join(plain)):
        date = date_of_match(match)
        if date is not None and (date.month or 1900 <= date.year < 2100):
            plain[match.start() : match.end()] = " " * len(match.group())
    return re.search(r"\d", without_codes("".join(plain))) is not None


def plain_words(text: str) -> str:
    """A text with blanks for links, file names and the numbers of items."""
    return _MARK.sub(_blank, _LINK.sub(_blank, text))


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _tells_time(text: str) -> object:
    """Whether a text has a date or a word of time: the number of a release is none, "GIMP 2.8"; "18.30" may be one."""
    text = _OF_THEN.sub(_of_version, text)  # "since version 2.5" is no time
    dated = [one.span() for one in date_matches(text) if (date := date_of_match(one)) is not None and date.year]

    def blanked(match: re.Match[str]) -> str:
        return match[0] if any(a <= match.start() and match.end() <= b for a, b in dated) else _blank(match)

    plain = _LINK.sub(blanked, _MARK.sub(_blank, text))  # "[#789](…/pull/789)" is no time
    return _WHEN.search(text) or re.search(r"\d", _RELEASE.sub(blanked, plain))


def _of_version(match: re.Match[str]) -> str:
    return _blank(match) if re.search(r"\b(?:version|release)s?\b|\bv\d", match[0], re.IGNORECASE) else match[0]


def _tells_version_of_now(text: str) -> object:
    """Whether a text tells a version that is not one of then: "since version 2.5"."""
    rest = _OF_THEN.sub(_blank, text)
    return _OF_NOW.search(text) or any(
        re.search(r"\d", line) for line in rest.split("\n") if _SAYS_VERSION.search(line)
    )


@dataclass(frozen=True, slots=True)
class _Form:
    """What a question asks for (`name`), how it asks and how that is written.

    `kind` is the kind of question that asks for it, "" for any.
    """

    name: str
    asked: re.Pattern[str]
    written: Callable[[str], object]
    kind: str = ""


_PRICED = r"(?:price|fee|fine|salary|wage|rent|cost|costs|bonus)\b"
_FORMS = (
    _Form(
        "a frequency",
        _pattern(r"\bhow (?:often|frequently)\b"),
        _FREQUENCY.search,
    ),
    _Form(
        "a length of time",
        _pattern("多久|多长时间"),
        lambda text: _FREQUENCY.search(text) or has_quantity(text),
    ),
    _Form(
        A_NUMBER,
        _pattern(rf"^(?!.*\bhow (?:often|frequently)\b)[^{CJK}]*$|多少(?!号)|多大|多高|百分之几"),
        has_quantity,
        "number",
    ),
    _Form(
        "a number of them",
        _pattern(rf"^(?!.*(?:percent|dollar|euro|pound|cent)).*\bhow many (?!(?:\w+ )?(?:{UNITS})\b)[^{CJK}]*$"),
        lambda text: has_quantity(_MEASURED.sub(_blank, text)),  # "18 years" are none of them
        "number",
    ),
    _Form(
        "a length of time",
        _pattern(rf"\bhow many (?:\w+ )?(?:{UNITS})\b|多少个?(?:秒|分钟|小时|天|周|星期|月)"),
        _pattern(_TIME_UNITS).search,
        "number",
    ),
    _Form(
        "a length or a length of time",
        _pattern(r"\bhow long\b"),
        _pattern(
            rf"{_TIME_UNITS}|{_LENGTHS}|\b(?:until|till|forever|indefinite\w*|permanent\w*|always|as long|once|after"
            r"|before|when|while|term)\b"
        ).search,
        "number",
    ),
    _Form(
        "a length of time",
        _pattern(r"\bhow long (?:do|does|did|will|would)\b.*\b(?:last|take)\b(?!.*\b(?:before|ahead|advance)\b)"),
        lambda text: _LASTS.search(_AHEAD.sub(_blank, text)),
        "number",
    ),
    _Form(
        "a price",
        _pattern(
            rf"\bwhat (?:is|was|are|were) (?:[\w’'-]+ ){{1,4}}?{_PRICED}|\bhow expensive\b"
            rf"|\bhow (?:high|large|big) (?:is|was|are|were) (?:[\w’'-]+ ){{1,3}}?{_PRICED}"
            r"|\bwhat (?:do|does|did|will|would) .*\bcosts?\b(?! of)|多少钱"
        ),
        lambda text: (
            re.search(r"[$€£¥￥]|\b(?:cheap|expensive|percent|per cent|depends? on)", text, re.IGNORECASE)
            or has_quantity(text)
        ),
    ),
    _Form(
        "a date",
        _pattern(r"\bwhen (?:was|were|did)\b|\bsince when\b"),
        _tells_time,
        "date",
    ),
    _Form(
        "a year",
        _pattern(r"\b(?:which|what) year (?:was|were|did|is|has|had)\b|\bin (?:which|what) year\b|哪一?年"),
        _pattern(
            r"\d{4}|['’]\d\d\b|\b(?:this|last|next|same|that|first|previous) year\b"
            rf"|\byears? (?:later|before|after|ago)\b|{_HAN}{{2,4}}年|[今去明前同当]年"
        ).search,
    ),
    _Form(
        "a weekday",
        _pattern(r"\bweekday\b|\bday of the week\b|星期几|周几"),
        _pattern(
            rf"\b(?:{WEEKDAYS}|weekends?|weekdays?|every day|daily|(?:working|business) days?)\b|星期|周|每天"
        ).search,
    ),
    _Form(
        "a day",
        _pattern(r"\b(?:on|by|until|before) (?:which|what) days?\b"),
        _pattern(
            rf"\b(?:{WEEKDAYS}|{MONTHS}|weekends?|weekdays?|daily|days?|christmas|easter|today|tomorrow"
            r"|yesterday)\b|\d|星期|周|每天|[日号]"
        ).search,
    ),
    _Form(
        "the version of now",
        _pattern(r"\b(?:current|latest|newest|most recent) (?:[\w.'-]+ )?version\b(?! of (?:the )?(?:docu|text))"),
        _tells_version_of_now,
    ),
    _Form(
        "a version",
        _pattern(
            r"\b(?:which|what) (?:[\w.'-]+ ){0,2}(?:micro)?versions?\b(?! (?:control|number|of))"
            r"|\bin (?:exactly )?(?:which|what) (?:[\w.]+ )?microversion|哪个版本"
        ),
        _pattern(
            r"(?<!\()\d|\b(?:latest|newest|current|stable|recent|previous|nightly|beta|alpha|lts)\b"
            r"|\b(?:any|every|all)(?: \w+)? versions?\b|最新|当前|稳定|所有|任何|版"
        ).search,
    ),
    _Form(
        "a telephone number",
        _pattern(r"^(?!(?:how|why|can|is|do|does|should|may|must)\b).*\b(?:tele)?phone number\b|电话号?码?是"),
        _pattern(r"\d{3}|\d[\d -]{3,}\d").search,
    ),
)


def form_missing(question: Question, text: str, context: str = "") -> str | None:
    """What a question asks for by its form and a text has nothing of, as words for a person; None where it has it.

    `context` is what stands above the text, headings and title: it may have a date or a number, but gives no reason.

    >>> form_missing(Question("", "number", (), "How many seats are there?"), "The seats are red.")
    'a number'
    >>> form_missing(Question("", "number", (), "How many seats are there?"), "There are no seats.")
    >>> form_missing(Question("", "definition", (), "What does OTI stand for?"), "The OTI is paid monthly.")
    'the words that OTI stands for'
    """
    asked = question.as_asked
    if len(asked.split()) > _APPLIES:
        return None
    letters = letters_asked(asked, f"{context}\n{text}")
    if letters is not None and not are_written_out(letters, f"{context}\n{text}"):
        return f"the words that {letters} stands for"
    if question.kind == "reason" and not in_chinese(asked) and not in_chinese(text) and _says_no_more(asked, text):
        return "a reason"
    if question.kind in _NO_LINK and _is_bare_link(text):
        return "more than a link"
    text = f"{context}\n{text}"
    searched = fold(asked)
    for form in _FORMS:
        if form.kind in ("", question.kind) and form.asked.search(searched) and not form.written(text):
            return form.name
    return None


def _is_bare_link(text: str) -> bool:
    """Whether a text is nothing but an address or several.

    >>> _is_bare_link("- <https://a.example/b/1>"), _is_bare_link("Written by [Ada](https://a.example)")
    (True, False)
    """
    return "://" in text and not any(map(str.isalnum, re.sub(r"\w+://\S+", " ", text)))


def _says_no_more(asked: str, text: str) -> bool:
    """Whether a text says next to nothing that the question does not.

    >>> _says_no_more("Why is tar preferred to pitch?", "- Prefer tar to pitch.")
    True
    >>> _says_no_more("Why did the red boat not sail?", "The red boat did not sail because of ice.")
    False
    """
    known = word_set(asked)
    if any(telling_set(match["cause"]) - known for match in _CAUSE.finditer(text)):
        return False
    said = telling_set(text)
    return len(said - known) <= _NO_MORE <= len(said & known)
