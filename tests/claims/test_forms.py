"""What an answer lacks by how it is written."""

import pytest

from askhz.claims import form_missing
from askhz.question import analyse


@pytest.mark.parametrize(
    ("question", "text", "lacks"),
    [
        ("How many boats are there?", "The boats are moored at the pier.", "a number"),
        ("How many boats are there?", "Twelve boats are moored at the pier.", None),
        ("How many boats are there?", "There are no boats.", None),
        ("How many boats are there?", "3. The boats, see rule AB-12 of May 2021", "a number"),
        ("How many boats are there?", "See [the list](boats-12.md) in v2.1.", "a number"),
        ("How often is the pier swept?", "The pier is swept every Monday.", None),
        ("How often is the pier swept?", "Martin sweeps the pier.", "a frequency"),
        ("How often is the pier swept?", "The pier is closed for at least 1 week.", "a frequency"),
        ("How often is the pier swept?", "The pier is closed for 7 days some time in July.", "a frequency"),
        ("How often is the pier swept?", "The pier: 3 times in July", None),
        ("How often does it check?", "The check interval is 30 s.", None),
        ("How many pilots are there?", "Pilots must be 18 years of age.", "a number of them"),
        ("How many pilots are there?", "The 12 pilots are 18 years old.", None),
        ("How many years are there?", "Pilots must be 18 years of age.", None),
        ("How long does the meeting last?", "Send it at least 2 days before the meeting.", "a length of time"),
        ("How long does the meeting last?", "It lasts two hours.", None),
        ("How long before the meeting does it take?", "Send it 2 days before the meeting.", None),
        ("How many weeks does the course take?", "The course has 12 lessons.", "a length of time"),
        ("How many weeks does the course take?", "The course takes 12 weeks.", None),
        ("How long is the plank?", "The plank has 4 holes.", "a length or a length of time"),
        ("How long is the plank?", "The plank measures 2 m.", None),
        ("How long may I stay?", "You may stay until the harbour closes.", None),
        ("What is the entrance fee?", "The entrance fee is paid at the gate.", "a price"),
        ("What is the entrance fee?", "Entrance is free.", None),
        ("What is the broker fee?", "The broker fee is a percentage of the loan.", None),
        ("What is the broker fee?", "The broker fee depends on the loan.", None),
        ("When was the pier built?", "The pier was built by the parish.", "a date"),
        ("When was the pier built?", "The pier was built after the war.", None),
        ("When was Gravel 2.8 released?", "Gravel 2.8 is a greater release than it was for 2.6.", "a date"),
        ("When was Gravel 2.8 released?", "Gravel 2.8 came out in 2012.", None),
        ("When was Gravel released?", "Available since: version 0.20.0", "a date"),
        ("When was Gravel released?", "Available since 1998", None),
        ("When was Gravel released?", "It came after 12 May.", None),
        ("What is the latest version of Gravel?", "Available since: version 0.7", "the version of now"),
        ("When did the meeting end?", "The meeting ended at 18.30.", None),
        ("When was the pier built?", "It is from 12.5.1873.", None),
        ("What is the current version of Gravel?", "Since version 2.5 it stores settings.", "the version of now"),
        ("What is the current version of Gravel?", "It stores them there as Brook 3.0 does.", "the version of now"),
        ("What is the current version of Gravel?", "The latest is 2.5, see below.", None),
        ("What is the latest version of Gravel?", "Gravel 4.1", None),
        ("In which year was it built?", "It was built on 3 May.", "a year"),
        ("In which year was it built?", "It was built in 1873.", None),
        ("On which weekday do they meet?", "They meet in the hall.", "a weekday"),
        ("On which weekday do they meet?", "They meet every Friday.", None),
        ("Which version does it need?", "It needs the Gravel library.", "a version"),
        ("Which version does it need?", "It needs Gravel 4.", None),
        ("What is the phone number of the clerk?", "Ask the clerk in room 4.", "a telephone number"),
        ("What does HLC stand for?", "The HLC meets in May.", "the words that HLC stands for"),
        ("What does HLC stand for?", "The Harbour Light Council (HLC) meets in May.", None),
        ("What does SaaS stand for?", "software as a service", None),
        ("What does HLC stand for?", "HLC stands for whatever you like.", None),
        ("What does Alder stand for?", "Alder stands here.", None),
        ("Who swept the pier?", "The pier is clean.", None),
        ("Why is tar preferred to pitch?", "- Prefer tar to pitch.", "a reason"),
        ("Why is tar preferred to pitch?", "- Prefer tar to pitch, it lasts longer outdoors.", None),
        ("Why did the harbour lamp go out?", "The harbour lamp went out because its oil was used up.", None),
        ("Why was the harbour lamp replaced?", "The harbour lamp was replaced, since it flickered.", None),
        ("Why did the harbour gate jam?", "The harbour gate jammed due to ice.", None),
        ("Why does the harbour gate stay closed?", "The harbour gate stays closed for lack of oil.", None),
        ("Why is the harbour gate closed?", "The harbour gate is closed since Monday.", "a reason"),
        ("Why is the harbour gate closed?", "The gate is closed because the harbour is closed.", "a reason"),
        ("On which weekday do they meet?", "They meet on 3 May.", "a weekday"),
        ("On which day do they meet?", "They meet on 3 May.", None),
        ("Since which version is tar allowed?", "Any tar is allowed.", "a version"),
        ("一共有多少条船？", "船停在码头。", "a number"),
        ("When was the pier closed?", "- List the piers [#789](https://piers.example/pull/789)", "a date"),
        ("When was the pier closed?", "- Closed on 01/02/2020", None),
        ("Who painted the pier?", "https://piers.example/c/308198", "more than a link"),
        ("Who painted the pier?", "- <https://piers.example/c/1>", "more than a link"),
        ("Who painted the pier?", "Bo Ek, https://piers.example/ek", None),
        ("Where is the plan of the pier?", "https://piers.example/plan", None),
        ("一共有多少条船？", "码头停着十二条船。", None),
        ("码头多久打扫一次？", "The pier is swept weekly.", None),
    ],
)
def test_what_an_answer_lacks(question: str, text: str, lacks: str | None) -> None:
    assert form_missing(analyse(question), text) == lacks


def test_a_long_question_tells_more_than_it_asks() -> None:
    asked = "What is the entrance fee? " + "I ask because my aunt is coming and wants to know it. " * 3
    assert form_missing(analyse(asked), "It is paid at the gate.") is None


def test_what_stands_above_has_a_date_but_gives_no_reason() -> None:
    assert form_missing(analyse("When was tar allowed?"), "Tar was allowed.", "Release notes of 3 May 2021") is None
    lacks = form_missing(analyse("Why was tar allowed?"), "Tar was allowed.", "Release notes of 3 May 2021")
    assert lacks == "a reason"


def test_letters_without_capitals_are_to_be_written_out() -> None:
    asked = analyse("what does oti stand for")
    assert form_missing(asked, "The OTI is paid monthly.") == "the words that OTI stands for"
    assert form_missing(asked, "The OTI, or on-target incentive, is paid.") is None
    assert form_missing(asked, "Oti stands for a seat.") is None
