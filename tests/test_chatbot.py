import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any, ClassVar

import pytest
from fakes import open_fake
from indexes import update, write

import askhz
from askhz.chatbot import MOST_PASSAGES, PASSAGES, Chatbot
from askhz.errors import IndexFolderError, QuestionError
from askhz.index.calibrations import store_calibrations
from askhz.index.lookup import Index
from askhz.indexing import updating
from askhz.records import Filter, Finding, Passage, Question, Reading
from askhz.retrieval import Retrieved

TEXTS = {
    "dragons.txt": "Six young firms rose in Hangzhou. People call them dragons. Zhang Min founded Bowu Culture.",
    "silk.txt": "Silk has been woven for centuries. Merchants sold silk abroad. The looms stood by the canal.",
}


class SureReader:
    """Finds the first sentence of every passage, and is as sure as it is told."""

    def __init__(self, confidence: float = 0.9) -> None:
        self.confidence = confidence
        self.asked: list[Question] = []

    name, threshold = "sure", 0.5

    def identities(self, encoder: str, /) -> dict[str, str]:
        return {self.name: f"sure {encoder}"}

    def supports(self, question: Question, /) -> bool:
        return True

    def compares_units(self, question: Question, passages: Sequence[Passage], /) -> bool:
        return False

    def read(self, question: Question, retrieved: Retrieved, /) -> Reading:
        self.asked.append(question)
        findings = []
        for hit in retrieved.hits:
            start, end = hit.passage.sentences[0]
            text = hit.passage.text[: end - start]
            findings.append(Finding(hit.passage.source, start, end, text, 1 / hit.rank, None, hit.rank))
        return Reading(tuple(findings), self.confidence, self.threshold, self.name)


@pytest.fixture
def opened(make_bot: Callable[..., Chatbot]) -> Index:
    return make_bot(TEXTS)._index


