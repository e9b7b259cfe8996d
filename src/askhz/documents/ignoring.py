"""What a walk leaves out on purpose: patterns that were given, and `.askhzignore` files, both by gitignore's rules.

A rule in a folder's own file goes before one of a folder above it, and a given pattern before all files. What lies in a
folder that is left out is not looked at, so nothing in it can be taken in again. This module opens no document.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pathspec import GitIgnoreSpec

from ..errors import DocumentError

IGNORE_FILE = ".askhzignore"
_BELOW = re.compile(r"/\*\*(/?)$")


@dataclass(frozen=True, slots=True)
class Rules:
    """How a walk goes: what it leaves out besides what ignore files say, and whether it follows links to folders."""

    excludes: tuple[str, ...] = ()
    follow_links: bool = False


def rules_to_json(rules: Rules) -> dict[str, Any]:
    """Rules as an index records them."""
    return asdict(rules)


def rules_from_json(recorded: Mapping[str, Any]) -> Rules:
    """The rules that an index recorded; those of an index that records none are the usual ones."""
    return Rules(tuple(recorded.get("excludes", ())), bool(recorded.get("follow_links", False)))


@dataclass(frozen=True, slots=True)
class Ignored:
    """The rules that hold in a folder, the strongest first, each with what a name has before it there."""

    specs: tuple[tuple[GitIgnoreSpec, str], ...] = ()

    def __call__(self, name: str, *, is_folder: bool) -> bool:
        """Whether a file or folder of this name in the folder is left out."""
        for spec, prefix in self.specs:
            path = f"{prefix}{name}/" if is_folder else prefix + name
            for pattern in reversed(spec.patterns):  # the last that fits holds
                if pattern.regex is not None and _fits(pattern.regex, path):
                    return bool(pattern.include)
        return False


def ignored_in_root(folder: Path, rules: Rules) -> Ignored:
    """The rules that hold in a folder that was given itself. Raises `DocumentError` for a pattern that is none."""
    specs = []
    if rules.excludes:
        specs.append((_spec("--exclude", list(rules.excludes)), ""))
    return Ignored((*specs, *_own(folder)))


def ignored_below(above: Ignored, rules: Rules, folder: str, name: str, *, has_file: bool) -> Ignored:
    """The rules that hold in the folder called `name` in one where `above` holds.

    `has_file`: whether it has an ignore file of its own. Raises `DocumentError` if that cannot be read.
    """
    if not above.specs and not has_file:
        return above
    lower = [(spec, f"{prefix}{name}/") for spec, prefix in above.specs]
    given = 1 if rules.excludes else 0
    return Ignored((*lower[:given], *(_own(Path(folder)) if has_file else ()), *lower[given:]))


def _fits(pattern: re.Pattern[str], path: str) -> bool:
    """Whether a pattern fits a path itself. pathspec's also fit what lies below, which a walk never comes to.

    Their group `ps_d` is the slash after what fits.
    """
    ends = {-1, len(path) - 1}
    has_mark = "ps_d" in pattern.groupindex
    return any(not has_mark or found.start("ps_d") in ends for found in pattern.finditer(path))


def _own(folder: Path) -> tuple[tuple[GitIgnoreSpec, str], ...]:
    file = folder / IGNORE_FILE
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        what = "not UTF-8" if isinstance(error, UnicodeDecodeError) else error.strerror
        raise DocumentError(f"{file}: cannot be read ({what}), so what to leave out is not known; mend it") from error
    return ((_spec(str(file), text.splitlines()), ""),)


def _spec(where: str, lines: list[str]) -> GitIgnoreSpec:
    # Git takes "a/**" for all that is in a folder, pathspec for the folder, too: then nothing in it can be kept.
    apart = [_BELOW.sub(r"/**/*\1", line) for line in lines]
    try:
        with warnings.catch_warnings():
            # Of a class such as "[[]" re says that it may mean something else one day.
            warnings.simplefilter("ignore", FutureWarning)
            return GitIgnoreSpec.from_lines(apart)
    except (ValueError, re.error) as error:
        raise DocumentError(f"{where}: not a pattern as gitignore has them ({error}); mend it") from error
