"""The training loop: warm-up, constant rate, and a cool-down that can leave the constant part at any checkpoint."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import numpy as np
import torch

from training.network import ReaderNetwork, allowed_positions, autocast, load_network, loss_of, trainable_groups
from training.stream import BATCH, Batch, Stream

PEAK_RATE = 2e-4
WARM_UP = 120
DECAY = 0.01
ANSWERABLE_WEIGHT = 0.5
LOG_EVERY = 20


@dataclass(frozen=True, slots=True)
class Schedule:
    """Learning rate by batch number: up over ``WARM_UP``, constant, and down to 0 from ``fall`` to ``stop``."""

    fall: int
    stop: int

    def rate(self, batch: int) -> float:
        """Return the learning rate of one batch.

        >>> Schedule(1000, 1200).rate(0) == PEAK_RATE / WARM_UP, Schedule(1000, 1200).rate(1100)
        (True, 0.0001)
        """
        if batch < WARM_UP:
            return PEAK_RATE * (batch + 1) / WARM_UP
        if batch < self.fall:
            return PEAK_RATE
        return PEAK_RATE * (self.stop - batch) / max(1, self.stop - self.fall)


class Run:
    """A network, its optimiser and its place in the stream; saved and resumed as one."""

    def __init__(self, base: Path, seed: int) -> None:
        torch.manual_seed(seed)
        self.network: ReaderNetwork = load_network(base).train()
        self.optimiser = torch.optim.AdamW(trainable_groups(self.network, DECAY), lr=PEAK_RATE, fused=True)
        self.batch = 0
        self.seed = seed

    def save(self, path: Path) -> None:
        """Write everything that the next batch depends on; a reader of ``path`` finds the old state or the new."""
        state = {
            "network": self.network.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "batch": self.batch,
            "seed": self.seed,
            "random": torch.get_rng_state(),
        }
        unfinished = path.with_suffix(".part")
        torch.save(state, unfinished)
        unfinished.replace(path)

    def resume(self, path: Path) -> None:
        """Continue exactly where ``path`` was saved."""
        state = torch.load(path, weights_only=True)
        if state["seed"] != self.seed:
            raise ValueError(f"{path} was made with seed {state['seed']}, not {self.seed}: give --seed {state['seed']}")
        self.network.load_state_dict(state["network"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.batch = state["batch"]
        torch.set_rng_state(state["random"])

    def step(self, batch: Batch, rate: float) -> tuple[float, float]:
        """Learn from one batch; return its span and answerability losses."""
        ids, mask, types, starts, ends = (
            torch.from_numpy(array) for array in (batch.ids, batch.mask, batch.types, batch.starts, batch.ends)
        )
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        with autocast():
            start, end, logit, _ = self.network(ids, mask, types)
        span, answerable = loss_of(start, end, logit, allowed_positions(ids, types), starts, ends)
        (span + ANSWERABLE_WEIGHT * answerable).backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimiser.step()
        self.optimiser.zero_grad()
        self.batch += 1
        return span.item(), answerable.item()


class Interrupt:
    """Within it SIGTERM and SIGINT become a flag, so that a run stops between two batches, saved."""

    def __init__(self) -> None:
        self.asked = False

    def __enter__(self) -> Interrupt:
        self._before = {number: signal.signal(number, self._note) for number in (signal.SIGTERM, signal.SIGINT)}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.asked = True


def trim(log: Path, batch: int) -> None:
    """Drop the log's records past ``batch``: a run that ended unsaved goes over those batches again."""
    if log.exists():
        lines = log.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if json.loads(line)["examples"] <= batch * BATCH]
        log.write_text("".join(kept), encoding="utf-8")


def fit(
    run: Run,
    stream: Stream,
    schedule: Schedule,
    log: Path,
    save: Callable[[Run], None],
    *,
    phase: str,
    save_minutes: float = 10.0,
) -> bool:
    """Train until ``schedule.stop``; return whether it was reached (False: interrupted). Saves either way."""
    saved = printed = time.monotonic()
    losses: list[tuple[float, float]] = []
    trim(log, run.batch)
    with log.open("a", encoding="utf-8") as lines, Interrupt() as interrupt:
        for batch in stream.batches(run.batch):
            if run.batch >= schedule.stop or interrupt.asked:
                break
            rate = schedule.rate(run.batch)
            losses.append(run.step(batch, rate))
            if len(losses) == LOG_EVERY:
                now = time.monotonic()
                span, answerable = np.mean(losses, axis=0)
                record = {
                    "phase": phase,
                    "examples": run.batch * BATCH,
                    "rate": rate,
                    "span_loss": round(float(span), 4),
                    "answerable_loss": round(float(answerable), 4),
                    "examples_a_second": round(LOG_EVERY * BATCH / (now - printed), 2),
                }
                print(json.dumps(record), file=lines, flush=True)
                printed, losses = now, []
            if time.monotonic() - saved > 60 * save_minutes:
                save(run)
                saved = time.monotonic()
        save(run)
    return run.batch >= schedule.stop


def checkpoint_of(work: Path, examples: int) -> Path:
    """Return where `train` keeps what it has come to after so many examples."""
    return work / f"batch-{examples // BATCH:07d}.pt"


def keep_newest(folder: Path, keep: int) -> None:
    """Delete all but the newest ``keep`` numbered checkpoints of ``folder``."""
    for path in sorted(folder.glob("batch-*.pt"))[:-keep]:
        path.unlink()


def train(data: Stream, base: Path, work: Path, examples: int, seed: int, *, keep: int = 12) -> bool:
    """Run warm-up and constant rate up to ``examples`` examples in all, continuing from the newest checkpoint."""
    work.mkdir(parents=True, exist_ok=True)
    run = Run(base, seed)
    found = sorted(work.glob("batch-*.pt"))
    if found:
        run.resume(found[-1])

    def save(run: Run) -> None:
        run.save(checkpoint_of(work, run.batch * BATCH))
        keep_newest(work, keep)

    stop = examples // BATCH
    return fit(run, data, Schedule(stop, stop), work / "log.jsonl", save, phase="constant")


def cool_down(data: Stream, base: Path, checkpoint: Path, out: Path, examples: int, seed: int) -> bool:
    """Continue ``checkpoint`` over ``examples`` more with the rate falling to 0; write the model to ``out``.

    Nothing is done where a finished model lies already.
    """
    if (out / "tokenizer.json").exists():
        return True
    out.mkdir(parents=True, exist_ok=True)
    run = Run(base, seed)
    run.resume(checkpoint)
    schedule = Schedule(run.batch, run.batch + examples // BATCH)
    unfinished = out / "unfinished.pt"
    if unfinished.exists():
        run.resume(unfinished)
    if not fit(run, data, schedule, out / "log.jsonl", lambda run: run.save(unfinished), phase="cool-down"):
        return False
    run.network.save_pretrained(out)
    unfinished.unlink()
    data.tokenizer.save(str(out / "tokenizer.json"))  # last: it says that the model is whole
    return True
