"""Makes `text/traditional.txt`: traditional characters and variants, and the simplified ones that they fold to.

    pip install opencc
    python -m training.scripts_table

From OpenCC's tables (Apache-2.0): t2s, and what tw2s and hk2s map beside it; compatibility ideographs by NFKC.
Characters beyond the basic plane are left out: they occur in dictionaries. OpenCC also looks at phrases; a word index
needs only that the same characters become the same.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path

TABLE = Path(__file__).parents[1] / "src/askhz/text/traditional.txt"
_PLANE = (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000), *range(0xF900, 0xFB00))


def simplified_characters() -> dict[str, str]:
    """Each character that folds to another one, with that one."""
    from opencc import OpenCC

    table: dict[str, str] = {}
    for name in ("t2s", "tw2s", "hk2s"):
        convert, simplified = OpenCC(name).convert, set(table.values())
        for character in map(chr, _PLANE):
            plain = unicodedata.normalize("NFKC", character)
            folded = convert(plain)
            known = character in table or character in simplified
            if folded != character and not known and len(folded) == 1 and ord(folded) < 0x10000:
                table[character] = folded
    # What a target folds to itself, so that folding twice changes nothing.
    return {character: table.get(folded, folded) for character, folded in table.items()}


def main() -> None:
    """Write the table."""
    table = simplified_characters()
    TABLE.write_text("".join(table) + "\n" + "".join(table.values()) + "\n", encoding="utf-8")
    print(len(table), "characters")


if __name__ == "__main__":
    main()
