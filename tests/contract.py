"""What README promises of `--json`, as a check: every breach of it is a sentence."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

ANSWER = {
    "question": str,
    "answered": bool,
    "answer": str,
    "short": (dict, type(None)),
    "confidence": float,
    "reason": (str, type(None)),
    "citations": list,
    "passages": list,
    "timings_ms": dict,
    "kind": str,
    "understood": (str, type(None)),
    "conflict": bool,
    "ambiguous": bool,
    "readings": list,
    "quoted_in": (str, type(None)),
}
SHORT = {"text": str, "source": str, "start": int, "end": int}
CITATION = {"n": int, "source": str, "title": str, "start": int, "end": int, "quote": str}
PASSAGE = {"rank": int, "score": float, "source": str, "start": int, "end": int, "text": str}
SEARCH = {"query": str, "hits": list}
WHERE = {"place": dict, "headings": list}  # of a citation or passage, each only where there is something in it
PLACE = {
    "page": str,
    "section": str,
    "slide": int,
    "sheet": str,
    "row": int,
    "chapter": str,
    "line": int,
    "member": str,
}

Shape = Mapping[str, Any]
TextOf = Callable[[str], str]


def shape_breaches(name: str, item: Any, shape: Shape, more: Shape | None = None) -> Iterator[str]:
    """Where an object has not the keys of `shape`, with values of its types; those of `more` may be missing."""
    more = more or {}
    if not isinstance(item, dict) or not shape.keys() <= item.keys() <= shape.keys() | more.keys():
        yield f"{name}: want {sorted(shape)}, got {item if not isinstance(item, dict) else sorted(item)}"
        return
    for key, value in item.items():
        kind = {**shape, **more}[key]
        if type(value) not in (kind if isinstance(kind, tuple) else (kind,)):
            yield f"{name}.{key}: {value!r} is not a {kind}"


def where_breaches(name: str, item: Any) -> Iterator[str]:
    place, headings = item.get("place"), item.get("headings")
    if place is not None:
        yield from shape_breaches(f"{name}.place", place, {}, PLACE)
    if headings is not None and not all(isinstance(heading, str) for heading in headings):
        yield f"{name}.headings: {headings}"
    if place == {} or headings == []:
        yield f"{name}: an empty place or empty headings"


def answer_breaches(answer: Any, text_of: TextOf) -> list[str]:
    """What in an answer breaks the contract; empty if nothing does."""
    found = list(shape_breaches("answer", answer, ANSWER))
    if found:
        return found
    citations, short = answer["citations"], answer["short"]
    for at, citation in enumerate(citations, 1):
        found += shape_breaches(f"citation {at}", citation, CITATION, WHERE)
        found += where_breaches(f"citation {at}", citation)
        found += slice_breaches(f"citation {at}", citation, citation.get("quote"), text_of)
        if citation.get("n") != at:
            found.append(f"citation {at}: has the number {citation.get('n')}")
    if answer["answer"] != " ".join(f"{citation['quote']} [{citation['n']}]" for citation in citations):
        found.append("answer: not its quotes in the order of their numbers")
    if short is not None:
        found += shape_breaches("short", short, SHORT)
        found += slice_breaches("short", short, short.get("text"), text_of)
        if not any(
            c["source"] == short["source"] and c["start"] <= short["start"] < short["end"] <= c["end"]
            for c in citations
        ):
            found.append("short: inside none of the quotes")
    if answer["answered"] != bool(citations) or answer["answered"] != (answer["reason"] is None):
        found.append("answered: at odds with citations or reason")
    if not answer["answered"] and (
        short is not None or "\n" in answer["reason"] or not answer["reason"].endswith((".", "。"))
    ):
        found.append("refusal: a short answer, or a reason that is not one sentence")
    if not 0 <= answer["confidence"] <= 1:
        found.append(f"confidence: {answer['confidence']}")
    if not answer["timings_ms"].get("total", -1) >= 0:
        found.append(f"timings_ms: {answer['timings_ms']}")
    return found + list(ranking_breaches("passages", answer["passages"], text_of))


def search_breaches(search: Any, text_of: TextOf) -> list[str]:
    """What in a search breaks the contract; empty if nothing does."""
    return list(shape_breaches("search", search, SEARCH)) or list(ranking_breaches("hits", search["hits"], text_of))


def ranking_breaches(name: str, hits: list[Any], text_of: TextOf) -> Iterator[str]:
    for at, hit in enumerate(hits, 1):
        yield from shape_breaches(f"{name} {at}", hit, PASSAGE, WHERE)
        yield from where_breaches(f"{name} {at}", hit)
        yield from slice_breaches(f"{name} {at}", hit, hit.get("text"), text_of)
    if [hit["rank"] for hit in hits] != list(range(1, len(hits) + 1)):
        yield f"{name}: ranks are not 1, 2, 3, …"
    order = [(-hit["score"], hit["source"], hit["start"], hit["end"]) for hit in hits]
    if order != sorted(order):
        yield f"{name}: not by score, then source, then start"


def slice_breaches(name: str, item: Any, quote: Any, text_of: TextOf) -> Iterator[str]:
    text = text_of(item["source"])
    if not 0 <= item["start"] < item["end"] <= len(text) or text[item["start"] : item["end"]] != quote:
        yield f"{name}: {item['source']}[{item['start']}:{item['end']}] is not {quote!r}"
