"""What is asked: the kind of answer wanted, spelling corrected, follow-ups resolved from the history.

Only the texts that are looked up are changed; the question itself stays as it was asked. This room does not know the
index: the names that mean the same, a way to correct words, and what earlier answers say are handed in. What it knows
of a language is a record in `languages`.
"""

from .analysing import analyse
from .checking import LIMIT, check
from .conversing import is_whole, matter, within_topic
from .kinds import TYPED, asking, kind_of
from .languages import foreign
from .naming import content_words_beyond, names_in
from .social import SocialLine, reply, social_line
from .wording import as_question, asks_by_itself

__all__ = [
    "LIMIT",
    "TYPED",
    "SocialLine",
    "analyse",
    "as_question",
    "asking",
    "asks_by_itself",
    "check",
    "content_words_beyond",
    "foreign",
    "is_whole",
    "kind_of",
    "matter",
    "names_in",
    "reply",
    "social_line",
    "within_topic",
]
