"""Follow-ups that ask the same as the question before of something else: "And the Solo?", "And in 3.0?", "And -T?".

What they name takes the place of its like in the question before; the question is whole then, as if it had been asked
so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ..records import Kind
from ..text.aliases import Aliases
from ..text.words import STOP_WORDS, fold, spans
from .codes import Code, codes_in
from .kinds import kind_of, pattern
from .languages import Language, language_of
from .naming import content_words_beyond, names_in, same_name
from .subjects import definite_phrases, subject_of, topic_of

Together = Callable[[Sequence[str]], bool]
"""Whether some passage holds all of these normal words."""
_OF_PARTS: frozenset[Kind] = frozenset({"person", "organisation", "definition", "list", "other"})
_ARTICLES = frozenset("der die das den dem bei mit zu le la les l el los las en".split())
"""Small words of languages without a record of their own, which are asked in as English is."""
_LETTERS = re.compile(r"[^\W\d_]")


def code_swapped(text: str, previous: str, aliases: Aliases, language: Language) -> str | None:
    """The previous question, asked of another code; None where the follow-up asks something else.

    >>> from .languages import ENGLISH
    >>> code_swapped("And clause 10?", "What does clause 9 of the lease say?", Aliases(), ENGLISH)
    'What does clause 10 of the lease say?'
    >>> code_swapped("And who wrote 2.1?", "When was 2.0 released?", Aliases(), ENGLISH) is None
    True
    """
    rest, rules = rest_of(text, language), language.follow_ups
    before = codes_in(previous) if rules.code_nouns else []
    if rules.of_word and (other := pattern(rules.of_word).fullmatch(rest)):
        # "And of threads?": an ordinary word may name a setting as well.
        named = [code for code in before if code.form == "word"]
        if len(named) == 1:
            return _in_place(previous, named[0], other.group("word"))
        like = [each for each in pattern(rules.of_word).finditer(previous) if each.group("of") == other.group("of")]
        if len(like) == 1:
            return _put(previous, like[0].span("word"), other.group("word"))
    own = codes_in(rest)
    if len(own) != 1:
        return None
    code = own[0]
    beside = f"{rest[: code.start]} {rest[code.end :]}"
    told = {word.folded for word in spans(previous)} | rules.code_nouns | STOP_WORDS | _ARTICLES
    further = [word.folded for word in spans(beside) if word.folded not in told]
    beside_it = re.search(r"[^\W\d_]+(?= $)", rest[: code.start])
    is_name = beside_it is not None and beside_it[0][:1].isupper()
    if further and not (further == [code.noun] and (code.form == "option" or is_name)):
        return None
    alike = [other for other in before if code.is_like(other)]
    alike = [other for other in alike if other.noun == code.noun] or alike
    alike = [other for other in alike if other.form == code.form] or alike
    if len(alike) == 1 and further:  # "And ab -r?": of another program
        of = re.search(r"[^\W\d_]+(?= $)", previous[: alike[0].start])
        if of is None or beside_it is None or fold(of[0]) in STOP_WORDS | rules.code_nouns:
            return None
        if code.form != "option" and not of[0][0].isupper():
            return None
        return _put(_in_place(previous, alike[0], code.text), of.span(), beside_it[0])
    if len(alike) != 1 or alike[0].text == code.text:
        return None
    if code.form == "mixed" and any(alike[0].text in name.split()[:-1] for name in names_in(previous, aliases)):
        return None  # "M5 Pro" is a name as a whole
    return _in_place(previous, alike[0], code.text)


def _in_place(previous: str, code: Code, other: str) -> str:
    if code.form == "version" and not code.text.startswith("v") and code.noun:
        other = other.removeprefix("v")
    elif code.text.startswith("v") and other[:1].isdigit():
        other = f"v{other}"
    return previous[: code.start] + other + previous[code.end :]


def name_swapped(
    text: str, kind: Kind, previous: str, previous_kind: Kind, aliases: Aliases, language: Language
) -> tuple[str, bool] | None:
    """The previous question, asked of another name, and whether that took the place of one.

    "What about Shenzhen?", "And how many has Shenzhen?"
    """
    rules = language.follow_ups
    own = [name for name in names_in(text, aliases) if _LETTERS.search(name)]
    if not own or (kind not in ("other", "manner") and (kind != previous_kind or matter_beside(text, own))):
        return None
    names = sorted(names_in(previous, aliases), key=previous.find)  # the subject most likely comes first
    rest = rest_of(text, language)
    led = rest[: max(0, rest.find(own[0]))]
    # "And in Lyon?" is asked in the place of what had the same preposition.
    names = [name for name in names if led and f" {led}{name}" in previous] or names
    if fold(led.strip()) in rules.means and f" {led}" not in previous:
        return f"{previous.rstrip(' ?.!')} {led}{own[0]}?", False  # "And over Tor?" asks of the same in another way
    if names:
        swapped = previous.replace(names[0], own[0])
        return (swapped, swapped != previous) if own[0] in swapped else (f"{previous} {own[0]}", False)
    return f"{previous} {own[0]}", False


def of_name(text: str, asked: str, aliases: Aliases, language: Language) -> str | None:
    """The question before with "these names" as those of a name: "And Debian 15?" after "Who chose these names?"."""
    pointed, own = language.follow_ups.these, [name for name in names_in(text, aliases) if _LETTERS.search(name)]
    if not pointed or len(own) != 1 or names_in(asked, aliases) or matter_beside(text, own):
        return None
    found = pattern(pointed, re.IGNORECASE).search(asked)
    if found is None:
        return None
    phrase = language.follow_ups.of.format(phrase=f"the {found.group('words')}", subject=own[0])
    return f"{asked[: found.start()]}{phrase}{asked[found.end() :]}"


def topic_swapped(text: str, kind: Kind, previous: str, together: Together, language: Language) -> str | None:
    """The previous question with another topic, or what is asked of its topic, in a language that begins with it."""
    rules = language.follow_ups
    if not rules.topic or kind != "other" or not (topic := topic_of(previous, language)):
        return None
    rest = rest_of(text, language)
    if not rest or found(rules.topic, fold(rest)):
        return None
    belongs = pattern(rules.belongs).match(fold(previous), len(topic)) is not None
    words = list(dict.fromkeys(content_words_beyond(f"{rest} {topic}")))
    if belongs and rest[-1] != topic[-1] and together(words):
        # something of the same thing, not another thing
        return rules.bare_meant.format(phrase=rules.of.format(phrase=rest, subject=topic))
    swapped = previous.replace(topic, rest)
    return swapped if rest in swapped else f"{previous} {rest}"


def thing_swapped(
    text: str, kind: Kind, previous: str, aliases: Aliases, known: Together, language: Language
) -> str | None:
    """The previous question, asked of another thing: "And the pancakes?" after "How do I make the bread?".

    None where it is most likely something of the first: who or what a thing is, has other answers than its parts have.
    """
    rules = language.follow_ups
    if rules.indefinite and (other := pattern(rules.indefinite, re.IGNORECASE).fullmatch(rest_of(text, language))):
        before = list(pattern(rules.indefinite, re.IGNORECASE).finditer(previous))
        return _put(previous, before[0].span(), other.group()) if len(before) == 1 else None
    bare = pattern(rules.bare, re.IGNORECASE).search(rest_of(text, language)) if rules.bare else None
    subject = subject_of(previous, aliases, language)
    if bare is None or subject is None or not bare.group("phrase").lower().startswith("the "):
        return None
    named, phrases = bare.group("phrase"), list(definite_phrases(previous, language))
    words, others = content_words_beyond(named), content_words_beyond(subject)
    if len(phrases) != 1 or phrases[0].text != subject or not words or set(words) <= set(others) or not known(words):
        return None
    phrase = phrases[0]
    alike = words[-1] == others[-1]
    if kind in _OF_PARTS and not alike and known(list(dict.fromkeys([*words, *others]))):
        return None
    last, first = (
        phrase.end - len(phrase.last),
        content_words_beyond(previous[phrase.start : phrase.end - len(phrase.last)]),
    )
    if not first:
        return _put(previous, (phrase.start, phrase.end), named)
    if alike:  # "the price of the mill", "the brush": of another one
        return _put(previous, (last, phrase.end), named)
    led = re.search(r" (?!of |for |about )[a-z]+ $", previous[phrase.start : last])
    return _put(previous, (phrase.start, phrase.start + led.start()), named) if led else None


def kind_swapped(text: str, previous: str, aliases: Aliases, known: Together, language: Language) -> str | None:
    """The previous question, asked of another kind of its subject: "And ebb?" after "What is a spring tide?".

    Where some passage has the two words together.

    >>> from .languages import ENGLISH
    >>> kind_swapped("And neap?", "What is a spring tide?", Aliases(), lambda words: True, ENGLISH)
    'What is a neap tide?'
    """
    rest, subject = rest_of(text, language), subject_of(previous, aliases, language)
    words = subject.split() if subject else []
    if words and fold(words[0]) in ("a", "an", "the"):
        del words[0]
    if len(words) != 2 or not re.fullmatch(r"[a-z][\w-]+", rest) or fold(rest) in STOP_WORDS:
        return None
    asked = content_words_beyond(f"{rest} {words[1]}")
    before = " ".join(words)
    if len(set(asked)) != 2 or not known(asked) or previous.count(before) != 1:
        return None
    return previous.replace(before, f"{rest} {words[1]}")


def _put(text: str, span: tuple[int, int], other: str) -> str:
    return text[: span[0]] + other + text[span[1] :]


def of_subject(text: str, previous: str, subject: str, language: Language) -> str | None:
    """What a question like "And the notice period?" asks of the subject, where something of it was asked before."""
    rules = language.follow_ups
    if not re.search(rf"{re.escape(subject)}['’]s\b|\b(?:of|for) {re.escape(subject)}", previous):
        return None
    rest = pattern(rules.conjunction).sub("", text).rstrip(" ?？!.。")
    bare = pattern(rules.bare, re.IGNORECASE).search(rest) if rules.bare else None
    if bare is None or same_name(bare.group("phrase"), subject):
        return None
    return rules.bare_meant.format(phrase=rules.of.format(phrase=bare.group("phrase"), subject=subject))


def circumstance_swapped(text: str, previous: str, language: Language) -> str | None:
    """The previous question, with another circumstance asked for: "In which format?" after "Where does it save it?".

    >>> from .languages import ENGLISH
    >>> circumstance_swapped("In which format?", "Where does the Heron save its log?", ENGLISH)
    'In which format does the Heron save its log?'
    >>> circumstance_swapped("Why not?", "Will the Heron be sold?", ENGLISH)
    "Why won't the Heron be sold?"
    """
    rules = language.follow_ups
    phrase = circumstance_in(text, language)
    asked = pattern(rules.circumstance_of, re.IGNORECASE).match(previous) if phrase else None
    if asked is None:
        return None
    rest = asked.group("rest")
    verb = re.match(r"\w+", rest)
    if verb and phrase.lower().endswith(" not") and (denied := rules.negatives.get(fold(verb[0]))):
        phrase, rest = phrase[:-4], denied + rest[verb.end() :]
    return f"{phrase[:1].upper()}{phrase[1:]} {rest[:1].lower()}{rest[1:]}"


def amount_swapped(text: str, previous: str, language: Language) -> str | None:
    """The previous question, asked of another number of the same: "And one week before?".

    >>> from .languages import ENGLISH
    >>> amount_swapped("And one week after?", "What is done two weeks before the race?", ENGLISH)
    'What is done one week after the race?'
    >>> amount_swapped("And for 6 people?", "Which hut is for 2 people?", ENGLISH)
    'Which hut is for 6 people?'
    >>> amount_swapped("And two days?", "How much is one week?", ENGLISH) is None
    True
    """
    written = language.follow_ups.amount
    rest = rest_of(text, language).rstrip(" .!")
    other = pattern(written, re.IGNORECASE).search(rest) if written else None
    if other is None or content_words_beyond(rest[: other.start()] + rest[other.end() :]):
        return None
    before = list(pattern(written, re.IGNORECASE).finditer(previous))
    if len(before) != 1 or fold(other["unit"]) != fold(before[0]["unit"]):
        return None
    kept = "" if other["side"] or not before[0]["side"] else f" {before[0]['side']}"
    return _put(previous, before[0].span(), f"{other.group()}{kept}")


def who_asked(text: str, previous: str, language: Language) -> str:
    """What "When?" asks after a question who did something, with `{subject}` for who did; else nothing.

    >>> from .languages import ENGLISH
    >>> who_asked("When?", "Who founded the choir?", ENGLISH)
    'When was it that {subject} founded the choir?'
    """
    rules, asked = language.follow_ups, rest_of(text, language)
    who = (
        pattern(rules.who, re.IGNORECASE).match(previous)
        if rules.who and pattern(rules.when, re.IGNORECASE).fullmatch(asked)
        else None
    )
    if who is None or "{" in previous or "}" in previous:
        return ""
    return rules.who_meant.format(asked=asked[:1].upper() + asked[1:], subject="{subject}", rest=who.group("rest"))


def circumstance_in(text: str, language: Language) -> str:
    """What a question asks that is nothing but such a phrase of several words; else nothing."""
    written = language.follow_ups.circumstance
    asks = pattern(written, re.IGNORECASE).fullmatch(rest_of(text, language)) if written else None
    return asks.group() if asks and (content_words_beyond(text) or " " in asks.group()) else ""


def rest_of(text: str, language: Language) -> str:
    """The text without its conjunction, and without what only marks a question at its end."""
    rest = pattern(language.follow_ups.conjunction).sub("", text)
    rest = re.sub(r"[呢？?\s]+$", "", rest)
    return pattern(language.follow_ups.about, re.IGNORECASE).sub("", rest) if language.follow_ups.about else rest


def matter_beside(text: str, names: Sequence[str]) -> bool:
    """Whether a question says what it wants to know of the names in it."""
    named = {word.stem for name in names for word in spans(name)}
    quantity = language_of(text).follow_ups.quantity
    return any(
        word.stem not in named for word in spans(text) if word.folded not in STOP_WORDS and word.folded not in quantity
    )


def found(each: str, text: str) -> bool:
    """Whether a pattern of a language stands in a text; an empty one never does."""
    return bool(each) and pattern(each).search(text) is not None


def kind_of_swapped(swapped: str, previous_kind: Kind) -> Kind:
    """The kind of a question that was swapped: its own, or what the one before had where it says none."""
    kind = kind_of(swapped)
    return previous_kind if kind == "other" else kind
