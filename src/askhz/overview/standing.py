"""The sentences that stand for a document: prose that is like the whole of it, its beginning first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..diversity import centrality
from ..models.encoder import Encoder, Rows, unit
from ..records import BlockKind, DocumentInfo, Hit, Passage, Span
from ..retrieval import Stored
from ..text.passages import unit_texts
from ..text.words import count_words, fold

# How much each speaks for a sentence: tried on 46 overviews of documents that no measurement uses (training/real).
COSINE = 0.75  # like the whole document
LEAD = 0.8  # near the beginning of the document
OPENS = 0.1  # first in its passage
CENTRAL = 0.1  # in a passage that is like the others
TELLS = 0.12  # says what the document is or does
_LEAD_WITHIN = 1200.0  # characters after which the beginning counts half
_PENALTIES: dict[BlockKind, float] = {"item": 0.1, "quotation": 0.1, "caption": 0.25, "row": 0.4, "code": 0.8}
_SHORT, _LONG = 6, 60  # words of a sentence that says something and can be read at a glance
_LEANS = re.compile(
    r"^\W*(?:(?:this|these|that|those|it|they|he|she|such|here|there|its|their|his|her|both|and|but|or|so|also|then"
    r"|however|moreover|furthermore|therefore|thus|hence|yet|instead|finally|next|otherwise|similarly|meanwhile"
    r"|nevertheless|nonetheless|likewise|additionally|besides|consequently|again|another|secondly|thirdly"
    r"|(?:in|with|by|at|on|from|of|to|as) (?:his|her|its|their|this|that|these|those)"
    r"|for (?:example|instance|this|that|these)|in addition|in other words|as a result|on the other hand"
    r"|after (?:this|that)|because of (?:this|that)|at the same time)\b"
    r"|这|那|它|他|她|但|而且|而|此外|因此|所以|同时|另外|然而|例如|比如|其中|于是|并且|不过|对此|为此|其次)",
    re.IGNORECASE,
)
_PAPER = (
    r"(?:document|guide|page|article|paper|report|handbook|manual|tutorial|book|chapter|section|post|policy|proposal"
    r"|note|memo|series|survey|study|charter|specification|standard|project|site|website|app|tool|program|library"
    r"|package|repository|file|summary|overview|introduction|agreement|contract|letter|plan|strategy|newsletter|directive"
    r"|rfc|pep|eip|game|recipe|week's \w+)"
)
_TELLS = re.compile(
    rf"\b(?:this|the|our|these|each) (?:[\w-]+ ){{0,3}}{_PAPER}s?\b.{{0,40}}\b(?:is|are|explains?|describes?|covers?"
    r"|outlines?|proposes?|aims?|shows?|gives?|lists?|provides?|introduces?|defines?|sets? out|presents?|discusses"
    r"|summari[sz]es|contains?|tells?|helps?|documents?|specifies|offers?|applies|adds?)\b"
    r"|\b(?:purpose|goal|aim|objective|mission|intention) (?:of|is)\b|\b(?:aims?|designed|intended|seeks?) to\b"
    r"|\b(?:we|i) (?:propose|describe|present|introduce|explain|show|outline|discuss)\b"
    r"|(?:本|这篇|这份|该|这个)(?:文|篇|文章|文档|页面|教程|书|章|节|指南|手册|项目|报告|课程).{0,10}"
    r"(?:介绍|说明|讲|描述|提供|讨论|探讨|分析|旨在|是|将|引导)|旨在|目的是|的目标是",
    re.IGNORECASE,
)
_BOILERPLATE = re.compile(
    r"copyright|©|licen[sc]ed under|all rights reserved|without warrant|permission is hereby granted|spdx-"
    r"|\bcookies?\b|\bsubscribe\b|\bsign up\b|privacy policy|terms of (?:use|service)|click here|table of contents"
    r"|back to top|skip to|last (?:updated|modified|edited)|edit this page|版权所有|保留所有权利|转载",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^\W*[\w /-]{1,24}[:：]\s*\S")
_ENDS = re.compile(r"[.!?。！？…][\"'”’」』)\]）*_`]*\s*$")
_LEADS_IN = re.compile(r"[:：]\W*$")
_YES_OR_NO = re.compile(r"\W*(?:A: ?)?(?:yes|no|yep|nope|是的?|不是?|否|对)\W*", re.IGNORECASE)
_ASKS = re.compile(r"[?？]\W*$")
_MARKUP = re.compile(r"[|›»·•<>{}=\\#*_`~^]|https?://\S+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit of a document that may stand for it. `text` is the document's own, `reads` how it reads for a model.

    `number` is its passage's id, `at` its position there; `words` counts those of `text`.
    """

    number: int
    passage: Passage
    document: DocumentInfo
    at: int
    span: Span
    text: str
    reads: str
    words: int
    worth: float


