"""What is marked, asked for in other languages than English."""

from __future__ import annotations

import pytest
from readers import read_one

from askhz.claims.marks import mark_asked, marked_stretches
from askhz.claims.phrases import is_of_these, kind_asked
from askhz.claims.releases import told_by_headings
from askhz.documents.markdown import read_markdown
from askhz.question import analyse
from askhz.records import DocumentInfo, Hit, Passage
from askhz.text.anchors import anchors_within

GERMAN = """# Kontor

## Version 5.2 vom 3. März 2025

- A.

## Version 5.1 vom 12. November 2024

- B.

Artikel 4. Keine Haftung.
"""
FRENCH = """# Marmite

## Version 3.2 du 14 mai 2025

- A.

## Version 3.1 du 2 février 2025

- B.

Article 7. La garantie.
"""
SPANISH = """# Brújula

## Versión 2.4 del 8 de abril de 2025

- A.

## Versión 2.3 del 20 de enero de 2025

- B.

Cláusula 9. La fianza.
"""
CHINESE = """# 青石系统

## 3.2 版 (2025年5月14日)

- 甲。

## 3.1 版 (2025年2月2日)

- 乙。

第五条 付款。

第六条 保修。
"""


def headed(asked: str, text: str) -> list[str]:
    """What the headings tell, in few words."""
    document = read_one(read_markdown, text, "notes.md")
    hits = []
    for block in document.blocks:
        if block.kind == "heading":
            anchors = anchors_within(document.anchors, block.start, block.end)
            words = text[block.start : block.end]
            passage = Passage("notes.md", block.start, block.end, words, ((block.start, block.end),), anchors)
            info = DocumentInfo("notes.md", document.title, len(text), {})
            hits.append(Hit(passage, 0, 0.0, 0.0, None, None, info))
    found = told_by_headings(analyse(asked), hits)
    return [text[slice(*one.short)] for one in found if one.short]


@pytest.mark.parametrize(
    ("asked", "text", "expected"),
    [
        ("Wann erschien Kontor 5.1?", GERMAN, "12. November 2024"),
        ("Wann ist Version 5.2 herausgekommen?", GERMAN, "3. März 2025"),
        ("Welche Version erschien am 3. März 2025?", GERMAN, "5.2"),
        ("Was ist die neueste Version von Kontor?", GERMAN, "5.2"),
        ("Quand la version 3.1 est-elle sortie ?", FRENCH, "2 février 2025"),
        ("Quelle est la dernière version de Marmite ?", FRENCH, "3.2"),
        ("¿Cuándo salió la versión 2.3?", SPANISH, "20 de enero de 2025"),
        ("¿Qué versión salió el 8 de abril de 2025?", SPANISH, "2.4"),
        ("3.1 版什么时候发布？", CHINESE, "2025年2月2日"),
        ("青石系统最新版本是什么？", CHINESE, "3.2"),
        ("2025年5月14日发布了哪个版本？", CHINESE, "3.2"),
    ],
)
def test_headings_tell(asked: str, text: str, expected: str) -> None:
    assert headed(asked, text) == [expected]


def test_headings_do_not_tell_of_what_is_not_there() -> None:
    assert headed("Wann erschien Kontor 5.3?", GERMAN) == []
    assert headed("3.3 版什么时候发布？", CHINESE) == []


@pytest.mark.parametrize(
    ("asked", "text", "begins"),
    [
        ("Was ist neu in Kontor 5.2?", GERMAN, "## Version 5.2"),
        ("Was steht in Artikel 4?", GERMAN, "Artikel 4."),
        ("Qu'est-ce qui change dans la version 3.2 de Marmite ?", FRENCH, "## Version 3.2"),
        ("Que dit l'article 7 ?", FRENCH, "Article 7."),
        ("¿Qué cambia en la versión 2.4?", SPANISH, "## Versión 2.4"),
        ("¿Qué dice la cláusula 9?", SPANISH, "Cláusula 9."),
        ("3.2 版有什么变化？", CHINESE, "## 3.2 版"),
        ("第六条说什么？", CHINESE, "第六条"),
    ],
)
def test_what_stands_under_a_mark(asked: str, text: str, begins: str) -> None:
    mark = mark_asked(analyse(asked))
    assert mark is not None
    assert mark.whole
    places, _ = marked_stretches(mark, read_one(read_markdown, text, "notes.md"))
    assert [text[slice(*place)].startswith(begins) for place in places] == [True]


def test_a_number_that_is_called_otherwise_is_not_meant() -> None:
    mark = mark_asked(analyse("Que dit l'article 9 ?"))
    assert mark is not None
    assert marked_stretches(mark, read_one(read_markdown, SPANISH, "notes.md"))[0] == []


def test_kinds() -> None:
    assert kind_asked(analyse("Was ist neu in 5.2?")) == "other"
    assert kind_asked(analyse("Wann erschien 5.2?")) == "date"
    assert kind_asked(analyse("Was the mill old?")) == "yes-no"
    assert is_of_these("¿Qué dice la cláusula 9?")
