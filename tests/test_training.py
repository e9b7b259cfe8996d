"""The reader's recipe: its stream of batches is a function of data, seed and place; what is made has no answer."""

import json
import random
import subprocess
from collections.abc import Callable
from dataclasses import replace
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer
from training.crops import LONGEST as LONGEST_CROP
from training.crops import crop, lean
from training.evaluating import Logits
from training.examples import Example, read_examples, write_examples
from training.foreign import LONGEST, clozes, misplaced, passages
from training.mining import ASTRAY, astray, changed, elsewhere, mine, transplants
from training.provenance import commit, provenance
from training.stream import DRAWN_AS, MINED, POOL, SOURCES, WITH_ASTRAY, Batch, Stream, counts, places
from training.written import DOCUMENTS, FOLDER, LOTS, read_written

from askhz.evaluation.gold import read_questions
from askhz.models.graphs import digest, open_tokenizer

Sources = dict[str, list[Example]]

RIVERS = [
    ("The Rhine rises in the Swiss Alps and is fed by glaciers and snow.", "Where does the Rhine rise?", "Swiss Alps"),
    ("Below Basel the Rhine turns north; barges carry coal to Mainz.", "What do barges on the Rhine carry?", "coal"),
    ("Poets praised the Rhine and its castles, which lovers of Germany visit.", "Who praised the Rhine?", "Poets"),
]
TOWNS = [
    ("In the south the walls of Sienna keep their towers.", "What do the walls of Sienna keep?", "towers"),
    ("Merchants brought silk to Lucca, then wool.", "What did merchants bring to Lucca?", "silk"),
    ("The bank of Sienna lent to kings.", "Whom did the bank of Sienna lend to?", "kings"),
]


def examples() -> list[Example]:
    made = []
    for title, paragraphs in (("Rhine", RIVERS), ("Towns", TOWNS)):
        for number, (context, question, answer) in enumerate(paragraphs):
            answers = ((answer, context.index(answer)),)
            made.append(Example(f"{title}-{number}", question, context, answers, title))
    return made


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    with resources.as_file(resources.files("askhz.reading") / "network") as folder:
        return open_tokenizer(folder)


@pytest.fixture(scope="module")
def sources() -> Sources:
    known = examples()
    plain = [replace(example, answers=()) for example in known]
    return dict.fromkeys(("squad", "dev", "natural", "tales", "shifts"), known) | {"similar": plain}


def same(one: Batch, other: Batch) -> bool:
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in Batch.__slots__)


@pytest.mark.slow
def test_a_pool_is_a_function_of_data_seed_and_number(sources: Sources, tokenizer: Tokenizer) -> None:
    first, again, other = (Stream(sources, tokenizer, seed).pool(7) for seed in (7, 7, 8))
    assert sum(len(batch.ids) for batch in first) == POOL
    assert all(same(one, two) for one, two in zip(first, again, strict=True))
    assert not all(same(one, two) for one, two in zip(first, other, strict=True))


@pytest.mark.slow
def test_a_stream_goes_on_where_it_was_left(sources: Sources, tokenizer: Tokenizer) -> None:
    stream = Stream(sources, tokenizer, 7)
    assert same(next(stream.batches(128 + 5)), stream.pool(1)[5])


@pytest.mark.slow
def test_every_draw_of_a_source_is_taken_once() -> None:
    for name in SOURCES:
        taken = [place for pool in range(98) for place in places(name, pool, WITH_ASTRAY)]
        assert taken == list(range(len(taken)))
        assert taken


def test_shares_fill_a_pool() -> None:
    assert sum(counts({"a": 0.333, "b": 0.333, "c": 0.334}).values()) == POOL


@pytest.mark.slow
@pytest.mark.parametrize(("rounds", "begin"), [(1, 33), (2, 44), (3, 80)])
def test_hard_negatives_change_the_stream_from_their_stage_on_and_nothing_before(
    sources: Sources, tokenizer: Tokenizer, rounds: int, begin: int
) -> None:
    mined = [replace(example, question=f"Which {n} of them?", answers=()) for n, example in enumerate(examples())]
    given = dict.fromkeys(SOURCES[SOURCES.index(MINED[1]) + 1 :], examples())
    others = sources | {name: known for name, known in given.items() if name not in MINED}
    fewer, more = (Stream(others | dict.fromkeys(MINED[:n], mined), tokenizer, 7) for n in (rounds - 1, rounds))
    for pool, alike in ((begin - 1, True), (begin, False)):
        pairs = zip(fewer.pool(pool), more.pool(pool), strict=True)
        assert all(same(one, other) for one, other in pairs) == alike


