"""Files within files: members of archives and attachments of messages, read through the table of formats."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from ..records import Anchor, Document, Place, Problem
from .limits import DEPTH_LIMIT, MEMBER_SIZE_LIMIT, Budget
from .reader import About, UnreadableError, make_document

PROBLEM_LIMIT = 20  # members of one file that are named one by one where they are left out


@dataclass(slots=True)
class Members:
    """Reads the members of one file, and keeps account of what is left out of it.

    `what` is what a person calls them: "members" of an archive, "attachments" of a message. `count` is 0 if there were
    none.
    """

    about: About
    what: str = "members"
    count: int = 0
    _others: Counter[str] = field(default_factory=Counter)
    _left_out: int = 0
    _seen: set[str] = field(default_factory=set)
    _budget: Budget = field(init=False)

    def __post_init__(self) -> None:
        self._budget = self.about.budget or Budget()

    def read(self, name: str, size: int, load: Callable[[], bytes]) -> Iterator[Document | Problem]:
        """The documents of a member and what was left out of it. `load` gives its bytes, `size` how many at most.

        It is not loaded if there is no reader for it, or it is too large.
        """
        from .formats import ending, format_of, read_as  # late: the table names the readers that come here

        self.count += 1
        base = name.rpartition("/")[2]
        if base.startswith(".") or name.startswith("__MACOSX/") or base.lower() in ("thumbs.db", "desktop.ini"):
            return
        how = format_of(base)
        if how is None:
            self._others[ending(base)] += 1
            return
        try:
            self._check(name, size)
            self._budget.take(size)
            raw = load()
        except UnreadableError as error:
            yield from self.leave_out(name, str(error))
            return
        inner = About(
            f"{self.about.where}, {name}",
            f"{self.about.source}/{name}",
            base,
            depth=self.about.depth + 1,
            budget=self._budget,
        )
        try:
            for one in read_as(how, io.BytesIO(raw), inner):
                yield one if isinstance(one, Problem) else within(one, inner.source, name)
        except UnreadableError as error:
            yield from self.leave_out(name, str(error))

    def leave_out(self, name: str, why: str) -> Iterator[Problem]:
        """That a member is left out; nothing, but counted, if many were named already."""
        self.count += 1
        self._left_out += 1
        if self._left_out <= PROBLEM_LIMIT:
            shown = name if name.isprintable() else repr(name)
            yield Problem(f"{self.about.where}, {shown}", why)

    def end(self) -> Iterator[Problem]:
        """What was left out and not named yet."""
        if self._left_out > PROBLEM_LIMIT:
            yield Problem(self.about.where, f"{self._left_out - PROBLEM_LIMIT} more {self.what} left out")
        if self._others:
            kinds = ", ".join(f"{count} {kind or 'without ending'}" for kind, count in sorted(self._others.items()))
            yield Problem(self.about.where, f"{self.what} of other formats ({kinds})")

    def _check(self, name: str, size: int) -> None:
        if not name.isprintable():
            raise UnreadableError("its name holds characters that cannot be printed; rename it")
        if name in self._seen:
            raise UnreadableError("another one has the same name; rename it")
        if size > MEMBER_SIZE_LIMIT:
            raise UnreadableError(f"larger than {MEMBER_SIZE_LIMIT >> 20} MiB; unpack it and divide it")
        if self.about.depth > DEPTH_LIMIT:
            raise UnreadableError(f"more than {DEPTH_LIMIT} archives or messages in one another; unpack it")
        self._seen.add(name)


def within(document: Document, source: str, member: str) -> Document:
    """A document as one that stands in another file: its source below `source`, its places in `member`."""
    own = document.source
    if own != source and not own.startswith(f"{source}/"):
        own = f"{source}/{own}"
    anchors = [replace(anchor, place=_place_within(anchor.place, member)) for anchor in document.anchors]
    if document.text and (not anchors or anchors[0].start > 0):
        anchors.insert(0, Anchor(0, Place(member=member)))
    return make_document(
        own,
        document.title,
        document.text,
        document.details,
        kind=document.kind,
        blocks=document.blocks,
        anchors=anchors,
        edits=document.edits,
        boxes=document.boxes,
    )


def _place_within(place: Place, member: str) -> Place:
    return replace(place, member=f"{member}/{place.member}" if place.member else member)
