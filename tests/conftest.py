import atexit
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fakes import open_fake
from hypothesis import settings
from indexes import TEXTS, remove, update, write
from offline import Offline

from askhz.chatbot import Chatbot
from askhz.index import lookup
from askhz.indexing import updating
from askhz.reading.ranker import SentenceRanker
from askhz.retrieval import DEFAULT_FUSION

ROOT = Path(__file__).parent.parent
# Exports are made once for all tests, and not kept for the person who runs them.
os.environ["ASKHZ_CACHE"] = tempfile.mkdtemp(prefix="askhz-cache-")
atexit.register(shutil.rmtree, os.environ["ASKHZ_CACHE"], ignore_errors=True)

# The same examples every time, so that a change is not blamed for what was there before it; to look further:
# pytest --hypothesis-profile=default. No deadline, because a busy machine would break it. `make check` takes fewer
# examples.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("quick", settings.get_profile("steady"), max_examples=20)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The folder of the seed articles."""
    return ROOT / "seeds"


@pytest.fixture(scope="session")
def offline(tmp_path_factory: pytest.TempPathFactory) -> Offline:
    """Runs Python without a network."""
    return Offline(tmp_path_factory.mktemp("offline"))


@pytest.fixture(scope="session")
def seed_index(tmp_path_factory: pytest.TempPathFactory, seeds: Path, offline: Offline) -> Path:
    """An index of the seed articles made with the real encoder, offline; not to be changed by a test."""
    folder = tmp_path_factory.mktemp("seeds") / "index"
    done = offline.run("-m", "askhz", "index", seeds, "--index", folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="session")
def mixed_index(tmp_path_factory: pytest.TempPathFactory, offline: Offline) -> Path:
    """An index of the ten texts of `gold/mixed`, as `seed_index` is one of the seed articles."""
    folder = tmp_path_factory.mktemp("mixed") / "index"
    done = offline.run("-m", "askhz", "index", Path(__file__).parent / "gold" / "mixed", "--index", folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def make_bot(tmp_path: Path) -> Callable[..., Chatbot]:
    """Makes a chatbot with a fake encoder over texts: `make_bot({"a.txt": "…"})`."""

    def make(texts: dict[str, str], aliases: str = "", fusion: str = DEFAULT_FUSION) -> Chatbot:
        folder = tmp_path / "documents"
        folder.mkdir(exist_ok=True)
        for name, text in texts.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8", newline="")
        if aliases:
            (folder / "aliases.toml").write_text(aliases, encoding="utf-8")
        updating.update([folder], tmp_path / "index", open_encoder=open_fake)
        opened = lookup.Index(tmp_path / "index", open_encoder=open_fake)
        return Chatbot(opened, SentenceRanker(), fusion=fusion)

    return make


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that every user can read, below none that is closed."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    for path in [folder, *folder.rglob("*")]:
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)
    remove(folder)


@pytest.fixture
def made(tmp_path: Path) -> tuple[Path, Path]:
    """Two documents in a folder, and an index of them made with the fake encoder."""
    write(tmp_path / "documents", TEXTS)
    update(tmp_path / "documents", tmp_path / "index")
    return tmp_path / "documents", tmp_path / "index"
