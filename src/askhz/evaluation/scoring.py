"""How good one answer is: read, quoted, right, word for word; and where a missed question is lost.

Every rate lies between 0 and 1, and None says that a measure does not apply.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from .. import overview
from ..errors import AskhzError, QuestionError
from ..explanations import Explanation
from ..question import analyse
from ..records import Answer, Citation, Passage
from ..text.words import count_words
from .gold import Evidence, Format, GoldQuestion
from .metrics import exact_match, f1, normalise_answer

Miss = Literal["not retrieved", "not read", "filtered", "wrong kind", "declined", "answered wrongly"]
MISSES: tuple[Miss, ...] = ("not retrieved", "not read", "filtered", "wrong kind", "declined", "answered wrongly")
"""Why a question is lost. "not retrieved": no passage found has the evidence. "not read": one has it, but the reader
scored it below what was quoted. "filtered": it was scored as high, but left out when quotes were chosen. "wrong kind":
the question was taken for one of another kind. "declined": a passage has it, but the question was declined. "answered
wrongly": there is no answer, but one was given. What is not known to be anything else is "not read"."""

KINDS: Mapping[str, frozenset[str]] = {
    "who": frozenset({"person", "organisation", "definition", "list"}),
    "when": frozenset({"date"}),
    "date": frozenset({"date"}),
    "where": frozenset({"place"}),
    "how_many": frozenset({"number", "count"}),
    "number": frozenset({"number", "count"}),
    "list": frozenset({"list", "procedure", "comparison"}),
    "why": frozenset({"reason"}),
    "how": frozenset({"manner", "procedure", "advice"}),
    "procedure": frozenset({"manner", "procedure", "advice", "list"}),
    "comparison": frozenset({"comparison", "list", "manner"}),
    "yes-no": frozenset({"yes-no"}),
    "overview": frozenset({"overview", "list", "manner", "definition"}),
}
"""The kinds that a question may be taken for, by its kind in a question file; another kind there may be anything."""

TextOf = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Result:
    """One question, what was answered, and how good that is.

    `rank` is the rank of the first passage with evidence. `evidence_read`: some evidence lies in the passages found.
    `evidence_answered`: some evidence is quoted in the answer; `coverage` is the share of the evidence that is quoted.
    `exact` and `f1` judge the short answer (the quotes, where there is no short answer). `right`: an unanswerable
    question was declined, or an answerable one was answered with evidence quoted or an F1 of at least 0.5. `flaws` says
    which quotes are not word for word (None: not checked). `complete`: all of the evidence is quoted. `taken_for` is
    the kind that askhz takes the question for.
    """

    gold: GoldQuestion
    answer: Answer
    rank: int | None
    evidence_read: bool | None
    evidence_answered: bool | None
    coverage: float | None
    exact: float | None
    f1: float | None
    right: bool | None
    miss: Miss | None
    words: int
    milliseconds: float
    flaws: tuple[str, ...] | None = None
    complete: bool | None = None
    taken_for: str = "other"


def judge(
    gold: GoldQuestion,
    answer: Answer,
    format: Format = "native",  # noqa: A002
    *,
    milliseconds: float = 0.0,
    text_of: TextOf | None = None,
) -> Result:
    """How good one answer is.

    Exact match and F1 apply where answers are allowed; for SQuAD also where none is, so that declining scores 1.
    """
    rank = next((hit.rank for hit in answer.passages if any(lies_in(e, hit.passage) for e in gold.evidence)), None)
    quoted = (
        [any(quoted_by(e, citation) for citation in answer.citations) for e in gold.evidence] if answer.answered else []
    )
    said = _said(answer)
    scored = bool(gold.answers) or (format == "squad" and gold.answerable is False)
    score = f1(said, gold.answers) if scored else None
    read = rank is not None if gold.evidence else None
    answered = any(quoted) if gold.evidence else None
    right = _is_right(gold, answer, answered, score)
    return Result(
        gold=gold,
        answer=answer,
        rank=rank,
        evidence_read=read,
        evidence_answered=answered,
        coverage=sum(quoted) / len(gold.evidence) if gold.evidence else None,
        exact=exact_match(said, gold.answers) if scored else None,
        f1=score,
        right=right,
        miss=_miss(gold, answer, read) if right is False else None,
        words=sum(count_words(citation.quote) for citation in answer.citations),
        milliseconds=milliseconds,
        flaws=None if text_of is None else tuple(_flaws(answer, text_of)),
        complete=bool(quoted) and all(quoted) if gold.evidence else None,
        taken_for=taken_for(gold),
    )


def taken_for(gold: GoldQuestion) -> str:
    """The kind that askhz takes a question for: one of `records.Kind`, or "overview"; "other" if it cannot be asked."""
    try:
        question = analyse(gold.question, gold.history)
    except QuestionError:
        return "other"
    wanted = overview.wanted(question)
    return "overview" if wanted is not None and wanted.scope != "named" else question.kind


