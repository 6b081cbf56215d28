# make run starts the app, make test checks everything, make check what takes a minute; each makes its own
# virtual environment first.
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3

# Where an image tells Python to write no compiled code, each of the many processes of the tests would compile all again.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run check lint test bench demo data shapes

run: $(VENV)/run
	@echo "De app draait op http://localhost:8501 (stoppen: Ctrl+C)"
	@$(BIN)/streamlit run app.py

demo: $(VENV)/run
	@$(BIN)/python -m ks_data demo data/demo
	@echo "De app draait met VERZONNEN cijfers op http://localhost:8501 (stoppen: Ctrl+C)"
	@KS_DATA_DIR=data/demo $(BIN)/streamlit run app.py

ROOMS := language catalogue statistics store incoming answers workshop

check: lint
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not browser and not slow" --examples 2 tests/test_house.py $(ROOMS:%=tests/%)

lint: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

test: lint
	$(BIN)/python tests/programs.py
	$(BIN)/python -m pytest -n 4 --dist worksteal

bench: $(VENV)/bench
	$(BIN)/python tests/programs.py
	$(BIN)/python -m tests.bench

data: $(VENV)/run
	$(BIN)/python -m ks_data build

shapes: $(VENV)/dev
	$(BIN)/python -m ks_data shapes build

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 of nieuwer is nodig; zet het pad in PYTHON, zoals: make run PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/run: requirements.txt constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile -r requirements.txt
	@touch $@

$(VENV)/dev: requirements-dev.txt requirements.txt constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile -r requirements-dev.txt
	@touch $@

$(VENV)/bench: requirements-bench.txt $(VENV)/dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile -r requirements-bench.txt
	@touch $@
