"""How often what changelogs say of their versions is answered rightly: questions made from their headings.

    python bench/releases.py FOLDER [--index INDEX] [--seed 5]

Each file under FOLDER with four headings or more of a version and a date ("2.0.0 (2025-01-22)") is asked of by the name
of its folder: when four of its versions were released, which two came out on a day, which is the latest, and when one
was released that it does not have. An answer is right where its short answer has what the heading says.
"""

from __future__ import annotations

import argparse
import random
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from askhz import chatbot
from askhz.indexing import updating

_HEADING = re.compile(r"^(?:#+ +|Version )?\[?v?(\d+(?:\.\d+)+\w*)\]?[ (*-]+(\d{4}-\d{2}-\d{2})", re.MULTILINE)
_FEWEST = 4
_WAYS = (
    "When was {name} {version} released?",
    "When was version {version} of {name} released?",
    "What is the release date of {name} {version}?",
    "When did {name} {version} come out?",
)


class Asked(NamedTuple):
    """A question, what answers it (None: nothing does), and its kind."""

    question: str
    answer: str | None
    kind: str


def main() -> None:
    """Print what is wrong, then the counts by kind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="changelogs, each in the folder of its project")
    parser.add_argument("--index", type=Path, help="where to keep the index (default: nowhere)")
    parser.add_argument("--seed", type=int, default=5, help="which versions are asked of (default: %(default)s)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        index = options.index or Path(scratch) / "index"
        updating.update([options.folder], index)
        bot = chatbot.open_chatbot(index)
        counts = Counter[tuple[str, str]]()
        for one in questions(options.folder, random.Random(options.seed)):
            answer = bot.ask(one.question)
            short = answer.short.text if answer.short else ""
            if not answer.answered:
                verdict = "declined"
            else:
                verdict = "right" if one.answer is not None and one.answer in short else "wrong"
            counts[one.kind, verdict] += 1
            if verdict == "wrong":
                print(f"wrong: {one.question} {short!r} for {one.answer!r} at {answer.confidence:.2f}")
        bot.close()
    for (kind, verdict), count in sorted(counts.items()):
        print(f"{kind}: {verdict} {count}")


def questions(folder: Path, chance: random.Random) -> Iterator[Asked]:
    """The questions of all changelogs."""
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        name, found = file.parent.name, _HEADING.findall(file.read_text(encoding="utf-8", errors="replace"))
        if len(found) < _FEWEST:
            continue
        for version, date in chance.sample(found, 4):
            yield Asked(chance.choice(_WAYS).format(name=name, version=version), date, "date of a version")
        alone = [one for one in found if sum(one[1] == other[1] for other in found) == 1]
        for version, date in chance.sample(alone, min(2, len(alone))):
            yield Asked(f"Which version of {name} was released on {date}?", version, "version of a day")
        latest = max(found, key=lambda one: [int(part) for part in re.findall(r"\d+", one[0])])
        yield Asked(f"What is the latest version of {name}?", latest[0], "latest version")
        yield Asked(
            f"When was {name} {int(latest[0].split('.')[0]) + 1}.0.7 released?", None, "version that is not there"
        )


if __name__ == "__main__":
    main()
