# Everything here needs git, make and Python 3.11 or newer; the rest goes into .venv, nothing is installed globally.

PYTHON ?= python3
STACK ?= prod
BASE ?= main
PYTEST_FLAGS ?=
LOCK_FLAGS ?=
BENCH_FLAGS ?=
CHECKOV ?= 3.3.30

BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest
PARALLEL := --numprocesses=auto --maxprocesses=4 --dist=worksteal
LOCK := $(BIN)/uv pip compile pyproject.toml --all-extras --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $(LOCK_FLAGS)

# Set-up leaves the byte code to the first use of a module, so a shell that forbids it would pay at every use.
unexport PYTHONDONTWRITEBYTECODE
MAKEFLAGS += --no-print-directory

# The rehearsals need the engine, and building it needs Go. A machine of one's own may have neither; a pipeline, which
# says CI, is not allowed to pass without them.
ENGINE := $(shell command -v go || command -v bin/pulumi)
NO_ENGINE := the rehearsals were NOT RUN: they need the engine, and building it needs Go (https://go.dev/doc/install)
.DEFAULT_GOAL := help
# Two recipes at once would print over each other, and the suites use every core by themselves.
.NOTPARALLEL:

.PHONY: help plan check diff test lint types unit documents corpus sdk-range rehearsals engine golden schema docs format bench bench-check bench-peers mutants lock clean \
	setup setup-runtime check-python

help: ## Print this list
	@echo 'Usage: make TARGET [STACK=dev] [PYTHON=python3.12]'
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-11s %s\n", $$1, $$2 }' Makefile

plan: setup-runtime ## Print what STACK (prod unless said) would create: no CLI, no credentials, no network
	@$(BIN)/jiban plan -s $(STACK)

check: setup-runtime ## Judge STACK by the policies
	@$(BIN)/jiban check -s $(STACK)

diff: setup-runtime ## Print what the working tree changes in STACK, compared with BASE (main unless said)
	@$(BIN)/jiban diff -s $(STACK) --base $(BASE)

test: lint types unit documents corpus sdk-range rehearsals ## Run everything that a change must pass
	@echo 'make test: $(if $(ENGINE),everything passed,what was run passed; but $(NO_ENGINE))'

lint: setup $(if $(shell command -v go),bin/actionlint) ## Check the style and the formatting of the Python code, and the workflows
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(if $(wildcard bin/actionlint)$(shell command -v go),bin/actionlint .github/workflows/*.yml,@echo 'make: actionlint was NOT RUN: building it needs Go' >&2)

bin/actionlint: tools/actionlint/go.mod tools/actionlint/go.sum # the reader of workflows, built from source in half a minute
	@mkdir -p bin
	@cd tools/actionlint && GOWORK=off GOFLAGS='-mod=readonly -buildvcs=false' CGO_ENABLED=0 \
	  go build -trimpath -o ../../bin/actionlint github.com/rhysd/actionlint/cmd/actionlint

types: setup ## Check the types, strictly
	$(BIN)/basedpyright

unit: setup ## Run the tests of single parts
	$(PYTEST) $(PARALLEL) -m 'not documents and not corpus and not engine' $(PYTEST_FLAGS)

documents: setup ## Run every command in the documents, and compare what it prints with what they show
	$(PYTEST) $(PARALLEL) -m documents $(PYTEST_FLAGS)

corpus: setup ## Try thousands of damaged files, plans, programs and command lines, in bounded time and memory
	$(PYTEST) $(PARALLEL) -m corpus $(PYTEST_FLAGS)

sdk-range: setup ## Run the planner's tests on the oldest and the newest Pulumi SDK
	$(BIN)/python tools/sdk_range.py $(PARALLEL) -q $(PYTEST_FLAGS)

rehearsals: setup ## Run the real engine on a simulated cloud; needs Go once, to build it
ifneq ($(ENGINE),)
	$(BIN)/python tools/build_engine.py && JIBAN_ENGINE_REQUIRED=1 $(PYTEST) -m engine $(PYTEST_FLAGS)
else
	@echo 'make: $(NO_ENGINE)' >&2; test -z '$(filter-out false 0,$(CI))'
endif

engine: setup ## Build the Pulumi CLI from source into bin, once for each version (three to four minutes)
	@$(BIN)/python tools/build_engine.py

golden: setup ## Rewrite the golden plans; read the difference before you commit it
	$(PYTEST) -m golden --rewrite-golden --quiet $(PYTEST_FLAGS)

schema: setup ## Rewrite infra/environment.schema.json from the models
	$(BIN)/jiban schema -o json=infra/environment.schema.json

docs: setup ## Rewrite the outputs and tables in the documents that commands print
	$(BIN)/python -m tools.diff_cases
	$(BIN)/python -m tools.refresh_docs

format: setup ## Format the Python code and mend what the linter can
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

bench: setup-runtime ## Measure time and memory of plans against their budgets
	$(BIN)/python benchmarks/plan.py $(BENCH_FLAGS)

bench-check: setup .bench/bin/checkov ## Measure the policies beside checkov, which goes into a folder of its own
	$(BIN)/python -m benchmarks.check $(BENCH_FLAGS)

bench-peers: setup ## Measure beside the AWS CDK and checkov, which go into a folder of their own (minutes)
	@$(MAKE) --keep-going .bench/bin/checkov .bench/cdk/node_modules/.package-lock.json || true
	$(BIN)/python -m benchmarks.peers $(BENCH_FLAGS)

.bench/bin/checkov: benchmarks/checkov.txt
	$(PYTHON) -m venv .bench
	.bench/bin/pip install --quiet --require-hashes -r benchmarks/checkov.txt
	@touch $@

# Scripts of packages have no part in it, and the app itself is copied there by whoever measures it.
.bench/cdk/node_modules/.package-lock.json: benchmarks/cdk/package-lock.json
	@mkdir -p .bench/cdk
	@cp benchmarks/cdk/package.json benchmarks/cdk/package-lock.json .bench/cdk
	cd .bench/cdk && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

mutants: setup ## Try whether the tests notice changes that would be wrong (minutes; weekly, not part of test)
	$(BIN)/python -m tools.mutants

lock: setup ## Compile the lock files from pyproject.toml; LOCK_FLAGS=--upgrade takes the newest versions
	$(LOCK) --group build --output-file requirements.txt
	$(LOCK) --group build --group dev --constraint requirements.txt --output-file requirements-dev.txt
	@for end in oldest:3.256.0 newest:3.272.0; do echo "pulumi==$${end#*:}" | $(BIN)/uv pip compile - --no-config --quiet --no-deps \
	  --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" $(LOCK_FLAGS) \
	  --output-file tools/sdk-$${end%:*}.txt; done
	@echo checkov==$(CHECKOV) | $(BIN)/uv pip compile - --no-config --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock" $(LOCK_FLAGS) \
	  --output-file benchmarks/checkov.txt

clean: ## Remove .venv, caches and build output
	rm -rf .venv .sdk .bench bin .pytest_cache .ruff_cache .hypothesis build dist jiban.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

setup: check-python
	@$(PYTHON) tools/setup_venv.py dev

setup-runtime: check-python
	@$(PYTHON) tools/setup_venv.py runtime

check-python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  found=$$($(PYTHON) --version 2>&1) || found='not there'; \
	  echo "jiban needs Python 3.11 or newer and '$(PYTHON)' is $$found:" \
	    "name another one, as in 'make plan PYTHON=python3.12'." >&2; exit 1; }
