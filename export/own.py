"""A recipe on a performer's own material: `python -m export train travelgan --a SOUNDS --b SOUNDS`.

A system says in `OWN` which options it takes, in `own_data` what they change in the recipe's `[data]`, and in
`OWN_SCHEDULE` and `OWN_EXPORT` what of its `[schedule]` and `[export]` only holds for the recipe's own data. The
changed recipe lies beside its checkpoint, as `runs/NAME/NAME.toml`, and is trained on, exported and verified by that
path.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import tomli_w

from export.train import Recipe, system_class


def read_options(words: Sequence[str]) -> dict[str, str]:
    """The pairs of `--NAME VALUE` that the command line itself does not know.

    Raises:
        ValueError: something else stands among them.

    >>> read_options(["--a", "piano", "--b=strings"])
    {'a': 'piano', 'b': 'strings'}
    """
    given: dict[str, str] = {}
    left = [part for word in words for part in (word.split("=", 1) if word.startswith("--") else [word])]
    for name, value in zip(left[::2], [*left[1::2], "--"], strict=False):
        if not name.startswith("--") or value.startswith("--"):
            raise ValueError(f"options must come as --NAME VALUE, got {' '.join(words)!r}; see `--help`")
        given[name[2:]] = value
    return given


def own_recipe(recipe: Recipe, given: Mapping[str, str], runs: Path) -> Recipe:
    """The recipe on what was given, named after it, and written to its run's folder.

    Raises:
        ValueError: an option that the recipe's system does not take, or not all that belong together.
        OSError: a folder or file is not there, or has not what is needed.
    """
    system = system_class(recipe)
    known: Mapping[str, str] = getattr(system, "OWN", {})
    if set(given) - set(known):
        takes = ", ".join(f"--{name} ({text})" for name, text in known.items()) or "no options of its own"
        raise ValueError(f"{recipe.name} takes {takes}; got {', '.join(f'--{name}' for name in given)}")
    data = system.own_data(recipe.data, given)  # type: ignore[attr-defined]
    named = "-".join([recipe.name, *(Path(given[name]).stem for name in known if name in given)])
    schedule = {**recipe.schedule, **getattr(system, "OWN_SCHEDULE", {})}
    told = {**recipe.export, **getattr(system, "OWN_EXPORT", {})}
    own = replace(recipe, name=named.replace(" ", "_").lower(), data=data, schedule=schedule, export=told)
    path = runs / own.name / f"{own.name}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    table = {name: value for name, value in asdict(own).items() if name != "name"}
    path.write_text(tomli_w.dumps(table), encoding="utf-8")
    return own
