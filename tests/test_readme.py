"""What README.md and the pages of docs/ with commands show works as it is shown."""

import json
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from askhz.cli import main

ROOT = Path(__file__).parent.parent
PAGES = ("README.md", "docs/commands.md", "docs/sources.md", "docs/troubleshooting.md")
SHOWN = "\n".join((ROOT / page).read_text(encoding="utf-8") for page in PAGES)
LINKED = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]


def blocks(language: str) -> list[str]:
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```$", SHOWN, re.MULTILINE | re.DOTALL)
    return [re.sub(rf"^{indent}", "", text, flags=re.MULTILINE) for indent, text in found]


def commands(program: str) -> list[list[str]]:
    """Every command line of a program in a shell block or in the table, without its comment."""
    lines = [line.removeprefix("$ ") for block in blocks("sh") + blocks("console") for line in block.splitlines()]
    lines += re.findall(r"`((?:askhz|make) [^`]*)`", SHOWN)
    found = [shlex.split(line.partition(" #")[0]) for line in lines if line.startswith(f"{program} ")]
    assert found
    return found


def test_readme_is_read_in_three_minutes() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    prose = re.sub(r"```.*?```|\]\([^)]*\)", "", text, flags=re.DOTALL)
    assert len(prose.split()) <= 800


@pytest.mark.parametrize("page", LINKED, ids=lambda page: page.name)
def test_links_lead_to_files(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_blocks_are_found() -> None:
    assert all(blocks(language) for language in ("sh", "console", "python", "toml"))


@pytest.mark.parametrize("command", commands("make"), ids=" ".join)
def test_make_targets_exist(command: list[str]) -> None:
    done = subprocess.run(
        ["make", "--dry-run", *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("command", commands("askhz"), ids=" ".join)
def test_askhz_commands_are_understood(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [re.sub(r"[\[\]…]", "", argument) for argument in command[1:]]
    with pytest.raises(SystemExit) as ended:
        main([*arguments, "--help"])
    assert ended.value.code == 0
    usage = capsys.readouterr().out
    options = [argument for argument in arguments[1:] if argument.startswith("--")]
    assert all(option in usage for option in [*options, "usage: askhz " + arguments[0]])


def test_options_named_for_all_are_known_to_all(capsys: pytest.CaptureFixture[str]) -> None:
    options: dict[str, tuple[str, ...]]
    options = dict.fromkeys(("index", "ask", "chat", "search", "show", "verify", "eval", "serve"), ("--index",))
    options |= dict.fromkeys(("ask", "search", "eval"), ("--index", "--json", "--k"))
    for command, known in options.items():
        with pytest.raises(SystemExit):
            main([command, "--help"])
        usage = capsys.readouterr().out
        assert all(option in usage for option in known)


@pytest.mark.model
def test_the_python_example_runs(seed_index: Path, tmp_path: Path) -> None:
    (tmp_path / "index").symlink_to(seed_index)
    for code in blocks("python"):
        code += "\nassert answer.citations\n"
        subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True, timeout=300)


@pytest.mark.model
def test_the_answer_shown_is_the_answer_given(seed_index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shown,) = blocks("console")
    command, _, answer = shown.partition("\n")
    (question,) = re.findall(r'Q="(.*)"', command)
    assert main(["ask", question, "--index", str(seed_index)]) == 0
    assert capsys.readouterr().out.split()[: len(answer.split())] == answer.split()


def test_toml_examples_are_toml() -> None:
    for block in blocks("toml"):
        assert tomllib.loads(block)


def test_json_examples_are_json() -> None:
    shown = [text for text in re.findall(r"`(\{[^`]*\})`", SHOWN) if '"' in text]
    assert shown
    for text in shown:
        assert json.loads(text.replace(", …]", "]"))
