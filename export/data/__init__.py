"""What models are trained on: folders of pictures and sounds, MIDI, and procedural pictures."""
