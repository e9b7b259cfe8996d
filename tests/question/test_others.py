"""Kinds of question in further languages of Latin letters."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from askhz.question.kinds import kind_of
from askhz.question.languages.others import OTHERS
from askhz.records import Kind


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ("Warum sollte man Sicherungen machen?", "reason"),
        ("Wie richte ich das ein?", "procedure"),
        ("Was muss ich tun, wenn es brennt?", "procedure"),
        ("Was ist ein Kernel?", "definition"),
        ("Was bedeutet das für die Stadt?", "definition"),
        ("Welche freien Lizenzen nennt das Buch?", "list"),
        ("Was sind die Regeln für den Hafen?", "list"),
        ("Ist das am Montag auch offen?", "yes-no"),
        ("Wie wird das von der Stadt gemacht?", "manner"),
        ("Was ist der Unterschied zwischen dem Elch und dem Luchs?", "comparison"),
        ("Wie viele Inseln gibt es?", "other"),
        ("Wie lange dauert das bei euch?", "other"),
        ("Pourquoi est-ce que le port est fermé ?", "reason"),
        ("Comment puis-je installer le noyau ?", "procedure"),
        ("Comment installer le noyau dans la machine ?", "procedure"),
        ("Qu'est-ce que le noyau ?", "definition"),
        ("Quelles sont les règles du port ?", "list"),
        ("Est-ce que le port est ouvert ?", "yes-no"),
        ("¿Por qué está cerrado el puerto?", "reason"),
        ("¿Cómo se instala el núcleo?", "procedure"),
        ("¿Qué es el núcleo?", "definition"),
        ("¿Cuáles son las reglas del puerto?", "list"),
        ("¿Hay sauna en el puerto?", "yes-no"),
        ("Perché il porto è chiuso?", "reason"),
        ("Come posso installare il nucleo nella macchina?", "procedure"),
        ("Quali sono le regole del porto?", "list"),
        ("Waarom is de haven niet open?", "reason"),
        ("Hoe kan ik het programma installeren?", "procedure"),
        ("Welke regels zijn er voor de haven?", "list"),
        ("Hoeveel eilanden zijn er in het meer?", "other"),
    ],
)
def test_the_kind_of_a_question_in_another_language(asked: str, kind: Kind) -> None:
    assert kind_of(asked) == kind


def test_every_kind_is_one_and_every_pattern_is_folded() -> None:
    for kinds in OTHERS.values():
        assert {kind for kind, _ in kinds} <= set(get_args(Kind))
        for _, each in kinds:
            re.compile(each)
            assert not re.search("[à-öø-ÿ]", each)
