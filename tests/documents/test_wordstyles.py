"""What a DOCX file's styles make of its paragraphs."""

import pytest
from lxml import etree

from askhz.documents.wordstyles import Styles, heading_of, role_of

STYLES = """<styles><style type="paragraph" styleId="N" default="1"><name val="Normal"/><rPr><b/></rPr></style>
<style type="paragraph" styleId="A"><name val="Own"/><basedOn val="B"/></style>
<style type="paragraph" styleId="B"><name val="heading 3"/><basedOn val="A"/>
  <pPr><numPr><numId val="4"/></numPr></pPr></style>
<style type="paragraph" styleId="X"><name val="Deep"/><basedOn val="B"/><pPr><outlineLvl val="9"/>
  <numPr><ilvl val="2"/></numPr></pPr></style>
<style type="character" styleId="Strong"><name val="Strong"/><rPr><b/></rPr></style></styles>"""


def paragraph(properties: str = "", run: str = "") -> etree._Element:
    return etree.fromstring(f"<p><pPr>{properties}</pPr><r><rPr>{run}</rPr><t>word</t></r><r><t> </t></r></p>")


@pytest.fixture
def styles() -> Styles:
    return Styles(etree.fromstring(STYLES))


def test_levels_and_lists_come_from_the_styles_below(styles: Styles) -> None:
    assert styles.heading(paragraph('<pStyle val="B"/>')) == 3
    assert styles.heading(paragraph('<pStyle val="X"/>')) == 0
    assert styles.heading(paragraph('<pStyle val="B"/><outlineLvl val="0"/>')) == 1
    assert styles.numbered(paragraph('<pStyle val="X"/>')) == ("4", 2)
    assert styles.numbered(paragraph('<pStyle val="X"/><numPr><numId val="0"/></numPr>')) == (None, 2)


def test_styles_in_a_circle_and_styles_that_are_not_there(styles: Styles) -> None:
    assert styles.heading(paragraph('<pStyle val="A"/>')) in (0, 3)
    assert styles.heading(paragraph('<pStyle val="Heading2"/>')) == 2
    assert Styles(None).heading(paragraph()) == 0


def test_bold_by_run_by_its_style_and_by_the_paragraph(styles: Styles) -> None:
    assert styles.is_bold(paragraph())
    assert not styles.is_bold(paragraph(run='<b val="false"/>'))
    plain = '<pStyle val="Other"/>'
    assert not styles.is_bold(paragraph(plain))
    assert styles.is_bold(paragraph(plain, '<rStyle val="Strong"/>'))
    assert not styles.is_bold(etree.fromstring("<p/>"))


@pytest.mark.parametrize(
    ("name", "role"),
    [("Title", "title"), ("toc 3", "contents"), ("List Bullet 2", "bullet"), ("Caption", "caption"), ("Code", "code")],
)
def test_roles_by_name(name: str, role: str) -> None:
    assert role_of(name) == role
    assert heading_of(name) == 0
