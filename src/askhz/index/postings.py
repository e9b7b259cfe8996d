"""Which passages hold which words: BM25 ranks from a tantivy index.

tantivy still counts removed passages in its statistics, until their segments are merged. So after a removal its scores
only find candidates, which are scored here from the passages that are left. Before any removal tantivy's own scores are
given.

The words come from `words` and are already cut; tantivy analyses nothing, and a question is never parsed as a query.
This module knows no vectors.
"""

from __future__ import annotations

import contextlib
import heapq
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import tantivy

from .bm25 import Scorer, Statistics, idf_of

Ids = npt.NDArray[np.int64]
WordsOf = Callable[[Sequence[int]], Mapping[int, str]]

_HEAP = 64_000_000  # bytes of tantivy's writing buffer
# Candidates beyond those wanted. The mean length of passages moves little, and with it their order, so this many are
# nearly always enough. `_search_live` finds out whether they are, and asks for four times as many if not.
_MARGIN = 64
_NAMED_PART = 20  # one passage in so many, or fewer, is named to tantivy; of more, most are left out afterwards
_BATCH = 1024  # candidates whose words are asked for at a time
_REMEMBERED = 4096  # words whose numbers of passages are remembered
_ROUNDING = 1 + 1e-5  # what single precision may differ by, several times over


class PostingsError(OSError):
    """Files of postings that cannot be read or written, as tantivy says it."""


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    """Turn what tantivy raises, a panic of its own included, to `PostingsError`."""
    try:
        yield
    except ValueError as error:
        raise PostingsError(" ".join(str(error).split())) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise PostingsError(" ".join(str(error).split())) from error


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", stored=True, indexed=True, fast=True)
    builder.add_integer_field("length", fast=True)
    builder.add_text_field("words", tokenizer_name="askhz", index_option="freq")
    return builder.build()


