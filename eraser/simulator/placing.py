"""Where a fleet listens: an address of 127.0.0.0/8 per phone on one port, or a port per phone where only one exists."""

from __future__ import annotations

import errno
import ipaddress
import socket
from collections.abc import Iterator
from dataclasses import dataclass

_NODES_BEHIND = 1 << 14  # addresses: larger fleets have no clusters
_FILES_BESIDE = 256  # open files for everything that is not a phone


@dataclass(slots=True)
class Place:
    """The addresses of a fleet. `reserved` keeps the port from other fleets; a phone that restarts gives up its own
    listener for a while. `dead` is where a server once was: nobody listens, and whoever likes may."""

    reserved: socket.socket
    dead: socket.socket
    first: ipaddress.IPv4Address
    port: int
    address_per_phone: bool

    @property
    def refusing(self) -> str:
        """An address, host:port, that refuses connections until somebody else listens there."""
        host, port = self.dead.getsockname()[:2]
        return f"{host}:{port}"

    def addresses(self, phones: int) -> Iterator[tuple[str, int]]:
        """Host and port for each phone; port 0 is a free one."""
        for n in range(1, phones + 1):
            if self.address_per_phone:
                yield str(self.first + n), self.port
            else:
                yield str(self.first), self.port + n if self.port else 0

    def node_addresses(self, nodes: int) -> Iterator[tuple[str, int]]:
        """Host and port for each node of the clusters: behind all phones, or free ports."""
        first = self.first + _NODES_BEHIND
        first = first if (first + nodes).is_loopback else self.first - _NODES_BEHIND
        for n in range(1, nodes + 1):
            yield (str(first + n), self.port) if self.address_per_phone else (str(self.first), 0)

    def close(self) -> None:
        """Gives the ports back."""
        self.reserved.close()
        self.dead.close()


def take_place(bind: str, port: int) -> Place:
    """Reserves the addresses from `bind` on. Raises OSError in one line if the port is taken."""
    first = ipaddress.IPv4Address(bind)
    per_phone = first.is_loopback and first != ipaddress.IPv4Address("127.0.0.1") and _can_bind(first + 1)
    if first.is_loopback and not per_phone:
        first = ipaddress.IPv4Address("127.0.0.1")
    reserved = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        reserved.bind((str(first), port))
    except OSError as error:
        reserved.close()
        why = "is in use" if error.errno == errno.EADDRINUSE else f"can not be used ({error.strerror})"
        raise OSError(error.errno, f"{first}:{port} {why}: choose another with --bind or --port") from error
    return Place(reserved, _take_dead(str(first)), first, reserved.getsockname()[1] if per_phone else port, per_phone)


def _take_dead(host: str) -> socket.socket:
    """A port that no other fleet takes, and that a stand-in for the dead server may (both say SO_REUSEADDR)."""
    dead = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    dead.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    dead.bind((host, 0))
    return dead


def _can_bind(address: ipaddress.IPv4Address) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        try:
            probe.bind((str(address), 0))
        except OSError:  # macOS has only 127.0.0.1
            return False
    return True


def allow_files(phones: int) -> None:
    """Raises the limit of open files as far as the system lets us: a listener and a connection per phone."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 4 * phones + _FILES_BESIDE  # both ends of a connection may be in this process
    if soft != resource.RLIM_INFINITY and soft < wanted:
        limit = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, limit), hard))
