"""The plan of the house: who may import whom, what is public, what a question must not load."""

import argparse
import ast
import subprocess
import sys
from pathlib import Path

import pytest

import askhz
from askhz.cli import main

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "askhz"
# Each module imports only from those above it.
ROOMS = (
    "errors",
    "records",
    "words",
    "sentences",
    "documents",
    "passages",
    "graphs",
    "encoder",
    "vectors",
    "postings",
    "catalog",
    "index",
    "question",
    "retrieval",
    "extraction",
    "reading",
    "answering",
    "chatbot",
    "__init__",
    "render",
    "metrics",
    "datasets",
    "evaluation",
    "calibration",
    "tables",
    "report",
    "web",
    "cli",
    "__main__",
)
HEAVY = ("torch", "sentence_transformers", "transformers", "gradio", "sklearn", "matplotlib", "tiktoken", "pandas")
PUBLIC = [
    "Answer",
    "AskhzError",
    "Chatbot",
    "Citation",
    "Document",
    "DocumentError",
    "EncoderError",
    "Hit",
    "IndexFolderError",
    "Passage",
    "QuestionError",
    "ShortAnswer",
    "__version__",
    "open",
]


def imported(tree: ast.AST) -> set[str]:
    """The modules of askhz that a module imports, those inside functions included."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names if name.name.partition(".")[0] == "askhz"}
        elif isinstance(node, ast.ImportFrom) and (node.level or (node.module or "").partition(".")[0] == "askhz"):
            assert node.level <= 1
            module = (node.module or "").removeprefix("askhz").lstrip(".")
            names = [module] if module else [name.name for name in node.names]
            found |= {name if (SOURCE / f"{name}.py").is_file() else "__init__" for name in names}
    return {name.removeprefix("askhz.") if name != "askhz" else "__init__" for name in found}


def test_every_module_has_its_place() -> None:
    assert sorted(path.stem for path in SOURCE.glob("*.py")) == sorted(ROOMS)


@pytest.mark.parametrize("module", ROOMS)
def test_imports_only_from_above(module: str) -> None:
    used = imported(ast.parse((SOURCE / f"{module}.py").read_text(encoding="utf-8")))
    if module == "cli":
        used -= {"__init__"}  # its version
    assert used <= set(ROOMS[: ROOMS.index(module)])


def test_imports_are_seen_wherever_they_stand() -> None:
    lines = (
        "import askhz.web",
        "from . import index, __version__",
        "def f():",
        " from .cli import x",
        " from askhz import words",
    )
    assert imported(ast.parse("\n".join(lines))) == {"web", "index", "__init__", "cli", "words"}


@pytest.mark.parametrize("module", ROOMS)
def test_has_a_name_of_its_own_and_a_heading(module: str) -> None:
    assert module.startswith("__") or module not in sys.stdlib_module_names
    tree = ast.parse((SOURCE / f"{module}.py").read_text(encoding="utf-8"))
    assert (ast.get_docstring(tree) or "")[:1].strip()


@pytest.mark.parametrize("module", [room for room in ROOMS if not room.startswith("__")])
def test_has_its_tests(module: str) -> None:
    assert (ROOT / "tests" / f"test_{module}.py").is_file()


def test_public_names() -> None:
    assert askhz.__all__ == PUBLIC
    for name in PUBLIC:
        assert getattr(askhz, name) is not None


def loaded(code: str, *arguments: str) -> set[str]:
    code += "\nimport sys\nsys.stderr.write(' '.join({name.partition('.')[0] for name in sys.modules}))"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True, timeout=120
    )
    return set(done.stderr.split())


def test_importing_is_light() -> None:
    assert not loaded("import askhz") & set(HEAVY)


@pytest.mark.model
def test_a_question_is_light(seed_index: Path) -> None:
    code = "import sys\nfrom askhz.cli import main\nassert main(sys.argv[1:]) == 0"
    modules = loaded(code, "ask", "Who founded Hangzhou Bowu Culture?", "--index", str(seed_index))
    assert "onnxruntime" in modules
    assert not modules & {*HEAVY, "onnx", "huggingface_hub", "requests", "httpx", "ir_measures"}


def commands() -> dict[str, argparse.ArgumentParser]:
    (subparsers,) = (a for a in main._parser()._actions if isinstance(a, argparse._SubParsersAction))
    return subparsers.choices


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_is_explained(name: str) -> None:
    parser = commands()[name]
    assert (parser.description or "").endswith(".")
    for action in parser._actions:
        if action.option_strings:
            assert action.help, action.option_strings
    table = [line for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    assert any(f"`askhz {name} " in line or f"`askhz {name}`" in line for line in table)
