"""The text of a message as blocks: paragraphs of wrapped lines, items, and no earlier messages quoted below it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ...records import BlockKind, Edit
from ..composing import Composer, clean

_ITEM = re.compile(r"\s*(?:[-*•·–]|\(?\d{1,3}[.)])\s+\S")
_ATTRIBUTION = re.compile(
    r"\s*(?:On\b.{4,200}\bwrote|Am\b.{4,200}\bschrieb\b.*|Le\b.{4,200}\ba écrit|El\b.{4,200}\bescribió"
    r"|Il\b.{4,200}\bha scritto|Op\b.{4,200}\bschreef\b.*|Em\b.{4,200}\bescreveu|在.{2,200}写道|于.{2,200}写道)"
    r"\s*[:：]\s*",
    re.DOTALL,
)
_RULE = re.compile(
    r"\s*-{2,}\s*(?:Original Message|Original Appointment|Ursprüngliche Nachricht|Originalnachricht|Message d'origine|"
    r"Mensaje original|Messaggio originale|Oorspronkelijk bericht|Mensagem original|原始邮件|原邮件|Original-Nachricht)"
    r"\s*-{2,}\s*",
    re.IGNORECASE,
)
_FIELDS = "|".join(
    "From Sent To Cc Bcc Date Subject Von Gesendet An Datum Betreff De Envoyé À Objet Enviado Para Asunto Da Inviato A "
    "Oggetto Van Verzonden Aan Onderwerp 发件人 发送时间 收件人 抄送 主题".split()
)
_FIELD = re.compile(rf"[\s*]*(?:{_FIELDS})\*?\s?[:：]\*?\s*\S.*")
_OPENS = re.compile(r"[\s*]*(?:From|Von|De|Da|Van|发件人)\*?\s?[:：]\*?\s*\S.*")
_FORWARDED = re.compile(
    r"\s*(?:-{2,}\s*(?:Forwarded|Weitergeleitete|Message transféré|Mensaje reenviado|转发).*"
    r"|Begin forwarded message:\s*)",
    re.IGNORECASE,
)


class Stripped(NamedTuple):
    """The lines that a sender wrote, and how many lines of earlier messages were left out."""

    lines: list[str]
    left_out: int


def without_quotes(text: str) -> Stripped:
    r"""What a sender wrote: without lines quoted with ">", the line above them that says whose they are, and the
    earlier message below. A message that was forwarded stays: it is what was sent. All stays if nothing else is there.

    >>> without_quotes("Yes.\n\nOn Monday, Guo wrote:\n> Shall we?\n")
    Stripped(lines=['Yes.'], left_out=2)
    """
    lines = text.split("\n")
    end = next((at for at in range(len(lines)) if _begins_earlier(lines, at)), len(lines))
    kept: list[str] = []
    left_out = sum(bool(line.strip()) for line in lines[end:])
    for line in lines[:end]:
        if line.startswith(">"):
            left_out += 1
            left_out += _drop_attribution(kept)
            continue
        kept.append(line)
    # The line that says whose the quoted text is may be the last one, where that text itself was cut off.
    left_out += _drop_attribution(kept) if left_out else 0
    while kept and not kept[-1].strip():
        kept.pop()
    if any(c.isalnum() for line in kept for c in line):
        return Stripped(kept, left_out)
    return Stripped([re.sub(r"^(?:> ?)+", "", line) for line in lines], 0)


def _begins_earlier(lines: Sequence[str], at: int) -> bool:
    """Whether an earlier message begins at this line: its rule, or the lines that say from whom it was."""
    line = lines[at]
    if _RULE.fullmatch(line):
        return True
    if not _OPENS.fullmatch(line) or not any(one.strip() for one in lines[:at]):
        return False
    above = [one for one in lines[max(0, at - 4) : at] if one.strip()]
    if above and _FORWARDED.fullmatch(above[-1]):
        return False
    return sum(_FIELD.fullmatch(one) is not None for one in lines[at : at + 6]) >= 3


def _drop_attribution(kept: list[str]) -> int:
    """Take away the one to three last lines if they say whose the text below is; how many that were."""
    last = len(kept)
    while last and not kept[last - 1].strip():
        last -= 1
    for count in (1, 2, 3):
        if count <= last and _ATTRIBUTION.fullmatch("\n".join(kept[last - count : last])):
            del kept[last - count :]
            return count
    return 0


def unflowed(text: str, *, delete_space: bool) -> str:
    """Text in the form "flowed" (RFC 3676), with the lines joined that a program broke."""
    joined: list[str] = []
    flows = False
    for line in text.split("\n"):
        bare = line[1:] if line.startswith(" ") else line
        if flows and not line.startswith(">"):
            joined[-1] = (joined[-1][:-1] if delete_space else joined[-1]) + bare
        else:
            joined.append(bare)
        flows = bare.endswith(" ") and bare != "-- " and not line.startswith(">")
    return "\n".join(joined)


def write_body(composer: Composer, lines: Sequence[str]) -> None:
    """Add a message's lines as blocks. A line that only a program's width ended reads on into the next."""
    last: BlockKind | None = None
    for kind, piece in _pieces([clean(line).rstrip() for line in lines]):
        text, edits, at = "\n".join(line.strip() for line in piece), [], 0
        for line in piece[:-1]:
            at += len(line.strip())
            edits.append(Edit(at, at + 1, " "))
            at += 1
        composer.add(kind, text, level=1 if kind == "item" else 0, edits=edits, close=kind == "item" == last)
        last = kind


def _pieces(lines: Sequence[str]) -> Iterator[tuple[BlockKind, list[str]]]:
    """Paragraphs and items: the lines of each."""
    piece: list[str] = []
    kind: BlockKind = "paragraph"
    for line in [*lines, ""]:
        item = _ITEM.match(line) is not None
        if piece and (not line.strip() or item):
            yield kind, piece
            piece = []
        if line.strip():
            if not piece:
                kind = "item" if item else "paragraph"
            piece.append(line)
