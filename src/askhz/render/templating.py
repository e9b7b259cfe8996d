"""The templates of this room. They escape every value by themselves and pass it through `visible`."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from .escaping import visible


def render(template: str, macro: str, *values: object) -> Markup:
    """What a macro of a template makes of the values. `Markup` among them is taken in as it is; all else is escaped."""
    made: Markup = getattr(_environment().get_template(template).module, macro)(*values)
    return made


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader(__package__),
        autoescape=True,
        finalize=_shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _shown(value: object) -> str:
    return visible(value if isinstance(value, str) else str(value))
