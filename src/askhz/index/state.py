"""What is in memory of an open index, and what tells one version of it from another."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..models.encoder import Encoder
from ..text.aliases import Aliases
from .catalog import Catalog
from .derived import Derived
from .digests import PIPELINE_VERSION
from .filtering import Filtered


@dataclass(frozen=True, slots=True)
class State:
    """What is in memory of one version of the catalog; `identity` tells one catalog from another: see `identify`.

    `telling`: whether its digests tell what was altered.
    """

    identity: tuple[int | bool, ...]
    version: int
    encoder_name: str
    encoder: Encoder
    derived: Derived
    aliases: Aliases
    telling: bool
    filtered: Filtered = field(default_factory=Filtered)


def identify(catalog: Catalog) -> tuple[tuple[int | bool, ...], int]:
    """What tells a catalog from another, and its version.

    The file's number alone would not do: the next file may get the number of one that was deleted.
    """
    known = catalog.metas(["begun", "version"])
    return (*catalog.database.identity, known.get("begun", 0)), int(known.get("version", 0))


def telling(catalog: Catalog) -> bool:
    """Whether the digests of a catalog are such as this version of askhz makes."""
    version: object = catalog.meta("pipeline", {}).get("version")
    return version == PIPELINE_VERSION
