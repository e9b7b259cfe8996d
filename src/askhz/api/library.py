"""The documents of an index as the endpoints show and change them; added files are kept in the index folder."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from .. import documents, indexing
from ..documents.formats import endings, format_of
from ..documents.sidecar import ALIASES_FILE, SOURCES_FILE
from ..errors import DocumentError
from ..index.folder import FILES
from ..indexing import LeftOut, ListedDocument, Report
from ..models.encoder import Encoder
from ..progress import Progress
from .refusals import RefusedError

_LONGEST_NAME = 200  # bytes; file systems take 255
_LONGEST_TITLE = 80  # characters of a title that a file is named by
_BLOCK = 2**20
_ABANDONED = 24 * 3600  # seconds after which nobody works on it any more


@dataclass(frozen=True, slots=True)
class Incoming:
    """Files on their way into the index folder: the hidden folder that they lie in, and their names there."""

    home: Path
    names: tuple[str, ...]


class Library:
    """The documents of the index in a folder."""

    def __init__(self, folder: Path, *, open_encoder: Callable[[Path], Encoder] | None = None) -> None:
        """`open_encoder` replaces the index's own; tests give a fake."""
        self.folder = folder
        self.files = folder.absolute() / FILES
        self._open_encoder = open_encoder
        self._remove_abandoned()

    def _remove_abandoned(self) -> None:
        """Remove what a server that was killed left on its way in or out."""
        with contextlib.suppress(OSError):
            for old in self.files.glob(".*"):
                if time.time() - old.stat().st_mtime > _ABANDONED:
                    shutil.rmtree(old, ignore_errors=True)

    # What is there

    def listed(self) -> list[ListedDocument]:
        """Every document, and every file that gave none. Raises `IndexFolderError`."""
        return indexing.list_documents(self.folder)

    def document(self, source: str) -> ListedDocument:
        """One document. Raises `RefusedError` if there is none of that name."""
        found = indexing.list_document(self.folder, source)
        if found is None:
            raise RefusedError(404, f"{source}: no such document in the index")
        return found

    def added_name(self, document: ListedDocument) -> str | None:
        """The name below `files/` of the file that a document was read from; None if it lies elsewhere."""
        if document.file is None or not Path(document.file).is_relative_to(self.files):
            return None
        return Path(document.file).relative_to(self.files).as_posix()

    # Files coming in

    def receive(self, parts: Sequence[tuple[str, BinaryIO]]) -> Incoming:
        """Files put into a hidden folder, not indexed yet. Raises `RefusedError` for a name that cannot be kept."""
        names = [checked_name(name) for name, _ in parts]
        if len(set(names)) < len(names):
            raise RefusedError(400, "two of the files have the same name; send them one after the other")
        with self._receiving() as home:
            for name, (_, stream) in zip(names, parts, strict=True):
                with (home / name).open("wb") as file:
                    shutil.copyfileobj(stream, file, _BLOCK)
            return Incoming(home, tuple(names))

    def receive_text(self, title: str, text: str) -> Incoming:
        """A text as a file that is named by its title and begins with it."""
        line = " ".join(title.split())
        if not line or not text.strip():
            raise RefusedError(400, "the title or the text is empty; give both")
        kept = "".join(letter if letter.isalnum() or letter in " -_" else " " for letter in line)
        name = checked_name((" ".join(kept.split())[:_LONGEST_TITLE].strip() or "text") + ".txt")
        with self._receiving() as home:
            (home / name).write_text(f"Title: {line}\n\n{text}", encoding="utf-8", newline="")
            return Incoming(home, (name,))

    def find(self, path: str) -> tuple[Path, list[Path]]:
        """A file or folder of this machine and the files in it that can be read.

        Raises `RefusedError` if there is none, or it is part of the index.
        """
        given = Path(path)
        if not given.is_absolute():
            raise RefusedError(400, f"{path}: not the whole path of a file or folder; begin it with /")
        try:
            scan = documents.scan([given])
        except DocumentError as error:
            raise RefusedError(400, str(error)) from error
        index = self.folder.resolve()
        if given.resolve().is_relative_to(index) or index.is_relative_to(given.resolve()):
            raise RefusedError(400, f"{path}: it holds the index or lies in it; name another")
        if not scan.files:
            raise RefusedError(400, f"{path}: holds no document; want {endings()}")
        return (given.resolve() if given.is_dir() else given), [entry.path for entry in scan.files]

    def copy(self, found: Path, files: Sequence[Path], on_progress: Progress) -> Incoming:
        """Copies of the files that `find` gave, under the name of what was found."""
        base = found.parent
        with self._receiving() as home:
            for done, file in enumerate(files):
                on_progress("copying files", done, len(files))
                target = home / file.relative_to(base)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(file, target)
            return Incoming(home, tuple(file.relative_to(base).as_posix() for file in files))

    @contextlib.contextmanager
    def _receiving(self) -> Iterator[Path]:
        home = self.files / f".{secrets.token_hex(8)}"
        try:
            home.mkdir(parents=True)
            yield home
        except OSError as error:
            shutil.rmtree(home, ignore_errors=True)
            raise RefusedError(
                507, f"the files cannot be kept ({error.strerror}); make room in the index folder"
            ) from error
        except BaseException:
            shutil.rmtree(home, ignore_errors=True)
            raise

    def discard(self, incoming: Incoming) -> None:
        """Remove what was received."""
        shutil.rmtree(incoming.home, ignore_errors=True)

    # Changing the index: each brings it in step, and puts the files back where they were if that fails

    def admit(self, incoming: Incoming, on_progress: Progress) -> Report:
        """Put the files received among those kept, in place of those of the same names, and index them."""
        taken = {one.source for one in self.listed() if self.added_name(one) is None}
        moved: list[tuple[Path, Path]] = []
        aside = incoming.home / ".before"
        try:
            for name in incoming.names:
                target = self.files / _free_name(name, taken)
                if target.exists():
                    _move(target, aside / name, moved)
                _move(incoming.home / name, target, moved)
            return self._reindexed(on_progress)
        except BaseException:
            _move_back(moved)
            raise
        finally:
            self.discard(incoming)

    def admitted_sources(self, incoming: Incoming) -> list[str]:
        """The sources that the files received will have."""
        taken = {one.source for one in self.listed() if self.added_name(one) is None}
        return [_free_name(name, taken) for name in incoming.names]

    def deletable(self, source: str) -> Path:
        """The file of a document, or of the name of an added file. Raises `RefusedError` if it was not added here."""
        for one in self.listed():
            name = self.added_name(one)
            if name == source:
                return self.files / source
            if one.source == source and name is None:
                raise RefusedError(
                    409,
                    f"{source}: it stands in a folder of yours and is not deleted; leave-out takes it out",
                )
            if one.source == source:
                raise RefusedError(409, f"{source}: one of the documents in {name}; delete {name} to remove them all")
        raise RefusedError(404, f"{source}: no such document in the index")

    def delete(self, file: Path, on_progress: Progress) -> Report:
        """Delete an added file, and its documents from the index."""
        moved: list[tuple[Path, Path]] = []
        aside = self.files / f".{secrets.token_hex(8)}"
        try:
            _move(file, aside / file.name, moved)
            report = self._reindexed(on_progress)
        except BaseException:
            _move_back(moved)
            raise
        finally:
            shutil.rmtree(aside, ignore_errors=True)
        with contextlib.suppress(OSError):
            for folder in file.parents:
                if folder == self.files:
                    break
                folder.rmdir()  # where it was the last one
        return report

    def left_out(self) -> list[LeftOut]:
        """The files that are left out, though they stand where documents are read from."""
        return indexing.list_left_out(self.folder)

    def leavable(self, source: str, *, whole_file: bool = False) -> LeftOut:
        """The file of a document that stands in a folder of the person's own, to be left out from now on.

        Raises `RefusedError` if it was added here or has no file; if others go with it, unless `whole_file`.
        """
        listed = self.listed()
        for one in listed:
            if source not in (one.source, Path(one.source).name if one.state == "unreadable" else one.source):
                continue
            if (name := self.added_name(one)) is not None:
                raise RefusedError(409, f"{source}: it was added here; delete {name} instead")
            if one.file is None:
                raise RefusedError(
                    409, f"{source}: given by a program, not by a file; give the others again without it"
                )
            together = sum(other.file == one.file for other in listed)
            if together > 1 and not whole_file:
                named = Path(one.file).name
                raise RefusedError(409, f"{source}: one of {together} documents in {named}; whole_file takes them all")
            named = Path(one.file).name if together > 1 or one.state == "unreadable" else one.source
            title = named if together > 1 else one.title
            return LeftOut(one.file, named, title, Path(one.file).suffix.lower().removeprefix(".") or one.kind)
        raise RefusedError(404, f"{source}: no such document in the index")

    def leave_out(self, left: LeftOut, on_progress: Progress) -> Report:
        """Leave a file out of the index from now on; it stays where it is."""
        return self._reindexed(on_progress, leave_out=[left])

    def returnable(self, source: str) -> LeftOut:
        """A file that is left out. Raises `RefusedError` if it is not."""
        for one in self.left_out():
            if one.source == source:
                return one
        raise RefusedError(404, f"{source}: it is not left out")

    def bring_back(self, left: LeftOut, on_progress: Progress) -> Report:
        """Read a file again that was left out."""
        return self._reindexed(on_progress, bring_back=[left.file])

    def reindex(self, on_progress: Progress) -> Report:
        """Bring the index in step with the files and folders that it was made from, and with those added."""
        return self._reindexed(on_progress)

    def _reindexed(
        self, on_progress: Progress, *, leave_out: Sequence[LeftOut] = (), bring_back: Sequence[str] = ()
    ) -> Report:
        return indexing.reindex(
            self.folder,
            open_encoder=self._open_encoder,
            on_progress=on_progress,
            leave_out=leave_out,
            bring_back=bring_back,
        )


