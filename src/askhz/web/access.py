"""Who may reach a server: the names it answers to, the proxies it believes, who must log in."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from pathlib import Path

from ..errors import AskhzError

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})


@dataclass(frozen=True, slots=True)
class Access:
    """Who may reach a server that listens on `host`.

    `names` are further names that it answers to. Headers that say whom a request was forwarded for are believed only
    from `proxies` (addresses or networks). `auth_file` has who may log in; without one, another host than this machine
    needs `open_to_all`. `root_path` is what a proxy puts before every address.
    """

    host: str = "127.0.0.1"
    names: tuple[str, ...] = ()
    proxies: tuple[str, ...] = ()
    auth_file: Path | None = None
    open_to_all: bool = False
    root_path: str = ""


def check_access(access: Access) -> None:
    """Raise `AskhzError` if other machines could ask without a password and nobody said that they may."""
    if not is_loopback(access.host) and access.auth_file is None and not access.open_to_all:
        raise AskhzError(
            f"--host {access.host} lets other machines ask: name the file of passwords with --auth-file "
            "(askhz passwd makes its lines), or say --no-auth"
        )
    for proxy in access.proxies:
        try:
            ipaddress.ip_network(proxy, strict=False)
        except ValueError as error:
            raise AskhzError(f"--trusted-proxy {proxy}: want an address or a network, such as 10.0.0.0/8") from error
    if access.root_path and (not access.root_path.startswith("/") or access.root_path.endswith("/")):
        raise AskhzError(f"--root-path {access.root_path}: begin it with / and end it without one, such as /askhz")


def is_personal(access: Access) -> bool:
    """Whether only the person at this machine asks."""
    return is_loopback(access.host) and access.auth_file is None and not access.proxies


def is_loopback(host: str) -> bool:
    """Whether a host is only this machine.

    >>> [is_loopback(host) for host in ("127.0.0.1", "::1", "localhost", "0.0.0.0", "192.0.2.1")]
    [True, True, True, False, False]
    """
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


class Names:
    """The names that a server answers to; a foreign site's name that was made to point here is none of them."""

    def __init__(self, access: Access) -> None:
        own = {access.host.lower(), *(name.lower() for name in access.names)}
        self._any_address = access.host in ("", "0.0.0.0", "::")  # noqa: S104 (asked about, not bound)
        if self._any_address:
            own.add(socket.gethostname().lower())
        self._names = LOOPBACK_NAMES | {f"[{name}]" if ":" in name and name[0] != "[" else name for name in own}

    def __contains__(self, host_header: str) -> bool:
        """Whether a request that names this host is meant for this server."""
        name = without_port(host_header.lower()).rstrip(".")
        if name in self._names:
            return True
        if not self._any_address:
            return False
        try:  # an address is no name, so nobody can have made it point here
            ipaddress.ip_address(name.strip("[]"))
        except ValueError:
            return False
        return True


def without_port(host: str) -> str:
    """A host without its port.

    >>> [without_port(host) for host in ("a:80", "[::1]:80", "[::1]", "a")]
    ['a', '[::1]', '[::1]', 'a']
    """
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0]
