"""Training on: a finished network learns which units answer, over real documents, and keeps what it knew.

Three losses are added up. Start and end may lie on any piece that is right (the log of their summed probability
counts): where no few words answer, on any piece of the passage, which teaches that there *is* an answer. The evidence
logit of every piece of the passage learns whether its unit belongs to the answer. The answerability logit learns
whether any does.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from training.evidence import Encoded, Judged, encode, titled
from training.features import MINILM, Layout
from training.fitting import DECAY, Interrupt
from training.network import BARRED, allowed_positions, autocast, trainable_groups
from training.stream import BATCH, PAD_TO, disturb

UNITS_WEIGHT, ANSWERABLE_WEIGHT = 1.0, 0.5  # beside that of the span
WARM_UP = 40
UNDER_TITLE = 0.5  # share of the older examples that stand under a line of context
SAVE_MINUTES = 5.0


@dataclass(frozen=True, slots=True)
class Mix:
    """How many examples of each source a round takes; what a source lacks is taken again."""

    counts: Mapping[str, int]

    def draw(self, sources: Mapping[str, Sequence[Judged]], seed: int) -> list[Judged]:
        """The examples of a round, the same for the same seed."""
        rng = random.Random(seed)
        drawn: list[Judged] = []
        for name, count in self.counts.items():
            pool = list(sources[name])
            rng.shuffle(pool)
            taken = [pool[at % len(pool)] for at in range(count)]
            if name not in ("right", "wrong", "hard", "changed", "zh-right", "zh-wrong"):
                taken = [titled(one, _title(rng, pool)) if rng.random() < UNDER_TITLE else one for one in taken]
            drawn += taken
        rng.shuffle(drawn)
        return drawn


def _title(rng: random.Random, pool: Sequence[Judged]) -> str:
    """Some words that look like a title and say nothing: the first ones of another passage."""
    return " ".join(rng.choice(pool).passage.split()[: rng.randint(2, 6)])


def batches(
    tokenizer: Tokenizer, examples: Sequence[Judged], seed: int, layout: Layout = MINILM
) -> list[list[Encoded]]:
    """The examples in batches of like length, the batches shuffled."""
    rng = random.Random(seed)
    encoded = encode(tokenizer, examples, [disturb(one.question, rng) for one in examples], layout)
    # Like lengths together, within stretches of thirty batches, so that a batch is not all of one source.
    made = []
    for at in range(0, len(encoded), 30 * BATCH):
        stretch = sorted(encoded[at : at + 30 * BATCH], key=lambda one: len(one.ids))
        made += [stretch[first : first + BATCH] for first in range(0, len(stretch), BATCH)]
    rng.shuffle(made)
    return made


def tensors(batch: Sequence[Encoded]) -> dict[str, Tensor]:
    """A batch padded: ids, mask, types, evidence, starts, ends, each [batch, length]."""
    length = -(-max(len(one.ids) for one in batch) // PAD_TO) * PAD_TO
    made = {name: np.zeros((len(batch), length), dtype=np.int64) for name in ("ids", "mask", "types")}
    made |= {name: np.zeros((len(batch), length), dtype=bool) for name in ("evidence", "starts", "ends")}
    for row, one in enumerate(batch):
        used = len(one.ids)
        made["ids"][row, :used] = one.ids
        made["mask"][row, :used] = 1
        made["types"][row, one.passage_start : used] = 1
        for name in ("evidence", "starts", "ends"):
            made[name][row, :used] = getattr(one, name)
    return {name: torch.from_numpy(array) for name, array in made.items()}


def losses(network: nn.Module, batch: Mapping[str, Tensor], sep: int) -> tuple[Tensor, Tensor, Tensor]:
    """The losses of a batch: of the span, of answerability, of the units. `sep` is the piece that ends a text."""
    with autocast():
        start, end, answerable, units = (each.float() for each in network(batch["ids"], batch["mask"], batch["types"]))
    allowed = allowed_positions(batch["ids"], batch["types"], sep)
    span = torch.zeros(())
    for logits, right in ((start, batch["starts"]), (end, batch["ends"])):
        everything = torch.logsumexp(logits.masked_fill(~allowed, BARRED), dim=-1)
        span = span + (everything - torch.logsumexp(logits.masked_fill(~right, BARRED), dim=-1)).mean() / 2
    answers = batch["evidence"].any(dim=-1).float()
    answered = functional.binary_cross_entropy_with_logits(answerable, answers)
    passage = allowed.clone()
    passage[:, 0] = False
    each = functional.binary_cross_entropy_with_logits(units, batch["evidence"].float(), reduction="none") * passage
    return span, answered, (each.sum(dim=-1) / passage.sum(dim=-1).clamp(min=1)).mean()


def rate_of(batch: int, batches_: int, peak: float) -> float:
    """The learning rate of a batch: up for `WARM_UP` batches, then down to nothing in a straight line."""
    return peak * min((batch + 1) / WARM_UP, (batches_ - batch) / max(1, batches_ - WARM_UP))


def refine(
    network: nn.Module,
    tokenizer: Tokenizer,
    rounds: Iterator[list[Judged]],
    work: Path,
    *,
    total: int,
    peak: float,
    frozen: Sequence[str] = (),
    layout: Layout = MINILM,
    answerable: float = ANSWERABLE_WEIGHT,
) -> bool:
    """Train over `total` batches of the rounds, from the checkpoint in `work` if there is one; whether it finished.

    `frozen` are prefixes of the names of weights that stay as they are; `answerable` is the weight of that loss.
    """
    work.mkdir(parents=True, exist_ok=True)
    for name, weight in network.named_parameters():
        weight.requires_grad_(not name.startswith(tuple(frozen)) if frozen else True)
    learning = trainable_groups(network, DECAY)
    optimiser = torch.optim.AdamW(learning, lr=peak, fused=True)
    done, checkpoint = 0, work / "unfinished.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        network.load_state_dict(state["network"])
        optimiser.load_state_dict(state["optimiser"])
        done = state["batch"]

    def save() -> None:
        part = checkpoint.with_suffix(".part")
        state = {"network": network.state_dict(), "optimiser": optimiser.state_dict(), "batch": done}
        torch.save(state, part)
        part.replace(checkpoint)

    network.train()
    seen, saved, began, log = 0, time.monotonic(), time.monotonic(), []
    with Interrupt() as interrupt, (work / "log.jsonl").open("a", encoding="utf-8") as lines:
        for number, examples in enumerate(rounds):
            for batch in batches(tokenizer, examples, number, layout):
                seen += 1
                if seen <= done:
                    continue
                if done >= total or interrupt.asked:
                    save()
                    return done >= total
                for group in optimiser.param_groups:
                    group["lr"] = rate_of(done, total, peak)
                parts = losses(network, tensors(batch), layout.behind[0])
                (parts[0] + answerable * parts[1] + UNITS_WEIGHT * parts[2]).backward()
                torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
                optimiser.step()
                optimiser.zero_grad()
                done += 1
                log.append([part.item() for part in parts])
                if len(log) == 10:
                    mean = [round(float(value), 4) for value in np.mean(log, axis=0)]
                    speed = round(10 * BATCH / (time.monotonic() - began), 2)
                    print(json.dumps({"batch": done, "span, answered, units": mean, "a_second": speed}), file=lines)
                    lines.flush()
                    log, began = [], time.monotonic()
                if time.monotonic() - saved > 60 * SAVE_MINUTES:
                    save()
                    saved = time.monotonic()
    save()
    return done >= total
