"""BM25 against its definition, slow and plain, and changed postings against ones made anew."""

import itertools
import math
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from askhz.index.postings import Postings

Texts = list[list[str]]
Ranking = list[tuple[int, float]]
WORDS = ["dragon", "hangzhou", "24", "宇树", "a", "OR", "+robot", '"city"', "id:1"]
WORD = st.sampled_from(WORDS)
TEXTS = st.lists(st.lists(WORD, min_size=1, max_size=30), min_size=1, max_size=12)


def not_asked(ids: Sequence[int]) -> Mapping[int, str]:
    raise AssertionError(f"asked for the words of {ids} though nothing was removed")


def definition(texts: Texts, asked: list[str]) -> dict[int, float]:
    """Robertson's BM25 with k1 = 1.2, b = 0.75 (Lucene's idf, never negative)."""
    count = len(texts)
    mean = sum(map(len, texts)) / count
    scores: dict[int, float] = {}
    for number, text in enumerate(texts, 1):
        occurs = Counter(text)
        for word in dict.fromkeys(asked):
            if occurs[word]:
                holding = sum(word in other for other in texts)
                idf = math.log(1 + (count - holding + 0.5) / (holding + 0.5))
                frequency = occurs[word]
                weight = frequency * 2.2 / (frequency + 1.2 * (0.25 + 0.75 * len(text) / mean))
                scores[number] = scores.get(number, 0.0) + idf * weight
    return scores


def made(texts: Texts, folder: Path | None = None, *, steps: int = 1) -> Postings:
    postings = Postings(folder)
    for step in range(steps):
        postings.change([], ((n, " ".join(text)) for n, text in enumerate(texts, 1) if n % steps == step))
    return postings


@given(TEXTS, st.lists(WORD, min_size=1, max_size=5))
@examples(40)
def test_scores_are_bm25(texts: Texts, asked: list[str]) -> None:
    # Up to 40 words tantivy keeps a text's length exactly; past it, to the nearest of steps that grow by an eighth.
    found = dict(made(texts).search(asked, 100, not_asked))
    assert found == pytest.approx(definition(texts, asked), rel=1e-4)


def test_lengths_past_forty_words_are_rounded_by_at_most_an_eighth() -> None:
    texts = [["dragon"] + ["a"] * length for length in (45, 101, 203, 500)]
    found = dict(made(texts).search(["dragon"], 9, not_asked))
    assert found == pytest.approx(definition(texts, ["dragon"]), rel=0.13)


@given(TEXTS, st.lists(WORD, min_size=1, max_size=5), st.integers(2, 4))
@examples(15)
def test_added_step_by_step_it_scores_as_added_at_once(texts: Texts, asked: list[str], steps: int) -> None:
    stepwise, at_once = (dict(made(texts, steps=n).search(asked, 100, not_asked)) for n in (steps, 1))
    assert stepwise == pytest.approx(at_once)


def test_best_first_equal_ones_by_id_and_no_more_than_wanted() -> None:
    postings = made([["dragon", "a"], ["dragon", "dragon"], ["dragon", "a"], ["a", "a"]])

    def search(words: list[str], k: int) -> Ranking:
        return postings.search(words, k, not_asked)

    assert [number for number, _ in search(["dragon"], 9)] == [2, 1, 3]
    assert [number for number, _ in search(["dragon"], 1)] == [2]
    assert search(["dragon"], 0) == search([], 5) == search(["none"], 5) == []
    assert Postings().search(["dragon"], 5, not_asked) == []


def test_a_word_is_never_an_operator() -> None:
    postings = made([["a", "OR", "b"], ["id:1"], ["b"], ["*"]])
    assert [number for number, _ in postings.search(["OR"], 9, not_asked)] == [1]
    assert [number for number, _ in postings.search(["id:1"], 9, not_asked)] == [2]
    assert [number for number, _ in postings.search(["*"], 9, not_asked)] == [4]
    assert postings.search(["a OR b"], 9, not_asked) == []


def test_frequency_counts_passages() -> None:
    postings = made([["dragon", "dragon"], ["dragon"], ["a"]])
    assert (len(postings), postings.frequency("dragon"), postings.frequency("none")) == (3, 2, 0)
    postings.change([1], [])
    assert (len(postings), postings.frequency("dragon"), postings.frequency("none")) == (2, 1, 0)


