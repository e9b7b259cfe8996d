"""Metrics against sums a reader can check, question files good and bad, and a small run judged by hand."""

import json
import math
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askhz.errors import QuestionError
from askhz.evaluation import (
    Evaluation,
    Evidence,
    GoldQuestion,
    QuestionSet,
    SearchEvaluation,
    area_under_risk_coverage,
    best_threshold,
    brier,
    documents,
    exact_match,
    expected_calibration_error,
    f1,
    judge,
    lies_in,
    mrr,
    ndcg,
    normalise_answer,
    of_split,
    percentile,
    quoted_by,
    read_questions,
    recall_at_k,
    refusal_precision_recall,
    reliability,
    reliability_equal_mass,
    risk_coverage,
    run,
    shared_characters,
)
from askhz.records import Answer, Citation, Hit, Passage, ShortAnswer

GOLD = Path(__file__).parent / "gold" / "seeds.jsonl"

words = st.lists(st.sampled_from(["the", "dragon", "six", "24", "Hang-zhou", "。", "a"]), max_size=6).map(" ".join)
judged = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40)


def apart(pairs):
    return [p[0] for p in pairs], [p[1] for p in pairs]


# ------------------------------------------------------------------------------------------------------------- metrics


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("The  Six Little Dragons!", "six little dragons"),
        ("a theatre, an anthem", "theatre anthem"),
        ("$1.1 billion", "11 billion"),
        ("...", ""),
        ("六小龙", "六小龙"),
    ],
)
def test_answers_are_normalised_as_in_squad(text, normal):
    assert normalise_answer(text) == normal


@given(words)
def test_normalising_twice_changes_nothing(text):
    assert normalise_answer(normalise_answer(text)) == normalise_answer(text)


@given(words, words)
def test_f1_is_symmetric_bounded_and_one_where_the_match_is_exact(one, other):
    score = f1(one, [other])
    assert math.isclose(score, f1(other, [one]))
    assert 0 <= score <= 1
    if exact_match(one, [other]):
        assert score == 1


@given(words, st.lists(words, min_size=1, max_size=3), words)
def test_one_more_real_answer_never_lowers_a_score(said, allowed, more):
    if not normalise_answer(more) or not any(map(normalise_answer, allowed)):
        return
    assert f1(said, [*allowed, more]) == max(f1(said, allowed), f1(said, [more]))
    assert exact_match(said, [*allowed, more]) >= exact_match(said, allowed)


def test_no_answer_is_scored_as_in_squad_2():
    assert (exact_match("", []), f1("", [])) == (1, 1)
    assert (exact_match("24", []), f1("24", [])) == (0, 0)
    assert (exact_match("", ["24"]), f1("", ["24"])) == (0, 0)
    assert (exact_match("", ["the"]), f1("the", [""])) == (1, 1)  # answers of articles alone are none


def test_f1_counts_repeated_words():
    precision, recall = 2 / 3, 2 / 2
    assert math.isclose(f1("run run run", ["run run"]), 2 * precision * recall / (precision + recall))


ranking = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=8)


@given(ranking, st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 3), min_size=1))
def test_rank_metrics_agree_with_trec_eval(ranked, gains):
    import ir_measures
    from ir_measures import RR, R, nDCG

    rows = {"q": {name: -float(rank) for rank, name in enumerate(ranked)}}
    measures = [nDCG @ 5, R @ 5, RR]
    values = (
        ir_measures.pytrec_eval.calc_aggregate(measures, {"q": gains}, rows) if ranked else dict.fromkeys(measures, 0)
    )
    first = next((rank for rank, name in enumerate(ranked, 1) if name in gains), None)
    assert math.isclose(ndcg(ranked, gains, 5), values[measures[0]], abs_tol=1e-9)
    assert math.isclose(recall_at_k(ranked, gains, 5), values[measures[1]], abs_tol=1e-9)
    assert math.isclose(mrr([first]), values[measures[2]], abs_tol=1e-9)


def test_rank_metrics_without_a_meaning_say_so():
    with pytest.raises(ValueError, match="nothing is relevant"):
        recall_at_k(["a"], [], 5)
    with pytest.raises(ValueError, match="nothing has a gain"):
        ndcg(["a"], {"a": 0}, 5)
    with pytest.raises(ValueError, match="no question"):
        mrr([])


def test_reliability_bins_have_their_upper_edge():
    points = reliability([0.0, 0.1, 0.11, 0.2, 1.0], [False, True, True, False, True])
    assert [(p.low, p.high, p.size, p.right) for p in points] == [
        (0.0, 0.1, 2, 1 / 2),
        (0.1, 0.2, 2, 1 / 2),
        (0.9, 1.0, 1, 1 / 1),
    ]