class TestAsk:
    def test_question_to_answer(self, opened: Index) -> None:
        with closing(Chatbot(opened, SureReader())) as bot:
            answer = bot.ask("Who sold silk?")
        assert answer.answered
        assert answer.citations[0].source == "silk.txt"
        assert answer.citations[0].quote.startswith("Silk has been woven")
        assert answer.question == "Who sold silk?"
        assert answer.passages[0].passage.source == "silk.txt"
        assert answer.timings_ms["total"] >= answer.timings_ms["reading"] >= 0

    def test_the_reader_says_when_to_decline_unless_told(self, opened: Index) -> None:
        assert not Chatbot(opened, SureReader(0.4)).ask("Who sold silk?").answered
        assert Chatbot(opened, SureReader(0.4), threshold=0.3).ask("Who sold silk?").answered
        assert not Chatbot(opened, SureReader(0.9), threshold=0.95).ask("Who sold silk?").answered
        opened.close()

    def test_history_reaches_the_reader(self, opened: Index) -> None:
        reader = SureReader()
        with closing(Chatbot(opened, reader)) as bot:
            bot.ask("What did she say?", history=["Who founded Bowu Culture?"])
        assert "Bowu Culture" in reader.asked[-1].search[0]
        assert [asked.text for asked in reader.asked] == ["Who founded Bowu Culture?", "What did she say?"]

    def test_an_earlier_question_is_read_once_in_a_state_of_the_index(self, tmp_path: Path) -> None:
        texts, folder = write(tmp_path / "texts", TEXTS), tmp_path / "index"
        update(texts, folder)
        reader, before, after = SureReader(), "Who founded Bowu Culture?", "What did she say?"
        with closing(Chatbot(Index(folder, open_encoder=open_fake), reader)) as bot:

            def read_for(question: str, **wishes: Any) -> list[str]:
                reader.asked.clear()
                bot.ask(question, **wishes)
                return [asked.text for asked in reader.asked]

            assert read_for(before) == [before]
            assert read_for(after, history=[before]) == [after]
            assert read_for(after, history=[before], k=3) == [before, after]
            assert read_for(after, history=[before], k=3) == [after]
            dated = {"where": Filter(since="2001")}
            assert [read_for(after, history=[before], **dated) for _ in "12"] == [[before, after]] * 2
            read_for("Who sold silk?", as_typed=True)
            assert read_for(after, history=["Who sold silk?"]) == ["Who sold silk?", after]
            update(write(texts, TEXTS | {"more.txt": "Bowu Culture makes films."}), folder)
            assert read_for(after, history=[before]) == [before, after]

    def test_the_answer_to_an_earlier_question_is_spoken_of(self, make_bot: Callable[..., Chatbot]) -> None:
        texts = {"mill.txt": "The mill belongs to Edda Lindqvist. Edda Lindqvist was born in Bergen. It grinds rye."}
        with closing(make_bot(texts)) as bot:
            answer = bot.ask("Where was she born?", history=["Who owns the mill?", "thanks"])
            assert answer.understood == "Where was Edda Lindqvist born?"
            assert answer == bot.ask("Where was she born?", history=["Who owns the mill?", "thanks"])
            assert bot.ask("Who owns the mill?").understood is None

    def test_what_was_spoken_of_stands_in_one_passage_with_what_is_asked(
        self, make_bot: Callable[..., Chatbot]
    ) -> None:
        texts = {"mill.txt": "The mill at Larch has a keeper, Edda.", "town.txt": "The mayor of the town is Olaf."}
        with closing(make_bot(texts)) as bot:
            before = ["When was the mill at Larch built?"]
            assert bot.ask("Who is the keeper?", history=before).understood == "Who is the keeper of the mill at Larch?"
            understood = bot.ask("Who is the mayor?", history=before).understood
            assert understood == "Who is the mayor? When was the mill at Larch built?", "not the mayor of the mill"

    def test_what_was_spoken_of_is_read_first(self, make_bot: Callable[..., Chatbot]) -> None:
        texts = {"race.txt": "The race at Larch was rowed in May. Edda won.", "cup.txt": "Olaf won. Olaf won again."}
        before, reader = ["When was the race at Larch rowed?", "thanks"], SureReader()
        with closing(Chatbot(make_bot(texts)._index, reader)) as bot:
            assert bot.ask("who won?").passages[0].passage.source == "cup.txt"
            answer = bot.ask("who won?", history=before)
            assert {hit.passage.source for hit in answer.passages} == {"race.txt"}
            assert answer.understood == "who won? When was the race at Larch rowed?"
            assert len(reader.asked) == 2
            assert bot.explain("who won?", history=before)[0] == answer

    def test_all_documents_are_read_where_what_was_spoken_of_does_not_answer(
        self, make_bot: Callable[..., Chatbot]
    ) -> None:
        texts = {"race.txt": "The race at Larch was rowed in May. Edda won.", "cup.txt": "Olaf won. Olaf won again."}
        before, reader = ["When was the race at Larch rowed?"], SureReader(0.1)
        with closing(Chatbot(make_bot(texts)._index, reader)) as bot:
            found: list[set[str]] = []
            answer = bot.ask(
                "who won?", history=before, on_found=lambda hits: found.append({hit.passage.source for hit in hits})
            )
            assert found == [{"race.txt"}, {"cup.txt", "race.txt"}]
            assert (answer.answered, answer.understood) == (False, None)
            # "that" stands for something said before: elsewhere nothing can answer.
            found.clear()
            bot.ask(
                "why was that?", history=before, on_found=lambda hits: found.append({h.passage.source for h in hits})
            )
            assert found == [{"race.txt"}]

    @pytest.mark.parametrize("text", ["thanks", "What can you do?", "你好"])
    def test_a_social_line_is_no_question_to_the_documents(self, opened: Index, text: str) -> None:
        reader = SureReader()
        with closing(Chatbot(opened, reader)) as bot:
            answer = bot.ask(text, history=["Who sold silk?"])
        assert (answer.kind, answer.answered, answer.citations, answer.passages) == ("social", False, (), ())
        assert answer.text == ""
        assert answer.reason is not None
        assert "askhz" in answer.reason
        assert "dragons" in answer.reason
        assert reader.asked == []

    def test_answers_and_refusals_say_what_they_are(self, opened: Index) -> None:
        with closing(Chatbot(opened, SureReader())) as bot:
            assert bot.ask("Who sold silk?").kind == "answer"
        with closing(Chatbot(opened, SureReader(0.1))) as bot:
            assert bot.ask("Who sold silk?").kind == "refusal"

    def test_misspelt_words_are_corrected_from_the_index(self, opened: Index) -> None:
        reader = SureReader()
        with closing(Chatbot(opened, reader)) as bot:
            bot.ask("who were the merchnats")
        assert "merchants" in reader.asked[0].search[0]

    @pytest.mark.parametrize("k", [0, -1, MOST_PASSAGES + 1, 10**30])
    def test_k(self, opened: Index, k: int) -> None:
        with closing(Chatbot(opened, SureReader())) as bot:
            for call in (bot.ask, bot.search):
                with pytest.raises(QuestionError, match=f"k is {k}; want 1 to 1000 passages"):
                    call("silk", k=k)

    def test_k_passages_are_read(self, make_bot: Callable[..., Chatbot]) -> None:
        with closing(make_bot({f"{n:02}.txt": f"Dragon number {n} of thing{n}." for n in range(12)})) as bot:
            assert len(bot.ask("dragon").passages) == PASSAGES == 8
            assert len(bot.ask("dragon", k=3).passages) == 3
            assert bot.ask("dragon", k=3).passages == tuple(bot.search("dragon", k=3))

    def test_the_same_twice(self, opened: Index) -> None:
        with closing(Chatbot(opened)) as bot:
            assert bot.ask("Who founded Bowu Culture?") == bot.ask("Who founded Bowu Culture?")

    @pytest.mark.slow
    def test_many_threads(self, opened: Index) -> None:
        with closing(Chatbot(opened)) as bot:
            expected = [bot.ask(q) for q in ("Who sold silk?", "Who are the dragons?")]
            seen: list[bool] = []

            def work() -> None:
                for _ in range(10):
                    seen.append([bot.ask(q) for q in ("Who sold silk?", "Who are the dragons?")] == expected)

            threads = [threading.Thread(target=work) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert seen == [True] * 40


class TestDocuments:
    def test_sources_and_texts(self, opened: Index) -> None:
        with closing(Chatbot(opened)) as bot:
            assert bot.sources() == ["dragons.txt", "silk.txt"]
            assert bot.document("silk.txt").text == TEXTS["silk.txt"]
            with pytest.raises(QuestionError, match=r"nope: no such document in .*; askhz show lists what there is"):
                bot.document("nope")


def test_open_without_an_index(tmp_path: object) -> None:
    with pytest.raises(IndexFolderError, match="no such index; make one with askhz index"):
        askhz.open(f"{tmp_path}/none")


def test_words_that_mean_nothing_find_nothing(make_bot: Callable[..., Chatbot]) -> None:
    with closing(make_bot({"a.txt": "The robot walked."})) as bot:
        assert bot.search("xyzzyq qqfoo") == []
        assert bot.search("robot")


def test_a_search_within_a_snapshot_works(make_bot: Callable[..., Chatbot]) -> None:
    with closing(make_bot({"a.txt": "The robot walked."})) as bot, bot._index.snapshot():
        assert bot.search("robot")


def test_two_questions_are_read_at_the_same_time(opened: Index) -> None:
    """Fails if anything is held from the snapshot on through the reading."""
    together = threading.Barrier(2)

    class Meeting(SureReader):
        def read(self, question: Question, retrieved: Retrieved, /) -> Reading:
            together.wait(60)
            return super().read(question, retrieved)

    with closing(Chatbot(opened, Meeting())) as bot, ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(bot.ask, ["Who sold silk?", "Who are the dragons?"]))
    assert [answer.answered for answer in answers] == [True, True]


