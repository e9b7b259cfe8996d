"""The shipped files: an int8 ONNX graph, its tokenizer, and a manifest with checksums, scores and calibration."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import torch

from askhz.evaluation.metrics import expected_calibration_error
from askhz.models.exporting import exporting
from askhz.models.graphs import digest
from askhz.models.quantising import Fed, first_narrowing, quantise
from askhz.models.span_model import EVIDENCE, LONGEST_SPAN
from training.columns import INPUTS, outlying, samples_of
from training.evaluating import gold_texts, onnx_predictor, predict_all, tokenizer_beside
from training.examples import Example
from training.features import MAX_LENGTH, MINILM, STRIDE, Layout
from training.network import ReaderGraph, ReaderNetwork, load_network
from training.scoring import Prediction, fit_platt, probability, summarise

GRAPH = "reader.onnx"
FLOAT_GRAPH = "reader.float32.onnx"
READ_AT_ONCE = 320  # pieces: the second trunk has 512 places, and of its smaller pieces a passage has more than 256
OUTPUTS = ("start_logits", "end_logits", "answerable_logit", EVIDENCE)


def write_float(network: ReaderNetwork, path: Path) -> None:
    """Write the network as a float32 ONNX graph with free batch size and length."""
    layout = network.layout
    before, behind = [*layout.before, 2040, *layout.between], list(layout.behind)
    ids = torch.tensor([[*before, 2009, 2003, *behind], [*before, 2009, *behind, network.config.pad_token_id]])
    types = torch.tensor([[0] * len(before) + [1] * 3, [0] * len(before) + [1, 1, 0]])
    mask = torch.ones_like(ids)
    mask[1, -1] = 0
    axes = {name: {0: "batch", 1: "length"} for name in (*INPUTS, *OUTPUTS) if name != "answerable_logit"}
    torch.onnx.export(
        ReaderGraph(network).eval(),
        (ids, mask, types),
        path,
        input_names=list(INPUTS),
        output_names=list(OUTPUTS),
        dynamic_axes={**axes, "answerable_logit": {0: "batch"}},
        opset_version=17,
        dynamo=False,
    )


def write_int8(source: Path, path: Path, samples: Sequence[Fed]) -> None:
    """Write the graph with int8 weights, a scale for each output channel.

    Activations are made int8 as they come, their large columns divided first (`askhz.models.quantising`), told by
    `samples`. The inputs of the first feed-forward outputs, where most is lost, stay float.
    """
    quantise(source, path, whole=first_narrowing, smoothed_for=samples, operations=("MatMul", "Gather"))
    graph = onnx.load(path)
    stored = {tensor.name for tensor in graph.graph.initializer}
    products = [node for node in graph.graph.node if node.op_type == "MatMul" and node.input[1] in stored]
    for name in [node.name for node in products]:
        shrink_weight(graph.graph, name)
    onnx.save(graph, path)


def shrink_weight(graph: onnx.GraphProto, name: str) -> None:
    """Store the weight of one matrix product as int8, made float again as the graph runs."""
    place, node = next((i, node) for i, node in enumerate(graph.node) if node.name == name)
    stored = next(tensor for tensor in graph.initializer if tensor.name == node.input[1])
    weight = onnx.numpy_helper.to_array(stored)
    scale = (np.abs(weight).max(axis=0) / 127).astype(np.float32)
    whole = np.clip(np.rint(weight / scale), -127, 127).astype(np.int8)
    names = [f"{stored.name}_int8", f"{stored.name}_scale"]
    graph.initializer.remove(stored)
    graph.initializer.extend(onnx.numpy_helper.from_array(a, n) for a, n in zip((whole, scale), names, strict=True))
    graph.node.insert(place, onnx.helper.make_node("DequantizeLinear", names, [node.input[1]], axis=1))


def described(layout: Layout) -> str:
    """How question and passage are laid out, for the manifest."""
    names = ("[CLS]", "[SEP]") if layout == MINILM else ("<s>", "</s>")
    return f"{names[0]} question{f' {names[1]}' * len(layout.between)} passage {names[1]}"


def rounded(values: dict[str, float]) -> dict[str, float]:
    """Return the numbers to four decimal places."""
    return {name: round(value, 4) for name, value in values.items()}


def calibrate(tuned: list[Prediction], examples: list[Example]) -> dict[str, float]:
    """Return scale and bias from the answerability logit to P(answerable), and the error left on the same examples."""
    scores = np.array([prediction.scores["logit"] for prediction in tuned])
    answerable = np.array([bool(example.answers) for example in examples])
    scale, bias = fit_platt(scores, answerable)
    error = expected_calibration_error(probability(scores, scale, bias).tolist(), answerable.tolist())
    return rounded({"scale": scale, "bias": bias, "error_tune": error})


def write_predictions(path: Path, examples: list[Example], predictions: list[Prediction]) -> None:
    """Write a line for each example: its id, the span found, and its scores."""
    with path.open("w", encoding="utf-8") as lines:
        for example, found in zip(examples, predictions, strict=True):
            record = {"id": example.id, "text": found.text, "start": found.start, **rounded(found.scores)}
            print(json.dumps(record, ensure_ascii=False), file=lines)


def export(
    model: Path,
    dev: dict[str, list[Example]],
    out: Path,
    made_from: dict[str, object],
    chinese: list[Example] | None = None,
) -> dict[str, object]:
    """Write graph, tokenizer and manifest to ``out`` and return the manifest; ``chinese`` is scored besides.

    Its scores were measured through ONNX Runtime, on the files written; ``tune_float32`` on the same graph before its
    weights were made int8. ``made_from`` is recorded as it is (``provenance.provenance``).
    """
    out.mkdir(parents=True, exist_ok=True)
    network = load_network(model)
    shutil.copyfile(model / "tokenizer.json", out / "tokenizer.json")
    tokenizer, layout = tokenizer_beside(out), network.layout
    multilingual = layout != MINILM
    parts = dict(dev) | ({"chinese": chinese} if chinese else {})
    with tempfile.TemporaryDirectory() as scratch:
        float_graph = Path(scratch) / FLOAT_GRAPH
        write_float(network, float_graph)
        samples = [one for part in (dev["tune"], chinese or []) for one in samples_of(tokenizer, part, layout)]
        with exporting(model):
            write_int8(float_graph, out / GRAPH, samples)
        onnx.checker.check_model(out / GRAPH)
        predict = onnx_predictor(out / GRAPH)
        answers = {part: predict_all(predict, tokenizer, parts[part], layout) for part in parts if part != "train"}
        unrounded = predict_all(onnx_predictor(float_graph), tokenizer, dev["tune"], layout)
    golds = {part: gold_texts(parts[part]) for part in answers}
    scores = {part: rounded(summarise(golds[part], answers[part], "logit")) for part in answers}
    scores["tune_float32"] = rounded(summarise(golds["tune"], unrounded, "logit"))
    for part in answers:
        write_predictions(out / f"predictions-{part}.jsonl", parts[part], answers[part])
    calibration = calibrate(answers["tune"], dev["tune"])
    report = np.array([prediction.scores["logit"] for prediction in answers["report"]])
    chances = probability(report, calibration["scale"], calibration["bias"])
    truth = np.array([bool(example.answers) for example in dev["report"]])
    calibration["error_report"] = round(expected_calibration_error(chances.tolist(), truth.tolist()), 4)
    manifest: dict[str, object] = {
        "name": "askhz-bilingual-reader" if multilingual else "askhz-reader",
        "languages": ["en", "zh"] if multilingual else ["en"],
        "files": {
            name: {"sha256": digest(out / name), "bytes": (out / name).stat().st_size}
            for name in (GRAPH, "tokenizer.json")
        },
        "input": {
            "layout": described(layout),
            "names": INPUTS,
            "outputs": OUTPUTS,
            "max_length": READ_AT_ONCE if multilingual else MAX_LENGTH,
            "stride": STRIDE,
            "max_answer_pieces": LONGEST_SPAN,
        },
        "calibration": calibration,
        "scores": scores,
        "outlying": outlying(out / GRAPH, samples),
        "articles": {part: sorted({example.title for example in dev[part]}) for part in ("train", "tune", "report")},
        "made_from": made_from,
    }
    (out / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    return manifest