def test_calibration_error_is_the_weighted_distance():
    confidences, right = [0.95, 0.85, 0.85, 0.15], [True, True, False, False]
    wide = (1 * abs(0.95 - 1) + 2 * abs(0.85 - 1 / 2) + 1 * abs(0.15 - 0)) / 4
    assert math.isclose(expected_calibration_error(confidences, right), wide)
    # Two halves by mass; the two of 0.85 stay together: {0.15, 0.85, 0.85} and {0.95}.
    low = (0.15 + 0.85 + 0.85) / 3
    mass = (3 * abs(low - 1 / 3) + 1 * abs(0.95 - 1)) / 4
    assert math.isclose(expected_calibration_error(confidences, right, 2, by="mass"), mass)


@given(judged, st.integers(1, 20), st.sampled_from(["width", "mass"]), st.randoms())
def test_calibration_error_is_bounded_and_blind_to_order(pairs, bins, by, random):
    error = expected_calibration_error(*apart(pairs), bins, by=by)
    assert 0 <= error <= 1
    random.shuffle(pairs)
    assert math.isclose(expected_calibration_error(*apart(pairs), bins, by=by), error, abs_tol=1e-12)


@given(judged, st.integers(1, 20))
def test_bins_hold_every_answer_once(pairs, bins):
    for points in (reliability(*apart(pairs), bins), reliability_equal_mass(*apart(pairs), bins)):
        assert sum(p.size for p in points) == len(pairs)
        assert len(points) <= bins
        assert all(p.low - 1e-12 <= p.confidence <= p.high + 1e-12 for p in points)


@given(st.lists(st.integers(0, 10), min_size=1, max_size=6, unique=True))
def test_perfect_calibration_has_no_error(tenths):
    pairs = [(tenth / 10, n < tenth) for tenth in tenths for n in range(10)]
    assert expected_calibration_error(*apart(pairs)) == pytest.approx(0, abs=1e-12)
    assert expected_calibration_error(*apart(pairs), by="mass") == pytest.approx(0, abs=1e-12)


@given(judged)
def test_brier_is_bounded_and_zero_for_the_sure_and_right(pairs):
    assert 0 <= brier(*apart(pairs)) <= 1
    assert brier([float(right) for _, right in pairs], [right for _, right in pairs]) == 0


@given(judged)
def test_risk_ends_at_the_share_wrong_and_the_area_lies_between_the_risks(pairs):
    points = risk_coverage(*apart(pairs))
    wrong = Fraction(sum(not right for _, right in pairs), len(pairs))
    assert points[-1].coverage == 1
    assert points[-1].risk == pytest.approx(float(wrong))
    assert [p.coverage for p in points] == sorted(p.coverage for p in points)
    area = area_under_risk_coverage(points)
    assert min(p.risk for p in points) - 1e-9 <= area <= max(p.risk for p in points) + 1e-9


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4), st.booleans()), min_size=1, max_size=12))
def test_the_best_threshold_is_that_of_the_slow_search(rows):
    confidences, scores, possible = [r[0] / 3 for r in rows], [r[1] / 4 for r in rows], [r[2] for r in rows]

    def declining_below(threshold):
        kept = zip(confidences, scores, possible, strict=True)
        return sum(s if c >= threshold else float(not p) for c, s, p in kept) / len(rows)

    best = best_threshold(confidences, scores, possible)
    thresholds = [*confidences, math.inf]
    assert best.score == pytest.approx(max(map(declining_below, thresholds)))
    assert best.score == pytest.approx(declining_below(best.confidence))


def test_confidence_outside_zero_and_one_is_refused():
    with pytest.raises(ValueError, match=r"1\.5 is not between 0 and 1"):
        brier([1.5], [True])


def test_refusal_and_percentiles():
    declined, unanswerable = [True, True, False, False], [True, False, True, True]
    assert refusal_precision_recall(declined, unanswerable) == (1 / 2, 1 / 3)
    assert refusal_precision_recall([False], [True]) == (None, 0 / 1)
    assert [percentile(range(1, 101), share) for share in (0.5, 0.95, 1.0)] == [50, 95, 100]
    assert percentile([], 0.95) == 0


@given(st.text("ab", max_size=12), st.text("ab", max_size=12))
def test_shared_characters_is_the_longest_overlap(one, other):
    slow = [n for n in range(min(len(one), len(other)) + 1) if one[len(one) - n :] == other[:n]]
    slow += [n for n in range(min(len(one), len(other)) + 1) if other[len(other) - n :] == one[:n]]
    assert shared_characters(one, other) == max(slow)


