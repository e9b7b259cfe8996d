"""How well documents in further languages are found and read: Debian's frequently asked questions.

For each language the text of each answer is a document without its heading, and the heading is the question. Printed:
the share of questions whose answer is among the five best passages, and, of all questions, how many are answered and
how many quote the right document first, or at all.

    apt-get install debian-faq debian-faq-de debian-faq-fr debian-faq-it debian-faq-nl debian-faq-ru
    python bench/languages.py /usr/share/doc/debian/FAQ --language de --encoder all-MiniLM-L6-v2
"""

from __future__ import annotations

import argparse
import re
import tempfile
from contextlib import closing
from pathlib import Path

import lxml.html

from askhz.chatbot import Chatbot
from askhz.index import Index
from askhz.indexing import update
from askhz.reading import open_reader

LEAST = 120  # characters of an answer
BEST = 5


def answers(folder: Path, language: str) -> dict[str, str]:
    """The questions of a language with their answers' text, in the order of the files."""
    found: dict[str, str] = {}
    for file in sorted(folder.glob(f"*.{language}.html") if language == "en" else (folder / language).glob("*.html")):
        page = lxml.html.parse(str(file), lxml.html.HTMLParser(encoding="utf-8"))
        for section in page.xpath('//div[@class="section"]|//section'):
            heading = section.xpath(".//h2|.//h3")
            if not heading:
                continue
            asked = re.sub(r"^[\d.\s]+", "", " ".join(heading[0].text_content().split()))
            for title in section.xpath('.//div[@class="titlepage"]'):
                title.getparent().remove(title)
            parts = [" ".join(part.text_content().split()) for part in section.xpath(".//p|.//li|.//pre")]
            text = "\n\n".join(filter(None, parts))
            if asked.endswith("?") and len(text) > LEAST:
                found.setdefault(asked, text)
    return found


def measure(asked: dict[str, str], folder: Path, encoder: str | None, reader: str | None) -> str:
    """The figures of one language as a line; the documents and their index go to `folder`."""
    documents = folder / "documents"
    documents.mkdir()
    sources = {question: f"{at:03}.txt" for at, question in enumerate(asked)}
    for question, source in sources.items():
        (documents / source).write_text(asked[question] + "\n", encoding="utf-8")
    update([documents], folder / "index", model=encoder)
    found = answered = first = quoted = 0
    with closing(Chatbot(Index(folder / "index"), open_reader(reader))) as bot:
        for question, source in sources.items():
            found += any(hit.passage.source.endswith(source) for hit in bot.search(question, k=BEST))
            given = [citation.source.endswith(source) for citation in bot.ask(question).citations]
            answered, first, quoted = answered + bool(given), first + given[:1].count(True), quoted + any(given)
    total = len(sources)
    shares = (found / total, answered / total, first / total, quoted / total)
    return "{} questions; found {:.2f}, answered {:.2f}, right one first {:.2f}, quoted {:.2f}".format(total, *shares)


def main() -> None:
    """Measure the languages that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the FAQ lies: its pages, and a folder for each language")
    parser.add_argument(
        "--language", action="append", metavar="CODE", help="may be repeated (default: all that are there)"
    )
    parser.add_argument("--encoder", help="the encoder to index with (default: the one that is chosen)")
    parser.add_argument("--reader", help="as for askhz eval (default: the networks that are shipped)")
    options = parser.parse_args()
    known = ["en", *sorted(path.name for path in options.folder.iterdir() if len(path.name) == 2 and path.is_dir())]
    for language in options.language or known:
        asked = answers(options.folder, language)
        if not asked:
            raise SystemExit(f"{options.folder}: no questions in {language}")
        with tempfile.TemporaryDirectory(prefix="askhz-languages-") as folder:
            print(language, measure(asked, Path(folder), options.encoder, options.reader), flush=True)


if __name__ == "__main__":
    main()
