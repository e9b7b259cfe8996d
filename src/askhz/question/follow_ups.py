"""Follow-ups: what a question leaves out is filled in from the ones before it, and from their answers.

A pronoun is replaced where it is certain what it stands for; else the words of the earlier question are put behind the
question: they say where to look. A question that is whole stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ..records import Kind
from ..text.aliases import Aliases
from ..text.words import fold, simplified
from .chaining import carried_on, of_act
from .codes import is_setting
from .kinds import CONSIDERED, TYPED, asking, kind_of, pattern
from .languages import FollowUps, Language, Role, language_of
from .leaning import acts, ended, leans_on_history, matter_of
from .naming import content_words_beyond, names_in
from .subjects import Phrase, definite_phrases, is_person, is_unit, subject_of, things_defined, things_in
from .swapping import (
    amount_swapped,
    circumstance_swapped,
    code_swapped,
    found,
    kind_of_swapped,
    kind_swapped,
    name_swapped,
    of_name,
    of_subject,
    rest_of,
    thing_swapped,
    topic_swapped,
    who_asked,
)

_FEW = 2  # words of matter in a question that says little by itself
_WHOLE = frozenset({"reason", "manner", "list", "definition", "comparison"})  # kinds that few words ask whole
_LONGEST_ENTITY = 60  # characters of a short answer that can be the subject of the next question


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known beside the questions.

    `answers` gives the short answer to the n-th earlier question, or None. `together` tells whether some passage holds
    all of these normal words.
    """

    aliases: Aliases
    answers: Callable[[int], str | None]
    together: Callable[[Sequence[str]], bool]


class Resolved(NamedTuple):
    """A question with what it leaves out filled in, and its kind.

    `whole`: whether it asks the same as the question before of something else, so that it reads as if asked by itself.
    `another`: whether that is another thing or code, not what is asked of the same. `about`: the question before that
    says what this one is about; nothing where it says so itself.
    """

    text: str
    kind: Kind
    whole: bool = False
    another: bool = False
    about: str = ""


def resolve(text: str, earlier: Sequence[tuple[int, str]], known: Knowledge) -> Resolved:
    """The question with what it leaves out filled in from the newest earlier question that says it.

    `earlier` holds the earlier questions, oldest first, each with its place in the conversation.
    """
    kind, language = kind_of(text), language_of(text)
    if not earlier or len(text) > CONSIDERED:
        return Resolved(text, kind)
    leaning = leans_on_history(text, known.aliases, language)
    if not leaning:
        before = resolve(earlier[-1][1], earlier[:-1], known)
        if completed := _completed(text, before.about or before.text, known, language):
            return Resolved(completed, kind)
        alone = len(content_matter(text, language.follow_ups)) > 1 or bool(names_in(text, known.aliases))
        alone = alone and not found(language.follow_ups.told, fold(text))
        return Resolved(text, kind, about="" if alone else before.about or before.text)
    for back in range(len(earlier) - 1, -1, -1):
        place, asked = earlier[back]
        previous = resolve(asked, earlier[:back], known)
        if _of_another_person(text, previous, earlier[:back], known, language):
            continue
        swapped = _swapped(text, kind, asked, previous, language, known)
        if swapped is not None:
            return swapped
        asks_of_who = who_asked(text, previous.text, language)
        if asks_of_who and (who := _entity(known.answers(place))):
            return Resolved(asks_of_who.format(subject=who), kind, whole=True)
        filled = _filled_in(text, kind, asked, previous, language, known, place)
        if filled is not None:
            return filled
    return Resolved(text, kind)


def _swapped(
    text: str, kind: Kind, asked: str, previous: Resolved, language: Language, known: Knowledge
) -> Resolved | None:
    """The previous question, asked of what this one names instead; None where this one asks something else."""
    before = previous.text
    if swapped := circumstance_swapped(text, before, language):
        return _whole(Resolved(swapped, kind_of_swapped(swapped, kind)), known, language)
    if not found(language.follow_ups.continues, ended(text, language)):
        return None
    if swapped := amount_swapped(text, before, language):
        return _whole(Resolved(swapped, previous.kind, another=True), known, language)
    if kind in ("other", "manner") and (swapped := code_swapped(text, before, known.aliases, language)):
        return _whole(Resolved(swapped, previous.kind, another=True), known, language)
    if swapped := of_name(text, asked, known.aliases, language):
        return _whole(Resolved(swapped, previous.kind), known, language)
    if named := name_swapped(text, kind, before, previous.kind, known.aliases, language):
        swapped, in_place = named
        return (
            _whole(Resolved(swapped, previous.kind), known, language) if in_place else Resolved(swapped, previous.kind)
        )
    if swapped := topic_swapped(text, kind, before, known.together, language):
        return Resolved(swapped, kind_of_swapped(swapped, previous.kind))
    if swapped := kind_swapped(text, before, known.aliases, known.together, language):
        return _whole(Resolved(swapped, previous.kind, another=True), known, language)
    if kind == "other" and (
        swapped := thing_swapped(text, previous.kind, before, known.aliases, known.together, language)
    ):
        return _whole(Resolved(swapped, previous.kind, another=True), known, language)
    return None


