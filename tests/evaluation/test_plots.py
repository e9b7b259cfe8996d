"""What the plots draw: the points, bars and texts of a small run judged by hand, and the SVG that comes of them."""

import re
from collections.abc import Callable
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from scripted import ScriptedBot
from smallrun import QUESTIONS, SCRIPT, gold, said

from askhz.evaluation import plots as module
from askhz.evaluation.gold import QuestionSet
from askhz.evaluation.plots import Plot, plots
from askhz.evaluation.running import answer_all
from askhz.evaluation.summaries import Evaluation
from askhz.records import Answer

NOTHING_KNOWN = QuestionSet("one", "native", (gold("q", "who", answerable=None),))
SILENT = Answer("", False, "", None, 0.1, "None.", (), ())


@pytest.fixture(scope="module")
def small() -> Evaluation:
    """Answers with 0.9 (right), 0.6, 0.5 and 0.4 (wrong), and two declined with 0.2 (wrongly) and 0.1 (rightly)."""
    return answer_all(ScriptedBot(SCRIPT), QUESTIONS)


def drawn(draw: Callable[[Figure], None]) -> Axes:
    figure = Figure()
    draw(figure)
    (axes,) = figure.axes
    return axes


def points(line: Line2D) -> tuple[list[float], list[float]]:
    """Where a line goes: across, and up."""
    across, up = (np.asarray(line.get_data()[axis], dtype=float).tolist() for axis in (0, 1))
    return across, up


def bars(axes: Axes) -> list[Rectangle]:
    found = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
    assert len(found) == len(axes.patches)
    return found


def texts(plot: Plot) -> list[str]:
    return [text.strip() for text in re.findall(r"<text[^>]*>([^<]*)</text>", plot.drawing)]


def test_risk_is_drawn_over_coverage_with_a_ring_where_the_bot_stops(small: Evaluation) -> None:
    axes = drawn(lambda figure: module._draw_risk(figure, [("reader", small)]))
    line, ring = axes.lines
    assert points(line)[0] == pytest.approx([0, 1 / 6, 2 / 6, 3 / 6, 4 / 6, 5 / 6, 6 / 6])
    # The surest is right, none of the others is: a declined question counts as not right.
    assert points(line)[1] == pytest.approx([0, 0 / 1, 1 / 2, 2 / 3, 3 / 4, 4 / 5, 5 / 6])
    assert [*points(ring)[0], *points(ring)[1]] == pytest.approx([4 / 6, 3 / 4])
    assert axes.get_ylim() == pytest.approx((0, 5 / 6 * 1.12))
    assert axes.get_legend() is None


def test_several_runs_have_a_legend_and_colours_of_their_own(small: Evaluation) -> None:
    axes = drawn(lambda figure: module._draw_risk(figure, [("one\nlabel", small), ("other", small)]))
    legend = axes.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["one label", "other"]
    curves = [line for line in axes.lines if line.get_linestyle() == "-" and len(points(line)[0]) > 1]
    assert len({line.get_color() for line in curves}) == 2


def test_calibration_is_drawn_with_the_diagonal_and_bars_that_count(small: Evaluation) -> None:
    axes = drawn(lambda figure: module._draw_reliability(figure, small, "#123456"))
    diagonal, line = axes.lines
    assert points(diagonal) == ([0, 1], [0, 1])
    assert points(line)[0] == pytest.approx([0.4, 0.5, 0.6, 0.9])
    assert points(line)[1] == [0, 0, 0, 1]
    assert line.get_color() == "#123456"
    assert [text.get_text() for text in axes.texts] == ["1", "1", "1", "1"]
    assert [bar.get_x() + bar.get_width() / 2 for bar in bars(axes)] == pytest.approx([0.35, 0.45, 0.55, 0.85])


def test_bars_are_as_high_as_their_bins_are_full() -> None:
    questions = tuple(gold(name, "who", (0, 23)) for name in "abc")
    script = {"a?": said((0, 23), None, 0.95), "b?": said((0, 23), None, 0.93), "c?": said((24, 49), None, 0.15)}
    e = answer_all(ScriptedBot(script), QuestionSet("three", "native", questions))
    low, high = bars(drawn(lambda figure: module._draw_reliability(figure, e, "#123456")))
    assert high.get_height() == pytest.approx(2 * low.get_height())


