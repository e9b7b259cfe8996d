from __future__ import annotations

from pathlib import Path

import pytest
from pdfs import PdfPage, make_pdf

from askhz.api.pictures import Pictures, draw
from askhz.api.refusals import RefusedError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "a.pdf").write_bytes(make_pdf([PdfPage().add(60, 700, "The tower is tall.")]))
    return tmp_path / "a.pdf"


def test_a_page_is_drawn_in_the_width_asked_for(file: Path) -> None:
    picture, why = draw(file, 1, 450)
    assert picture is not None
    assert picture.startswith(b"\x89PNG")
    assert picture[16:24] == (450).to_bytes(4, "big") + (600).to_bytes(4, "big")
    assert why == ""
    assert draw(file, 2, 450) == (None, "the file has 1 pages")


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7 broken")
    picture, why = draw(tmp_path / "b.pdf", 1, 450)
    assert picture is None
    assert "damaged" in why


@pytest.mark.slow
def test_pictures_are_kept_as_long_as_the_file_is_the_same(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pictures = Pictures(kept_bytes=1)
    drawn: list[int] = []
    plain = pictures._drawn

    def note(one: Path, page: int, width: int) -> bytes:
        drawn.append(width)
        return plain(one, page, width)

    monkeypatch.setattr(pictures, "_drawn", note)
    first = pictures.page(file, 1, 300)
    assert pictures.page(file, 1, 300) == first
    assert drawn == [300]
    pictures.page(file, 1, 301)  # there is room for one only
    pictures.page(file, 1, 300)
    assert drawn == [300, 301, 300]
    file.write_bytes(make_pdf([PdfPage(), PdfPage()]))
    assert pictures.page(file, 2, 300) != first
    with pytest.raises(RefusedError) as refused:
        pictures.page(file, 3, 300)
    assert refused.value.status == 404
    pictures.close()


@pytest.mark.slow
def test_a_page_that_takes_too_long_is_given_up_and_the_next_is_drawn(file: Path) -> None:
    pictures = Pictures(seconds=0.001)
    with pytest.raises(RefusedError, match="cannot be drawn"):
        pictures.page(file, 1, 300)
    pictures._seconds = 60.0
    assert pictures.page(file, 1, 300).startswith(b"\x89PNG")
    pictures.close()


def test_what_cannot_be_drawn_is_refused_before_a_process_is_begun(file: Path) -> None:
    pictures = Pictures()
    with pytest.raises(RefusedError, match="200 to 2000"):
        pictures.page(file, 1, 10_000)
    with pytest.raises(RefusedError, match="gone"):
        pictures.page(file.with_name("b.pdf"), 1, 300)
    assert pictures._pool is None
