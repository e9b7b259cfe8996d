"""What documents tell without having been read: it answers where nothing else does, or first where it is certain."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

import pytest

from askhz.chatbot import Chatbot
from askhz.reading.ranker import SentenceRanker
from askhz.records import Answer

CHANGES = (
    "# Changes\n\n## 2.0.0 (2025-01-22)\n\n- The file is TOML now.\n- A theme.\n\n## 1.9.0 (2024-11-02)\n\n- A leak.\n"
)
PRICES = """# Prices

| Flour | Net (EUR) | Organic |
|---|---|---|
| Spelt | 34.50 | yes |
| Rye | 18.90 | no |
| Oats | 22.40 | yes |
"""


def ask(make_bot: Callable[..., Chatbot], asked: str, texts: dict[str, str], threshold: float | None = None) -> Answer:
    with closing(Chatbot(make_bot(texts)._index, SentenceRanker(), threshold=threshold)) as bot:
        answer = bot.ask(asked)
        for citation in answer.citations:
            assert texts[citation.source][citation.start : citation.end] == citation.quote
        if answer.short is not None:
            short = answer.short
            assert texts[short.source][short.start : short.end] == short.text
        return answer


def test_a_heading_answers(make_bot: Callable[..., Chatbot]) -> None:
    answer = ask(make_bot, "When was 2.0.0 released?", {"CHANGES.md": CHANGES})
    assert [citation.quote for citation in answer.citations] == ["## 2.0.0 (2025-01-22)"]
    assert answer.citations[0].headings == ("Changes", "2.0.0 (2025-01-22)")
    assert answer.short is not None
    assert answer.short.text == "2025-01-22"
    assert answer.confidence == 0.95


def test_a_section_answers_whole_without_a_short_answer(make_bot: Callable[..., Chatbot]) -> None:
    answer = ask(make_bot, "What changed in 2.0.0?", {"CHANGES.md": CHANGES})
    assert [citation.quote for citation in answer.citations] == [CHANGES[11 : CHANGES.index("\n\n## 1.9")]]
    assert answer.short is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The boats are entered in the Harbour Office Net (HON).", "Harbour Office Net"),
        ("The HON (Harbour Office Net) has the boats.", "Harbour Office Net"),
    ],
)
def test_letters_are_told_by_the_words_beside_them(make_bot: Callable[..., Chatbot], text: str, expected: str) -> None:
    answer = ask(make_bot, "What does HON stand for?", {"a.txt": f"{text}\n\nTea is at four.\n"}, threshold=0.7)
    assert answer.short is not None
    assert answer.short.text == expected


def test_letters_are_not_told_by_words_elsewhere(make_bot: Callable[..., Chatbot]) -> None:
    text = "The HON has no harbour office now.\n\nTea is at four.\n"
    assert not ask(make_bot, "What does HON stand for?", {"a.txt": text}, threshold=0.7).answered


def test_rows_answer_with_their_header(make_bot: Callable[..., Chatbot]) -> None:
    # What the ranker is less sure of than that it declines.
    answer = ask(make_bot, "Who of the flours is organic?", {"prices.md": PRICES}, threshold=0.8)
    assert " ".join(citation.quote for citation in answer.citations).count("yes") == 2
    assert answer.citations[0].quote.startswith("| Flour | Net")
    assert answer.confidence == 0.8
    assert answer.short is None


def test_the_most_is_told_by_all_rows(make_bot: Callable[..., Chatbot]) -> None:
    answer = ask(make_bot, "Which flour is the most expensive?", {"prices.md": PRICES})
    assert answer.citations[-1].quote.endswith("| Spelt | 34.50 | yes |")
    assert answer.short is not None
    assert answer.short.text == "Spelt"


def test_one_row_has_the_cell_that_is_asked_for(make_bot: Callable[..., Chatbot]) -> None:
    staff = "# Staff\n\n| Name | Phone | Post |\n|---|---|---|\n| Ada Lind | 036 | Fitter |\n| Bo Ek | 051 | Clerk |\n"
    answer = ask(make_bot, "Who is the fitter?", {"staff.md": staff}, threshold=0.8)
    assert answer.short is not None
    assert answer.short.text == "Ada Lind"


def test_a_sentence_may_tell_the_most(make_bot: Callable[..., Chatbot]) -> None:
    text = f"{PRICES}\n## Dearest\n\nThe most expensive flour is the einkorn flour.\n"
    answer = ask(make_bot, "Which is the most expensive flour?", {"prices.md": text})
    assert "einkorn" in answer.citations[0].quote


@pytest.mark.parametrize("asked", ["When was 2.0.0 released?", "Which flours are organic?"])
def test_who_wants_to_be_surer_is_told_nothing_so(make_bot: Callable[..., Chatbot], asked: str) -> None:
    assert not ask(make_bot, asked, {"CHANGES.md": CHANGES, "prices.md": PRICES}, threshold=0.99).answered


def test_what_is_missing_is_not_told(make_bot: Callable[..., Chatbot]) -> None:
    answer = ask(make_bot, "What changed in 2.1.0?", {"CHANGES.md": CHANGES})
    assert not answer.answered
    assert answer.reason is not None
    assert "2.1.0" in answer.reason


def test_a_document_says_what_it_is_about_where_nothing_that_was_read_does(make_bot: Callable[..., Chatbot]) -> None:
    readme = "# Loom\n\nWeaves cloth from yarn and thread.\n\n## Name\n\nLoom is named after a loom.\n"
    answer = ask(make_bot, "What is loom?", {"loom/README.md": readme})
    assert [citation.quote for citation in answer.citations] == ["Weaves cloth from yarn and thread."]
    readme = readme.replace("named after a loom", "a machine")
    answer = ask(make_bot, "What is loom?", {"loom/README.md": readme})
    assert answer.citations[0].quote == "Loom is a machine."


def test_a_field_answers_first_where_the_question_says_it_and_nothing_else(make_bot: Callable[..., Chatbot]) -> None:
    texts = {"mill.md": "---\ntitle: The mill\nauthor: Ada Lind\n---\n\nThe author of the mill is praised by all.\n"}
    answer = ask(make_bot, "Who is the author of the mill?", texts)
    assert [citation.quote for citation in answer.citations] == ["author: Ada Lind"]
    assert answer.short is not None
    assert (answer.short.text, answer.confidence) == ("Ada Lind", 0.8)
    # A sentence may answer what is asked otherwise.
    answer = ask(make_bot, "Which author of the mill is praised by all?", texts)
    assert answer.citations[0].quote.startswith("The author")


def test_a_range_decides(make_bot: Callable[..., Chatbot]) -> None:
    text = "# Where Kestrel runs\n\nKestrel 4 runs on Fedora 41 and later, and on Debian 12. It likes tea.\n"
    answer = ask(make_bot, "Does Kestrel run on Fedora 42?", {"kestrel.md": text}, threshold=0.8)
    assert [one.quote for one in answer.citations] == ["Kestrel 4 runs on Fedora 41 and later, and on Debian 12."]
    assert answer.confidence == 0.8
    answer = ask(make_bot, "Does Kestrel run on Debian 15?", {"kestrel.md": text})
    assert answer.reason == "The documents do not mention Debian 15."


def test_an_option_of_several_programs_is_explained_of_each(make_bot: Callable[..., Chatbot]) -> None:
    texts = {f"{name}.md": f"# {name}\n\n- `--force`: {name} at once\n- `--wait`: later\n" for name in ("Comb", "Loom")}
    answer = ask(make_bot, "What does --force do?", texts)
    assert sorted(one.quote for one in answer.citations) == ["- `--force`: Comb at once", "- `--force`: Loom at once"]
    assert answer.short is None
    answer = ask(make_bot, "What does loom --force do?", texts)
    assert [one.quote for one in answer.citations] == ["- `--force`: Loom at once"]


def test_nothing_of_a_category_is_said(make_bot: Callable[..., Chatbot]) -> None:
    text = "# Loom\n\n## 2.1.0\n\n### Added\n\n- A reed.\n\n"
    text += "## 2.0.0\n\n### Removed\n\n- A comb.\n\n### Fixed\n\n- A leak.\n"
    answer = ask(make_bot, "What was removed in loom 2.1.0?", {"loom.md": text})
    assert answer.reason == "The documents do not mention anything removed in 2.1.0."
    answer = ask(make_bot, "What was removed in loom 2.0.0?", {"loom.md": text})
    assert [one.quote for one in answer.citations] == ["### Removed\n\n- A comb."]


def test_the_document_in_the_language_of_the_question_is_meant(make_bot: Callable[..., Chatbot]) -> None:
    texts = {
        "en.md": "# News\n\n## 3.2 (2024-05-01)\n\n- A.\n\n## 3.1 (2023-05-01)\n\n- The loom is what it was.\n",
        "zh.md": "# 青石系统说明\n\n## 3.2 版 (2025年5月14日)\n\n- 新增。\n\n## 3.1 版 (2025年2月2日)\n\n- 端口。\n",
    }
    answer = ask(make_bot, "3.1 版什么时候发布？", texts)
    assert answer.short is not None
    assert answer.short.text == "2025年2月2日"


HOTEL = """# Hotel

