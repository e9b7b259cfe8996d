"""The documents that a question names: by title, by file name, by folder."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from ..records import DocumentInfo
from ..text.words import STOP_WORDS, fold, spans
from .asking import Wanted

_SHARE = 0.7  # of the rarity of the words asked for must stand in a document's name
_FOLDER = re.compile(r"\b(?:folders?|director(?:y|ies))\b|文件夹|目录")
_SHORTENED = frozenset("die lie tie sky".split())  # stems of dying, skies, …: all others begin as their words do
_WITHIN_WORDS = str.maketrans("", "", "'’,")  # what a word or number is written with and its stem lacks
_ZEROS = re.compile(r"^0+(?=\d)")
_SEAM = re.compile(
    r"_|(?<=[a-z])(?=[A-Z])|(?<=[a-zA-Z])(?=\d)|(?<=\d)(?=[a-zA-Z])"
)  # between the words of a file's name


@dataclass(frozen=True, slots=True)
class _Names:
    """The words of a document's title, of its file's name, and of its folders, author and publisher."""

    title: frozenset[str]
    stem: frozenset[str]
    beside: frozenset[str]

    @property
    def every(self) -> frozenset[str]:
        return self.title | self.stem | self.beside


def named(wanted: Wanted, documents: Sequence[DocumentInfo], rarity: Callable[[str], float]) -> list[DocumentInfo]:
    """The documents that are named, in the order given; none where no name fits.

    A file's name or path that stands in the question decides. Else most of what the question's words tell must stand in
    a document's title, file name and folders, and every word with a digit in it. Of the documents that fit, one
    whose whole title or file name was said goes before those of which only a part was.
    """
    said = fold(wanted.text)
    if "." in said:  # as in every file's name
        spelled = [one for one in documents if _stands_in(fold(one.source), said)] or [
            one for one in documents if _stands_in(fold(one.source.rpartition("/")[2]), said)
        ]
        if spelled:
            return spelled
    asked = {_number(word) for word in wanted.words}
    nouns = {_number(word) for word in wanted.nouns}
    if not asked:
        return []
    weight = {word: rarity(word) for word in asked}
    beginnings = {word: _beginning(word) for word in asked}
    fitting: list[tuple[float, float, DocumentInfo]] = []
    for one in documents:
        # Of many thousands hardly one is named, and cutting all their names into words would take seconds. Only in
        # plain letters does each word begin as its stem does: 二十四 is 24 as well.
        written = fold(" ".join((one.title, one.source, *_told_beside(one)))).translate(_WITHIN_WORDS)
        perhaps = {word for word, beginning in beginnings.items() if beginning in written}
        if written.isascii() and _share(perhaps, asked, nouns, weight) < _SHARE:
            continue
        names = _names(one)
        share = _share(asked & names.every, asked, nouns, weight)
        if share >= _SHARE:
            fitting.append((share, _said_of(names, asked), one))
    if not fitting:
        return []
    whole = [one for _, said_of, one in fitting if said_of == 1.0]
    if whole:
        return whole
    best = max(share for share, _, _ in fitting)
    return [one for share, _, one in fitting if share >= best - 1e-9]


def _share(found: set[str], asked: set[str], nouns: set[str], weight: Mapping[str, float]) -> float:
    """How much of what the words asked for tell is told by those found in a document's names; 0 where too little is.

    All with a digit must be found. Nouns such as "report" need not be, and are not enough by themselves beside others.
    """
    needed = (asked - nouns) | found
    if (not found - nouns and not asked <= nouns) or any(_has_digit(word) for word in needed - found):
        return 0.0
    total = sum(weight[word] for word in needed)
    return sum(weight[word] for word in found) / total if total else float(bool(found))


def _beginning(stem: str) -> str:
    """What each word with this stem begins with: "citi" is the stem of city, "hope" that of hoping."""
    if stem in _SHORTENED:
        return stem[:1]
    return stem[:-1] if len(stem) > 1 and stem[-1] in "ei" else stem


def by_its_own_name(wanted: Wanted, document: DocumentInfo) -> bool:
    """Whether a word of the document's title or file name was said, not only of its author, publisher or folders.

    Folders do where the question asks for a folder.
    """
    said = fold(wanted.text)
    if _FOLDER.search(said):
        return True
    named_whole = any(_stands_in(fold(name), said) for name in (document.source, PurePosixPath(document.source).name))
    return named_whole or _said_of(_names(document), {_number(word) for word in wanted.words}) > 0


def _said_of(names: _Names, asked: set[str]) -> float:
    """The largest share of the title or of the file's name that was said."""
    return max((len(part & asked) / len(part) for part in (names.title, names.stem) if part), default=0.0)


def _names(document: DocumentInfo) -> _Names:
    path = PurePosixPath(document.source)
    beside = [*path.parts[:-1], *_told_beside(document)]
    return _Names(
        _words(document.title), _words(path.stem) | _words(_SEAM.sub(" ", path.stem)), _words(" ".join(beside))
    )


def _told_beside(document: DocumentInfo) -> list[str]:
    return [document.details.get(name, "") for name in ("author", "publisher")]


def _words(text: str) -> frozenset[str]:
    return frozenset(_number(word.stem) for word in spans(text) if word.folded not in STOP_WORDS)


def _number(word: str) -> str:
    """A number without leading zeros: PEP 8 is the file pep-0008."""
    return _ZEROS.sub("", word)


def _has_digit(word: str) -> bool:
    return any(character.isdigit() for character in word)


def _stands_in(name: str, said: str) -> bool:
    """Whether a file's name, its ending included, stands in the question by itself."""
    if name not in said or "." not in name.strip("."):
        return False
    return re.search(rf"(?<![\w/-]){re.escape(name)}(?![\w-])", said) is not None
