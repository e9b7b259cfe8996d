"""Several indexes asked as one: one ranking, with the statistics of all of them together.

A document's source has the name of its collection before it: "notes/2024/plan.md". Scores are those of one index with
all the documents: cosines need nothing else, and BM25 is computed from counts over all of them. The indexes must be
made with the same encoder. This module knows no questions.
"""

from __future__ import annotations

import contextlib
import heapq
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from ..errors import IndexFolderError, QuestionError
from ..models.encoder import Encoder, Rows
from ..records import Document, DocumentInfo, Filter
from ..text.aliases import Aliases
from ..text.stretches import Gap
from ..text.words import nearest_word, normal_words
from .bm25 import Statistics, idf_of
from .catalog import PassageSpans, StoredPassage
from .filtering import NothingFitsError
from .library import existing_collection
from .lookup import Index, Snapshot
from .plot import Plot

T = TypeVar("T")
Scored = list[tuple[int, float]]

_SHIFT = 40  # an id is that in its own index, and above these bits the number of the index


class JoinedSnapshot:
    """One state of each of several indexes, looked up as one; fits `retrieval.Lookup`. Belongs to one thread."""

    def __init__(self, parts: Mapping[str, Snapshot]) -> None:
        """`parts`: the name before the sources of each, and its snapshot. Raises `IndexFolderError` if they differ."""
        self._names, self._parts = tuple(parts), tuple(parts.values())
        self.encoder = self._parts[0].encoder
        for name, part in parts.items():
            if part.encoder.name != self.encoder.name:
                raise IndexFolderError(
                    f"{name} and {self._names[0]} were indexed with different encoders; ask one at a time, or index "
                    "them again with the same one"
                )
        self.identity: Hashable = tuple(part.identity for part in self._parts)
        self.aliases = Aliases([group for part in self._parts for group in part.aliases.groups])

    def __len__(self) -> int:
        """How many passages there are."""
        return sum(map(len, self._parts))

    # Finding

    def within(self, where: Filter) -> JoinedSnapshot:
        """The same states, of which only passages of documents that the filter lets through are found.

        Raises `QuestionError` if a document that it names is not there, or if no document is let through.
        """
        self._require_collections(where)
        narrowed: dict[str, Snapshot] = {}
        fits = False
        for name, part in zip(self._names, self._parts, strict=True):
            own = _own_filter(where, name)
            narrowed[name] = part.nothing()
            if own is not None:
                with contextlib.suppress(NothingFitsError):
                    narrowed[name] = part.within(own)
                    fits = True
        if not fits:
            raise NothingFitsError(", ".join(self._names), where)
        return JoinedSnapshot(narrowed)

    def nearest(self, rows: Rows, k: int) -> list[Scored]:
        """For each query row the ids and cosines of the nearest passages of all indexes, nearest first."""
        found = [part.nearest(rows, k) for part in self._parts]
        return [_best(k, [_lifted(each[at], n) for n, each in enumerate(found)]) for at in range(len(rows))]

    def matching(self, words: Sequence[str], k: int) -> Scored:
        """The k best passages of all indexes for any of the normal words: ids with BM25 scores, best first."""
        words = list(dict.fromkeys(words))
        together = self._statistics(words)
        return _best(k, [_lifted(part.matching(words, k, together), n) for n, part in enumerate(self._parts)])

    def rarity(self, word: str) -> float:
        """How much a normal word tells passages apart, over all indexes: Robertson's idf."""
        together = self._statistics([word])
        return idf_of(max(1, together.count), together.holding[word])

    def _statistics(self, words: Sequence[str]) -> Statistics:
        each = [part.statistics(words) for part in self._parts]
        holding: Counter[str] = Counter({word: 0 for word in words})
        for one in each:
            holding.update(one.holding)
        return Statistics(sum(one.count for one in each), sum(one.total for one in each), dict(holding))

    def holding(self, words: Sequence[str]) -> int:
        """How many passages of all indexes hold all of some normal words."""
        return sum(part.holding(words) for part in self._parts)

    def together(self, words: Sequence[str]) -> bool:
        """Whether all of these normal words stand in one passage."""
        return any(part.together(words) for part in self._parts)

    def corrections(self, words: Sequence[str]) -> dict[str, str]:
        """Folded words that no index and no encoder knows, with what they most likely misspell."""
        unknown = [
            word
            for word in dict.fromkeys(words)
            if not any(map(self.encoder.knows, {word, *normal_words(word)})) and not self.together(normal_words(word))
        ]
        for part in self._parts:
            known = part.known_words(unknown)
            unknown = [word for word in unknown if word not in known]
        alike: Counter[str] = Counter()
        for part in self._parts:
            for word, count in part.words_like(unknown):
                alike[word] += count
        return {word: better for word in unknown if (better := nearest_word(word, list(alike.items())))}

    # Fetching

    def spans(self, ids: Sequence[int]) -> dict[int, PassageSpans]:
        """Id to where a passage stands; an id that is not there is left out. One statement for each index."""
        return {
            _lift(number, n): replace(spans, source=f"{name}/{spans.source}")
            for n, name, part, own in self._shared(ids)
            for number, spans in part.spans(own).items()
        }

    def stored(self, ids: Sequence[int]) -> dict[int, StoredPassage]:
        """Id to passage, vectors and document; an id that is not there is left out. One statement for each index."""
        found = {}
        for n, name, part, own in self._shared(ids):
            for number, stored in part.stored(own).items():
                passage = replace(stored.passage, source=f"{name}/{stored.passage.source}")
                found[_lift(number, n)] = replace(stored, passage=passage, document=_named(name, stored.document))
        return found

    def between(self, gaps: Sequence[Gap]) -> dict[Gap, str]:
        """Source, start and end to the text that stands there in the document. One statement for each index."""
        found: dict[Gap, str] = {}
        for name, part in zip(self._names, self._parts, strict=True):
            before = f"{name}/"
            own = [
                (source.removeprefix(before), start, end) for source, start, end in gaps if source.startswith(before)
            ]
            for (source, start, end), text in (part.between(own) if own else {}).items():
                found[f"{before}{source}", start, end] = text
        return found

    def document(self, source: str) -> Document | None:
        """A document with its text, or None."""
        name, slash, own = source.partition("/")
        part = dict(zip(self._names, self._parts, strict=True)).get(name) if slash else None
        found = part.document(own) if part is not None else None
        return None if found is None else replace(found, source=source)

    def within_span(self, source: str, start: int, end: int) -> list[int]:
        """The ids of the passages that stand in a stretch of a document, or reach into it, in order."""
        name, _, own = source.partition("/")
        at = self._names.index(name)
        return [_lift(number, at) for number in self._parts[at].within_span(own, start, end)]

    def documents(self) -> list[DocumentInfo]:
        """What is known of every document but its text, in the order of their sources."""
        each = zip(self._names, self._parts, strict=True)
        found = [_named(name, info) for name, part in each for info in part.documents()]
        return sorted(found, key=lambda info: info.source)

    def outlines(self, sources: Sequence[str], most: int) -> dict[str, tuple[list[int], Rows]]:
        """Source to the ids and unit vectors of its first `most` passages, in order. One statement for each index."""
        found = {}
        for n, (name, part) in enumerate(zip(self._names, self._parts, strict=True)):
            own = [source.removeprefix(f"{name}/") for source in sources if source.startswith(f"{name}/")]
            for source, (ids, rows) in part.outlines(own, most).items() if own else ():
                found[f"{name}/{source}"] = [_lift(number, n) for number in ids], rows
        return found

    def calibrations(self) -> dict[str, dict[str, Any]]:
        """The calibrations that all indexes share: one that was fitted to some of the documents says nothing of all."""
        first, *others = (part.calibrations() for part in self._parts)
        return {name: one for name, one in first.items() if all(other.get(name) == one for other in others)}

    def _shared(self, ids: Sequence[int]) -> Iterator[tuple[int, str, Snapshot, list[int]]]:
        """Each index that has some of the ids: its number, name and snapshot, and its own ids."""
        for n, (name, part) in enumerate(zip(self._names, self._parts, strict=True)):
            own = [number & ((1 << _SHIFT) - 1) for number in ids if number >> _SHIFT == n]
            if own:
                yield n, name, part, own

    def _require_collections(self, where: Filter) -> None:
        for source in where.sources:
            if source.partition("/")[0] not in self._names or "/" not in source:
                raise QuestionError(f"{source}: no such document in {', '.join(self._names)}; askhz documents lists them")


