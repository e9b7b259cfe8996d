"""An exported network comes back as one that can be trained on: `training/exporting.py`, `training/reviving.py`."""

from pathlib import Path

import numpy as np
import pytest
import torch
from training.columns import INPUTS
from training.exporting import GRAPH, write_float, write_int8
from training.network import ReaderGraph, ReaderNetwork
from training.reviving import revive
from transformers import BertConfig

import askhz.reading
from askhz.models.exporting import exporting
from askhz.models.graphs import open_session

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]  # of PyTorch's exporter


@pytest.fixture(scope="module")
def network() -> ReaderNetwork:
    """A small one, of which one column of a layer is larger than the others."""
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=2100,
        hidden_size=24,
        num_hidden_layers=2,
        num_attention_heads=12,
        intermediate_size=96,
        max_position_embeddings=32,
        type_vocab_size=1,
        pad_token_id=1,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    config._attn_implementation = "eager"
    made = ReaderNetwork(config)
    with torch.no_grad():
        for name, weight in made.named_parameters():
            torch.nn.init.normal_(weight, std=0.3)
            if name == "bert.encoder.layer.0.output.LayerNorm.weight":
                weight[3] = 5.0
    return made


def test_an_exported_network_revives_as_it_was(network: ReaderNetwork, tmp_path: Path) -> None:
    generator = np.random.default_rng(0)
    fed = []
    for length in (12, 20):
        ids = generator.integers(5, 2000, (1, length))
        fed.append(dict(zip(INPUTS, (ids, np.ones_like(ids), np.zeros_like(ids)), strict=True)))
    write_float(network, tmp_path / "float.onnx")
    with exporting(tmp_path):
        write_int8(tmp_path / "float.onnx", tmp_path / GRAPH, fed)
    revived = revive(tmp_path / GRAPH)
    assert revived.state_dict().keys() == network.state_dict().keys()
    for name, weight in network.state_dict().items():
        off = (revived.state_dict()[name] - weight).abs().max() / weight.abs().max()
        assert off < 0.06, name
    assert (tmp_path / GRAPH).stat().st_size < (tmp_path / "float.onnx").stat().st_size / 2


@pytest.mark.parametrize("folder", ["network", "bilingual"])
def test_a_shipped_network_revives(folder: str) -> None:
    graph = Path(next(iter(askhz.reading.__path__))) / folder / GRAPH
    ids = np.random.default_rng(0).integers(1000, 9000, (1, 40))
    fed = dict(zip(INPUTS, (ids, np.ones_like(ids), np.zeros_like(ids)), strict=True))
    session = open_session(graph)
    found = session.run(None, {one.name: fed[one.name] for one in session.get_inputs()})
    with torch.inference_mode():
        revived = ReaderGraph(revive(graph)).eval()(*(torch.from_numpy(fed[name]) for name in INPUTS))
    for name, was, now in zip((one.name for one in session.get_outputs()), found, revived, strict=True):
        assert np.corrcoef(was.ravel(), now.numpy().ravel())[0, 1] > 0.98 or was.size == 1, name
        assert abs(was - now.numpy()).mean() < 0.3, name
