"""Kinds of question in further languages of Latin letters: what wants more than a few words, by how it begins.

Numbers, dates, persons and places are left out: how those are written is known of English and Chinese alone, so that an
answer in another language would be refused for its form. Patterns are searched in folded text.
"""

from __future__ import annotations

from collections.abc import Mapping

from .language import Kinds

# How much, how long, how often: for these a few words answer.
_WIE_VIEL = "viel|lang|oft|hoch|gross|alt|weit|schwer|teuer|schnell|tief|breit|spat|fruh|heiss|laut|nenn|heisst"
_HOE_VEEL = "veel|lang|vaak|hoog|groot|oud|ver|zwaar|duur|snel|diep|breed|laat|heet"
_GERMAN: Kinds = (
    ("reason", r"\b(?:warum|wieso|weshalb|weswegen)\b|\baus welche[mn] gr(?:und|unden)\b"),
    ("comparison", r"\bunterschied(?:e|en)? zwischen\b|\bworin unterscheid"),
    (
        "procedure",
        rf"\bwie (?!{_WIE_VIEL})\w+ (?:ich|man|wir)\b|\bwelche schritte\b"
        r"|\bwas (?:muss|soll|sollte|kann) (?:ich|man|wir) (?:\w+ )*(?:tun|machen)\b",
    ),
    (
        "definition",
        r"^was (?:ist|sind|war) (?:(?:eine?|der|die|das) )?\S+(?: \S+)?$|\bwas (?:bedeutet|versteht man unter)\b",
    ),
    ("list", r"\bwas sind die\b|^(?:nenne|liste)\b|\bwelche (?:zwei|drei|vier|funf|sechs|\w+en) \w+"),
    ("yes-no", r"^(?:ist|sind|war|hat|haben|kann|konnen|darf|durfen|muss|mussen|soll|gibt es|wird|werden)\b"),
    ("manner", rf"\bwie (?!{_WIE_VIEL})|\bauf welche weise\b"),
)
_FRENCH: Kinds = (
    ("reason", r"\bpourquoi\b|\bpour quelles? raisons?\b"),
    ("comparison", r"\bdifferences? entre\b"),
    (
        "procedure",
        r"\bcomment (?:puis-je|peut-on|pouvons-nous|dois-je|doit-on|faut-il|faire|est-ce que (?:je|l['’]on|on)\b)"
        r"|\bcomment \w+[ei]r\b|\bque (?:dois-je|faut-il|doit-on|puis-je) faire\b|\bquelles sont les etapes\b",
    ),
    ("definition", r"^qu['’]est-ce qu|^c['’]est quoi\b|\bque (?:signifie|veut dire)\b"),
    ("list", r"^quel(?:le)?s\b|^(?:citez|enumerez|listez)\b"),
    ("yes-no", r"^(?:est-ce qu|est-il|est-elle|sont-ils|y a-t-il|peut-on|puis-je|faut-il|doit-on|dois-je|existe-t-il)"),
    ("manner", r"\bcomment\b|\bde quelle (?:maniere|facon)\b"),
)
_SPANISH: Kinds = (
    ("reason", r"\bpor que\b|\bpor cual(?:es)? razon"),
    ("comparison", r"\bdiferencias? entre\b"),
    (
        "procedure",
        r"\bcomo (?:se|puedo|podemos|puede|hago|debo|deberia|hay que)\b"
        r"|\bque (?:debo|hay que|tengo que|se debe) hacer\b",
    ),
    ("definition", r"^[¿ ]*que (?:es|son|significa|quiere decir)\b"),
    ("list", r"\bcuales\b|^[¿ ]*(?:enumera|nombra)\b"),
    ("yes-no", r"^[¿ ]*(?:es|son|hay|puedo|se puede|existe|debo|esta|estan|tiene)\b"),
    ("manner", r"\bcomo\b|\bde que (?:manera|modo|forma)\b"),
)
_ITALIAN: Kinds = (
    ("reason", r"\bperche\b|\bper qual[ei] (?:motiv|ragion)"),
    ("comparison", r"\bdifferenz[ae] tra\b"),
    ("procedure", r"\bcome (?:si|posso|possiamo|faccio|devo|bisogna)\b|\bcosa (?:devo|bisogna|si deve) fare\b"),
    ("definition", r"^(?:che )?(?:cos['’]?e|cosa (?:e|sono|significa|vuol dire))\b"),
    ("list", r"\bquali\b|^(?:elenca|elencare)\b"),
    ("yes-no", r"^(?:c['’]e|ci sono|posso|si puo|esiste|devo|bisogna)\b"),
    ("manner", r"\bcome\b|\bin (?:che|quale) modo\b"),
)
_DUTCH: Kinds = (
    ("reason", r"\bwaarom\b|\bom welke reden\b"),
    ("comparison", r"\bverschil(?:len)? tussen\b"),
    ("procedure", rf"\bhoe (?!{_HOE_VEEL})\w+ (?:ik|je|men|we)\b|\bwat moet (?:ik|je|men) doen\b|\bwelke stappen\b"),
    ("definition", r"^wat (?:is|zijn) (?:(?:een|de|het) )?\S+(?: \S+)?$|\bwat betekent\b"),
    ("list", r"\bwelke \w{3,}(?:en|s)\b|\bwat zijn de\b|^noem\b"),
    ("yes-no", r"^(?:is|zijn|kan|kunnen|mag|moet|heeft|hebben|bestaat|werkt)\b"),
    ("manner", rf"\bhoe (?!{_HOE_VEEL})|\bop welke (?:manier|wijze)\b"),
)
OTHERS: Mapping[str, Kinds] = {"de": _GERMAN, "fr": _FRENCH, "es": _SPANISH, "it": _ITALIAN, "nl": _DUTCH}
"""By code (ISO 639-1); of the matches in a question the earliest decides, of equally early ones the first here."""
