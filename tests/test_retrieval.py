import math
from collections.abc import Callable
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from fakes import FakeEncoder, open_fake
from hypothesis import given
from hypothesis import strategies as st

from askhz import retrieval
from askhz.chatbot import Chatbot
from askhz.index.lookup import Index
from askhz.indexing import updating
from askhz.question import analyse
from askhz.records import Hit
from askhz.retrieval import FUSIONS, from_zero_fusion, min_max_fusion, reciprocal_rank_fusion, retrieve

RANKINGS = st.lists(
    st.dictionaries(st.integers(1, 12), st.floats(-5, 50), max_size=8).map(
        lambda scores: sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
    ),
    min_size=2,
    max_size=2,
)
TEXTS = {
    "dragons.txt": "The six little dragons rose in Hangzhou. They are young firms. Nobody foresaw the dragons.",
    "rivers.txt": "The Qiantang river flows past Hangzhou. Its tidal bore is famous. Many visitors come in autumn.",
    "silk.txt": "Silk has been woven for centuries. Merchants sold silk abroad. The looms stood by the canal.",
}


class TestReciprocalRanks:
    def test_arithmetic(self) -> None:
        fused = reciprocal_rank_fusion([[(7, 0.9), (8, 0.5), (9, 0.1)], [(9, 31.0), (7, 2.0)]])
        assert fused == {7: 1 / (60 + 1) + 1 / (60 + 2), 8: 1 / (60 + 2), 9: 1 / (60 + 3) + 1 / (60 + 1)}

    @pytest.mark.slow
    @given(RANKINGS, st.integers(1, 100))
    def test_against_the_definition(self, rankings: list[retrieval.Scored], k: int) -> None:
        fused = reciprocal_rank_fusion(rankings, k)
        assert set(fused) == {number for ranking in rankings for number, _ in ranking}
        for number, score in fused.items():
            places = [[other for other, _ in ranking] for ranking in rankings]
            slow = sum(1 / (k + place.index(number) + 1) for place in places if number in place)
            assert math.isclose(score, slow)

    @given(RANKINGS)
    def test_first_in_both_is_first(self, rankings: list[retrieval.Scored]) -> None:
        rankings = [[(99, 100.0), *ranking] for ranking in rankings]
        fused = reciprocal_rank_fusion(rankings)
        assert max(fused, key=fused.__getitem__) == 99


class TestMinMax:
    def test_arithmetic(self) -> None:
        fused = min_max_fusion([[(7, 0.9), (8, 0.6), (9, 0.1)], [(9, 31.0), (7, 1.0)]])
        assert fused == pytest.approx({7: (1 + 0) / 2, 8: ((0.6 - 0.1) / (0.9 - 0.1) + 0) / 2, 9: (0 + 1) / 2})

    def test_weights(self) -> None:
        assert min_max_fusion([[(1, 0.9), (2, 0.1)], [(2, 5.0), (1, 0.0)]], weights=(0.7, 0.3)) == {1: 0.7, 2: 0.3}

    def test_nothing_found_by_one_or_both(self) -> None:
        assert min_max_fusion([[], [(1, 3.0), (2, 1.0)]]) == {1: 0.5, 2: 0.0}
        assert min_max_fusion([[], []]) == {}

    @given(RANKINGS)
    def test_against_the_definition(self, rankings: list[retrieval.Scored]) -> None:
        fused = min_max_fusion(rankings)
        assert set(fused) == {number for ranking in rankings for number, _ in ranking}
        for number, score in fused.items():
            slow = 0.0
            for ranking in rankings:
                scores = dict(ranking)
                if number in scores:
                    low, high = min(scores.values()), max(scores.values())
                    slow += 0.5 * (1.0 if high == low else (scores[number] - low) / (high - low))
            assert math.isclose(score, slow)
            assert 0 <= score <= 1


