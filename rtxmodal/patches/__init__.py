"""Patches for the programs that performers have open: made for a scene, from its table of parameters.

surface.py           what every patch shows: groups, labels, colours, ports, addresses
max_json.py          Max's file format: boxes, cords
max_patch.py         Max: `.maxpat`
live_device.py       Max for Live: `.amxd`
midi_sheet.py        a controller number for every parameter: Live without Max for Live
ableton.py           Live's folder: both
touchdesigner.py     a script that builds a component
puredata.py          a vanilla patch; pd_canvas.py its format, pd_wires.py what is behind the panel
supercollider.py     a script for sclang
touchosc.py          a layout for phone and tablet: `.tosc`; tosc_controls.py its controls
openstagecontrol.py  a session for the browser
writing.py           all of them into a folder; templates/ has the long texts

Each client module has `make(surface) -> {file name: bytes}`. The folder `patches/` of the repository is what
`rtxmodal patches` makes of the default scene.
"""