def test_while_a_question_is_read_the_index_can_be_changed_and_other_questions_found(
    opened: Index, tmp_path: Path
) -> None:
    class Busy(SureReader):
        def read(self, question: Question, retrieved: Retrieved, /) -> Reading:
            (tmp_path / "documents" / "new.txt").write_text("Trains leave the station.", encoding="utf-8")
            updating.update([tmp_path / "documents"], opened.folder, open_encoder=open_fake)
            assert Chatbot(opened, SureReader()).search("trains")[0].passage.source == "new.txt"
            return super().read(question, retrieved)

    assert Chatbot(opened, Busy()).ask("Who sold silk?").citations[0].source == "silk.txt"
    opened.close()


class TestCalibration:
    FITTED: ClassVar = {"slope": 1.0, "intercept": 0.0, "threshold": 0.95}

    def test_it_corrects_and_moves_the_threshold(self, opened: Index) -> None:
        bot = Chatbot(opened, SureReader())
        assert bot.ask("Who sold silk?").answered
        store_calibrations(opened.folder, {"sure": {"identity": bot.reader_identity(), **self.FITTED}})
        assert not bot.ask("Who sold silk?").answered
        assert bot.ask("Who sold silk?").confidence == pytest.approx(0.9)
        assert not bot.calibration_is_stale()
        assert Chatbot(opened, SureReader(), calibrated=False).ask("Who sold silk?").answered
        assert Chatbot(opened, SureReader(), threshold=0.1).ask("Who sold silk?").answered
        opened.close()

    def test_one_of_another_version_is_not_used_and_said_to_be_stale(self, opened: Index) -> None:
        bot = Chatbot(opened, SureReader())
        assert not bot.calibration_is_stale()
        store_calibrations(opened.folder, {"sure": {"identity": "sure before", **self.FITTED}})
        assert bot.ask("Who sold silk?").answered
        assert bot.calibration_is_stale()
        opened.close()