class Postings:
    """An inverted index over the normal words of passages, in a folder, or in memory when none is given."""

    def __init__(self, folder: Path | None = None, *, removed: int = 0) -> None:
        """Open or begin the index; `removed` is how many passages were ever removed from it.

        Raises `OSError` if the folder holds something else or may not be written.
        """
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        self.removed = removed
        self._schema = _schema()
        with _translated():
            self._index = tantivy.Index(self._schema, path=None if folder is None else str(folder))
            analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
            self._index.register_tokenizer("askhz", analyzer)
            self._index.config_reader("manual")
            self._reload()

    def _reload(self) -> None:
        self._index.reload()
        self._total: int | None = None
        self._holding: dict[str, int] = {}

    def __len__(self) -> int:
        return int(self._index.searcher().num_docs)

    def change(self, removed: Sequence[int], added: Iterable[tuple[int, str]]) -> None:
        """Remove passages, then add some: new ids, each with its normal words, spaced.

        tantivy writes new files and replaces two (`meta.json`, `.managed.json`), but writes into none that is there.
        Raises `OSError` if they cannot be written.
        """
        with _translated():
            writer = self._index.writer(_HEAP, 1)
            try:
                for number in removed:
                    writer.delete_documents_by_term("id", number)
                for number, words in added:
                    document = tantivy.Document()
                    document.add_integer("id", number)
                    document.add_integer("length", len(words.split()))
                    document.add_text("words", words)
                    writer.add_document(document)
                writer.commit()
            except BaseException:  # its threads write on: wait, so that the caller can remove the folder
                with contextlib.suppress(Exception):
                    writer.wait_merging_threads()
                raise
            writer.wait_merging_threads()
            self.removed += len(removed)
            self._reload()

    def search(
        self,
        words: Sequence[str],
        k: int,
        words_of: WordsOf,
        within: Ids | None = None,
        statistics: Statistics | None = None,
    ) -> list[tuple[int, float]]:
        """The k best passages for any of the words: ids with BM25 scores, best first, equal ones by id.

        `words_of` gives the normal words of passages by id, spaced; it is only called once something was removed. With
        `within`, ascending ids, only these are found; their scores are the same, from the statistics of all. With
        `statistics`, scores are computed from those (of several indexes together) in place of its own.
        """
        words = list(dict.fromkeys(words))
        if not words or k <= 0 or not len(self) or (within is not None and not len(within)):
            return []
        with _translated():
            if self.removed or statistics is not None:
                return self._search_live(words, k, words_of, within, statistics)
            return sorted(self._hits(dict.fromkeys(words, 1.0), k, within), key=lambda pair: (-pair[1], pair[0]))

    def _search_live(
        self, words: Sequence[str], k: int, words_of: WordsOf, within: Ids | None, statistics: Statistics | None
    ) -> list[tuple[int, float]]:
        """The k best passages, scored with the given statistics, else with those of the passages that are left.

        tantivy is given a boost for each word that corrects its weight. What stays wrong is the mean length, so a true
        score is at most `growth` times tantivy's. All passages that tantivy leaves out score at most as much as its
        last hit. So the search is over when the k-th best score is higher than `growth` times that of the last hit.
        """
        own = self.statistics(words)
        held = [word for word, number in own.holding.items() if number]
        if not held:
            return []
        count, total, holding = own.count, own.total, {word: own.holding[word] for word in held}
        if statistics is not None:
            count, total = statistics.count, statistics.total
            holding = {word: statistics.holding[word] for word in held}
        scorer = Scorer(holding, count, total)
        counted, counted_mean = self._counted(next(iter(holding)))
        searcher = self._index.searcher()
        boosts = {
            word: idf_of(count, number) / idf_of(counted, searcher.doc_freq("words", word))
            for word, number in holding.items()
        }
        growth = max(1.0, total / count / counted_mean) * _ROUNDING
        scores: dict[int, float] = {}
        wanted = k + _MARGIN
        while True:
            hits = self._hits(boosts, wanted, within)
            new = [number for number, _ in hits if number not in scores]
            for begin in range(0, len(new), _BATCH):
                for number, spaced in words_of(new[begin : begin + _BATCH]).items():
                    scores[number] = scorer.score(spaced.split())
            best = heapq.nsmallest(k, scores.items(), key=lambda pair: (-pair[1], pair[0]))
            if len(hits) < wanted or best[-1][1] > hits[-1][1] * growth:
                return best
            wanted *= 4

    @_translated()
    def _hits(self, boosts: Mapping[str, float], k: int, within: Ids | None) -> list[tuple[int, float]]:
        """The passages that tantivy finds for words, in its order, with its scores; fewer than k only if these are all.

        A few ids, or those of one run, are part of the query. Of many, more passages are asked for than are wanted,
        and those that are not among them left out: naming each would take longer.
        """
        searcher = self._index.searcher()
        clauses = []
        for word, boost in boosts.items():
            query = tantivy.Query.term_query(self._schema, "words", word, "freq")
            boosted = query if boost == 1 else tantivy.Query.boost_query(query, boost)
            clauses.append((tantivy.Occur.Should, boosted))
        any_word = tantivy.Query.boolean_query(clauses)
        if within is None:
            return _found(searcher, any_word, k)
        named = self._named(within)
        if named is not None:
            both = [(tantivy.Occur.Must, named), (tantivy.Occur.Must, any_word)]
            return _found(searcher, tantivy.Query.boolean_query(both), k)
        wanted = 2 * k * (len(self) // len(within) + 1)
        while True:
            hits = _found(searcher, any_word, wanted)
            among = np.isin(np.array([number for number, _ in hits], dtype=np.int64), within)
            left = [hit for hit, is_among in zip(hits, among, strict=True) if is_among]
            if len(hits) < wanted or len(left) >= k:
                return left[:k]
            wanted *= 4

    def _named(self, within: Ids) -> tantivy.Query | None:
        """A query for these ids that adds nothing to scores; None for too many."""
        first, last = int(within[0]), int(within[-1])
        if last - first == len(within) - 1:
            run = tantivy.Query.range_query(self._schema, "id", tantivy.FieldType.Integer, first, last, True, True)
            return tantivy.Query.const_score_query(run, 0.0)
        if len(within) * _NAMED_PART > len(self):
            return None
        return tantivy.Query.const_score_query(tantivy.Query.term_set_query(self._schema, "id", within.tolist()), 0.0)

    @_translated()
    def _counted(self, word: str) -> tuple[int, float]:
        """What tantivy counts with, removed passages included: how many passages, and their mean length.

        It says so only where it explains a score: that of a passage with the word.
        """
        searcher = self._index.searcher()
        query = tantivy.Query.term_query(self._schema, "words", word, "freq")
        ((_, address),) = searcher.search(query, 1, count=False).hits
        said = dict(_said(json.loads(query.explain(searcher, address).to_json())))
        return int(said["N"]), said["avgdl"]

    @_translated()
    def _total_words(self) -> int:
        """How many words there are in the passages that are left."""
        if self._total is None:
            wanted = {"total": {"sum": {"field": "length"}}}
            self._total = int(self._index.searcher().aggregate(tantivy.Query.all_query(), wanted)["total"]["value"])
        return self._total

    def statistics(self, words: Sequence[str]) -> Statistics:
        """What scores are computed from, for these normal words."""
        return Statistics(len(self), self._total_words(), {word: self.frequency(word) for word in words})

    @_translated()
    def frequency(self, word: str) -> int:
        """In how many passages a normal word stands."""
        searcher = self._index.searcher()
        if not self.removed:
            return int(searcher.doc_freq("words", word))
        if word not in self._holding:  # counted passage by passage, so it is remembered
            if len(self._holding) >= _REMEMBERED:
                self._holding.clear()
            query = tantivy.Query.term_query(self._schema, "words", word, "freq")
            found = searcher.search(query, 1, count=True)
            self._holding[word] = int(found.count)  # type: ignore[attr-defined]  # its stub leaves it out
        return self._holding[word]

    @_translated()
    def holding(self, words: Sequence[str]) -> int:
        """How many passages hold all of some normal words."""
        if len(set(words)) < 2:
            return self.frequency(words[0]) if words else len(self)
        every = [
            (tantivy.Occur.Must, tantivy.Query.term_query(self._schema, "words", word, "freq"))
            for word in dict.fromkeys(words)
        ]
        found = self._index.searcher().search(tantivy.Query.boolean_query(every), 1, count=True)
        return int(found.count)  # type: ignore[attr-defined]  # its stub leaves it out


def _found(searcher: tantivy.Searcher, query: tantivy.Query, k: int) -> list[tuple[int, float]]:
    hits = searcher.search(query, min(k, searcher.num_docs), count=False).hits
    ids = searcher.fast_field_values("id", [address for _, address in hits])
    return [(int(n), float(score)) for n, (score, _) in zip(ids, hits, strict=True) if n is not None]


def _said(explanation: dict[str, Any]) -> Iterator[tuple[str, float]]:
    """The values of a tantivy explanation under the first words of their descriptions."""
    yield explanation["description"].split(",")[0], float(explanation["value"])
    for detail in explanation.get("details", []):
        yield from _said(detail)
