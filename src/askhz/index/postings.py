"""Which passages hold which words: BM25 ranks from a tantivy index.

The words come from `words`, cut already; tantivy analyses nothing, and a question is never parsed as a query. This
module knows no vectors.
"""

from __future__ import annotations

import tantivy
from collections.abc import Iterable
from pathlib import Path
from collections.abc import Sequence
from collections.abc import Iterator
import contextlib

_HEAP = 64_000_000  # bytes of tantivy's writing buffer


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", stored=True, indexed=True, fast=True)
    builder.add_text_field("words", tokenizer_name="askhz", index_option="freq")
    return builder.build()


class Postings:
    """An inverted index over the normal words of passages, in a folder, or in memory when none is given."""

    def __init__(self, folder: Path | None = None) -> None:
        """Open or begin the index. Raises `OSError` if the folder holds something else or may not be written."""
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        self._schema = _schema()
        with _translated():
            self._index = tantivy.Index(self._schema, path=None if folder is None else str(folder))
            analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
            self._index.register_tokenizer("askhz", analyzer)
            self._index.config_reader("manual")
            self._index.reload()

    def __len__(self) -> int:
        return int(self._index.searcher().num_docs)

    def add(self, passages: Iterable[tuple[int, str]]) -> None:
        """Add passages: new ids, each with its normal words, spaced. Raises `OSError` if they cannot be written.

        Nothing is ever taken out: tantivy goes on counting what was deleted, so that ranks would tell of the past.
        """
        with _translated():
            writer = self._index.writer(_HEAP, 1)
            for number, words in passages:
                document = tantivy.Document()
                document.add_integer("id", number)
                document.add_text("words", words)
                writer.add_document(document)
            writer.commit()
            writer.wait_merging_threads()
            self._index.reload()

    def search(self, words: Sequence[str], k: int) -> list[tuple[int, float]]:
        """The k best passages for any of the words: ids with BM25 scores, best first, equal ones by id."""
        searcher = self._index.searcher()
        terms = [tantivy.Query.term_query(self._schema, "words", word, "freq") for word in dict.fromkeys(words)]
        if not terms or k <= 0 or not searcher.num_docs:
            return []
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])
        hits = searcher.search(query, k, count=False).hits
        ids = searcher.fast_field_values("id", [address for _, address in hits])
        found = [
            (int(number), float(score)) for number, (score, _) in zip(ids, hits, strict=True) if number is not None
        ]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))

    def frequency(self, word: str) -> int:
        """In how many passages a normal word stands."""
        return int(self._index.searcher().doc_freq("words", word))


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    """Turn what tantivy raises for a file that cannot be read or written, a panic of its own included, to `OSError`."""
    try:
        yield
    except ValueError as error:
        raise OSError(str(error)) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise OSError(str(error)) from error