def explained(result: Result, explanation: Explanation) -> Result:
    """The result with a closer reason where evidence was read but not quoted, from how the answer came about."""
    if result.miss != "not read":
        return result
    kinds = KINDS.get(result.gold.kind)
    if kinds is not None and result.taken_for not in kinds:
        return replace(result, miss="wrong kind")
    quoted = [unit.score for unit in explanation.units if unit.quoted is not None]
    best = max(
        (
            unit.score
            for unit in explanation.units
            if any(
                quoted_by(e, Citation(1, unit.source, "", unit.start, unit.end, unit.text))
                for e in result.gold.evidence
            )
        ),
        default=None,
    )
    if best is not None and quoted and best >= min(quoted):
        return replace(result, miss="filtered")
    return result


def lies_in(evidence: Evidence, passage: Passage) -> bool:
    """Whether the passage holds the evidence: by its offsets where they are known, else word for word."""
    if evidence.source not in (None, passage.source):
        return False
    if evidence.start is not None:
        return passage.start <= evidence.start and evidence.start + len(evidence.quote) <= passage.end
    return _plain(evidence.quote) in _plain(passage.text)


def quoted_by(evidence: Evidence, citation: Citation) -> bool:
    """Whether the citation contains the evidence, lies in it, or shares at least half of its characters."""
    if evidence.source not in (None, citation.source) or not citation.quote.strip():
        return False
    if evidence.start is not None:
        end = evidence.start + len(evidence.quote)
        shared = min(end, citation.end) - max(evidence.start, citation.start)
        return shared > 0 and (2 * shared >= len(evidence.quote) or shared == citation.end - citation.start)
    expected, given = _plain(evidence.quote), _plain(citation.quote)
    return expected in given or given in expected or 2 * shared_characters(expected, given) >= len(expected)


def shared_characters(one: str, other: str) -> int:
    """The length of the longest overlap: the end of one text that is the beginning of the other, either way round.

    >>> shared_characters("Hangzhou is a city.", "a city. It lies in Zhejiang.") == len("a city.")
    True
    """
    lengths = range(min(len(one), len(other)), 0, -1)
    return next((n for n in lengths if one.endswith(other[:n]) or other.endswith(one[:n])), 0)


def _plain(text: str) -> str:
    return " ".join(text.split())


def _said(answer: Answer) -> str:
    if not answer.answered:
        return ""
    return answer.short.text if answer.short else " ".join(citation.quote for citation in answer.citations)


def _is_right(gold: GoldQuestion, answer: Answer, evidence_answered: bool | None, score: float | None) -> bool | None:
    if gold.answerable is None:
        return None
    if not answer.answered or not gold.answerable:
        return not answer.answered and not gold.answerable
    if evidence_answered is None and score is None:
        return None  # it was answered, but nothing is known of the right answer
    return bool(evidence_answered) or (score or 0.0) >= 0.5


def _miss(gold: GoldQuestion, answer: Answer, evidence_read: bool | None) -> Miss:
    if not gold.answerable:
        return "answered wrongly"
    if evidence_read is None and gold.answers:
        # Without evidence, a passage that has an allowed answer counts as evidence.
        texts = [f" {normalise_answer(hit.passage.text)} " for hit in answer.passages]
        evidence_read = any(f" {normalise_answer(allowed)} " in text for allowed in gold.answers for text in texts)
    if evidence_read is False:
        return "not retrieved"
    return "not read" if answer.answered else "declined"


def _flaws(answer: Answer, text_of: TextOf) -> Iterator[str]:
    """What is not word for word: quotes that do not stand in their document, and words that are not quoted."""
    pieces = [(f"citation {c.n}", c.source, c.start, c.end, c.quote) for c in answer.citations]
    pieces += [
        (f"passage {h.rank}", h.passage.source, h.passage.start, h.passage.end, h.passage.text) for h in answer.passages
    ]
    short = answer.short
    if short:
        pieces.append(("short answer", short.source, short.start, short.end, short.text))
    texts: dict[str, str | None] = {}
    for name, source, start, end, quote in pieces:
        if source not in texts:
            texts[source] = _known(text_of, source)
        text = texts[source]
        if text is None:
            yield f"{name}: no document {source}"
        elif not 0 <= start <= end <= len(text) or text[start:end] != quote:
            yield f"{name}: not the text of {source} from {start} to {end}"
    if short and not any(
        c.source == short.source and c.start <= short.start <= short.end <= c.end for c in answer.citations
    ):
        yield "short answer: in none of the quotes"
    if answer.text != " ".join(f"{citation.quote} [{citation.n}]" for citation in answer.citations):
        yield "answer: not its quotes and their numbers alone"


def _known(text_of: TextOf, source: str) -> str | None:
    try:
        return text_of(source)
    except (KeyError, AskhzError):
        return None
