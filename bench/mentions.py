"""How often "What do the documents say about …?" is answered from the section that has this heading.

Every heading of the documents of an index is asked about, if it has two to six words and something below it, and no
other heading reads the same. Printed: how many were asked, the share that is answered by what is said about the
topic, and the share of these that quote the heading's own section.

    askhz index tests/gold/real --index /tmp/real && python bench/mentions.py --index /tmp/real
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from askhz.chatbot import Chatbot
from askhz.index import Index
from askhz.overview.mentioning import CONFIDENCE
from askhz.records import Document
from askhz.text.views import view_of

LEAST = 200  # characters of a section


def sections(document: Document) -> Iterator[tuple[str, int, int]]:
    """Each heading as it reads, with the start and the end of what stands below it, up to the next heading."""
    starts = [block for block in document.blocks if block.kind == "heading"]
    ends = [block.start for block in starts[1:]] + [len(document.text)]
    for block, end in zip(starts, ends, strict=False):
        heading = view_of(document.text, block.start, block.end, document.edits).text.strip()
        if 2 <= len(heading.split()) <= 6 and end - block.end >= LEAST:
            yield heading, block.start, end


def main() -> None:
    """Ask about every heading."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=Path, required=True)
    options = parser.parse_args()
    answered = right = 0
    with closing(Chatbot(Index(options.index))) as bot:
        found = [(source, *one) for source in bot.sources() for one in sections(bot.document(source))]
        often = Counter(heading.casefold() for _, heading, _, _ in found)
        asked = [one for one in found if often[one[1].casefold()] == 1]
        for source, heading, start, end in asked:
            answer = bot.ask(f"What do the documents say about {heading}?")
            if answer.confidence == CONFIDENCE:
                answered += 1
                right += any(one.source == source and start <= one.start < end for one in answer.citations)
    print(f"{len(asked)} headings; answered {answered / len(asked):.2f}, their own section {right / answered:.2f}")


if __name__ == "__main__":
    main()
