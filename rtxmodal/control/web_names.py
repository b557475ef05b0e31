"""Telling the network where the panel and OSC are (mDNS), so that OSCQuery's clients list the show by name."""

from __future__ import annotations

import socket
from typing import Any

SERVICES = ("_oscjson._tcp.local.", "_osc._udp.local.")


class Names:
    """What is announced, by the optional package zeroconf. Owned by the web thread."""

    def __init__(self, host: str) -> None:
        """Open it; raises ImportError where zeroconf is not installed.

        Args:
            host: the address that others see; also the only one that is announced on.
        """
        from zeroconf.asyncio import AsyncZeroconf

        self._host = host
        self._zeroconf: Any = AsyncZeroconf(interfaces=[host])

    async def announce(self, name: str, http_port: int, osc_port: int) -> None:
        """Say it from now on; a name that is taken gets a number."""
        from zeroconf.asyncio import AsyncServiceInfo

        for service, port in zip(SERVICES, (http_port, osc_port), strict=True):
            info = AsyncServiceInfo(service, f"{name}.{service}", port, addresses=[socket.inet_aton(self._host)])
            await self._zeroconf.async_register_service(info, allow_name_change=True)

    async def close(self) -> None:
        """Say that it is over."""
        await self._zeroconf.async_unregister_all_services()
        await self._zeroconf.async_close()
