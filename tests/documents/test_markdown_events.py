"""Markdown by the events of pulldown-cmark, compared with what markdown-it's rules make of the same text."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askhz.documents import markdown_events
from askhz.documents.markdown import structure
from askhz.records import Block
from askhz.text.views import view_of

ROOT = Path(__file__).parent.parent.parent
REAL = sorted(
    [
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/*.md"),
        *ROOT.glob("training/*.md"),
        *ROOT.glob("tests/collections/md/*.md"),
        *ROOT.glob("tests/gold/real/**/*.md"),
    ]
)
Shown = list[tuple[Block, str]]


def shown(text: str) -> tuple[Shown, list[tuple[int, tuple[str, ...]]]]:
    """The blocks of a text, how each reads, and its headings."""
    made = structure(text)
    views = [(block, view_of(text, block.start, block.end, made.edits).text.rstrip()) for block in made.blocks]
    return views, [(anchor.start, anchor.headings) for anchor in made.anchors]


def by_rules(text: str, monkeypatch: pytest.MonkeyPatch) -> tuple[Shown, list[tuple[int, tuple[str, ...]]]]:
    with monkeypatch.context() as patch:
        patch.setattr(markdown_events, "walk", lambda found, line: False)
        return shown(text)


@pytest.fixture
def walked(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """What `walk` said, each time."""
    said: list[bool] = []

    def noted(found: Any, line: int, real: Any = markdown_events.walk) -> bool:
        said.append(real(found, line))
        return said[-1]

    monkeypatch.setattr(markdown_events, "walk", noted)
    return said


def test_there_are_real_texts() -> None:
    assert len(REAL) > 60


@pytest.mark.parametrize("file", REAL, ids=lambda file: str(file.relative_to(ROOT)))
def test_real_texts_read_as_by_the_rules(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = file.read_text(encoding="utf-8")
    assert shown(text) == by_rules(text, monkeypatch)


def test_most_real_texts_are_read_by_events(walked: list[bool]) -> None:
    for file in REAL:
        structure(file.read_text(encoding="utf-8"))
    assert sum(walked) >= 0.95 * len(REAL)


@pytest.mark.parametrize(
    "text",
    [
        "- \\*a* $x$\n- b",  # an item that is left to the rules begins with a mark that is none
        "> one $x$\n> two\nthree",
        "## a $x$ ##\n\nb $y$\n---",
        "\u3000a\u3000\n\u3000b",
        "[a]: /x\n[A]: /y\n\n7)\n\n[a]",
    ],
)
def test_texts_read_as_by_the_rules(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(text) == by_rules(text, monkeypatch)
    assert shown(text)[0]


# What one block is, in any order: on these both parsers agree.
_WORDS = st.lists(
    st.sampled_from(
        [
            "word",
            "杭州",
            "😀é",
            "*em*",
            "**bold**",
            "`code`",
            "`` a`b ``",
            "[link](/x)",
            "[a *b*](<y> 't')",
            "[r]",
            "[^n]",
            "![pic](p.png)",
            "<b>tag</b>",
            "a<br>b",
            "&amp;",
            "&nbsp;x",
            r"\*",
            "<https://a.org>",
            "5 $",
            "{{ x }}",
            "**注：**请",
            "~~gone~~",
            "[[Page]]",
            "snake_case",
            "a*b",
            "***both***",
            "`a",
            "<name>",
            "<!-- no -->x",
        ]
    ),
    min_size=1,
    max_size=5,
).map(" ".join)
_LINES = st.lists(_WORDS, min_size=1, max_size=3)
_BLOCKS = st.one_of(
    _LINES.map("\n".join),
    _LINES.map("  \n".join),
    _WORDS.map("## {}".format),
    _WORDS.map("# {} #".format),
    _LINES.map(lambda lines: "\n".join(lines) + "\n---"),
    _LINES.map(lambda lines: "\n".join(f"- {line}" for line in lines)),
    _LINES.map(lambda lines: "\n\n".join(f"{at}. {line}\n   more" for at, line in enumerate(lines, 1))),
    _LINES.map(lambda lines: "\n".join(f"{'  ' * at}* {line}" for at, line in enumerate(lines))),
    _LINES.map(lambda lines: "\n".join(f"> {line}" for line in lines)),
    _LINES.map(lambda lines: "> - " + "\n>   ".join(lines)),
    _LINES.map(lambda lines: "```py\n" + "\n\n  ".join(lines) + "\n```"),
    _LINES.map(lambda lines: "\n".join(f"    {line}" for line in lines)),
    _LINES.map(lambda lines: "| A | *B* |\n|---|---|\n" + "\n".join(f"| {line} | x |" for line in lines)),
    _LINES.map(lambda lines: "A | B\n-|-\n" + "\n".join(f"{line} | x | more" for line in lines)),
    _LINES.map(lambda lines: "Term\n: " + "\n  ".join(lines)),
    _LINES.map(lambda lines: "[^n]: " + "\n    ".join(lines)),
    _LINES.map(lambda lines: "<p>\n" + "\n".join(lines) + "\n</p>"),
    st.just("[r]: /x\n  'title'"),
    st.just("---"),
    st.just("7)"),
)


@given(st.lists(_BLOCKS, min_size=1, max_size=6).map("\n\n".join), st.sampled_from(["\n", "\r\n"]))
@settings(deadline=None, max_examples=300)
def test_texts_put_together_read_as_by_the_rules(text: str, end: str) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        text = text.replace("\n", end)
        assert shown(text) == by_rules(text, monkeypatch)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # No code breaks off a paragraph, and what a definition leaves of one is one.
        ("[a]: /x\n    goes on\nhere", [("paragraph", "goes on here")]),
        # A quotation goes on over a line without a mark, also where it began with a definition.
        ("> [a]: /x\ngoes on", [("quotation", "goes on")]),
        # The target of a link has no line's end in it.
        ("[a](/b\\\nc)", [("paragraph", "[a](/b c)")]),
        # A bar in code in a cell is written with a backslash.
        ("| a | b |\n|---|---|\n| `x \\| y` | z |", [("row", "a; b"), ("row", "a: x | y; b: z")]),
        ("> " * 30 + "deep", [("quotation", "deep")]),
        ("\n".join(f"{'  ' * at}- {at}" for at in range(25)), [("item", str(at)) for at in range(25)]),
    ],
)
def test_what_commonmark_says(walked: list[bool], text: str, expected: list[tuple[str, str]]) -> None:
    views, _ = shown(text)
    assert [(block.kind, view) for block, view in views] == expected
    assert walked == [True]


@pytest.mark.parametrize("text", ["a\n\n:::note\nb\n:::", "!!! tip\n    a", "$$\na\n$$", "a\rb", "\ud800 a"])
def test_a_text_that_is_left_to_the_rules(walked: list[bool], text: str) -> None:
    assert structure(text).blocks
    assert walked == [False]


class PanicException(BaseException):
    """What a parser written in Rust raises when it breaks."""


class Broken:
    """A parser whose events are wrong."""

    def __init__(self, events: list[Any], error: BaseException | None = None) -> None:
        self.events, self.error = events, error

    def events_with_range(self, source: str) -> Iterator[Any]:
        yield from self.events
        if self.error:
            raise self.error

    def reference_definitions(self, source: str) -> dict[str, Any]:
        return {}


def event(what: Any, start: int, end: int) -> Any:
    return what, {"start": start, "end": end}


_PARAGRAPH = [event({"Start": "Paragraph"}, 0, 7), event({"Text": "One"}, 0, 3)]


@pytest.mark.parametrize(
    "parser",
    [
        Broken([], PanicException("broken")),
        Broken(_PARAGRAPH, PanicException("broken")),
        Broken([*_PARAGRAPH, event({"Text": "One"}, 0, 3), event({"End": "Paragraph"}, 0, 7)]),
        Broken([*_PARAGRAPH, event({"End": "Paragraph"}, 0, 7), *_PARAGRAPH, event({"End": "Paragraph"}, 0, 7)]),
        Broken([event({"Start": {"CodeBlock": "Indented"}}, 0, 7), event({"Text": "Two"}, 0, 3)]),
        Broken([event({"End": "Paragraph"}, 0, 7)]),
        Broken([event({"Start": "Something"}, 0, 7)]),
        Broken([event({"InlineMath": "x"}, 0, 7)]),
    ],
)
def test_a_parser_that_breaks_is_not_relied_on(parser: Broken, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = by_rules("One two", monkeypatch)
    monkeypatch.setattr(markdown_events, "_parser", lambda: parser)
    assert shown("One two") == expected == ([(Block("paragraph", 0, 7), "One two")], [])


def test_other_errors_are_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown_events, "_parser", lambda: Broken([], KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        structure("One two")