class TestFromZero:
    def test_arithmetic(self) -> None:
        fused = from_zero_fusion([[(7, 0.8), (8, 0.6), (9, -0.1)], [(9, 30.0), (7, 3.0)]], weights=(0.4, 0.6))
        assert fused == pytest.approx({7: 0.4 + 0.06, 8: 0.3, 9: 0.6})

    def test_nothing_found_by_one_or_both(self) -> None:
        assert from_zero_fusion([[], [(1, 3.0), (2, 1.5)]]) == {1: 0.5, 2: 0.25}
        assert from_zero_fusion([[], []]) == {}
        assert from_zero_fusion([[(1, 0.0)], [(2, -1.0)]]) == {1: 0.0, 2: 0.0}

    @given(RANKINGS, st.integers(1, 20))
    def test_worse_results_change_no_score_of_better_ones(self, rankings: list[retrieval.Scored], cut: int) -> None:
        rankings = [sorted(ranking, key=lambda pair: -pair[1]) for ranking in rankings]
        whole, short = from_zero_fusion(rankings), from_zero_fusion([ranking[:cut] for ranking in rankings])
        everywhere = [n for n in short if all(n in dict(r[:cut]) for r in rankings if n in dict(r))]
        assert all(whole[number] == short[number] for number in everywhere)


@given(RANKINGS, st.sampled_from(sorted(FUSIONS)))
def test_a_better_score_in_every_ranking_is_never_worse_fused(rankings: list[retrieval.Scored], name: str) -> None:
    fused = FUSIONS[name](rankings)
    scores = [dict(ranking) for ranking in rankings]
    for one in fused:
        for other in fused:
            if all(one in s and other in s and s[one] >= s[other] and one <= other for s in scores):
                assert fused[one] >= fused[other] - 1e-12


def test_one_ranking_alone() -> None:
    rankings = [[(1, 0.9), (2, 0.1)], [(3, 4.0)]]
    assert FUSIONS["dense"](rankings) == {1: 0.9, 2: 0.1}
    assert FUSIONS["words"](rankings) == {3: 4.0}
    assert retrieval.DEFAULT_FUSION in FUSIONS


def found(bot: Chatbot, asked: str, k: int = 8) -> list[Hit]:
    return bot.search(asked, k=k)


