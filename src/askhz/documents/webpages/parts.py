"""Which parts of a web page are its text, and which are menus, headers, footers, adverts or hidden.

The rules, in this order. What a browser does not show is left out. If the page says where its main text is (`main`,
or `article`s that hold most of the words), the rest is left out. Of what is left, parts with a role, element or
class of navigation are left out, unless they hold much of the text; and lists of links, unless they have sentences.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

# Elements whose content is no text of the page, or does not hold any more.
_NO_TEXT = frozenset(
    "script style noscript template iframe object embed applet svg canvas audio video map head title meta link base "
    "input select textarea button option datalist optgroup progress meter rt rp frameset ix:header "
    "annotation annotation-xml area source track param col colgroup del s strike".split()
)
_HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_OFF_ROLES = frozenset(
    "navigation banner contentinfo search menu menubar toolbar tablist dialog alertdialog doc-toc "
    "doc-pagelist doc-index directory".split()
)
_OFF_WORDS = frozenset(
    "nav navbar navbox navigation navheader navfooter menu submenu dropdown breadcrumb breadcrumbs sidebar sidenav "
    "footer masthead topbar toolbar pagination pager paginator cookie cookies consent gdpr share sharing social "
    "related recommended recommendations newsletter subscribe signup advert adverts advertisement advertisements "
    "ad ads adsbygoogle sponsor sponsored promo popup modal overlay skip skiplink toc tableofcontents editsection "
    "catlinks printfooter noprint login headerlink permalink linenos lineno gutter sitesub indicators".split()
)
_OFF_PHRASES = frozenset(
    ["screen-reader", "sr-only", "visually-hidden", "visuallyhidden", "hash-link", "jump-link", "line-num"]
)
_OFF_IDS = frozenset(
    "nav navbar navigation menu mainmenu breadcrumb breadcrumbs sidebar leftsidebar rightsidebar leftcolumn "
    "rightcolumn footer masthead topbar toolbar cookiebanner cookieconsent cookienotice toc sitesub "
    "jumptonav catlinks".split()
)
_TOKEN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6", "dt"])
_LISTS = frozenset(["ul", "ol", "dl", "table", "div", "section", "p", "aside", "header", "footer", "td", "center"])
_MANY_LINKS = 0.7  # share of a list's letters that stand in links
_IN_PAGE = 0.8  # the same where all links lead to places in the page
_SHARE = 0.3  # of the page's text: what holds more is no navigation, whatever its name
_TRUSTED = 0.2  # of the page's text: what calls itself `main` must hold as much
_MOST = 0.5


def local(tag: object) -> str:
    """The name of an element in small letters, without its namespace; "" for a comment."""
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def words_of(element: _Element) -> str:
    """All text in an element, shown or not."""
    return "".join(map(str, element.itertext()))


class Measured:
    """The elements of a page but for what is inside hidden ones, and what each holds, by its number.

    Numbers count in the order of the page; the root is 0. `tags` are the elements' names, `shown` whether a browser
    shows them. `sizes` count elements, itself included. `letters` count characters of words, `in_links` those within
    links. `links` count links, `inner_links` those that lead to places in the page.
    """

    def __init__(self, root: _Element) -> None:
        self.elements: list[_Element] = []
        self.tags: list[str] = []
        self.shown: list[bool] = []
        self.sizes: list[int] = []
        self.letters: list[int] = []
        self.in_links: list[int] = []
        self.links: list[int] = []
        self.inner_links: list[int] = []
        self.mains: list[tuple[_Element, int]] = []
        self.articles: list[tuple[_Element, int]] = []
        self._measure(root)

    def _measure(self, root: _Element) -> None:
        sizes, letters, in_links = self.sizes, self.letters, self.in_links
        links, inner_links = self.links, self.inner_links
        elements, tags, shown = self.elements, self.tags, self.shown
        open_numbers: list[int] = []
        linked = 0  # how many links are open
        for event, element, tag, is_shown in shown_elements(root):
            if event == "start":
                number = len(sizes)
                open_numbers.append(number)
                elements.append(element)
                tags.append(tag)
                shown.append(is_shown)
                sizes.append(1)
                here = link = inner = 0
                if is_shown:
                    if tag == "a" and (target := element.get("href")) is not None:
                        linked += 1
                        link, inner = 1, int(target.startswith("#"))
                    if text := element.text:
                        here = len(text.strip())
                    role = element.get("role")
                    if tag == "main" or role == "main":
                        self.mains.append((element, number))
                    elif tag == "article" or element.get("itemprop") == "articleBody":
                        self.articles.append((element, number))
                letters.append(here)
                in_links.append(here if linked else 0)
                links.append(link)
                inner_links.append(inner)
                continue
            number = open_numbers.pop()
            if is_shown and tag == "a" and element.get("href") is not None:
                linked -= 1
            if open_numbers:
                above = open_numbers[-1]
                here = len(text.strip()) if (text := element.tail) else 0
                sizes[above] += sizes[number]
                letters[above] += letters[number] + here
                in_links[above] += in_links[number] + (here if linked else 0)
                links[above] += links[number]
                inner_links[above] += inner_links[number]


def shown_elements(root: _Element) -> Iterator[tuple[str, _Element, str, bool]]:
    """Each element's start and end in the order of the page, its name, and whether a browser shows it.

    What is inside an element that is not shown is passed over.
    """
    from lxml import etree

    names: dict[object, str] = {}
    walk = etree.iterwalk(root, events=("start", "end"))
    hidden: list[_Element] = []
    for event, element in walk:
        tag = names.get(element.tag)
        if tag is None:
            tag = names[element.tag] = local(element.tag)
        if event == "start":
            shown = not is_hidden(element, tag)
            if not shown:
                hidden.append(element)
                walk.skip_subtree()
        else:
            shown = not (hidden and hidden[-1] is element)
            if not shown:
                hidden.pop()
        yield event, element, tag, shown


def is_hidden(element: _Element, tag: str) -> bool:
    """Whether a browser shows nothing of an element, or no text."""
    if tag in _NO_TEXT or (tag == "dialog" and element.get("open") is None):
        return True
    if not element.attrib:
        return False
    style = element.get("style")
    return (
        (element.get("hidden") is not None and tag != "body")
        or (element.get("aria-hidden") == "true" and tag not in ("img", "body"))
        or (style is not None and tag != "body" and _HIDDEN_STYLE.search(style) is not None)
    )


def main_parts(root: _Element, measured: Measured) -> list[tuple[_Element, int]]:
    """The elements that hold the main text, outermost only and in order, each with its number."""
    whole = measured.letters[0]
    for parts, share in ((measured.mains, _TRUSTED), (measured.articles, _MOST)):
        outermost: list[tuple[_Element, int]] = []
        for element, number in parts:
            if not outermost or number >= outermost[-1][1] + measured.sizes[outermost[-1][1]]:
                outermost.append((element, number))
        if outermost and sum(measured.letters[number] for _, number in outermost) >= share * whole:
            return outermost
    return [(root, 0)]


class Rules:
    """Which parts of a page are left out. `trusted`: the walk is inside what the page calls its main text."""

    def __init__(self, measured: Measured, *, trusted: bool) -> None:
        self._measured, self._trusted = measured, trusted
        self._whole = measured.letters[0]

    def leaves_out(self, element: _Element, tag: str, number: int, inside: Collection[str]) -> bool:
        """Whether an element is no part of the main text. `inside`: the names of the elements around it."""
        letters = self._measured.letters[number]
        if letters > _SHARE * self._whole and letters > 200:
            return False
        if tag == "nav" or element.get("role") in _OFF_ROLES:
            return True
        if tag in ("header", "footer", "aside") and not (self._trusted or "article" in inside or "main" in inside):
            within = "section" in inside  # of which it is the header, or an aside
            if tag == "aside" and not within:
                return True
            if "blockquote" not in inside and not (within and tag != "footer"):
                return tag == "footer" or next(element.iter("h1", "{*}h1"), None) is None
        if tag not in ("html", "body", "main", "article") and _named_off(element, tag, trusted=self._trusted):
            return True
        return tag in _LISTS and self._is_links(number, tag)

    def _is_links(self, number: int, tag: str) -> bool:
        """Whether an element is a list of links and little else."""
        measured = self._measured
        letters, links = measured.letters[number], measured.links[number]
        if links < 3 or measured.in_links[number] < _MANY_LINKS * letters:
            return False
        if measured.inner_links[number] == links:
            return tag != "p" and measured.in_links[number] >= _IN_PAGE * letters
        return not self._trusted and letters < 60 * links


def _named_off(element: _Element, tag: str, *, trusted: bool) -> bool:
    if tag in _HEADINGS:
        return False
    classes = element.get("class", "")
    # An id is often made of a heading's words, so it counts only as a whole, and not where sections are marked.
    name = None if trusted or tag == "section" else element.get("id")
    if name and name.lower().replace("-", "").replace("_", "") in _OFF_IDS and "section" not in classes.split()[:20]:
        return True
    return classes != "" and _off_classes(classes)


@lru_cache(maxsize=4096)
def _off_classes(classes: str) -> bool:
    """Whether one of the first classes names a part that is no main text."""
    return any(map(_off_name, classes.split()[:20]))


@lru_cache(maxsize=4096)
def _off_name(name: str) -> bool:
    """Whether a class names a part that is no main text.

    >>> [_off_name(name) for name in ("site-nav", "mw-editsection", "relatedPosts", "navigate", "content")]
    [True, True, True, False, False]
    """
    small = name.lower()
    if any(phrase in small for phrase in _OFF_PHRASES):
        return True
    return any(word.lower() in _OFF_WORDS for word in _TOKEN.findall(name)[:8])
