"""Whether a question leaves out what it is about, so that it can be understood only by the ones before it."""

from __future__ import annotations

import re

from ..text.aliases import Aliases
from ..text.words import fold
from .kinds import kind_of, pattern
from .languages import Language
from .naming import content_words_beyond, names_in
from .subjects import definite_phrases, things_in
from .swapping import circumstance_in, found, matter_beside


def leans_on_history(text: str, aliases: Aliases, language: Language) -> bool:
    """Whether a question leaves out what it is about."""
    rules = language.follow_ups
    rest = pattern(rules.conjunction).sub("", text) if rules.conjunction else text
    if rest != text and kind_of(rest) not in ("other", "manner"):
        # "And who founded Unitree?" is whole without its first word.
        names = names_in(rest, aliases)
        if names and matter_beside(rest, names):
            return leans_on_history(rest, aliases, language)
    if rules.expletive:
        text = pattern(rules.expletive, re.IGNORECASE).sub("", text)
    folded = ended(text, language)
    if any(found(each, folded) for each in (rules.continues, rules.pointing, rules.leads)):
        return True
    if circumstance_in(text, language) or found(rules.one, folded):
        return True
    if found(rules.picks, folded) and not names_in(text, aliases):
        return True
    if found(rules.likewise, folded) and not things_in(text, aliases, language):
        return True
    return not matter_of(text, language) or _points_back(text, aliases, language)


def _points_back(text: str, aliases: Aliases, language: Language) -> bool:
    """Whether a pronoun in the question stands for nothing in it."""
    rules = language.follow_ups
    for match in pattern(rules.any_pronoun, re.IGNORECASE).finditer(text):
        before = text[: match.start()]
        previous = fold(before).rsplit(maxsplit=1)[-1:]
        if fold(match.group()) == "there" and previous and previous[0] in ("is", "are", "was", "were", "be"):
            continue  # "is there a river": it stands for nothing
        objects = fold(match.group()) in ("it", "them", "him", "there")
        if names := names_in(before, aliases):
            if objects and acts(names[-1], before, language):
                return True  # "Does Elk repair it?"
            continue
        # A pronoun after two words of matter most likely stands for one of them …
        if len(content_words_beyond(before)) < 2 or not language.follow_ups.inner:
            return True
        # … unless it is an object in the same clause: nothing acts on itself by a plain pronoun.
        if objects and not found(rules.inner, fold(before)) and not any(definite_phrases(before, language)):
            return True
    return False


def acts(name: str, before: str, language: Language) -> bool:
    """Whether a name is the subject of the clause that a text ends in, so that no object in it stands for the name."""
    rules, at = language.follow_ups, before.rfind(name)
    led = re.sub(r"(?i:the|an?) $", "", before[: max(at, 0)])
    helped = bool(rules.verb_last) and pattern(rules.verb_last, re.IGNORECASE).search(led) is not None
    behind = fold(before[at + len(name) :])
    return helped and re.search(r"[,;:.?!]", behind) is None and not found(rules.inner, behind)


def matter_of(text: str, language: Language) -> list[str]:
    """The words that say what is asked about, as stems."""
    rules = language.follow_ups
    words = content_words_beyond(pattern(rules.empty).sub(" ", fold(text)) if rules.empty else text)
    return [word for word in words if word not in rules.light]


def ended(text: str, language: Language) -> str:
    """The text as the language's patterns have it, without the mark at its end."""
    return fold(text).rstrip("?？!！.。 ")
