"""Overviews: questions about documents as wholes, answered with the sentences that stand for them.

- `asking`: whether an overview is wanted, and of what; `naming`: the documents that are named
- `standing`: the sentences that stand for a document; `composing`: from the question to the answer
- `mentioning`: what the documents say about something, and which of them do
- `library`: what is needed of an index
"""

from .asking import Wanted, wanted
from .composing import overview
from .library import Library
from .mentioning import Topic, looked_up, mentions, topic_of

__all__ = ["Library", "Topic", "Wanted", "looked_up", "mentions", "overview", "topic_of", "wanted"]
