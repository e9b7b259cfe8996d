"""Questions with known answers, and the files they come in.

`read_questions` takes askhz's own JSON Lines, SQuAD JSON (v1 and v2) and BEIR folders. The last two bring their own
documents, which `documents` gives for indexing. Nothing here asks or judges. A new format is one module, named in
`reading`.
"""

from .feedback import feedback_questions
from .questions import Evidence, Format, GoldQuestion, QuestionSet, of_split
from .reading import documents, read_questions

__all__ = [
    "Evidence",
    "Format",
    "GoldQuestion",
    "QuestionSet",
    "documents",
    "feedback_questions",
    "of_split",
    "read_questions",
]
