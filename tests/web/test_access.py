from __future__ import annotations

from pathlib import Path

import pytest

from askhz.errors import AskhzError
from askhz.web.access import Access, Names, check_access, is_personal


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_this_machine_needs_no_password(host: str) -> None:
    check_access(Access(host))
    assert is_personal(Access(host))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "docs.example"])
def test_other_machines_do(host: str) -> None:
    with pytest.raises(AskhzError, match=rf"--host {host} lets other machines ask: .* --auth-file"):
        check_access(Access(host))
    check_access(Access(host, open_to_all=True))
    check_access(Access(host, auth_file=Path("passwords")))
    assert not is_personal(Access(host, open_to_all=True))


def test_behind_a_proxy_there_is_more_than_one_person() -> None:
    assert not is_personal(Access(proxies=("127.0.0.1",)))
    assert not is_personal(Access(auth_file=Path("passwords")))


@pytest.mark.parametrize("access", [Access(root_path="askhz"), Access(root_path="/askhz/"), Access(proxies=("proxy",))])
def test_a_wrong_option_is_named(access: Access) -> None:
    with pytest.raises(AskhzError, match=r"--root-path|--trusted-proxy"):
        check_access(access)


def test_a_name_that_only_begins_like_ours_is_foreign() -> None:
    names = Names(Access("127.0.0.1", ("docs.example",)))
    assert "docs.example:7860" in names
    assert "docs.example." in names
    for foreign in ("docs.example.evil", "evil.docs.example", "127.0.0.1.evil", "192.0.2.1", "[::2]", ""):
        assert foreign not in names
