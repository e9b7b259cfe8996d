"""What the rules for questions need to know of one language: data only, no code of its own.

Patterns are searched in folded text (lower case, without accents) unless a field says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ...records import Kind

Act = Literal["greeting", "thanks", "assent", "farewell", "doubt", "about"]
"""What a social line does; "about" asks what askhz is, what it can do or what it has read."""

Role = Literal["thing", "thing's", "person", "person's", "place", "many"]
"""What a pronoun stands for; with 's it stands before what belongs to it."""

Kinds = tuple[tuple[Kind, str], ...]


@dataclass(frozen=True, slots=True)
class FollowUps:
    """How a question leans on the ones before it; a pattern that is empty never matches."""

    continues: str
    """How a question begins that goes on with the one before: "and", "what about"."""
    conjunction: str
    """The part of such a beginning that can be left away (searched in the text as it is)."""
    expletive: str
    """Words that look like pronouns and stand for nothing (searched in the text as it is, without case)."""
    pointing: str
    """A noun that points back: "the company"."""
    leads: str
    """A question whose main subject is a pronoun, so that nothing in the question can be what it stands for."""
    inner: str
    """Words after which a pronoun may stand for something in the same question: "when you boil it"."""
    pronouns: tuple[tuple[Role, str], ...]
    """What stands for something said before, the first to be tried first."""
    any_pronoun: str
    """Any of the words above and others that may point back."""
    anything: str
    """Pronouns for several things or for what was said, which may be anything that was spoken of."""
    picks: str
    """A question that picks from what was spoken of without a word for it: "Which is the oldest?"."""
    calendar: str
    """Names of days and months, which nothing is about."""
    asks_entity: str
    """A question for a person or thing, whose answer the next question may speak of."""
    noun_phrase: str
    """A definite noun phrase without what follows a preposition: groups `phrase` and `words`."""
    after_phrase: str
    """A preposition and what belongs to it, right behind a noun phrase."""
    verb_last: str
    """A question whose helping verb stands before the subject, so that the run of words after it ends in a verb."""
    participle: str
    """A word that is no noun where it ends a run of words behind "is" or "was"."""
    becomes: str
    """A verb that an adjective may follow, with the space before it, in a run of words behind a helping verb."""
    bare: str
    """A question that is nothing but a definite noun phrase."""
    bare_meant: str
    """What such a question means, with `{phrase}`."""
    owner: str = "{subject}'s"
    of: str = "{phrase} of {subject}"
    at: str = "at {subject}"
    topic: str = ""
    """The words that end the topic at the beginning of a question, where a language puts it there."""
    belongs: str = ""
    """What stands behind a topic whose property is asked for."""
    empty: str = ""
    """Words that say nothing of what is asked about, where a language's words are not parted by spaces."""
    owned: str = ""
    """What a pronoun before it owns, to the end of the question: group `phrase`."""
    defined: str = ""
    """A question what something is that has no name: group `thing`."""
    several: str = ""
    """A question what several things are: group `things`."""
    means: frozenset[str] = frozenset()
    """The prepositions before what something is done with or through: "over Tor"."""
    no_person: str = ""
    """A question about what is no person, whatever its name (searched in folded text)."""
    who: str = ""
    """A question who did something: group `rest`, what was done (searched in the text as it is, without case)."""
    when: str = ""
    """The words that ask so much alone: "when"."""
    who_meant: str = ""
    """What such a word asks behind such a question: `{asked}`, the word, `{subject}`, who did it, and `{rest}`."""
    about: str = ""
    """How a question begins that names another thing to ask the same of, with its preposition's article."""
    of_word: str = ""
    """A preposition and one word that ends a question or a phrase: groups `of` and `word`."""
    indefinite: str = ""
    """A noun with an indefinite article that ends a question or a phrase."""
    code_nouns: frozenset[str] = frozenset()
    """What things are called that a code or a number tells apart."""
    these: str = ""
    """Things that were spoken of, without a name: "these names", group `words`."""
    circumstance: str = ""
    """A question word or phrase alone that asks when, where, why or in what way: "in which format"."""
    circumstance_of: str = ""
    """A question that asks so, or yes or no: its `rest` from the helping verb on."""
    closing: str = ""
    """A verb without an object, which ends a question."""
    negatives: Mapping[str, str] = field(default_factory=dict)
    """Helping verbs and how they deny: what "why not" asks of what was asked before."""
    amount: str = ""
    """A number with what it counts, group `unit`, and where it counts from, group `side`: "two weeks before"."""
    act: str = ""
    """A question how to do or whether one may do something, to its end: group `act`."""
    of_act: str = ""
    """The end of a question of "it" that is asked of what is done: "does it take"."""
    doing: str = ""
    """What stands behind such a question, with `{act}`."""
    one: str = ""
    """A word for a thing that was named before, whatever else is named: "a green one"."""
    told: str = ""
    """What is told of a case, and asks nothing by itself: "I lost it"."""
    likewise: str = ""
    """How a question ends that asks the same of something more: "on Sundays too"."""
    light: frozenset[str] = frozenset()
    """Verbs that say nothing of what is asked about: "get", "need"."""
    quantity: frozenset[str] = frozenset()
    """Words that ask for an amount and say nothing of what is asked about."""


@dataclass(frozen=True, slots=True)
class Courtesies:
    """Lines that are no question to the documents, and what is said to them."""

    lines: Mapping[Act, str]
    """For each act the phrases that make such a line, one pattern; of several phrases in a line all are tried."""
    fillers: str
    """What may stand around such phrases."""
    joiner: str
    """What may stand between them, beside punctuation."""
    replies: Mapping[Act, str]
    """For each act the reply, with `{about}`."""
    about: str
    """What askhz is, with `{documents}`."""
    none: str
    """`{documents}` where nothing is indexed."""
    one: str
    some: str
    """`{documents}` with `{count}` and `{titles}`."""
    more: str
    """What stands for the titles that are not shown, with `{count}`."""
    comma: str = ", "
    quoted: str = "“{title}”"


@dataclass(frozen=True, slots=True)
class Language:
    """One language that questions are asked in."""

    code: str
    """ISO 639-1."""
    telling: str
    """Function words that tell the language; the language with the most of them in a question is the question's."""
    kinds: Kinds
    """Of the matches in a question the earliest decides, of equally early ones the first named here."""
    last_kinds: Kinds
    """What decides where none of these is there."""
    named_definition: str
    """A question what a name is (searched in the text as it is: capitals count)."""
    sides: tuple[str, ...]
    """Comparisons, with groups `one` and `other` (searched in the text as it is, without case)."""
    counted: str
    """A question how many there are, with the group `things`."""
    chooses: str
    """A question which of several are of a certain kind."""
    follow_ups: FollowUps
    courtesies: Courtesies
    contractions: tuple[tuple[str, str], ...] = ()
    """Words written as one, and how the kinds' patterns have them."""
