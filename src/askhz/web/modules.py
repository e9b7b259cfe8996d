"""The page's modules as one file: a browser with an empty cache asks once, where it would ask for each of them.

Each module becomes a function that runs in the order of imports and gives what it exports; it sees what it imports and
nothing else of the others. The forms of import and export that the modules use are known here; another one is an error.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_IMPORT = re.compile(r'^import \{ (?P<names>[\w$]+(?:, [\w$]+)*) \} from "\./(?P<module>[\w.-]+)";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?P<rest>(?:async )?(?:const|function\*?|class) (?P<name>[\w$]+))", re.MULTILINE)
_OTHER = re.compile(r"^\s*(?:import\b(?!\()|export\b).*$", re.MULTILINE)


def as_one(texts: Mapping[str, str], first: str) -> str:
    """The module `first` of `texts` (names to texts) with all that it imports, as one module.

    Raises `ValueError` for an import in a circle, of a module that is not there, or in a form that is not known.
    """
    done: dict[str, str] = {}
    within: list[str] = []

    def take(name: str) -> None:
        if name in done:
            return
        if name in within or name not in texts:
            raise ValueError(f"{' imports '.join([*within, name])}: a circle, or not there")
        within.append(name)
        text = texts[name]
        for module in dict.fromkeys(found["module"] for found in _IMPORT.finditer(text)):
            take(module)
        text = _IMPORT.sub(lambda found: f"const {{ {found['names']} }} = {_variable(found['module'])};", text)
        exported = [found["name"] for found in _EXPORT.finditer(text)]
        text = _EXPORT.sub(lambda found: found["rest"], text)
        other = _OTHER.search(text)
        if other:
            raise ValueError(f"{name}: {other[0].strip()}: not a form of import or export that is known here")
        done[name] = f"const {_variable(name)} = (() => {{\n{text}\nreturn {{ {', '.join(exported)} }};\n}})();\n"
        within.pop()

    take(first)
    return "".join(done.values())


def _variable(name: str) -> str:
    return "module_" + re.sub(r"\W", "_", name)
