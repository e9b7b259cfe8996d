"""What a question claims to exist, and what of it stands in the documents.

Terms that only name (identifiers, versions, dates, long numbers, proper names) must stand in what answers, in any
notation. This room is made of pure functions: it knows records and words, neither the index nor a model.
"""

from .abbreviated import with_abbreviated
from .attending import asks_who_attended, attendance_in
from .bounds import bound_missing
from .clauses import label_of
from .dates import Date, dates_in
from .definitions import (
    asked_to_define,
    defines,
    definition_in,
    definition_in_section,
    definition_missing,
    heads,
    is_about,
    names,
    says_what,
    serves,
)
from .denials import affirms_denied, denies_alike, denies_asked
from .differing import MOST_READINGS, Differing, completed, differences
from .features import CLAIM_FEATURES, passage_claims, question_claims, tells_the_rest, unit_claims
from .forms import A_NUMBER, form_missing
from .grounds import Ground
from .letters import letters_asked, words_beside, words_given
from .mails import SURE_OF_MAILS, header_of_mail, taken_for_header, told_by_mails, words_of_headers
from .marked import NO_MARKS, Marked
from .marks import lacks_category, lacks_code, mark_asked, marked_stretches, meaning_in, names_whose
from .numbered import LOOKED_AT, is_numbered
from .opposing import says_opposite
from .options import is_option
from .outlined import SURE_OF_OUTLINE, outline_asked
from .periods import in_other_years
from .permitting import permitted
from .ranges import SURE_OF_RANGES, told_by_range
from .releases import SURE_OF_HEADINGS, asks_of_headings, heading_of, heads_by_mark, of_versions, told_by_headings
from .sorts import sort_missing
from .standing import CERTAIN, SURE_OF_MISSING, Missing, ground_of, missing_everywhere, stands
from .terms import WORDED, Term, required, wordings_beside
from .uncapitalised import is_uncapitalised, name_elsewhere, names_written

__all__ = [
    "A_NUMBER",
    "CERTAIN",
    "CLAIM_FEATURES",
    "LOOKED_AT",
    "MOST_READINGS",
    "NO_MARKS",
    "SURE_OF_HEADINGS",
    "SURE_OF_MAILS",
    "SURE_OF_MISSING",
    "SURE_OF_OUTLINE",
    "SURE_OF_RANGES",
    "WORDED",
    "Date",
    "Differing",
    "Ground",
    "Marked",
    "Missing",
    "Term",
    "affirms_denied",
    "asked_to_define",
    "asks_of_headings",
    "asks_who_attended",
    "attendance_in",
    "bound_missing",
    "completed",
    "dates_in",
    "defines",
    "definition_in",
    "definition_in_section",
    "definition_missing",
    "denies_alike",
    "denies_asked",
    "differences",
    "form_missing",
    "ground_of",
    "header_of_mail",
    "heading_of",
    "heads",
    "heads_by_mark",
    "in_other_years",
    "is_about",
    "is_numbered",
    "is_option",
    "is_uncapitalised",
    "label_of",
    "lacks_category",
    "lacks_code",
    "letters_asked",
    "mark_asked",
    "marked_stretches",
    "meaning_in",
    "missing_everywhere",
    "name_elsewhere",
    "names",
    "names_whose",
    "names_written",
    "of_versions",
    "outline_asked",
    "passage_claims",
    "permitted",
    "question_claims",
    "required",
    "says_opposite",
    "says_what",
    "serves",
    "sort_missing",
    "stands",
    "taken_for_header",
    "tells_the_rest",
    "told_by_headings",
    "told_by_mails",
    "told_by_range",
    "unit_claims",
    "with_abbreviated",
    "wordings_beside",
    "words_beside",
    "words_given",
    "words_of_headers",
]
