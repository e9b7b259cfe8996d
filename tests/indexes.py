"""Indexes made with the fake encoder, and what a question can see of one."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from pathlib import Path

from fakes import open_fake

from askhz.index import Index
from askhz.index.folder import remove_path
from askhz.index.lookup import Snapshot
from askhz.indexing import Report, updating
from askhz.models.encoder import Encoder
from askhz.records import Document
from askhz.text.passages import DEFAULT_LIMITS, PassageLimits
from askhz.text.words import content_words

TEXTS = {
    "a.txt": "Unitree makes robots. It is in Hangzhou. The dragon rises. Nobody sleeps.\n",
    "b.txt": "Game Science made Wukong. The game sold well. Players cheered loudly.\n",
}
LONGEST = 60.0  # seconds that a test waits for a thread or a process, on a machine that is busy with other things
Found = dict[tuple[str, int, int, str], float]


def write(folder: Path, texts: Mapping[str, str]) -> Path:
    """A folder with these files and no others, all of them changed an hour ago."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.iterdir():
        if file.name not in texts:
            file.unlink()
    for name, text in texts.items():
        if not (folder / name).exists() or (folder / name).read_bytes() != text.encode():
            (folder / name).write_text(text, encoding="utf-8", newline="")
            settle(folder / name)
    return folder


def settle(file: Path, seconds: float = 3600) -> None:
    """Have a file look as if it had changed so many seconds ago."""
    changed = time.time() - seconds
    os.utime(file, (changed, changed))


def update(
    given: Path | Iterable[Document],
    folder: Path,
    *,
    open_encoder: Callable[[Path], Encoder] = open_fake,
    limits: PassageLimits = DEFAULT_LIMITS,
) -> Report:
    """`updating.update` with the fake encoder; of one path, or of documents."""
    return updating.update(
        [given] if isinstance(given, Path) else given, folder, open_encoder=open_encoder, limits=limits
    )


def opened(folder: Path) -> closing[Index]:
    """The index in a folder, closed at the end of the `with` block."""
    return closing(Index(folder, open_encoder=open_fake))


def by_vectors(index: Path | Index, question: str) -> Found:
    """Every passage with its cosine."""
    if isinstance(index, Path):
        with opened(index) as one:
            return by_vectors(one, question)
    with index.snapshot() as one:
        (found,) = one.nearest(one.encoder.encode_query([question]), 1000)
        return _placed(one, found)


def by_words(index: Path | Index, question: str) -> Found:
    """Every passage that holds a word of the question, with its BM25 score."""
    if isinstance(index, Path):
        with opened(index) as one:
            return by_words(one, question)
    with index.snapshot() as one:
        return _placed(one, one.matching(content_words(question), 1000))


def _placed(one: Snapshot, found: list[tuple[int, float]]) -> Found:
    stored = one.stored([number for number, _ in found])
    assert len(stored) == len(found), "what was found is in the catalog"
    passages = {number: it.passage for number, it in stored.items()}
    return {(p.source, p.start, p.end, p.text): score for number, score in found for p in [passages[number]]}


def whole(folder: Path | Index) -> tuple[Found, Found]:
    """What both ways of finding give for one question."""
    return by_vectors(folder, "Hangzhou dragon game"), by_words(folder, "Hangzhou dragon game")


def nested(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def remove(folder: Path) -> None:
    """Remove an index, or a folder of it. It may be open: tantivy may put a lock into it meanwhile."""
    remove_path(folder)
    assert not folder.exists()


def no_derived(folder: Path) -> None:
    """Remove an index's derived files."""
    remove(folder / "derived")
