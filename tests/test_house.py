"""The plan of the house: who may import whom, what is public, what a question must not load, where tests are."""

import argparse
import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest
from importlinter import cli as linter

import askhz
from askhz.cli.main import _parser

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "askhz"
LONGEST = 350  # lines of a module, unless its docstring says why it is longer
MODULES = sorted(path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py"))
# Modules that need no tests of their own, and why. (`__init__` hands on names, `__main__` calls `cli`.)
UNTESTED = {
    "api/bodies.py": "types, checked by the endpoints: tests/api/test_routes.py",
    "api/settings.py": "a record",
    "bot.py": "protocols",
    "documents/edits.py": "shared by outline readers: tests/documents/test_markdown.py, test_plain_blocks.py",
    "documents/headings.py": "shared by outline readers: tests/documents/test_markdown.py, test_plain_blocks.py",
    "documents/markdown_blocks.py": "a part of the Markdown reader: tests/documents/test_markdown.py",
    "documents/markdown_html.py": "a part of the Markdown reader: tests/documents/test_markdown.py",
    "documents/markdown_inline.py": "a part of the Markdown reader: tests/documents/test_markdown.py",
    "documents/markdown_runs.py": "a part of the Markdown reader: tests/documents/test_markdown.py",
    "documents/worker.py": "runs in a process of its own: tests/documents/test_isolated.py",
    "explanations.py": "records",
    "fusion.py": "handed on by retrieval: tests/test_retrieval.py",
    "overview/library.py": "a protocol",
    "progress.py": "a protocol, and a function that does nothing",
    "reading/reader.py": "a protocol",
}
HEAVY = ("torch", "sentence_transformers", "transformers", "gradio", "sklearn", "matplotlib", "tiktoken", "pandas")
PUBLIC = [
    "Answer",
    "AskhzError",
    "Chatbot",
    "Citation",
    "Document",
    "DocumentError",
    "EncoderError",
    "Filter",
    "Hit",
    "IndexFolderError",
    "Passage",
    "QuestionError",
    "ShortAnswer",
    "__version__",
    "open",
]
# What others import from the rooms since the first release.
PUBLIC_WITHIN = {
    "askhz.chatbot": "Chatbot PASSAGES",
    "askhz.cli": "main",
    "askhz.documents": "make_document read",
    "askhz.errors": "AskhzError DocumentError EncoderError IndexFolderError QuestionError",
    "askhz.evaluation": "Evaluation SearchEvaluation run",
    "askhz.index": "Index",
    "askhz.indexing": "Report update verify",
    "askhz.question": "analyse kind_of",
    "askhz.reading": "SpanReader open_reader",
    "askhz.records": "Answer Citation Document Finding Hit Passage Question Reading ShortAnswer Span",
    "askhz.render": "text to_json search_json",
    "askhz.retrieval": "DEFAULT_FUSION FUSIONS min_max_fusion reciprocal_rank_fusion retrieve",
    "askhz.web": "build serve start",
}


def lint(root: Path) -> int:
    """The exit status of import-linter with the contracts in a folder's `pyproject.toml`."""
    return linter.lint_imports(config_filenames=(str(root / "pyproject.toml"),), no_cache=True, no_logo=True)


def test_imports_keep_the_order_of_the_rooms(capsys: pytest.CaptureFixture[str]) -> None:
    assert lint(ROOT) == 0, capsys.readouterr().out


def docstring(text: str) -> str:
    return ast.get_docstring(ast.parse(text)) or ""


@pytest.mark.parametrize("module", MODULES)
def test_a_module_says_what_it_is_and_is_named_like_no_standard_one(module: str) -> None:
    assert docstring((SOURCE / module).read_text(encoding="utf-8"))[:1].strip()
    name = Path(module).stem
    assert name.startswith("__") or name not in sys.stdlib_module_names


def too_long(text: str) -> bool:
    """Whether a module has too many lines and does not give a reason in its docstring."""
    return len(text.splitlines()) > LONGEST and f"{LONGEST} lines" not in docstring(text)


@pytest.mark.parametrize("module", MODULES)
def test_a_module_is_short_or_says_why_it_is_not(module: str) -> None:
    text = (SOURCE / module).read_text(encoding="utf-8")
    assert not too_long(text), f'{module} has over {LONGEST} lines: divide it, or say why: "Over {LONGEST} lines: …"'


def test_a_long_module_needs_a_reason() -> None:
    lines = "\n" * LONGEST
    assert too_long(f'"""What it is."""\n{lines}')
    assert not too_long(f'"""What it is. Over {LONGEST} lines: one table, which is of no use in parts."""\n{lines}')
    assert not too_long('"""What it is."""\n')


def files_with_tests(module: str) -> list[Path]:
    """The files that hold the tests of a module: in the folder of its room.

    The modules of a folder within a room may share a file that is named like the folder.
    """
    path, tests = Path(module), ROOT / "tests"
    places = [tests / path.parent / f"test_{path.name}"]
    if len(path.parts) > 2:
        places.append(tests / path.parent.parent / f"test_{path.parent.name}.py")
    return [file for file in places if file.is_file()]


@pytest.mark.parametrize("module", [module for module in MODULES if not Path(module).stem.startswith("__")])
def test_a_module_has_its_tests_or_a_reason_to_have_none(module: str) -> None:
    assert bool(files_with_tests(module)) != (module in UNTESTED)


def test_reasons_are_given_only_for_modules_that_are_there() -> None:
    assert set(UNTESTED) <= set(MODULES)


def test_public_names() -> None:
    assert askhz.__all__ == PUBLIC
    for name in PUBLIC:
        assert getattr(askhz, name) is not None


@pytest.mark.parametrize(("module", "names"), PUBLIC_WITHIN.items(), ids=list(PUBLIC_WITHIN))
def test_rooms_hand_on_the_names_that_they_always_had(module: str, names: str) -> None:
    room = importlib.import_module(module)
    assert [name for name in names.split() if not hasattr(room, name)] == []


def loaded(code: str, *arguments: str) -> set[str]:
    code += "\nimport sys\nsys.stderr.write(' '.join({name.partition('.')[0] for name in sys.modules}))"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True, timeout=120
    )
    return set(done.stderr.split())


def test_importing_is_light() -> None:
    assert not loaded("import askhz.cli.main") & {*HEAVY, "rapidfuzz", "platformdirs"}


@pytest.mark.model
def test_a_question_is_light(seed_index: Path) -> None:
    code = "import sys\nfrom askhz.cli import main\nassert main(sys.argv[1:]) == 0"
    modules = loaded(code, "ask", "Who founded Hangzhou Bowu Culture?", "--index", str(seed_index))
    assert "onnxruntime" in modules
    assert not modules & {*HEAVY, "huggingface_hub", "requests", "httpx", "ir_measures"}


def commands() -> dict[str, argparse.ArgumentParser]:
    (subparsers,) = (a for a in _parser()._actions if isinstance(a, argparse._SubParsersAction))
    found: dict[str, argparse.ArgumentParser] = subparsers.choices
    return found


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_is_explained(name: str) -> None:
    parser = commands()[name]
    assert (parser.description or "").endswith(".")
    for action in parser._actions:
        if action.option_strings:
            assert action.help, action.option_strings
    table = (ROOT / "docs/commands.md").read_text(encoding="utf-8").splitlines()
    assert any(f"`askhz {name} " in line or f"`askhz {name}`" in line for line in table)
