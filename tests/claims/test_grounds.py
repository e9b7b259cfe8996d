"""What an answer stands on."""

from askhz.claims import ground_of
from askhz.claims.grounds import Ground
from askhz.records import DocumentInfo, Passage


def test_text_and_what_is_said_of_it() -> None:
    passage = Passage("a/b.md", 0, 4, "Here", ((0, 4),))
    ground = ground_of(passage, DocumentInfo("a/b.md", "Title", 4, {"author": "Ada"}))
    assert isinstance(ground, Ground)
    assert ground.text == "Here"
    assert {"a/b.md", "Title", "Ada"} <= set(ground.context.split("\n"))
