"""Where controllers are listened to, and who may speak."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

DEFAULT_PORT = 9110
FAMILIES = ("params", "norm", "both")


@dataclass(frozen=True)
class OscChoice:
    """Where OSC is listened to, and who may speak.

    Raises:
        ValueError: an address that is none, or other hosts invited with no list of them.
    """

    bind: str = "127.0.0.1"
    """An IPv4 address of this machine; `0.0.0.0` for all of them, which needs `allow`."""
    port: int = DEFAULT_PORT
    """UDP port; 0 takes a free one."""
    allow: tuple[str, ...] = ()
    """Hosts or networks (`192.168.1.0/24`) that may speak, beside this machine."""
    listeners: tuple[str, ...] = ()
    """`HOST:PORT` of those who are told of changes from the start."""
    may_quit: bool = False
    """Whether the show may be ended over OSC."""

    def __post_init__(self) -> None:
        for given in (self.bind, *self.allow):
            try:
                ipaddress.IPv4Network(given, strict=False)
            except ValueError:
                raise ValueError(f"OSC host must be an IPv4 address or network, got {given!r}") from None
        if not self.bind.startswith("127.") and not self.allow:
            raise ValueError(
                f"OSC bound to {self.bind} must name the hosts that may speak, got none; add --allow 192.168.1.0/24"
            )
        if not 0 <= self.port < 65_536:
            raise ValueError(f"OSC port must be 0..65535, got {self.port}")
        for given in self.listeners:
            host_and_port(given)

    def admits(self, host: str) -> bool:
        """Whether a host may speak: this machine always, others if `allow` covers them."""
        return host.startswith("127.") or any(
            ipaddress.IPv4Address(host) in ipaddress.IPv4Network(network, strict=False) for network in self.allow
        )


def host_and_port(given: str, host: str = "127.0.0.1") -> tuple[str, int]:
    """Read `IP:PORT`, or a bare port on `host`.

    >>> host_and_port("9111")
    ('127.0.0.1', 9111)
    """
    before, _, after = given.rpartition(":")
    try:
        place = str(ipaddress.IPv4Address(before or host)), int(after)
    except ValueError:
        raise ValueError(f"listener must be PORT or IP:PORT, got {given!r}") from None
    if not 0 < place[1] < 65_536:
        raise ValueError(f"listener must have a port in 1..65535, got {given!r}")
    return place
