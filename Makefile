# make play   set up what is missing, say so, and play the default scene
# make test   the same with the parts for training and testing, then the whole test suite
#
# Every step leaves a stamp in .venv, so the second time nothing is installed.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# setuptools remarks on every editable install; nobody who wants to play needs to read it
INSTALL := PYTHONWARNINGS=ignore $(BIN)/pip install --quiet
# Debian's packages. PortAudio is all that playing needs; the rest stands in for a sound card, a screen,
# a MIDI keyboard and OSC controllers while testing.
PLAY_PACKAGES := libportaudio2
TEST_PACKAGES := $(PLAY_PACKAGES) jackd2 xvfb xdotool puredata-core liblo-tools supercollider-language fluidsynth timgm6mb-soundfont sox chromium
# The release that the recipes were trained with. Training on a GPU: install the build for your CUDA beforehand.
TORCH := torch==2.13.0

.PHONY: play test bench lint clean
play: $(VENV)/.play
	$(BIN)/rtxmodal play

test: $(VENV)/.test lint
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.test
	$(BIN)/python -m bench

$(VENV)/bin/python:
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" || { \
		echo "rtxmodal: Python must be 3.11 or newer, got $$($(PYTHON) --version); name another: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c "import ensurepip" 2>/dev/null || sh tools/packages.sh python3-venv
	@echo "rtxmodal: making the environment $(VENV)"
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) --upgrade pip

$(VENV)/.play: $(VENV)/bin/python pyproject.toml
	@sh tools/packages.sh $(PLAY_PACKAGES)
	@echo "rtxmodal: installing it and what it plays with; the first time some 350 MB are fetched"
	$(INSTALL) --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.play
	@sh tools/packages.sh $(TEST_PACKAGES)
	@echo "rtxmodal: installing what trains and tests it"
	@$(BIN)/python -c "import torch" 2>/dev/null || $(INSTALL) $(TORCH)
	$(INSTALL) --editable ".[export,test]"
	@touch $@

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache
