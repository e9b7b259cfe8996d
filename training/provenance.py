"""What a network was made from: the SHA-256 of each data file, and the commit of the code."""

from __future__ import annotations

import subprocess
from pathlib import Path

from askhz.models.graphs import digest
from training.examples import DEV_FILE, TRAIN_FILES

ROOT = Path(__file__).parent.parent
UNKNOWN = "unknown"


def data_digests(data: Path) -> dict[str, str]:
    """The SHA-256 of each file of the data folder that the recipe reads, by its path below the folder."""
    files = [DEV_FILE, *(file for files in TRAIN_FILES.values() for file in files)]
    return {file: digest(data / file) for file in sorted(files)}


def commit(root: Path = ROOT) -> str:
    """The commit that is checked out in `root`; `UNKNOWN` where git does not know one.

    "with changes" follows where a file that git knows was changed since.
    """
    try:
        checked_out = _git(root, "rev-parse", "HEAD")
        changed = _git(root, "status", "--porcelain", "--untracked-files=no")
    except (OSError, subprocess.CalledProcessError):
        return UNKNOWN
    return f"{checked_out} with changes" if changed else checked_out


def provenance(data: Path) -> dict[str, object]:
    """What the manifest records beside scores and calibration: `commit` and `data`."""
    return {"commit": commit(), "data": data_digests(data)}


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=True)
    return done.stdout.strip()
