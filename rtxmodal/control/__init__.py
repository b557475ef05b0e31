"""OSC in and out: what a controller may ask of a running show, and who may ask.

port.py        what controllers reach of a show; choice.py where they are listened to, and who may speak
wire.py        packets: checked before anything parses them, then decoded and encoded
pacing.py      who may say how much, and answers that are sent piece by piece
listeners.py   who is told of changes, and how often
clients.py     controllers that hold a connection instead of sending UDP
desk.py        what an answer works with, and how it refuses
turning.py     the answers that move parameters; asking.py says where they stand
answers.py     the answers about the session; playing_answers.py plays, health.py says how it is
streaming.py   what listeners subscribe to: meters, status
audio_answers.py  the sound card, and another one
presets_answers.py  presets, slots, morphs, cues: rtxmodal/recall under its addresses
model_answers.py  which models there are, which play, another one in a lane
patterns.py    addresses that stand for several
logbook.py     what is said of it all in the terminal
clerk.py       checks packets, keeps messages until their time, answers them
telling.py     what listeners are told without asking
route.py       one row of the table of addresses
addresses.py   the table of addresses: routing, echo and documentation derive from it
osc.py         the server: one thread, one socket
web.py         the panel and OSCQuery, on the TCP port of the same number
transport.py   tempo, beats, bars: what time it is in the music
learn.py       which control turns which parameter; mapping.py, turner.py, takeover.py and faders.py are its parts
conductor.py   who leads the transport, and the clock that it sends (baton.py); it may follow following.py or link.py
"""

from rtxmodal.control.choice import DEFAULT_PORT, FAMILIES, OscChoice, host_and_port
from rtxmodal.control.port import ControlPort

__all__ = ["DEFAULT_PORT", "FAMILIES", "ControlPort", "OscChoice", "host_and_port"]