class JoinedIndex:
    """Several open indexes, asked as one. Safe for several threads; each follows its folder."""

    def __init__(self, folders: Mapping[str, Path], *, open_encoder: Callable[[Path], Encoder] | None = None) -> None:
        """Open the indexes in folders, under the names before their sources. Raises `IndexFolderError`."""
        self.folder = ", ".join(folders)
        encoders: dict[str, Encoder] = {}
        self._indexes: dict[str, Index] = {}
        try:
            for name, folder in folders.items():
                self._indexes[name] = Index(folder, open_encoder=open_encoder, encoders=encoders)
            with self.snapshot():
                pass
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the files."""
        for index in self._indexes.values():
            index.close()

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[JoinedSnapshot]:
        """One state of each index for everything that is looked up within: the newest."""
        with contextlib.ExitStack() as stack:
            yield JoinedSnapshot({name: stack.enter_context(one.snapshot()) for name, one in self._indexes.items()})

    def document(self, source: str) -> Document | None:
        """An indexed document with its text, or None."""
        name, slash, own = source.partition("/")
        found = self._indexes[name].document(own) if slash and name in self._indexes else None
        return None if found is None else replace(found, source=source)

    def documents(self) -> list[DocumentInfo]:
        """What is known of every indexed document but its text, in the order of their sources."""
        found = [_named(name, info) for name, index in self._indexes.items() for info in index.documents()]
        return sorted(found, key=lambda info: info.source)

    def sources(self) -> list[str]:
        """Every indexed document's source, in order."""
        return sorted(f"{name}/{source}" for name, index in self._indexes.items() for source in index.sources())

    def plot(self) -> Plot:
        """Every passage of all indexes with its vector and place, in the order of the indexes."""
        parts = [(name, index.plot()) for name, index in self._indexes.items()]
        before = [0, *accumulate(len(part.sources) for _, part in parts)]
        filled = [part.vectors for _, part in parts if len(part.sources)]
        return Plot(
            vectors=np.concatenate(filled) if filled else np.zeros((0, 1), dtype=np.float32),
            sources=[f"{name}/{source}" for name, part in parts for source in part.sources],
            documents=[at + shift for shift, (_, part) in zip(before, parts, strict=False) for at in part.documents],
            starts=[at for _, part in parts for at in part.starts],
            ends=[at for _, part in parts for at in part.ends],
            texts=[text for _, part in parts for text in part.texts],
        )

    def keep_reader(self, name: str, open_: Callable[[Path], T], make: Callable[[Path], None]) -> T:
        """A reader's export, kept in the first of the indexes."""
        return next(iter(self._indexes.values())).keep_reader(name, open_, make)