## Winter

| Room | Price |
|---|---|
| Anchor | 84 |
| Suite | 165 |

## Summer

| Room | Price |
|---|---|
| Anchor | 240 |
| Suite | 210 |
"""


def test_the_most_of_several_tables_is_told_of_each(make_bot: Callable[..., Chatbot]) -> None:
    answer = ask(make_bot, "Which room is the most expensive?", {"hotel.md": HOTEL})
    assert [citation.quote for citation in answer.citations] == ["| Suite | 165 |", "| Anchor | 240 |"]
    assert answer.ambiguous
    assert [reading.split(":")[0] for reading in answer.readings] == ["Winter", "Summer"]


def test_the_heading_that_is_asked_for_tells_the_table(make_bot: Callable[..., Chatbot]) -> None:
    for asked, name in (("the most expensive room in winter", "Suite"), ("Dearest room in summer?", "Anchor")):
        answer = ask(make_bot, asked, {"hotel.md": HOTEL})
        assert answer.short is not None
        assert answer.short.text == name
        assert not answer.ambiguous


def test_how_much_the_cheapest_is(make_bot: Callable[..., Chatbot]) -> None:
    answer = ask(make_bot, "How much is the cheapest room in winter?", {"hotel.md": HOTEL})
    assert answer.short is not None
    assert answer.short.text == "84"


def test_several_persons_are_told_by_their_table(make_bot: Callable[..., Chatbot]) -> None:
    staff = "# Staff\n\n| Name | Department |\n|---|---|\n| Ada | Production |\n| Bo | Sales |\n| Cy | Production |\n"
    journal = "# Journal\n\nA visitor works with us in production for a week: Mr Adebayo.\n"
    answer = ask(make_bot, "Who works in production?", {"staff.md": staff, "journal.md": journal})
    assert [citation.source for citation in answer.citations] == ["staff.md", "staff.md"]
    assert answer.short is None


def test_a_code_names_the_row_whose_day_is_asked_for(make_bot: Callable[..., Chatbot]) -> None:
    orders = "# Orders\n\n| Order | Date |\n|---|---|\n| A-1 | 2026-02-03 |\n| A-2 | 2026-02-10 |\n"
    answer = ask(make_bot, "When was order A-2 placed?", {"orders.md": orders}, threshold=0.8)
    assert answer.short is not None
    assert answer.short.text == "2026-02-10"


def test_a_clause_of_contract_and_schedule_is_told_of_both(make_bot: Callable[..., Chatbot]) -> None:
    lease = "# Lease\n\n## 1. Rent\n\nIt is 900.\n\n## Schedule 1\n\n### 1. Keys\n\nTwo.\n"
    answer = ask(make_bot, "What does clause 1 of the lease say?", {"lease.md": lease})
    assert [citation.quote.split("\n")[0] for citation in answer.citations] == ["## 1. Rent", "### 1. Keys"]
    assert [reading.split(":")[0] for reading in answer.readings] == ["Lease", "Schedule 1"]


WAYS = "# Water\n\nThere are three ways to save water:\n\n" + "".join(
    f"## {way}\n\nIt saves water, in one way or the other.\n\n" for way in ("Fix the taps", "Shower less", "Catch rain")
)


def test_headings_are_the_members_of_a_list(make_bot: Callable[..., Chatbot]) -> None:
    answer = ask(make_bot, "What are the ways to save water?", {"water.md": WAYS})
    quotes = [citation.quote.lstrip("# ") for citation in answer.citations]
    assert quotes == ["There are three ways to save water:", "Fix the taps", "Shower less", "Catch rain"]
    assert answer.confidence == 0.85
    assert answer.short is None


def test_a_list_of_another_document_is_not_put_aside_for_headings(make_bot: Callable[..., Chatbot]) -> None:
    headed = "# Three ways to save water\n\n## Taps\n\nMend.\n\n## Rain\n\nCatch.\n\n## Night\n\nWait.\n"
    texts = {"water.md": headed, "save.md": "# Water\n\n- The ways to save water are a barrel and a lid.\n- A tap.\n"}
    answer = ask(make_bot, "What are the ways to save water?", texts)
    assert answer.citations[0].source == "save.md"


def test_a_list_of_the_same_document_is_not_put_aside_for_headings(make_bot: Callable[..., Chatbot]) -> None:
    headed = "# Three ways to save water\n\n## Taps\n\nMend.\n\n## Rain\n\nCatch.\n\n## Night\n\n"
    text = headed + "- The ways to save water are a barrel and a lid.\n- A tap.\n"
    answer = ask(make_bot, "What are the ways to save water?", {"water.md": text})
    assert "barrel" in answer.citations[0].quote


def test_who_was_at_a_meeting_is_told_first_though_an_item_is_like_the_question(
    make_bot: Callable[..., Chatbot],
) -> None:
    minutes = "# Board meeting\n\n## Present\n\n* Ada Lind\n* Bo Ek\n\n## Later\n\n* Who attended the board meeting.\n"
    answer = ask(make_bot, "Who attended the board meeting?", {"minutes.md": minutes})
    assert [citation.quote for citation in answer.citations] == ["* Ada Lind\n* Bo Ek"]
