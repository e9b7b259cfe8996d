"""Derived files: changed ones answer as ones made anew, older ones stay, and what is damaged is noticed."""

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from indexes import remove

from askhz.index import derived, manifest
from askhz.index.derived import Change, Derived, change_derived, check_derived, make_derived, open_derived
from askhz.index.postings import Postings, PostingsError
from askhz.models.encoder import Rows, unit

WIDTH = 4
WORDS = ["dragon", "hangzhou", "a", "24", "宇树"]


class Catalog:
    """Passages by id, each with words and a vector made from the id; keeps what has changed since `changed`."""

    def __init__(self, count: int = 0) -> None:
        self.words: dict[int, str] = {}
        self.highest = 0
        self.change([], [[WORDS[n % 5], WORDS[n % 3]] * (1 + n % 4) for n in range(count)])

    def change(self, removed: Sequence[int], added: Sequence[Sequence[str]]) -> Change:
        change = Change([number for number in removed if number in self.words], self.highest)
        self.words = {number: words for number, words in self.words.items() if number not in removed}
        for text in added:
            self.highest += 1
            self.words[self.highest] = " ".join(text)
        return change

    def all_vectors(self, after: int = 0, batch: int = 4096) -> Iterator[tuple[list[int], Rows]]:
        ids = [number for number in self.words if number > after]
        for begin in range(0, len(ids), batch):
            yield ids[begin : begin + batch], vectors(ids[begin : begin + batch])

    def all_words(self, after: int = 0) -> Iterator[tuple[int, str]]:
        yield from ((number, words) for number, words in self.words.items() if number > after)

    def passage_count(self) -> int:
        return len(self.words)

    def words_of(self, ids: Sequence[int]) -> Mapping[int, str]:
        return {number: self.words[number] for number in ids}


def vectors(ids: Sequence[int]) -> Rows:
    return unit(np.stack([np.random.default_rng(number).normal(size=WIDTH) for number in ids]))


def answers(opened: Derived, catalog: Catalog) -> list[object]:
    """All that can be asked, with scores rounded to what single precision holds."""
    asked = vectors([10**6, 10**6 + 1])
    found: list[object] = [len(opened.vectors), len(opened.postings), opened.vectors.search(asked, 9)]
    for words in ([word] for word in WORDS):
        ranking = opened.postings.search(words, 50, catalog.words_of)
        found += [opened.postings.frequency(*words), [(number, pytest.approx(score)) for number, score in ranking]]
    return found


def content(home: Path) -> dict[str, bytes]:
    files = (path for path in home.rglob("*") if path.is_file() and path.suffix != ".lock")
    return {path.relative_to(home).as_posix(): path.read_bytes() for path in files}


def opened(home: Path) -> Derived:
    found = open_derived(home)
    assert found is not None
    return found


STEPS = st.lists(
    st.tuples(
        st.sets(st.integers(1, 60), max_size=6), st.lists(st.lists(st.sampled_from(WORDS), max_size=9), max_size=6)
    ),
    min_size=1,
    max_size=4,
)


@pytest.mark.slow
@given(STEPS)
@examples(15)
def test_after_any_changes_it_answers_as_made_anew_and_older_folders_stay(
    steps: list[tuple[set[int], list[list[str]]]],
) -> None:
    catalog = Catalog(30)
    with tempfile.TemporaryDirectory() as name:
        home = Path(name) / "0"
        make_derived(catalog, WIDTH, home)
        for step, (removed, added) in enumerate(steps, 1):
            previous, home = home, Path(name) / str(step)
            before = content(previous)
            reader = opened(previous)
            shown = answers(reader, was := copy(catalog))
            change_derived(catalog, catalog.change(sorted(removed), added), previous, home)
            assert content(previous) == before
            assert answers(reader, was) == shown == answers(opened(previous), was)
            assert check_derived(home) == []
            assert answers(opened(home), catalog) == answers(make_derived(catalog, WIDTH, None), catalog)
        assert sorted(path.name for path in Path(name).iterdir()) == [str(n) for n in range(len(steps) + 1)]


def copy(catalog: Catalog) -> Catalog:
    same = Catalog()
    same.words, same.highest = dict(catalog.words), catalog.highest
    return same


@pytest.fixture
def catalog() -> Catalog:
    return Catalog(100)


