"""Which questions a few words answer, and whether these few do: one name is no answer to "Which tools are there?"."""

from __future__ import annotations

import re

from ..question import asking
from ..records import Question
from ..text.language import is_foreign
from ..text.words import fold, spans

_BEGINS = r"(?:^|[-–—:,;] )(?:and |but |so )?"  # also behind what it is about: "Request template: what should it have?"
# What asks for more than a few words, whatever kind it was taken for.
_ASKS_MORE = re.compile(
    # but for "What should it be called?", "What may it be replaced with?"
    rf"{_BEGINS}what (?:should|must|can|could|may|might|shall)\b"
    r"(?!.* be (?:called|named|\w+ed (?:with|by|to|as)|set to)\b)"
    rf"|{_BEGINS}what (?:happens?|happened|if|about)\b"
    rf"|{_BEGINS}what (?:do|does|did|has|have|had) .*\b(?:do|does|did|done|say about)(?: \w+)?\W*$"
    rf"|{_BEGINS}what (?:do|does|did|can|could) (?:\S+ ){{1,4}}?do (?:to|about|for|with|when|if|against)\b"
    rf"|{_BEGINS}what (?:has|have|had) .*\bdone (?:to|for|about|against)\b"
    rf"|{_BEGINS}what (?:part|role) (?:do|does|did|has|have|had)\b|{_BEGINS}what (?:now|next|else)\b"
    r"|^(?:can|could|may|should|must|is|are|do|does|did|was|were|has|have|will|would)\b|\bdifferences?\b"
    r"|\bwhat(?: is| are| was|['’]?s) (?:it|that|this|they|known|(?:to be )?(?:said|told))\b(?=.*\babout\b|\W*$)"
    r"|\bwhat(?: is| are| was|['’]?s) .*\babout\W*$|\bwhat (?:do|does|did|can|will) \w+ (?:learn|know|hear|read) "
    r"|\b(?:gist|rundown|overview|summary)\b"
    r"|^(?:compare|explain|describe|summari[sz]e|tell me about)\b|\bsays? about\b|\bis (?:said|written) (?:in|about)\b",
    re.IGNORECASE,
)
# Two things asked at once, or one of each of two: "Which apps do I translate here and which there?"
_ASK = "(?:which|what|when|where|whom?|why|how)"
_TWO_ASKED = re.compile(
    r"\b(?P<ask>which|what|when|where|who|how) .*\band (?:(?:for|by|to|in|at|on|of|with|from) )?(?P=ask)\b"
    rf"|\b{_ASK}(?:['’]s)? (?:\S+ ){{2,}}and (?:(?:for|by|to|in|at|on|of|with|from) )?{_ASK}\b"
    r"|\bwhat (?:is|are|was|were|do|does|did|can|must|has|have) each\b",
    re.IGNORECASE,
)
# One thing: "Which is older, …?", "What does … lack compared with …?"; what else compares is answered by what is said
# of both, or a name of each.
_ONE_OF_TWO = re.compile(
    r"\b(?:which|who|what)\b.* (?!(?:after|other|over|under|ever|never|either|neither|together|whether|per|for|her)\b)"
    r"(?:\w+er|more|less|worse)\b"
    r"|\bwhat (?:do|does|did|can|must|has|have)\b.* compared \w+\b|[\u4e00-\u9fff]",
    re.IGNORECASE,
)
_EACH = re.compile(r"^(?!.*\b(?:and|differ\w*|compar\w*|versus|vs)\b).*\beach [^\W\d_]", re.IGNORECASE)
_ALIKE = re.compile(r"\b(?:each|every|all|any)\b", re.IGNORECASE)  # what answers says the same of all
_NAME_OR_NUMBER = re.compile(r"(?:[A-Z#@]|\W*\d)\S*(?: \S+)?\Z")
_DEFINES = re.compile(rf"{_BEGINS}what(?:['’]?s| is| was| are)\b|什么是|是什么", re.IGNORECASE)  # by a sentence
# Several things by their noun: "Which tools does …?", "What are the drawbacks of …?"; not "What kind of robots does …?"
_AUXILIARY = "is|are|was|were|do|does|did|has|have|had|can|could|may|might|must|shall|should|will|would"
_PLURAL = rf"(?!(?:{_AUXILIARY})\b)(?:\w{{2,}}[^siu\W]s|people|children|criteria|data)\b"
_OF = "of|about|in|on|at|for|to|by|from|with|that|and|or|there"
_SEVERAL = re.compile(
    rf"(?<!since )\b(?:which|what) (?:(?:are|were) (?:the|its|their|my|our|your) (?:[\w'’-]+ )?)?(?:"
    rf"(?P<noun>{_PLURAL})(?=\W*$| (?:{_AUXILIARY}|{_OF}|i|we|you|they)\b)"
    # Behind another word it may be a verb: "Which chapter tells of it?"
    rf"|(?!(?:of|{_AUXILIARY})\b)[\w'’-]+ (?P<last>{_PLURAL})(?=\W*$| (?:{_AUXILIARY})\b))"
    r"|有哪些|哪[几些]|哪[两二三四五六七八九十]",
    re.IGNORECASE,
)
# "Tips for new staff", "downsides of moving"
_NAMED_FIRST = re.compile(
    rf"(?:[\w'’-]+ ){{0,2}}?(?P<noun>{_PLURAL}) (?:for|to|of|on|about|against|in|when|that)\b", re.IGNORECASE
)
_ENUMERATES = re.compile(
    r"[,;、和与及&/\n]|\b(?:and|or|plus)\b|^(?:any|all|every|each|no|none|both)\b"
    r"|\d\+|[<>]=? ?\w*\d"  # "3.6+"
    r"|\d(?: ?[ap]\.?m\.?)? ?(?:-|–|to|until|bis) ?\d|[^\W\dsiu]s\W*\Z",  # "7 to 8", "small brushes"
    re.IGNORECASE,
)
_NEAR = 40  # characters behind a short answer in which its noun may stand
_JOINS_ELSEWHERE = re.compile(r"\b(?:und|oder|et|ou|y|o|e|en|of)\b", re.IGNORECASE)  # in the languages of `is_foreign`