def test_a_round_of_mining_is_not_left_out(sources: Sources, tokenizer: Tokenizer) -> None:
    with pytest.raises(ValueError, match="a later round are there, and not 'remined'"):
        Stream(sources | dict.fromkeys(("mined", "astray"), examples()), tokenizer, 7)


@pytest.mark.slow
def test_examples_are_cropped_and_questions_lean_from_their_pool_on(
    sources: Sources, tokenizer: Tokenizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = Stream(sources, tokenizer, 7)
    before = {number: stream.pool(number) for number in (7, 8)}
    monkeypatch.setattr("training.stream.CROPPED_FROM", 8)
    assert all(same(one, other) for one, other in zip(before[7], stream.pool(7), strict=True))
    assert not all(same(one, other) for one, other in zip(before[8], stream.pool(8), strict=True))


def test_elsewhere_is_another_paragraph_of_the_article_without_the_answer() -> None:
    known = {example.id: example for example in examples()}
    found = list(elsewhere(examples()))
    assert len(found) == 12
    for one in found:
        origin = known[one.id.split("-", 1)[1]]
        assert one.answers == ()
        assert one.title == origin.title
        assert one.context != origin.context
        assert one.question == origin.question
    held = replace(examples()[0], answers=(("north", 0),))
    contexts = {one.context for one in elsewhere([held, *examples()[1:]]) if one.id.endswith("Rhine-0")}
    assert not any("north" in context for context in contexts)


def test_a_question_that_names_nothing_fits_any_paragraph_and_is_left_out() -> None:
    nameless = [replace(example, question="How many were there?") for example in examples()]
    assert list(elsewhere(nameless)) == []
    assert list(transplants(nameless, 7)) == []


def test_without_a_name_it_is_put_elsewhere_only_where_nothing_else_can_answer() -> None:
    nameless = [replace(example, question="How many were there?") for example in examples()]
    assert len(list(elsewhere(nameless, nameless=True))) == 12


def test_an_unanswered_question_is_never_put_beside_its_own_passage() -> None:
    vain = [replace(example, answers=()) for example in examples()]
    own = {one.id: one.context for one in vain}
    assert all(one.context != own[one.id.split("-", 1)[1]] for one in [*elsewhere(vain), *astray(vain)])


def test_astray_is_a_passage_of_any_document() -> None:
    known = {example.id: example for example in examples()}
    titles = {example.context: example.title for example in examples()}
    found = [(known[one.id.split("-", 1)[1]], one) for one in astray(examples())]
    assert {titles[one.context] == origin.title for origin, one in found} == {True, False}
    assert all(one.question == origin.question and one.answers == () for origin, one in found)


def test_the_third_round_asks_only_of_other_documents(tokenizer: Tokenizer) -> None:
    found = mine(always(0.0, 0), tokenizer, examples(), 7, 100, again=ASTRAY)
    assert {one.id for one in found} == {one.id for one in astray(examples())}


def test_a_transplant_asks_of_a_name_that_the_other_passage_speaks_of() -> None:
    known = {example.id: example for example in examples()}
    found = [one for seed in range(8) for one in transplants(examples(), seed)]
    assert found
    for one in found:
        origin = known[one.id.split("-", 1)[1]]
        assert one.answers == ()
        assert one.context != origin.context
        assert one.title != origin.title
        (name,) = {"Rhine", "Alps", "Basel", "Mainz", "Germany", "Sienna", "Lucca"} & set(
            one.question.rstrip("?").split()
        )
        assert name in one.context


def test_a_transplant_beside_the_answers_words_is_left_out() -> None:
    known = [replace(example, answers=(("the", 0),)) for example in examples()]
    assert [one for seed in range(8) for one in transplants(known, seed)] == []


def always(answerable: float, word: int) -> Callable[[Batch], Logits]:
    """A reader that gives every passage this logit and points at its piece of this number."""

    def predict(batch: Batch) -> Logits:
        logits = np.zeros(batch.ids.shape)
        logits[np.arange(len(batch.ids)), batch.types.argmax(axis=1) + word] = 9.0
        return logits, logits, np.full(len(batch.ids), answerable)

    return predict


@pytest.mark.parametrize(("answerable", "kept"), [(-3.0, False), (0.0, True), (2.0, True), (4.0, False)])
def test_what_fools_the_reader_is_kept(tokenizer: Tokenizer, answerable: float, kept: bool) -> None:
    assert bool(mine(always(answerable, 0), tokenizer, examples(), 7, 100)) == kept


def test_what_the_reader_answers_in_the_known_words_is_left_out(tokenizer: Tokenizer) -> None:
    known = [replace(example, answers=(("swift barges", 0),)) for example in examples()]
    contexts = {piece: {one.context for one in mine(always(0.0, piece), tokenizer, known, 7, 100)} for piece in (0, 7)}
    assert RIVERS[1][0] in contexts[0]
    assert RIVERS[1][0] not in contexts[7]  # its piece 7 is "barges"


def test_a_changed_question_is_kept_where_the_reader_gives_the_answer_of_the_unchanged_one(
    tokenizer: Tokenizer,
) -> None:
    known = examples()[1:2]
    asked = {one.question for seed in (7, 8) for one in changed(known, seed)}
    assert asked <= {"What do barges on the Basel carry?", "What do barges on the Mainz carry?"}
    overlooked, other = (mine(always(0.0, piece), tokenizer, known, 7, 100, again=1) for piece in (9, 7))
    assert [one.context for one in overlooked] == [known[0].context]  # its piece 9 is "coal", the known answer
    assert overlooked[0].question in asked
    assert overlooked[0].answers == ()
    assert other == []
    assert mine(always(0.0, 9), tokenizer, known, 7, 100) == []


@pytest.mark.slow
def test_passages_of_other_kinds_are_the_same_for_the_same_seed_and_none_is_too_long() -> None:
    found = passages(7)
    assert found == passages(7) != passages(8)
    titles = {title for title, _ in found}
    assert "gradio" in titles
    assert any(title.startswith("python ") for title in titles)
    assert max(len(text.split()) for _, text in found) <= LONGEST


MANUAL = [
    (
        "saw",
        "The blade is a disc of hardened steel. Never lift the guard because the Spindle turns on.",
    ),
    ("oven", "The door is a double pane of glass with a gap. Preheat it because Enamel must not meet cold dough."),
]


def test_a_cloze_has_its_answer_where_it_says_and_none_beside_another_passage() -> None:
    made = [one for seed in range(12) for one in clozes(MANUAL, seed)]
    questions = {one.question for one in made}
    assert {"What is the blade?", "Why never lift the guard?"} <= questions
    answered = [one for one in made if one.answers]
    wrong = [one for one in made if not one.answers]
    assert answered
    assert wrong
    for one in answered:
        ((answer, start),) = one.answers
        assert one.context[start : start + len(answer)] == answer
    assert {one.context for one in wrong if one.question == "What is the blade?"} == {MANUAL[1][1]}


def test_a_misplaced_question_stands_beside_a_passage_of_another_title_without_its_answer(sources: Sources) -> None:
    titles = {example.question: example.title for example in examples()}
    answers = {example.question: example.answers[0][0].lower() for example in examples()}
    holding_all = ("hoard", " ".join(example.answers[0][0] for example in examples()))
    made = misplaced(sources, [*MANUAL, holding_all], 60, 7)
    assert made == misplaced(sources, [*MANUAL, holding_all], 60, 7)
    assert len(made) == 60
    assert {"saw", "oven", "Rhine", "Towns"} == {one.title for one in made}
    for one in made:
        assert one.answers == ()
        assert one.title != titles[one.question]
        assert answers[one.question] not in one.context.lower()


SENTENCES = [
    f"On day {n} the crew of the ship Argo saw island number {n} and gave it a name of its own." for n in range(9)
]


def test_a_crop_is_a_run_of_sentences_with_its_answer_in_its_place_or_without_an_answer() -> None:
    text = " ".join(SENTENCES)
    asked = Example(
        "e", "What did they see on day 4?", text, (("island number 4", text.index("island number 4")),), "t"
    )
    made = [crop(asked, random.Random(seed)) for seed in range(60)]
    assert {bool(one.answers) for one in made} == {True, False}
    for one in made:
        assert one.context in text
        assert len(one.context.split()) <= LONGEST_CROP + len(SENTENCES[0].split())
        assert one.context.startswith("On day")
        assert one.context.endswith("own.")
        for answer, start in one.answers:
            assert one.context[start : start + len(answer)] == answer
        assert bool(one.answers) == ("island number 4" in one.context)


def test_the_crop_of_an_example_without_an_answer_keeps_what_is_most_like_the_question() -> None:
    asked = Example("e", "Who named island number 7 on day 7?", " ".join(SENTENCES), (), "t")
    made = [crop(asked, random.Random(seed)) for seed in range(20)]
    assert all(SENTENCES[7] in one.context and one.answers == () for one in made)
    assert len({one.context for one in made}) > 5


def test_an_answer_that_takes_every_sentence_is_never_left_out() -> None:
    text = "Rust covers the hull. Salt eats the keel."
    asked = Example("e", "What happens at sea?", text, ((text, 0),), "t")
    assert all(crop(asked, random.Random(seed)).answers for seed in range(60))


def test_one_sentence_is_not_cropped() -> None:
    one = examples()[0]
    assert crop(one, random.Random(1)) is one


def test_a_question_leans_on_its_one_name_only() -> None:
    said = {lean("Who crossed the Rhine in winter?", random.Random(seed)) for seed in range(20)}
    assert said == {f"Who crossed {pronoun} in winter? Rhine" for pronoun in ("it", "they", "he", "she")}
    for question in ("Who crossed the river?", "Who led Rome against Carthage?"):
        assert lean(question, random.Random(1)) == question


def write_passage(folder: Path, **questions: object) -> None:
    record = {
        "title": "Ferry",
        "passage": "The Aurora leaves Aru at nine. Its captain is Lea Holm.",
        "questions": [questions],
    }
    (folder / "one.jsonl").write_text(json.dumps(record) + "\n", encoding="utf-8")


def test_a_written_question_has_its_place_and_a_follow_up_what_it_leans_on(tmp_path: Path) -> None:
    write_passage(tmp_path, q="When does it leave?", a="nine", after="Who steers the Aurora?")
    (one,) = read_written(tmp_path)["train"]
    assert one.question == "When does the Aurora leave?"
    assert one.answers == (("nine", 25),)
    write_passage(tmp_path, q="When does the Aurora return?", a=None)
    assert read_written(tmp_path)["train"][0].answers == ()


@pytest.mark.parametrize("answer", ["ten", "A"])
def test_a_written_answer_that_does_not_stand_there_once_is_refused_by_name(tmp_path: Path, answer: str) -> None:
    write_passage(tmp_path, q="When does it leave?", a=answer)
    with pytest.raises(ValueError, match=rf"one-0: '{answer}' stands [02] times"):
        read_written(tmp_path)


def test_of_fifty_written_passages_three_are_for_tuning_and_two_for_the_report(tmp_path: Path) -> None:
    write_passage(tmp_path, q="When does it leave?", a="nine")
    (tmp_path / "one.jsonl").write_text((tmp_path / "one.jsonl").read_text(encoding="utf-8") * 50, encoding="utf-8")
    sizes = {part: len(found) for part, found in read_written(tmp_path).items()}
    assert sizes == {"train": 45, "tune": 3, "report": 2}


def test_no_passage_of_a_document_is_held_out(tmp_path: Path) -> None:
    (tmp_path / DOCUMENTS).mkdir()
    write_passage(tmp_path / DOCUMENTS, q="When does it leave?", a="nine")
    file = tmp_path / DOCUMENTS / "one.jsonl"
    file.write_text(file.read_text(encoding="utf-8") * 50, encoding="utf-8")
    assert {part: len(found) for part, found in read_written(tmp_path).items()} == {"train": 50, "tune": 0, "report": 0}


@pytest.mark.slow
def test_the_written_passages_are_whole_and_divided() -> None:
    parts = read_written()
    assert len(parts["train"]) > 8 * (len(parts["tune"]) + len(parts["report"]))
    assert min(map(len, parts.values())) > 100
    contexts = [{one.context for one in found} for found in parts.values()]
    assert len(set.union(*contexts)) == sum(map(len, contexts))
    every = [one for found in parts.values() for one in found]
    assert 0.4 < sum(bool(one.answers) for one in every) / len(every) < 0.6
    assert len({one.id for one in every}) == len(every)


def with_and_without_answers() -> list[Example]:
    return [*examples(), *(replace(example, id=f"vain-{example.id}", answers=()) for example in examples())]


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    write_examples(with_and_without_answers(), tmp_path / "mined.jsonl.xz")
    assert read_examples(tmp_path / "mined.jsonl.xz") == with_and_without_answers()


def test_written_examples_are_questions_with_documents_for_eval(tmp_path: Path) -> None:
    write_examples(with_and_without_answers(), tmp_path / "questions.jsonl")
    read = read_questions(tmp_path / "questions.jsonl")
    assert read.brings_documents
    wanted = [(one.question, bool(one.answers)) for one in with_and_without_answers()]
    assert [(one.question, one.answerable) for one in read.questions] == wanted


@pytest.mark.slow
def test_the_mean_lies_between_two_models(tmp_path: Path) -> None:
    import torch
    from safetensors.torch import load_file, save_file
    from training.averaging import average

    for name, value in (("newer", 1.0), ("older", 0.0)):
        (tmp_path / name).mkdir()
        save_file({"w": torch.full((2, 2), value)}, tmp_path / name / "model.safetensors")
        for file in ("config.json", "tokenizer.json"):
            (tmp_path / name / file).write_text(name, encoding="utf-8")
    for share in (0.6, 0.75):
        average(tmp_path / "newer", tmp_path / "older", tmp_path / "mean", share)
        assert load_file(tmp_path / "mean" / "model.safetensors")["w"].tolist() == torch.full((2, 2), share).tolist()
    assert (tmp_path / "mean" / "config.json").read_text(encoding="utf-8") == "newer"


def test_every_lot_is_trained_on_in_its_turn() -> None:
    assert sorted(LOTS) == sorted(folder.name for folder in FOLDER.iterdir())
    assert [name for name in SOURCES if name in LOTS] == list(LOTS)
    assert set(DRAWN_AS) <= set(SOURCES)


def test_made_from_what_is_the_commit_and_the_digest_of_each_file(tmp_path: Path) -> None:
    for file in ("train/a.xz", "dev/b.xz"):
        (tmp_path / file).parent.mkdir()
        (tmp_path / file).write_bytes(b"abc")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("training.provenance.TRAIN_FILES", {"a": ("train/a.xz",)})
        patch.setattr("training.provenance.DEV_FILE", "dev/b.xz")
        made_from = provenance(tmp_path)
    known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-2, appendix B.1
    assert made_from["data"] == {"dev/b.xz": known, "train/a.xz": known}


def test_a_commit_is_named_with_its_changes_and_unknown_where_there_is_none(tmp_path: Path) -> None:
    def git(*arguments: str) -> str:
        settings = ("-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false")
        done = subprocess.run(["git", *settings, *arguments], cwd=tmp_path, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    git("init", "--quiet")
    assert commit(tmp_path) == "unknown"
    (tmp_path / "file").write_text("one", encoding="utf-8")
    git("add", "file")
    git("commit", "--quiet", "--message", "one")
    assert commit(tmp_path) == git("rev-parse", "HEAD")
    (tmp_path / "file").write_text("two", encoding="utf-8")
    assert commit(tmp_path) == git("rev-parse", "HEAD") + " with changes"


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.filterwarnings("ignore")  # PyTorch's exporter warns about itself
def test_the_manifest_tells_the_files_and_what_they_were_made_from(tmp_path: Path) -> None:
    from training.__main__ import base_folder
    from training.exporting import export

    made_from: dict[str, object] = {"commit": "unknown", "data": {"train/a.xz": "00"}}
    export(base_folder(), dict.fromkeys(("train", "tune", "report"), with_and_without_answers()), tmp_path, made_from)
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["made_from"] == made_from
    assert manifest["files"]["reader.onnx"]["sha256"] == digest(tmp_path / "reader.onnx")
    assert manifest["scores"]["tune"]["questions"] == len(with_and_without_answers())