@pytest.fixture
def home(tmp_path: Path, catalog: Catalog) -> Path:
    """The derived files of a hundred passages."""
    make_derived(catalog, WIDTH, tmp_path / "derived" / "1")
    return tmp_path / "derived" / "1"


def test_made_in_a_folder_in_memory_and_opened_it_answers_the_same(home: Path, catalog: Catalog) -> None:
    in_folder = make_derived(catalog, WIDTH, home.with_name("2"))
    in_memory = make_derived(catalog, WIDTH, None)
    assert answers(in_folder, catalog) == answers(in_memory, catalog) == answers(opened(home), catalog)
    assert in_folder.postings.removed == 0


def test_nothing_indexed(tmp_path: Path) -> None:
    made = make_derived(Catalog(), WIDTH, tmp_path / "1")
    assert (len(made.vectors), len(made.postings)) == (0, 0)
    catalog = Catalog()
    change_derived(catalog, catalog.change([], [["a"]]), tmp_path / "1", tmp_path / "2")
    assert answers(opened(tmp_path / "2"), catalog) == answers(make_derived(catalog, WIDTH, None), catalog)


def linked(home: Path, previous: Path) -> set[str]:
    return {name for name in content(home) if (previous / name).exists() and (home / name).samefile(previous / name)}


def test_a_change_links_what_stays(home: Path, catalog: Catalog) -> None:
    change_derived(catalog, catalog.change([3], [["dragon"]]), home, home.with_name("2"))
    shared = linked(home.with_name("2"), home)
    assert "vectors/base.rows" in shared
    assert {Path(name).suffix for name in shared} >= {".term", ".idx", ".store", ".fieldnorm", ".fast"}
    assert opened(home.with_name("2")).postings.removed == 1
    change_derived(catalog, catalog.change([], []), home.with_name("2"), home.with_name("3"))
    assert linked(home.with_name("3"), home.with_name("2")) == set(content(home)) - {
        "manifest.json",
        "vectors/added.rows",
        "vectors/removed.ids",
    } | {name for name in content(home.with_name("2")) if name.startswith("postings/")}


@pytest.mark.parametrize(("first", "second", "anew"), [(20, 0, False), (21, 0, True), (10, 10, False), (10, 11, True)])
def test_postings_are_made_anew_once_more_than_a_fifth_was_removed(
    home: Path, catalog: Catalog, first: int, second: int, anew: bool
) -> None:
    change_derived(catalog, catalog.change(range(1, 1 + first), []), home, home.with_name("2"))
    change_derived(
        catalog, catalog.change(range(1 + first, 1 + first + second), []), home.with_name("2"), home.with_name("3")
    )
    assert opened(home.with_name("3")).postings.removed == (0 if anew else first + second)


