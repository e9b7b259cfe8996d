"""Noun phrases in a question, found by the words around them: what it is about, and what it leaves open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..text.aliases import Aliases
from ..text.words import STOP_WORDS, fold, spans
from .codes import codes_in
from .kinds import pattern
from .languages import Language
from .naming import names_in

_LONGEST_UNIT = 4  # letters: Mbps
_SURE = 3  # words of a phrase before a verb, "the" among them, that hold no other verb


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase and its place in the question.

    `complete`: whether a name in it, or something behind it, says which one is meant. `last` is the phrase that it ends
    with: what is left open, where it is not complete.
    """

    text: str
    start: int
    end: int
    complete: bool
    last: str


def definite_phrases(text: str, language: Language) -> Iterator[Phrase]:
    """The definite noun phrases of a question, with what belongs to them behind a preposition.

    >>> from .languages import ENGLISH
    >>> [phrase.text for phrase in definite_phrases("When was the ferry Elk built at the old yard?", ENGLISH)]
    ['the ferry Elk', 'the old yard']
    >>> [phrase.text for phrase in definite_phrases("Who founded the brick kiln at Torrbacken?", ENGLISH)]
    ['the brick kiln at Torrbacken']
    """
    rules = language.follow_ups
    at = 0
    while match := pattern(rules.noun_phrase, re.IGNORECASE).search(text, at):
        start = match.start("phrase")
        end, verb = _without_verb(text, start, match.end("phrase"), language)
        complete, last = bool(re.search(r"[A-Z0-9]", text[match.start("words") : end])), start
        while not verb and rules.after_phrase:
            behind = pattern(rules.after_phrase, re.IGNORECASE).match(text, end)
            if behind is None:
                break
            begins = end
            end, verb = _without_verb(text, start, behind.end(), language)
            of_which = pattern(rules.noun_phrase, re.IGNORECASE).search(text, begins, end)
            # "the height of the mast" leaves open which mast, "the price of tin" nothing.
            complete = complete or of_which is None or bool(re.search(r"[A-Z0-9]", text[begins:end]))
            last = of_which.start("phrase") if of_which else last
        yield Phrase(text[start:end], start, end, complete, text[last:end])
        at = max(end, match.start() + 1)


def _without_verb(text: str, start: int, end: int, language: Language) -> tuple[int, bool]:
    """The end of a run of words that a verb may close, without that verb, and whether there was one."""
    rules, run = language.follow_ups, text[start:end]
    head, _, last = run.rpartition(" ")
    if not rules.verb_last or len(run.split()) < 2 + run.lower().startswith("the ") or last != last.lower():
        return end, False
    helped = pattern(rules.verb_last, re.IGNORECASE).search(text[:start]) is not None
    following = next(iter(spans(text[end:])), None)
    closed = following is not None and (
        following.folded in ("have", "do", "be", "need", "like")
        or (bool(rules.closing) and pattern(rules.closing).fullmatch(text[end:].strip(" ?!.")) is not None)
    )
    if helped and not closed and rules.becomes and (verb := pattern(rules.becomes).search(run)):
        return start + verb.start(), True  # "does the bread keep fresh"
    if (helped and not closed) or pattern(rules.participle).search(last):
        return start + len(head), True
    return end, False


def subject_of(text: str, aliases: Aliases, language: Language) -> str | None:
    """The one thing that a question is about, as it names it; None where that is not certain.

    >>> from .languages import CHINESE, ENGLISH
    >>> subject_of("What is the monthly rent of Hazel cottage?", Aliases(), ENGLISH)
    'Hazel cottage'
    >>> subject_of("How many wardens work at the otter reserve?", Aliases(), ENGLISH)
    'the otter reserve'
    >>> subject_of("Is log_level a number?", Aliases(), ENGLISH), subject_of("What is sourdough?", Aliases(), ENGLISH)
    ('log_level', 'sourdough')
    >>> subject_of("长江大桥是什么时候建成的？", Aliases(), CHINESE)
    '长江大桥'
    """
    names = things_in(text, aliases, language)
    phrases = list(definite_phrases(text, language)) if language.follow_ups.verb_last else []
    if names:
        around = [phrase.text for phrase in phrases if _holds(phrase.text, names[0])]
        # "the rent of Hazel cottage" is about Hazel cottage, "the kiln at Torrbacken" about the kiln.
        return next((it for it in around if not _owned(it, names[0])), None) or _with_noun(text, names[0], language)
    if language.follow_ups.topic:
        topic = topic_of(text, language)
        return topic or None
    if phrases:
        return phrases[0].text if len(phrases) == 1 and not _may_hold_verb(text, phrases[0], language) else None
    settings = [code.text for code in codes_in(text) if code.form == "word"]
    defined = pattern(language.follow_ups.defined, re.IGNORECASE).match(text) if language.follow_ups.defined else None
    if settings or defined is None:
        return settings[0] if len(settings) == 1 else None
    return defined.group("thing")


