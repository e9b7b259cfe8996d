"""What the tests of the command line share: the texts of a small index, and what a command did."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

TEXTS = {
    "dragons.txt": "Six young firms rose in Hangzhou. We call them dragons. Zhang Min founded Bowu Culture in 2010.",
    "silk.txt": "\ufeffSilk has been woven for centuries.\r\nMerchants sold silk abroad.\r\n\r\nLooms stood there.",
}


@dataclass(frozen=True)
class Done:
    status: int
    out: str
    err: str

    @property
    def object(self) -> Any:
        assert self.out.endswith("\n")
        assert self.out.count("\n") == 1
        return json.loads(self.out)

    @property
    def objects(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]

    def assert_error(self, said: str) -> None:
        """One line on standard error that says so, nothing else, and status 2."""
        assert self.status == 2
        assert self.out == ""
        assert re.fullmatch(r"askhz[^\n]*: [^\n]*\n", self.err)
        assert said in self.err


Run = Callable[..., Done]


def text_of(source: str) -> str:
    return TEXTS[source]
