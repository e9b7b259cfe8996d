import threading
from collections.abc import Sequence

import numpy as np

from askhz.models.span_model import Extraction
from askhz.reading.staged import Network, begin_with, promise, read_in_stages
from askhz.records import Span


def extraction(answerable: float, evidence: float = 0.0) -> Extraction:
    nothing = np.zeros(1, np.float32)
    return Extraction(((0, 1),), nothing, nothing, answerable, np.array([evidence, -9.0], np.float32))


def network(answerable: Sequence[float], calls: list[str], evidence: float = 0.0) -> Network:
    """A network to which the passage "0" answers with the first of these log odds, and so on."""

    def read(question: str, passage: str, *, within: Span | None = None) -> Extraction:
        calls.append(passage)
        return extraction(answerable[int(passage)], evidence)

    return read


def read(
    answerable: Sequence[float],
    scores: Sequence[float] | None = None,
    *,
    second: Sequence[float] | None = (0.0,) * 8,
    whole: bool = False,
    evidence: float = 0.0,
) -> tuple[dict[int, tuple[Extraction, ...]], list[str], list[str]]:
    """What was found, and the passages that the first and the second network read, sorted."""
    by_first: list[str] = []
    by_second: list[str] = []
    found = read_in_stages(
        [("what?", str(at)) for at in range(len(answerable))],
        scores if scores is not None else [1.0] + [0.5] * (len(answerable) - 1),
        network(answerable, by_first, evidence),
        None if second is None else network(second, by_second),
        whole=whole,
    )
    return found, sorted(by_first), sorted(by_second)


SURE, UNSURE = [0.0, 4.0, *[0.0] * 6], [0.5] * 8


def test_no_more_is_read_than_the_first_passages_where_one_of_them_surely_answers() -> None:
    found, by_first, _ = read(SURE)
    assert by_first == list("012")
    assert list(found) == [0, 1, 2]
    assert found[1][0].answerable == 4.0


def test_all_are_read_where_none_surely_answers_or_one_sentence_is_not_enough() -> None:
    assert read(UNSURE)[1] == list("01234567")
    assert read(SURE, whole=True)[1] == list("01234567")


def test_a_passage_in_which_nothing_belongs_to_an_answer_does_not_surely_answer() -> None:
    assert read(SURE, evidence=-3.5)[1] == list("01234567")


def test_passages_found_nearly_as_surely_are_read_in_any_case() -> None:
    assert read(SURE, [1.0, 0.9, 0.9, 0.9, 0.9, 0.8, 0.3, 0.3])[1] == list("01234")


def test_the_second_network_reads_the_most_promising_passages_alone() -> None:
    found, _, by_second = read([-9.0, -9.0, -9.0, 0.8, 1.4, -9.0, -9.0, 2.5], second=[7.0] * 8)
    assert by_second == list("0347")
    assert [len(found[at]) for at in range(8)] == [2, 1, 1, 2, 2, 1, 1, 2]
    assert [one.answerable for one in found[4]] == [1.4, 7.0]
    assert read(SURE, whole=True)[2] == ["0", "1"]


def test_the_second_network_is_not_asked_where_the_first_is_certain_and_one_sentence_is_enough() -> None:
    found, by_first, by_second = read(SURE)
    assert (by_first, by_second) == (list("012"), [])
    assert found[1] == (found[1][0],)
    # Sure, but not certain: of what is found late, a little more must be promised.
    assert read([0.0, 2.0, *[0.0] * 6])[2] == list("012")
    assert read([0.0, 2.5, *[0.0] * 6])[2] == list("01")
    assert read([-9.0, -9.0, 3.5])[2] == ["0", "2"]
    # Only where it is certain of a passage read first.
    assert read([-9.0] * 4 + [0.0, 9.0, 0.0, 0.0])[2] == ["0", "4", "5"]


def test_of_passages_that_promise_alike_as_many_are_read_as_may_be_those_found_first() -> None:
    assert read(UNSURE)[2] == list("0123")
    # Of what is found late, a little more must be promised.
    assert read([0.5] * 7 + [0.6])[2] == list("0123")
    assert read([0.5] * 7 + [2.7])[2] == list("0127")
    # Beside these the one found first is read, however little it promises.
    assert read([-5.0, *[0.9] * 7])[2] == list("01234")


def test_where_nothing_promises_an_answer_the_second_network_reads_few() -> None:
    assert read([-1.5] * 8)[2] == list("01")
    assert read([-1.5, -1.5, -1.5, 1.0, *[-1.5] * 4])[2] == list("0123")


def test_the_second_network_reads_of_a_long_passage_what_the_first_one_read() -> None:
    asked: list[tuple[str, Span | None]] = []

    def second(question: str, passage: str, *, within: Span | None = None) -> Extraction:
        asked.append((passage, within))
        return extraction(0.0)

    def first(question: str, passage: str, *, within: Span | None = None) -> Extraction:
        nothing = np.zeros(2, np.float32)
        return Extraction(((3, 5), (6, 8 + int(passage))), nothing, nothing, 0.0)

    read_in_stages([("what?", "0"), ("what?", "1")], [1.0, 1.0], first, second, whole=False)
    assert sorted(asked) == [("0", (3, 8)), ("1", (3, 9))]


def test_the_second_network_begins_with_the_first_passage_while_the_others_are_read() -> None:
    begun, wait = threading.Event(), 60

    def first(question: str, passage: str, *, within: Span | None = None) -> Extraction:
        if passage == "4":
            assert begun.wait(wait)
        return extraction(-2.0)

    def second(question: str, passage: str, *, within: Span | None = None) -> Extraction:
        begun.set()
        return extraction(0.0)

    pairs = [("what?", str(at)) for at in range(8)]
    assert len(read_in_stages(pairs, [1.0] + [0.5] * 7, first, second, whole=False)) == 8


def test_a_network_alone_reads_all() -> None:
    found, by_first, by_second = read(SURE, second=None)
    assert (by_first, by_second) == (list("01234567"), [])
    assert found[7] == (found[7][0],)


def test_fewer_passages_than_stages() -> None:
    found, by_first, by_second = read([0.0], second=[1.0])
    assert (by_first, by_second) == (["0"], ["0"])
    assert len(found[0]) == 2
    assert begin_with([]) == 0
    assert read([], [], second=[])[0] == {}


def test_the_evidence_in_a_passage_is_part_of_its_promise() -> None:
    assert promise(extraction(1.0, 2.0)) == 3.0
    nothing = np.zeros(0, np.float32)
    assert promise(Extraction((), nothing, nothing, 1.5)) == 1.5
