"""Subtitles: cues joined to paragraphs, each at its time."""

import pytest
from examples import examples
from hypothesis import given
from readers import damaged, outline, places, read_all, read_one, survives

from askhz.documents.reader import UnreadableError
from askhz.documents.subtitles import read_subtitles

SRT = """1
00:00:01,000 --> 00:00:02,000
<i>Hello</i> there,
{\\an8}friend.

2
00:00:02,500 --> 00:00:05,000
How are you?

3
00:01:05,000 --> 00:01:09,000
Fine.
"""
VTT = """WEBVTT - A title

NOTE of no one

STYLE
::cue { color: red }

00:01.000 --> 00:02.000 align:start
<v Guo>Hi &amp; bye

00:02.000 --> 00:03.000
<v Guo>Hi &amp; bye
and <c.x>more
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_cues_are_joined_and_a_pause_parts_paragraphs(end: str) -> None:
    document = read_one(read_subtitles, SRT.replace("\n", end), "talk.srt")
    assert document.text == "Hello there,\nfriend.\nHow are you?\n\nFine."
    assert outline(document) == [("paragraph", "Hello there, friend. How are you?"), ("paragraph", "Fine.")]
    assert places(document) == [("Hello there,", "00:00:01"), ("How are you?", "00:00:02"), ("Fine.", "00:01:05")]
    assert (document.title, document.kind) == ("talk", "srt")


def test_web_subtitles_without_notes_marks_and_what_was_shown_before() -> None:
    document = read_one(read_subtitles, VTT, "talk.vtt")
    assert (document.text, document.kind) == ("Guo: Hi & bye\nand more", "vtt")


def test_a_file_without_cues_is_refused() -> None:
    with pytest.raises(UnreadableError, match="holds no subtitles"):
        read_all(read_subtitles, "only words")


@given(damaged([SRT.encode(), VTT.encode()]))
@examples(100)
def test_damaged_files(raw: bytes) -> None:
    survives(read_subtitles, raw)
