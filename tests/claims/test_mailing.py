"""What a question asks of the header of a mail."""

import pytest

from askhz.claims.dates import Date
from askhz.claims.mailing import mail_asked
from askhz.question import analyse


@pytest.mark.parametrize(
    ("question", "field", "senders", "recipients", "topic"),
    [
        ("Who wrote the mail about the pier?", "from", "", "", "pier"),
        ("Who sent the e-mail about the pier?", "from", "", "", "pier"),
        ("Who is the message about the pier from?", "from", "", "", "pier"),
        ("From whom is the answer about the pier?", "from", "", "", "pier"),
        ("Who is the sender of the letter about the pier?", "from", "", "", "pier"),
        ("Who emailed Bodil about the pier?", "from", "", "bodil", "pier"),
        ("Who answered Bodil's mail about the pier?", "from", "", "bodil", "pier"),
        ("Who wrote that the pier sinks?", "from", "", "", "pier sink"),
        ("Who has written to Bodil?", "from", "", "bodil", ""),
        ("Who has Aksel written to?", "to", "aksel", "", ""),
        ("When did Aksel reply?", "date", "aksel", "", ""),
        ("When did Aksel write that Bodil should come?", "date", "aksel", "", "bodil come"),
        ("When did Aksel Grindem write to Bodil?", "date", "aksel grindem", "bodil", ""),
        ("When was the mail from Aksel to Bodil sent?", "date", "aksel", "bodil", ""),
        ("What is the date of Aksel's mail?", "date", "aksel", "", ""),
        ("Who got a copy of the mail about the pier?", "cc", "", "", "pier"),
        ("Who was cc'd on the mail about the pier?", "cc", "", "", "pier"),
        ("To whom did Aksel write about the pier?", "to", "aksel", "", "pier"),
        ("Who did Aksel send the drawings to?", "to", "aksel", "", "draw"),
        ("Who received Aksel's mail?", "to", "aksel", "", ""),
        ("Who are the recipients of Aksel's mail?", "to", "aksel", "", ""),
        ("What is the subject of Aksel's mail?", "subject", "aksel", "", ""),
        ("What was the mail from Aksel about?", "subject", "aksel", "", ""),
    ],
)
def test_field_and_words_of_the_mail_that_is_meant(
    question: str, field: str, senders: str, recipients: str, topic: str
) -> None:
    asked = mail_asked(analyse(question))
    assert asked is not None
    found = (asked.field, asked.senders, asked.recipients, asked.topic)
    assert found == (field, *(frozenset(words.split()) for words in (senders, recipients, topic)))


@pytest.mark.parametrize(
    "question",
    [
        "Who wrote the novel?",
        "Who sent the parcels?",
        "When was the pier built?",
        "What is the mail address of Aksel?",
        "Who wrote the letter of intent?",
        "Who should get a copy of the mail?",
        "How did Aksel write to Bodil?",
        "When did the ferry send a signal?",
        "Who wrote the mail?",
        "When did Aksel answer the riddle?",
    ],
)
def test_what_asks_of_no_header(question: str) -> None:
    assert mail_asked(analyse(question)) is None


def test_a_name_behind_what_it_is_about_need_not_be_who_wrote() -> None:
    asked = mail_asked(analyse("Who sent the mail about the letter from Aksel?"))
    assert asked is not None
    assert (asked.senders, asked.names) == (frozenset(), (("from", frozenset({"aksel"})),))
    assert asked.topic == {"aksel"}


def test_days_are_no_topic_and_an_answer_is_a_reply() -> None:
    asked = mail_asked(analyse("Who replied on 5 May 2026 about the pier?"))
    assert asked is None or asked.dates == (Date(2026, 5, 5),)
    asked = mail_asked(analyse("Who wrote on 5 May 2026 about the pier?"))
    assert asked is not None
    assert (asked.dates, asked.topic, asked.is_reply) == ((Date(2026, 5, 5),), frozenset({"pier"}), False)
    asked = mail_asked(analyse("When did Aksel answer Bodil?"))
    assert asked is not None
    assert asked.is_reply


def test_which_mail_of_all_says_nothing_of_it() -> None:
    assert mail_asked(analyse("Who sent the first email?")) is None
    assert mail_asked(analyse("Who sent the first email about the roof?")) is not None
