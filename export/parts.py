"""What the systems keep in a checkpoint and move to a device: their networks and optimisers, by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from torch import nn


class Parts:
    """What is the same in every `export.train.System`; a system names its parts, and adds what else it keeps."""

    PARTS: ClassVar[tuple[str, ...]]
    """Attributes that hold networks and optimisers, networks first."""
    device = "cpu"

    def networks(self) -> Iterator[nn.Module]:
        """Those of the parts that are networks."""
        return (part for part in self._parts() if isinstance(part, nn.Module))

    def to(self, device: str) -> None:
        """Move everything to `device`."""
        self.device = device
        for network in self.networks():
            network.to(device)
        for part in self._parts():
            if not isinstance(part, nn.Module):
                part.load_state_dict(part.state_dict())  # moves the moments to where the weights are

    def state_dict(self) -> dict[str, Any]:
        """The state of each part, by its name."""
        return {name: getattr(self, name).state_dict() for name in self.PARTS}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from a `state_dict`."""
        for name in self.PARTS:
            getattr(self, name).load_state_dict(state[name])

    def _parts(self) -> Iterator[Any]:
        return (getattr(self, name) for name in self.PARTS)