# ------------------------------------------------------------------------------------------------------ question files


def written(folder, text, name="questions.jsonl"):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_gold_questions_are_read():
    questions = read_questions(GOLD)
    assert (questions.format, questions.brings_documents, len(questions.questions)) == ("native", False, 276)
    assert sum(q.answerable is False for q in questions.questions) == 28 + 36
    assert len(of_split(questions, "report").questions) == 138
    assert list(documents(GOLD)) == []


def test_only_the_question_is_required(tmp_path):
    path = written(
        tmp_path,
        '\ufeff{"question": "Why?"}\n\n'
        '{"question": "Who?", "evidence": ["He did."], "history": ["What?"], "id": 7}\n'
        '{"question": "Where?", "kind": "absent"}\n'
        '{"question": "When?", "answerable": false, "kind": "when"}\n'
        '{"question": "How\u2028many?", "answers": ["24"]}\n',
    )
    first, second, third, fourth, fifth = read_questions(path).questions
    assert first == GoldQuestion("line-1", "Why?")
    assert first.answerable is None
    assert second == GoldQuestion("7", "Who?", history=("What?",), evidence=(Evidence("He did."),), answerable=True)
    assert (third.answerable, fourth.answerable, fifth.answerable) == (False, False, True)
    assert fifth.id == "line-6"


BAD = [
    ("", "the file is empty"),
    (" \n \n", "the file is empty"),
    ('{"question": "Why?"}\n{"question": \n', "line 2: broken JSON"),
    ('{"question": "Why?"}\n[1]\n', "line 2: not a JSON object"),
    ('[{"question": "Why?"}]', "line 1: a JSON array"),
    ('{"id": "1"}', "line 1: no 'question'"),
    ('{"question": "  "}', "line 1: an unusable 'question'"),
    ('{"question": 5}', "line 1: an unusable 'question'"),
    ('{"question": "Why?", "answers": "24"}', "line 1: 'answers' is not a list"),
    ('{"question": "Why?", "answers": [24]}', "line 1: 'answers' is not a list of texts"),
    ('{"question": "Why?", "evidence": [5]}', "line 1: evidence that is no object"),
    ('{"question": "Why?", "evidence": [{"source": "a"}]}', "line 1: no 'quote'"),
    ('{"question": "Why?", "answerable": "no"}', "line 1: 'answerable' is neither true nor false"),
    ('{"question": "Why?", "answerable": false, "answers": ["24"]}', "line 1: not answerable, yet"),
    ('{"question": "A?", "id": "x"}\n{"question": "B?", "id": "x"}', "line 2: the id 'x' was given before, on line 1"),
    ('{"question": "\\ud800"}', "line 1: 'question' has half a character"),
    ('{"question": "A?"}\n' + "[" * 100_000, "line 2: JSON too large or too deep"),
    ('{"question": "A?"}\n{"n": ' + "9" * 5000 + "}", "line 2: JSON too large or too deep"),
    ('{\n"version": "1.1",\n"data": [}', "line 3: broken JSON"),
    ('{"data": []}', "no question in it"),
    ('{"data": [{"paragraphs": [{"qas": [{"id": "1", "question": "A?"}]}]}]}', "no 'context'"),
    ('{"data": [{"paragraphs": [{"context": "c", "qas": [{"question": "A?"}]}]}]}', "qas[0]: no 'id'"),
    ('{"data": [{"paragraphs": 5}]}', "data[0]: 'paragraphs' is not a list"),
]


@pytest.mark.parametrize(("text", "message"), BAD, ids=[message for _, message in BAD])
def test_what_cannot_be_used_is_named_in_one_line(tmp_path, text, message):
    path = written(tmp_path, text)
    with pytest.raises(QuestionError) as caught:
        read_questions(path)
    assert message in str(caught.value)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_wrong_encodings_and_missing_files_are_named(tmp_path):
    path = tmp_path / "latin.jsonl"
    path.write_bytes(b'{"question": "A?"}\n{"question": "\xe9"}\n')
    with pytest.raises(QuestionError, match="line 2: not UTF-8"):
        read_questions(path)
    with pytest.raises(QuestionError, match="no such file"):
        read_questions(tmp_path / "nowhere.jsonl")
    with pytest.raises(QuestionError, match=r"no corpus\.jsonl in it"):
        read_questions(tmp_path)
    with pytest.raises(QuestionError, match="no question of the split 'test'; it has report, tune"):
        of_split(read_questions(GOLD), "test")