def _whole(resolved: Resolved, known: Knowledge, language: Language) -> Resolved:
    return resolved._replace(whole=not leans_on_history(resolved.text, known.aliases, language))


def _filled_in(
    text: str, kind: Kind, asked: str, before: Resolved, language: Language, known: Knowledge, place: int
) -> Resolved | None:
    """The question filled in from one earlier question, as it was asked and resolved; None where that says nothing."""
    rules, previous_kind, about = language.follow_ups, before.kind, before.about or before.text
    # Of a conversation about one thing only the words that say it go on, and those of the question right before.
    previous = f"{asked} {before.about}" if before.about else before.text
    names = [name for name in names_in(previous, known.aliases) if not is_unit(name, previous[: previous.find(name)])]
    names.sort(key=previous.find)  # the subject most likely comes first
    goes_on = found(rules.continues, ended(text, language))
    # What is asked of a pronoun may be a question word alone in Chinese: 它有多长.
    of_pronoun = rules.topic and kind in TYPED and pattern(rules.any_pronoun).search(text)
    if not matter_of(text, language) and not of_pronoun:
        # "Why?", "Since when?": the previous question's matter with this question's kind.
        return Resolved(f"{text} {previous}", kind, about=about)
    if filled := of_act(text, about, language):
        return Resolved(filled, kind, about=about)
    subject = subject_of(asking(about), known.aliases, language)
    bare = pattern(rules.bare, re.IGNORECASE).search(rest_of(text, language)) if goes_on and rules.bare else None
    if replaced := _replaced(text if bare is None else bare.group("phrase"), asked, before, language, known, place):
        if bare is not None:  # "And its warranty?"
            replaced = rules.bare_meant.format(
                phrase=replaced[0].lower() + replaced[1:] if replaced.startswith("The ") else replaced
            )
        if previous_kind == "procedure":  # "it" may be what was done as well
            done = [word for word in content_matter(previous, rules) if fold(word) not in fold(replaced)]
            return Resolved(" ".join([replaced, *done]), kind)
        of_setting = subject is not None and is_setting(subject) and subject in replaced
        return Resolved(replaced, kind_of(replaced) if kind == "other" else kind, of_setting)
    if goes_on and subject and (completed := of_subject(text, previous, subject, language)):
        return Resolved(completed, kind_of(completed))
    matter = content_matter(previous, rules)
    new = [name for name in names if fold(name) not in fold(text)]
    if subject and any(name in subject for name in new):
        new = content_matter(subject, rules)
    # A person or thing goes by its name; "them" may be anything that was spoken of. "And volunteers?", "And who ranks
    # first?" ask the same of something else.
    folded = fold(pattern(rules.conjunction).sub("", text))
    again = goes_on and not found(rules.any_pronoun, folded)
    # So do "Which is the oldest?" and, of what is done, "How often should I do it?".
    picks = found(rules.picks, folded) or previous_kind == "procedure"
    again = again and (
        len(content_words_beyond(text)) <= 2 or (kind == "other" and not found(rules.asks_entity, folded))
    )
    carried = matter if not new or again or picks or found(rules.anything, fold(text)) else new
    if not carried:
        return None
    filled = f"{text} {' '.join(dict.fromkeys(carried))}"
    return Resolved(filled, previous_kind if again and kind == "other" else kind, about=about)


def content_matter(text: str, rules: FollowUps) -> list[str]:
    """The words of a question that say what it is about, as they are written."""
    unsaid = rules.quantity | rules.light
    return [word for word in re.findall(r"[\w'’-]+", text) if fold(word) not in unsaid and content_words_beyond(word)]


def _replaced(text: str, asked: str, before: Resolved, language: Language, known: Knowledge, place: int) -> str | None:
    """The question with its first pronoun replaced by what it stands for; None where that is not certain."""
    rules = language.follow_ups
    searched = simplified(text)
    pronouns = [
        (match.start(), order, role, match.end())
        for order, (role, each) in enumerate(rules.pronouns)
        if (match := pattern(each, re.IGNORECASE).search(searched))
    ]
    if not pronouns:
        return None
    start, _, role, end = min(pronouns)
    names = names_in(text[:start], known.aliases)
    if (names and not acts(names[-1], text[:start], language)) or any(definite_phrases(text[:start], language)):
        return None  # it may stand for what is named before it
    subject = carried_on(role, asked, before.text, language)
    subject = subject or _referent(role, before, language, known, place)
    if subject is None or subject in text:
        return None
    if role == "thing's" and rules.owned and is_setting(subject):
        owned = pattern(rules.owned).match(text, end)
        if owned:
            phrase = rules.of.format(phrase=f"the {owned.group('phrase')}", subject=subject)
            return _capitalised(pattern(rules.conjunction).sub("", text[:start] + phrase + text[owned.end() :]))
    if role.endswith("'s"):
        subject = rules.owner.format(subject=subject)
    elif role == "place":
        subject = rules.at.format(subject=subject)
    return _capitalised(pattern(rules.conjunction).sub("", text[:start] + subject + text[end:]))


