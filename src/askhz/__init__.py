"""Answers questions from your documents in the documents' own words, with exact citations, offline.

>>> import askhz
>>> bot = askhz.open("index")  # doctest: +SKIP
>>> bot.ask("Why did the Six Little Dragons emerge in Hangzhou?").text  # doctest: +SKIP
"""

from .chatbot import Chatbot
from .chatbot import open_chatbot as open
from .errors import AskhzError, DocumentError, EncoderError, IndexFolderError, QuestionError
from .records import Answer, Citation, Document, Filter, Hit, Passage, ShortAnswer

__version__ = "0.1.0"

__all__ = [
    "Answer",
    "AskhzError",
    "Chatbot",
    "Citation",
    "Document",
    "DocumentError",
    "EncoderError",
    "Filter",
    "Hit",
    "IndexFolderError",
    "Passage",
    "QuestionError",
    "ShortAnswer",
    "__version__",
    "open",
]
