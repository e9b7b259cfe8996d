"""Six questions about one short text, and what a bot answers to them: small enough to be judged by hand."""

from collections.abc import Sequence

from askhz.evaluation.gold import Evidence, GoldQuestion, QuestionSet
from askhz.records import Answer, Citation, Hit, Passage, ShortAnswer, Span

TEXT = "Zhang Min founded Bowu. Hangzhou has 24 unicorns. Robots walk in Singapore."
WHO, HOW_MANY, ROBOTS = (0, 23), (24, 49), (50, 75)


def passage(span: Span, rank: int = 1) -> Hit:
    start, end = span
    return Hit(Passage("a.txt", start, end, TEXT[start:end], (span,)), rank, 1 / rank, 0.5, rank, None)


def said(span: Span, short: str | None = None, confidence: float = 0.9, passages: Sequence[Hit] = ()) -> Answer:
    start, end = span
    quote = TEXT[start:end]
    at = TEXT.index(short) if short else 0
    brief = ShortAnswer(short, "a.txt", at, at + len(short)) if short else None
    citation = Citation(1, "a.txt", "A", start, end, quote)
    return Answer("", True, f"{quote} [1]", brief, confidence, None, (citation,), tuple(passages))


def declined(confidence: float = 0.1, passages: Sequence[Hit] = ()) -> Answer:
    return Answer("", False, "", None, confidence, "Nothing says it.", (), tuple(passages))


def gold(
    name: str,
    kind: str,
    evidence: Span | None = None,
    answers: Sequence[str] = (),
    answerable: bool | None = True,
    history: tuple[str, ...] = (),
) -> GoldQuestion:
    quotes = (Evidence(TEXT[slice(*evidence)], "a.txt"),) if evidence else ()
    return GoldQuestion(name, f"{name}?", kind, history, tuple(answers), quotes, answerable)


QUESTIONS = QuestionSet(
    "six.jsonl",
    "native",
    (
        gold("right", "who", WHO, ["Zhang Min"], history=("Before?",)),
        gold("unread", "who", WHO, ["Zhang Min", "Min"]),
        gold("unfound", "how_many", HOW_MANY, ["24"]),
        gold("refused", "how_many", HOW_MANY, ["24"]),
        gold("silent", "absent", answerable=False),
        gold("talkative", "absent", answerable=False),
    ),
)
SCRIPT = {
    "right?": said(WHO, "Zhang Min", 0.9, [passage(HOW_MANY), passage(WHO, rank=2)]),
    "unread?": said(ROBOTS, "Singapore", 0.6, [passage(WHO), passage(ROBOTS, rank=2)]),
    "unfound?": said(ROBOTS, "Robots", 0.5, [passage(ROBOTS)]),
    "refused?": declined(0.2, [passage(HOW_MANY)]),
    "silent?": declined(0.1),
    "talkative?": said(ROBOTS, None, 0.4, [passage(ROBOTS)]),
}