AnyIndex = Index | JoinedIndex
AnySnapshot = Snapshot | JoinedSnapshot


def open_index(
    where: str | Path | Sequence[str], *, open_encoder: Callable[[Path], Encoder] | None = None
) -> AnyIndex:
    """The index in a folder; or, for a list of names, those collections: a single one as it is, several as one.

    Raises `IndexFolderError` if one is missing or cannot be read.
    """
    if isinstance(where, (str, Path)):
        return Index(Path(where), open_encoder=open_encoder)
    folders = {name: existing_collection(name) for name in where}
    if not folders:
        raise IndexFolderError("no collection is named; askhz collections lists them")
    if len(folders) == 1:
        return Index(*folders.values(), open_encoder=open_encoder)
    return JoinedIndex(folders, open_encoder=open_encoder)


def _own_filter(where: Filter, name: str) -> Filter | None:
    """A filter as one index understands it; None if it lets nothing of it through."""
    before = f"{name}/"
    sources = tuple(source.removeprefix(before) for source in where.sources if source.startswith(before))
    folders = tuple(f"{folder}/".removeprefix(before).strip("/") for folder in where.folders if _in(folder, before))
    if (where.sources and not sources) or (where.folders and not folders):
        return None
    return replace(where, sources=sources, folders=folders)


def _in(folder: str, before: str) -> bool:
    return not folder or f"{folder}/".startswith(before)


def _named(name: str, info: DocumentInfo) -> DocumentInfo:
    return replace(info, source=f"{name}/{info.source}")


def _lift(number: int, n: int) -> int:
    return number | n << _SHIFT


def _lifted(found: Scored, n: int) -> Scored:
    return [(_lift(number, n), score) for number, score in found]


def _best(k: int, rankings: Sequence[Scored]) -> Scored:
    return heapq.nsmallest(k, (pair for ranking in rankings for pair in ranking), key=lambda pair: (-pair[1], pair[0]))