def test_a_question_puts_a_fixed_number_of_statements(opened: Index) -> None:
    """Version, vocabulary, words like the unknown ones, candidates, passages, calibrations; more for no question.

    In a conversation also the documents that were spoken of, what is in them, candidates and passages there.
    """
    seen: list[str] = []
    with closing(Chatbot(opened)) as bot:
        bot.ask("Who sold silk?")
        (catalog,) = opened._idle
        catalog.database.connection.set_trace_callback(seen.append)
        counts: dict[bool, set[int]] = {False: set(), True: set()}
        for question in ("Who sold silk?", "Why were the looms by the canal?", "List the dragons.", "who sodl silk"):
            for talks in (False, True):
                seen.clear()
                bot.ask(question, history=["Who founded Bowu Culture?"] if talks else [])
                counts[talks].add(len([statement for statement in seen if statement.startswith("SELECT")]))
    assert (min(counts[False]), max(counts[False])) == (5, 6)
    assert max(counts[True]) <= 6 + 6


def test_members_of_a_name_are_looked_for_in_more_passages(opened: Index) -> None:
    read: list[int] = []

    class Counting(SureReader):
        def read(self, question: Question, retrieved: Retrieved, /) -> Reading:
            read.append(len(retrieved.found))
            return super().read(question, retrieved)

    with closing(Chatbot(opened, Counting())) as bot:
        bot.ask("Who sold silk?", k=1)
        bot.ask("Who are the three silk dragons?", k=1)
        bot.ask("What are the looms?", k=1)
    assert read[0] == 1
    assert read[1] > 1
    assert read[2] == 1
