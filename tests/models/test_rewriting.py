"""A rewritten graph calculates what it did, in other operations."""

import json
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from askhz.errors import EncoderError
from askhz.models import span_model
from askhz.models.graphs import open_session
from askhz.models.rewriting import rewritten, stored_products
from askhz.models.span_model import GRAPH, MANIFEST, SpanModel

Array = npt.NDArray[np.float32]
READING = resources.files("askhz.reading")
LAYER = "/network/bert/encoder/layer.0/"
FOLDERS = ("network", "bilingual")
ASKED = (
    ("Who built the lighthouse?", "The lighthouse was built by Mara Lindqvist in 1893. It stands on the point."),
    ("How long does the crossing take?", "The ferry leaves at nine. The crossing takes forty minutes in calm weather."),
    ("What may not be brought aboard?", "Bicycles travel free. Dogs are led; gas bottles may not be brought."),
    ("Why was the school closed?", "The harbour was dredged in spring, and the nets were mended by the end of May."),
)


def stored(folder: str) -> Path:
    """Where a shipped network lies."""
    with resources.as_file(READING / folder) as home:
        return home


def outlying(folder: str) -> dict[str, list[int]]:
    """The columns that its manifest names."""
    found: dict[str, list[int]] = json.loads((stored(folder) / MANIFEST).read_text(encoding="utf-8"))["outlying"]
    return found


