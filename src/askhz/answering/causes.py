"""Reasons gathered: what explains the matter of a whole document, one reason from each place, each once.

"Why did the mill close?" over an article "Why the mill closed" has no one answer: every section gives another reason,
and few of them repeat the question's words. So what tells a reason counts here, and what says something new.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import pairwise

from ..records import Finding, Hit, Question
from ..text.words import STOP_WORDS, content_words, count_words, spans
from .choosing import in_order
from .reasons import explains_nothing

READ = 20  # passages that reasons are gathered from
MOST_REASONS = 5
WORDS = 120
_OF_TITLE = 0.75  # of the question's words stand in the title of a document that is about its matter
_NEAR_TITLE, _WITH_NAME = 0.5, 0.33  # likewise, of another that tells reasons too; of one whose title has a name asked
_LEAST = 0.25  # worth of a reason
_SAME_PASSAGE = 0.3  # taken off for a second sentence of a passage: they mostly speak of one reason
_SAME_REASON = 10.0
_SHARED_WORDS = 2.0  # times the share of words that two sentences have in common
_DOCUMENT = 0.2  # that a document is worth which has said nothing yet
_CUES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # what says so
        r"\b(?:because|thanks to|due to|owing to|as a result of|results? (?:of|from)|resulted from|stems? from"
        r"|caused by|(?<!-)driven by|attributed to|reasons?|that is why|so that|since (?:it|they|the))\b"
        r"|因为|由于|原因|得益于|归功于|因此|所以|从而",
        # what one thing does for another
        r"\b(?:enabl|allow|help|foster|promot|accelerat|stimulat|encourag|boost|strengthen|facilitat|contribut|bring|brought"
        r"|made it (?:possible|easy)|mak(?:e|es|ing) it|let(?:s|ting)? |led to|leads to)\w*"
        r"|使得|使|促进|推动|带动|帮助|激发|加快",
        r"\b(?:provid|support|offer|guarantee|shield|protect|invest|subsid|attract|cultivat)\w*"
        r"|提供|支持|保障|吸引|培育|扶持|补贴",
        # what is good or bad for it
        r"\b(?:advantage|benefit|opportunit|conducive|favou?rabl|strength|demand|foundation|shortage|decline|pressure)\w*"
        r"|\b(?:important|key|vital|crucial|decisive) (?:role|factor|part)\b|优势|机遇|机会|有利|受益|基础|关键",
        # circumstances
        r"\b(?:polic(?:y|ies)|government|laws?|costs?|prices?|market\w*|capital|funding|talents?|skills?|labou?r|resources"
        r"|infrastructure|industr\w+|suppl(?:y|ies)|universit\w+|education|climate|substitut\w+)\b"
        r"|政策|政府|机制|产业链|替代|高校|大学|成本|人才|资本|市场",
    )
)
_UNREAL = re.compile(
    r"^\W*(?:if|when an?|whether)\b|\b(?:should|needs? to|must|ought to|would|may|might|can|in the future"
    r"|will)\b|如果|应该|应当|必须|需要|未来",
    re.IGNORECASE,
)
_ASKS_ABOUT = re.compile(
    r"\b(?:question|insights? into|clues?|reflect(?:ed on|ions?)|discuss\w*|analy[sz]ed|asked|wonder\w*|titled|compared"
    r"|attention)\b|反思|讨论|提问|关注",
    re.IGNORECASE,
)
_AGAINST = re.compile(r"\b(?:difficult\w*|disadvantage\w*|although|despite)\b|困难|劣势|尽管|虽然", re.IGNORECASE)
_LEANS = re.compile(
    r"^\W*(?:this|these|that|those|it|they|he|she|such|therefore|thus|so|of course)\b|^(?:这|那|它|他|她|因此)",
    re.IGNORECASE,
)
_PROMISES = re.compile(r"\bwhy\b|\breasons?\b|\bcauses?\b|为什么|为何|原因", re.IGNORECASE)
_NAME_FIRST = re.compile(r"^\W*(?:The )?\W*([A-Z][\w'’-]+(?: [A-Z][\w'’-]+)+)")


def of_a_whole_document(question: Question, hits: Sequence[Hit]) -> bool:
    """Whether a question asks why what documents are about came to be: then reasons stand all over them.

    Of one document alone the reader tells better which of its sentences say why, unless its title promises reasons.
    """
    if question.kind != "reason":
        return False
    about = _about(question, hits, _OF_TITLE, _OF_TITLE)
    titles = [hit.document.title for hit in hits if hit.document and hit.passage.source in about]
    several = len(_about(question, hits, _NEAR_TITLE, _WITH_NAME)) > 1
    return any(several or _PROMISES.search(title) for title in titles)


def reasons_of_a_whole(question: Question, findings: Sequence[Finding], hits: Sequence[Hit]) -> list[Finding]:
    """The reasons to quote for what a whole document is about, in order; empty where a question asks for less.

    Only what documents about the matter say: elsewhere what tells a reason tells one of something else.
    """
    if not of_a_whole_document(question, hits):
        return []
    sources = _about(question, hits, _NEAR_TITLE, _WITH_NAME)
    return in_order(gather(question, [finding for finding in findings if finding.source in sources]))


def _about(question: Question, hits: Sequence[Hit], share: float, with_name: float) -> frozenset[str]:
    """The documents found whose titles say such a share of what a question is about; none for a single word.

    `with_name`: the share for titles that have one of the question's names.
    """
    asked = set(content_words(question.search[0]))
    names = [name for name in (set(content_words(name)) for name in question.names) if name]
    found = set()
    for hit in hits:
        title = set(content_words(hit.document.title if hit.document else ""))
        least = with_name if any(name <= title for name in names) else share
        if len(asked) > 1 and len(asked & title) >= least * len(asked):
            found.add(hit.passage.source)
    return frozenset(found)


def gather(question: Question, findings: Sequence[Finding]) -> list[Finding]:
    """The reasons to quote, in the order in which they were chosen; empty where no sentence gives one.

    Maximal marginal relevance (Carbonell and Goldstein 1998): the next is the one whose worth is highest, what it
    repeats of those before taken off. Sentences of one passage, and sentences that share words, are alike; another
    document is worth something; two that share a pair of neighbouring words give the same reason, and only one of them
    is taken. At most `MOST_REASONS` and `WORDS` words.
    """
    asked = set(content_words(question.search[0]))
    left = [(worth, finding) for finding in findings if (worth := reason_worth(question, finding)) >= _LEAST]
    chosen: list[Finding] = []
    words = 0
    while left and len(chosen) < MOST_REASONS:
        values = [worth - _repeated(finding, chosen, asked) for worth, finding in left]
        at = max(range(len(left)), key=lambda n: values[n])
        _, finding = left.pop(at)
        length = count_words(finding.text)
        if values[at] < 0 or (chosen and words + length > WORDS):
            continue
        chosen.append(finding)
        words += length
    return chosen


def _repeated(finding: Finding, chosen: Sequence[Finding], asked: set[str]) -> float:
    """How much of a reason those chosen have given."""
    if not chosen:
        return 0.0
    words, pairs = set(content_words(finding.text)) - asked, _pairs(finding.text, asked)
    most = 0.0
    for other in chosen:
        if pairs & _pairs(other.text, asked):
            return _SAME_REASON
        others = set(content_words(other.text)) - asked
        alike = _SHARED_WORDS * len(words & others) / max(1, len(words | others))
        same = (finding.source, finding.hit_rank) == (other.source, other.hit_rank)
        most = max(most, alike + _SAME_PASSAGE * same)
    return most - _DOCUMENT * all(finding.source != other.source for other in chosen)


def _pairs(text: str, asked: set[str]) -> set[tuple[str, str]]:
    """The pairs of neighbouring words that name what a reason is: two sentences that share one give the same reason.

    >>> sorted(_pairs("Domestic substitution has helped the mill.", {"mill"}))
    [('domest', 'substitut'), ('substitut', 'help')]
    """
    words = [word.stem for word in spans(text) if word.folded not in STOP_WORDS and word.stem not in asked]
    return set(pairwise(words))


def reason_worth(question: Question, finding: Finding) -> float:
    """How much a sentence tells a reason, about 0 to 1; below zero for one that tells none."""
    text = finding.text
    if explains_nothing(finding) or _ASKS_ABOUT.search(text):
        return -1.0
    cues = sum(bool(cue.search(text)) for cue in _CUES)
    if not cues:
        return -1.0
    worth = min(1.0, 0.3 * cues) + 0.35 * _answering(finding.score)
    length = count_words(text)
    worth -= 0.3 * length / 60
    worth -= 0.45 * bool(_UNREAL.search(text)) + 0.3 * bool(_AGAINST.search(text)) + 0.25 * bool(_LEANS.search(text))
    name = _NAME_FIRST.search(text)
    if name and not set(content_words(name.group(1))) & set(content_words(question.search[0])):
        worth -= 0.35  # an example, mostly
    return worth


def _answering(score: float) -> float:
    """How well a sentence answers by its score, 0 to 1: the log odds between -4 and 1."""
    odds = math.log(max(score, 1e-6) / max(1 - score, 1e-6))
    return max(0.0, min(1.0, (odds + 4) / 5))
