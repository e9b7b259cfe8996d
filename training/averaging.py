"""The mean of two finished models of one run: better than either on articles that neither has seen.

Wortsman et al. 2022, *Model soups*.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from safetensors.torch import load_file, save_file


def average(newer: Path, older: Path, out: Path, share: float) -> None:
    """Write a model whose every weight is ``share`` of the newer model's and the rest of the older one's."""
    out.mkdir(parents=True, exist_ok=True)
    new, old = (load_file(folder / "model.safetensors") for folder in (newer, older))
    mean = {name: (share * new[name] + (1 - share) * old[name]).contiguous() for name in new}
    save_file(mean, out / "model.safetensors", metadata={"format": "pt"})
    for file in ("config.json", "tokenizer.json"):  # the last says that the model is whole
        shutil.copyfile(newer / file, out / file)
