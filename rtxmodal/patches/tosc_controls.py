"""The controls of a TouchOSC layout: what each looks like, sends and hears."""

from __future__ import annotations

from py2tosc import Control, OscMessage, Partial, Trigger, Value
from py2tosc import control as tosc

from rtxmodal.params import Parameter
from rtxmodal.patches.surface import DARK, PANEL, QUIET, RAISED, TEXT, Group, address, label, number, rgb

Frame = tuple[float, float, float, float]
EAST, CENTRE, TOGGLE_PRESS = 1, 2, 2
NAME_WIDTH = 123.0  # points, of what stands before a radio
SHOWS_VALUE = """function onValueChanged(key)
  if key ~= 'x' then return end
  local low, high, x = {low}, {high}, self.values.x
  local value = {value}
  self.parent.children.value.values.text = string.format('{form}', value)
end"""
RADIO = """local told = -1
function onReceiveNotify(key, index)
  told = index
  self.values.x = index
end
function onValueChanged(key)
  if key == 'x' and self.values.x ~= told then
    told = self.values.x
    sendOSC('{address}', told)
  end
end"""


def fader_of(group: Group, parameter: Parameter, frame: Frame, start: float) -> Control:
    """Name, fader and value, one below the other."""
    _, _, width, height = frame
    low, high = parameter.range
    curve = "low * (high / low) ^ x" if parameter.curve == "log" else "low + (high - low) * x"
    digits = 0 if parameter.kind == "int" else 2 if high - low <= 20 else 1
    form = f"%.{digits}f {parameter.unit}".rstrip()
    script = SHOWS_VALUE.format(low=number(low), high=number(high), value=curve, form=form)
    bar = tosc.fader(
        name="fader",
        frame=(0, 26, width, height - 54),
        color=rgba(group.colour),
        script=script,
        messages=[message_to(address(parameter, "norm"))],
        values=[Value("x", default=parameter.to_norm(start)), Value("touch")],
    )
    above = words(label(parameter, 12), (0, 0, width, 24), TEXT, 13)
    below = words(form % start, (0, height - 26, width, 24), QUIET, 13, name="value")
    return tosc.group(name=parameter.id, frame=frame, color=rgba(PANEL), interactive=True, children=[above, bar, below])


def radio_of(group: Group, parameter: Parameter, frame: Frame) -> list[Control]:
    """Name, then all options in a row."""
    x, y, whole, height = frame
    left, width = x + NAME_WIDTH, whole - NAME_WIDTH
    steps = len(parameter.options)
    radio = tosc.radio(
        name=parameter.id,
        frame=(left, y, width, height),
        color=rgba(group.colour),
        steps=steps,
        orientation=EAST,
        script=RADIO.format(address=address(parameter)),
    )
    each = width / steps
    named = [
        words(option.replace("_", " "), (left + each * place, y, each, height), TEXT, 12 if steps < 9 else 9)
        for place, option in enumerate(parameter.options)
    ]
    return [words(label(parameter, 16), (x, y, NAME_WIDTH - 6, height), TEXT, 13), radio, *named]


def button_of(parameter: Parameter, text: str, colour: str, frame: Frame) -> Control:
    """A toggle that follows, or a button that fires when it is pressed."""
    _, _, width, height = frame
    if parameter.kind == "toggle":
        message, kind = message_to(address(parameter, "norm")), TOGGLE_PRESS
    else:
        message, kind = message_to(address(parameter), receive=False), 0
        message.triggers = [Trigger("x", "RISE")]
    inner = (0.0, 0.0, width, height)
    button = tosc.button(name="button", frame=inner, color=rgba(colour), button_type=kind, messages=[message])
    return tosc.group(
        name=parameter.id, frame=frame, color=rgba(RAISED), interactive=True, children=[button, words(text, inner)]
    )


def message_to(osc_address: str, receive: bool = True) -> OscMessage:
    """Sends the control's value as a float, hears it, and does not send what it heard."""
    return OscMessage(
        receive=receive, feedback=False, path=[Partial(value=osc_address)], arguments=[Partial("VALUE", "FLOAT", "x")]
    )


def words(text: str, frame: Frame, colour: str = TEXT, size: int = 14, name: str = "words") -> Control:
    """A text; by its `name` a script can change it."""
    return tosc.label(
        name=name,
        frame=frame,
        color=rgba(DARK),
        background=False,
        outline=False,
        text_color=rgba(colour),
        text_size=size,
        text_align_h=CENTRE,
        values=[Value("text", default=text), Value("touch")],
    )


def rgba(colour: str) -> tuple[float, float, float, float]:
    """`#rrggbb` as TouchOSC has it, opaque."""
    return (*rgb(colour), 1.0)
