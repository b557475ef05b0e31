"""What the performer reads in the terminal: lines that stay, and one status line that is written over."""

from __future__ import annotations

import shutil
import sys


class Console:
    """Lines on stdout, the status on stderr and only where that is a terminal. Owned by the main thread.

    Other threads may call `say`: a line is written in one piece.
    """

    def __init__(self) -> None:
        self._status = ""
        self._is_shown = False

    def say(self, text: str) -> None:
        """A line that stays."""
        self._clear()
        sys.stdout.write(text + "\n")
        sys.stdout.flush()

    def tell(self, status: str) -> None:
        """The status line, in place of the last one."""
        self._status = status
        if sys.stderr.isatty():
            self._clear()
            sys.stderr.write(status[: shutil.get_terminal_size().columns - 1])
            sys.stderr.flush()
            self._is_shown = True

    def close(self) -> None:
        """Leave the last status as a line that stays."""
        if self._status:
            self.say(self._status)

    def _clear(self) -> None:
        if self._is_shown:
            sys.stderr.write("\r" + " " * (shutil.get_terminal_size().columns - 1) + "\r")
            sys.stderr.flush()
            self._is_shown = False
