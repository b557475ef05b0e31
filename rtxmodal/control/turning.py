"""The answers that read and move parameters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial

from rtxmodal.control.desk import Answer, Call, Desk, Refusal
from rtxmodal.control.listeners import Listener, Origin
from rtxmodal.control.route import FARTHEST, Route
from rtxmodal.control.wire import ROOT, Message
from rtxmodal.params import Parameter
from rtxmodal.scene import is_recalled

RAMP_SECONDS = 0.01  # between two steps; the stage smooths in between
LONGEST_RAMP = 600.0
MOST_RAMPS = 256


@dataclass(frozen=True)
class Ramp:
    """A timed move along the parameter's curve."""

    parameter: Parameter
    origin: Origin
    start: float
    """0..1."""
    end: float
    target: float
    """Native; stored exactly at the end."""
    began: float
    seconds: float

    def value(self, now: float) -> float:
        """Where it is before its end."""
        return self.parameter.from_norm(self.start + (self.end - self.start) * (now - self.began) / self.seconds)

    def is_over(self, now: float) -> bool:
        """Whether the target is reached."""
        return now >= self.began + self.seconds


def turn(desk: Desk, call: Call) -> Iterable[Message]:
    """Set or read a parameter in native units."""
    return turn_named(call.name, desk, call)


def turn_named(name: str, desk: Desk, call: Call) -> Iterable[Message]:
    """Set or read the parameter `name`, whatever the address."""
    parameter = desk.port.table[name]
    if call.arguments[:1] == ("?",) or (not call.arguments and parameter.kind != "trigger"):
        return call.reply(native(parameter, desk.port.table.value(name)))
    given = call.arguments[0] if call.arguments else None
    if given in ("+", "-") and len(call.arguments) > 1:
        step = call.number(1)
        given = desk.port.table.value(name) + (step if given == "+" else -step)
    return _set(desk, call, parameter, given, call.origin(given))


def _set(desk: Desk, call: Call, parameter: Parameter, given: object, origin: Origin) -> Iterable[Message]:
    """Store; a sender that does not listen is answered if something else was stored than it sent."""
    if call.when is None:
        desk.ramps.pop(parameter.id, None)
        stored = desk.port.set(parameter.id, given, origin)
    else:
        stored = desk.port.set_at(parameter.id, given, call.when, origin)
    if origin.got(parameter, stored) or any(listener.source == call.source for listener in desk.listeners):
        return ()
    return call.reply(parameter.to_norm(stored) if origin.is_norm else native(parameter, stored))


def alias(name: str) -> Answer:
    """An answer that turns one fixed parameter."""
    return partial(turn_named, name)


def turn_norm(desk: Desk, call: Call) -> Iterable[Message]:
    """Set or read a parameter as 0..1 along its curve."""
    parameter = desk.port.table[call.name]
    if call.asks:
        return call.reply(parameter.to_norm(desk.port.table.value(call.name)))
    norm = call.number(0)
    return _set(desk, call, parameter, parameter.from_norm(norm), call.origin(norm, is_norm=True))


def nudge(desk: Desk, call: Call) -> Iterable[Message]:
    """Move by a part of the range; told to the sender as well, who cannot know where it came to."""
    parameter = desk.port.table[call.name]
    norm = parameter.to_norm(desk.port.table.value(call.name)) + call.number(0, -1.0, 1.0)
    desk.ramps.pop(call.name, None)
    desk.port.set(call.name, parameter.from_norm(norm))
    return ()


def reset(desk: Desk, call: Call) -> Iterable[Message]:
    """Back to the default; told to the sender as well."""
    parameter = desk.port.table[call.name]
    if call.fires and parameter.kind != "trigger":
        desk.ramps.pop(call.name, None)
        desk.port.set(call.name, parameter.default)
    return ()


def reset_all(desk: Desk, call: Call) -> Iterable[Message]:
    """Everything that a preset moves back to its default, in one step."""
    if call.text(0, "") != "confirm":
        raise Refusal("bad_type", f"{call.address} must be sent with the word confirm, since it turns every knob")
    desk.ramps.clear()
    desk.port.set_many({one.id: one.default for one in desk.port.table if is_recalled(one)})
    return ()


