"""The features of sentences, on passages made by hand, checked by arithmetic."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from askhz.claims import CLAIM_FEATURES
from askhz.models.encoder import Rows
from askhz.reading.candidates import SENTENCE_FEATURES, Candidate, candidates, share_of_rarity
from askhz.records import BlockKind, Edit, Hit, Kind, Passage, Question
from askhz.retrieval import Found, Retrieved
from askhz.text.aliases import Aliases
from askhz.text.words import normal_words

EAST, NORTH, BETWEEN = (1.0, 0.0), (0.0, 1.0), (0.6, 0.8)
"""Unit vectors: EAST with BETWEEN has a cosine of 0.6, NORTH with BETWEEN one of 0.8."""


def rows(*vectors: tuple[float, float]) -> Rows:
    return np.array(vectors, dtype=np.float32)


def passage(source: str, *sentences: str, start: int = 0) -> Passage:
    """A passage of these sentences, a space between them."""
    ends = [start]
    for sentence in sentences:
        ends.append(ends[-1] + len(sentence) + 1)
    spans = tuple((begin, end - 1) for begin, end in pairwise(ends))
    return Passage(source, start, ends[-1] - 1, " ".join(sentences), spans)


def found(
    one: Passage,
    *vectors: tuple[float, float],
    rank: int = 1,
    vector: tuple[float, float] = EAST,
    neighbours: Sequence[Passage] = (),
) -> Found:
    """A hit; sentences without a vector of their own point EAST."""
    hit = Hit(one, rank, 1 / rank, 0.5, rank, None)
    whole = [*vectors, *[EAST] * (len(one.sentences) - len(vectors))]
    return Found(hit, rows(vector)[0], tuple(neighbours), rows(*whole))


def question(
    text: str,
    kind: Kind = "other",
    names: tuple[str, ...] = (),
    search: Sequence[str] = (),
    as_asked: str | None = None,
) -> Question:
    return Question(text, kind, tuple(search) or (text,), as_asked or text, names)


def made(
    asked: Question,
    *hits: Found,
    vectors: Sequence[tuple[float, float]] = (EAST,),
    rarity: Mapping[str, float] | None = None,
    texts: Sequence[str] = (),
    aliases: Aliases | None = None,
) -> list[Candidate]:
    texts = tuple(texts) or (asked.text,)
    tells = {word: 1.0 for text in texts for word in normal_words(text)} | dict(rarity or {})
    return candidates(asked, Retrieved(hits, tuple(texts), rows(*vectors), tells, aliases or Aliases()))


def only(asked: Question, *hits: Found) -> dict[str, float]:
    """The features of the one sentence there is."""
    (candidate,) = made(asked, *hits)
    return candidate.features


def test_a_candidate_is_a_slice_of_its_passage_with_every_feature() -> None:
    one = passage("a.txt", "Kilns are hot.", "Ferries are slow.", start=100)
    first, second = made(question("Are kilns hot?"), found(one, rank=3))
    assert (first.text, first.span) == ("Kilns are hot.", (100, 114))
    assert (second.text, second.span) == ("Ferries are slow.", (115, 132))
    assert (first.passage, first.hit_rank, first.short) == (one, 3, None)
    assert set(first.features) == {*SENTENCE_FEATURES, *CLAIM_FEATURES, "unknown", "covered"}


def test_without_vectors_of_units_there_is_no_cosine_of_a_unit() -> None:
    one = replace(found(passage("a.txt", "Kilns are hot.", "Ferries are slow.")), unit_vectors=None)
    assert [set(each.features) for each in made(question("Are kilns hot?"), one)] == [
        {*SENTENCE_FEATURES, *CLAIM_FEATURES, "unknown", "covered"} - {"cosine"}
    ] * 2


def test_the_words_are_those_that_are_read_and_the_text_the_documents_own() -> None:
    text = "The **kil**n is hot?"
    one = replace(passage("a.txt", text, start=10), edits=(Edit(14, 16, ""), Edit(19, 21, ""), Edit(29, 30, ".")))
    (found_one,) = made(question("Is a kiln hot?"), found(one))
    assert (found_one.text, found_one.reads) == (text, "The kiln is hot.")
    assert found_one.features["overlap"] == 2 / 2
    assert found_one.features["asks"] == 0.0


def test_what_a_passage_is_about_counts_for_the_passage_and_not_for_its_sentences() -> None:
    one = replace(passage("a.txt", "It is hot."), context="Acme. Kilns")
    features = only(question("Is the kiln of Acme hot?", names=("Acme",)), found(one))
    assert features["overlap"] == pytest.approx(1 / 3)
    assert features["passage_overlap"] == 1.0
    assert features["unknown"] == 0.0


def test_a_unit_knows_the_list_that_it_belongs_to() -> None:
    kinds: tuple[BlockKind, ...] = ("paragraph", "paragraph", "item", "item", "paragraph")
    one = replace(passage("a.txt", "Hot.", "Do this:", "- one", "- two", "Done.", start=10), kinds=kinds)
    assert [each.whole for each in made(question("How?", "manner"), found(one))] == [None, *[(15, 35)] * 3, None]
    assert [each.whole for each in made(question("How?", "manner"), found(replace(one, kinds=())))] == [None] * 5


def test_a_sentence_of_two_passages_counts_once_with_the_better_passage() -> None:
    better = found(passage("a.txt", "One.", "Two."), rank=1)
    worse = found(passage("a.txt", "Two.", "Three.", start=5), rank=2)
    elsewhere = found(passage("b.txt", "One."), rank=4)
    sentences = made(question("Which?"), better, worse, elsewhere)
    assert [(one.passage.source, one.text, one.hit_rank) for one in sentences] == [
        ("a.txt", "One.", 1),
        ("a.txt", "Two.", 1),
        ("a.txt", "Three.", 2),
        ("b.txt", "One.", 4),
    ]
    assert [one.features["rank"] for one in sentences] == [1 / 1, 1 / 1, 1 / 2, 1 / 4]


def test_the_cosine_is_that_of_the_likest_wording() -> None:
    hit = found(passage("a.txt", "One.", "Two."), BETWEEN, NORTH, vector=BETWEEN)
    (first, second) = made(question("Which?"), hit, vectors=[EAST])
    assert (first.features["cosine"], second.features["cosine"]) == pytest.approx((0.6, 0.0))
    assert first.features["passage_cosine"] == pytest.approx(0.6)
    (first, second) = made(question("Which?"), hit, vectors=[EAST, NORTH])
    assert (first.features["cosine"], second.features["cosine"]) == pytest.approx((0.8, 1.0))
    assert second.features["passage_cosine"] == pytest.approx(0.8)


def test_the_overlap_weighs_the_questions_words_by_their_rarity() -> None:
    asked = question("Which kiln is in Oslo?")  # "which", "is" and "in" are stop words
    hit = found(passage("a.txt", "A kiln.", "Oslo is cold."))
    kiln, oslo = made(asked, hit, rarity={"kiln": 3.0, "oslo": 1.0})
    assert (kiln.features["overlap"], oslo.features["overlap"]) == (3 / 4, 1 / 4)
    assert kiln.features["passage_overlap"] == oslo.features["passage_overlap"] == 4 / 4


def test_of_several_wordings_the_one_with_the_larger_overlap_counts() -> None:
    texts = ["kiln furnace oven", "kiln Oslo"]
    (one,) = made(question("kiln Oslo"), found(passage("a.txt", "The kiln.")), texts=texts, vectors=[EAST, EAST])
    assert one.features["overlap"] == max(1 / 3, 1 / 2)


def test_a_question_of_stop_words_alone_is_compared_by_all_of_them() -> None:
    (one,) = made(question("Who is it?"), found(passage("a.txt", "It burns.")))
    assert one.features["overlap"] == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("kind", "text", "has", "lacks"),
    [
        ("number", "There are 24 robots.", 1.0, 0.0),
        ("number", "There are many robots.", 0.0, 1.0),
        ("date", "It opened in 1987.", 1.0, 0.0),
        ("other", "There are 24 robots.", 0.0, 0.0),
        ("reason", "There are 24 robots.", 0.0, 0.0),
    ],
)
def test_whether_the_kind_that_is_wanted_is_there(kind: Kind, text: str, has: float, lacks: float) -> None:
    features = only(question("What then?", kind), found(passage("a.txt", text)))
    assert (features["kind_found"], features["kind_missing"]) == (has, lacks)


@pytest.mark.parametrize(
    ("text", "asks"), [("Who made it?", 1.0), ("谁做的？ ", 1.0), ('"Who?" he said.', 0.0), ("It is made.", 0.0)]
)
def test_a_sentence_that_asks(text: str, asks: float) -> None:
    assert only(question("Which?"), found(passage("a.txt", text)))["asks"] == asks


@pytest.mark.parametrize(
    ("kind", "text", "enumerates"),
    [
        ("list", "It has kilns, ovens, and stoves.", 1.0),
        ("list", "有窑、炉、灶。", 1.0),
        ("list", "It works in Oslo and later in Bergen.", 1.0),
        ("list", "It has kilns, and stoves.", 0.0),
        ("other", "It has kilns, ovens, and stoves.", 0.0),
    ],
)
def test_an_enumeration_counts_where_a_list_is_wanted(kind: Kind, text: str, enumerates: float) -> None:
    assert only(question("Which?", kind), found(passage("a.txt", text)))["enumeration"] == enumerates


@pytest.mark.parametrize(
    ("words", "kind", "short", "short_explains"),
    [
        (5, "other", 1.0, 0.0),
        (6, "other", 0.0, 0.0),
        (5, "reason", 1.0, 1.0),
        (7, "reason", 0.0, 1.0),
        (7, "list", 0.0, 1.0),
        (8, "manner", 0.0, 0.0),
    ],
)
def test_a_line_of_few_words(words: int, kind: Kind, short: float, short_explains: float) -> None:
    text = " ".join("kiln ferry oven harbour garden bell robot castle".split()[:words]) + "."
    features = only(question("What then?", kind), found(passage("a.txt", text)))
    assert (features["short_line"], features["short_line_explains"]) == (short, short_explains)


ACME = passage("a.txt", "Acme sold 1,240 robots in 2023.", start=50)


@pytest.mark.parametrize(
    ("text", "names", "unknown"),
    [
        ("How many robots did Acme sell in 2023?", ("Acme",), 0.0),
        ("How many robots did ACME sell in 2023?", ("ACME",), 0.0),
        ("How many robots did Acme sell in 2019?", ("Acme",), 1.0),
        ("Did Acme sell 1240 robots?", ("Acme",), 0.0),  # a comma does not make it another figure
        ("How many robots did Bexley sell in 2023?", ("Bexley",), 1.0),
        ("Did Acme and Bexley sell robots?", ("Acme", "Bexley"), 1.0),
        ("How many of the 24 robots were sold?", (), 0.0),  # two digits are no figure to look for
    ],
)
def test_a_name_or_a_figure_that_the_passage_does_not_hold_is_told(
    text: str, names: tuple[str, ...], unknown: float
) -> None:
    assert only(question(text, names=names), found(ACME))["unknown"] == unknown


def test_one_sentence_beside_the_passage_may_hold_the_name() -> None:
    asked = question("How many robots did Bexley sell?", names=("Bexley",))
    next_to_it = passage("a.txt", "It left.", "Bexley is its rival.", start=20)
    further_off = passage("a.txt", "Bexley is its rival.", "It left.", start=20)
    assert only(asked, found(ACME, neighbours=[next_to_it]))["unknown"] == 0.0
    assert only(asked, found(ACME, neighbours=[further_off]))["unknown"] == 1.0


def test_another_name_of_the_same_will_do() -> None:
    asked = question("How many robots did Bexley sell?", names=("Bexley",))
    (known,) = made(asked, found(ACME), aliases=Aliases([("Acme", "Bexley")]))
    (unknown,) = made(asked, found(ACME), aliases=Aliases([("Bolt", "Bexley")]))
    assert (known.features["unknown"], unknown.features["unknown"]) == (0.0, 1.0)


def test_a_name_that_was_filled_in_need_not_stand_there() -> None:
    follow_up, filled_in = "How many robots were sold?", "How many robots were sold? Bexley"
    asked = question(follow_up, names=("Bexley",), search=(filled_in,), as_asked=follow_up)
    assert only(asked, found(ACME))["unknown"] == 0.0
    whole = question(filled_in, names=("Bexley",))
    assert only(whole, found(ACME))["unknown"] == 1.0


def test_nothing_found_gives_no_candidate() -> None:
    assert made(question("Which?")) == []


def test_the_share_of_no_words_is_nothing() -> None:
    assert share_of_rarity({}, frozenset({"kiln"})) == 0.0
    assert share_of_rarity({"kiln": 0.0}, frozenset({"kiln"})) == 0.0


def test_words_of_another_script_are_not_missed() -> None:
    asked = question("宇树科技有多少家？")
    (one, other) = made(
        asked,
        found(passage("a", "It has many firms."), BETWEEN, vector=BETWEEN),
        found(passage("b", "渡轮每天往返。"), BETWEEN, vector=BETWEEN, rank=2),
    )
    # A cosine of 0.6 stands for half of the words.
    assert one.features["overlap"] == pytest.approx(0.5)
    assert one.features["passage_overlap"] == pytest.approx(0.5)
    assert other.features["overlap"] == 0.0


def test_words_and_names_of_another_language_are_not_missed() -> None:
    told = passage("a", "There are many of them in it, and it is by the sea.")
    (one,) = made(
        question("Où est le canal de Singapour ?", names=("Singapour",)), found(told, BETWEEN, vector=BETWEEN)
    )
    assert [one.features["overlap"], one.features["passage_overlap"]] == pytest.approx([0.5, 0.5])
    assert (one.features["term_missing"], one.features["unknown"]) == (0.0, 0.0)
    (one,) = made(question("Where is it in Singapour?", names=("Singapour",)), found(told, BETWEEN, vector=BETWEEN))
    assert (one.features["term_missing"], one.features["unknown"]) == (1.0, 1.0)


def test_a_cosine_counts_on_the_scale_that_weights_are_fitted_for() -> None:
    asked = question("Why?")
    hit = found(passage("a", "So."), BETWEEN, vector=BETWEEN)
    retrieved = Retrieved(
        (hit,), ("Why?",), rows(EAST), {"whi": 1.0}, Aliases(), comparable=lambda cosine: cosine + 0.1
    )
    (one,) = candidates(asked, retrieved)
    assert one.features["cosine"] == pytest.approx(0.7)
    assert one.features["passage_cosine"] == pytest.approx(0.7)


def test_all_words_of_a_question_may_stand_in_a_unit_and_what_stands_above_it() -> None:
    one = replace(passage("a.txt", "The captain is Asta.", "The cook is Bo."), context="Crew of the cutter")
    first, second = made(question("Who is the captain of the cutter?"), found(one))
    assert (first.features["covered"], second.features["covered"]) == (1.0, 0.0)
    (alone, _) = made(question("Who is the captain of the ferry?"), found(one))
    assert alone.features["covered"] == 0.0
