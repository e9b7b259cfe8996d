"""How many examples a property is tried with."""

from hypothesis import settings

_QUICK = "quick"


def examples(many: int) -> settings:
    """So many of them; in a quick run (`make check`) no more than its profile says."""
    quick = settings.get_current_profile_name() == _QUICK
    return settings(max_examples=min(many, settings().max_examples) if quick else many)
