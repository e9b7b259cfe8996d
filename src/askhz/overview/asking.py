"""Whether a question asks for an overview, and of what. A pure function of its words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from ..question import kind_of
from ..records import Kind, Question
from ..text.words import STOP_WORDS, fold, spans

Scope = Literal["documents", "all", "named"]
"""`documents`: which documents there are; `all`: an overview of them all; `named`: of what `words` and `text` name."""

_PAPER = (
    r"(?:documents?|docs?|files?|texts?|articles?|papers?|pages?|materials?|sources?|folders?|director(?:y|ies)|corpus"
    r"|collections?|librar(?:y|ies)|archives?|contents?|uploads?|index|knowledge base|everything|here|data|dataset)"
)
_ABOUT = (
    # What is wanted, wherever it stands in the question.
    r"\bsummar(?:i[sz]e|i[sz]ing|i[sz]ation|y|ies)\b|\bsum(?:ming)? (?:it |this |that |them |everything |all )?up\b"
    r"|\b(?:overview|synopsis|abstract|gist|outline|recap|rundown|digest)\b|\btl;? ?dr\b"
    r"|\b(?:main|key|most important|central|essential|principal|major|core)"
    r" (?:points?|ideas?|messages?|topics?|subjects?|themes?|take-?aways?|facts?|findings?|arguments?|contents?"
    r"|statements?|claims?|conclusions?|insights?)\b"
    r"|\bin (?:a nutshell|brief|short|summary|a few (?:words|sentences|lines)|(?:one|two|three) sentences?)\b"
    r"|\bbriefly\b"
    # What it is about, as the whole question.
    r"|^(?:so |and |but )?what(?:'s| is| are| was| were|s)? .*\babout$"
    r"|\bwhat (?:it|this|that|they)(?:'s| is| are) (?:all )?about$"
    r"|\b(?:what|which) (?:topics?|subjects?|themes?|issues?|things)\b.*\b(?:cover|covered|discuss(?:ed)?|treat(?:ed)?"
    r"|address(?:ed)?|in|here|there|deal with|talk about)\b"
    r"|^(?:what|which) (?:topics?|subjects?|themes?) (?:are|do|does|is)\b"
    rf"|^what (?:do|does|did) .*\b(?:say|cover|contain|discuss|describe|propose|report|explain|tell(?: me| us)?"
    r"|talk about|deal with)$"
    rf"|^what(?:'s| is| are)? (?:there )?in (?:the |this |these |my |your |that |those |all )*{_PAPER}\b.*$"
    rf"|^(?:describe|explain|introduce|present|tell me about|what (?:can|do) (?:i|we|you) (?:learn|find|read|know))"
    rf" ?(?:me |us |in |from |about |of )*(?:the |this |these |that |those |my |your |our |all )*(?:\w+ )?{_PAPER}$"
    rf"|^what (?:kind|sort|type) of (?:\w+ )?{_PAPER} (?:is|are) (?:this|these|that|those|it|they|there|here)$"
)
_WHICH_DOCUMENTS = (
    rf"^(?:what|which|how many) (?:\w+ )?{_PAPER} (?:do|does|did|have|has|can|are|is|were|exist)\b"
    r"(?: (?:you|we|i|askhz|it|there|do|have|got|know|see|read|use|search|indexed|loaded|available|here|in|the|your|my"
    rf"|this|index|answer|from|contain|included?|stored|uploaded|access|with|work|to|of|at|all|on|{_PAPER}))*$"
    r"|^(?:list|show|name|enumerate|give)"
    r"(?: (?:me|us|all|of|the|your|my|our|these|those|available|indexed|loaded|uploaded))*"
    rf" {_PAPER}(?: (?:please|you have|there are|in (?:the |your |my )?index|here|available))*$"
)
_CHINESE_ABOUT = (
    r"总结|概括|概述|概要|归纳|摘要|综述|梗概|大意|简述|简要(?:介绍|说明)|(?:主要|核心|关键|重要)(?:的)?(?:内容|观点|要点|思想|信息|论点|主题|结论)"
    r"|要点|主旨|中心思想|(?:讲|说|谈|写|介绍|讨论|关于|涉及|讲述|描述)(?:了|的是|的|到)?(?:些|哪些)?(?:什么|啥|哪些(?:内容|主题|话题|方面)?)"
    r"|有(?:些)?什么内容|有哪些(?:内容|主题|话题)|一句话|一两句话"
)
_CHINESE_PAPER = r"(?:文档|文件|文章|资料|材料|文本|文献|文集|内容|论文|报告|知识库|文件夹)"
_CHINESE_WHICH = (
    rf"^(?:请问)?(?:你|您|你们|这里|现在|目前|库里|索引里|系统里)?(?:都|一共|总共)?(?:有|收录了?|包含|存了?|索引了?)(?:了)?(?:哪些|什么|多少|几)(?:篇|个|份|种)?{_CHINESE_PAPER}$"
    rf"|^(?:请)?(?:列出|列举|显示|告诉我)(?:一下)?(?:你|您)?(?:的|所有|全部|有|有的|都有)*(?:哪些|什么)?{_CHINESE_PAPER}(?:列表|清单|名称|标题)?$"
)
# In further languages of all documents alone: what names a document is told from the rest in English and Chinese only.
_OTHERS_ABOUT = re.compile(
    r"worum geht es(?: hier| (?:in|bei) (?:den|diesen|meinen) (?:dokumenten|texten|dateien|unterlagen))?"
    r"|wovon handeln (?:die|diese) (?:dokumente|texte|dateien|unterlagen)"
    r"|(?:bitte )?fasse? (?:alles|es|(?:die|diese|meine) (?:dokumente|texte|dateien|unterlagen)) zusammen"
    r"|de quoi s'agit-il(?: ici)?|de quoi (?:parlent|traitent) (?:ces|les|mes) (?:documents|textes|fichiers)"
    r"|resume[rz]?(?: tout| (?:ces|les|mes) (?:documents|textes|fichiers))"
    r"|[¿ ]*de que (?:va esto|tratan|hablan)(?: (?:estos|los|mis) (?:documentos|textos|archivos))?"
    r"|resume (?:todo|(?:estos|los|mis) (?:documentos|textos|archivos))"
    r"|di cosa (?:si tratta|parlano)(?: (?:questi|i) (?:documenti|testi|file))?"
    r"|waar gaan (?:de|deze|mijn) (?:documenten|teksten|bestanden) over|waar gaat (?:het|dit) over"
)
_OTHERS_LISTING = re.compile(
    r"welche (?:dokumente|texte|dateien|unterlagen) (?:gibt es|hast du|haben sie|sind (?:da|vorhanden|hier))"
    r"|quels (?:documents|textes|fichiers) (?:as-tu|avez-vous|y a-t-il|sont la)"
    r"|[¿ ]*que (?:documentos|textos|archivos) (?:hay|tienes|tiene)"
    r"|(?:quali|che) (?:documenti|testi|file) (?:hai|ci sono)"
    r"|welke (?:documenten|teksten|bestanden) (?:heb je|heeft u|zijn er)"
)
# Said of any document: looked for where a document is named, and not missed where its name lacks them.
_CHINESE_FILLING = re.compile(
    rf"(?:这|那|该|此|本|所有|全部|一下|请|帮我|给我|你|您|的|是|都|主要|大概|大致|用|几|和|里|中|吧|吗|呢|一|两|篇|个|份|些|做|个|对|把|文中|{_CHINESE_PAPER})"
)
_ENGLISH_FILLING = frozenset(
    """summary summaries summarise summarize summarising summarizing summarised summarized summarisation summarization
    overview synopsis abstract gist outline recap rundown digest point idea ideas message messages takeaway takeaways
    fact facts finding findings argument arguments statement statements claim claims conclusion conclusions insight
    insights issue issues principal major core central essential find introduce present explain deal talk treat
    treated treats address addressed addresses covered discusses discussed brief briefly short shortly quick quickly
    concise please give write make provide show want need get let see know read really actually overall general
    generally whole entire thing things key main important bit little tldr tl dr nutshell words word sentence
    sentences lines line few one two three say says said cover covers contain contains discuss describe describes kind
    sort type topics topic subjects subject themes theme points up sum someone somebody me us whats what's that's it's
    there's propose proposes proposed propos recommend recommends learn learnt learned learning report reports
    reported wants trying purpose happen happened happens""".split()
)
NOUNS = frozenset(
    """document doc file text article paper page material source folder directory corpus collection library archive
    content upload index everything here data dataset base post chapter section guide handbook manual report book essay
    note notes news story proposal piece write-up writeup entry readme site website part introduction intro tutorial
    announcement talk speech interview transcript letter email mail memo minutes policy series contract agreement lease
    rule recipe thesis study plan form specification spec standard charter brochure leaflet flyer faq wiki table
    spreadsheet presentation slide deck log diary poem newsletter directive""".split()
)
"""What documents are called, in the singular."""
_SINGLE: frozenset[Kind] = frozenset({"number", "date", "person", "organisation", "place", "reason", "yes-no"})
"""Kinds of question that want one fact, however briefly: "in short, who is the captain?"."""
_TOLD = re.compile(
    r"^(?:(?:give|write|make|show|get|tell) (?:me |us )?)?(?:an? |the |some )?(?:[\w-]+ ){0,2}"
    r"(?:summar(?:i[sz]e|y)|sum up|overview|synopsis|gist|outline|recap|rundown|(?:main|key) (?:points|ideas))\b"
    r"|^(?:请|帮我|给我)*(?:总结|概括|概述|归纳|简述)"
)
"""What tells to give an overview, whatever follows: a title may be a question."""
_PAPERS = re.compile(_PAPER)
_PATTERN = re.compile(_ABOUT)
_LISTING = re.compile(_WHICH_DOCUMENTS)
_CHINESE = re.compile(_CHINESE_ABOUT)
_CHINESE_LISTING = re.compile(_CHINESE_WHICH)
_END = re.compile(r"[\s?？!！.。…,，;；:：]+$")
_GREETING = re.compile(
    r"^(?:please|pls|can you|could you|would you|will you|i want|i need|hi|hello|hey|ok|okay|so|and|now)[, ]+"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """An overview that is wanted. `words` are the normal words that name what it is of, `nouns` those of them that
    are said of any document ("guide", "report"); `text` is the question in the wording that was looked up.
    """

    scope: Scope
    text: str = ""
    words: tuple[str, ...] = ()
    nouns: frozenset[str] = frozenset()


def wanted(question: Question) -> Wanted | None:
    """The overview that a question asks for, or None if it asks for something else.

    >>> asked = lambda text: wanted(Question(text, "other", (text,), text))
    >>> asked("What is this about?").scope, asked("Summarise the ferry rules.").words, asked("Who built the ferry?")
    ('all', ('ferri', 'rule'), None)
    >>> asked("Which documents do you have?").scope, asked("这些文章讲了什么？").scope
    ('documents', 'all')
    """
    asked = _plain(question.as_asked)
    if _LISTING.search(asked) or _CHINESE_LISTING.search(asked):
        return Wanted("documents")
    if _OTHERS_LISTING.fullmatch(asked):
        return Wanted("documents")
    if _OTHERS_ABOUT.fullmatch(asked):
        return Wanted("all", question.search[0])
    if (kind_of(asked) in _SINGLE or asked.startswith("how ")) and not _TOLD.search(asked):
        return None
    if not (_PATTERN.search(asked) or _CHINESE.search(asked)):
        return None
    text = question.search[0]
    words = _naming_words(text)
    kept = tuple(stem for stem, _ in words)
    nouns = frozenset(stem for stem, folded in words if _is_noun(folded))
    if all(_PAPERS.fullmatch(folded) for _, folded in words):  # "these articles", "the documents"
        return Wanted("all", text)
    return Wanted("named", text, kept, nouns)


def _plain(text: str) -> str:
    text = _END.sub("", fold(text).replace("’", "'"))
    return _GREETING.sub("", text)


def _naming_words(text: str) -> list[tuple[str, str]]:
    """The stems and folded forms of the words that may name a document, in order, each once."""
    bare = _CHINESE_FILLING.sub(" ", _CHINESE.sub(" ", _plain(text)))
    found: dict[str, str] = {}
    for word in spans(bare):
        if word.folded not in STOP_WORDS and word.folded not in _ENGLISH_FILLING:
            found.setdefault(word.stem, word.folded)
    return list(found.items())


def _is_noun(folded: str) -> bool:
    return folded in NOUNS or folded.removesuffix("s") in NOUNS
