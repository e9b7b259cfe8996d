"""What a question denies is not answered by what affirms it."""

from __future__ import annotations

import pytest

from askhz.claims.denials import affirms_denied, denied_in, denies_asked, is_denied


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ("Which states did not sign the treaty?", "sign"),
        ("Who doesn't have the right to vote?", "right"),
        ("What is not usually stated in the contract?", "stated"),
        ("Where does the code of conduct not apply?", "apply"),
        ("What was never repaired?", "repaired"),
        ("What is not the main office?", "main"),
        ("What must not be in the log?", None),  # what is denied is the place
        ("Where wasn't Shirley going?", None),
        ("Where is smoking not allowed?", None),  # where it is tells where it is not
        ("What do I do if the pump does not start?", None),
        ("Which tools that do not need a licence are there?", None),
        ("What does the rake do that the hoe does not do?", None),
        ("My pump does not start. What now?", None),
        ("Why did the mill not close?", None),
        ("How do I not lose my work?", None),
        ("Is it not sold?", None),
        ("Which one may or may not fail?", None),
        ("Who signed the treaty?", None),
    ],
)
def test_what_the_main_clause_of_a_question_denies(asked: str, word: str | None) -> None:
    found = denied_in(asked)
    assert (found.folded if found else None) == word


@pytest.mark.parametrize(
    ("asked", "text", "affirms"),
    [
        ("What do the treaties not limit?", "The treaties limit free trade.", True),
        ("Where is the rule not recognized?", "The rule is recognised in Article 5.", True),
        ("What land wasn't ceded to Spain?", "It ceded Louisiana to its ally Spain.", True),
        ("What do the treaties not limit?", "The treaties do not limit free trade.", False),
        ("What do the treaties not limit?", "Trade is limited by the treaties in no case.", False),
        ("What do the treaties not limit?", "Only imports are limited by the treaties.", False),
        ("What do the treaties not limit?", "They do not say that the treaties limit free trade.", False),
        ("What do the treaties not limit?", "Trade is not free, but the treaties limit it.", True),
        ("What do the treaties not limit?", "Speed is limited to 30.", False),  # of something else
        ("What do the treaties not limit?", "The treaties are about trade.", False),
        ("Where are caps not needed?", "Caps are needed in lanes one and two but not in lane three.", False),
        ("Who did not sign the treaty?", "Spain signed the treaty; Norway did not.", False),
        ("Who did not sign the treaty?", "Spain signed the treaty, Norway didn't, and Malta waited.", False),
        (
            "Who did not sign the treaty?",
            "All states in the far north signed the treaty with pride, except Norway.",
            False,
        ),
        ("What do the treaties limit?", "The treaties limit free trade.", False),
    ],
)
def test_a_text_that_affirms_what_the_question_denies(asked: str, text: str, affirms: bool) -> None:
    assert affirms_denied(asked, text) is affirms


def test_what_stands_above_may_deny() -> None:
    asked, text = "What does the policy not insure?", "The policy would insure glass."
    assert affirms_denied(asked, text, "The policy")
    assert not affirms_denied(asked, text, "The policy\nWhat is not insured")


@pytest.mark.parametrize(
    ("text", "word", "denied"),
    [
        ("No member has ever voted.", "voted", True),
        ("It is signed by no one.", "signed", True),
        ("It refused to sign the protocol.", "sign", True),
        ("It is not old; it is signed.", "signed", False),
        ("It is signed.", "signed", False),
    ],
)
def test_a_denial_is_of_its_clause(text: str, word: str, denied: bool) -> None:
    assert is_denied(text, text.index(word)) is denied


@pytest.mark.parametrize(
    ("asked", "text", "denied"),
    [
        ("Which boat sails to Ash?", "The Elk also doesn’t sail to Ash.", True),
        ("Who sails to Ash?", "Members cannot sail to Ash.", True),
        ("Which boat sails to Ash?", "The Elk sails to Ash.", False),
        ("Which boat sails to Ash?", "The Elk sails to Ash; it does not sail on.", False),
        ("Which boat does not sail to Ash?", "The Elk does not sail to Ash.", False),
        ("Where does the boat sail?", "It does not sail to Ash.", False),  # no subject is asked for
        ("Which boat sails to Ash?", "It does not rest.", False),
        ("Which boat does Bo sail?", "Bo does not sail the Elk.", False),  # what is asked for is no subject
    ],
)
def test_what_does_not_do_it_is_not_what_does(asked: str, text: str, denied: bool) -> None:
    assert denies_asked(asked, text) is denied
