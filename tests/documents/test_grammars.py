"""Definitions by tree-sitter's grammars, where the extra `askhz[code]` is installed."""

import sys

import pytest

from askhz.documents import grammars
from askhz.documents.grammars import definitions

pytest.importorskip("tree_sitter", reason="needs askhz[code]")

CASES = {
    "js": ("class A { go() {} }\nexport function b() {}\n", ["A", "go", "b"]),
    "ts": ("interface Q { a: string }\nexport class A { go(): void {} }\n", ["Q", "A", "go"]),
    "tsx": ("function A() { return <p>word</p> }\n", ["A"]),
    "java": ("class A { void go() {} }\n", ["A", "go"]),
    "c": ("static int *add(int a)\n{\n return 0;\n}\nstruct point { int x; };\n", ["add", "point"]),
    "cpp": ("namespace n {\nclass A { void go() {} };\n}\nvoid A::stop() {}\n", ["n", "A", "go", "A::stop"]),
    "cs": ("class A { void Go() {} }\n", ["A", "Go"]),
    "go": ("package main\ntype T struct { a int }\nfunc (t *T) Go() {}\n", ["T", "Go"]),
    "rs": ("struct P { x: i32 }\nimpl P {\n fn new() -> P { P { x: 1 } }\n}\n", ["P", "P", "new"]),
    "rb": ("module M\n class A\n  def go\n  end\n end\nend\n", ["M", "A", "go"]),
    "php": ("<?php\nclass A { function go() {} }\nfunction b() {}\n", ["A", "go", "b"]),
    "kt": ("class A { fun go() {} }\n", ["A", "go"]),
    "swift": ("class A { func go() {} }\n", ["A", "go"]),
}


@pytest.mark.parametrize("kind", CASES)
def test_names_in_order(kind: str) -> None:
    text, names = CASES[kind]
    found = definitions(kind, text)
    assert [name for name, _, _ in found] == names
    assert all(0 <= first < last <= text.count("\n") + 1 for _, first, last in found)


def test_what_is_not_of_the_language_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grammars, "ERROR_STEPS", 20)
    assert definitions("c", "a b\n\n" + "\n===\n" * 6000) == []
    assert [name for name, _, _ in definitions("c", CASES["c"][0] * 2000)][:2] == ["add", "point"]


def test_a_language_without_a_grammar_and_a_package_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert definitions("lua", "function a() end") == []
    monkeypatch.setitem(sys.modules, "tree_sitter_go", None)
    grammars._parser.cache_clear()
    assert definitions("go", CASES["go"][0]) == []
    grammars._parser.cache_clear()
