"""What a question claims to exist, and what of it stands in the documents.

Terms that only name (identifiers, versions, dates, long numbers, proper names) must stand in what answers, in any
notation. This room is made of pure functions: it knows records and words, neither the index nor a model.
"""

from .differing import Differing, completed, differences
from .standing import SURE_OF_MISSING, Missing, ground_of, missing_everywhere, permitted
from .terms import Term, required, wordings_beside

__all__ = [
    "SURE_OF_MISSING",
    "Differing",
    "Missing",
    "Term",
    "completed",
    "differences",
    "ground_of",
    "missing_everywhere",
    "permitted",
    "required",
    "wordings_beside",
]
