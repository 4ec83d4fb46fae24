# `make run` and `make test` are all that a fresh machine needs: Linux, Python 3.11 or newer, make.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
export PORT

.PHONY: help run test test-long check format bench lock clean

help: ## show what there is
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/ ·/' | column -t -s '·'

run: $(VENV)/run.ready ## set up what is missing and serve on http://127.0.0.1:8000 (PORT=9000 make run)
	@$(BIN)/lobke serve

test: $(VENV)/test.ready ## set up what is missing and run the tests
	@$(BIN)/pytest -q

test-long: $(VENV)/test.ready ## the tests that take minutes
	@$(BIN)/pytest -q -m long

check: $(VENV)/test.ready ## style, types, import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(VENV)/test.ready ## put the code in its one form
	@$(BIN)/ruff check --fix -q .
	@$(BIN)/ruff format -q .

bench: $(VENV)/test.ready ## measure: a turn beside its floor, start, memory, training
	@$(BIN)/python -m benchmarks.bench

lock: ## write requirements/*.txt anew from pyproject.toml (needs uv)
	@uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --no-header --quiet --upgrade -o requirements/run.txt
	@uv pip compile pyproject.toml --group test --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --no-header --quiet --upgrade -o requirements/test.txt

clean: ## remove the environment and everything that was built
	@rm -rf $(VENV) var

$(VENV)/python.ready:
	@command -v $(PYTHON) >/dev/null || { \
		echo "Python is missing. Install Python 3.11 or newer, or name one: make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "$$($(PYTHON) --version) is too old. Name Python 3.11 or newer: make run PYTHON=python3.12"; exit 1; }
	@echo "Setting up the environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV) || { \
		echo "Python cannot make environments. On Debian or Ubuntu: apt install python3-venv"; exit 1; }
	@touch $@

$(VENV)/run.ready: requirements/run.txt pyproject.toml | $(VENV)/python.ready
	@echo "Installing what Lobke runs on (once; a minute or two)"
	@$(BIN)/pip install --disable-pip-version-check --no-input -q --progress-bar on --require-hashes -r requirements/run.txt
	@$(BIN)/pip install --disable-pip-version-check -q --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/test.ready: requirements/test.txt pyproject.toml | $(VENV)/python.ready
	@echo "Installing what the tests need (once; a minute or two)"
	@$(BIN)/pip install --disable-pip-version-check --no-input -q --progress-bar on --require-hashes -r requirements/test.txt
	@$(BIN)/pip install --disable-pip-version-check -q --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/run.ready
