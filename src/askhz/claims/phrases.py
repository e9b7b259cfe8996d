"""How what is marked is asked for in German, French, Spanish and Chinese, beside English."""

from __future__ import annotations

import re

from ..records import Kind, Question

VERSION = r"versions?|releases?|ausgaben?|versionen|versi[oó]n(?:es)?"
"""What a version is called, as a pattern."""
RELEASED = (
    r"erschien\w*|herausgekommen|herausgebracht|veröffentlicht|freigegeben|herauskam|kam\b.*\bheraus|sorti\w*|paru\w*"
    r"|publiée?s?|sali[oó]|public(?:ó|ad[ao]s?)|lanz(?:ó|ad[ao]s?)"
)
"""That a version came out, as a pattern."""
RELEASED_IN_CHINESE = r"发布|推出|发行|上线"
LATEST = (
    r"neue?ste[nrms]?|aktuell(?:e|en|er|ste[nr]?)?|letzte[nrms]?"
    r"|derni[eè]re?s?|plus récente?|actuel(?:le)?|[uú]ltim[ao]s?|más reciente|actual"
)
FIRST = r"erste[nrms]?|älteste[nrms]?|premi[eè]re?s?|plus ancienne?|primer[ao]?s?|más antigu[ao]"
WHICH = r"welche[nrms]?|quelles?|quels?|qué|que|cuál(?:es)?"
CHINESE = re.compile(
    "最新的?|版本?|发布|推出|发行|什么时候|何时|哪一?个|有?什么|是|的|了|在|新?内容|变化|更新|改动|说明?|规定|呢"
)
"""What of a question in Chinese says only that what is marked is asked for."""
WHEN = r"wann|quand|cu[aá]ndo"
WHEN_IN_CHINESE = r"什么时候|何时|哪一?天|几时"
PARTS = (
    r"artikel|paragraf|paragraph|abschnitt|ziffer|kapitel|absatz|klausel|chapitre|article|clause|paragraphe|cl[aá]usula"
    r"|art[ií]culo|secci[oó]n|cap[ií]tulo|apartado"
)
"""What a numbered part of a text is called, as a pattern."""
GENERAL = frozenset(
    # German
    "was ist sind war waren neu neues neue neuen hat haben sich geändert ändert ändern änderungen änderung gibt es"
    " steht stehen in im unter der die das den dem von vom für bei mit sagt macht bewirkt bedeutet heißt tut dient"
    " wozu wofür wird wurde welche welcher welches welchen und zu am wann erschien erschienen kam heraus"
    " herausgekommen veröffentlicht version versionen"
    # French
    " que qu quoi qu'est ce c est qui quel quelle quelles quels la le les l un une de du des d dans à a au sous dit"
    " dites change changé changements nouveau nouveautés nouvelle nouvelles signifie sert veut dire fait elle il"
    " version versions quand sortie sorti parue paru"
    # Spanish
    " qué que cuál cuales cuáles es son el los las lo en del al dice cambia cambió cambios cambio nuevo nueva nuevas"
    " novedades hay significa sirve para hace versión versiones cuándo salió se".split()
)
"""Small words of these languages that say only that what is marked is asked for."""
OPTIONS = frozenset("option optionen schalter befehl fehler fehlercode kode opción código codigo erreur code".split())
_ASKS = (
    (re.compile(rf"^\W*(?:(?:{WHEN})\b|.*(?:{WHEN_IN_CHINESE}))", re.IGNORECASE), "date"),
    (
        re.compile(
            r"^\W*(?:was (?:ist|sind|war|hat|haben|steht|sagt|macht|bewirkt|bedeutet|heißt|tut|gibt|ändert|wurde)\b"
            r"|(?:wozu|wofür|welche\w?|quelles?|quels?|que (?:dit|signifie|change|fait)|qu['’]est|à quoi"
            r"|qué|cuál\w*|para qué"
            r"|¿?(?:qué|cuál\w*|para qué))\b)",
            re.IGNORECASE,
        ),
        "other",
    ),
)


def kind_asked(question: Question) -> Kind:
    """The kind of a question, also in languages whose question words are not known otherwise.

    >>> [kind_asked(Question(one, "yes-no", (), one)) for one in ("Was ist neu?", "Quand est-ce sorti ?", "Is it?")]
    ['other', 'date', 'yes-no']
    """
    found: str = next((kind for pattern, kind in _ASKS if pattern.search(question.as_asked)), question.kind)
    return found if question.kind in ("yes-no", "other") else question.kind  # type: ignore[return-value]


def is_of_these(asked: str) -> bool:
    """Whether a question begins as those of German, French and Spanish do.

    >>> is_of_these("Was ist neu?"), is_of_these("Was it new?")
    (True, False)
    """
    return any(pattern.search(asked) for pattern, _ in _ASKS)