class TestRetrieve:
    @pytest.mark.parametrize(
        ("asked", "missing"),
        [
            ("Where is the canal of Singapur?", "Singapur"),
            ("Où est le canal de Singapour ?", None),  # it may be Singapore there
            ("¿Quién es el autor de los dragones?", None),
            ("Où est le canal de la norme ISO 4711 ?", "ISO 4711"),
        ],
    )
    def test_a_name_in_another_language_is_not_said_to_be_missing(
        self, make_bot: Callable[..., Chatbot], asked: str, missing: str | None
    ) -> None:
        with closing(make_bot(TEXTS)) as bot, bot._index.snapshot() as snapshot:
            retrieved = retrieve(analyse(asked), snapshot)
        assert (retrieved.missing and retrieved.missing.term.text) == missing

    @pytest.mark.parametrize("fusion", sorted(FUSIONS))
    def test_the_best_comes_first(self, make_bot: Callable[..., Chatbot], fusion: str) -> None:
        with closing(make_bot(TEXTS, fusion=fusion)) as bot:
            for asked, source in (
                ("Where were the looms of silk?", "silk.txt"),
                ("tidal bore in autumn", "rivers.txt"),
                ("WHO FORESAW THE DRAGONS", "dragons.txt"),
            ):
                assert found(bot, asked)[0].passage.source == source

    @pytest.mark.parametrize("fusion", sorted(FUSIONS))
    def test_ranks_scores_and_repeats(self, make_bot: Callable[..., Chatbot], fusion: str) -> None:
        long = " ".join(f"Sentence {n} speaks of Hangzhou and of thing{n}." for n in range(40))
        with closing(make_bot({**TEXTS, "long.txt": long}, fusion=fusion)) as bot:
            for k in (1, 2, 8, 1000):
                hits = found(bot, "What speaks of Hangzhou thing7?", k)
                assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
                assert len(hits) <= k
                scores = [hit.score for hit in hits]
                assert scores == sorted(scores, reverse=True)
                places = [(hit.passage.source, hit.passage.start, hit.passage.end) for hit in hits]
                assert len(places) == len(set(places))
                keys = [(-hit.score, hit.passage.source, hit.passage.start) for hit in hits]
                assert keys == sorted(keys)
                for hit in hits:
                    text = bot.document(hit.passage.source).text
                    assert text[hit.passage.start : hit.passage.end] == hit.passage.text

    def test_k_is_filled_where_there_are_as_many(self, make_bot: Callable[..., Chatbot]) -> None:
        with closing(make_bot({f"{n}.txt": f"Dragon number {n} of thing{n}." for n in range(9)})) as bot:
            assert [len(found(bot, "dragon", k)) for k in (1, 3, 8, 9, 20)] == [1, 3, 8, 9, 9]

    def test_what_one_ranking_has_far_below_counts_there_as_well(self, make_bot: Callable[..., Chatbot]) -> None:
        filler = " ".join(f"filler{n}" for n in range(40))
        texts = {f"{n}.txt": f"Dragon thing{n}." for n in range(150)} | {"200.txt": f"Dragon zymurgy {filler}."}
        with closing(make_bot(texts)) as bot:
            first, *_ = found(bot, "dragon zymurgy")
            assert (first.passage.source, first.word_rank, first.dense_rank) == ("200.txt", 1, 151)

    def test_ties_go_by_source_whatever_the_order_of_indexing(self, tmp_path: Path) -> None:
        folder = tmp_path / "documents"
        folder.mkdir()
        for name in "2341":  # a number is no word, so nothing of a name is read with its text
            (folder / f"{name}.txt").write_text("The same dragon text stands here.", encoding="utf-8")
            updating.update([folder], tmp_path / "index", open_encoder=open_fake)
        with closing(Chatbot(Index(tmp_path / "index", open_encoder=open_fake))) as bot:
            hits = found(bot, "dragon text")
            assert len({hit.score for hit in hits}) == 1
            assert [hit.passage.source for hit in hits] == ["1.txt", "2.txt", "3.txt", "4.txt"]

    def test_ties_in_one_document_go_by_place(self, make_bot: Callable[..., Chatbot]) -> None:
        filler = " ".join(f"Word{n} alone." for n in range(8))
        text = f"The dragon sleeps here now.\n\n{filler}\n\nThe dragon sleeps here now.\n\n{filler}"
        with closing(make_bot({"a.txt": text})) as bot:
            hits = found(bot, "dragon sleeps")
            for one, other in pairwise(hits):
                assert one.score > other.score or one.passage.start < other.passage.start

    def test_ranks_of_both_retrievers_are_kept(self, make_bot: Callable[..., Chatbot]) -> None:
        with closing(make_bot(TEXTS)) as bot:
            first = found(bot, "looms of silk")[0]
            assert (first.dense_rank, first.word_rank) == (1, 1)
            (row,) = FakeEncoder().encode_query(["looms of silk"])
            (passage,) = FakeEncoder().encode_query([first.passage.text])
            assert first.cosine == pytest.approx(float(row @ passage), abs=1e-3)

    def test_the_same_question_finds_the_same(self, make_bot: Callable[..., Chatbot]) -> None:
        with closing(make_bot(TEXTS)) as bot:
            assert found(bot, "Hangzhou river dragons") == found(bot, "Hangzhou river dragons")

    def test_another_name_finds_the_passage(self, make_bot: Callable[..., Chatbot]) -> None:
        aliases = 'names = [["Unitree", "Yushu Technology"]]\n'
        texts = {**TEXTS, "robots.txt": "Yushu Technology builds four-legged robots."}
        with closing(make_bot(texts, aliases)) as bot:
            assert found(bot, "unitree")[0].passage.source == "robots.txt"

    def test_words_are_no_query_language(self, make_bot: Callable[..., Chatbot]) -> None:
        with closing(make_bot(TEXTS, fusion="words")) as bot:
            for asked in (
                "silk AND NOT looms",
                'id:1 OR "silk"',
                "words:silk^9 -looms",
                "silk* (looms",
                "[a TO z] silk",
            ):
                assert found(bot, asked)[0].passage.source == "silk.txt"

    def test_no_word_in_common(self, make_bot: Callable[..., Chatbot]) -> None:
        with closing(make_bot(TEXTS, fusion="words")) as bot:
            assert found(bot, "xylophone") == []

    def test_units_are_encoded_only_where_they_are_asked_for(self, make_bot: Callable[..., Chatbot]) -> None:
        with closing(make_bot(TEXTS)) as bot, bot._index.snapshot() as opened:
            encoder = opened.encoder
            assert isinstance(encoder, FakeEncoder)
            encoder.encoded.clear()
            plain = retrieve(analyse("silk looms"), opened, 3)
            assert encoder.encoded == []
            assert all(one.unit_vectors is None for one in plain.found)
            compared = retrieve(analyse("silk looms"), opened, 3, unit_vectors=True)
            assert [one.hit for one in compared.found] == [one.hit for one in plain.found]
            assert len(compared.found) == 3
            for one in compared.found:
                passage = one.hit.passage
                texts = [passage.text[a - passage.start : b - passage.start] for a, b in passage.sentences]
                assert one.unit_vectors is not None
                assert one.unit_vectors.tolist() == FakeEncoder().encode_document(texts).tolist()

    def test_within_a_snapshot(self, make_bot: Callable[..., Chatbot]) -> None:
        with closing(make_bot(TEXTS)) as bot:
            with bot._index.snapshot() as opened:
                hits = list(retrieve(analyse("looms"), opened, 2).hits)
            assert hits == found(bot, "looms", 2)


