"""Pure Data's file format: numbered objects, cords and subpatches."""

from __future__ import annotations


class Canvas:
    """A patch or subpatch in Pd's file format: numbered objects and the cords between them."""

    def __init__(self, opening: str) -> None:
        self.lines = [opening]
        self._cords: list[str] = []
        self._count = 0
        self._names: dict[str, int] = {}

    def add(self, x: int, y: int, kind: str, *words: object) -> int:
        """One object; returns its number."""
        text = " ".join(str(word) for word in words)
        return self._record(f"#X {kind} {x} {y} {text};")

    def obj(self, x: int, y: int, *words: object) -> int:
        """An object box; returns its number."""
        return self.add(x, y, "obj", *words)

    def sub(self, x: int, y: int, inner: Canvas, name: str) -> int:
        """A subpatch; returns its number."""
        self.lines += inner.finished()
        return self._record(f"#X restore {x} {y} pd {name};")

    def cord(self, source: int, target: int, outlet: int = 0, inlet: int = 0) -> None:
        """From an outlet to an inlet."""
        self._cords.append(f"#X connect {source} {outlet} {target} {inlet};")

    def chain(self, *numbers: int) -> None:
        """From first outlet to first inlet, all along."""
        for source, target in zip(numbers, numbers[1:], strict=False):
            self.cord(source, target)

    def finished(self) -> list[str]:
        """All lines."""
        return [*self.lines, *self._cords]

    def _record(self, line: str) -> int:
        self.lines.append(line)
        self._count += 1
        return self._count - 1
