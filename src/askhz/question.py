"""What is asked: the kind of answer wanted, spelling corrected, follow-ups resolved from the history.

Only the texts that are looked up are changed; the question itself stays as it was asked. This module does not know the
index: the names that mean the same, and a way to correct words, are handed in.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence

from .errors import QuestionError
from .records import Kind, Question
from .text.aliases import Aliases
from .text.words import STOP_WORDS, Word, fold, spans

LIMIT = 10_000  # characters of a question; a longer one is a document pasted by mistake
_VARIANTS = 5  # texts looked up at most: each costs one encoding
_HISTORY = 8  # earlier questions that are considered
# The earliest match in a question decides, of equally early ones the first named here.
_KINDS: tuple[tuple[Kind, str], ...] = (
    (
        "reason",
        r"\bwhy\b|\bhow come\b|\bwhat (caused|causes|explains|made|makes|led|drove|drives)\b"
        r"|\b(what|which|for what) ([\w'’-]+ ){0,3}reasons?\b|为什么|为何|原因",
    ),
    (
        "number",
        r"\bhow (many|much|old|long|far|tall|large|big|high|heavy|wide|deep|often|fast|soon)\b|多少|几[个家所位]",
    ),
    ("number", r"\b(what|which) (number|percentage|percent|share|amount|rank|place|position|revenue|price|cost)\b"),
    (
        "number",
        r"\bwhat (is|was|are|were) the (number|percentage|share|amount|rank|revenue|price|cost|population|size)\b",
    ),
    (
        "date",
        # Not the "when" of a clause: "How do they act when they visit?"
        r"^([\w'’-]+ )?when\b|\bwhen (is|was|were|are|did|do|does|will|has|had|have|can|could|would)\b|\bwhen$"
        r"|\b(what|which) (exact )?(year|date|day|month|time)\b|\bsince when\b|什么时候|何时|哪[一]?年|哪天",
    ),
    ("place", r"\bwhere\b|\b(what|which) (city|country|province|place|town|region|district)\b|哪里|何处|在哪"),
    (
        "list",
        r"^(please |can you |could you )?(list|name|enumerate|give)\b|\bwhat are\b"
        r"|\bwhich (two|three|four|five|six|seven|several)\b|哪些|列出",
    ),
    (
        "person",
        r"\bwho(se|m)?\b|\b(what|which) (person|man|woman|scholar|author|founder|professor|spokesperson|writer)\b|谁",
    ),
    (
        "organisation",
        r"\b(what|which) (company|firm|enterprise|start-?up|organi[sz]ation|institute|institution|university|newspaper"
        r"|publisher|publication|magazine|outlet|developer|studio|agency|group|team)\b|哪家|哪个公司",
    ),
    (
        "list",
        r"\b(what|which) ((?!(is|are|was|were|do|does|did|has|have|had|can|could|will|would) )\w+ )?"
        r"(?!was|is|has|does|this|news|process|basis|success|status|focus|happens|means)\w{3,}[^siu]s\b",
    ),
    ("manner", r"\bhow\b|\bin what ways?\b|\bwhat role\b|如何|怎么|怎样"),
)
# What decides where none of the above is there.
_ELSE: tuple[tuple[Kind, str], ...] = (
    ("reason", r"\breasons?\b"),
    ("manner", r"\b(explain|describe)\b|\btell me\b"),
    ("yes-no", r"^(is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b"),
)
_KIND_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _KINDS)
_ELSE_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _ELSE)
_PRONOUNS = frozenset(
    "he she it they him her them his its their theirs hers this these those there here one ones".split()
)
_POINTING = re.compile(
    r"\b(the|this|that|these|those) (company|firm|city|author|writer|founder|article|book|game|team|report|man|woman"
    r"|spokesperson|newspaper|professor|robots?|startups?|enterprises?|index|university|event|platform)\b"
    # "the author of the report", "the article about tea" say themselves which one is meant.
    r"(?! (of|about|on|by|from|in|at|to|for|that|who|which|with|behind|published|shared|called|named) \w)"
)
_CONTINUES = re.compile(
    r"^(and|but|or|so|also|then|what about|how about|what else|who else|where else|why so|why not)\b"
)
_CONJUNCTION = re.compile(r"^(and|but|or|so|also|then)\b,? *", re.IGNORECASE)
# Words that look like pronouns and stand for nothing.
_EXPLETIVE = re.compile(
    r"\b(?:is it|it is|was it) (?:true|said|known|correct|right) that\b|\bone of (?!them|these|those)|\bthere be\b"
    r"|\bit (?=(?:cost|takes?|helps?|hard|useful|easy|important|possible|difficult|necessary)\b(?: \w+)*"
    r" (?:to|for|when|if) (?!.*\b(?:he|she|it|they|him|her|them|his|its|their|this|that|these|those)\b)\w+ \w)",
    re.IGNORECASE,
)
_QUANTITY = frozenset("many much long old far often big large high".split())
_PLURAL = re.compile(r"\b(they|them|their|theirs|these|those|ones)\b")
_NAME = re.compile(r"\b[A-Z][\w’'-]*(?: (?:of|the|and|de|von) (?=[A-Z])| (?=[A-Z0-9])|[\w’'-]+)*")
_NO_NAMES = frozenset("i why when where which who whom whose what how is are was were do does did can could".split())


def check(text: str) -> str:
    """The question without surrounding space. Raises `QuestionError` if it cannot be asked."""
    stripped = text.strip()
    if not stripped:
        raise QuestionError("the question is empty; ask something, for example: Who founded it?")
    if len(stripped) > LIMIT:
        raise QuestionError(f"the question has {len(stripped):,} characters, at most {LIMIT:,} are read; shorten it")
    for at, character in enumerate(stripped):
        if unicodedata.category(character) == "Cs":
            raise QuestionError(f"the question is not UTF-8 (at character {at}); type it again in UTF-8")
        if unicodedata.category(character) == "Cc" and character not in "\t\n\r":
            raise QuestionError(f"the question holds the control character {character!r} at {at}; remove it")
    if not any(True for _ in spans(stripped)):
        raise QuestionError(f"the question {stripped[:40]!r} holds no word; ask in words")
    return " ".join(stripped.split())


def analyse(
    text: str,
    history: Sequence[str] = (),
    *,
    aliases: Aliases | None = None,
    corrections: Callable[[Sequence[str]], Mapping[str, str]] = lambda words: {},
) -> Question:
    """Understand a question, given the earlier ones of the same conversation, oldest first.

    `corrections` is called once, with every folded word that may be misspelt, and gives the better ones. Raises
    `QuestionError` if the question is empty, too long, or holds control characters.
    """
    aliases = aliases or Aliases()
    asked = check(text)
    # An earlier entry without a word says nothing about this question.
    earlier = [check(item) for item in list(history)[-_HISTORY:] if any(True for _ in spans(item))]
    better = corrections([word.folded for text in (asked, *earlier) for word in _may_be_misspelt(text)])
    as_asked = _corrected(asked, better)
    resolved, kind = _resolve(as_asked, [_corrected(item, better) for item in earlier], aliases)
    search = (resolved, *aliases.variants(resolved))[:_VARIANTS]
    return Question(asked, kind, search, as_asked, tuple(names_in(resolved, aliases)))


def kind_of(text: str) -> Kind:
    """The kind of answer that a question wants.

    >>> [kind_of(q) for q in ("How many are there?", "Why?", "Which cities?", "who founded it", "How did it grow?")]
    ['number', 'reason', 'list', 'person', 'manner']
    """
    folded = fold(text).rstrip("?!. ")
    found = [(match.start(), kind) for kind, pattern in _KIND_PATTERNS if (match := pattern.search(folded))]
    if found:
        return min(found, key=lambda pair: pair[0])[1]
    return next((kind for kind, pattern in _ELSE_PATTERNS if pattern.search(folded)), "other")


def names_in(text: str, aliases: Aliases) -> list[str]:
    """The proper names in a question: known names, and words in capitals past the first.

    >>> names_in("Who founded Hangzhou Bowu Culture?", Aliases())
    ['Hangzhou Bowu Culture']
    """
    found = list(aliases.names_in(text))
    if not text.isupper():
        for match in _NAME.finditer(text):
            name = re.sub(r"['’]s$", "", match.group().strip())
            first = name.split()[0]
            if fold(first) in _NO_NAMES | STOP_WORDS or match.start() == 0:
                name = re.sub("^the ", "", name[len(first) :].strip())
            if name and not any(fold(name) in fold(other) for other in found):
                found.append(name)
    return found


def _may_be_misspelt(text: str) -> Iterator[Word]:
    """The words that spelling is corrected in, in order; of overlapping ones the first."""
    return (word for word in spans(text) if word.folded not in STOP_WORDS)


def _corrected(text: str, better: Mapping[str, str]) -> str:
    pieces, at = [], 0
    for word in _may_be_misspelt(text):
        if word.start >= at and word.folded in better:
            pieces += [text[at : word.start], better[word.folded]]
            at = word.end
    return "".join(pieces) + text[at:]


def _resolve(text: str, earlier: Sequence[str], aliases: Aliases) -> tuple[str, Kind]:
    """The question with what it leaves out filled in from the newest earlier question that says it."""
    kind = kind_of(text)
    if not earlier or not _leans_on_history(text, aliases):
        return text, kind
    for back in range(len(earlier) - 1, -1, -1):
        previous, _ = _resolve(earlier[back], earlier[:back], aliases)
        names = sorted(names_in(previous, aliases), key=previous.find)  # the subject most likely comes first
        own = names_in(text, aliases)
        if (
            own
            and _CONTINUES.search(fold(text))
            and (kind in ("other", "manner") or (kind == kind_of(previous) and not _matter_beside(text, own)))
        ):
            # "What about Shenzhen?", "And how many has Shenzhen?": the previous question, asked of another name.
            swapped = previous.replace(names[0], own[0]) if names else previous
            return (swapped if own[0] in swapped else f"{previous} {own[0]}"), kind_of(previous)
        if not content_words_beyond(text):
            # "Why?", "Since when?": the previous question's matter with this question's kind.
            return f"{text} {previous}", kind
        matter = [word for word in re.findall(r"[\w'’-]+", previous) if fold(word) not in STOP_WORDS]
        # A person or thing goes by its name; "them" may be anything that was spoken of.
        carried = matter if _PLURAL.search(fold(text)) else [n for n in names if fold(n) not in fold(text)] or matter
        if carried:
            return f"{text} {' '.join(carried)}", kind
    return text, kind


def content_words_beyond(text: str) -> list[str]:
    """The words of a question that are neither stop words nor question words.

    >>> content_words_beyond("And why is that?"), content_words_beyond("Who founded it?")
    ([], ['found'])
    """
    return [word.stem for word in spans(text) if word.folded not in STOP_WORDS]


def _matter_beside(text: str, names: Sequence[str]) -> bool:
    """Whether a question says what it wants to know of the names in it."""
    named = {word.stem for name in names for word in spans(name)}
    return any(
        word.stem not in named for word in spans(text) if word.folded not in STOP_WORDS and word.folded not in _QUANTITY
    )


def _leans_on_history(text: str, aliases: Aliases) -> bool:
    rest = _CONJUNCTION.sub("", text)
    if rest != text and kind_of(rest) not in ("other", "manner"):
        # "And who founded Unitree?" is whole without its first word.
        names = names_in(rest, aliases)
        if names and _matter_beside(rest, names):
            return _leans_on_history(rest, aliases)
    text = _EXPLETIVE.sub("", text)
    folded = fold(text)
    if _CONTINUES.search(folded) or len(content_words_beyond(text)) == 0:
        return True
    if _POINTING.search(folded):
        return True
    before = 0  # content words so far: a pronoun after two of them most likely stands for one of them
    previous = ""
    for word in spans(text):
        if word.folded in _PRONOUNS and before < 2:
            existential = word.folded == "there" and previous in ("is", "are", "was", "were", "be")
            if not existential and not names_in(text[: word.start], aliases):
                return True
        before += word.folded not in STOP_WORDS
        previous = word.folded
    return False


def asks_by_itself(question: Question) -> bool:
    """Whether a follow-up says what it wants, and what was filled in behind it only says where to look."""
    filled_in = question.search[0] != question.as_asked and question.search[0].startswith(question.as_asked)
    return filled_in and not re.match(r"(and|but|or|so)\b", question.as_asked, re.IGNORECASE)


_COMMAND = re.compile(
    r"^(?:please |can you |could you |would you )?(?:list|name|enumerate|give(?: me)?)"
    r"(?: me)?(?: some| a few| any| all)?(?: examples?)?(?: of)? (?=\w)",
    re.IGNORECASE,
)


def as_question(text: str) -> str:
    """A command to list things as the question it stands for: a network has learnt to answer questions.

    >>> as_question("List the rivers of France."), as_question("Which rivers?")
    ('What are the rivers of France?', 'Which rivers?')
    """
    asked = _COMMAND.sub("What are ", text, count=1)
    return text if asked == text else asked.rstrip(" .?!") + "?"
