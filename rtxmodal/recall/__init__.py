"""How a show comes back to where it was: presets, slots, morphs, cues, undo, and itself after a crash.

snapshot.py      how the knobs of a scene stand at one moment
shelf.py         the folder of presets: readable files, nothing ever overwritten for good
morph.py         between presets: values mixed in the units that a performer hears them in
mover.py         moves the knobs there: at once or on the way, now or on the beat, here or in another scene
recaller.py      one recall after the other, with undo (history.py) and what is dirty (loaded.py)
morph_desk.py    the ends of the morph, and where between them the knobs stand
cues.py          a set list in its file
prompter.py      which cue is played and which is next; cue_desk.py fires them
session_file.py  what a show needs to go on after a crash; keeping.py writes it in time
worker.py        the thread that does all this
presets.py       all of it as the rest of the show sees it
"""
