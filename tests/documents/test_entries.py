"""A text divided at its entries: comments go with the entry below, large entries are divided."""

from askhz.documents.entries import ENTRY_LINES, Entry, divide
from askhz.documents.outline import Outline, lines_of


def divided(text: str, entries: list[Entry]) -> list[tuple[str, str | None]]:
    outline = Outline(text)
    divide(outline, lines_of(text), entries, joins=frozenset())
    sections = [anchor.place.section for anchor in outline.anchors]
    return [(text[block.start : block.end], section) for block, section in zip(outline.blocks, sections, strict=True)]


def test_a_comment_belongs_to_the_entry_below() -> None:
    text = "word\n# why\na = 1\nb = 2"
    assert divided(text, [Entry(2, 1, "a"), Entry(3, 1, "b")]) == [
        ("word", None),
        ("# why\na = 1", "a"),
        ("b = 2", "b"),
    ]


def test_small_entries_of_a_large_one_stand_together() -> None:
    text = "all\n" + "\n".join(f" k{n}" for n in range(ENTRY_LINES + 5))
    entries = [Entry(0, 1, "all"), *(Entry(n + 1, 2, f"all.k{n}") for n in range(ENTRY_LINES + 5))]
    found = divided(text, entries)
    assert [section for _, section in found] == ["all", "all", "all"]
    assert "\n ".join(text.strip() for text, _ in found) == text


def test_an_entry_without_others_in_it_is_divided_by_its_length() -> None:
    text = "\n".join(f"line {n}" for n in range(5 * ENTRY_LINES))
    found = divided(text, [Entry(0, 1, "a")])
    assert [section for _, section in found] == ["a", "a", "a"]