def _may_hold_verb(text: str, phrase: Phrase, language: Language) -> bool:
    """Whether the verb may stand within a phrase: of "does the council pay travel costs" no word says which it is."""
    rules, words = language.follow_ups, phrase.text.split()
    last = text[phrase.end :].strip(" ?!.")
    closed = bool(rules.closing) and pattern(rules.closing).fullmatch(last) is not None
    helped = pattern(rules.verb_last, re.IGNORECASE).search(text[: phrase.start]) is not None
    return helped and not closed and len(words) > _SURE and set(map(fold, words)).isdisjoint(STOP_WORDS - {"the"})


def things_defined(text: str, language: Language) -> str | None:
    """The several things that a question asks what they are; None where it asks something else.

    >>> from .languages import ENGLISH
    >>> things_defined("What are lock files?", ENGLISH), things_defined("What is a lock file?", ENGLISH)
    ('lock files', None)
    """
    rules = language.follow_ups
    defined = pattern(rules.several, re.IGNORECASE).match(text) if rules.several else None
    return None if defined is None else defined.group("things")


def is_person(name: str) -> bool:
    """Whether a name may be one person's: nothing but words with one capital each, and small ones between.

    >>> [is_person(name) for name in ("Ian Murdock", "Ludwig van Beethoven", "Dr. McCoy", "the Gannet", "M3 mill")]
    [True, True, True, False, False]
    >>> [is_person(name) for name in ("Debra and Ian Murdock", "SQLite", "Hazel cottage")]
    [False, False, False]
    """
    words = [re.sub("^(?:Mc|Mac)(?=[A-Z])", "", word) for word in name.split()]
    if not words or {fold(word) for word in words} & {"and", "or", "the"} or not words[-1][:1].isupper():
        return False
    return words[0][:1].isupper() and not any(re.search(r"\d|[a-z][A-Z]|[A-Z]{3}", word) for word in words)


def things_in(text: str, aliases: Aliases, language: Language) -> list[str]:
    """The names in a question that it may be about, in order: no days, months and units.

    >>> from .languages import ENGLISH
    >>> things_in("Does it take long for 1 TB of logs in May?", Aliases(), ENGLISH)
    []
    """
    calendar = pattern(language.follow_ups.calendar)
    names = (name for name in names_in(text, aliases) if not calendar.search(fold(name)))
    return sorted((name for name in names if not is_unit(name, text[: max(text.find(name), 0)])), key=text.find)


def topic_of(text: str, language: Language) -> str:
    """What stands at the beginning of a question, where a language puts its topic there; else nothing."""
    ending = pattern(language.follow_ups.topic).search(fold(text)) if language.follow_ups.topic else None
    topic = text[: ending.start()].strip(" ，,") if ending and len(fold(text)) == len(text) else ""
    return topic if 1 < len(topic) <= 20 else ""


def is_unit(name: str, before: str) -> bool:
    """Whether a name says what a number before it counts: "1 TB"."""
    return len(name) <= _LONGEST_UNIT and re.search(r"(?<![\w.])\d[\d.,]* $", before) is not None


def _holds(phrase: str, name: str) -> bool:
    return fold(name) in fold(phrase)


def _owned(phrase: str, name: str) -> bool:
    """Whether a phrase names something that belongs to the name: "the rent of Hazel"."""
    return re.search(rf" (?:of|for|about|from) (?:the |a |an )?[^A-Z]*{re.escape(name)}", phrase) is not None


def _with_noun(text: str, name: str, language: Language) -> str:
    """A name with the nouns behind it ("Hazel cottage") and the article and nouns before it ("the ferry Elk")."""
    start, rules = text.find(name), language.follow_ups
    if start < 0 or not rules.verb_last:
        return name
    end = start + len(name)
    behind = re.match(r"(?: [^\W\d_]+)*", text[end:])
    words = []
    for word in (behind.group() if behind else "").split():
        if fold(word) in STOP_WORDS or not word.islower():
            break
        words.append(word)
    before = re.search(r"(?:^|[\s'\"“‘])((?:the|a|an) (?:[\w-]+ ){0,2})$", text[:start], re.IGNORECASE)
    lead = before.group(1) if before and not STOP_WORDS & set(fold(before.group(1)).split()[1:]) else ""
    before_it, ends = text[: start - len(lead)], None
    preposition = re.search(r"\b(?:of|in|at|for|about|from|on|by|to|with) $", before_it, re.IGNORECASE)
    if lead[:1] in ("a", "A") and not pattern(rules.verb_last, re.IGNORECASE).search(before_it):
        ends = re.fullmatch(r"\W*", text[end + len(" ".join(["", *words])) :])  # "Can I get a Larch key?": no verb
    rest = text[end:].rstrip(" ?!.")
    helped = pattern(rules.verb_last, re.IGNORECASE).search(before_it) is not None
    if helped and rest == " ".join(["", *words]) and rules.closing and pattern(rules.closing).fullmatch(words[-1]):
        del words[-1]  # "How long does the Larch festival last?"
    elif not preposition and not ends:  # a verb may follow: only what cannot be one is taken
        words = []
    elif (
        words
        and not ends
        and pattern(language.follow_ups.verb_last.removesuffix("$"), re.IGNORECASE).search(text[:start])
    ):
        del words[-1]  # "What did the city of Munich buy"
    lead = re.sub("^[Tt]he ", "the ", lead)
    return " ".join([lead + text[start:end].strip("'\"’”"), *words])
