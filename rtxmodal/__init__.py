"""rtxmodal: a stage instrument for sound, notes and pictures.

The map, from what knows nothing to what knows all (files only import upward in this list):

    params.py      the table of parameters: declared once, every address and knob derived
    notes.py       note events, and the piano roll a network takes
    model_file.py  the outside of an ONNX file
    card.py        what a model file says of itself, and its schema
    session.py     ONNX Runtime, opened for a stage
    stream/        windows, overlap-add, resampling, limiter, features: pure, no input or output
    translators/   one medium into another; one file a kind; `onnx.py` plays any model with a card
    scene.py       the lanes of a scene, and the table of their parameters
    scene_file.py  a TOML file -> a scene, with every mistake explained
    lane.py        source -> translators -> sink: the loop that is the same live and offline
    devices/       sound card, MIDI ports, window, files: the real world, and a fake of each
    stage/         the three processes and what crosses between them
    control/       OSC in and out
    recall/        presets, morphs, cues, undo; what a show needs to go on after a crash
    render.py      the live path driven by hand, into a file (rendered.py)
    take.py        a show as it was played; replay.py plays it again, render_take.py into a file
    databending.py pictures and films through sound effects
    choosing.py    what a show is played on, and why; resuming.py with what it begins; playing.py starts it, console.py
                   speaks to the performer
    checking.py    `models`; listing.py is `presets`, doctor.py is `doctor`, watching.py its --watch
    patches/       a scene as a patch for Max, Live, TouchDesigner, Pure Data, SuperCollider, TouchOSC, ...
    __main__.py    the command line

On stage three processes share the work; what crosses lies in shared memory, has one writer,
and never blocks the sound:

    main process               sound process                  picture process
    supervisor, OSC, MIDI  ->  callback: copies, counts   ->  features -> values
    status line                worker: sound lanes, mix,      picture lanes, window
                           <-  limiter                    <-
"""

__version__ = "0.1.0"
