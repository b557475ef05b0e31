"""Back to the controllers: motor faders and lights follow the parameters that they are mapped to."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence

from rtxmodal.control.mapping import SAYS_WHERE, Mapping, feedback
from rtxmodal.control.turner import Turned
from rtxmodal.params import Table

SendTo = Callable[[str, Sequence[int]], bool]
"""Sends bytes to a device by its name; False where it has no way in."""


class Faders:
    """Remembers which controls have to be told, until the next `tell`. Marked from any thread."""

    def __init__(self, send_to: SendTo) -> None:
        self._send_to = send_to
        self._untold: deque[tuple[Mapping, float | None]] = deque()

    def mark(self, mappings: Iterable[Mapping], origin: object = None) -> None:
        """These have to be told; not the one that a hand is on, unless something else was stored than it says."""
        for mapping in mappings:
            is_hand = isinstance(origin, Turned) and origin.mapping == mapping and mapping.kind in SAYS_WHERE
            self._untold.append((mapping, origin.place if is_hand and isinstance(origin, Turned) else None))

    def tell(self, table: Table) -> None:
        """Tell all that have to be told."""
        newest: dict[Mapping, float | None] = {}
        while self._untold:
            mapping, touched = self._untold.popleft()
            newest[mapping] = touched
        for mapping, touched in newest.items():
            if not mapping.port or mapping.parameter not in table:
                continue
            parameter = table[mapping.parameter]
            place = 0.0
            if parameter.kind != "trigger":
                place = mapping.place(parameter.to_norm(table.value(parameter.id)))
            if touched is None or abs(place - touched) > 1.0 / 127:
                for data in feedback(mapping, place):
                    self._send_to(mapping.port, data)
