# `make` lists what there is to do. `make serve` and `make test` are all the set-up there is.
PYTHON ?= python3
PORT   ?= 6001
HOST   ?= 127.0.0.1
WHAT   ?= hits front pictures jpeg srcset mixed scale capacity storages cold transform

VENV := .venv
BIN  := $(VENV)/bin

# Else each process that a test starts, or a second `make serve`, compiles all of fitter again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help serve test bench lint format docs image clean

help: ## list these verbs
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

serve: $(VENV)/installed ## start fitter with sample pictures; PORT=6001 HOST=127.0.0.1
	@exec $(BIN)/fitter serve --dev --port $(PORT) --address $(HOST)

test: $(VENV)/installed-test ## install what the tests need and run all of them; ARGS= for pytest
	@tests/install
	$(BIN)/python -m pytest $(ARGS)

bench: $(VENV)/installed-test ## what things cost, as ratios in one run; WHAT="hits front" are some of them
	@tests/install
	@for one in $(WHAT); do echo "## $$one"; $(BIN)/python -m bench.$$one || exit 1; echo; done

lint: $(VENV)/installed-lint ## ruff, mypy --strict, hadolint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/hadolint Dockerfile plugins/*/Dockerfile

format: $(VENV)/installed-lint ## put the code into its one form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/installed ## make the generated pages, the shipped configuration and the pictures again
	$(BIN)/python docs/make.py

image: ## build the container image
	docker build -t fitter .

clean: ## remove the environment, caches and what was served
	rm -rf $(VENV) var .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info

# Touched last: what was interrupted before is mended by the next start.
$(VENV)/made: $(VENV)/bin/python
	@./bootstrap $(PYTHON) $(VENV)
	@touch $@

$(VENV)/bin/python:
	@./bootstrap $(PYTHON) $(VENV)

# uv takes a third of pip's time. Where it cannot be had, or finds no index because only pip was told of one, pip does it.
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
define install
@echo "Installing fitter into $(VENV)$(2)."
@{ [ -x $(BIN)/uv ] || $(PIP) uv 2>/dev/null; } && $(BIN)/uv pip install --quiet --python $(BIN)/python --editable '$(1)' || $(PIP) --editable '$(1)'
endef

$(VENV)/installed: $(VENV)/made setup.cfg pyproject.toml
	$(call install,.)
	@touch $@

$(VENV)/installed-test: $(VENV)/made setup.cfg pyproject.toml
	$(call install,.[test], with what its tests need)
	@touch $(VENV)/installed $@

$(VENV)/installed-lint: $(VENV)/made setup.cfg pyproject.toml
	$(call install,.[lint], with its tests and linters)
	@touch $(VENV)/installed $(VENV)/installed-test $@