def product(tmp_path: Path, given: Array, matrix: Array, whole: type[np.signedinteger[Any]] = np.int8) -> Path:
    """A graph of one product with a matrix that is stored as whole numbers, a scale for each column."""
    scales = (np.abs(matrix).max(axis=0) / np.iinfo(whole).max).astype(np.float32)
    constants = {"whole": np.rint(matrix / scales).astype(whole), "scales": scales}
    graph = helper.make_graph(
        [
            helper.make_node("DequantizeLinear", ["whole", "scales"], ["matrix"], axis=1),
            helper.make_node("MatMul", ["given", "matrix"], ["result"], name="the/product"),
        ],
        "one",
        [helper.make_tensor_value_info("given", TensorProto.FLOAT, given.shape)],
        [helper.make_tensor_value_info("result", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
    onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=9), tmp_path / "one.onnx")
    return tmp_path / "one.onnx"


def off(graph: Path, given: Array, outlying: Mapping[str, Sequence[int]]) -> float:
    """How far the rewritten graph is from the one in the file, as a share of what that gives."""
    sessions = open_session(graph), open_session(*rewritten(graph, outlying))
    before, after = (session.run(None, {"given": given})[0] for session in sessions)
    return float(np.abs(after - before).mean() / np.abs(before).mean())


def test_large_columns_take_nothing_from_the_others(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    given = random.normal(size=(20, 64)).astype(np.float32)
    given[:, [3, 40]] *= 300
    matrix = random.normal(size=(64, 16)).astype(np.float32)
    matrix[[3, 40]] /= 300  # so that what they give is no more than what the others do
    graph = product(tmp_path, given, matrix)
    assert off(graph, given, {"the/product": [3, 40]}) < 0.02
    assert off(graph, given, {"the/product": [3]}) > 0.1
    assert off(graph, given, {"the/product": [5, 6]}) > 0.1
    assert off(graph, given, {}) == 0


def test_weights_of_columns_apart_take_nothing_from_the_others(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    given = random.normal(size=(20, 64)).astype(np.float32)
    given[:, 3] /= 300
    matrix = random.normal(size=(64, 16)).astype(np.float32)
    matrix[3] *= 300
    # Stored in 16 bits: in eight, the large row would have taken the others' range before anything is rewritten.
    graph = rewritten(product(tmp_path, given, matrix, np.int16), {"the/product": [3]})
    (found,) = open_session(*graph).run(None, {"given": given})
    assert np.abs(found - given @ matrix).mean() < 0.02 * np.abs(given @ matrix).mean()


def test_a_session_keeps_no_hold_of_the_constants_it_was_given(tmp_path: Path) -> None:
    given = np.ones((2, 512), dtype=np.float32)
    graph, constants = rewritten(
        product(tmp_path, given, np.full((512, 256), 1.0, dtype=np.float32)), {"the/product": [0]}
    )
    assert constants
    own = {name: value.copy() for name, value in constants.items()}
    session = open_session(graph, own)
    (before,) = session.run(None, {"given": given})
    for value in own.values():
        value[:] = 0
    assert np.array_equal(session.run(None, {"given": given})[0], before)
    assert np.abs(before).min() > 500


def test_weights_leave_room_for_processors_that_add_in_16_bits(tmp_path: Path) -> None:
    given = np.full((2, 64), 1.0, dtype=np.float32)
    given[0, 0] = -1.0
    graph = product(tmp_path, given, np.full((64, 8), 1.0, dtype=np.float32))
    model = onnx.load_from_string(rewritten(graph, {"the/product": [0]})[0])
    held = {one.name: numpy_helper.to_array(one) for one in model.graph.initializer}
    (integers,) = (node for node in model.graph.node if node.op_type == "MatMulInteger")
    assert np.abs(held[integers.input[1]]).max() == 63
    assert off(graph, given, {"the/product": [0]}) < 0.02


def test_a_product_that_is_not_there_is_said(tmp_path: Path) -> None:
    graph = product(tmp_path, np.ones((2, 64), dtype=np.float32), np.ones((64, 8), dtype=np.float32))
    with pytest.raises(KeyError, match="no/product"):
        rewritten(graph, {"no/product": [1]})


def with_columns(home: Path, to: Path, columns: Mapping[str, Sequence[int]]) -> Path:
    """A shipped network whose manifest names other columns, in a folder of its own."""
    to.mkdir()
    for file in home.iterdir():
        if file.name != MANIFEST:
            (to / file.name).symlink_to(file)
    manifest = json.loads((home / MANIFEST).read_text(encoding="utf-8"))
    (to / MANIFEST).write_text(json.dumps(manifest | {"outlying": columns}), encoding="utf-8")
    return to


def read_by(folder: Path) -> list[span_model.Extraction]:
    """What a network makes of a few passages."""
    return SpanModel(folder).read_all(ASKED)


@pytest.mark.model
@pytest.mark.parametrize("folder", FOLDERS)
def test_a_shipped_network_reads_as_its_graph_does(folder: str, tmp_path: Path) -> None:
    home = stored(folder)
    for before, after in zip(read_by(with_columns(home, tmp_path / "plain", {})), read_by(home), strict=True):
        assert after.pieces == before.pieces
        assert after.answerable == pytest.approx(before.answerable, abs=0.5)
        assert np.abs(after.evidence - before.evidence).mean() < 0.25
        assert np.abs(after.start - before.start).mean() < 0.5
        assert np.abs(after.end - before.end).mean() < 0.5


@pytest.mark.parametrize("folder", FOLDERS)
def test_nothing_slow_is_left_in_a_shipped_network(folder: str) -> None:
    graph = stored(folder) / GRAPH
    written, constants = rewritten(graph, outlying(folder))
    assert len(written) < 2_000_000 < sum(constant.nbytes for constant in constants.values())  # not written twice
    model = onnx.load_from_string(written)
    kinds = {node.op_type for node in model.graph.node}
    assert not kinds & {"QAttention", "SkipLayerNormalization"}
    left = [node.name for node, _ in stored_products(model)]
    assert len(left) < 2, left  # a head of two columns at most
    assert len(list(stored_products(onnx.load(graph)))) > 5


@pytest.mark.parametrize(("name", "column"), [("no/product", 1), (f"{LAYER}output/dense/MatMul", -9999)])
def test_a_manifest_that_names_what_is_not_there_is_said_in_a_line(tmp_path: Path, name: str, column: int) -> None:
    changed = with_columns(stored("network"), tmp_path / "changed", {name: [column]})
    with pytest.raises(EncoderError, match=r"^.*: the reader in it cannot be opened \(.*\)$"):
        SpanModel(changed)


@pytest.mark.model
def test_what_is_calculated_otherwise_has_another_digest(tmp_path: Path) -> None:
    home, columns = stored("network"), outlying("network")
    fewer = {name: some[:-1] for name, some in columns.items()}
    others = [with_columns(home, tmp_path / name, some) for name, some in {"none": {}, "fewer": fewer}.items()]
    assert len({SpanModel(folder).digest for folder in (home, *others)}) == 3
