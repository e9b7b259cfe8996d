"""Where a short answer begins and ends."""

import pytest

from askhz.answering.extents import whole_tokens, with_all_of_it
from askhz.question import analyse


@pytest.mark.parametrize(
    ("asked", "text", "span", "expected"),
    [
        ("Where is it?", "See https://a.example.org/x, please.", "a.example", "https://a.example.org/x"),
        ("Where did they stay?", "They stayed at Hotel Aurora.", "Aurora", "Hotel Aurora"),
        ("Who ran it?", "In May Ada Lind and Bo Ek ran it.", "Ada", "Ada Lind and Bo Ek"),
        ("Which user is it run by?", "By an ordinary user.", "ordinary", "ordinary user"),
        ("What is it?", "It is a kiln.", "kiln", "kiln"),
        ("Where did they stay?", "They stayed at Hotel Aurora in May.", "Aurora", "Hotel Aurora"),
        ("What is the licence of the maps?", "The maps are under CC BY-SA, the text is not.", "CC", "CC BY-SA"),
        ("Where did they stay?", "Yesterday Aurora was full.", "Aurora", "Aurora"),
        ("Who led it?", "It was led by President Ada Lind.", "Ada", "Ada Lind"),
        ("Who leads it?", "The Process Lead is responsible for it.", "Lead", "Process Lead"),
        ("Which day was it?", "In May Ada Lind ran it.", "May", "May"),
        ("As which user does it run?", "Run it as an ordinary user.", "ordinary", "ordinary user"),
        ("Which colour is it?", "It is a red colour.", "red", "red colour"),
        (
            "What follows RFC 2119?",
            "Wording as MUST and SHOULD follows RFC 2119.",
            "Wording as MUST",
            "Wording as MUST and SHOULD",
        ),
        ("Since when does it hold?", "It holds from 1 May 2024 in place of that of 2021.", "2021", "1 May 2024"),
        ("When was the old one made?", "It holds from 1 May 2024 in place of that of 2021.", "2021", "2021"),
        ("Which users may?", "Only 3 users may.", "3", "3"),
        ("Which model did it open?", "It opened its R1 wide model.", "R1 wide", "R1 wide model"),
        ("Which foreign sector did it enter?", "It entered the tin pan sector.", "tin pan", "tin pan sector"),
        (
            "What is he?",
            "Head of the Office of Art, Trade, and Sport.",
            "Office of Art",
            "Office of Art, Trade, and Sport",
        ),
        ("columns of the board", "It has the columns Backlog, To do, Done.", "Backlog", "Backlog, To do, Done"),
        ("Which states are there?", "One of: Open, In review, Done", "Open, In review", "Open, In review, Done"),
        ("Which states are there?", "Open,\n  in review,\n  and done.", "Open", "Open,\n  in review,\n  and done"),
        ("Who is in the team?", "It is @ada, @bo, @ida, and @kim.", "@ada, @bo", "@ada, @bo, @ida, and @kim"),
    ],
)
def test_all_of_what_a_span_begins(asked: str, text: str, span: str, expected: str) -> None:
    at = text.index(span)
    start, end = with_all_of_it(analyse(asked), text, at, at + len(span))
    assert text[start:end] == expected


