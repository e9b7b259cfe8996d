"""What a question claims to exist, and what of it stands in the documents.

Terms that only name (identifiers, versions, dates, long numbers, proper names) must stand in what answers, in any
notation. This room is made of pure functions: it knows records and words, neither the index nor a model.
"""

from .differing import Differing, completed, differences
from .features import CLAIM_FEATURES, passage_claims, question_claims, tells_the_rest, unit_claims
from .forms import form_missing
from .standing import SURE_OF_MISSING, Ground, Missing, ground_of, missing_everywhere, permitted
from .terms import WORDED, Term, required, wordings_beside

__all__ = [
    "CLAIM_FEATURES",
    "SURE_OF_MISSING",
    "WORDED",
    "Differing",
    "Ground",
    "Missing",
    "Term",
    "completed",
    "differences",
    "form_missing",
    "ground_of",
    "missing_everywhere",
    "passage_claims",
    "permitted",
    "question_claims",
    "required",
    "tells_the_rest",
    "unit_claims",
    "wordings_beside",
]
