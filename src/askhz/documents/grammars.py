"""Where the definitions in source code stand, as tree-sitter's grammars see it. Needs the extra `askhz[code]`.

Without it, or for a language without a grammar here, no definitions are found.
"""

from __future__ import annotations

import importlib
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node, Parser, Tree

NODE_LIMIT = 300_000  # nodes of a file that are looked at
LINE_LIMIT = 5000  # characters; code with longer lines was made by a program, and is not parsed
ERROR_STEPS = 1000  # steps of the parser after a first error; some milliseconds each at worst
_PIECE = 65536  # bytes that the parser is given at a time
DEPTH_LIMIT = 60  # levels of the tree that definitions are looked for in

# The package of each kind, the function in it that gives the language, and what definitions are called in its tree.
_JS = "function_declaration generator_function_declaration class_declaration method_definition"
_TS = f"{_JS} abstract_class_declaration interface_declaration type_alias_declaration enum_declaration internal_module"
_C = "function_definition struct_specifier enum_specifier union_specifier type_definition preproc_function_def"
_GRAMMARS: dict[str, tuple[str, str, str]] = {
    "js": ("tree_sitter_javascript", "language", _JS),
    "ts": ("tree_sitter_typescript", "language_typescript", _TS),
    "tsx": ("tree_sitter_typescript", "language_tsx", _TS),
    "java": (
        "tree_sitter_java",
        "language",
        "class_declaration interface_declaration enum_declaration record_declaration method_declaration "
        "constructor_declaration annotation_type_declaration",
    ),
    "c": ("tree_sitter_c", "language", _C),
    "cpp": ("tree_sitter_cpp", "language", f"{_C} class_specifier namespace_definition"),
    "cs": (
        "tree_sitter_c_sharp",
        "language",
        "class_declaration interface_declaration struct_declaration enum_declaration record_declaration "
        "method_declaration constructor_declaration namespace_declaration",
    ),
    "go": ("tree_sitter_go", "language", "function_declaration method_declaration type_spec"),
    "rs": (
        "tree_sitter_rust",
        "language",
        "function_item struct_item enum_item trait_item impl_item mod_item macro_definition union_item",
    ),
    "rb": ("tree_sitter_ruby", "language", "method singleton_method class module"),
    "php": (
        "tree_sitter_php",
        "language_php",
        "function_definition class_declaration interface_declaration trait_declaration method_declaration "
        "enum_declaration",
    ),
    "kt": ("tree_sitter_kotlin", "language", "class_declaration object_declaration function_declaration"),
    "swift": ("tree_sitter_swift", "language", "class_declaration protocol_declaration function_declaration"),
}
_WRAPPERS = frozenset("export_statement template_declaration type_declaration declaration".split())
_NAMES = frozenset(
    "identifier type_identifier field_identifier property_identifier simple_identifier constant name "
    "qualified_identifier namespace_identifier scoped_type_identifier generic_type word destructor_name "
    "operator_name".split()
)


def definitions(kind: str, text: str) -> list[tuple[str, int, int]]:
    """The name, first line and line after the last of each definition, in the order of their starts."""
    parser = _parser(kind)
    if parser is None or any(len(line) > LINE_LIMIT for line in text.splitlines()):
        return []
    tree = _parsed(parser, text.encode())
    if tree is None:
        return []
    wanted = frozenset(_GRAMMARS[kind][2].split())
    found: list[tuple[str, int, int]] = []
    waiting: list[tuple[Node, int]] = [(tree.root_node, 0)]
    seen = 0
    while waiting and seen < NODE_LIMIT:
        node, depth = waiting.pop()
        seen += 1
        if node.type in wanted and node.child_count and (name := _name(node)):
            outer = node.parent if node.parent is not None and node.parent.type in _WRAPPERS else node
            found.append((name, outer.start_point[0], node.end_point[0] + (node.end_point[1] > 0)))
        if depth < DEPTH_LIMIT:
            waiting += [(child, depth + 1) for child in reversed(node.named_children)]
    return sorted(found, key=lambda one: (one[1], -one[2]))


def _parsed(parser: Parser, raw: bytes) -> Tree | None:
    """The tree of a source; None if the parser works too long on what does not fit the language."""
    steps = 0

    def give_up(_offset: int, has_error: bool) -> bool:
        nonlocal steps
        steps += has_error
        return steps > ERROR_STEPS

    # Parsing from a function is what can be given up.
    try:
        return parser.parse(lambda at, _: raw[at : at + _PIECE], progress_callback=give_up)
    except ValueError:  # given up
        parser.reset()
        return None


@cache
def _parser(kind: str) -> Parser | None:
    if kind not in _GRAMMARS:
        return None
    package, function, _ = _GRAMMARS[kind]
    try:
        from tree_sitter import Language, Parser

        return Parser(Language(getattr(importlib.import_module(package), function)()))
    except ModuleNotFoundError:
        return None


def _name(node: Node) -> str:
    """What a definition is called; "" if it has no name."""
    at = node.child_by_field_name("type" if node.type == "impl_item" else "name")
    for _ in range(8):  # a function in C stands within what it gives back
        if at is not None and at.type in _NAMES:
            return (at.text or b"").decode(errors="replace")[:200]
        inner = (at or node).child_by_field_name("declarator")
        if inner is None:
            break
        at = inner
    if at is not None:
        return " ".join((at.text or b"").decode(errors="replace").split())[:100]
    return next(((one.text or b"").decode(errors="replace") for one in node.named_children if one.type in _NAMES), "")
