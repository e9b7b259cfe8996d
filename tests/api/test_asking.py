"""The queue: order, places, bounds, and questions that nobody waits for any more."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator, Sequence

import pytest
from browser import FakeBot

from askhz.api.asking import Asked, Desk, Event
from askhz.api.refusals import RefusedError
from askhz.records import Answer


class SlowBot(FakeBot):
    """Answers nothing before it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.go = threading.Event()

    def _answer(self, question: str, history: Sequence[str], k: int) -> Answer:
        assert self.go.wait(120)
        return super()._answer(question, history, k)


@pytest.fixture
def bot() -> Iterator[SlowBot]:
    one = SlowBot()
    yield one
    one.go.set()


async def until(done: Callable[[], bool]) -> None:
    """Wait until something is so; at most a minute."""
    began = time.monotonic()
    while not done():
        assert time.monotonic() - began < 60, "it never came"
        await asyncio.sleep(0.01)


async def followed(desk: Desk, question: str, told: list[tuple[str, Event]]) -> None:
    async with desk.enter(Asked(question, client=question)) as events:
        async for event in events:
            told.append((question, event))


def test_questions_are_answered_in_order_and_each_knows_its_place(bot: SlowBot) -> None:
    desk = Desk(bot, readers=1)
    told: list[tuple[str, Event]] = []

    async def run() -> None:
        tasks = []
        for question in ("one", "two", "three"):
            tasks.append(asyncio.create_task(followed(desk, question, told)))
            await until(lambda asked=question: any(who == asked for who, _ in told))  # type: ignore[misc]
        await until(lambda: (desk.reading, desk.waiting) == (1, 2))
        bot.go.set()
        await asyncio.gather(*tasks)

    asyncio.run(run())
    places = {who: [event.data for asked, event in told if asked == who and event.name == "queued"] for who, _ in told}
    assert places["one"][-1] == 0
    assert places["two"][-2:] == [1, 0]
    assert places["three"][-3:] == [2, 1, 0]
    assert [question for question, _ in bot.asked] == ["one", "two", "three"]
    for who in places:
        names = [event.name for asked, event in told if asked == who]
        assert names[-2:] == ["passages", "answer"]
    desk.close()


def test_a_full_queue_refuses_and_one_client_has_its_share(bot: SlowBot) -> None:
    desk = Desk(bot, most=2, most_of_one=1, readers=1)

    async def run() -> None:
        tasks = [asyncio.create_task(desk.answer(Asked("one", client="a")))]
        await until(lambda: desk.reading == 1)
        tasks.append(asyncio.create_task(desk.answer(Asked("two", client="a"))))
        await until(lambda: desk.waiting == 1)
        with pytest.raises(RefusedError) as own:
            desk.enter(Asked("more", client="a"))
        tasks.append(asyncio.create_task(desk.answer(Asked("three", client="b"))))
        await until(lambda: desk.waiting == 2)
        with pytest.raises(RefusedError) as full:
            desk.enter(Asked("more", client="c"))
        assert (own.value.status, full.value.status) == (429, 503)
        bot.go.set()
        await asyncio.gather(*tasks)

    asyncio.run(run())
    desk.close()


def test_who_goes_away_gives_the_place_back(bot: SlowBot) -> None:
    desk = Desk(bot, readers=1)
    told: list[tuple[str, Event]] = []

    async def run() -> None:
        tasks = []
        for question in ("one", "two", "three"):
            tasks.append(asyncio.create_task(followed(desk, question, told)))
            await until(lambda asked=question: any(who == asked for who, _ in told))  # type: ignore[misc]
        await until(lambda: desk.waiting == 2)
        tasks[1].cancel()
        await until(lambda: desk.waiting == 1)
        await until(lambda: told[-1] == ("three", Event("queued", 1)))
        bot.go.set()
        await asyncio.gather(*tasks, return_exceptions=True)

    asyncio.run(run())
    assert [question for question, _ in bot.asked] == ["one", "three"]
    desk.close()


@pytest.mark.parametrize(("question", "status"), [(" ", 400), ("break", 500)])
def test_an_error_is_a_refusal(question: str, status: int, bot: SlowBot) -> None:
    bot.go.set()
    desk = Desk(bot, readers=1)
    with pytest.raises(RefusedError) as refused:
        asyncio.run(desk.answer(Asked(question)))
    assert refused.value.status == status
    assert "fault on purpose" not in refused.value.message
    desk.close()


def test_a_desk_that_is_closed_takes_nothing(bot: SlowBot) -> None:
    desk = Desk(bot)
    desk.close()
    with pytest.raises(RefusedError, match="stopping"):
        asyncio.run(desk.answer(Asked("one")))


def test_each_question_that_was_read_is_noted(bot: SlowBot) -> None:
    bot.go.set()
    noted: list[tuple[str, bool]] = []
    came = threading.Event()

    def note(asked: Asked, answer: Answer | None, seconds: float) -> None:
        noted.append((asked.question, answer is not None))
        assert seconds >= 0
        came.set()

    desk = Desk(bot, on_read=note)
    asyncio.run(desk.answer(Asked("Who founded Hangzhou Bowu Culture?")))
    assert came.wait(60)
    assert noted == [("Who founded Hangzhou Bowu Culture?", True)]
    desk.close()