def asks_for_few_words(question: Question) -> bool:
    """Whether a few words may answer a question: not what defines, explains, advises, or asks two things at once.

    >>> from askhz.question import analyse
    >>> [asks_for_few_words(analyse(one)) for one in ("Who wrote it?", "What should it contain?", "Is it open?")]
    [True, False, False]
    >>> asks_for_few_words(analyse("For which apps do I use Weblate and for which do I edit files?"))
    False
    """
    asked = asking(question.as_asked)
    if question.explains or question.kind in ("yes-no", "advice"):
        return False
    return not (_defines(question, asked) or _ASKS_MORE.search(asked) or _TWO_ASKED.search(asked))


def is_all_that_is_asked(question: Question, text: str, before: str = "", after: str = "") -> bool:
    """Whether words that answer are all of it: of a comparison one of the two, of a list more than one thing.

    `before` and `after` are what stands around them: "children under eight" are all of the children that are asked
    for, and "WCAG 2.0" before "accessibility guidelines" all of the guidelines.

    >>> from askhz.question import analyse
    >>> asked = analyse("Which tools are there for trying it out?")
    >>> is_all_that_is_asked(asked, "web IDE"), is_all_that_is_asked(asked, "a web IDE and a desktop app")
    (False, True)
    """
    if question.kind == "comparison":
        if _EACH.search(question.as_asked) and _ALIKE.search(f"{before}{text}{after}"):
            return True
        return bool(_ONE_OF_TWO.search(question.as_asked) or _NAME_OR_NUMBER.match(text))
    if question.kind not in ("list", "other") or _ENUMERATES.search(text):
        return True
    if question.kind == "list" and is_foreign(question.as_asked):
        return _JOINS_ELSEWHERE.search(text) is not None
    asked = asking(question.as_asked)
    several = _SEVERAL.search(asked)
    if several is None and question.kind == "list" and not re.search(r"\d", text):  # "costs of a permit": $20
        several = _NAMED_FIRST.match(asked)
    nouns = several.groupdict() if several else {}
    noun = nouns.get("noun") or nouns.get("last")
    if several is None or noun is None:
        return several is None
    around = [*before.split()[-1:], *text.split(), *(word.folded for word in list(spans(after[:_NEAR]))[:2])]
    return fold(noun) in map(fold, around)


def _defines(question: Question, asked: str) -> bool:
    return question.kind == "definition" and (_DEFINES.search(asked) is not None or is_foreign(asked))