def test_every_question_of_a_kind_is_a_part_of_its_row(small: Evaluation) -> None:
    axes = drawn(lambda figure: module._draw_lost(figure, small))
    assert [label.get_text() for label in axes.get_yticklabels()] == ["who", "how_many", "absent"]
    widths = {bars.get_label(): [bar.get_width() for bar in bars] for bars in axes.containers}
    assert widths == {
        "right": [1, 0, 1],
        "not retrieved": [0, 1, 0],
        "not read": [1, 0, 0],
        "filtered": [0, 0, 0],
        "wrong kind": [0, 0, 0],
        "declined": [0, 1, 0],
        "answered wrongly": [0, 0, 1],
    }
    # The parts of a row follow one another without a gap.
    for row in range(3):
        parts = [bars[row] for bars in axes.containers]
        starts = [sum(part.get_width() for part in parts[:n]) for n in range(len(parts))]
        assert [part.get_x() for part in parts] == pytest.approx(starts)


def test_the_plots_of_one_run_and_of_several(small: Evaluation) -> None:
    alone = ["Risk against coverage", "Calibration", "Where questions are lost"]
    assert [plot.heading for plot in plots([("reader", small)])] == alone
    assert [plot.heading for plot in plots([("a", small), ("b", small)])] == [
        "Risk against coverage",
        "Calibration: a",
        "Calibration: b",
        "Where questions are lost: a",
        "Where questions are lost: b",
    ]
    assert [plot.wide for plot in plots([("reader", small)])] == [False, False, True]


def test_what_cannot_be_drawn_is_left_out() -> None:
    unknown = answer_all(ScriptedBot({"q?": said((0, 23))}), NOTHING_KNOWN)
    assert [plot.heading for plot in plots([("reader", unknown)])] == ["Where questions are lost"]
    silent = answer_all(
        ScriptedBot({"q?": SILENT}), QuestionSet("one", "native", (gold("q", "who", answerable=False),))
    )
    headings = [plot.heading for plot in plots([("reader", silent)])]
    assert headings == ["Risk against coverage", "Where questions are lost"]


def test_a_run_of_which_nothing_is_known_is_not_drawn_among_others(small: Evaluation) -> None:
    unknown = answer_all(ScriptedBot({"q?": said((0, 23))}), NOTHING_KNOWN)
    axes = drawn(lambda figure: module._draw_risk(figure, [("unknown", unknown), ("small", small)]))
    assert len(axes.lines) == 2


def test_a_drawing_is_xml_with_the_texts_as_text(small: Evaluation) -> None:
    risk, calibration, lost = plots([("reader", small)])
    for plot in (risk, calibration, lost):
        ElementTree.fromstring(f'<svg xmlns:xlink="x">{plot.drawing}</svg>')
        assert re.fullmatch(r"0 0 [\d.]+ [\d.]+", plot.view)
    assert {"coverage: share answered", "risk: share wrong"} <= set(texts(risk))
    assert {"confidence", "share right"} <= set(texts(calibration))
    assert {"who", "how_many", "absent", "questions", "right", "not retrieved"} <= set(texts(lost))


def test_colours_are_those_of_the_page_and_ids_those_of_the_plot(small: Evaluation) -> None:
    found = plots([("a", small), ("b", small)])
    drawing = "".join(plot.drawing for plot in found)
    assert set(re.findall(r"var\((--[a-z0-9]+)\)", drawing)) >= {"--ink", "--faint", "--rule", "--s0", "--s1", "--m0"}
    assert not re.search(r"#010[123]\d\d", drawing)
    assert "font-family" not in drawing
    assert "<style" not in drawing
    ids = re.findall(r'\bid="([^"]+)"', drawing)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'(?:url\(#|href="#)([^")]+)', drawing)) <= set(ids)


def test_a_drawing_is_the_same_every_time(small: Evaluation) -> None:
    assert plots([("reader", small)]) == plots([("reader", small)])
