from dataclasses import replace

from findings import finding, found_in, hit_of

from askhz.answering.merging import merged
from askhz.answering.surroundings import stretches

HIT = hit_of("One here.\nTwo there.\n\nThree far.", 10)
KNOWN = stretches([HIT.passage])
ONE, TWO, THREE = (found_in(HIT, text, score) for text, score in (("One", 0.2), ("Two", 0.9), ("Three", 0.5)))


def test_next_ones_become_one_with_what_stands_between_them() -> None:
    (both,) = merged([ONE, TWO], KNOWN)
    assert (both.start, both.end, both.text, both.score) == (10, 30, "One here.\nTwo there.", 0.9)
    (every,) = merged([ONE, TWO, THREE], KNOWN)
    assert every.text == HIT.passage.text


def test_others_stay_as_they_are() -> None:
    assert merged([ONE, THREE], KNOWN) == [ONE, THREE]
    assert merged([TWO, ONE], KNOWN) == [TWO, ONE]
    elsewhere = finding("Far off.", 0.9, "b.txt")
    assert merged([ONE, elsewhere], KNOWN) == [ONE, elsewhere]


def test_words_that_are_left_out_of_one_keep_it_apart() -> None:
    begins = replace(ONE, end=ONE.start + 3, text="One")
    assert merged([begins, TWO], KNOWN) == [begins, TWO]
