"""How fast files are read: pages of PDFs a second, megabytes of other formats a second, of processor time.

    python bench/reading.py FOLDER... [--runs 3] [--only pdf,docx]

Every file below the folders is read so often, in this process, without reading pictures of text; the fastest counts.
A line for each format: files, pages or megabytes (of the file; of the text that came out of it), and how many a second.
For PDF also what PDFium alone does, page by page, in the same minute: on a busy machine the ratio says more than both.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from askhz.documents.formats import format_of, read_as
from askhz.documents.pdf import ocr
from askhz.documents.reader import About, UnreadableError
from askhz.records import Document


@dataclass
class Sum:
    """What was read of a format: files, pages, bytes of the files, characters, seconds; seconds of PDFium alone."""

    files: int = 0
    pages: int = 0
    size: int = 0
    characters: int = 0
    seconds: float = 0.0
    bare: float = 0.0


def main() -> int:
    """Read the files and print the table."""
    options = _options()
    ocr.is_installed = lambda: False
    only = set(options.only.split(",")) if options.only else None
    sums: dict[str, Sum] = defaultdict(Sum)
    for folder in options.folders:
        for file in sorted(folder.rglob("*")):
            how = format_of(file.name)
            if how and file.is_file() and (only is None or how.kind in only):
                measure(file, sums[how.kind], options.runs)
    print(f"{'format':8} {'files':>5} {'MB':>7} {'MB/s':>7} {'text MB/s':>9} {'pages':>6} {'pages/s':>8} {'PDFium':>7}")
    for kind, one in sorted(sums.items()):
        if one.seconds:
            megabytes, text = one.size / 1e6, one.characters / 1e6
            line = f"{kind:8} {one.files:5} {megabytes:7.2f} {megabytes / one.seconds:7.2f} {text / one.seconds:9.2f}"
            pages = f" {one.pages:6} {one.pages / one.seconds:8.1f} {one.pages / one.bare:7.1f}" if one.bare else ""
            print(line + pages)
    return 0


def measure(file: Path, one: Sum, runs: int) -> None:
    """Add a file that can be read to its format's sum."""
    try:
        documents = read(file)  # imports what its reader needs
    except UnreadableError:
        return
    one.files += 1
    one.size += file.stat().st_size
    one.characters += sum(len(document.text) for document in documents)
    one.seconds += fastest(lambda: read(file), runs)
    if file.suffix.lower() == ".pdf":
        one.pages += bare(file)
        one.bare += fastest(lambda: bare(file), runs)


def read(file: Path) -> list[Document]:
    """The documents of a file. Raises `UnreadableError`."""
    how = format_of(file.name)
    if how is None:
        return []
    with file.open("rb") as stream:
        found = list(read_as(how, stream, About(file.name, file.name, file.name)))
    return [document for document in found if isinstance(document, Document)]


def bare(file: Path) -> int:
    """Take the text of a PDF's pages as PDFium has it; how many pages there are."""
    import pypdfium2

    with pypdfium2.PdfDocument(file) as opened:
        for page in opened:
            page.get_textpage().get_text_range()
        return len(opened)


def fastest(job: Callable[[], object], runs: int) -> float:
    """Seconds of processor time that a job takes, the shortest of some runs."""
    times = []
    for _ in range(runs):
        began = time.process_time()
        job()
        times.append(time.process_time() - began)
    return min(times)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", help="kinds of documents, with commas between")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
