"""What a question says not to be so, and whether a text says that it is: "Who did not sign?", "Norway signed"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..text.words import STOP_WORDS, Word, spans, telling_set

_NOT = re.compile(r"\b(?:not|never|cannot|no longer)\b|n['’]t\b", re.IGNORECASE)
_SHORT = re.compile(r"\b\w+n['’]t\b")
# A question that begins with what it asks for, and denies something of that in its main clause.
_WH = re.compile(
    r"^\W*(?:(?:and|but|so) )?(?:(?:in|at|on|for|to|from|by|of|with|under|during|within|about) )?"
    r"(?:what|which|who|whom|whose|where|when|how (?:many|much|long|far|often|old)|during what|in what)\b",
    re.IGNORECASE,
)
_ANOTHER_CLAUSE = re.compile(
    r",|;|\b(?:if|when|where|that|who|whom|which|whose|because|while|until|unless|since|although|though|as|or|but|and|why)\b",
    re.IGNORECASE,
)
# With these another is told as well: what is allowed tells what is not.
_TELLS_BOTH = telling_set(
    "allow allowed permit permitted open opened close closed include included cover covered exclude excluded available"
)
_DENIES = re.compile(
    r"\b(?:not|never|cannot|neither|nor|no|none|nobody|nothing|nowhere|without|hardly|rarely|seldom|barely|except|unless"
    r"|unable to|fail(?:s|ed|ing)? to|refus(?:e|es|ed|ing) to|declin(?:e|es|ed|ing) to|lack(?:s|ed|ing)?|instead of"
    r"|rather than|other than|apart from|exempt\w*|exclud\w+|prohibit\w*|forbid\w*|forbade|bann(?:ed|ing)|bans?"
    r"|prevent\w*|den(?:y|ies|ied)|stop(?:s|ped)?|ceas(?:e|es|ed)|only|solely|exclusively)\b|n['’]t\b",
    re.IGNORECASE,
)
# A denial or an exception that does not repeat what it is of: "but not in lane three", "Norway did not".
_CUT_SHORT = re.compile(
    r"\b(?:not|never)\b(?=\s*(?:[.,;:!?)\]]|$|(?:and|but|or|yet|so|in|at|on|for|by|to|with|of|from|the|those|all|any)\b))"
    r"|n['’]t\b(?=\s*(?:[.,;:!?)\]]|$|(?:and|but|or|yet|so)\b))"
    r"|\b(?:except\w*|neither|nor|none|apart from|other than|save for|aside from|excluding)\b",
    re.IGNORECASE,
)
_CLAUSE_ENDS = re.compile(
    r"[;:.!?](?=\s|$)|\b(?:but|although|though|while|whereas|however|because)\b|, (?:which|who|and|so)\b", re.IGNORECASE
)
_SUBJECT_ASKED = re.compile(r"^\W*(?:(?:and|but|so) )?(?:which|what|who)\b", re.IGNORECASE)
_AUXILIARY = re.compile(
    r"\b(?:do|does|did|is|are|was|were|be|been|has|have|had|can|could|may|might|must|shall|should|will|would)\b",
    re.IGNORECASE,
)
_DENIED_VERB = re.compile(
    r"\b(?:(?:do|does|did|will|would|can|could|may|must|should) not|cannot"
    r"|(?:do|does|did|wo|would|ca|could|must|should)n['’]t)"
    r"(?: \w+ly| also| yet| even)? (?P<verb>[^\W\d_]+)",
    re.IGNORECASE,
)
_BEFORE = 10  # words before another that may deny it
_BEHIND = re.compile(r"\S+(?P<near>(?: [^\s(]+){0,5})")
_CARRIES = frozenset("be been being have has had the a an any to even often yet still also always ever quite".split())
_VERBS_IN_LY = frozenset("apply comply imply rely reply supply multiply fly".split())
_SAID = 0.5  # share of the question's other words that a text must have to speak of the same


def denied_in(asked: str) -> Word | None:
    """The word that the main clause of a question denies: "did not sign"; None where it denies nothing so.

    A question for what is so where something else is not denies nothing, nor does one for reasons or for yes or no.

    >>> word = denied_in("Which states did not sign the treaty?")
    >>> word.folded, denied_in("What do I do if it does not start?"), denied_in("Why did it not start?")
    ('sign', None, None)
    """
    found = list(_NOT.finditer(asked))
    begins = _WH.match(asked)
    if len(found) != 1 or begins is None or _ANOTHER_CLAUSE.search(asked, begins.end(), found[0].start()):
        return None
    word = next(_behind(asked, found[0].end()), None)
    if word is None or word.folded in STOP_WORDS or word.stem in _TELLS_BOTH:
        return None
    return word if asked[word.start : word.end].isalpha() and asked[word.start].islower() else None


def _behind(text: str, at: int) -> Iterator[Word]:
    """The words behind a place, without auxiliaries, articles and adverbs."""
    for word in spans(text):
        adverb = word.folded.endswith("ly") and word.folded not in _VERBS_IN_LY
        if word.start >= at and not adverb and word.folded not in _CARRIES:
            yield word


def affirms_denied(asked: str, text: str, above: str = "") -> bool:
    """Whether a text says to be so what a question says not to be so, in the same word.

    `above`: what stands above the text, which may deny as well.

    >>> affirms_denied("Who did not sign the treaty?", "The treaty was signed by Norway.")
    True
    >>> affirms_denied("Who did not sign the treaty?", "Norway did not sign the treaty; all others signed.")
    False
    """
    denied = denied_in(asked)
    if denied is None or _DENIES.search(above) or _CUT_SHORT.search(text):
        return False
    others = telling_set(_SHORT.sub(" ", asked)) - {denied.stem}
    said = _said_in(text, denied)
    same = not others or len(others & telling_set(text)) >= _SAID * len(others)
    return bool(said) and same and not any(is_denied(text, word.start) for word in said)


def denies_asked(asked: str, text: str) -> bool:
    """Whether a text says not to do what a question asks who or what does it: then its subject is no answer.

    >>> denies_asked("Which boat sails to Ash?", "The Elk doesn't sail to Ash any more.")
    True
    >>> denies_asked("Which boat sails to Ash?", "The Elk sails to Ash, but does not sail on.")
    False
    """
    if not _SUBJECT_ASKED.match(asked) or _AUXILIARY.search(asked) or _DENIES.search(asked):
        return False
    denied = {found.end("verb") for found in _DENIED_VERB.finditer(text)}
    verbs = {word.stem for word in spans(asked) if word.folded not in STOP_WORDS and asked[word.start].islower()}
    said = [word for word in spans(text) if word.stem in verbs]
    without = {word.stem for word in said if word.end in denied}
    return bool(without) and not any(word.stem in without and word.end not in denied for word in said)


def denies_alike(asked: str, text: str) -> bool:
    """Whether a text denies what a question denies, in the same word.

    >>> denies_alike("Which lockers are not heated?", "Those in the yard are not heated.")
    True
    """
    denied = denied_in(asked)
    return denied is not None and any(is_denied(text, word.start) for word in _said_in(text, denied))


def _said_in(text: str, word: Word) -> list[Word]:
    """The places of a word in a text, however it is spelt: recognised, recognized."""
    return [one for one in spans(text) if one.stem == word.stem or _as_american(one) == _as_american(word)]


def _as_american(word: Word) -> str:
    return word.folded.replace("is", "iz")


def is_denied(text: str, at: int) -> bool:
    """Whether a text denies, or excepts something from, what stands at a place: near it, in the same clause.

    >>> text = "It is not sold, but the plan is shown."
    >>> is_denied(text, text.index("sold")), is_denied(text, text.index("shown"))
    (True, False)
    """
    ends = [match.end() for match in _CLAUSE_ENDS.finditer(text, 0, at)]
    before = text[ends[-1] if ends else 0 : at].split()[-_BEFORE:]
    behind = _BEHIND.match(text, at)  # "is signed by no one", "shaped not only by the tide"
    near = " ".join([*before, "|", behind["near"] if behind else ""])
    return _DENIES.search(near) is not None