@pytest.mark.parametrize(
    ("asked", "text", "span", "expected"),
    [
        ("When is there a bus?", "A bus runs from 3 to 17 August 2026.", "17 August 2026", "3 to 17 August 2026"),
        ("Until when is there a bus?", "A bus runs from 3 to 17 August 2026.", "17 August 2026", "17 August 2026"),
        ("When is it open?", "Open 08:00 - 22:00 on Friday.", "08:00", "08:00 - 22:00"),
        ("When does it close?", "Open 08:00 - 22:00 on Friday.", "22:00", "22:00"),
        ("What time does it close?", "Open 08:00 - 22:00 on Friday.", "08:00", "22:00"),
        ("What time does it open?", "Open 08:00 - 22:00 on Friday.", "08:00", "08:00"),
        ("When can I come?", "Come Mon–Thu, please.", "Mon", "Mon–Thu"),
        ("How long does it take?", "It takes 10–15 minutes.", "15 minutes", "10–15 minutes"),
        ("When was it found?", "2026-03-04 13:37:21,660 ERROR found", "2026-03-04", "2026-03-04 13:37:21,660"),
        ("On which day was it found?", "2026-03-04 13:37:21,660 ERROR found", "2026-03-04", "2026-03-04"),
        ("When did it start?", "It started on 2022-05-02.", "2022-05-02", "2022-05-02"),
        ("When was it given?", "Given on Aug 20 and later.", "20", "Aug 20"),
        ("When was it given?", "Given on Monday, March 9th, 2015.", "March 9th", "Monday, March 9th, 2015"),
        ("When was it given?", "Given on 9 March.", "9 March", "9 March"),
        ("In which year was it given?", "Given on 9 March 2015.", "2015", "2015"),
        ("When is it merged?", "It is merged each weekday at 3pm PST.", "3pm", "each weekday at 3pm"),
        ("When is it merged?", "It is merged each weekday at 3pm PST.", "3pm PST", "each weekday at 3pm PST"),
    ],
)
def test_a_range_is_whole_but_where_one_end_is_asked_for(asked: str, text: str, span: str, expected: str) -> None:
    at = text.index(span)
    start, end = with_all_of_it(analyse(asked), text, at, at + len(span))
    assert text[start:end] == expected


TOKENS = [
    (
        "See https://status.example.org/boards/7?view=wall.",
        "https://status",
        "https://status.example.org/boards/7?view=wall",
    ),
    ("Write to cash@club.example.net, please.", "cash@club", "cash@club.example.net"),
    ("It lies in `~/.config/wx/settings.toml`.", "~/.config/wx/settings", "~/.config/wx/settings.toml"),
    ("On the server granite-3.local.", "granite-3", "granite-3.local"),
    ("Call +41 555 030 44.", "41 555 030 44", "+41 555 030 44"),
    ("Firmware 3.12.1 adds it.", "3.12", "3.12.1"),
    ("created: 2022-09-28", "2022", "2022-09-28"),
    ("The fee is $1,085.50.", "1,085", "$1,085.50"),
    ("It is part AB-12/7, I think.", "AB-12", "AB-12/7"),
    ("Call atomic_write_json first.", "atomic", "atomic_write_json"),
    ("About 12.5 % of all", "12", "12.5"),
    ("A public 501(c)(3) body", "501", "501(c)(3)"),
    ("The pointer `Rc<T>` is one.", "Rc<T", "Rc<T>"),
    ("Use `--keep-all` here.", "keep", "--keep-all"),
]


@pytest.mark.parametrize(("text", "span", "expected"), TOKENS)
def test_nothing_is_cut(text: str, span: str, expected: str) -> None:
    at = text.index(span)
    start, end = whole_tokens(text, at, at + len(span))
    assert text[start:end] == expected


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("The 30-year lease ended.", "30"),
        ("It ran 2019–2021, they say.", "2019"),
        ("Hangzhou's lake is deep.", "Hangzhou"),
        ("Read it and/or ask.", "ask"),
        ("Of 12, 15 came.", "12"),
        ("The `red` one (or 12) is.", "12"),
        ("Open `the lid` first.", "lid"),
    ],
)
def test_nothing_is_made_longer_without_need(text: str, span: str) -> None:
    at = text.index(span)
    assert whole_tokens(text, at, at + len(span)) == (at, at + len(span))


@pytest.mark.parametrize(
    ("asked", "text", "expected"),
    [
        ("Who joined?", "Nik Peters studied in Bonn. Nik joined in May.", "Nik Peters"),
        ("Who joined?", "Nik Peters and Nik Olsen studied. Nik joined in May.", "Nik"),
        ("What joined?", "Nik Peters studied in Bonn. Nik joined in May.", "Nik"),
    ],
)
def test_a_first_name_is_the_full_name_that_stands_before_it(asked: str, text: str, expected: str) -> None:
    at = text.index("Nik joined")
    start, end = with_all_of_it(analyse(asked), text, at, at + 3)
    assert text[start:end] == expected
