"""`models`: what the model files say of themselves, and a card to complete for a file that says nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rtxmodal.card import Card, read_card
from rtxmodal.session import open_session
from rtxmodal.translators import Context, coded, models_folder
from rtxmodal.translators import onnx as onnx_translator
from rtxmodal.translators.generator import Generator


def model_lines(folder: Path | None = None) -> Iterator[str]:
    """One line a translator: name, media, size, rate, latency, parameters, licence; a refused one with its reason."""
    for _, module in sorted(coded().items()):
        try:
            yield _line(module.card(Context(48_000)), "built in")
        except ValueError as error:
            yield f"{module.NAME:<18} not now: {error}"
    for path in sorted((folder or models_folder()).glob("*.onnx")):
        try:
            card = read_card(path)
        except (ValueError, OSError) as error:
            yield f"{path.stem:<18} refused: {error}"
            continue
        yield _line(card, _size(path)) if card else f"{path.stem:<18} no card: run `rtxmodal models check {path}`"


def _size(path: Path) -> str:
    return f"{path.stat().st_size / 2**20:.1f} MB"


def _line(card: Card, size: str) -> str:
    """Latency is the model's own; the host's buffering comes on top and depends on the sound card."""
    rate = f"{card.sample_rate} Hz" if card.sample_rate else "any rate"
    late = ""
    if card.stream and card.sample_rate and card.gives == "sound":
        late = f", {1000 * card.stream.latency / card.sample_rate:.1f} ms late"
    knobs = ", ".join(parameter.id for parameter in card.parameters) or "no parameters"
    heard = f"  {rate}{late}" if "sound" in (card.takes, card.gives) else ""
    return f"{card.name:<18} {card.takes + ' -> ' + card.gives:<18} {size:>9}{heard}  [{knobs}]  {card.licence}"


def check_model(path: Path, provider: str) -> Iterator[str]:
    """Check a model file as loading it would, or draft a card for one that has none.

    Raises:
        ValueError: the file or its card is refused.
        OSError: it cannot be read.
    """
    card = read_card(path)
    if card is None:
        session, _ = open_session(path, "cpu")
        yield f"# {path.name} has no card. Complete this, save it as {path.stem}.toml beside it, and check again."
        yield from draft_card(path.stem, session)
        return
    if card.takes == "latent":
        runs_on = Generator(path, card, provider).provider
    else:
        session, runs_on = open_session(path, provider)
        onnx_translator.player(card, session, runs_on)
    yield _line(card, _size(path))
    told = f"{len(card.golden)} golden vectors come out right" if card.golden else "it has no golden vectors to replay"
    yield f"its card fits its graph, and {told}, on {runs_on}"


def draft_card(name: str, session: Any) -> Iterator[str]:
    """The lines of a TOML card with the shapes of the graph, and what can be guessed from them."""
    inputs, outputs = session.get_inputs(), session.get_outputs()
    by_shape = {(tuple(node.shape), node.type): node.name for node in outputs}
    states = [(node, by_shape[tuple(node.shape), node.type]) for node in inputs if _is_state(node, by_shape)]
    fed_back = {node.name for node, _ in states} | {name for _, name in states}
    yield f'name = "{name}"'
    yield 'takes = "sound"        # sound, notes or picture'
    yield 'gives = "sound"'
    yield "sample_rate = 48000    # Hz, of a sound model"
    yield 'licence = ""'
    yield 'stream = { mode = "state", hop_size = 256, delay = 0 }   # mode: state, window or crossfade; in frames'
    for title, nodes in (("inputs", inputs), ("outputs", outputs)):
        yield f"{title} = ["
        for node in nodes:
            if node.name not in fed_back:
                yield f"    {_tensor(node)}"
        yield "]"
    yield "states = [              # guessed: an input and an output of the same shape"
    for node, back in states:
        shape = [axis if isinstance(axis, int) else 1 for axis in node.shape]
        yield f'    {{ input = "{node.name}", output = "{back}", shape = {shape} }},'
    yield "]"
    yield 'parameters = []         # { id = "amount", default = 1.0 } for each input of role parameter'


def _is_state(node: Any, by_shape: dict[Any, str]) -> bool:
    """Looks like a cache: comes back in the same shape, and is called like one."""
    words = ("state", "cache", "hidden", "past", "prev", "h_", "h0", "c0", "mem")
    return (tuple(node.shape), node.type) in by_shape and any(word in node.name.lower() for word in words)


def _tensor(node: Any) -> str:
    rank = len(node.shape)
    role, layout = "sound", {1: "t", 2: "bt", 3: "bct"}.get(rank, "")
    if rank == 4:
        role, layout = "picture", "bhwc" if node.shape[-1] in (1, 3) else "bchw"
    if rank == 0 or node.shape == [1]:
        role, layout = "parameter", ""
    told = f'name = "{node.name}", role = "{role}"' + (f', layout = "{layout}"' if layout else "")
    told += f', parameter = "{node.name.lower()}"' if role == "parameter" else ""
    return f"{{ {told} }},   # {node.type} {node.shape}; the role is guessed"
