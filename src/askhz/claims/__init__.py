"""What a question claims to exist, and what of it stands in the documents.

Terms that only name (identifiers, versions, dates, long numbers, proper names) must stand in what answers, in any
notation. This room is made of pure functions: it knows records and words, neither the index nor a model.
"""

from .clauses import label_of
from .dates import Date, dates_in
from .definitions import asked_to_define, defines, definition_in, is_about
from .differing import MOST_READINGS, Differing, completed, differences
from .features import CLAIM_FEATURES, passage_claims, question_claims, tells_the_rest, unit_claims
from .forms import form_missing
from .mails import SURE_OF_MAILS, header_of_mail, taken_for_header, told_by_mails, words_of_headers
from .marks import NO_MARKS, Marked, lacks_code, mark_asked, marked_stretches, meaning_in
from .releases import SURE_OF_HEADINGS, asks_of_headings, heading_of, heads_by_mark, told_by_headings
from .standing import CERTAIN, SURE_OF_MISSING, Ground, Missing, ground_of, missing_everywhere, permitted, stands
from .terms import WORDED, Term, required, wordings_beside

__all__ = [
    "CERTAIN",
    "CLAIM_FEATURES",
    "MOST_READINGS",
    "NO_MARKS",
    "SURE_OF_HEADINGS",
    "SURE_OF_MAILS",
    "SURE_OF_MISSING",
    "WORDED",
    "Date",
    "Differing",
    "Ground",
    "Marked",
    "Missing",
    "Term",
    "asked_to_define",
    "asks_of_headings",
    "completed",
    "dates_in",
    "defines",
    "definition_in",
    "differences",
    "form_missing",
    "ground_of",
    "header_of_mail",
    "heading_of",
    "heads_by_mark",
    "is_about",
    "label_of",
    "lacks_code",
    "mark_asked",
    "marked_stretches",
    "meaning_in",
    "missing_everywhere",
    "passage_claims",
    "permitted",
    "question_claims",
    "required",
    "stands",
    "taken_for_header",
    "tells_the_rest",
    "told_by_headings",
    "told_by_mails",
    "unit_claims",
    "wordings_beside",
    "words_of_headers",
]
