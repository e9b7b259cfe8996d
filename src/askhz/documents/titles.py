"""Which headings name no document: those that say only of which version or date what follows is."""

from __future__ import annotations

import re

_LIMIT = 100  # characters; what is longer says more than that
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_STAGE = r"(?:alpha|beta|pre|preview|rc|dev|post|final|build|[abcr])"
_NUMBER = re.compile(
    rf"v?\d+(?:st|nd|rd|th)?(?:(?:[-._:/+]\d|[-._+]?{_STAGE}(?=[\W\d_]|$))\w*)*(?:\.x)?(?!\w)|\d+[年月日号號]",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    rf"(?:{_MONTH}|(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?|{_STAGE}"
    r"|versions?|ver|v|releases?|released|revision|rev|unreleased|yanked|upcoming|current|latest|next|stable|lts|draft"
    r"|in|development|under|not|yet|on|of|the|from|date|dated|tb[acd]|am|pm|utc|gmt)(?!\w)"
    r"|版本|版|第|发布|未发布|更新|于|(?:星期|周|週)[一二三四五六日天]|上午|下午",
    re.IGNORECASE,
)
# What of all this tells of a version or date: a number alone, or a word alone, may be a title.
_TELLS = re.compile(
    rf"\d[-./]\d|\d\.x\b|\bv\d|(?:19|20|21)\d\d|\d\D{{0,3}}{_MONTH}|{_MONTH}\D{{0,3}}\d|\d[年月]"
    r"|(?:versions?|ver|releases?|revision|rev|v|build)\W{0,3}\d|版本?\W{0,3}\d|unreleased|未发布"
    r"|(?:in|under) development",
    re.IGNORECASE,
)


def is_edition(heading: str) -> bool:
    """Whether a heading says nothing but a version or a date, as those of a changelog or a journal do.

    >>> [is_edition(one) for one in ("Version 2.2.0", "[3.0.2] - 2024-11-16", "Wed, 4 March 2026", "Unreleased")]
    [True, True, True, True]
    >>> [is_edition(one) for one in ("Changes in 3.0", "42", "2.1 Scope", "Next Release", "Minutes, 4 March 2026")]
    [False, False, False, False, False]
    """
    heading = heading.strip()
    if len(heading) > _LIMIT or not _TELLS.search(heading):
        return False
    at = 0
    while at < len(heading):
        if not (heading[at].isalnum()):
            at += 1
        elif found := _NUMBER.match(heading, at) or _BESIDE.match(heading, at):
            at = found.end()
        else:
            return False
    return True
