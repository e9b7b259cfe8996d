"""The table and the JSON, on a small run with hostile texts in it."""

import json

from hostile import evaluated, searched

from askhz.evaluation.calibrating import CalibrationReport, Measures
from askhz.evaluation.tables import calibration_table, comparison, table, to_json
from askhz.reading.weights import Calibration


def test_the_table_has_a_row_a_kind_and_a_total() -> None:
    lines = table(evaluated()).split("\n")
    assert lines[0].split()[:4] == ["kind", "n", "read", "quoted"]
    # Both read, one quoted whole, that one's short answer right; both answered, one rightly.
    assert lines[2].split()[:10] == ["who", "2", "1.00", "0.50", "0.50", "0.50", "0.50", "0.50", "1.00", "0.50"]
    assert lines[3].split()[:10] == ["absent", "2", "–", "–", "–", "–", "–", "–", "–", "–"]
    assert set(lines[4]) == {"-", " "}
    assert lines[5].split()[:2] == ["all", "4"]
    assert len({len(line) for line in (lines[0], lines[1], lines[2], lines[5])}) == 1
    assert "Missed" in table(evaluated())


def test_the_table_tells_why_questions_of_each_kind_are_missed() -> None:
    parts = table(evaluated()).split("\n\n")
    assert [part.split()[0] for part in parts] == ["kind", "taken", "missed", "Calibration"]
    lines = parts[2].split("\n")
    assert lines[0].split("  ")[0] == "missed"
    assert "not read" in lines[0]
    assert "filtered" not in lines[0]
    assert [line.split()[0] for line in lines[2:]] == ["who", "absent", lines[4].split()[0], "all"]
    assert [line.split()[1:] for line in lines[2:4]] == [["1", "–"], ["–", "1"]]


def test_tables_keep_their_lines_whatever_the_texts() -> None:
    rows = comparison([("数\n量\x1b[31m", evaluated()), ("cisi", searched())]).split("\n")
    assert rows[2].startswith("数 量 [31m")
    assert len(rows) == 3 + 1 + 3
    assert "\x1b" not in "".join(rows)
    assert table(searched()).split("\n")[2].split() == ["set", "2", "0.500", "0.750", "3.0", "4.0"]


def test_names_do_not_reach_the_terminal_as_commands() -> None:
    flawed = evaluated(text="another text", first_id="q\x1b[31m1")
    assert "first in q [31m1: citation 1" in table(flawed)


def test_json_is_plain_and_its_times_are_apart() -> None:
    one, other = to_json(evaluated()), to_json(evaluated())
    assert one.pop("timings_ms").keys() == other.pop("timings_ms").keys() == {"median", "p95", "kinds"}
    assert json.dumps(one) == json.dumps(other)
    assert list(one)[:5] == ["name", "format", "k", "total", "kinds"]
    assert one["total"]["evidence_answered"] == 1 / 2
    assert one["refusal"] == {"precision": 1.0, "recall": 0.5}
    assert [row["miss"] for row in one["results"]] == [None, "not read", "answered wrongly", None]
    assert "Infinity" not in json.dumps(to_json(searched()), allow_nan=False)


def test_a_calibration_says_what_it_changes() -> None:
    before, after = Measures(0.97, 0.5, 0.1), Measures(0.96, 0.75, 0.0514)
    lines = calibration_table(CalibrationReport(Calibration(1.2, 0.3, 0.417), 40, 12, before, after)).split("\n")
    assert lines[0] == "Fitted to 40 questions with an answer and 12 without."
    assert "below a confidence of 0.42" in lines[1]
    assert lines[-2].split() == ["built-in", "0.97", "0.50", "0.100"]
    assert lines[-1].split()[-3:] == ["0.96", "0.75", "0.051"]
