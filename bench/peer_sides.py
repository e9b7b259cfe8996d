"""One side of the race in `bench/peers.py`, run by the Python of that side's own environment.

    python bench/peer_sides.py SIDE STEP FOLDER

SIDE is askhz, txtai or haystack. FOLDER holds `task.json` and what the steps before left. A step prints one line of
JSON. Only the standard library and the side itself are imported. The peers are set up as their documentation does for
search by meaning and words together and for answers out of the text, with their own defaults, and are given the
documents cut at paragraphs, because they do not cut by themselves. Connections to other computers are counted and
refused.
"""

from __future__ import annotations

import json
import socket
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Protocol

WORDS = 130  # in a piece of text at most, as many as the encoder reads
FOUND = 10  # documents that a search gives
READ = 8  # pieces that haystack's reader is given; txtai reads three, joined


class Side(Protocol):
    """What is measured of each: `Task` is the content of `task.json`."""

    def __init__(self, task: dict[str, Any], folder: Path) -> None: ...

    def index(self) -> None:
        """The documents of the task into an index in the folder."""

    def open(self) -> None:
        """The index of the folder, ready for questions."""

    def search(self, question: str, most: int) -> list[str]:
        """The names of the pieces found, best first."""

    def ask(self, question: str) -> tuple[str, str] | None:
        """The short answer and all that is shown; None where the question is declined."""

    def delete(self, names: Sequence[str]) -> None:
        """Documents out of the index in the folder."""


def pieces(name: str, text: str) -> Iterator[tuple[str, str]]:
    """A document's paragraphs, as many together as have `WORDS` words; longer ones are divided."""
    held: list[str] = []
    number = 0
    for paragraph in text.split("\n\n"):
        words = paragraph.split()
        for at in range(0, len(words), WORDS):
            part = words[at : at + WORDS]
            if held and len(held) + len(part) > WORDS:
                yield f"{name}#{number}", " ".join(held)
                held, number = [], number + 1
            held += part
    if held:
        yield f"{name}#{number}", " ".join(held)


def document_of(piece: str) -> str:
    """The name of the document that a piece is of.

    >>> document_of("a#1.txt#12")
    'a#1.txt'
    """
    return piece.rpartition("#")[0]


class Askhz:
    """askhz; it reads and cuts the documents itself."""

    def __init__(self, task: dict[str, Any], folder: Path) -> None:
        self._task, self._folder = task, folder / "askhz"
        self._bot: Any = None

    def index(self) -> None:
        """`askhz index`."""
        from askhz.indexing import update

        update([self._document(one) for one in self._task["documents"]], self._folder)

    @staticmethod
    def _document(one: dict[str, str]) -> Any:
        from askhz.documents import make_document

        return make_document(one["id"], one["id"], one["text"])

    def open(self) -> None:
        """`askhz.open`."""
        import askhz

        self._bot = askhz.open(self._folder)

    def search(self, question: str, most: int) -> list[str]:
        """Passages found."""
        return [f"{hit.passage.source}#{hit.passage.start}" for hit in self._bot.search(question, k=most)]

    def ask(self, question: str) -> tuple[str, str] | None:
        """The default answer."""
        answer = self._bot.ask(question)
        if not answer.answered:
            return None
        return (answer.short.text if answer.short else answer.text), answer.text

    def delete(self, names: Sequence[str]) -> None:
        """Bring the index in step without them."""
        from askhz.indexing import update

        gone = set(names)
        update([self._document(one) for one in self._task["documents"] if one["id"] not in gone], self._folder)


class Txtai:
    """txtai: one database for text, vectors and words; its RAG pipeline with a question-answering model."""

    def __init__(self, task: dict[str, Any], folder: Path) -> None:
        self._task, self._folder = task, folder / "txtai"
        self._embeddings: Any = None
        self._reader: Any = None

    def index(self) -> None:
        """Hybrid, with content."""
        from txtai import Embeddings

        embeddings = Embeddings(path=self._task["model"], content=True, hybrid=True, gpu=False)
        embeddings.index(piece for one in self._task["documents"] for piece in pieces(one["id"], one["text"]))
        embeddings.save(str(self._folder))

    def open(self) -> None:
        """The database, and the reader when it is first needed."""
        from txtai import Embeddings

        self._embeddings = Embeddings()
        self._embeddings.load(str(self._folder))

    def search(self, question: str, most: int) -> list[str]:
        """Pieces found."""
        return [row["id"] for row in self._embeddings.search(question, most)]

    def ask(self, question: str) -> tuple[str, str] | None:
        """The pipeline's answer; it declines where the model is not sure. A failure counts as declined."""
        if self._reader is None:
            from txtai.pipeline import RAG

            self._reader = RAG(
                self._embeddings, self._task["reader"], gpu=False, task="question-answering", output="flatten"
            )
        try:
            (answer,) = self._reader([question])
        except TypeError:
            # Where the model finds no answer, its best span is no word of the text, and the pipeline fails.
            return None
        return (str(answer), str(answer)) if answer else None

    def delete(self, names: Sequence[str]) -> None:
        """By the ids of the pieces, as its documentation does."""
        gone = set(names)
        self._embeddings.delete(
            [name for one in self._task["documents"] if one["id"] in gone for name, _ in pieces(one["id"], one["text"])]
        )
        self._embeddings.save(str(self._folder))


