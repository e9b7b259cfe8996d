# ruff: noqa: E501 (the XML of real files is long)
"""The styles of OpenDocument files, and the numbers that follow from them."""

from lxml import etree
from officefiles import blocks, only, opendocument

from askhz.documents.opendocument import read_odt
from askhz.documents.openlists import OpenStyles
from askhz.records import Document

LISTS = """
<text:list-style style:name="L1">
  <text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>
  <text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")" text:display-levels="2"/>
</text:list-style>
<text:list-style style:name="L2"><text:list-level-style-bullet text:level="1" text:bullet-char="o"/></text:list-style>
"""


def read(body: str) -> Document:
    return only(read_odt, opendocument(f"<office:text>{body}</office:text>", LISTS))


def item(inside: str) -> str:
    return f"<text:list-item>{inside}</text:list-item>"


def test_items_have_their_numbers_as_shown() -> None:
    inner = f"<text:list>{item('<text:p>in</text:p>')}{item('<text:p>side</text:p>')}</text:list>"
    lists = f"""<text:list xml:id="one" text:style-name="L1">{item("<text:p>a</text:p>" + inner)}{item("<text:p>b</text:p><text:p>more</text:p>")}
      </text:list><text:p>Between</text:p><text:list text:continue-list="one" text:style-name="L1">{item("<text:p>c</text:p>")}</text:list>
      <text:list text:style-name="L1">{item("<text:p>anew</text:p>")}</text:list>
      <text:list text:style-name="L2">{item("<text:p>dot</text:p>")}</text:list>"""
    assert blocks(read(lists)) == [
        ("item", 1, "1. a"),
        ("item", 2, "1.a) in"),
        ("item", 2, "1.b) side"),
        ("item", 1, "2. b"),
        ("paragraph", 0, "more"),
        ("paragraph", 0, "Between"),
        ("item", 1, "3. c"),
        ("item", 1, "1. anew"),
        ("item", 1, "- dot"),
    ]


def test_a_style_is_what_those_are_that_it_builds_on() -> None:
    def style(name: str, parent: str) -> str:
        return f'<style name="{name}" parent-style-name="{parent}"/>'

    inside = (
        style("P1", "Own")
        + style("Own", "Heading_20_2")
        + style("Q", "Block_20_Text")
        + style("A", "B")
        + style("B", "A")
    )
    styles = OpenStyles(etree.fromstring(f"<a><automatic-styles>{inside}</automatic-styles></a>"), None)
    assert styles.role("P1") == ("", 2)
    assert styles.role("Q") == ("quotation", 0)
    assert styles.role("A") == styles.role(None) == ("", 0)
    assert styles.is_table_heading("Table_20_Heading")
    assert not styles.is_table_heading("Q")
