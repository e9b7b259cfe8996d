"""One module in the place of many; Chromium runs it in the browser tests."""

from __future__ import annotations

import pytest

from askhz.web.modules import as_one
from askhz.web.shell import scripts

WORD = "export const WORD = 1;\n"
TWICE = 'import { WORD } from "./word.js";\n\nexport function twice() {\n  return 2 * WORD;\n}\n'


def test_what_is_imported_stands_before_it_and_once() -> None:
    first = 'import { twice } from "./twice.js";\nimport { WORD } from "./word.js";\ntwice(WORD);\n'
    assert as_one({"a.js": first, "twice.js": TWICE, "word.js": WORD, "other.js": "never();"}, "a.js") == (
        "const module_word_js = (() => {\nconst WORD = 1;\n\nreturn { WORD };\n})();\n"
        "const module_twice_js = (() => {\nconst { WORD } = module_word_js;\n\nfunction twice() {\n"
        "  return 2 * WORD;\n}\n\nreturn { twice };\n})();\n"
        "const module_a_js = (() => {\nconst { twice } = module_twice_js;\nconst { WORD } = module_word_js;\n"
        "twice(WORD);\n\nreturn {  };\n})();\n"
    )


def test_the_pages_modules_are_all_in_it() -> None:
    whole = scripts()
    for name in ("talk", "viewer", "words", "watching", "map", "finding"):
        assert whole.count(f"const module_{name}_js = ") == 1
    assert "export " not in whole
    assert "import(" in whole  # how Gradio's script is loaded later


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('import { WORD as one } from "./word.js";', "not a form of import"),
        ('import * as word from "./word.js";', "not a form of import"),
        ("export default 3;", "not a form of import"),
        ("export let word = 3;", "not a form of import"),
        ('import { a } from "./gone.js";', "not there"),
        ('import { twice } from "./circle.js";', "a circle"),
    ],
)
def test_what_would_come_out_wrong_is_an_error(text: str, said: str) -> None:
    texts = {"a.js": text, "word.js": WORD, "circle.js": 'import { b } from "./a.js";'}
    with pytest.raises(ValueError, match=said):
        as_one(texts, "a.js")
