# One name for each thing a person does here. `make demo` and `make test` set everything up by themselves.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/ready

.PHONY: setup demo test check run soak figures timings first measure-dictation screenshots bundle-check startup
setup: $(STAMP)

$(STAMP): pyproject.toml constraints.txt packaging/setup.sh
	@PYTHON=$(PYTHON) sh packaging/setup.sh
	@touch $(STAMP)

demo: $(STAMP)
	@$(BIN)/earshot demo

# Two at a time, a file's tests in one process.
test: $(STAMP)
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -m "not slow" -n 2 --dist loadfile

# Long soaks and the pocket model's figures; needs espeak-ng and flite for new speech.
soak: $(STAMP)
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -m slow --timeout 1800

# The macOS bundle as far as Linux can check it; about 600 MB to download, and needs Python 3.13 (or BUNDLE_PYTHON=…).
bundle-check: $(STAMP)
	@$(BIN)/python -m pytest -m "slow or not slow" --timeout 1800 tests/bundle

startup: $(STAMP)
	@$(BIN)/python packaging/startup.py --times 10

check: $(STAMP)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

run: $(STAMP)
	@$(BIN)/earshot

figures: $(STAMP)
	@$(BIN)/python models/recipe/measure.py

timings: $(STAMP)
	@$(BIN)/python packaging/timings.py

# Live dictation at full size, three to four hours on a quiet machine; needs pulseaudio, espeak-ng and flite.
# A promise that is not kept ends its line with an error, and the next one is measured all the same.
measure-dictation: $(STAMP)
	@echo "Live dictation, nine measurements, three to four hours in all; nothing else should run here."
	-@$(BIN)/earshot bench --dictation --pairs 20 --model models/pocket
	-@$(BIN)/python -m tests.dictation.words --minutes 10
	-@$(BIN)/python -m tests.dictation.microphone --pairs 20
	-@$(BIN)/python packaging/first.py --times 10
	-@$(BIN)/python packaging/capture.py --minutes 10 --busy 2
	-@$(BIN)/python -m tests.dictation.killed --count 50
	-@$(BIN)/python -m tests.dictation.long_take --minutes 10 --alone
	-@$(BIN)/python -m tests.dictation.long_take --minutes 60
	-@$(BIN)/python -m tests.dictation.joins --count 200
	-@QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest tests/dictation/test_noises.py

first: $(STAMP)
	@$(BIN)/python packaging/first.py --times 10

screenshots: $(STAMP)
	@QT_QPA_PLATFORM=offscreen $(BIN)/python packaging/screenshots.py
	@QT_QPA_PLATFORM=offscreen QT_SCALE_FACTOR=2 SCREENSHOTS=build/screenshots-2x $(BIN)/python packaging/screenshots.py