def checked_name(name: str) -> str:
    """A file's name, if it is one that can be kept. Raises `RefusedError` for a path, a hidden name, another format."""
    shown = name if name.isprintable() else repr(name)
    if not name or name != os.path.basename(name) or "\\" in name or name.startswith(".") or not name.isprintable():  # noqa: PTH119
        raise RefusedError(400, f"{shown}: not the name of a file; send it without folders")
    try:
        length = len(name.encode("utf-8"))
    except UnicodeEncodeError as error:
        raise RefusedError(400, f"{name!r}: not the name of a file; send it in UTF-8") from error
    if length > _LONGEST_NAME:
        raise RefusedError(400, f"{name[:40]}…: its name has {length} bytes; use at most {_LONGEST_NAME}")
    if format_of(name) is None or name in (SOURCES_FILE, ALIASES_FILE):
        raise RefusedError(415, f"{name}: not a format that askhz reads; want {endings()}")
    return name


def report_json(report: Report) -> dict[str, Any]:
    """What an update did, for a program."""
    return {
        "added": report.added,
        "changed": report.changed,
        "removed": report.removed,
        "unchanged": report.unchanged,
        "passages": report.passages,
        "problems": [str(replace(problem, where=_without_folders(problem.where))) for problem in report.problems],
    }


def _without_folders(where: str) -> str:
    """A file's name, and the place in it, such as a member of an archive, of which the folders are told."""
    parts = where.split(", ")
    heads = (", ".join(parts[:count]) for count in range(1, len(parts) + 1))
    file = next((head for head in heads if Path(head).is_file()), where)
    quote = where[: where.startswith(("'", '"'))]  # of a name with characters that cannot be printed
    return quote + Path(file).name + where[len(file) :]


def _free_name(name: str, taken: set[str]) -> str:
    """The name, or with a number before its ending where a document elsewhere has it.

    >>> _free_name("a.txt", {"a.txt", "a (2).txt"})
    'a (3).txt'
    """
    stem, end = os.path.splitext(name)  # noqa: PTH122
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{stem} ({number}){end}"
    return free


def _move(file: Path, target: Path, moved: list[tuple[Path, Path]]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    file.replace(target)
    moved.append((file, target))


def _move_back(moved: Sequence[tuple[Path, Path]]) -> None:
    for file, target in reversed(moved):
        file.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):
            target.replace(file)
