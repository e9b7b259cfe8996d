"""The formats that can be read: a row each. A new format is a module with a `Reader` and its row here.

A reader imports the packages that it needs when it first reads, so that nothing is loaded for formats that are not
there, and a package that is missing can be named.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from ..records import Document, Problem
from .archives import read_tar, read_zip
from .asciidoc import read_asciidoc
from .data import read_json, read_json_lines
from .delimited import read_csv, read_tsv
from .epub import read_epub
from .latex import read_latex
from .mail import read_eml, read_mbox, read_msg
from .markdown import read_markdown
from .notebooks import read_notebook
from .oldoffice import read_doc, read_ppt
from .opendocument import read_odp, read_odt
from .orgmode import read_org
from .pdf import read_pdf
from .plain import read_plain
from .reader import About, Reader, UnreadableError
from .restructured import read_restructured
from .richtext import read_rtf
from .settings import read_ini, read_toml, read_yaml
from .slides import read_slides
from .sourcecode import LANGUAGES, READERS
from .subtitles import read_subtitles
from .webpages import read_html, read_mhtml, read_xhtml
from .word import read_word
from .workbooks import read_ods, read_xls, read_xlsx
from .xmldata import read_xml


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    `kind` is the name that documents carry. Increase `version` when the reader would make other documents, blocks or
    anchors of the same bytes: it makes an index read such files again. A file of `many` documents names them itself.
    `extra` is the optional dependency of askhz that holds the reader's packages. A `plain` format is read by our own
    code from text, so it needs no process of its own: see `isolated`.
    """

    kind: str
    media_type: str
    reader: Reader
    version: int = 1
    many: bool = False
    plain: bool = False
    extra: str | None = None


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_MARKDOWN = 11  # notebooks are read as Markdown, too
FORMATS: dict[str, Format] = {
    ".txt": Format("txt", "text/plain", read_plain, version=10, plain=True),
    ".text": Format("txt", "text/plain", read_plain, version=10, plain=True),
    ".log": Format("txt", "text/plain", read_plain, version=10, plain=True),
    ".md": Format("md", "text/markdown", read_markdown, version=_MARKDOWN, plain=True),
    ".markdown": Format("md", "text/markdown", read_markdown, version=_MARKDOWN, plain=True),
    ".mdx": Format("md", "text/markdown", read_markdown, version=_MARKDOWN, plain=True),
    ".qmd": Format("md", "text/markdown", read_markdown, version=_MARKDOWN, plain=True),
    ".rmd": Format("md", "text/markdown", read_markdown, version=_MARKDOWN, plain=True),
    ".rst": Format("rst", "text/x-rst", read_restructured, version=3),
    ".adoc": Format("adoc", "text/asciidoc", read_asciidoc, version=4),
    ".asciidoc": Format("adoc", "text/asciidoc", read_asciidoc, version=4),
    ".org": Format("org", "text/org", read_org, version=3),
    ".tex": Format("tex", "text/x-tex", read_latex, version=3),
    ".srt": Format("srt", "application/x-subrip", read_subtitles),
    ".vtt": Format("vtt", "text/vtt", read_subtitles),
    ".jsonl": Format("jsonl", "application/jsonl", read_json_lines, version=2, many=True, plain=True),
    ".ndjson": Format("jsonl", "application/jsonl", read_json_lines, version=2, many=True, plain=True),
    ".json": Format("json", "application/json", read_json),
    ".ipynb": Format("md", "application/x-ipynb+json", read_notebook, version=_MARKDOWN),
    ".yaml": Format("yaml", "application/yaml", read_yaml, version=2),
    ".yml": Format("yaml", "application/yaml", read_yaml, version=2),
    ".toml": Format("toml", "application/toml", read_toml, version=2),
    ".ini": Format("ini", "text/plain", read_ini, version=2),
    ".cfg": Format("ini", "text/plain", read_ini, version=2),
    ".conf": Format("ini", "text/plain", read_ini, version=2),
    ".properties": Format("ini", "text/plain", read_ini, version=2),
    ".xml": Format("xml", "application/xml", read_xml),
    ".html": Format("html", "text/html", read_html, version=4),
    ".htm": Format("html", "text/html", read_html, version=4),
    ".xhtml": Format("xhtml", "application/xhtml+xml", read_xhtml, version=4),
    ".mhtml": Format("mhtml", "multipart/related", read_mhtml, version=4),
    ".mht": Format("mhtml", "multipart/related", read_mhtml, version=4),
    ".epub": Format("epub", "application/epub+zip", read_epub, version=4),
    ".eml": Format("eml", "message/rfc822", read_eml, many=True, version=2),
    ".mbox": Format("mbox", "application/mbox", read_mbox, many=True, version=2),
    ".msg": Format("msg", "application/vnd.ms-outlook", read_msg, many=True, version=2),
    ".zip": Format("zip", "application/zip", read_zip, many=True),
    ".tar": Format("tar", "application/x-tar", read_tar, many=True),
    ".tgz": Format("tar", "application/gzip", read_tar, many=True),
    ".gz": Format("gz", "application/gzip", read_tar, many=True),
    ".bz2": Format("bz2", "application/x-bzip2", read_tar, many=True),
    ".xz": Format("xz", "application/x-xz", read_tar, many=True),
    ".docx": Format(
        "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", read_word, version=4
    ),
    ".docm": Format("docx", "application/vnd.ms-word.document.macroEnabled.12", read_word, version=5),
    ".pptx": Format(
        "pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", read_slides, version=4
    ),
    ".pptm": Format("pptx", "application/vnd.ms-powerpoint.presentation.macroEnabled.12", read_slides, version=4),
    ".rtf": Format("rtf", "application/rtf", read_rtf, version=4),
    ".xlsx": Format("xlsx", _XLSX, read_xlsx, version=6),
    ".xlsm": Format("xlsx", "application/vnd.ms-excel.sheet.macroEnabled.12", read_xlsx, version=6),
    ".xls": Format("xls", "application/vnd.ms-excel", read_xls, version=5),
    ".ods": Format("ods", "application/vnd.oasis.opendocument.spreadsheet", read_ods, version=5),
    ".csv": Format("csv", "text/csv", read_csv, version=4),
    ".tsv": Format("tsv", "text/tab-separated-values", read_tsv, version=4),
    ".doc": Format("doc", "application/msword", read_doc, version=3, extra="old-office"),
    ".ppt": Format("ppt", "application/vnd.ms-powerpoint", read_ppt, version=3, extra="old-office"),
    ".odt": Format("odt", "application/vnd.oasis.opendocument.text", read_odt, version=5),
    ".odp": Format("odp", "application/vnd.oasis.opendocument.presentation", read_odp, version=5),
    ".pdf": Format("pdf", "application/pdf", read_pdf, version=7),
    **{end: Format(kind, "text/plain", READERS[kind]) for end, kind in LANGUAGES.items()},
}
# Files that are read as text though their names have no ending, in any case.
NAMES = frozenset(
    "readme changes changelog changelogs history news whatsnew roadmap todo bugs authors contributors contributing "
    "maintainers thanks credits acknowledgements acknowledgments license licence licenses licences copying copyright "
    "notice notices patents install installation upgrading hacking faq security support governance about".split()
)
# What people have most of, by one ending each; for messages.
_MAIN = {
    ".pdf": "PDF",
    ".docx": "Word",
    ".xlsx": "Excel",
    ".pptx": "PowerPoint",
    ".html": "web pages",
    ".eml": "e-mail",
    ".md": "Markdown",
    ".txt": "text",
}

