from __future__ import annotations

from pathlib import Path

from fakes import open_fake
from indexes import TEXTS, update, write

from askhz.indexing import LeftOut, list_left_out, reindex


def test_a_file_that_is_left_out_stays_out_of_every_update_until_it_is_brought_back(made: tuple[Path, Path]) -> None:
    documents, folder = made
    left = LeftOut(str(documents / "b.txt"), "b.txt", "b", "txt")
    report = reindex(folder, open_encoder=open_fake, leave_out=[left])
    assert (report.removed, report.unchanged, report.left_out) == (1, 1, 1)
    write(documents, {**TEXTS, "b.txt": "Another text of this name."})
    assert update(documents, folder).added == 0
    assert list_left_out(folder) == [left]
    report = reindex(folder, open_encoder=open_fake, bring_back=[left.file])
    assert (report.added, report.left_out) == (1, 0)


def test_a_file_that_is_gone_is_forgotten(made: tuple[Path, Path]) -> None:
    documents, folder = made
    reindex(folder, open_encoder=open_fake, leave_out=[LeftOut(str(documents / "b.txt"), "b.txt", "b", "txt")])
    (documents / "b.txt").unlink()
    assert update(documents, folder).left_out == 0
    write(documents, TEXTS)
    assert update(documents, folder).added == 1
