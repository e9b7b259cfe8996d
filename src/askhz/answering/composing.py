"""`compose`: what a reader found becomes quotes with numbers, or a refusal with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .. import claims
from ..claims import Differing, Marked, Missing, differences
from ..records import Answer, Finding, Hit, Passage, Question, Reading, ShortAnswer
from ..text.anchors import anchor_at
from ..text.words import count_words
from .absences import lacks_what_is_asked, name_missing, under_asked_heading
from .causes import reasons_of_a_whole
from .choosing import WORD_LIMIT, choose
from .citing import answered, declined
from .commands import command_in
from .confidence import confidence_of
from .decisions import decided
from .declining import reason_to_decline
from .defining import defining
from .edges import without_bare_ends
from .fields import tells_nothing
from .formed import of_the_form_asked, words_of_letters
from .gathering import gathered, tells_evidence
from .headers import with_headers
from .labels import comparable
from .leaning import says_of_term, with_antecedent
from .members import asks_how_many, in_a_list, is_one_of_many, members_beside, settled
from .merging import merged
from .opposed import without_opposite
from .paragraphs import with_paragraph
from .qualified import by_whom
from .quoting import completed, whole_quotes
from .rows import rows_alike
from .sections import from_named_section
from .shortening import rows_differ, short_answer
from .superlatives import asks_for_extreme
from .surroundings import Stretch, Unit, stretch_of, stretches, text_of, unit_of
from .twins import twins_of
from .unread import short_of, told_unread


def compose(
    question: Question,
    reading: Reading,
    hits: Sequence[Hit],
    threshold: float,
    around: Sequence[Passage] = (),
    missing: Missing | None = None,
    marked: Marked = claims.NO_MARKS,
) -> Answer:
    """The answer that the findings allow: quotes with numbers, or a refusal when confidence is below the threshold.

    `hits` are those that were read, best first: a finding's `hit_rank` counts from 1 in them. `around` are their
    passages with what stands beside them, lists put together again: see `Retrieved.around`. `missing` is what the
    question asks for by name and no document has: then there is no answer. `marked` is what stands under marks that the
    question names, which answers as it is, and the whole tables that rows were found of: their cells answer where
    nothing that was read does.
    """
    told = None if missing is not None else told_unread(question, reading, hits, marked)
    if told is not None and told.first and told.answer.confidence >= threshold:
        return told.answer
    answer = _composed(question, reading, hits, threshold, around, missing, marked)
    return answer if answer.answered or told is None or told.answer.confidence < threshold else told.answer


@dataclass(frozen=True, slots=True)
class _Selection:
    """What is to be quoted: the finding that answers best, the quotes, how sure they are, and in what they differ."""

    best: Finding
    quotes: list[Finding]
    confidence: float
    differ: Differing | None = None


def _composed(
    question: Question,
    reading: Reading,
    hits: Sequence[Hit],
    threshold: float,
    around: Sequence[Passage],
    missing: Missing | None,
    marked: Marked,
) -> Answer:
    """The answer of what was read."""

    def refused(
        confidence: float = reading.confidence,
        missing: Missing | None = None,
        differ: Differing | None = None,
        form: str | None = None,
        opposite: bool = False,
    ) -> Answer:
        sure = replace(reading, confidence=confidence)
        reason = reason_to_decline(sure, hits, missing, differ, form, opposite=opposite)
        return declined(question, sure, reason, hits)

    if missing is not None or not reading.findings or (reading.confidence < threshold and not marked.labels):
        return refused(missing=missing)
    if marked.labels and not marked.stretches:
        return refused(claims.SURE_OF_MISSING, differ=Differing("too many", (), marked.labels))
    best = reading.findings[0]
    if claims.taken_for_header(question, best, hits[best.hit_rank - 1].passage, marked.mails):
        return refused(claims.SURE_OF_MISSING, form="a mail that fits all of this")
    known = stretches(around or tuple(hit.passage for hit in hits))
    whole = stretches([hit.passage for hit in marked.tables])
    if asks_for_extreme(question):  # the most of all rows, not of those that were found
        known += whole
    findings = _settled(question, reading, hits, known, marked)
    if not findings:
        return refused(0.0)
    findings = without_opposite(question, findings, known)
    if not findings:
        return refused(min(reading.confidence, claims.SURE_OF_MISSING), opposite=True)
    if lacks_what_is_asked(question, findings[0], known, reading.confidence):
        return refused(min(reading.confidence, claims.SURE_OF_MISSING), form="what is asked for")
    selected = _selected(question, reading, findings, hits, known, whole)
    if selected.differ is not None and selected.differ.kind == "too many":
        return refused(differ=selected.differ)
    if (form := _form_missing(question, findings[0], selected.quotes, hits, known)) is not None:
        return refused(min(selected.confidence, claims.SURE_OF_MISSING), form=form)
    if selected.confidence < threshold:
        return refused(selected.confidence)
    if selected.differ is None:
        selected = replace(selected, quotes=with_paragraph(question, selected.quotes, findings, known))
    return _told(question, selected, hits, known, marked)


def _settled(
    question: Question, reading: Reading, hits: Sequence[Hit], known: Sequence[Stretch], marked: Marked
) -> Sequence[Finding]:
    """The findings, that first which the question's own words point to; none where nothing that was read answers."""
    inside = under_asked_heading(question, _within(reading.findings, marked), known)
    headed = [_headings_of(one, hits) for one in inside]
    findings = settled(question, claims.of_versions(question, inside, headed), known) if inside else []
    findings = [one for one in findings if not tells_nothing(question, one, known)]
    if not findings:
        return []
    return decided(question, defining(question, from_named_section(question, findings, known), known), known)