class Haystack:
    """Haystack: an in-memory store that is saved as a file, two retrievers joined, and its extractive reader."""

    def __init__(self, task: dict[str, Any], folder: Path) -> None:
        self._task, self._folder = task, folder / "haystack.json"
        self._store: Any = None
        self._reader: Any = None

    def _pieces(self) -> list[Any]:
        from haystack import Document

        cut = (piece for one in self._task["documents"] for piece in pieces(one["id"], one["text"]))
        return [Document(id=name, content=text) for name, text in cut]

    def index(self) -> None:
        """Embedded, written and saved."""
        from haystack.components.embedders import SentenceTransformersDocumentEmbedder
        from haystack.document_stores.in_memory import InMemoryDocumentStore
        from haystack.utils import ComponentDevice

        embedder = SentenceTransformersDocumentEmbedder(
            self._task["model"], device=ComponentDevice.from_str("cpu"), progress_bar=False, normalize_embeddings=True
        )
        embedder.warm_up()
        store = InMemoryDocumentStore()
        store.write_documents(embedder.run(self._pieces())["documents"])
        store.save_to_disk(str(self._folder))

    def open(self) -> None:
        """The store with its retrievers, and the reader when it is first needed."""
        from haystack.components.embedders import SentenceTransformersTextEmbedder
        from haystack.components.joiners import DocumentJoiner
        from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
        from haystack.document_stores.in_memory import InMemoryDocumentStore
        from haystack.utils import ComponentDevice

        self._store = InMemoryDocumentStore.load_from_disk(str(self._folder))
        self._embedder = SentenceTransformersTextEmbedder(
            self._task["model"], device=ComponentDevice.from_str("cpu"), progress_bar=False, normalize_embeddings=True
        )
        self._embedder.warm_up()
        self._dense = InMemoryEmbeddingRetriever(self._store)
        self._words = InMemoryBM25Retriever(self._store)
        self._joiner = DocumentJoiner(join_mode="reciprocal_rank_fusion")

    def _found(self, question: str, most: int) -> list[Any]:
        row = self._embedder.run(question)["embedding"]
        dense = self._dense.run(query_embedding=row, top_k=most)["documents"]
        words = self._words.run(query=question, top_k=most)["documents"]
        found: list[Any] = self._joiner.run(documents=[dense, words], top_k=most)["documents"]
        return found

    def search(self, question: str, most: int) -> list[str]:
        """Pieces found."""
        return [str(one.id) for one in self._found(question, most)]

    def ask(self, question: str) -> tuple[str, str] | None:
        """The reader's best answer; "no answer" is one of them."""
        if self._reader is None:
            from haystack.components.readers import ExtractiveReader
            from haystack.utils import ComponentDevice

            self._reader = ExtractiveReader(self._task["reader"], device=ComponentDevice.from_str("cpu"))
            self._reader.warm_up()
        answers = self._reader.run(query=question, documents=self._found(question, READ))["answers"]
        best = max(answers, key=lambda answer: answer.score, default=None)
        return (best.data, best.data) if best is not None and best.data else None

    def delete(self, names: Sequence[str]) -> None:
        """By the ids of the pieces."""
        gone = set(names)
        self._store.delete_documents([one.id for one in self._pieces() if document_of(one.id) in gone])
        self._store.save_to_disk(str(self._folder))


SIDES: dict[str, Callable[[dict[str, Any], Path], Side]] = {"askhz": Askhz, "txtai": Txtai, "haystack": Haystack}


def spent(action: Callable[[], Any]) -> tuple[Any, float, float]:
    """What an action gives, and its seconds by the clock and of processor time."""
    began, used = time.perf_counter(), time.process_time()
    found = action()
    return found, time.perf_counter() - began, time.process_time() - used


def step(side: Side, name: str, task: dict[str, Any]) -> dict[str, Any]:
    """One step's figures."""
    if name == "index":
        _, seconds, cpu = spent(side.index)
        return {"seconds": seconds, "cpu": cpu}
    side.open()
    if name == "cold":
        return {"answer": side.ask(task["questions"][0]["question"])}
    if name == "delete":
        side.delete(task["deleted"])
    if name in ("delete", "gone"):
        gone = set(task["deleted"])
        asked = [one["text"][:300] for one in task["documents"] if one["id"] in gone]
        found = {document_of(piece) for text in asked for piece in side.search(text, FOUND)}
        return {"found": len(found & gone)}
    searched, asked = [], []
    for question in (one["question"] for one in task["questions"]):
        found, seconds, cpu = spent(partial(side.search, question, FOUND))
        searched.append({"found": list(dict.fromkeys(map(document_of, found))), "seconds": seconds, "cpu": cpu})
        if "answers" in task:
            answer, seconds, cpu = spent(partial(side.ask, question))
            asked.append({"answer": answer, "seconds": seconds, "cpu": cpu})
    return {"searched": searched, "asked": asked}


def main() -> None:
    """Do one step and print its figures, the most memory and the connections tried among them."""
    side, name, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    task = json.loads((folder / "task.json").read_text(encoding="utf-8"))
    tried: list[str] = []

    def refused(host: Any, *_: Any, **__: Any) -> Any:
        tried.append(str(host))
        raise OSError(f"no connection to {host}: refused by the race")

    socket.getaddrinfo = refused
    connect = socket.socket.connect

    def only_local(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX:
            refused(address)
        connect(self, address)

    socket.socket.connect = only_local  # type: ignore[method-assign, assignment]
    found = step(SIDES[side](task, folder), name, task)
    # Not the resource module's figure: a process begins with that of the one that started it.
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
    print(json.dumps({**found, "peak": peak, "tried": sorted(set(tried)), "tries": len(tried)}))


if __name__ == "__main__":
    main()
