"""What can go wrong, in words for the person who asked.

    AskhzError
    ├── DocumentError    a path, file or dump that cannot be read as documents
    ├── IndexFolderError an index folder that is missing, foreign, damaged, busy or of another version
    ├── EncoderError     an encoder that cannot be found, exported or run
    └── QuestionError    a question, a history or a question file that cannot be used

Every message is one line that names what was wrong, where, and what to do. Commands and servers
(`cli`, `api`, `web`) show it; only watching goes on after one.
"""

from __future__ import annotations


class AskhzError(Exception):
    """The root of every error that askhz raises on purpose."""


class DocumentError(AskhzError):
    """A path, file or dump cannot be read as documents."""


class IndexFolderError(AskhzError):
    """An index folder is missing, foreign, damaged, busy or of another version."""


class EncoderError(AskhzError):
    """An encoder cannot be found, exported or run."""


class QuestionError(AskhzError):
    """A question, a history or a file of questions cannot be used."""