def test_words_stand_together_in_one_passage() -> None:
    postings = made([["dragon", "silk"], ["dragon", "river"], ["a"]])
    assert postings.holding(["dragon"])
    assert postings.holding(["silk", "dragon"])
    assert not postings.holding(["silk", "river"])
    assert not postings.holding(["dragon", "none"])
    assert postings.holding([]) == 3, "every passage holds all of none"
    postings.change([1], [])
    assert postings.holding(["silk", "dragon"]) != postings.holding(["river", "dragon"]), "one of them is gone"


def test_a_folder_opened_again_answers_the_same(tmp_path: Path) -> None:
    texts = [["dragon", "a"], ["dragon"], ["hangzhou"]]
    postings = made(texts, tmp_path)
    found = postings.search(["dragon", "a"], 9, not_asked)
    assert Postings(tmp_path).search(["dragon", "a"], 9, not_asked) == found


# Removing


class History:
    """Passages that come and go, in postings that are changed; `anew` makes the postings of those that are left."""

    def __init__(self, folder: Path | None = None) -> None:
        self.changed = Postings(folder)
        self.left: dict[int, str] = {}
        self._next = 1

    def change(self, removed: Iterable[int], added: Iterable[list[str]]) -> None:
        gone = [number for number in removed if number in self.left]
        new = dict(enumerate((" ".join(text) for text in added), self._next))
        self.left = {number: text for number, text in self.left.items() if number not in gone} | new
        self._next += len(new)
        self.changed.change(gone, new.items())

    def anew(self) -> Postings:
        postings = Postings()
        postings.change([], self.left.items())
        return postings

    def search(self, words: list[str], k: int) -> Ranking:
        return self.changed.search(words, k, lambda ids: {number: self.left[number] for number in ids})


def assert_same_ranking(found: Ranking, expected: Ranking) -> None:
    """The same ids with the same scores in the same order.

    Passages that tantivy scores within its rounding (it adds words up in an order that changes from passage to
    passage) may change places.
    """
    assert [score for _, score in found] == pytest.approx([score for _, score in expected], rel=1e-5)
    assert dict(found) == pytest.approx(dict(expected), rel=1e-5)
    place = {number: at for at, (number, _) in enumerate(expected)}
    scores = dict(expected)
    for (one, _), (other, _) in itertools.pairwise(found):
        assert place[one] < place[other] or scores[one] == pytest.approx(scores[other], rel=1e-6)


LONG = st.lists(WORD, max_size=30).flatmap(lambda words: st.integers(1, 12).map(lambda times: words * times))
STEPS = st.lists(st.tuples(st.sets(st.integers(1, 40), max_size=10), st.lists(LONG, max_size=8)), max_size=12)


@pytest.mark.slow
@given(STEPS, st.lists(WORD, min_size=1, max_size=5), st.integers(1, 30))
@examples(50)
def test_after_any_changes_ranks_are_those_of_postings_made_anew(
    steps: list[tuple[set[int], Texts]], asked: list[str], k: int
) -> None:
    history = History()
    for removed, added in steps:
        history.change(removed, added)
        history.search(asked, k)  # what is remembered for it must not outlive the next change
    anew = history.anew()
    assert len(history.changed) == len(anew) == len(history.left)
    assert [history.changed.frequency(word) for word in WORDS] == [anew.frequency(word) for word in WORDS]
    everything = history.search(asked, 1000)
    assert_same_ranking(everything, anew.search(asked, 1000, not_asked))
    assert history.search(asked, k) == everything[:k]


def test_equal_scores_are_ordered_by_id_after_a_removal() -> None:
    history = History()
    history.change([], [["dragon", "a"]] * 6)
    history.change([2], [["dragon", "a"]] * 2)
    assert [number for number, _ in history.search(["dragon"], 9)] == [1, 3, 4, 5, 6, 7, 8]
    assert [number for number, _ in history.search(["dragon"], 2)] == [1, 3]


