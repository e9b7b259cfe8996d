"""A question-answering model small enough to be made in a test."""

from collections.abc import Sequence
from pathlib import Path

WORDS = "who is it she he too built mara in the harbour ? . ,".split()


def tiny(folder: Path, vocabulary: Sequence[str] = WORDS, head: bool = True) -> Path:
    """A question-answering model of two layers with random weights, and its tokenizer."""
    import torch
    from transformers import BertConfig, BertForQuestionAnswering, BertModel, BertTokenizer

    torch.manual_seed(1)
    folder.mkdir()
    known = dict.fromkeys(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *vocabulary])
    words = {word: number for number, word in enumerate(known)}
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
    )
    (BertForQuestionAnswering if head else BertModel)(config).save_pretrained(folder)
    BertTokenizer(vocab=words).save_pretrained(folder)
    return folder
