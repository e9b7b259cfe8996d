"""A conversation as Markdown: what comes from people and documents stands in it as text, never as markup."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

from ... import render
from ...history import Conversation, Turn
from ...records import Document
from ...render.quotes import Part, quote_parts

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~$!&])")
_TICKS = re.compile(r"`+")
_BEGINS = re.compile(r"^(\s*\d*)([-+=>.)])")


def transcript(conversation: Conversation, turns: Sequence[Turn], document_of: Callable[[str], Document | None]) -> str:
    """The whole conversation, each answer with its sources; quotes are read in their documents, found by source."""
    parts = [f"# {escaped(conversation.title or 'Conversation')}"]
    for turn in turns:
        parts += [f"## {escaped(turn.question)}", *_said(turn.answer, document_of)]
    return "\n\n".join(parts) + "\n"


def escaped(text: str) -> str:
    r"""The text on one line, with every mark that Markdown would read escaped.

    >>> escaped("**bold** <b> [x](y)"), escaped("1. - a")
    ('\\*\\*bold\\*\\* \\<b\\> \\[x\\](y)', '1\\. - a')
    """
    line = " ".join(render.visible(text).split())
    return _BEGINS.sub(r"\1\\\2", _MARKS.sub(r"\\\1", line))


def _said(answer: Mapping[str, Any], document_of: Callable[[str], Document | None]) -> list[str]:
    if not answer.get("answered"):
        return [f"*{escaped(str(answer.get('reason') or 'Not in your documents.'))}*"]
    parts = [_quoted(one, document_of(one["source"])) for one in answer["citations"]]
    sources = [
        f"- \\[{one['n']}\\] {escaped(one['title'] or one['source'])} ({escaped(one['source'])}{_where(one)})"
        for one in answer["citations"]
    ]
    return [*parts, "\n".join(sources)]


def _quoted(citation: Mapping[str, Any], document: Document | None) -> str:
    """A quote with its number, as a quotation: items and rows as a list, code as it is."""
    *before, last = quote_parts(citation["quote"], (citation["start"], citation["end"]), document)
    number = f"[{citation['n']}]"
    closing = [Part("prose", f"{last.text} {number}")] if last.kind == "prose" else [last, Part("prose", number)]
    blocks = [_block(list(group)) for _, group in groupby([*before, *closing], key=lambda part: part.kind)]
    return "\n".join(f"> {line}".rstrip() for line in "\n\n".join(blocks).split("\n"))


def _block(parts: Sequence[Part]) -> str:
    """Parts of one kind, one after the other."""
    if parts[0].kind == "code":
        text = "\n".join(render.visible(line) for part in parts for line in part.text.splitlines())
        fence = "`" * max(3, 1 + max(map(len, _TICKS.findall(text)), default=0))
        return f"{fence}\n{text}\n{fence}"
    if parts[0].kind in ("item", "row"):
        return "\n".join(f"- {escaped(part.text.removeprefix('- '))}" for part in parts)
    return "\n\n".join(escaped(part.text) for part in parts)


def _where(citation: Mapping[str, Any]) -> str:
    place = citation.get("place") or {}
    known = [f"{name} {escaped(str(value))}" for name, value in place.items()]
    return ", " + ", ".join(known or [f"characters {citation['start']}–{citation['end']}"])
