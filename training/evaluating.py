"""A model's answers to held-out questions, and their scores."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from askhz.models.graphs import open_session, open_tokenizer
from askhz.models.span_model import best_span
from training.examples import Example
from training.features import MINILM, Feature, Layout, reading_features
from training.scoring import Prediction
from training.stream import Batch, pad

Logits = tuple[np.ndarray, np.ndarray, np.ndarray]
BATCH = 16


def torch_predictor(folder: Path) -> Callable[[Batch], Logits]:
    """Return the float32 network of ``folder`` as a function from a batch to start, end and answerability logits."""
    import torch

    from training.network import ReaderGraph, load_network

    network = ReaderGraph(load_network(folder)).eval()

    def predict(batch: Batch) -> Logits:
        with torch.inference_mode():
            logits = network(*(torch.from_numpy(array) for array in (batch.ids, batch.mask, batch.types)))
        return tuple(array.numpy() for array in logits)

    return predict


def onnx_predictor(path: Path) -> Callable[[Batch], Logits]:
    """Return the ONNX graph of ``path`` as a function from a batch to start, end and answerability logits."""
    session = open_session(path)

    def predict(batch: Batch) -> Logits:
        inputs = {"input_ids": batch.ids, "attention_mask": batch.mask, "token_type_ids": batch.types}
        return tuple(session.run(["start_logits", "end_logits", "answerable_logit"], inputs))

    return predict


def _log_sum(values: np.ndarray) -> float:
    highest = values.max()
    return float(highest + np.log(np.exp(values - highest).sum()))


def read_window(feature: Feature, context: str, start: np.ndarray, end: np.ndarray, answerable: float) -> Prediction:
    """Return the best span of one window and its scores.

    ``margin`` is the span's score over that of ``[CLS]``; ``odds`` the log odds that start and end lie in the passage;
    ``logit`` the model's answerability logit, itself the mean of the odds and of the answerability head.
    """
    low, high = feature.passage_start, feature.passage_start + len(feature.offsets)
    best = best_span(start[low:high], end[low:high])
    if best is None:
        raise ValueError("a passage without word pieces has no span")
    first_piece, last_piece, score = best
    first, last = feature.offsets[first_piece][0], feature.offsets[last_piece][1]
    odds = (_log_sum(start[low:high]) - start[0] + _log_sum(end[low:high]) - end[0]) / 2
    margin = score - start[0] - end[0]
    scores = {"margin": margin, "odds": odds, "logit": answerable}
    return Prediction(context[first:last], first, {name: float(value) for name, value in scores.items()})


def predict_all(
    predict: Callable[[Batch], Logits], tokenizer: Tokenizer, examples: Sequence[Example], layout: Layout = MINILM
) -> list[Prediction]:
    """Return each example's prediction: that of the window whose best span leads ``[CLS]`` by most."""
    windows = [
        (place, feature)
        for place, features in enumerate(reading_features(tokenizer, examples, layout))
        for feature in features
    ]
    windows.sort(key=lambda window: len(window[1].ids))
    best: dict[int, Prediction] = {}
    for at in range(0, len(windows), BATCH):
        group = windows[at : at + BATCH]
        logits = predict(pad([feature for _, feature in group], multiple=1))
        for (place, feature), start, end, answerable in zip(group, *logits, strict=True):
            found = read_window(feature, examples[place].context, start, end, float(answerable))
            if place not in best or found.scores["margin"] > best[place].scores["margin"]:
                best[place] = found
    return [best[place] for place in range(len(examples))]


def gold_texts(examples: Sequence[Example]) -> list[list[str]]:
    """Return each example's accepted answers; none where the passage has none."""
    return [[text for text, _ in example.answers] for example in examples]


def tokenizer_beside(model: Path) -> Tokenizer:
    """Return the tokenizer in a model's folder, or in the folder of a model file."""
    return open_tokenizer(model if model.is_dir() else model.parent)
