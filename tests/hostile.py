"""A small run with hostile texts in it."""

from scripted import ScriptedBot

from askhz.evaluation.gold import Evidence, GoldQuestion, QuestionSet
from askhz.evaluation.running import answer_all
from askhz.evaluation.searches import SearchEvaluation, SearchResult
from askhz.evaluation.summaries import Evaluation
from askhz.records import Answer, Citation, Hit, Passage, ShortAnswer

HOSTILE = "<script>alert(1)</script><img src=https://example.org/x onerror=alert(2)> \"'&{{ 7 * 7 }}"
TEXT = f"Zhang Min founded Bowu. {HOSTILE} Robots walk."


def answer(start: int, end: int, confidence: float, *, short: bool = False) -> Answer:
    quote = TEXT[start:end]
    hit = Hit(Passage("a<b>.txt", 0, len(TEXT), TEXT, ()), 1, 0.5, 0.5, 1, None)
    brief = ShortAnswer(quote, "a<b>.txt", start, end) if short else None
    citation = Citation(1, "a<b>.txt", HOSTILE, start, end, quote)
    return Answer("", True, f"{quote} [1]", brief, confidence, None, (citation,), (hit,))


def evaluated(
    confidence: float = 0.9, kind: str = "who", name: str = "six.jsonl", text: str = TEXT, first_id: str = "q1"
) -> Evaluation:
    evil = TEXT.index(HOSTILE)
    questions = (
        GoldQuestion(first_id, "Who founded Bowu?", kind, (), ("Zhang Min",), (Evidence(TEXT[:23]),), True),
        GoldQuestion("q2", f"Who {HOSTILE}?", kind, (HOSTILE,), ("Zhang Min",), (Evidence(TEXT[:23]),), True),
        GoldQuestion("q3", "Anything?", "absent", answerable=False),
        GoldQuestion("q4", "Else?", "absent", answerable=False),
    )
    refusal = Answer("", False, "", None, 0.1, f"Nothing says {HOSTILE}.", (), ())
    script = {
        questions[0].question: answer(0, 9, confidence, short=True),
        questions[1].question: answer(evil, evil + len(HOSTILE), 0.5),
        questions[2].question: answer(evil, evil + len(HOSTILE), 0.4),
        questions[3].question: refusal,
    }
    return answer_all(ScriptedBot(script), QuestionSet(name, "native", questions), text_of=lambda source: text)


def searched() -> SearchEvaluation:
    found = GoldQuestion("s1", "query", "search", answerable=True)
    lost = GoldQuestion("s2", HOSTILE, "search", answerable=True)
    results = (
        SearchResult(found, {"d1": 1}, ("d1",), 1.0, 1.0, 2.0),
        SearchResult(lost, {"d2": 1, HOSTILE: 1}, ("d1", HOSTILE), 0.0, 0.5, 4.0),
    )
    return SearchEvaluation("set", results, (1.0 + 0.0) / 2, (1.0 + 0.5) / 2, 3.0, 4.0)
