"""A small run judged by hand."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from questionfiles import CONTEXT, SQUAD, beir, written

from askhz.errors import QuestionError
from askhz.evaluation.gold import Evidence, GoldQuestion, QuestionSet, read_questions
from askhz.evaluation.running import run
from askhz.evaluation.scoring import judge, lies_in, quoted_by, shared_characters
from askhz.evaluation.searches import SearchEvaluation
from askhz.evaluation.summaries import Evaluation
from askhz.records import Answer, Citation, Hit, Passage, ShortAnswer

TEXT = "Zhang Min founded Bowu. Hangzhou has 24 unicorns. Robots walk in Singapore."
WHO, HOW_MANY, ROBOTS = (0, 23), (24, 49), (50, 75)


def passage(start, end, rank=1):
    return Hit(Passage("a.txt", start, end, TEXT[start:end], ((start, end),)), rank, 1 / rank, 0.5, rank, None)


def said(span, short=None, confidence=0.9, passages=()):
    start, end = span
    quote = TEXT[start:end]
    at = TEXT.index(short) if short else 0
    brief = ShortAnswer(short, "a.txt", at, at + len(short)) if short else None
    citation = Citation(1, "a.txt", "A", start, end, quote)
    return Answer("", True, f"{quote} [1]", brief, confidence, None, (citation,), tuple(passages))


def declined(confidence=0.1, passages=()):
    return Answer("", False, "", None, confidence, "Nothing says it.", (), tuple(passages))


class Scripted:
    """A bot that says what it is told to, by question."""

    def __init__(self, answers=None, found=None):
        self.answers, self.found, self.asked = answers or {}, found or {}, []

    def ask(self, question, *, history=(), k=8):
        self.asked.append((question, tuple(history), k))
        return self.answers[question]

    def search(self, query, *, history=(), k=8):
        sources = self.found[query][:k]
        return [Hit(Passage(s, n, n + 1, "x", ()), n + 1, 1.0, 1.0, 1, 1) for n, s in enumerate(sources)]


def gold(name, kind, evidence=None, answers=(), answerable=True, history=()):
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
    "right?": said(WHO, "Zhang Min", 0.9, [passage(*HOW_MANY), passage(*WHO, rank=2)]),
    "unread?": said(ROBOTS, "Singapore", 0.6, [passage(*WHO), passage(*ROBOTS, rank=2)]),
    "unfound?": said(ROBOTS, "Robots", 0.5, [passage(*ROBOTS)]),
    "refused?": declined(0.2, [passage(*HOW_MANY)]),
    "silent?": declined(0.1),
    "talkative?": said(ROBOTS, None, 0.4, [passage(*ROBOTS)]),
}


def evaluated(script=SCRIPT, questions=QUESTIONS, **options):
    evaluation = run(Scripted(script), questions, **options)
    assert isinstance(evaluation, Evaluation)
    return evaluation


def test_a_small_run_is_judged_as_by_hand():
    e = evaluated(text_of={"a.txt": TEXT}.get)
    assert [r.miss for r in e.results] == [None, "not read", "not found", "declined", None, "answered wrongly"]
    assert [r.right for r in e.results] == [True, False, False, False, True, False]
    assert [r.rank for r in e.results] == [2, 1, None, 1, None, None]
    t = e.total
    assert (t.questions, t.answerable, t.unanswerable) == (6, 4, 2)
    assert t.evidence_read == 3 / 4
    assert t.evidence_answered == 1 / 4
    assert t.coverage == (1 / 1 + 0 + 0 + 0) / 4
    assert t.exact_match == (1 + 0 + 0 + 0) / 4
    assert t.f1 == (1 + 0 + 0 + 0) / 4
    assert t.answered == 3 / 4
    assert t.answered_rightly == 1 / 4
    assert t.declined_rightly == 1 / 2
    assert t.words == (4 + 4 + 4 + 4) / 4
    assert t.misses == {"not found": 1, "not read": 1, "declined": 1, "answered wrongly": 1}
    assert e.refusal == (1 / 2, 1 / 2)
    assert e.mrr == (1 / 2 + 1 / 1 + 0 + 1 / 1) / 4
    assert e.verbatim is True
    # Given with 0.9 (right), 0.6, 0.5 and 0.4 (wrong), each in a bin of its own.
    c = e.calibration
    assert c.answers == 4
    assert c.error == pytest.approx((abs(0.9 - 1) + 0.6 + 0.5 + 0.4) / 4)
    assert c.brier == pytest.approx((0.1**2 + 0.6**2 + 0.5**2 + 0.4**2) / 4)
    # All six in order of confidence, only the first of them right.
    assert c.area == pytest.approx((0 / 1 + 1 / 2 + 2 / 3 + 3 / 4 + 4 / 5 + 5 / 6) / 6)
    assert c.error_all == pytest.approx((0.1 + 0.6 + 0.5 + 0.4 + 0.2 + 0.1) / 6)


def test_kinds_are_summed_apart_in_their_order():
    who, how_many, absent = evaluated().kinds
    assert (who.kind, how_many.kind, absent.kind) == ("who", "how_many", "absent")
    assert (who.evidence_read, who.answered_rightly, who.declined_rightly) == (2 / 2, 1 / 2, None)
    assert (how_many.evidence_read, how_many.answered) == (1 / 2, 1 / 2)
    assert (absent.evidence_read, absent.exact_match, absent.answered) == (None, None, None)
    assert absent.misses["answered wrongly"] == 1


def test_history_and_depth_reach_the_bot_and_progress_is_told():
    bot, progress = Scripted(SCRIPT), []
    run(bot, QUESTIONS, k=5, on_progress=lambda what, done, total: progress.append((what, done, total)))
    assert bot.asked[0] == ("right?", ("Before?",), 5)
    assert bot.asked[1][1] == ()
    assert progress == [("asking", n, 6) for n in range(1, 7)]


def test_a_question_the_bot_refuses_is_named():
    class Refusing(Scripted):
        def ask(self, question, *, history=(), k=8):
            raise QuestionError("too long; shorten it")

    with pytest.raises(QuestionError, match=r"six\.jsonl, question right: too long; shorten it"):
        run(Refusing(), QUESTIONS)


def test_squad_scores_refusals_and_finds_the_best_threshold(tmp_path):
    questions = read_questions(written(tmp_path, json.dumps(SQUAD), "squad.json"))
    source = "Six Dragons 1.1"
    whole = Hit(Passage(source, 0, len(CONTEXT), CONTEXT, ()), 1, 1.0, 1.0, 1, 1)
    half = Hit(Passage(source, 0, 25, CONTEXT[:25], ()), 1, 1.0, 1.0, 1, 1)

    def short(start, end, confidence, hit):
        text = CONTEXT[start:end]
        citation = Citation(1, source, "", start, end, text)
        return Answer(
            "", True, f"{text} [1]", ShortAnswer(text, source, start, end), confidence, None, (citation,), (hit,)
        )

    script = {"How many videos?": short(38, 40, 0.8, whole), "How many cats?": short(13, 15, 0.3, whole)}
    e = evaluated(script, questions)
    assert [(s.kind, s.exact_match, s.f1) for s in e.kinds] == [("HasAns", 1, 1), ("NoAns", 0, 0)]
    assert e.total.exact_match == (1 + 0) / 2
    assert e.best_exact_match == (0.8, (1 + 1) / 2)
    # The first "24" is in the passage and in the answer, but it is not the one meant.
    script = {"How many videos?": short(13, 15, 0.8, half), "How many cats?": declined()}
    e = evaluated(script, questions)
    assert (e.results[0].evidence_read, e.results[0].evidence_answered) == (False, False)
    assert e.total.exact_match == (1 + 1) / 2
    assert e.best_f1 == (0.8, 1)


@pytest.mark.parametrize(
    ("span", "quoted"),
    [
        ((24, 49), True),
        ((0, 49), True),
        ((33, 40), True),
        ((33, 75), True),
        ((35, 75), True),
        ((37, 75), False),
        ((50, 75), False),
    ],
)
def test_evidence_is_quoted_from_half_of_it_on(span, quoted):
    citation = Citation(1, "a.txt", "", *span, TEXT[slice(*span)])
    half = len(TEXT[24:49]) / 2
    assert quoted == (24 <= span[0] < span[1] <= 49 or 49 - max(span[0], 24) >= half)
    assert quoted_by(Evidence(TEXT[24:49], "a.txt"), citation) is quoted
    assert quoted_by(Evidence(TEXT[24:49], "a.txt", 24), citation) is quoted
    assert quoted_by(Evidence(TEXT[24:49], "b.txt"), citation) is False
    assert quoted_by(Evidence(TEXT[24:49]), citation) is quoted


def test_an_empty_quote_is_no_evidence():
    assert not quoted_by(Evidence(TEXT), Citation(1, "a.txt", "", 3, 3, ""))


def test_evidence_lies_in_passages_of_its_document_whatever_the_line_breaks():
    broken = Passage("a.txt", 0, 12, "one\ntwo\nfour", ())
    assert lies_in(Evidence("one two", "a.txt"), broken)
    assert not lies_in(Evidence("one two", "b.txt"), broken)
    assert not lies_in(Evidence("four", "a.txt", 9), broken)


@given(st.text("ab", max_size=12), st.text("ab", max_size=12))
def test_shared_characters_is_the_longest_overlap(one, other):
    slow = [n for n in range(min(len(one), len(other)) + 1) if one[len(one) - n :] == other[:n]]
    slow += [n for n in range(min(len(one), len(other)) + 1) if other[len(other) - n :] == one[:n]]
    assert shared_characters(one, other) == max(slow)


@pytest.mark.parametrize(
    ("change", "flaw"),
    [
        ({"quote": "Zhang Min founded it."}, "citation 1: not the text of a.txt from 0 to 23"),
        ({"start": -1}, "citation 1: not the text"),
        ({"source": "b.txt"}, "citation 1: no document b.txt"),
    ],
)
def test_a_quote_that_is_not_word_for_word_is_a_flaw(change, flaw):
    fields = {"n": 1, "source": "a.txt", "title": "", "start": 0, "end": 23, "quote": TEXT[:23]} | change
    citation = Citation(**fields)
    answer = Answer("", True, f"{citation.quote} [1]", None, 0.9, None, (citation,), ())
    result = judge(gold("q", "who", WHO), answer, text_of={"a.txt": TEXT}.__getitem__)
    assert [found.startswith(flaw) for found in result.flaws] == [True]
    assert judge(gold("q", "who", WHO), answer).flaws is None


def test_added_words_and_a_short_answer_outside_the_quotes_are_flaws():
    answer = said(WHO, "24")
    answer = Answer("", True, "Well: " + answer.text, answer.short, 0.9, None, answer.citations, ())
    result = judge(gold("q", "who", WHO), answer, text_of=lambda source: TEXT)
    assert result.flaws == ("short answer: in none of the quotes", "answer: not its quotes and their numbers alone")


def test_without_evidence_the_allowed_answer_must_be_read_and_half_right():
    asked = gold("q", "who", None, ["Zhang Min"])
    assert judge(asked, said(WHO, "Zhang Min founded")).right is True  # F1 2·2/(3+2)
    assert judge(asked, said(WHO, "Min founded Bowu")).right is False  # F1 2·1/(3+2)
    assert judge(gold("q", "how_many", None, ["24"]), said(HOW_MANY, "has 24 unicorns")).right is True  # F1 2·1/(3+1)
    assert judge(asked, said(ROBOTS, "Robots", passages=[passage(*ROBOTS)])).miss == "not found"
    assert judge(asked, said(ROBOTS, "Robots", passages=[passage(*WHO)])).miss == "not read"
    assert judge(asked, declined(passages=[passage(*WHO)])).miss == "declined"


def test_what_is_not_known_is_not_judged():
    assert judge(gold("q", "who", answerable=None), said(WHO)).right is None
    assert judge(gold("q", "who", answerable=True), said(WHO)).right is None
    assert judge(gold("q", "who", answerable=True), declined()).miss == "declined"
    e = evaluated({"q?": said(WHO)}, QuestionSet("one", "native", (gold("q", "who", answerable=None),)))
    assert (e.total.answerable, e.total.answered, e.refusal, e.calibration.error) == (0, None, (None, None), None)
    assert (e.total.words, e.verbatim) == (4, None)


def test_searches_are_measured_over_documents(tmp_path):
    questions = read_questions(beir(tmp_path))
    found = {"query 1": ["d2", "d2", "d1", "d2"], "query 2": []}
    e = run(Scripted(found=found), questions)
    assert isinstance(e, SearchEvaluation)
    assert [r.ranked for r in e.results] == [("d2", "d1"), ()]
    assert e.ndcg_at_10 == pytest.approx((1 / math.log2(2 + 1) + 0) / 2)
    assert e.recall_at_100 == (1 / 1 + 0 / 2) / 2


def test_a_search_goes_deeper_until_it_has_a_hundred_documents(tmp_path):
    questions = read_questions(beir(tmp_path, "query-id\tcorpus-id\tscore\nq1\td99\t1\n"))
    crowded = [f"d{n // 3}" for n in range(600)]  # three passages a document: d99 begins at passage 298
    e = run(Scripted(found={"query 1": crowded}), questions)
    assert isinstance(e, SearchEvaluation)
    assert e.results[0].ranked == tuple(f"d{n}" for n in range(100))
    assert (e.ndcg_at_10, e.recall_at_100) == (0, 1)


def test_the_same_run_gives_the_same_results():
    def without_times(e):
        return [(r.gold, r.answer, r.right, r.miss, r.f1, r.flaws) for r in e.results], e.calibration, e.refusal

    assert without_times(evaluated()) == without_times(evaluated())
