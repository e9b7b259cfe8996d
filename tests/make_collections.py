"""Makes the files of formats in which none was published small and under a free licence.

`python tests/make_collections.py` makes all of them. Each holds text of this repository that is openly licensed (see
SOURCES.md). LibreOffice (`soffice`) writes DOC, PPT and ODS, Python's own modules the others.
"""

import email
import email.policy
import html
import json
import mailbox
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from askhz.documents.markdown import structure
from askhz.text.views import view_of

HERE = Path(__file__).parent / "collections"
REAL = HERE.parent / "gold" / "real"
GIT = REAL / "thoughtbot" / "guides" / "git" / "README.md"
DIRECTIVES = sorted((REAL / "cisagov" / "cyber.dhs.gov" / "pages").glob("*.md"))
MAILS = ["email-no-utf8.eml", "eml_with_attachment.eml"]
PACKED = ["md/research-plan.md", "csv/csv-semicolon.csv", "docx/docx_lists.docx"]
_SLIDES = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.presentation">
<office:body><office:presentation>{pages}</office:presentation></office:body></office:document>
"""
_FRAME = (
    '<draw:frame presentation:class="{kind}" svg:x="2cm" svg:y="{top}cm" svg:width="22cm" svg:height="{height}cm">'
    "<draw:text-box>{text}</draw:text-box></draw:frame>"
)


def read(file: Path) -> Iterator[tuple[str, int, str]]:
    """The blocks of a Markdown file: kind, level and text without marks."""
    text = file.read_text(encoding="utf-8")
    found = structure(text)
    for block in found.blocks:
        yield block.kind, block.level, view_of(text, block.start, block.end, found.edits).text


def converted(file: Path, ending: str, to: Path) -> None:
    """Write a file in another format, by LibreOffice."""
    with tempfile.TemporaryDirectory() as folder:
        profile = f"-env:UserInstallation=file://{folder}/profile"
        line = ["soffice", profile, "--headless", "--convert-to", ending, "--outdir", folder, str(file)]
        subprocess.run(line, check=True, capture_output=True)
        to.parent.mkdir(exist_ok=True)
        shutil.copy(Path(folder) / f"{file.stem}.{ending}", to)


def write_slides(to: Path) -> None:
    """The sections of a guide that are lists, a slide each."""
    slides: list[tuple[str, list[str]]] = []
    for kind, _, text in read(GIT):
        if kind == "heading":
            slides.append((text, []))
        elif kind == "item" or (kind == "paragraph" and len(slides) == 1):
            slides[-1][1].append(text)
    pages = ""
    for at, (title, lines) in enumerate([slide for slide in slides if slide[1]], 1):
        items = "".join(f"<text:list-item><text:p>{html.escape(line)}</text:p></text:list-item>" for line in lines)
        head = _FRAME.format(kind="title", top=1, height=3, text=f"<text:p>{html.escape(title)}</text:p>")
        body = _FRAME.format(kind="outline", top=5, height=12, text=f"<text:list>{items}</text:list>")
        pages += f'<draw:page draw:name="page{at}">{head}{body}</draw:page>'
    with tempfile.TemporaryDirectory() as folder:
        flat = Path(folder) / f"{to.stem}.fodp"
        flat.write_text(_SLIDES.format(pages=pages), encoding="utf-8")
        converted(flat, "ppt", to)


def write_records(to: Path) -> None:
    """What each directive says of itself, and the first paragraph of its background."""
    records = []
    for file in DIRECTIVES:
        raw = file.read_text(encoding="utf-8")
        blocks = list(read(file))
        issued = next((text for kind, _, text in blocks if re.match(r"[A-Z][a-z]+ \d+, 20\d\d", text)), None)
        title = re.search(r"^title: (.*)$", raw, re.MULTILINE)
        at = next((n for n, block in enumerate(blocks) if block[0] == "heading" and block[2] == "Background"), None)
        if issued is None or title is None or at is None:
            continue
        subject = next(text for kind, level, text in blocks if kind == "heading" and level == 2)
        day = issued.partition(" ##")[0]
        background = next(text for kind, _, text in blocks[at:] if kind == "paragraph")
        records.append({"directive": title[1], "issued": day, "subject": subject, "background": background})
    to.parent.mkdir(exist_ok=True)
    to.write_text(json.dumps({"directives": records}, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def write_mailbox(to: Path) -> None:
    """Some mails in one file."""
    to.unlink(missing_ok=True)
    box = mailbox.mbox(to)
    for name in MAILS:
        raw = (HERE / "mail" / name).read_bytes()
        box.add(mailbox.mboxMessage(email.message_from_bytes(raw, policy=email.policy.compat32)))
    box.close()


def write_archive(to: Path) -> None:
    """Some files in one archive, in folders."""
    to.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in PACKED:
            entry = zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, (HERE / name).read_bytes())


if __name__ == "__main__":
    converted(HERE / "docx" / "gap-analysis.docx", "doc", HERE / "doc" / "gap-analysis.doc")
    converted(HERE / "xlsx" / "training-attendance.xlsx", "ods", HERE / "ods" / "training-attendance.ods")
    write_slides(HERE / "ppt" / "git-guide.ppt")
    write_records(HERE / "json" / "directives.json")
    write_mailbox(HERE / "mail" / "two-messages.mbox")
    write_archive(HERE / "zip" / "mixed.zip")