def _referent(role: Role, before: Resolved, language: Language, known: Knowledge, place: int) -> str | None:
    """What a pronoun stands for: the answer to the previous question, or what that question is about."""
    previous, previous_kind = before.text, before.kind
    if role == "many":
        return things_defined(previous, language)
    asks_entity = found(language.follow_ups.asks_entity, fold(previous))
    subject = subject_of(asking(before.about or previous), known.aliases, language)
    if previous_kind == "procedure":  # "it" may be what was done
        return None
    if role.startswith("person"):
        if asks_entity and previous_kind != "definition":
            answer = _entity(known.answers(place))
            return answer if answer is None or not language.follow_ups.verb_last or is_person(answer) else None
        if subject is None or not language.follow_ups.verb_last:
            return subject
        return subject if is_person(subject) and not found(language.follow_ups.no_person, fold(previous)) else None
    if asks_entity and previous_kind not in ("person", "definition"):
        # "Which ferry is green?": the answer, if the question names nothing that it may be as well.
        return None if names_in(previous, known.aliases) else _entity(known.answers(place))
    return subject


def _entity(answer: str | None) -> str | None:
    """An answer that names one person or thing, so that a question can be asked of it."""
    if answer is None or len(answer) > _LONGEST_ENTITY or len(answer.split()) > 6:
        return None
    named = any(character.isupper() or "\u4e00" <= character <= "\u9fff" for character in answer)
    return answer if named and not re.search(r"[.!?;:。！？；：\n]|,[^,]*,|, (?:and|or) |、", answer) else None


def _of_another_person(
    text: str, previous: Resolved, earlier: Sequence[tuple[int, str]], known: Knowledge, language: Language
) -> bool:
    """Whether "he" in a question is who was asked for before, not what the previous question is about.

    After "Who founded Debian?" and "When was it founded?", Debian is no person.
    """
    rules = language.follow_ups
    roles = [each for role, each in rules.pronouns if role.startswith("person")]
    if not any(pattern(each, re.IGNORECASE).search(text) for each in roles) or previous.kind == "person":
        return False
    subject = subject_of(previous.text, known.aliases, language)
    before = [resolve(asked, earlier[:at], known) for at, (_, asked) in enumerate(earlier)]
    return subject is not None and any(
        each.kind == "person" and subject_of(each.text, known.aliases, language) == subject for each in before
    )


def _completed(text: str, previous: str, known: Knowledge, language: Language) -> str | None:
    """A question whose "the captain" is that of what was spoken of last; None where it is not.

    Only where some passage tells of both: "the mayor" is not the ferry's.
    """
    if things_in(text, known.aliases, language):
        return None
    phrases = list(definite_phrases(text, language))
    open_phrases = [phrase for phrase in phrases if not phrase.complete]
    whole = kind_of(text) in _WHOLE or found(language.follow_ups.asks_entity, fold(text))
    if not phrases and not whole and len(matter_of(text, language)) <= _FEW:
        # "Where do I sign up?", "Is there a lift?"
        subject = subject_of(previous, known.aliases, language)
        if subject is None or subject in text:
            return None
        told = _together([*matter_of(text, language), *content_words_beyond(subject)], known)
        return f"{text} {subject}" if told else None
    if len(open_phrases) != 1:
        return None
    phrase = open_phrases[0]
    subject = _longer(phrase, previous, language)
    if subject is not None:
        return f"{text[: phrase.start]}{subject}{text[phrase.end :]}"
    subject = subject_of(previous, known.aliases, language)
    if subject is None or content_words_beyond(phrase.text) == content_words_beyond(subject):
        return None
    if not _together([*content_words_beyond(phrase.last), *content_words_beyond(subject)], known):
        return None
    return _joined(text, phrase, subject, language)


def _longer(phrase: Phrase, previous: str, language: Language) -> str | None:
    """The phrase of the previous question that a shorter one in this question stands for."""
    words = content_words_beyond(phrase.text)
    for before in definite_phrases(previous, language):
        others = content_words_beyond(before.text)
        if before.complete and set(words) < set(others) and words and others.index(words[0]) < len(words) + 1:
            return before.text
    return None


def _together(words: Sequence[str], known: Knowledge) -> bool:
    return known.together(list(dict.fromkeys(words)))


def _joined(text: str, phrase: Phrase, subject: str, language: Language) -> str:
    whole = language.follow_ups.of.format(phrase=phrase.text, subject=subject)
    return f"{text[: phrase.start]}{whole}{text[phrase.end :]}"


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
