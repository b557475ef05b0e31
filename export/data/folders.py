"""Where training data is looked for."""

from __future__ import annotations

from pathlib import Path

ROOTS = ("", "..")
"""A recipe's relative folder is looked for in the working directory, and beside it."""


def find_folder(name: str) -> Path:
    """A recipe's folder.

    Raises:
        FileNotFoundError: it is in neither place.
    """
    for root in ROOTS:
        if (Path(root) / name).is_dir():
            return Path(root) / name
    raise FileNotFoundError(
        f"training data must lie in {name!r} here or one folder up, got nothing there; correct the recipe's [data]"
    )
