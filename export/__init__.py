"""How each file in `models/` was made: data, networks, losses, training, export.

    recipes/NAME.toml ──> systems/SYSTEM.py ──> train.py ──> runs/NAME/checkpoint.pt ──> to_onnx.py ──> models/NAME.onnx
      what to train        nets + losses +       the loop      weights, resumable          the gate        graph + card
                           data of one kind

Torch lives here and only here. `rtxmodal` and `export` meet in the `.onnx` file and its card
(`rtxmodal.card` is the one module of the instrument that is imported here).

A new kind of model is one file in `systems/` (a class named like its module, see
`export.train.System`), its networks in `nets/`, and a recipe. No list is to be extended.
"""
