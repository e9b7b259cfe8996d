"""What the documents say about something, and which of them do: the sentences that speak of it.

No network reads for it: whether a text answers "What do the documents say about universities?" is told by whether it
speaks of universities.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..question import analyse
from ..records import Answer, Hit, Question
from ..retrieval import Retrieved
from ..text.aliases import Aliases
from ..text.words import STOP_WORDS, Word, spans
from .asking import NOUNS
from .composing import MOST_DOCUMENTS, MOST_QUOTES, WORD_LIMIT, answer_from, in_order
from .standing import Candidate, candidates

CONFIDENCE = 0.9
"""The share of headings of unseen documents that were asked about so and whose own section was quoted, rounded down
(`bench/mentions.py`)."""
_PAPERS = rf"(?:{'|'.join(sorted(NOUNS - {'everything', 'here', 'index', 'data'}))})s?"
_DETERMINER = r"(?:the |this |that |these |those |my |your |our |any |all |some |of |an? |available |indexed )*"
_ABOUT = r"(?:about|on|regarding|concerning|with regard to)"
_SOMETHING = (
    r"(?:(?:an?|the|more|something|anything|everything|all|some|any|information|info|details?|facts?|sections?|passages?"
    rf"|{_PAPERS}) )+"
)
_SAID = re.compile(
    # What do the notes say about it?
    rf"what (?:do|does|did|can|could) (?:it|this|they|{_DETERMINER}(?:\w+ )?{_PAPERS}) (?:say|tell|state|write|mention)"
    rf"(?: me| us)?(?: anything| something)? {_ABOUT} (?P<said>.+)"
    rf"|what(?:'s| is)(?: said| written| there)? in {_DETERMINER}(?:\w+ )?{_PAPERS} {_ABOUT} (?P<inside>.+)"
    rf"|what (?:is|was) (?:said|written) {_ABOUT} (?P<passive>.+)"
    rf"|what (?:do|can|could) you (?:know|say|find|tell me|tell us) {_ABOUT} (?P<known>.+)"
    # Is there anything about it?
    rf"|(?:is|are) there {_SOMETHING}(?:in {_DETERMINER}{_PAPERS} )?{_ABOUT} (?P<there>.+)"
    rf"|(?:do|does|did) (?:you|it|this|they|we|i|{_DETERMINER}(?:\w+ )?{_PAPERS}) (?:have|contain|say|mention|know"
    rf"|include) {_SOMETHING}{_ABOUT} (?P<have>.+)"
    # Tell me about it.
    rf"|(?:tell|show|give|find)(?: me| us)? (?:{_SOMETHING})?{_ABOUT} (?P<tell>.+)"
    rf"|{_SOMETHING}{_ABOUT} (?P<bare>.+)"
    r"|(?:文档|文件|文章|资料|材料|文中|这里|书)?(?:里|中)?(?:对于?|关于)(?P<zh>.+?)(?:的)?(?:说了?|讲了?|提到了?|有)(?:些|哪些)?"
    r"(?:什么|内容|信息|资料)+|有没有(?:关于|提到|说到)(?P<zh_there>.+?)(?:的(?:内容|信息|资料|文档|文章|文件))?[吗呢]?",
    re.IGNORECASE,
)
_SPEAKS = (
    r"(?:say (?:something|anything) about|mention|talk about|discuss|cover|about|deal with|contain|speak of|refer to"
    r"|describe|treat|explain)(?:s|es|ing)?"
)
_WHICH = re.compile(
    # Which files mention it? Are there any notes about it?
    rf"(?:which|what|how many)(?: of)? {_DETERMINER}(?:\w+ )?{_PAPERS} (?:do |does |is |are |that )?{_SPEAKS}"
    r" (?P<which>.+)"
    rf"|(?:is|are) there (?:an?|any|some) (?:\w+ )?{_PAPERS} (?:that |which )?{_SPEAKS} (?P<there>.+)"
    r"|(?:哪些?|几)(?:篇|个|份)?(?:文档|文件|文章|资料|材料)(?:里|中)?(?:提到|说到|讲到|讨论|介绍|包含|涉及|提及)了?(?P<zh_which>.+)",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"^(?:please|pls|so|and|now|ok(?:ay)?|hi|hello|can you|could you|would you|请问?|[\s,¿¡])+", re.IGNORECASE
)
_BEHIND = re.compile(r"[\s?？!！.。…]+$")
_ENDINGS = re.compile(r"(?<=\w{2})(?:ies|y|ings?|ed|es|s|e)$")
_LEADING = re.compile(r"^(?:the|a|an|any|some)\s+", re.IGNORECASE)
_LONGEST = 8  # words of a topic; more is a question of its own
_ASKS = re.compile(r"\b(?:who|what|when|where|why|how|which|whether|if)\b|[什么谁哪怎]", re.IGNORECASE)
_IN_HEADING = 0.5  # what a word in the headings above counts, against one in the sentence
_FIRST = 0.2  # what it counts to be the first sentence below a heading that names the topic
_PENALTY = 0.5  # how much what speaks against a sentence as one that stands alone counts


@dataclass(frozen=True, slots=True)
class Topic:
    """What is asked about, as it was written; `by_document`: whether documents are wanted, not sentences."""

    text: str
    by_document: bool = False


def topic_of(question: Question) -> Topic | None:
    """What a question wants to hear of, whatever it is; None where it asks for something else.

    >>> asked = lambda text: topic_of(Question(text, "other", (text,), text))
    >>> asked("What do the documents say about silk roads?"), asked("Which files mention salt?")
    (Topic(text='silk roads', by_document=False), Topic(text='salt', by_document=True))
    >>> asked("What does the manager say about it when asked why?"), asked("Who built it?")
    (None, None)
    """
    text = _BEHIND.sub("", _BEFORE.sub("", question.search[0].replace("’", "'")))
    for pattern, by_document in ((_WHICH, True), (_SAID, False)):
        if match := pattern.fullmatch(text):
            topic = _LEADING.sub("", next(filter(None, match.groups())).strip(" \"'“”「」《》"))
            told = [word for word in spans(topic) if word.folded not in STOP_WORDS]
            if told and len(topic.split()) <= _LONGEST and not _ASKS.search(topic):
                return Topic(topic, by_document)
    return None


def looked_up(topic: Topic, aliases: Aliases) -> Question:
    """The question to look up for a topic: nothing but its words, and its other names."""
    return analyse(topic.text, aliases=aliases)


def mentions(question: Question, topic: Topic, sought: Question, retrieved: Retrieved) -> Answer | None:
    """The sentences that speak of a topic, best first of each document; None where none has all of its words.

    `sought` is what was looked up for it. At most `WORD_LIMIT` words unless one sentence is longer, in at most
    `MOST_QUOTES`, or of at most `MOST_DOCUMENTS` documents one each.
    """
    wanted = list(filter(None, map(_content, sought.search)))
    found = [one for at, hit in enumerate(retrieved.hits) for one in _speaking(at, hit, wanted)]
    chosen: list[Candidate] = []
    words = 0
    for one in sorted(found, key=lambda c: (-c.worth, c.passage.source, c.span)):
        quoted = {other.passage.source for other in chosen}
        if (topic.by_document and one.passage.source in quoted) or (chosen and words + one.words > WORD_LIMIT):
            continue
        chosen.append(one)
        words += one.words
        if len(in_order(chosen)) == (MOST_DOCUMENTS if topic.by_document else MOST_QUOTES):
            break
    if not chosen:
        return None
    return replace(answer_from(question, in_order(chosen), CONFIDENCE), passages=retrieved.hits)


def _speaking(number: int, hit: Hit, wanted: Sequence[frozenset[str]]) -> list[Candidate]:
    """The units of a passage that speak of what is wanted, each with its worth."""
    passage = hit.passage
    headings = passage.anchors[0].headings if passage.anchors else ()
    context, nearest = _forms("\n".join((*headings, passage.context))), _forms("".join(headings[-1:]))
    found = []
    for one in candidates(number, hit, 0.0):
        own = _forms(one.reads)
        said, above = (max(len(words & where) / len(words) for words in wanted) for where in (own, context))
        # A title says of no sentence alone that it speaks of it, the heading next above does.
        if any(words <= own | context for words in wanted) and (said or any(words <= nearest for words in wanted)):
            worth = said + _IN_HEADING * above + _FIRST * (one.at == 0 and above == 1)
            found.append(replace(one, worth=worth + _PENALTY * min(0.0, one.worth) + hit.cosine))
    return found


def _content(text: str) -> frozenset[str]:
    return frozenset(_form(word) for word in spans(text) if word.folded not in STOP_WORDS)


def _forms(text: str) -> frozenset[str]:
    return frozenset(map(_form, spans(text)))


def _form(word: Word) -> str:
    """A word without its ending: the stem would take government for governance."""
    return _ENDINGS.sub("", word.folded) or word.folded
