"""The picture of a run's log."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path


def smooth(values: Sequence[float], keep: float = 0.7) -> list[float]:
    """Return the running average that keeps ``keep`` of itself at each step, without a bias to its start.

    >>> smooth([1.0, 1.0, 1.0], keep=0.5)
    [1.0, 1.0, 1.0]
    """
    total = weight = 0.0
    averages = []
    for value in values:
        total, weight = keep * total + (1 - keep) * value, keep * weight + 1 - keep
        averages.append(total / weight)
    return averages


def draw(logs: Sequence[Path], out: Path) -> None:
    """Draw losses and learning rate of the logs, joined in their order, to ``out`` (its ending names the format)."""
    import matplotlib as mpl

    mpl.use("svg" if out.suffix == ".svg" else "agg")
    mpl.rcParams["svg.hashsalt"] = "askhz"
    from matplotlib import pyplot

    records = [json.loads(line) for log in logs for line in log.read_text(encoding="utf-8").splitlines()]
    examples = [record["examples"] / 1000 for record in records]
    figure, (upper, lower) = pyplot.subplots(2, 1, sharex=True, figsize=(8, 5), height_ratios=(4, 1))
    for name, label in (("span_loss", "start and end"), ("answerable_loss", "answerable")):
        values = [record[name] for record in records]
        line = upper.plot(examples, values, alpha=0.25, linewidth=0.8)[0]
        upper.plot(examples, smooth(values), color=line.get_color(), label=label)
    upper.set_ylabel("training loss")
    upper.set_ylim(0, 3)
    upper.grid(alpha=0.3)
    upper.legend()
    lower.plot(examples, [record["rate"] for record in records], color="black", linewidth=1)
    lower.set_ylabel("learning rate")
    lower.set_xlabel("thousand examples")
    figure.tight_layout()
    out.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(out, metadata={"Date": None} if out.suffix == ".svg" else None)
