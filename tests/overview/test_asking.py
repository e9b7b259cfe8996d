import pytest

from askhz.overview.asking import Scope, wanted
from askhz.question import analyse

ALL = """What is this about?|What are these documents about?|Summarise the documents.|Give me an overview|TL;DR
What topics do the documents cover?|What do the documents say?|Tell me about these documents|Can you sum this up for me?
What's in the folder?|What kind of documents are these?
这些文章讲了什么？|总结一下|请概括这篇文章的主要内容|这是关于什么的？"""
DOCUMENTS = """What documents do you have?|Which files are indexed?|List the documents|How many documents are there?
list all your documents please|你有哪些文档？|有哪些资料|列出所有文件"""
SOMETHING_ELSE = """Who wrote the summary?|What documents do I need for a passport?|Which documents mention ferries?
What do the documents say about silk?|What is the main reason for the closure?|How long must the abstract be?
In short, who is the captain?|How do I describe the product to a customer in a few sentences?
What documents are required?|需要哪些文件才能申请护照？
When is the outline due?|What are the main ingredients?|Is this about the ferry?"""
NAMED = {
    "Summarise the ferry rules.": ("ferri", "rule"),
    "What are the main points of avalon.md?": ("avalon", "md"),
    "hanabi in a nutshell": ("hanabi",),
    "What is PEP 764 about?": ("pep", "764"),
    "Summarise Why the Mill Closed": ("mill", "close"),
    "杭州六小龙这篇文章讲了什么": ("杭州", "州六", "六小", "小龙"),
}


def listed(lines: str) -> list[str]:
    return [one for line in lines.splitlines() for one in line.split("|")]


@pytest.mark.parametrize(
    ("text", "scope"), [(text, "all") for text in listed(ALL)] + [(text, "documents") for text in listed(DOCUMENTS)]
)
def test_of_all_documents(text: str, scope: Scope) -> None:
    found = wanted(analyse(text))
    assert found is not None
    assert (found.scope, found.words) == (scope, ())


@pytest.mark.parametrize("text", NAMED)
def test_of_what_is_named(text: str) -> None:
    found = wanted(analyse(text))
    assert found is not None
    assert (found.scope, found.words) == ("named", NAMED[text])


@pytest.mark.parametrize("text", listed(SOMETHING_ELSE))
def test_other_questions_want_something_else(text: str) -> None:
    found = wanted(analyse(text))
    assert found is None or found.scope == "named"  # a name is looked for among the documents, and not found


@pytest.mark.parametrize(
    "text", ["Who wrote the summary?", "In short, who is the captain?", "When is the outline due?"]
)
def test_a_question_for_one_fact_wants_no_overview(text: str) -> None:
    assert wanted(analyse(text)) is None


def test_what_was_spoken_of_before_is_named() -> None:
    found = wanted(analyse("Can you summarise it?", ["Who wrote the Ferry Handbook?"]))
    assert found is not None
    assert set(found.words) >= {"ferri", "handbook"}


def test_words_of_any_document_are_marked() -> None:
    found = wanted(analyse("Summarise the travel guide"))
    assert found is not None
    assert found.nouns == {"guid"}


@pytest.mark.parametrize(
    ("asked", "scope"),
    [
        ("Worum geht es in diesen Dokumenten?", "all"),
        ("Fasse alles zusammen!", "all"),
        ("De quoi parlent ces documents ?", "all"),
        ("¿De qué tratan estos documentos?", "all"),
        ("Waar gaan deze documenten over?", "all"),
        ("Welche Dokumente gibt es?", "documents"),
        ("Quels documents avez-vous ?", "documents"),
        ("Worum geht es in der Satzung?", None),
        ("Welche Dokumente brauche ich?", None),
    ],
)
def test_an_overview_of_all_documents_in_another_language(asked: str, scope: str | None) -> None:
    found = wanted(analyse(asked))
    assert (found.scope if found else None) == scope