def touch(desk: Desk, call: Call) -> Iterable[Message]:
    """A finger is on the knob there (1) or has left it (0): the echo to that listener waits meanwhile."""
    parameter = desk.port.table[call.name]
    for listener in desk.listeners.of(call.source):
        listener.touch(parameter.id, call.number(0) != 0)
    return ()


def ramp(desk: Desk, call: Call) -> Iterable[Message]:
    """Start a timed move; anything that sets the parameter ends it."""
    parameter = desk.port.table[call.name]
    if parameter.kind == "trigger":
        raise Refusal("bad_type", f"{call.name} must be a parameter with a value to ramp, got a trigger")
    target, seconds = parameter.parse(call.arguments[0] if call.arguments else None), call.number(1, 0.0, LONGEST_RAMP)
    if len(desk.ramps) >= MOST_RAMPS and call.name not in desk.ramps:
        raise Refusal("busy", f"ramps must be at most {MOST_RAMPS} at once; wait for one to end")
    start = parameter.to_norm(desk.port.table.value(call.name))
    end = parameter.to_norm(target)
    desk.ramps[call.name] = Ramp(parameter, Origin(("", 0), is_move=True), start, end, target, call.now, seconds)
    return ()


def fade(desk: Desk, call: Call) -> Iterable[Message]:
    """Ramp the output gain."""
    return ramp(desk, replace(call, name="output_gain"))


def advance(desk: Desk, now: float) -> None:
    """One step of every timed move."""
    for name, moving in list(desk.ramps.items()):
        if moving.is_over(now):
            del desk.ramps[name]
            desk.port.set(name, moving.target)
        else:
            desk.port.set(name, moving.value(now), moving.origin)


def native(parameter: Parameter, value: float) -> float | int | str:
    """A value with the type that it has on the wire."""
    if parameter.kind == "enum":
        return parameter.text(value)
    return float(value) if parameter.kind == "float" else int(value)


def spoken(parameter: Parameter, value: float, family: str) -> Message:
    """The message that says a value, in the family `params` or `norm`."""
    if family == "norm":
        return Message(f"{ROOT}/norm/{parameter.id}", (float(parameter.to_norm(value)),))
    return Message(f"{ROOT}/params/{parameter.id}", (native(parameter, value),))


def echoes(listener: Listener, parameter: Parameter, value: float, aliases: Iterable[str]) -> list[Message]:
    """All that a listener is told of one change: its families, and the fixed addresses of the same parameter."""
    kinds = [kind for kind in ("params", "norm") if listener.family in (kind, "both")]
    fixed = [Message(address, (native(parameter, value),)) for address in aliases]
    if "text" in listener.streams:
        fixed.append(Message(f"{ROOT}/text/{parameter.id}", (parameter.text(value),)))
    return [spoken(parameter, value, kind) for kind in kinds] + fixed


ROUTES: tuple[Route, ...] = (
    Route("params/<id>", "f | i | s", "get, echo",
          "a parameter in native units; `+` or `-` and a number move it", turn,
          lead_seconds=FARTHEST),
    Route("norm/<id>", "f", "get, echo", "the same parameter as 0..1 along its curve", turn_norm,
          lead_seconds=FARTHEST),
    Route("nudge/<id>", "f", "echo", "move by -1..1 of the range, for endless encoders", nudge),
    Route("reset/<id>", "[trigger]", "echo", "back to the default", reset),
    Route("reset_all", "s", "echo", "with the word confirm: all that a preset moves back to its default", reset_all,
          is_guarded=True),
    Route("ramp/<id>", "f f", "echo", "move to a value in so many seconds, 0..600", ramp),
    Route("touch/<id>", "i", "", "1: a finger is on the knob, so echo nothing of it until 0", touch),
    Route("smooth", "f", "get, echo", "ms that knobs of models take at least to move", alias("smooth"), "smooth"),
    Route("audio/fade", "f f", "echo", "move the output gain to a value in dB in so many seconds", fade),
)  # fmt: skip
