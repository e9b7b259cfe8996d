"""Passages that hold a term as it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from askhz.chatbot import Chatbot
from askhz.question import analyse
from askhz.retrieval import Retrieved, retrieve


@contextmanager
def retrieved(make_bot: Callable[..., Chatbot], texts: dict[str, str], asked: str) -> Iterator[Retrieved]:
    with closing(make_bot(texts)) as bot, bot._index.snapshot() as snapshot:
        yield retrieve(analyse(asked), snapshot)


PLAIN = {f"n{n}.txt": "The loom retries as often as maxRetries says, and logs it with -l to a file." for n in range(9)}


def test_a_code_in_another_form_is_another_code(make_bot: Callable[..., Chatbot]) -> None:
    with retrieved(make_bot, PLAIN, "What is maxRetry?") as found:
        assert found.missing is not None
        assert found.missing.term.text == "maxRetry"
    with retrieved(make_bot, PLAIN, "What is maxRetries?") as found:
        assert found.missing is None


def test_an_option_is_found_by_its_letter(make_bot: Callable[..., Chatbot]) -> None:
    texts = {**PLAIN, "z.txt": "Limit it: -L."}
    with retrieved(make_bot, texts, "Which option of the loom logs it to a file, -L?") as found:
        assert found.hits[0].passage.source == "z.txt"


def test_a_name_with_another_number_is_not_there(make_bot: Callable[..., Chatbot]) -> None:
    texts = {"a.txt": "The loom runs on Debian 12 and 13, with 15 threads.", "b.txt": "It likes Fedora 41 or later."}
    with retrieved(make_bot, texts, "Does the loom run on Debian 15?") as found:
        assert found.missing is not None
        assert found.missing.term.text == "Debian 15"
    for asked in ("Does the loom run on Debian 13?", "Does the loom like Fedora 42?"):
        with retrieved(make_bot, texts, asked) as found:
            assert found.missing is None
