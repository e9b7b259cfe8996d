import os
import threading
from pathlib import Path
from typing import Any

import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from askhz.errors import EncoderError
from askhz.models import graphs


def test_a_file_that_is_another_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.onnx").write_bytes(b"graph")
    right = graphs.digest(tmp_path / "a.onnx")
    graphs.check(tmp_path, {"a.onnx": right})
    with pytest.raises(EncoderError, match=r"a\.onnx: not the file that was exported"):
        graphs.check(tmp_path, {"a.onnx": right[::-1]})


def test_a_file_is_read_again_if_it_may_have_changed(tmp_path: Path) -> None:
    file, other = tmp_path / "a.onnx", tmp_path / "b.onnx"
    file.write_bytes(b"1")
    first = graphs.digest(file)
    written = file.stat().st_mtime_ns
    file.write_bytes(b"2")  # of the same size, and within the same tick
    os.utime(file, ns=(written, written))
    assert graphs.digest(file) != first
    os.utime(file, (1, 1))
    second = graphs.digest(file)
    file.write_bytes(b"3")
    os.utime(file, (2, 2))
    assert graphs.digest(file) not in (first, second)
    other.write_bytes(b"4")
    os.utime(other, (2, 2))
    assert graphs.digest(other) != graphs.digest(file)


def test_a_file_that_stays_the_same_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.onnx"
    file.write_bytes(b"1")
    os.utime(file, (1, 1))
    known = graphs.digest(file)
    os.link(file, tmp_path / "b.onnx")
    monkeypatch.delattr("hashlib.file_digest")
    assert graphs.digest(tmp_path / "b.onnx") == known


def test_a_model_is_known_by_all_that_decides_what_it_says(tmp_path: Path) -> None:
    (tmp_path / "1").mkdir()
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "1" / "model.safetensors").write_bytes(b"1")
    seen = {graphs.digest_of_model(tmp_path)}
    (tmp_path / "README.md").write_text("Nothing that counts.")
    assert graphs.digest_of_model(tmp_path) in seen
    (tmp_path / "1" / "model.safetensors").write_bytes(b"2")
    seen.add(graphs.digest_of_model(tmp_path))
    (tmp_path / "1").rename(tmp_path / "2")
    seen.add(graphs.digest_of_model(tmp_path))
    assert len(seen) == 3


@pytest.mark.parametrize("error", [ValueError("no\nway"), Exception(), KeyError("x")])
def test_opening_says_in_one_line_what_cannot_be_opened(tmp_path: Path, error: Exception) -> None:
    with (
        pytest.raises(EncoderError, match=r"^[^\n]*the thing in it cannot be opened \([^\n]+\)$"),
        graphs.opening(tmp_path, "thing"),
    ):
        raise error


def test_all_cores_are_used_and_the_order_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graphs, "cores", lambda: 2)
    together = threading.Barrier(2)

    def meet(item: int) -> int:
        together.wait(60)  # broken unless two run at the same time
        return item * 10

    assert graphs.on_all_cores(meet, [1, 2]) == [10, 20]
    assert graphs.on_all_cores(str, range(50)) == [str(n) for n in range(50)]


def test_one_core_and_one_item_need_no_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graphs, "_shared_pool", None)  # calling it would fail
    assert graphs.on_all_cores(threading.current_thread().__eq__, [threading.current_thread()]) == [True]
    assert graphs.on_all_cores(len, []) == []
    monkeypatch.setattr(graphs, "cores", lambda: 1)
    assert graphs.on_all_cores(len, ["a", "bc"]) == [1, 2]


def test_an_error_reaches_the_caller() -> None:
    with pytest.raises(ZeroDivisionError):
        graphs.on_all_cores(lambda n: 1 // n, [1, 0, 2])


def test_cores_are_those_this_process_may_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda process: {3, 5, 7})
    assert graphs.cores() == 3
    monkeypatch.delattr("os.sched_getaffinity")
    monkeypatch.setattr("os.cpu_count", lambda: None)
    assert graphs.cores() == 1


@pytest.mark.parametrize(
    ("divides", "at_spaces"),
    [
        (pre_tokenizers.BertPreTokenizer(), True),
        (pre_tokenizers.Metaspace(), True),
        (pre_tokenizers.Metaspace(split=False), False),
        (pre_tokenizers.ByteLevel(), False),
        (None, False),
    ],
)
def test_words_are_counted_one_by_one_where_no_piece_reaches_over_their_end(divides: Any, at_spaces: bool) -> None:
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    if divides is not None:
        tokenizer.pre_tokenizer = divides
    assert graphs.divides_at_spaces(tokenizer) is at_spaces
