"""What makes the tables that ship: `training/centres.py`, `training/scripts_table.py`, `training/columns.py`."""

import json
import lzma
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper, save
from training import centres, columns, scripts_table

from askhz.models import e5
from askhz.models.encoder import Rows
from askhz.text.words import SIMPLIFIED, fold, mostly_chinese


class Bare:
    """Gives Chinese texts one vector and others another, questions and passages apart."""

    def encode_query(self, texts: Sequence[str]) -> Rows:
        return self._rows(texts, 0.25)

    def encode_document(self, texts: Sequence[str]) -> Rows:
        return self._rows(texts, 0.75)

    def _rows(self, texts: Sequence[str], last: float) -> Rows:
        return np.array([[float(mostly_chinese(text)), last] for text in texts], np.float32)


def test_centres_are_means_by_language_and_leave_the_scale_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "documents.jsonl.xz"
    with lzma.open(file, "wt", encoding="utf-8") as lines:
        for number in range(6):
            text = "磨坊的水车在春天修好了。" if number % 2 else "The wheel of the mill was mended in spring."
            lines.write(json.dumps({"_id": f"{number}.md", "title": "", "text": text * 40}) + "\n")
    written = tmp_path / "centres.json"
    written.write_text(json.dumps({"centres": {}, "scale": {"slope": 2.0, "intercept": 0.5}}), encoding="utf-8")
    monkeypatch.setattr(e5, "CENTRES", written)
    monkeypatch.setattr(centres, "_without_centres", Bare)
    centres.main(str(file))
    assert json.loads(written.read_text(encoding="utf-8")) == {
        "centres": {"query": {"zh": [1.0, 0.25], "": [0.0, 0.25]}, "document": {"zh": [1.0, 0.75], "": [0.0, 0.75]}},
        "scale": {"slope": 2.0, "intercept": 0.5},
    }


def test_what_is_shipped_has_centres_and_scale_of_the_encoder() -> None:
    shipped = json.loads(e5.CENTRES.read_text(encoding="utf-8"))
    assert {len(row) for rows in shipped["centres"].values() for row in rows.values()} == {384}
    assert set(shipped["scale"]) == {"slope", "intercept"}


def test_the_table_of_characters_is_the_one_that_ships() -> None:
    pytest.importorskip("opencc")
    assert {ord(one): ord(other) for one, other in scripts_table.simplified_characters().items()} == SIMPLIFIED


@pytest.mark.parametrize(
    ("written", "folded"), [("宇樹科技", "宇树科技"), ("裡裏", "里里"), ("臺灣", "台湾"), ("丢", "丢")]
)
def test_folding_twice_changes_nothing(written: str, folded: str) -> None:
    assert fold(written) == folded == fold(folded)


def test_the_largest_columns_of_what_a_network_multiplies_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = np.eye(5, dtype=np.float32)
    table[1, 4], table[2, 2] = -7.0, 9.0
    constants = [
        numpy_helper.from_array(np.ones((5, 3), dtype=np.int8), "whole"),
        numpy_helper.from_array(np.ones(3, dtype=np.float32), "scales"),
        numpy_helper.from_array(table, "table"),
    ]
    graph = helper.make_graph(
        [
            helper.make_node("Gather", ["table", "input_ids"], ["given"]),
            helper.make_node("DequantizeLinear", ["whole", "scales"], ["matrix"], axis=1),
            helper.make_node("MatMul", ["given", "matrix"], ["result"], name="product"),
        ],
        "one",
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, [1, None])],
        [helper.make_tensor_value_info("result", TensorProto.FLOAT, None)],
        constants,
    )
    save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9), tmp_path / "one.onnx")
    monkeypatch.setattr(columns, "APART", 2)
    fed = [{"input_ids": np.array([ids])} for ids in ([0, 1], [2])]
    assert columns.outlying(tmp_path / "one.onnx", fed) == {"product": [2, 4]}
    assert columns.outlying(tmp_path / "one.onnx", fed[:1]) == {"product": [0, 4]}
