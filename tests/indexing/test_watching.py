from __future__ import annotations

import functools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import watchfiles
from fakes import open_fake
from indexes import LONGEST, by_words, opened, settle, write

from askhz.documents import Rules
from askhz.errors import IndexFolderError
from askhz.index import Index
from askhz.indexing import Report, updating, watch, watching

TEXTS = {"a.txt": "Unitree makes robots.", "b.txt": "The dragon rises."}
update = functools.partial(updating.update, open_encoder=open_fake)


class Watched:
    """A watch in a thread of its own, and the index as a question sees it."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.reports: list[Report] = []
        self.said: list[str] = []
        self.errors: list[BaseException] = []

    def sources(self, word: str) -> set[str]:
        return {place[0] for place in by_words(self.index, word)}

    def until(self, holds: Callable[[], bool]) -> float:
        """Wait until something holds; returns the seconds."""
        began = time.monotonic()
        while not holds():
            assert time.monotonic() - began < LONGEST, (self.reports[-1:], self.said, self.errors)
            time.sleep(0.02)
        return time.monotonic() - began

    def settle(self) -> None:
        """Wait until no update comes any more; fails if that never is so."""
        began = time.monotonic()
        seen = -1
        while seen != len(self.reports):
            assert time.monotonic() - began < LONGEST, "there is always one more"
            seen = len(self.reports)
            time.sleep(2.5)

    def until_found(self, word: str, *sources: str) -> float:
        return self.until(lambda: self.sources(word) == {*sources})


@contextmanager
def watched(folder: Path, *paths: Path, rules: Rules = Rules(), poll: bool | None = None) -> Iterator[Watched]:  # noqa: B008
    stop = threading.Event()
    update(list(paths), folder, rules=rules)
    with opened(folder) as index:
        one = Watched(index)

        def run() -> None:
            try:
                watch(
                    list(paths), folder, update, rules=rules, stop=stop, poll=poll,
                    on_update=one.reports.append, said=one.said.append,
                )  # fmt: skip
            except BaseException as error:
                one.errors.append(error)

        thread = threading.Thread(target=run)
        thread.start()
        try:
            one.until(lambda: len(one.reports) >= 2 or bool(one.errors))
            yield one
        finally:
            stop.set()
            thread.join(LONGEST)
            assert not thread.is_alive()
        assert not one.errors


@pytest.mark.slow
@pytest.mark.parametrize("poll", [None, True])
def test_a_saved_file_answers_and_a_deleted_one_does_not(tmp_path: Path, poll: bool | None) -> None:
    documents = write(tmp_path / "documents", TEXTS)
    with watched(tmp_path / "index", documents, poll=poll) as one:
        (documents / "c.txt").write_text("A tortoise sleeps.")
        took = one.until_found("tortoise", "c.txt")
        (documents / "c.txt").write_text("A hare runs.")
        one.until_found("hare", "c.txt")
        assert one.sources("tortoise") == set()
        (documents / "a.txt").unlink()
        one.until_found("robots")
        (documents / "deep").mkdir()
        (documents / "deep" / "d.txt").write_text("A heron waits.")
        one.until_found("heron", "deep/d.txt")
        (documents / "deep").rename(documents / "moved")
        one.until_found("heron", "moved/d.txt")
        (tmp_path / "outside").mkdir()
        (documents / "moved").rename(tmp_path / "outside" / "moved")
        one.until_found("heron")
        assert took < LONGEST
        assert one.said == []


@pytest.mark.slow
def test_a_burst_is_few_updates_and_temporary_files_are_none(tmp_path: Path) -> None:
    documents = write(tmp_path / "documents", TEXTS)
    with watched(tmp_path / "index", documents) as one:
        before = len(one.reports)
        for n in range(100):
            (documents / f"burst{n}.txt").write_text(f"A sparrow number {n}.")
        one.until(lambda: len(one.sources("sparrow")) == 100)
        assert len(one.reports) - before < 25
        one.settle()
        before = len(one.reports)
        # As vim, Emacs, Word and LibreOffice do while a file is open.
        for name in (".a.txt.swp", "a.txt~", "#a.txt#", ".#b.txt", "~$c.docx", ".~lock.a.odt#", "4913.tmp", "x.part"):
            (documents / name).write_text("A temporary tortoise.")
            (documents / name).write_text("A temporary tortoise, again.")
        (tmp_path / "index" / "note").write_text("Of the index itself.")
        time.sleep(2)
        assert one.sources("tortoise") == set()
        assert len(one.reports) == before
        # Saved aside, then renamed over the file.
        (documents / ".a.txt.new").write_text("A tortoise at last.")
        (documents / ".a.txt.new").rename(documents / "a.txt")
        one.until_found("tortoise", "a.txt")


@pytest.mark.slow
def test_the_index_may_lie_in_the_folder_that_is_watched(tmp_path: Path) -> None:
    documents = write(tmp_path / "documents", TEXTS)
    with watched(documents / "index", documents) as one:
        (documents / "c.txt").write_text("A tortoise sleeps.")
        one.until_found("tortoise", "c.txt")
        one.settle()
        assert one.index.sources() == ["a.txt", "b.txt", "c.txt"]


@pytest.mark.slow
def test_a_folder_that_goes_away_is_said_and_kept(tmp_path: Path) -> None:
    disk, other = write(tmp_path / "disk", TEXTS), write(tmp_path / "other", {"o.txt": "An otter swims."})
    with watched(tmp_path / "index", disk, other) as one:
        disk.rename(tmp_path / "unplugged")
        one.until(lambda: bool(one.said))
        assert one.said == [f"{disk}: went away; what is indexed of it stays until it is back"]
        (other / "o.txt").write_text("A heron waits.")
        one.until_found("heron", "other/o.txt")
        assert one.sources("robots") == {"disk/a.txt"}
        disk.mkdir()  # a mount point with nothing mounted
        time.sleep(2.5)
        assert one.sources("robots") == {"disk/a.txt"}
        disk.rmdir()
        (tmp_path / "unplugged" / "b.txt").write_text("The tortoise rises.")
        (tmp_path / "unplugged").rename(disk)
        one.until_found("tortoise", "disk/b.txt")
        assert one.said[1:] == [f"{disk}: is back"]
        (disk / "a.txt").unlink()
        one.until_found("robots")


@pytest.mark.slow
def test_the_only_folder_may_go_away_and_the_last_document_be_deleted(tmp_path: Path) -> None:
    documents = write(tmp_path / "documents", {"a.txt": "Unitree makes robots."})
    with watched(tmp_path / "index", documents) as one:
        documents.rename(tmp_path / "away")
        one.until(lambda: bool(one.said))
        assert one.sources("robots") == {"a.txt"}
        (tmp_path / "away").rename(documents)
        one.until(lambda: len(one.said) == 2)
        (documents / "a.txt").unlink()
        one.until_found("robots")
        assert one.index.sources() == []
        (documents / "b.txt").write_text("Robots again.")
        one.until_found("robots", "b.txt")


@pytest.mark.slow
def test_a_single_file_and_rules(tmp_path: Path) -> None:
    file = write(tmp_path / "alone", {"a.txt": "Unitree makes robots."}) / "a.txt"
    documents = write(tmp_path / "documents", TEXTS)
    with watched(tmp_path / "index", file, documents, rules=Rules(("b.*",))) as one:
        assert one.sources("dragon") == set()
        aside = tmp_path / "alone" / "new"
        aside.write_text("A tortoise sleeps.")
        aside.rename(file)
        one.until_found("tortoise", "alone/a.txt")
        (documents / ".askhzignore").write_text("a.txt\n")
        one.until_found("robots")
        (documents / ".askhzignore").write_bytes(b"\xff")
        one.until(lambda: bool(one.said))
        assert ".askhzignore: cannot be read (not UTF-8)" in one.said[0]


@pytest.mark.slow
def test_a_file_that_was_named_and_is_deleted_is_forgotten_until_it_is_back(tmp_path: Path) -> None:
    home = write(tmp_path / "documents", TEXTS)
    with watched(tmp_path / "index", home / "a.txt", home / "b.txt") as one:
        (home / "a.txt").unlink()
        one.until_found("robots")
        assert one.index.sources() == ["b.txt"]
        (home / "b.txt").unlink()
        one.until_found("dragon")
        assert one.index.sources() == []
        write(home, TEXTS)
        one.until_found("robots", "a.txt")
        one.until_found("dragon", "b.txt")
        home.rename(tmp_path / "unplugged")  # with its folder, a file is not deleted but away
        one.until(lambda: len(one.said) == 2)
        assert one.said[0] == f"{home / 'a.txt'}: went away; what is indexed of it stays until it is back"
        assert one.index.sources() == ["a.txt", "b.txt"]


@pytest.mark.slow
def test_what_a_link_leads_to_is_followed_wherever_it_lies_and_whenever_it_was_made(tmp_path: Path) -> None:
    home, out = write(tmp_path / "documents", TEXTS), tmp_path / "out"
    write(out / "deep", {"c.txt": "A tortoise sleeps."})
    (home / "linked.txt").symlink_to(out / "deep" / "c.txt")
    (home / "nowhere.txt").symlink_to(out / "later.txt")
    with watched(tmp_path / "index", home, rules=Rules(follow_links=True)) as one:
        one.settle()
        (out / "deep" / "c.txt").write_text("A heron waits.")
        one.until_found("heron", "linked.txt")
        (out / "later.txt").write_text("An otter swims.")
        one.until_found("otter", "nowhere.txt")
        made = write(tmp_path / "made", {"d.txt": "A badger digs."})
        (home / "folder").symlink_to(made)
        one.until_found("badger", "folder/d.txt")
        write(made / "below", {"e.txt": "A lynx hides."})
        one.until_found("lynx", "folder/below/e.txt")
        one.settle()


def test_a_file_that_is_written_all_the_time_is_indexed_all_the_same(tmp_path: Path) -> None:
    home = write(tmp_path / "documents", {"a.txt": "Unitree makes robots."})
    given: list[int] = []

    def meanwhile(*paths: object, **named: Any) -> Report:
        confirm = named.pop("confirm")

        def changed() -> None:
            given.append(1)
            assert len(given) < 3, "it begins again each time that the file is written"
            write(home, {"a.txt": "The dragon rises. " * len(given)})
            confirm()

        return update(*paths, confirm=changed, **named)  # type: ignore[arg-type]

    roots = watching._Roots((home / "a.txt",))
    reports: list[Report] = []
    watching._bring_in_step(
        roots, tmp_path / "index", meanwhile, Rules(), threading.Event(), reports.append, lambda line: None
    )
    assert (len(given), len(reports)) == (1, 1)


@pytest.mark.slow
def test_where_nothing_tells_of_changes_it_looks_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = watchfiles.watch

    def full(*paths: Path, force_polling: bool, **named: object) -> Iterator[object]:
        if not force_polling:
            raise OSError("No space left on device (os error 28)")
        yield from real(*paths, force_polling=True, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(watchfiles, "watch", full)
    documents = write(tmp_path / "documents", TEXTS)
    with watched(tmp_path / "index", documents) as one:
        (documents / "c.txt").write_text("A tortoise sleeps.")
        one.until_found("tortoise", "c.txt")
        assert one.said == [
            "changes are not told of here (No space left on device (os error 28)); looking every second instead"
        ]


def test_a_root_that_goes_while_it_is_read_wipes_nothing(tmp_path: Path) -> None:
    documents = write(tmp_path / "documents", TEXTS)
    update([documents], tmp_path / "index")
    roots = watching._Roots((documents,))
    roots.settle(lambda line: None)
    said: list[str] = []
    tried: list[int] = []

    def unmounted_meanwhile(*given: object, **named: object) -> Report:
        tried.append(1)
        if len(tried) == 1:
            documents.rename(tmp_path / "unplugged")
            documents.mkdir()
        return update(*given, **named)  # type: ignore[arg-type]

    watching._bring_in_step(
        roots, tmp_path / "index", unmounted_meanwhile, Rules(), threading.Event(), lambda report: None, said.append
    )
    assert said == [f"{documents}: went away; what is indexed of it stays until it is back"]
    with opened(tmp_path / "index") as index:
        assert index.sources() == ["a.txt", "b.txt"]


def test_another_process_at_work_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "_BUSY", 0.01)
    documents = write(tmp_path / "documents", TEXTS)
    roots = watching._Roots((documents,))
    tried: list[int] = []

    def busy(*given: object, **named: object) -> Report:
        tried.append(1)
        if len(tried) < 3:
            raise IndexFolderError("index: another askhz index is at work there; wait for it to end")
        return update(*given, **named)  # type: ignore[arg-type]

    reports: list[Report] = []
    watching._bring_in_step(
        roots, tmp_path / "index", busy, Rules(), threading.Event(), reports.append, lambda line: None
    )
    assert (len(tried), len(reports)) == (3, 1)


def test_a_renamed_file_is_not_encoded_again(tmp_path: Path) -> None:
    documents = write(tmp_path / "documents", {"report.txt": "Unitree makes robots. " * 30})
    settle(documents / "report.txt")
    assert update([documents], tmp_path / "index").encoded > 0
    (documents / "report.txt").rename(documents / "Robots of 2024.txt")
    report = update([documents], tmp_path / "index")
    assert (report.added, report.removed, report.encoded) == (1, 1, 0)
