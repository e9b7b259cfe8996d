"""How good answers, refusals and searches are, measured on questions with known answers.

- `gold`: the questions, and the formats of their files
- `running`: every question of a set put to a bot
- `scoring`, `searches`: one answer judged, one search judged; `summaries`: many of them; `metrics`: the measures
- `figures`: what is shown of them; `tables` for the terminal and as JSON, `report` as a page with `plots`
- `calibrating`: confidence and threshold fitted to such questions
"""

from .running import run
from .searches import SearchEvaluation
from .summaries import Evaluation

__all__ = ["Evaluation", "SearchEvaluation", "run"]