CONTEXT = "Hangzhou has 24 unicorns. Musk shared 24 videos."
SQUAD = {
    "version": "v2.0",
    "data": [
        {
            "title": "Six_Dragons",
            "paragraphs": [
                {
                    "context": CONTEXT,
                    "qas": [
                        {
                            "id": "a",
                            "question": "How many videos?",
                            "is_impossible": False,
                            "answers": [
                                {"text": "24", "answer_start": 38},
                                {"text": "24 videos", "answer_start": 38},
                                {"text": "24", "answer_start": 38},
                            ],
                        },
                        {"id": "b", "question": "How many cats?", "is_impossible": True, "answers": []},
                    ],
                }
            ],
        }
    ],
}


@pytest.mark.parametrize("indent", [None, 2])
def test_squad_questions_bring_their_documents(tmp_path, indent):
    path = written(tmp_path, json.dumps(SQUAD, indent=indent), "squad.json")
    questions = read_questions(path)
    source = "Six Dragons 1.1"
    assert (questions.format, questions.brings_documents) == ("squad", True)
    assert list(documents(path)) == [{"_id": source, "title": "Six Dragons", "text": CONTEXT}]
    first, second = questions.questions
    assert (first.kind, first.answers) == ("HasAns", ("24", "24 videos"))
    assert first.evidence == (Evidence("24", source, 38), Evidence("24 videos", source, 38))
    assert (second.kind, second.answerable, second.evidence) == ("NoAns", False, ())


def test_squad_version_1_has_no_impossible_questions_and_flat_lines_are_items(tmp_path):
    qa = {"id": "a", "question": "How many?", "answers": [{"text": "24", "answer_start": 0}]}
    lines = [qa | {"title": "T", "context": CONTEXT}, qa | {"id": "b", "title": "T", "context": CONTEXT}]
    path = written(tmp_path, "\n".join(map(json.dumps, lines)))
    questions = read_questions(path)
    assert questions.format == "squad"
    assert [d["text"] for d in documents(path)] == [CONTEXT]
    # The offset 0 is wrong: the words alone must do.
    assert {q.evidence for q in questions.questions} == {(Evidence("24", "T 1", None),)}
    whole = {"data": [{"title": "T", "paragraphs": [{"context": CONTEXT, "qas": [qa]}]}]}
    [question] = read_questions(written(tmp_path, json.dumps(whole), "v1.json")).questions
    assert question.answerable


def beir(folder, qrels="query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td2\t1\nq2\td9\t2\nq3\td1\t0\n"):
    written(folder, '{"_id": "d1", "title": "T", "text": "one"}\n{"_id": "d2", "text": "two"}\n', "corpus.jsonl")
    queries = [{"_id": f"q{n}", "text": f"query {n}"} for n in range(1, 5)]
    written(folder, "\n".join(map(json.dumps, queries)), "queries.jsonl")
    written(folder, qrels, "qrels/test.tsv")
    return folder


def test_beir_folders_have_the_judged_questions(tmp_path):
    questions = read_questions(beir(tmp_path / "set"))
    assert (questions.name, questions.format) == ("set", "beir")
    assert questions.relevance == {"q1": {"d1": 1}, "q2": {"d2": 1, "d9": 2}}
    assert [q.question for q in questions.questions] == ["query 1", "query 2"]
    assert [d["_id"] for d in documents(tmp_path / "set")] == ["d1", "d2"]


@pytest.mark.parametrize(
    ("qrels", "message"),
    [
        ("query-id\tcorpus-id\tscore\nq1 d1 1\n", "line 2: not query-id"),
        ("query-id\tcorpus-id\tscore\nq7\td1\t1\n", "line 2: the query 'q7' is not in queries"),
        ("query-id\tcorpus-id\tscore\n", "no judgement in it"),
    ],
)
def test_bad_judgements_are_named(tmp_path, qrels, message):
    with pytest.raises(QuestionError, match=message):
        read_questions(beir(tmp_path, qrels))


def test_bad_corpus_lines_are_named(tmp_path):
    beir(tmp_path)
    written(tmp_path, '{"_id": "d1", "text": "one"}\n{"_id": "d2"}\n', "corpus.jsonl")
    with pytest.raises(QuestionError, match=r"corpus\.jsonl, line 2: no 'text'"):
        list(documents(tmp_path))


# ------------------------------------------------------------------------------------------------------------- the run

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
    run(bot, QUESTIONS, k=5, on_progress=lambda done, of: progress.append((done, of)))
    assert bot.asked[0] == ("right?", ("Before?",), 5)
    assert bot.asked[1][1] == ()
    assert progress == [(n, 6) for n in range(1, 7)]


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
