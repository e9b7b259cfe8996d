"""Org: blocks, headings, tables and what is no word."""

from examples import examples
from hypothesis import given
from readers import damaged, outline, read_one, survives

from askhz.documents.orgmode import read_org

TEXT = """\
#+TITLE: The baths
#+AUTHOR: Guo
* TODO Prices :tag:
:PROPERTIES:
:ID: x
:END:
Some *bold* text with [[http://x.org][a link]]
going on.
# comment
- one
  more
- [ ] two :: def
1. three
| Name | Price |
|------+-------|
| Adult | 5 |
** Sub
#+begin_src python
print(1)
#+end_src
#+begin_quote
Said.
#+end_quote
: fixed
"""


def test_blocks_read_without_marks() -> None:
    document = read_one(read_org, TEXT)
    assert document.text == TEXT
    assert outline(document) == [
        ("front matter", "TITLE: The baths"),
        ("front matter", "AUTHOR: Guo"),
        ("heading", "Prices"),
        ("paragraph", "Some bold text with a link going on."),
        ("item", "one more"),
        ("item", "two: def"),
        ("item", "1. three"),
        ("row", "Name; Price"),
        ("row", "Name: Adult; Price: 5"),
        ("heading", "Sub"),
        ("code", "print(1)"),
        ("quotation", "Said."),
        ("code", "fixed"),
    ]
    assert (document.title, document.details, document.kind) == ("The baths", {"author": "Guo"}, "org")
    assert document.anchors[-1].headings == ("Prices", "Sub")


@given(damaged([TEXT.encode()]))
@examples(60)
def test_damaged_files(raw: bytes) -> None:
    survives(read_org, raw)