def test_no_postings_are_opened_in_a_folder_that_is_then_removed(
    home: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """tantivy's own thread may write a lock into a folder after it was opened, so its removal could fail."""
    opened_in: list[Path] = []

    class Watched(Postings):
        def __init__(self, folder: Path | None = None, *, removed: int = 0) -> None:
            assert folder is not None
            opened_in.append(folder)
            super().__init__(folder, removed=removed)

    monkeypatch.setattr(derived, "Postings", Watched)
    change_derived(catalog, catalog.change(range(1, 40), []), home, home.with_name("2"))
    assert opened_in == [home.with_name("2.partial") / "postings"]


# What is damaged


def biggest(home: Path) -> Path:
    return max(home.rglob("*"), key=lambda path: path.stat().st_size if path.is_file() else 0)


def cut(home: Path) -> None:
    biggest(home).write_bytes(biggest(home).read_bytes()[:-1])


def lose(name: str) -> Callable[[Path], None]:
    return lambda home: next(home.rglob(name)).unlink()


def lose_folder(name: str) -> Callable[[Path], None]:
    return lambda home: remove(home / name)


def no_folder(home: Path) -> None:
    remove(home)


def a_file_instead(home: Path) -> None:
    remove(home)
    home.write_text("x")


def unknown_store(home: Path) -> None:
    manifest.write_manifest(home, manifest.read_manifest(home).settings | {"store": "of the future"}, home)


def no_settings(home: Path) -> None:
    manifest.write_manifest(home, {}, home)


DAMAGES = [
    cut,
    lose("manifest.json"),
    lose("*.term"),
    lose("meta.json"),
    lose("base.rows"),
    lose("removed.ids"),
    lose_folder("vectors"),
    lose_folder("postings"),
    no_folder,
    a_file_instead,
    unknown_store,
    no_settings,
]


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("checked", [0, manifest.CHECKED_AT_OPENING])
def test_what_is_missing_or_cut_short_is_not_opened(
    home: Path, damage: Callable[[Path], None], checked: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(derived, "CHECKED_AT_OPENING", checked)
    assert open_derived(home) is not None
    assert check_derived(home) == []
    damage(home)
    assert open_derived(home) is None
    assert len(check_derived(home)) > 0


def test_a_flipped_byte_is_found_in_every_file(home: Path) -> None:
    for name in content(home):
        file = home / name
        before = file.read_bytes()
        if not before:
            continue
        file.write_bytes(before[:-1] + bytes([before[-1] ^ 1]))
        assert len(check_derived(home)) == 1, name
        assert open_derived(home) is None
        file.write_bytes(before)
    assert check_derived(home) == []


def test_files_that_may_not_be_written_are_checked_by_their_sums_alone(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_derived(Catalog(30), WIDTH, home)

    def refused(folder: Path) -> None:
        raise PostingsError("Failed to acquire Lockfile")

    monkeypatch.setattr(derived, "Postings", refused)
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    assert check_derived(home) == []
    (home / "postings" / "meta.json").write_bytes(b"{}")
    assert len(check_derived(home)) == 1


def test_large_files_are_trusted_at_opening(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    checksum = manifest._checksum

    def counted(file: Path) -> int:
        read.append(file.stat().st_size)
        return checksum(file)

    monkeypatch.setattr(manifest, "_checksum", counted)
    file = home / "vectors" / "base.rows"
    file.write_bytes(bytes(8) + file.read_bytes()[8:])
    monkeypatch.setattr(derived, "CHECKED_AT_OPENING", 1000)
    assert open_derived(home) is not None
    assert sum(read) <= 1000
    assert check_derived(home) == ["vectors/base.rows: not as it was written"]


def test_damage_in_a_linked_file_is_still_found(home: Path, catalog: Catalog) -> None:
    file = home / "vectors" / "base.rows"
    file.write_bytes(bytes(8) + file.read_bytes()[8:])
    change_derived(catalog, catalog.change([5], []), home, home.with_name("2"))
    assert check_derived(home.with_name("2")) == ["vectors/base.rows: not as it was written"]


# What fails on the way


def full(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class Interrupted(Catalog):
    """Stops in the middle of its words."""

    def all_words(self, after: int = 0) -> Iterator[tuple[int, str]]:
        for at, pair in enumerate(super().all_words(after)):
            if at:
                raise KeyboardInterrupt
            yield pair


def test_an_interrupt_leaves_no_folder(home: Path) -> None:
    source = Interrupted(100)
    with pytest.raises(KeyboardInterrupt):
        make_derived(source, WIDTH, home.with_name("2"))
    with pytest.raises(KeyboardInterrupt):
        change_derived(source, source.change([1], [["a"], ["b"]]), home, home.with_name("2"))
    assert [path.name for path in home.parent.iterdir()] == ["1"]
    assert check_derived(home) == []


def test_a_full_disk_leaves_no_folder(home: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        make_derived(catalog, WIDTH, home.with_name("2"))
    with pytest.raises(OSError, match="No space left"):
        change_derived(catalog, catalog.change([1], []), home, home.with_name("2"))
    assert [path.name for path in home.parent.iterdir()] == ["1"]


@pytest.mark.parametrize("damage", [no_folder, lose("manifest.json"), lose("meta.json"), lose_folder("postings"), cut])
def test_a_previous_folder_that_is_cut_short_gives_an_error_and_no_folder(
    home: Path, catalog: Catalog, damage: Callable[[Path], None]
) -> None:
    damage(home)
    change = catalog.change([1], [["a"]])
    with pytest.raises((OSError, ValueError)):
        change_derived(catalog, change, home, home.with_name("2"))
    assert [path.name for path in home.parent.iterdir() if path != home] == []


def test_what_a_killed_attempt_left_is_replaced(home: Path, catalog: Catalog) -> None:
    for name in ("2", "2.partial"):
        shutil.copytree(home, home.with_name(name))
        (home.with_name(name) / "postings" / "meta.json").write_bytes(b"half")
    change_derived(catalog, catalog.change([1], [["a"]]), home, home.with_name("2"))
    assert check_derived(home.with_name("2")) == []
    assert sorted(path.name for path in home.parent.iterdir()) == ["1", "2"]