# Files that hold files of other formats must be read again when the reader of any of these changes.
_HOLDERS = (".eml", ".mbox", ".msg", ".zip", ".tar", ".tgz", ".gz", ".bz2", ".xz")
_VERSIONS = sum(how.version for how in FORMATS.values())
FORMATS.update((name, replace(FORMATS[name], version=_VERSIONS)) for name in _HOLDERS)


def format_of(name: str) -> Format | None:
    """The format of a file by the ending of its name, or by a name such as README; None if it cannot be read."""
    return FORMATS.get(".txt" if name.lower() in NAMES else ending(name))


def ending(name: str) -> str:
    """The ending of a file's name, in small letters.

    >>> ending("Notes.MD"), ending("Makefile")
    ('.md', '')
    """
    return os.path.splitext(name)[1].lower()  # noqa: PTH122 (ten times faster than a path's suffix)


def endings() -> str:
    """The files that can be read, for a person: the main formats by name, and where all are listed.

    >>> endings().rpartition("Markdown")[2]
    ', text and other files (docs/formats.md lists the formats)'
    """
    main = ", ".join(name for ending, name in _MAIN.items() if ending in FORMATS)
    return f"{main} and other files (docs/formats.md lists the formats)"


def read_as(how: Format, stream: BinaryIO, about: About) -> Iterator[Document | Problem]:
    """What a format's reader makes of a file. Raises `UnreadableError`, also where a package is not installed."""
    try:
        yield from how.reader(stream, about)
    except ModuleNotFoundError as error:
        if how.extra is None:
            raise
        raise UnreadableError(f"needs the package {error.name}; pip install 'askhz[{how.extra}]'") from error