def _selected(
    question: Question,
    reading: Reading,
    findings: Sequence[Finding],
    hits: Sequence[Hit],
    known: Sequence[Stretch],
    whole: Sequence[Stretch],
) -> _Selection:
    """What is quoted of the findings; `whole` are the whole tables that rows were found of."""
    if reasons := reasons_of_a_whole(question, findings, hits):
        return _Selection(findings[0], _with_antecedents(question, reasons, known), reading.confidence)
    differ = twins_of(question, findings[0], whole) or differences(
        question, comparable(question, findings, known), hits
    )
    if differ is not None:
        best = differ.findings[0] if differ.findings else findings[0]
        return _Selection(best, list(differ.findings), reading.confidence, differ)
    best, quotes = _quoted(question, findings, known)
    if alike := rows_alike(question, best, whole):
        quotes = [*_rows_quoted(best, *alike), *(one for one in quotes if one.source != best.source)]
    return _Selection(best, quotes, confidence_of(reading, quotes))


def _form_missing(
    question: Question, best: Finding, quotes: Sequence[Finding], hits: Sequence[Hit], known: Sequence[Stretch]
) -> str | None:
    """The form of answer that is asked for and that the quotes lack."""
    said, above = _said_of_it(question, best, quotes, known), _above(quotes, hits)
    # Where members of a list are counted they are shown, and no number need stand there.
    counted = asks_how_many(question) and in_a_list(best, known)
    form = None if counted else claims.form_missing(question, said, above)
    form = form or claims.bound_missing(question, f"{above}\n{said}") or claims.sort_missing(question, said, above)
    beside = "\n".join({hits[quote.hit_rank - 1].passage.context: None for quote in quotes})
    form = form or claims.definition_missing(question, said, f"{above}\n{beside}")
    return form or name_missing(question, quotes, hits)


def _told(
    question: Question, selected: _Selection, hits: Sequence[Hit], known: Sequence[Stretch], marked: Marked
) -> Answer:
    """The answer that quotes what was selected, with its short answer."""
    best, quotes, differ = selected.best, selected.quotes, selected.differ
    no_short = _open(differ) or claims.tells_the_rest(question.as_asked, best.text)
    short = None if no_short else words_of_letters(question, quotes)
    if short is None and not no_short:
        short = of_the_form_asked(question, _short(question, best, quotes, known), quotes, known)
    if differ is None and (above := _heading_that_tells(question, best, marked.headings, hits)) is not None:
        quotes, short = [above, *quotes], short_of([above])
    return replace(
        answered(question, quotes, short, selected.confidence, hits, [*marked.headings, *marked.tables]),
        conflict=differ is not None and differ.kind == "conflict",
        ambiguous=_open(differ),
        readings=tuple(claims.completed(question, label) for label in differ.labels) if differ is not None else (),
    )


def _quoted(question: Question, findings: Sequence[Finding], known: Sequence[Stretch]) -> tuple[Finding, list[Finding]]:
    """The finding that answers best, and what is quoted.

    Where a list or steps are wanted they are quoted whole, whatever each member's own evidence is.
    """
    by_unit = tells_evidence(findings)
    wants_whole = not by_unit or question.kind in ("list", "manner", "procedure")
    whole = whole_quotes(question, findings, known) if wants_whole else None
    if by_unit:
        quotes = _with_antecedents(question, gathered(question, findings, known, whole or ()), known)
    elif whole is None:
        quotes = _with_antecedents(question, _chosen(question, findings, known), known)
    else:
        quotes = whole
    return findings[0] if whole is None else whole[0], with_headers(without_bare_ends(quotes, known), known)


