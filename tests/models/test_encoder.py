import hashlib
import json
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from askhz.errors import EncoderError
from askhz.index.catalog import Catalog
from askhz.models import exporting, graphs
from askhz.models.encoder import OnnxEncoder, Rows, unit
from askhz.models.exporting import model_folder, model_name


def export_in(folder: Path) -> Path:
    (home,) = (folder / "encoders").iterdir()
    return home


@pytest.fixture(scope="session")
def exported(seed_index: Path) -> OnnxEncoder:
    return OnnxEncoder(export_in(seed_index))


@pytest.fixture(scope="session")
def seed_texts(seed_index: Path) -> list[str]:
    """The passages and sentences of the seed articles."""
    with closing(Catalog(seed_index)) as catalog:
        found = [passage for source in catalog.sources() for passage in catalog.passages_of(source)]
    sentences = [p.text[start - p.start : end - p.start] for p in found for start, end in p.sentences]
    return list(dict.fromkeys([*(passage.text for passage in found), *sentences]))


@pytest.fixture(scope="session")
def originals(seed_texts: list[str]) -> Callable[[list[str]], Rows]:
    """The same model through sentence-transformers."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(model_folder(exporting.DEFAULT_MODEL)), device="cpu", local_files_only=True)

    def encode(texts: list[str]) -> Rows:
        return np.asarray(model.encode(texts, normalize_embeddings=True, show_progress_bar=False), dtype=np.float32)

    return encode


@pytest.mark.model
def test_the_export_keeps_the_original_s_vectors(
    exported: OnnxEncoder, seed_texts: list[str], originals: Callable[[list[str]], Rows]
) -> None:
    cosines = np.sum(exported.encode_document(seed_texts) * originals(seed_texts), axis=1)
    assert cosines.mean() >= 0.995
    assert cosines.min() >= 0.985  # 0.99 on the samples it was chosen by; sentences of two words lose more


@pytest.mark.model
def test_a_text_past_the_limit_is_cut_as_the_original_cuts_it(
    exported: OnnxEncoder, originals: Callable[[list[str]], Rows]
) -> None:
    long = "The dragon rises in Hangzhou. " * 100
    assert not exported.fits(long)
    cosine = float(np.sum(exported.encode_document([long]) * originals([long])))
    assert cosine >= 0.98
    same = exported.encode_document([long, long + "Something else entirely follows."])
    assert same[0].tolist() == same[1].tolist()


@pytest.mark.model
def test_the_limit_counts_the_special_tokens(exported: OnnxEncoder) -> None:
    assert exported.fits(" ".join(["dragon"] * 254))
    assert not exported.fits(" ".join(["dragon"] * 255))
    assert exported.knows("dragon")
    assert not exported.knows("wukog")


@pytest.mark.model
def test_words_have_the_pieces_of_the_whole(exported: OnnxEncoder, seed_texts: list[str]) -> None:
    tokenizer = graphs.open_tokenizer(Path(model_folder(exporting.DEFAULT_MODEL)))
    texts = ["a\n\n \tb", "\ufeffnaïve\r\n– „x“\n", "中文\n字 ", *seed_texts[:40]]
    for text in ("\n".join([one] * times) for one in texts for times in (1, 2, 5, 9)):
        assert exported.fits(text) == (len(tokenizer.encode(text).ids) <= 256), text


@pytest.mark.model
def test_a_row_is_a_function_of_its_text_alone(exported: OnnxEncoder, seed_texts: list[str]) -> None:
    texts = [*seed_texts[:6], "", "杭州", "🐉", "x" * 2000]
    together = exported.encode_document(texts)
    assert together.dtype == np.float32
    assert together.shape == (10, exported.dimension)
    assert np.linalg.norm(together, axis=1) == pytest.approx(np.ones(10), abs=1e-5)
    alone = np.concatenate([exported.encode_document([text]) for text in reversed(texts)])[::-1]
    assert together.tolist() == alone.tolist()
    assert exported.encode_query(texts).tolist() == together.tolist()
    assert exported.encode_document([]).shape == (0, exported.dimension)


@pytest.mark.model
def test_the_name_tells_the_weights(exported: OnnxEncoder) -> None:
    assert exported.name == model_name(exporting.DEFAULT_MODEL)
    assert exported.name.startswith("all-MiniLM-L6-v2@")


def cut_graph(home: Path) -> None:
    (home / "encoder.onnx").write_bytes((home / "encoder.onnx").read_bytes()[:-1])


def flip_graph(home: Path) -> None:
    raw = bytearray((home / "encoder.onnx").read_bytes())
    raw[len(raw) // 2] ^= 1
    (home / "encoder.onnx").write_bytes(raw)


def change_tokenizer(home: Path) -> None:
    (home / "tokenizer.json").write_text((home / "tokenizer.json").read_text("utf-8") + "\n", "utf-8")


def remove_tokenizer(home: Path) -> None:
    (home / "tokenizer.json").unlink()


def remove_manifest(home: Path) -> None:
    (home / "encoder.json").unlink()


def cut_manifest(home: Path) -> None:
    (home / "encoder.json").write_text("{")


def empty_manifest(home: Path) -> None:
    (home / "encoder.json").write_text("{}")


def manifest_of_a_list(home: Path) -> None:
    (home / "encoder.json").write_text("[]")


def other_width(home: Path) -> None:
    manifest = json.loads((home / "encoder.json").read_text())
    (home / "encoder.json").write_text(json.dumps(manifest | {"dimension": 7}))


def sealed_garbage(home: Path) -> None:
    (home / "encoder.onnx").write_bytes(b"garbage")
    manifest = json.loads((home / "encoder.json").read_text())
    manifest["sha256"]["encoder.onnx"] = hashlib.sha256(b"garbage").hexdigest()
    (home / "encoder.json").write_text(json.dumps(manifest))


@pytest.mark.model
@pytest.mark.parametrize(
    "damage",
    [
        cut_graph,
        flip_graph,
        change_tokenizer,
        remove_tokenizer,
        remove_manifest,
        cut_manifest,
        empty_manifest,
        manifest_of_a_list,
        other_width,
        sealed_garbage,
    ],
)
def test_a_damaged_export_is_one_line_that_names_it(
    seed_index: Path, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    home = Path(shutil.copytree(export_in(seed_index), tmp_path / "export"))
    OnnxEncoder(home)
    damage(home)
    with pytest.raises(EncoderError) as caught:
        OnnxEncoder(home)
    assert str(home) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_no_export_there(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="missing"):
        OnnxEncoder(tmp_path / "missing")


def test_unit_rows() -> None:
    assert unit([[0, 2], [0, 0], [3, 4]]) == pytest.approx(np.array([[0, 1], [0, 0], [0.6, 0.8]]))
    assert unit(np.empty((0, 3))).shape == (0, 3)