def test_more_candidates_are_asked_for_until_the_best_are_among_them() -> None:
    # Counting the removed passages the mean length is small, and 400 short passages come before the long one with three
    # dragons. What is left has a large mean: now that one is best.
    history = History()
    short = ["dragon"] + ["a"] * 9
    long = ["dragon"] * 3 + ["a"] * 97
    history.change([], [*[short] * 400, long, *[["b"] * 400] * 400, *[["c"]] * 9000])
    assert history.changed.search(["dragon"], 9, not_asked)[0][0] == 1
    history.change(range(802, 9802), [])
    assert_same_ranking(history.search(["dragon"], 1), history.anew().search(["dragon"], 1, not_asked))
    assert history.search(["dragon"], 1)[0][0] == 401


def test_a_word_that_became_rare_finds_its_passage_first() -> None:
    # Half of the passages had a robot and half a dragon. A single robot is left, in a long passage, with 400 dragons.
    history = History()
    left = [*[["dragon", "a"]] * 400, ["robot", *["a"] * 30], *[["a", "b"]] * 600]
    history.change([], [*left, *[["dragon", "b"]] * 4000, *[["robot", "b"]] * 4000])
    assert 401 not in dict(history.changed.search(["dragon", "robot"], 400, not_asked))
    history.change(range(1002, 9002), [])
    found = history.search(["dragon", "robot"], 3)
    assert_same_ranking(found, history.anew().search(["dragon", "robot"], 3, not_asked))
    assert found[0][0] == 401


def test_few_candidates_are_enough_where_lengths_stay() -> None:
    chance = random.Random(5)
    words = [f"w{n}" for n in range(30)]
    history = History()
    history.change([], [chance.choices(words, range(1, 31), k=chance.randint(5, 60)) for _ in range(1000)])
    history.change(range(1, 1000, 50), [])
    asked: list[int] = []

    def words_of(ids: Sequence[int]) -> Mapping[int, str]:
        asked.extend(ids)
        return {number: history.left[number] for number in ids}

    found = history.changed.search(["w3", "w9", "w20"], 8, words_of)
    assert_same_ranking(found, history.anew().search(["w3", "w9", "w20"], 8, not_asked))
    assert len(asked) < 100


@pytest.mark.slow
def test_passages_removed_and_segments_merged_many_times(tmp_path: Path) -> None:
    chance = random.Random(3)
    history = History(tmp_path)
    for _ in range(30):
        texts = [chance.choices(WORDS, k=chance.randint(1, 60)) for _ in range(7)]
        history.change(chance.sample(sorted(history.left), len(history.left) // 10), texts)
    removed = history.changed.removed
    assert removed > 40
    history.changed = Postings(tmp_path, removed=removed)
    for word in WORDS:
        assert_same_ranking(history.search([word, "a"], 300), history.anew().search([word, "a"], 300, not_asked))
    # Some merge has dropped removed passages, so that tantivy counts neither all that ever were nor those left.
    assert len(history.left) < history.changed._counted("a")[0] < len(history.left) + removed


def test_everything_removed() -> None:
    history = History()
    history.change([], [["dragon"], ["a"]])
    history.change([1, 2], [])
    assert (len(history.changed), history.search(["dragon"], 5)) == (0, [])
    history.change([], [["dragon", "a"]])
    assert_same_ranking(history.search(["dragon"], 5), history.anew().search(["dragon"], 5, not_asked))


# Damage


def damage_delete(folder: Path) -> None:
    for file in folder.glob("*.term"):
        file.unlink()


def damage_empty(folder: Path) -> None:
    for file in folder.iterdir():
        file.write_bytes(b"")


def damage_meta(folder: Path) -> None:
    (folder / "meta.json").write_bytes(b"\xff{")


def damage_footers(folder: Path) -> None:
    for file in folder.glob("*.*"):
        if file.suffix in (".term", ".idx", ".fieldnorm"):
            file.write_bytes(file.read_bytes()[:-5] + b"\xff\xff\xff\xff\xff")


@pytest.mark.parametrize("damage", [damage_delete, damage_empty, damage_meta, damage_footers])
def test_damaged_files_raise_oserror(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    made([["dragon"]], tmp_path / "whole")
    shutil.copytree(tmp_path / "whole", tmp_path / "broken")
    damage(tmp_path / "broken")
    with pytest.raises(OSError, match=r"."):
        Postings(tmp_path / "broken")


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OSError, match="exists"):
        Postings(tmp_path / "file")
