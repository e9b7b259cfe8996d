"""Subtitles (SubRip, WebVTT): what is said, in paragraphs, each cue at its time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from ..records import Document, Place, Problem
from .outline import Outline
from .reader import About, UnreadableError, read_text

PARAGRAPH = 600  # characters after which the end of a sentence ends a paragraph
PAUSE = 4.0  # seconds without a word that end one
_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
_CUE = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}")
_VOICE = re.compile(r"<v(?:\.[^ >]*)?\s+([^>]+)>")
_TAG = re.compile(r"</?[a-zA-Z0-9:.][^<>]*>|\{\\[^{}]*\}|</?>")
_ENTITY = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&nbsp;": " ", "&lrm;": "", "&rlm;": ""}
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u2060\ufeff]")


class Cue(NamedTuple):
    """What is said from one time to another, in seconds; `line` is where it stands in the file."""

    start: float
    end: float
    text: str
    line: int


def read_subtitles(stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    """The one document of a subtitle file: cues without numbers, times and marks, joined to paragraphs."""
    found = read_text(stream)
    cues = list(_without_repeats(_cues(found.text)))
    if not cues:
        raise UnreadableError("holds no subtitles; want lines such as 00:00:01,000 --> 00:00:04,000")
    pieces: list[str] = []
    starts: list[int] = []
    length = 0
    paragraphs = [0]
    for number, cue in enumerate(cues):
        if number:
            before = cues[number - 1]
            ends = length - paragraphs[-1] > PARAGRAPH and before.text.endswith((".", "!", "?", "…", "。", "！", "？"))
            gap = "\n\n" if ends or cue.start - before.end > PAUSE else "\n"
            pieces.append(gap)
            length += len(gap)
            if len(gap) > 1:
                paragraphs.append(length)
        starts.append(length)
        pieces.append(cue.text)
        length += len(cue.text)
    outline = Outline("".join(pieces))
    for start, end in zip(paragraphs, [*(at - 2 for at in paragraphs[1:]), length], strict=True):
        outline.block("paragraph", start, end)
    for start, cue in zip(starts, cues, strict=True):
        outline.anchor(start, Place(section=clock(cue.start)))
    kind = "vtt" if found.text.lstrip("\ufeff").startswith("WEBVTT") else "srt"
    yield outline.document(about, kind, found)


def clock(seconds: float) -> str:
    """A time as a person writes it.

    >>> clock(3723.9)
    '01:02:03'
    """
    whole = int(seconds)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"


def _cues(text: str) -> Iterator[Cue]:
    lines = text.splitlines()
    times: tuple[float, float] | None = None
    said: list[str] = []
    at = 0
    for number, line in enumerate([*lines, ""], 1):
        if mark := _CUE.match(line):
            if times and said:  # no blank line before: the last one was this cue's number
                yield from _cue(times, said[:-1] if said[-1].isdigit() else said, at)
            times, said, at = (_seconds(*mark.groups()[:4]), _seconds(*mark.groups()[4:])), [], number
        elif line.strip():
            said.append(line)
        else:
            if times and said:
                yield from _cue(times, said, at)
                times = None
            said = []
    if times and said:
        yield from _cue(times, said, at)


def _cue(times: tuple[float, float], said: list[str], line: int) -> Iterator[Cue]:
    clean = [_clean(one) for one in said]
    text = "\n".join(one for one in clean if one)
    if text:
        yield Cue(*times, text, line)


def _clean(line: str) -> str:
    line = _TAG.sub("", _VOICE.sub(lambda voice: f"{voice.group(1).strip()}: ", line))
    for entity, character in _ENTITY.items():
        line = line.replace(entity, character)
    return " ".join(_CONTROL.sub("", line).split())


def _seconds(hours: str | None, minutes: str, seconds: str, parts: str) -> float:
    return int(hours or 0) * 3600 + int(minutes) * 60 + float(f"{seconds}.{parts}")


def _without_repeats(cues: Iterator[Cue]) -> Iterator[Cue]:
    """The cues without the lines that the one before has shown already, as live captions roll."""
    before: list[str] = []
    for cue in cues:
        lines = cue.text.split("\n")
        new = [line for line in lines if line not in before]
        before = lines
        if new:
            yield cue._replace(text="\n".join(new))
