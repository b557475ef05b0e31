"""Who may reach the panel and OSCQuery.

Any web page that is open in a browser on this machine can send requests to 127.0.0.1, and a name that its owner lets
point there (DNS rebinding) makes it the same origin. So a request must name this machine by its address or its own
name, and come from no other page than ours.
"""

from __future__ import annotations

import hmac
import ipaddress
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from rtxmodal.control import OscChoice
from rtxmodal.control.pacing import Bucket

REQUESTS_PER_SECOND = 40.0
BURST = 200.0
MOST_HOSTS = 64


@dataclass(frozen=True)
class WebChoice:
    """How the panel is served. It is bound where OSC is, and whoever may send OSC may open it."""

    port: int | None = None
    """TCP port; None takes OSC's number, as OSCQuery clients assume."""
    token: str = ""
    """A word that other machines must know, `?token=` in the address; empty for none."""
    shows_code: bool = False
    """Whether a QR code of the address is printed also when only this machine can open it."""

    def __post_init__(self) -> None:
        if self.port is not None and not 0 <= self.port < 65_536:
            raise ValueError(f"panel port must be 0..65535, got {self.port}")
        if self.token and not (self.token.isascii() and self.token.replace("-", "a").isalnum()):
            raise ValueError(f"panel token must be letters, digits and -, got {self.token!r}")


class Guard:
    """Lets requests in or says why not. Owned by the web thread."""

    def __init__(self, osc: OscChoice, token: str) -> None:
        self._osc, self._token = osc, token
        own = socket.gethostname().lower()
        self._names = {"localhost", own, f"{own.split('.')[0]}.local"}
        self._buckets: dict[str, Bucket] = {}

    def refusal(self, peer: str, headers: Mapping[str, str], token: str) -> tuple[int, str] | None:
        """HTTP status and one line why a request is not answered; None if it is.

        Args:
            peer: the IP address it came from.
            headers: of the request.
            token: what it knows, from its address or its cookie.
        """
        if not self._osc.admits(peer):
            return 403, f"{peer} must be allowed first; add --allow {peer}"
        host = headers.get("Host", "")
        if not self._is_ours(host):
            return 421, f"Host must be this machine's address or name, got {host[:80]!r}"
        origin = headers.get("Origin")
        if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
            return 403, f"pages of other sites must stay outside, got Origin {origin[:80]!r}"
        if self._token and not peer.startswith("127.") and not hmac.compare_digest(self._token, token):
            return 401, "the address must end in the show's token: ?token=..."
        if not self._account(peer).take(1, time.monotonic()):
            return 429, f"requests must be at most {REQUESTS_PER_SECOND:.0f} a second; ask for less, or LISTEN"
        return None

    def _is_ours(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return name in self._names
        return True

    def _account(self, peer: str) -> Bucket:
        found = self._buckets.pop(peer, None) or Bucket(REQUESTS_PER_SECOND, BURST, time.monotonic())
        if len(self._buckets) >= MOST_HOSTS:
            del self._buckets[next(iter(self._buckets))]
        self._buckets[peer] = found
        return found
