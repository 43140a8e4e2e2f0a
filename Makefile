# Everything a developer does here, each in one command. `make` alone lists them.
# .ci/run calls `make check` and `make test`; there is no other way that only a machine knows.

.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:

# The system's own Python if it will do: it is built for speed, and every user may enter it, so that a server that was
# started as root can become another one.
FIT := import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell /usr/bin/python3 -c '$(FIT)' 2>/dev/null && echo /usr/bin/python3 || echo python3)
BIN := .venv/bin
UV := .setup/uv/bin/uv
DATA ?= var

# Whom this machine trusts, uv trusts too (its own list otherwise): a company's proxy, for one.
ifneq ($(wildcard /etc/ssl/certs/ca-certificates.crt),)
export UV_SYSTEM_CERTS ?= 1
endif

PYTHON_STAMP := .setup/python.stamp
WEB_MODULES_STAMP := .setup/web-modules.stamp
WEB_STAMP := .setup/web.stamp
WEB := $(if $(wildcard web/package.json),yes)
WEB_SOURCES := $(shell find web -type f -not -path '*/node_modules/*' -not -path '*/test*/*' 2>/dev/null)

.PHONY: help
help: ## list what can be done here
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-8s %s\n", $$1, $$2}'

.PHONY: setup
setup: $(PYTHON_STAMP) $(if $(WEB),$(WEB_STAMP)) ## prepare everything, start nothing; then .venv/bin/tempory works

.PHONY: run
run: setup ## start the service on this machine: loopback, high ports, its own certificate, data in var/
	@$(BIN)/tempory serve --data $(DATA)

.PHONY: test
test: setup ## run every test; says which are skipped, and why
	@tools/setup-debian
	@tools/test $(TESTS)

.PHONY: check
check: check-python check-imports check-docs $(if $(WEB),check-web) ## format, lint, types, imports, documentation, pages

.PHONY: check-python
check-python: $(PYTHON_STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

.PHONY: check-imports
check-imports: $(PYTHON_STAMP)
	$(BIN)/lint-imports --no-logo

.PHONY: check-docs
check-docs: $(PYTHON_STAMP)
	$(BIN)/pytest -q tests/test_house.py

.PHONY: check-web
check-web: $(WEB_MODULES_STAMP)
	npm --prefix web run check

.PHONY: fuzz
fuzz: setup ## give the parsers, and two sessions, octets and commands at random: SECONDS=60 each, TARGETS="imap mime"
	@$(BIN)/python -m tests.fuzz --seconds $(or $(SECONDS),60) $(TARGETS)

.PHONY: bench
bench: setup ## measure against Postfix and aiosmtpd on this machine; prints ratios
	@$(BIN)/python -m bench $(ARGS)

.PHONY: format
format: $(PYTHON_STAMP) ## bring the Python code into shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.PHONY: docs
docs: $(PYTHON_STAMP) ## write the parts of docs/ that the code knows best
	$(BIN)/python tools/write_docs.py

.PHONY: lock
lock: $(UV) ## choose the newest versions that pyproject.toml allows and write the lock files
	tools/lock $(UV) $(ARGS)

.PHONY: clean
clean: ## remove what setup and the tests made; keeps var/
	rm -rf .setup .venv .coverage .mypy_cache .ruff_cache .import_linter_cache .hypothesis web/node_modules src/tempory/api/static

# What stands below is how `setup` does it: each step leaves a stamp and is done again only when its lock changes.

$(UV): requirements-setup.lock tools/setup-uv
	@tools/setup-uv $(PYTHON)

$(PYTHON_STAMP): $(UV) requirements-dev.lock pyproject.toml
	@echo "Installing Python packages (hashes verified) ..."
	@test -x $(BIN)/python || $(UV) venv --quiet --python $(PYTHON) .venv
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes --requirement requirements-dev.lock
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

$(WEB_MODULES_STAMP): web/package.json $(wildcard web/package-lock.json)
	@tools/setup-node
	@echo "Installing the pages' packages ..."
	@npm --prefix web ci --no-audit --no-fund --no-update-notifier --loglevel=error
	@mkdir -p .setup && touch $@

$(WEB_STAMP): $(WEB_MODULES_STAMP) $(WEB_SOURCES)
	@echo "Building the pages ..."
	@npm --prefix web run --silent build
	@touch $@
