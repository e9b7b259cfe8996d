"""Where it is asked what a thing is, what says so is quoted, not all that speaks of it."""

from findings import found_in, hit_of

from askhz.answering.defining import defining
from askhz.answering.surroundings import stretches
from askhz.question import analyse

TEXT = "\n".join(
    (
        "The bore has a history of its own.",
        "A tidal bore is a wave that runs up a river.",
        "It comes with the flood.",
        "See the tidal bore in May.",
        "The boats lie ashore.",
        "Visit the museum of the tidal bore.",
    )
)
HIT = hit_of(TEXT)
KNOWN = stretches([HIT.passage])


def defined(asked: str, *found: tuple[str, float]) -> list[tuple[str, float]]:
    findings = [found_in(HIT, text, score) for text, score in found]
    return [(one.text.split()[0], one.score) for one in defining(analyse(asked), findings, KNOWN)]


def test_the_sentence_that_defines_comes_first_with_what_goes_on_from_it() -> None:
    found = (("Visit", 0.9), ("A tidal", 0.8), ("It comes", 0.4), ("The bore", 0.3))
    assert defined("What is a tidal bore?", *found) == [("A", 0.9), ("It", 0.4)]


def test_one_that_is_much_worse_defines_nothing() -> None:
    assert defined("What is a tidal bore?", ("Visit", 0.9), ("A tidal", 0.17)) == [("Visit", 0.9), ("A", 0.17)]


def test_what_a_word_means_says_the_sentence_that_calls_it_so() -> None:
    text = "Boats that lie ashore cost more.\nA boat is said to be ashore if it lies on the mud.\nThey are many."
    hit = hit_of(text)
    findings = [found_in(hit, "Boats", 0.9), found_in(hit, "A boat", 0.3)]
    told = defining(analyse("What does ashore mean?"), findings, stretches([hit.passage]))
    assert [one.text.split()[0] for one in told] == ["A"]


def test_what_a_thing_does_says_what_it_is_where_its_section_begins() -> None:
    text = "The bore helps boats.\nBoats ride it.\nThe bore lets gulls fish.\nIt roars.\nGulls like the bore."
    hit = hit_of(text, headings=("The bore",))

    def told(*found: tuple[str, float]) -> list[str]:
        findings = [found_in(hit, begins, score) for begins, score in found]
        return [one.text for one in defining(analyse("What is the bore?"), findings, stretches([hit.passage]))]

    assert told(("Gulls", 0.9), ("The bore helps", 0.8)) == ["The bore helps boats."]
    assert told(("Gulls", 0.9), ("It roars", 0.8)) == ["Gulls like the bore.", "It roars."]


def test_other_questions_have_all() -> None:
    assert defined("When is the tidal bore?", ("Visit", 0.9), ("A tidal", 0.8)) == [("Visit", 0.9), ("A", 0.8)]
