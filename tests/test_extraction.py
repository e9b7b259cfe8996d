import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from askhz.errors import EncoderError
from askhz.extraction import SpanModel, best_span, windows

# Halves: their sums are exact, so that equal scores are equal.
logits = st.integers(-20, 20).map(lambda n: n / 2)


def slow_best_span(start: list[float], end: list[float], longest: int) -> tuple[int, int, float] | None:
    """The definition: every allowed span, the best score, then the first, then the shortest."""
    spans = [(start[i] + end[j], -i, -j) for i in range(len(start)) for j in range(i, min(len(end), i + longest))]
    if not spans:
        return None
    score, i, j = max(spans)
    return -i, -j, score


@given(st.lists(st.tuples(logits, logits), max_size=40), st.integers(1, 12))
def test_best_span_is_what_its_definition_says(pairs: list[tuple[float, float]], longest: int) -> None:
    start = [a for a, _ in pairs]
    end = [b for _, b in pairs]
    assert best_span(np.array(start), np.array(end), longest) == slow_best_span(start, end, longest)


def test_best_span_never_ends_before_it_starts() -> None:
    assert best_span(np.array([0.0, 9.0]), np.array([9.0, 0.0])) == (0, 0, 9.0)


@given(st.integers(0, 600), st.integers(8, 253), st.integers(0, 7))
def test_windows_hold_every_position_and_no_window_is_larger(length: int, size: int, overlap: int) -> None:
    found = list(windows(length, size, overlap))
    assert all(b - a <= size for a, b in found)
    assert {i for a, b in found for i in range(a, b)} == set(range(length))
    assert all(found[i][1] - found[i + 1][0] == overlap for i in range(len(found) - 1))
    assert len(found) == max(1, math.ceil((length - overlap) / (size - overlap)))


def test_a_missing_folder_is_named(tmp_path) -> None:
    with pytest.raises(EncoderError, match="cannot be opened"):
        SpanModel(tmp_path / "none")


def test_a_changed_file_is_refused(tmp_path) -> None:
    (tmp_path / "reader.onnx").write_bytes(b"graph")
    (tmp_path / "tokenizer.json").write_text("{}")
    files = {name: {"sha256": "0" * 64} for name in ("reader.onnx", "tokenizer.json")}
    (tmp_path / "manifest.json").write_text(json.dumps({"files": files}))
    with pytest.raises(EncoderError, match="not the file that was exported"):
        SpanModel(tmp_path)
