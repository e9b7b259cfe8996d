# ruff: noqa: E501 (the XML of real files is long)
"""Tiny Office files, made by hand: each holds only what a test is about."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from wellformed import check_document

from askhz.documents.reader import About, Reader
from askhz.records import Document, Problem

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600
ENCRYPTED = OLE + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600


def packed(parts: dict[str, str]) -> bytes:
    """A ZIP file of these parts."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return whole.getvalue()


def related(*parts: tuple[str, str, str]) -> str:
    """The part that says what another one refers to: id, kind and target of each."""
    lines = "".join(f'<Relationship Id="{i}" Type="{R}/{kind}" Target="{target}"/>' for i, kind, target in parts)
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{lines}</Relationships>'
    )


def docx(body: str, **parts: str) -> bytes:
    """A DOCX file; `parts` are the insides of styles, numbering, footnotes, endnotes."""
    roots = {"styles": "styles", "numbering": "numbering", "footnotes": "footnotes", "endnotes": "endnotes"}
    named = {
        f"word/{name}.xml": f'<w:{roots[name]} xmlns:w="{W}">{text}</w:{roots[name]}>' for name, text in parts.items()
    }
    return packed(
        {
            "_rels/.rels": related(("a", "officeDocument", "word/document.xml")),
            "word/_rels/document.xml.rels": related(*((name, name, f"{name}.xml") for name in parts)),
            "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
            **named,
        }
    )


def p(text: str, properties: str = "", run: str = "") -> str:
    """A paragraph of a DOCX file."""
    return (
        f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
    )


def pptx(*slides: str, **parts: str) -> bytes:
    """A PPTX file, each slide given by the shapes in it; `parts` by their name, with "__" for "/"."""
    ids = "".join(f'<p:sldId id="{256 + at}" r:id="s{at}"/>' for at in range(len(slides)))
    files = {
        "_rels/.rels": related(("a", "officeDocument", "ppt/presentation.xml")),
        "ppt/_rels/presentation.xml.rels": related(
            *((f"s{at}", "slide", f"slides/{at}.xml") for at in range(len(slides)))
        ),
        "ppt/presentation.xml": f'<p:presentation xmlns:p="{P}" xmlns:r="{R}"><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>',
    }
    for at, shapes in enumerate(slides):
        files[f"ppt/slides/{at}.xml"] = slide(shapes)
    return packed(files | {name.replace("__", "/"): text for name, text in parts.items()})


def slide(shapes: str, root: str = "sld", attributes: str = "") -> str:
    """A slide, or a page of notes."""
    inside = f"<p:cSld><p:spTree>{shapes}</p:spTree></p:cSld>"
    return f'<p:{root} xmlns:p="{P}" xmlns:a="{A}" xmlns:r="{R}" {attributes}>{inside}</p:{root}>'


def shape(paragraphs: str, kind: str = "", at: tuple[int, int, int] | None = None) -> str:
    """A shape of a slide, its left and top edge and its height given."""
    holder = f'<p:ph type="{kind}"/>' if kind else ""
    place = ""
    if at:
        place = f'<a:xfrm><a:off x="{at[0]}" y="{at[1]}"/><a:ext cx="10" cy="{at[2]}"/></a:xfrm>'
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="1" name="n"/><p:nvPr>{holder}</p:nvPr></p:nvSpPr><p:spPr>{place}</p:spPr>'
        f"<p:txBody>{paragraphs}</p:txBody></p:sp>"
    )


def line(text: str, properties: str = "") -> str:
    """A paragraph on a slide."""
    return f"<a:p>{properties}<a:r><a:t>{text}</a:t></a:r></a:p>"


