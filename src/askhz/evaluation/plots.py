"""The report's plots, drawn by matplotlib as SVG. matplotlib is imported only when something is drawn."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from io import StringIO
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from .figures import Labelled, one_line
from .metrics import reliability, risk_coverage
from .scoring import MISSES
from .summaries import Evaluation, Summary, confidences_and_outcomes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SERIES = 6
"""How many evaluations side by side have a colour of their own."""
# Matplotlib draws with these stand-ins. In the page each becomes a CSS variable, for the light and the dark colours.
_INK, _FAINT, _GRID, _GROUND = "#010101", "#010102", "#010103", "#010104"
_SERIES_INKS = tuple(f"#0102{i:02d}" for i in range(SERIES))
_PARTS = ("right", *MISSES)
_PART_INKS = {part: f"#0103{i:02d}" for i, part in enumerate(_PARTS)}
_VARIABLES = {
    _INK: "--ink",
    _FAINT: "--faint",
    _GRID: "--rule",
    _GROUND: "--card",
    **{ink: f"--s{i}" for i, ink in enumerate(_SERIES_INKS)},
    **{ink: f"--m{i}" for i, ink in enumerate(_PART_INKS.values())},
}


class Plot(NamedTuple):
    """One plot. `drawing` is what stands inside an SVG element with the view box `view`; its text is escaped."""

    heading: str
    caption: str
    view: str
    drawing: str
    wide: bool = False


def plots(answers: Labelled) -> list[Plot]:
    """All plots of labelled evaluations: risk and coverage together, then calibration, then lost questions of each."""
    several = len(answers) > 1
    found = []
    if any(confidences_and_outcomes(e.results, declined_too=True)[0] for _, e in answers):
        found.append(_risk_plot(answers))
    for i, (label, e) in enumerate(answers):
        if e.calibration.answers:
            found.append(_calibration_plot(f"Calibration: {label}" if several else "Calibration", i, e))
    for i, (label, e) in enumerate(answers):
        heading = f"Where questions are lost: {label}" if several else "Where questions are lost"
        found.append(_lost_plot(heading, i, e))
    return found


def _risk_plot(answers: Labelled) -> Plot:
    caption = (
        "Answering only the surest questions: the share answered, and the share of wrong ones among them. "
        "A declined question counts as not right; the ring marks where the bot stops answering."
    )
    view, drawing = _drawn(lambda figure: _draw_risk(figure, answers), (4.7, 3.5), "risk")
    return Plot("Risk against coverage", caption, view, drawing)


def _calibration_plot(heading: str, i: int, e: Evaluation) -> Plot:
    caption = (
        "How often answers of a confidence are right; on the diagonal confidence means what it says. "
        "Bars count the answers."
    )
    ink = _SERIES_INKS[i % SERIES]
    view, drawing = _drawn(lambda figure: _draw_reliability(figure, e, ink), (4.7, 3.5), f"calibration{i}")
    return Plot(heading, caption, view, drawing)


def _lost_plot(heading: str, i: int, e: Evaluation) -> Plot:
    caption = (
        "Not found: no passage read has the evidence. Not read: one has it, the answer does not quote it. "
        "Declined: one has it, and the question was declined. Answered wrongly: there is no answer to give."
    )
    height = 1.0 + 0.27 * len(e.kinds)
    view, drawing = _drawn(lambda figure: _draw_lost(figure, e), (9.6, height), f"lost{i}")
    return Plot(heading, caption, view, drawing, wide=True)


def _draw_risk(figure: Figure, answers: Labelled) -> None:
    axes = figure.add_subplot()
    highest = 0.0
    for i, (label, e) in enumerate(answers):
        points = risk_coverage(*confidences_and_outcomes(e.results, declined_too=True))
        if not points:
            continue
        ink = _SERIES_INKS[i % SERIES]
        coverage, risk = [p.coverage for p in points], [p.risk for p in points]
        axes.plot(
            [0, *coverage], [risk[0], *risk], color=ink, linewidth=1.8, label=one_line(label), solid_joinstyle="round"
        )
        confidences, right = confidences_and_outcomes(e.results)
        every = len(confidences_and_outcomes(e.results, declined_too=True)[0])
        if confidences:
            at = (len(confidences) / every, right.count(False) / len(right))
            axes.plot(*at, marker="o", markersize=7, markerfacecolor=_GROUND, markeredgecolor=ink, markeredgewidth=1.8)
        highest = max(highest, *risk)
    axes.set(
        xlim=(0, 1.02),
        ylim=(0, max(0.1, highest * 1.12)),
        xlabel="coverage: share answered",
        ylabel="risk: share wrong",
    )
    _plain_axes(axes)
    if len(answers) > 1:
        legend = axes.legend(frameon=False, labelcolor=_INK, loc="upper left", fontsize=8.5)
        legend.set_in_layout(False)  # a long label may reach beyond the plot, but not squeeze it


def _draw_reliability(figure: Figure, e: Evaluation, ink: str) -> None:
    axes = figure.add_subplot()
    points = reliability(*confidences_and_outcomes(e.results))
    most = max(p.size for p in points)
    for p in points:
        height = 0.22 * p.size / most
        axes.bar((p.low + p.high) / 2, height, width=0.9 * (p.high - p.low), color=_GRID)
        axes.text(
            (p.low + p.high) / 2, height + 0.012, str(p.size), ha="center", va="bottom", color=_FAINT, fontsize=7.5
        )
    axes.plot([0, 1], [0, 1], color=_FAINT, linewidth=1, linestyle=(0, (4, 3)))
    axes.plot(
        [p.confidence for p in points], [p.right for p in points], color=ink, marker="o", markersize=5, linewidth=1.8
    )
    axes.set(xlim=(0, 1.02), ylim=(0, 1.04), xlabel="confidence", ylabel="share right")
    _plain_axes(axes)


def _draw_lost(figure: Figure, e: Evaluation) -> None:
    from matplotlib.ticker import MaxNLocator

    axes = figure.add_subplot()
    names = [one_line(s.kind) for s in e.kinds]
    rows = range(len(names))
    left = [0] * len(names)
    for part in _PARTS:
        sizes = [_part(e, s, part) for s in e.kinds]
        axes.barh(
            rows, sizes, left=left, color=_PART_INKS[part], height=0.66, label=part, edgecolor=_GROUND, linewidth=0.8
        )
        left = [before + size for before, size in zip(left, sizes, strict=True)]
    axes.set_yticks(rows, names)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_xlim(0, max(1, *left) * 1.01)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlabel("questions")
    _plain_axes(axes, grid="x")
    axes.legend(
        frameon=False,
        labelcolor=_INK,
        loc="lower left",
        bbox_to_anchor=(-0.01, 1.0),
        ncols=len(_PARTS),
        fontsize=8.5,
        handlelength=1,
        handleheight=1,
        columnspacing=1.6,
    )


def _part(e: Evaluation, s: Summary, part: str) -> int:
    if part == "right":
        return sum(r.right is True for r in e.results if r.gold.kind == s.kind)
    return {str(miss): size for miss, size in s.misses.items()}[part]


def _plain_axes(axes: Axes, grid: Literal["both", "x", "y"] = "both") -> None:
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(_GRID)
    axes.tick_params(colors=_FAINT, labelcolor=_FAINT, length=0, labelsize=8.5)
    axes.xaxis.label.set_color(_INK)
    axes.yaxis.label.set_color(_INK)
    axes.grid(visible=True, axis=grid, color=_GRID, linewidth=0.7)
    axes.set_axisbelow(True)


def _drawn(draw: Callable[[Figure], None], inches: tuple[float, float], name: str) -> tuple[str, str]:
    """The view box and the inside of the SVG that `draw` draws; `name` makes its ids differ from other plots'."""
    import warnings

    from matplotlib import rc_context
    from matplotlib.figure import Figure

    written = StringIO()
    # The page's fonts draw the text, so a glyph that matplotlib's font lacks does not matter.
    with (
        rc_context(
            {
                "svg.fonttype": "none",
                "svg.hashsalt": name,
                "text.parse_math": False,
                "font.family": ["DejaVu Sans"],
                "font.size": 9,
            }
        ),
        warnings.catch_warnings(),
    ):
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        figure = Figure(figsize=inches, layout="constrained")
        figure.patch.set_visible(False)
        draw(figure)
        for axes in figure.axes:
            axes.patch.set_visible(False)
        metadata: Mapping[str, Any] = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        figure.savefig(written, format="svg", metadata=dict(metadata))
    return _inline(written.getvalue(), name)


def _inline(svg: str, name: str) -> tuple[str, str]:
    view = re.search(r'viewBox="([^"]+)"', svg)
    if view is None:
        raise ValueError("matplotlib wrote an SVG without a viewBox")
    inside = svg[svg.index(">", svg.index("<svg")) + 1 : svg.rindex("</svg>")]
    inside = re.sub(r"<style.*?</style>", "", inside, count=1, flags=re.DOTALL)  # it would style the whole page
    inside = re.sub(r"font-family: [^;\"]+;?", "", inside)
    inside = re.sub(r'(<[^<>]* )id="', rf'\1id="{name}-', inside)
    inside = inside.replace("url(#", f"url(#{name}-").replace('href="#', f'href="#{name}-')
    # Only within tags: a kind of question may have the name of a colour.
    inside = re.sub(rf"({'|'.join(_VARIABLES)})(?=[^<>]*>)", lambda ink: f"var({_VARIABLES[ink.group()]})", inside)
    return view.group(1), inside
