"""A conversation as Markdown: what comes from people and documents stands in it as text, never as markup."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ... import render
from ...history import Conversation, Turn

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~$!&])")
_BEGINS = re.compile(r"^(\s*)([-+=>]|\d+[.)])", re.MULTILINE)


def transcript(conversation: Conversation, turns: Sequence[Turn]) -> str:
    """The whole conversation, each answer with its sources."""
    parts = [f"# {escaped(conversation.title or 'Conversation')}"]
    for turn in turns:
        parts += [f"## {escaped(turn.question)}", *_said(turn.answer)]
    return "\n\n".join(parts) + "\n"


def escaped(text: str) -> str:
    r"""The text on one line, with every mark that Markdown would read escaped.

    >>> escaped("**bold** <b> [x](y)")
    '\\*\\*bold\\*\\* \\<b\\> \\[x\\](y)'
    """
    line = " ".join(render.visible(text).split())
    return _BEGINS.sub(r"\1\\\2", _MARKS.sub(r"\\\1", line))


def _said(answer: Mapping[str, Any]) -> list[str]:
    if not answer.get("answered"):
        return [f"*{escaped(str(answer.get('reason') or 'Not in your documents.'))}*"]
    parts = [f"> {escaped(one['quote'])} \\[{one['n']}\\]" for one in answer["citations"]]
    sources = [
        f"- \\[{one['n']}\\] {escaped(one['title'] or one['source'])} ({escaped(one['source'])}{_where(one)})"
        for one in answer["citations"]
    ]
    return [*parts, "\n".join(sources)]


def _where(citation: Mapping[str, Any]) -> str:
    place = citation.get("place") or {}
    known = [f"{name} {escaped(str(value))}" for name, value in place.items()]
    return ", " + ", ".join(known or [f"characters {citation['start']}–{citation['end']}"])