@pytest.mark.parametrize(
    ("asked", "missing"),
    [
        ("Who approves PTO?", None),
        ("Do I need 2FA?", None),
        ("Who signs the NDA?", "NDA"),
    ],
)
def test_an_abbreviation_is_not_said_to_be_missing_where_its_words_stand(
    make_bot: Callable[..., Chatbot], asked: str, missing: str | None
) -> None:
    texts = {"a.txt": "Paid time off is approved by the lead.", "b.txt": "Use two-factor authentication."}
    with closing(make_bot(texts)) as bot, bot._index.snapshot() as snapshot:
        retrieved = retrieve(analyse(asked), snapshot)
    assert (retrieved.missing and retrieved.missing.term.text) == missing
    assert (retrieved.aliases.groups != ()) is (missing is None)


def test_no_document_keeps_the_others_out_of_an_explanation(make_bot: Callable[..., Chatbot]) -> None:
    many = {"many.txt": " ".join(f"The dragons of Hangzhou rose, says number {n}." for n in range(200))}
    one = {"one.txt": "Good schools raised the dragons."}
    with closing(make_bot(many | one, fusion="reciprocal-ranks")) as bot:
        sources = [hit.passage.source for hit in found(bot, "Why did the dragons of Hangzhou rise?")]
        assert "one.txt" in sources
        assert sources.count("many.txt") == 7
        hits = found(bot, "When did the dragons of Hangzhou rise?")
        assert {hit.passage.source for hit in hits} == {"many.txt"}
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_a_list_that_is_divided_between_passages_is_put_together_again(make_bot: Callable[..., Chatbot]) -> None:
    items = [f"- take tool number {n} out of the long wooden box beside the door and lay it down" for n in range(40)]
    text = "To tidy the dragon shed:\n\n" + "\n".join(items) + "\n\nThen rest."
    with closing(make_bot({"shed.md": text})) as bot, bot._index.snapshot() as index:
        got = retrieve(analyse("How do I tidy the dragon shed?"), index, 1)
        (hit,) = got.hits
        assert hit.passage.end < text.index("\n\nThen rest.")  # the list is longer than its first passage
        (whole,) = (passage for passage in got.around if passage.start <= hit.passage.start < passage.end)
        assert text[whole.start : whole.end] == whole.text
        assert items[0] in whole.text
        assert len(whole.sentences) > 2 * len(hit.passage.sentences)


def test_mails_that_a_question_asks_of_are_found_by_their_header(make_bot: Callable[..., Chatbot]) -> None:
    mail = "From: Aksel <a@pier.example>\nTo: Bodil <b@pier.example>\nSubject: Lamps\nDate: 4 May 2026 08:15:00\n\n{}\n"
    texts = {
        "lamps.eml": mail.format("The lamps are new."),
        "notes.txt": "Aksel and Bodil write. When did Aksel write?",
        "to.md": "# From Aksel to Bodil\n\nWhen did he write? It has no header.",
    }
    with closing(make_bot(texts)) as bot, bot._index.snapshot() as index:
        got = retrieve(analyse("When did Aksel write to Bodil?"), index, 1)
        assert [hit.passage.source for hit in got.hits] != ["lamps.eml"]
        (one,) = got.marked.mails
        passage = one.passage
        assert (passage.source, passage.start, passage.text[: passage.sentences[0][0]].strip()) == (
            "lamps.eml",
            0,
            "Lamps",
        )
        assert passage.text[slice(*passage.sentences[0])].split("\n")[0] == "From: Aksel <a@pier.example>"
        assert retrieve(analyse("Who lit the lamps?"), index, 3).marked.mails == ()
