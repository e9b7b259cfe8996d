"""What documents have under marks."""

from __future__ import annotations

from dataclasses import dataclass

from ..records import Hit, Span


@dataclass(frozen=True, slots=True)
class Marked:
    """What documents have under marks, as hits without a rank: headings that name versions or dates, and the stretches
    (sections, entries) that the question names by their marks: `whole` where it asks for these as they are. `tables`
    are the whole tables of which rows were found, `definition` is where a document says what it is about. `meanings`
    are the few words in each stretch that a code stands for. `mails` are the whole mails of which something was found,
    each with its header as its first unit, where the question asks of the header of one. `lacking` is a code that the
    document lacks that is about what it is asked of. `records` are documents of records or with a front matter: of each
    its fields. `outline` is a list that is spread over sections: what leads in to it, and the headings of its members.
    `labels` tell several clauses of one number apart; where they are too many to be shown, there are no
    stretches.
    """

    headings: tuple[Hit, ...] = ()
    stretches: tuple[Hit, ...] = ()
    meanings: tuple[Span | None, ...] = ()
    whole: bool = False
    tables: tuple[Hit, ...] = ()
    definition: Hit | None = None
    mails: tuple[Hit, ...] = ()
    lacking: str | None = None
    records: tuple[Hit, ...] = ()
    outline: tuple[Hit, ...] = ()
    labels: tuple[str, ...] = ()


NO_MARKS = Marked()
