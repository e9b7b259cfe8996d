"""Templates that escape every value by themselves, after passing it through `visible`: the page's and the report's."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from .escaping import visible


def render(template: str, macro: str, *values: object) -> Markup:
    """What a macro of a template makes of the values. `Markup` among them is taken in as it is; all else is escaped."""
    made: Markup = getattr(environment(__package__).get_template(template).module, macro)(*values)
    return made


@cache
def environment(package: str) -> Environment:
    """The templates in the folder `templates` of a package."""
    return Environment(
        loader=PackageLoader(package),
        autoescape=True,
        finalize=_shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _shown(value: object) -> object:
    return value if isinstance(value, Markup) else visible(str(value))
