# One name for each thing a person does here. `make demo` and `make test` set everything up by themselves.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/ready

.PHONY: setup demo test check run soak figures timings first screenshots
setup: $(STAMP)

$(STAMP): pyproject.toml constraints.txt packaging/setup.sh
	@PYTHON=$(PYTHON) sh packaging/setup.sh
	@touch $(STAMP)

demo: $(STAMP)
	@$(BIN)/earshot demo

test: $(STAMP)
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -m "not slow"

# Long soaks and the pocket model's figures; needs espeak-ng and flite for new speech.
soak: $(STAMP)
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -m slow --timeout 1800

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

first: $(STAMP)
	@$(BIN)/python packaging/first.py --times 10

screenshots: $(STAMP)
	@QT_QPA_PLATFORM=offscreen $(BIN)/python packaging/screenshots.py
