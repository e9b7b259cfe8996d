from browser import FakeBot

from askhz.api.measures import Measures


def test_what_is_counted_is_told_in_both_ways() -> None:
    bot = FakeBot()
    measures = Measures(lambda: 3, lambda: 1)
    measures.request("/api/v1/ask", 200)
    measures.question(bot.ask("How many unicorn companies does Hangzhou have?"), 0.2)
    measures.question(bot.ask("What is the price of tea?"), 0.3)
    measures.question(None, 0.5)
    told = measures.json()
    assert told["askhz_requests_total"] == {"/api/v1/ask 200": 1.0}
    assert told["askhz_questions_total"] == {"answered": 1.0, "declined": 1.0, "error": 1.0}
    assert (told["askhz_question_seconds_count"], told["askhz_question_seconds_sum"]) == (3.0, 1.0)
    assert (told["askhz_questions_waiting"], told["askhz_questions_reading"]) == (3.0, 1.0)
    assert b'askhz_question_seconds_bucket{le="0.25"} 1.0' in measures.text()