def leading(rows: Rows, most: int) -> list[int]:
    """The positions of the passages whose sentences are looked at, in order: the first, and the most central ones.

    `rows` are unit vectors of a document's passages in its order, of shape (passages, dimension).
    """
    central = centrality(rows)
    lead = 1 / (1 + np.arange(len(rows)))
    worth = central + 2 * lead
    best = np.argsort(-worth, kind="stable")[:most]
    return sorted(int(at) for at in best)


def candidates(number: int, stored: Stored | Hit, central: float, title: str = "") -> list[Candidate]:
    """The prose of a passage, each unit with its worth, the cosine aside; a list's items where there is no more."""
    passage = stored.passage
    document = stored.document or DocumentInfo(passage.source, "", 0)
    paragraph: BlockKind = "paragraph"
    kinds = passage.kinds or (paragraph,) * len(passage.sentences)
    found = []
    said: tuple[int, str] | None = None  # a "Yes." or "No.", without which the next sentence may say the opposite
    for at, ((start, end), reads, kind) in enumerate(zip(passage.sentences, unit_texts(passage), kinds, strict=True)):
        if kind == "paragraph" and _YES_OR_NO.fullmatch(reads):
            said = start, reads
            continue
        if said is not None:
            (start, before), said = said, None
            reads = f"{before} {reads}"
        text = passage.text[start - passage.start : end - passage.start]
        words = count_words(text)
        if kind in ("front matter", "heading") or not any(map(str.isalnum, reads)) or fold(reads) == fold(title):
            continue
        worth = LEAD / (1 + start / _LEAD_WITHIN) + OPENS * (at == 0) + CENTRAL * central - _fault(text, reads, kind)
        if _TELLS.search(reads):
            worth += TELLS
        found.append(Candidate(number, passage, document, at, (start, end), text, reads, words, worth))
    return found


def weighed(found: Sequence[Candidate], centre: Rows, encoder: Encoder) -> tuple[list[float], Rows]:
    """The worth of each candidate with its cosine to its document's centre, and the candidates' unit vectors.

    `centre` has the centre of each candidate's document, of shape (len(found), dimension).
    """
    rows = encoder.encode_document([one.reads for one in found])
    cosines = np.einsum("ij,ij->i", rows, centre)
    return [
        one.worth + COSINE * encoder.comparable(float(cosine)) for one, cosine in zip(found, cosines, strict=True)
    ], rows


def centre_of(rows: Rows) -> Rows:
    """The unit vector in the middle of a document's passages, of shape (dimension,)."""
    middle: Rows = unit(rows.mean(axis=0, keepdims=True))[0]
    return middle


def leans(reads: str) -> bool:
    """Whether a sentence leans on the one before it.

    >>> leans("In addition, it rains."), leans("This guide explains silk."), leans("Silk is woven.")
    (True, False, False)
    """
    return _LEANS.search(reads) is not None and not _TELLS.match(reads.lstrip())


def _fault(text: str, reads: str, kind: BlockKind) -> float:
    """How much speaks against a unit: what is no prose, what leans on something else, what stands in every file."""
    words = count_words(reads)
    fault = _PENALTIES.get(kind, 0.0)
    if not _ENDS.search(reads):
        fault += 0.15 if kind == "item" or _LEADS_IN.search(reads) else 0.4
    if words < _SHORT:
        fault += 0.3
    if words > _LONG:
        fault += 0.3
    if _ASKS.search(reads):
        fault += 0.6  # without its answer it says nothing
    if leans(reads):
        fault += 0.2
    if _BOILERPLATE.search(reads):
        fault += 0.5
    if _LABEL.search(reads):
        fault += 0.1
    if text.lstrip().startswith(("![", "<img", "[![")):
        fault += 0.4
    marks = sum(len(match) for match in _MARKUP.findall(reads))
    return fault + min(0.5, 2 * marks / max(1, len(reads)))