def _rows_quoted(best: Finding, rows: Sequence[Unit], table: Stretch) -> list[Finding]:
    """Rows of the best one's table with its header, those that follow one another as one."""
    found = [replace(best, start=row.start, end=row.end, text=row.text, short=None) for row in rows]
    return merged(with_headers(found, [table]), [table])


def _chosen(question: Question, findings: Sequence[Finding], known: Sequence[Stretch]) -> list[Finding]:
    """The sentences to quote; what leads in to a list with it, if no other quote is a part of that."""
    chosen = choose(question, findings, known)
    if not question.explains and question.kind != "other":
        return chosen
    found: list[Finding] = []
    for finding in chosen:
        led = completed(finding, known)
        found = [one for one in found if not (one.source == led.source and led.start <= one.start < led.end)]
        if not any(one.source == led.source and one.start <= led.start < one.end for one in found):
            found.append(led)
    return found


def _with_antecedents(question: Question, chosen: Sequence[Finding], known: Sequence[Stretch]) -> list[Finding]:
    """The findings, each with the sentence that it leans on as far as the words allow, next ones as one."""
    words = sum(count_words(finding.text) for finding in chosen)
    found = []
    for finding in chosen:
        stretch = stretch_of(finding, known)
        unit = unit_of(finding, stretch) if stretch else None
        if stretch and unit and (first := with_antecedent(question, unit, stretch)) is not unit:
            text = text_of(stretch, first.start, finding.end)
            more = count_words(text) - count_words(finding.text)
            if words + more <= WORD_LIMIT or says_of_term(unit.reads):
                words += more
                finding = replace(finding, start=first.start, text=text)
        found.append(finding)
    return merged(found, known)


def _short(
    question: Question, best: Finding, quotes: Sequence[Finding], known: Sequence[Stretch]
) -> ShortAnswer | None:
    """The best finding's short answer, if that finding is quoted; or the command in what is quoted with it."""
    stretch = stretch_of(best, known)
    unit = unit_of(best, stretch) if stretch else None
    if command := command_in(question, best, quotes, known):
        return command
    if stretch and unit and is_one_of_many(question, unit, stretch, quotes):
        return None
    if stretch and unit and rows_differ(question, unit, stretch, quotes):
        return None
    short = by_whom(question, short_answer(question, best, unit, stretch), quotes)
    held = short and any(q.source == short.source and q.start <= short.start and short.end <= q.end for q in quotes)
    return short if held else None


def _heading_that_tells(
    question: Question, best: Finding, headings: Sequence[Hit], hits: Sequence[Hit]
) -> Finding | None:
    """The heading that says of what date or version the best finding is, where that is asked."""
    return claims.heading_of(question, best, _headings_of(best, hits), headings, rank=len(hits) + 1)


def _headings_of(finding: Finding, hits: Sequence[Hit]) -> tuple[str, ...]:
    anchor = anchor_at(hits[finding.hit_rank - 1].passage.anchors, finding.start)
    return anchor.headings if anchor else ()


def _within(findings: Sequence[Finding], marked: Marked) -> Sequence[Finding]:
    """The findings in the stretches that the question names by their marks; all where none of them is."""
    places = [hit.passage for hit in marked.stretches]
    inside = [
        one
        for one in findings
        if any(place.source == one.source and place.start <= one.start and one.end <= place.end for place in places)
    ]
    return inside or findings


def _said_of_it(question: Question, best: Finding, quotes: Sequence[Finding], known: Sequence[Stretch]) -> str:
    """What the quotes say of what is asked.

    What other members of a list say than the one that answers is said of something else, unless several are wanted. A
    row says what it reads as, with the names of its columns: "Length (hours): 1".
    """
    several = question.kind in ("list", "manner", "procedure", "comparison")
    others = () if several else members_beside(best, known)
    texts = []
    for quote in quotes:
        text = quote.text
        for unit in others:
            if unit.source == quote.source and quote.start <= unit.start and unit.end <= quote.end:
                text = text.replace(unit.text, "\n")
        texts.append(text)
        stretch = stretch_of(quote, known)
        texts += [
            unit.reads
            for unit in (stretch.units if stretch else ())
            if unit.kind == "row" and unit not in others and quote.start <= unit.start and unit.end <= quote.end
        ]
    return "\n".join(texts)


def _above(quotes: Sequence[Finding], hits: Sequence[Hit]) -> str:
    """The titles of the documents that quotes are from, and the headings that they stand under."""
    lines: list[str] = []
    for quote in quotes:
        hit = hits[quote.hit_rank - 1]
        lines += [hit.document.title if hit.document else "", *_headings_of(quote, hits)]
    return "\n".join(dict.fromkeys(lines))


def _open(differ: Differing | None) -> bool:
    """Whether the question leaves open what it asks about."""
    return differ is not None and differ.kind == "readings"