def xlsx(
    sheets: dict[str, str],
    styles: str = "",
    hidden: tuple[str, ...] = (),
    merged: Sequence[str] = (),
    tables: Sequence[str] = (),
    pivots: Sequence[str] = (),
) -> bytes:
    """An XLSX file, each sheet given by its rows of XML; every sheet has the merged cells, tables and pivot tables.

    A table is given by its cells ("A1:B3"), a pivot table by what its `location` says.
    """
    cells = "".join(f'<mergeCell ref="{ref}"/>' for ref in merged)
    merging = f'<mergeCells count="{len(merged)}">{cells}</mergeCells>' if merged else ""
    listed, parts, targets = "", {}, [("st", "styles", "styles.xml")]
    for at, (name, rows) in enumerate(sheets.items(), 1):
        state = ' state="hidden"' if name in hidden else ""
        listed += f'<sheet name="{name}" sheetId="{at}"{state} r:id="r{at}"/>'
        targets.append((f"r{at}", "worksheet", f"worksheets/sheet{at}.xml"))
        parts[f"xl/worksheets/sheet{at}.xml"] = (
            f'<worksheet xmlns="{S}"><sheetData>{rows}</sheetData>{merging}</worksheet>'
        )
        if tables or pivots:
            parts[f"xl/worksheets/_rels/sheet{at}.xml.rels"] = related(
                *((f"t{n}", "table", f"../tables/table{n}.xml") for n in range(len(tables))),
                *((f"p{n}", "pivotTable", f"../pivotTables/pivotTable{n}.xml") for n in range(len(pivots))),
            )
    for n, ref in enumerate(tables):
        parts[f"xl/tables/table{n}.xml"] = f'<table xmlns="{S}" id="{n + 1}" name="T{n}" ref="{ref}"/>'
    for n, location in enumerate(pivots):
        parts[f"xl/pivotTables/pivotTable{n}.xml"] = (
            f'<pivotTableDefinition xmlns="{S}"><location {location}/></pivotTableDefinition>'
        )
    return packed(
        {
            "_rels/.rels": related(("a", "officeDocument", "xl/workbook.xml")),
            "xl/_rels/workbook.xml.rels": related(*targets),
            "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="{R}"><sheets>{listed}</sheets></workbook>',
            "xl/styles.xml": f'<styleSheet xmlns="{S}">{styles}</styleSheet>',
            **parts,
        }
    )


def row(number: int, *cells: str | float | tuple[float, int]) -> str:
    """A row of a sheet: texts, numbers, or a number with the number of its style; "" leaves a cell out."""
    found = ""
    for at, cell in enumerate(cells):
        name = f"{chr(ord('A') + at)}{number}"
        if isinstance(cell, tuple):
            found += f'<c r="{name}" s="{cell[1]}"><v>{cell[0]}</v></c>'
        elif isinstance(cell, str):
            found += f'<c r="{name}" t="inlineStr"><is><t>{cell}</t></is></c>' if cell else ""
        else:
            found += f'<c r="{name}"><v>{cell}</v></c>'
    return f'<row r="{number}">{found}</row>'


def opendocument(body: str, styles: str = "", **parts: str) -> bytes:
    """An OpenDocument file; `body` stands in office:body, `styles` in its automatic styles."""
    names = ("office", "text", "table", "draw", "style", "svg", "presentation", "meta", "dc", "fo")
    spaces = " ".join(f'xmlns:{name}="urn:{name}"' for name in names)
    content = (
        f"<office:document-content {spaces}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body>{body}</office:body></office:document-content>"
    )
    return packed({"content.xml": content} | {name.replace("__", "/"): text for name, text in parts.items()})


def all_of(reader: Reader, raw: bytes, name: str = "Notes.x") -> list[Document | Problem]:
    """What a reader makes of bytes, each document checked."""
    stream: BinaryIO = io.BytesIO(raw)
    found = list(reader(stream, About(name, name, name)))
    for one in found:
        if isinstance(one, Document):
            check_document(one)
    return found


def only(reader: Reader, raw: bytes, name: str = "Notes.x") -> Document:
    """The one document that a reader makes of bytes; nothing may be left out."""
    (document,) = all_of(reader, raw, name)
    assert isinstance(document, Document)
    return document


def blocks(document: Document) -> list[tuple[str, int, str]]:
    """Kind, level and text of each block; the kind of a row that names columns is "header"."""
    return [
        ("header" if one.header else one.kind, one.level, document.text[one.start : one.end]) for one in document.blocks
    ]


def kept(document: Document) -> Iterator[str]:
    """The lines of a document's text that are not empty."""
    yield from filter(None, document.text.split("\n"))
