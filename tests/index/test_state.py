import shutil
from contextlib import closing
from pathlib import Path

from askhz.index.catalog import Catalog
from askhz.index.state import identify, telling
from askhz.index.writing import Writer


def test_a_version_is_told_from_the_next_and_an_index_from_its_copy(made: tuple[Path, Path]) -> None:
    _, folder = made
    shutil.copytree(folder, folder.with_name("copy"))
    with closing(Catalog(folder)) as one, closing(Catalog(folder.with_name("copy"))) as copy:
        before = identify(one)
        assert before[1] == one.version
        assert before == identify(one)
        assert identify(copy)[0] != before[0]
        with one.transaction():
            Writer(one).set_meta("version", one.version + 1)
        assert identify(one) == (before[0], before[1] + 1)


def test_digests_of_another_version_of_askhz_tell_nothing(made: tuple[Path, Path]) -> None:
    with closing(Catalog(made[1])) as one:
        assert telling(one)
        with one.transaction():
            Writer(one).set_meta("pipeline", {"version": 1})
        assert not telling(one)
        with one.transaction():
            Writer(one).set_meta("pipeline", {})
        assert not telling(one)
