"""Answers questions from your documents in the documents' own words, with exact citations, offline.

>>> import askhz
>>> bot = askhz.open("index")  # doctest: +SKIP
>>> bot.ask("Why did the Six Little Dragons emerge in Hangzhou?").text  # doctest: +SKIP
"""

__version__ = "0.1.0"
__all__ = [
    "Answer",
    "AskhzError",
    "Chatbot",
    "Citation",
    "Document",
    "DocumentError",
    "EncoderError",
    "Hit",
    "IndexFolderError",
    "Passage",
    "QuestionError",
    "ShortAnswer",
    "__version__",
    "open",
]
