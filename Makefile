# Everything a person or a machine runs here. `make nightly` and `make test` need only
# Python 3.11–3.13, git and make; both start with the same bootstrap.

PYTHON ?= python3
UV_VERSION := 0.13.9
PIP_AUDIT_VERSION := 2.9.0
BIN := .venv/bin
# Half or a quarter where one is dear: ten thousand together, in a quarter of an hour.
EXAMPLES ?= 1400
# Where bytecode is not kept, every process compiles its imports again: ten seconds of a night.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help install lock nightly serve test check check-python check-types check-sql \
	check-project format torture quarter fuzz audit bench bench-site clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | expand -t 12

.bootstrap/bin/uv:
	$(PYTHON) -m venv .bootstrap
	.bootstrap/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

# The stamp is newer than the lock exactly when the environment matches it.
.venv/.installed: requirements.lock pyproject.toml | .bootstrap/bin/uv
	test -x $(BIN)/python || .bootstrap/bin/uv venv --quiet --python $(PYTHON) .venv
	.bootstrap/bin/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	.bootstrap/bin/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

install: .venv/.installed ## Create .venv from the hashed lock

lock: | .bootstrap/bin/uv ## Resolve pyproject.toml into requirements.lock
	.bootstrap/bin/uv pip compile pyproject.toml --group dev --generate-hashes --universal \
		--no-annotate --no-header --python-version 3.11 --quiet --output-file requirements.lock

nightly: install ## The whole night on the demo company; ends by printing where the site is
	$(BIN)/cx demo
	$(BIN)/cx nightly

serve: install ## Look at the site on loopback
	$(BIN)/cx site serve

test: install ## All tests, on all cores
	$(BIN)/pytest tests --numprocesses auto --dist loadfile --no-loadscope-reorder \
		--durations 15

check: check-python check-types check-sql check-project ## Format, lint, types, SQL and YAML lint, conventions

check-python: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/yamllint --strict .

check-types: install
	$(BIN)/mypy

check-sql: install
	$(BIN)/sqlfluff lint --processes 0 --disable-progress-bar dbt_project

check-project: install
	$(BIN)/python -m quality.conventions

format: install ## Let the tools mend what they can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/sqlfluff fix --disable-progress-bar dbt_project

torture: install ## Nights killed at many points, starved of disk, and in every order
	$(BIN)/python -m tests.torture

quarter: install ## A quarter of nights, quiet and in every disorder; about two hours
	$(BIN)/python -m tests.torture --only quarter

fuzz: install ## Hostile files, configurations and pages, EXAMPLES of each
	CX_FUZZ_EXAMPLES=$(EXAMPLES) $(BIN)/pytest tests/fuzz

audit: install ## Known vulnerabilities in the locked packages; asks a public database
	.bootstrap/bin/uv tool run --quiet pip-audit==$(PIP_AUDIT_VERSION) --version >/dev/null 2>&1 \
		|| { echo "make audit needs the package index, which cannot be reached from here"; exit 2; }
	.bootstrap/bin/uv tool run --quiet pip-audit==$(PIP_AUDIT_VERSION) --requirement requirements.lock \
		--require-hashes --disable-pip --strict --progress-spinner off \
		|| { echo "make audit: a package has a known vulnerability, or the database could not be asked"; exit 1; }

bench: install ## Benchmarks, as ratios against floors measured in the same run
	$(BIN)/python -m tests.benchmarks

bench-site: install ## What a site over three million rows costs, and what its readers get
	$(BIN)/python -m tests.benchmarks.site
	$(BIN)/python -m tests.benchmarks.reading

clean: ## Remove the environments and caches, keep the data
	rm -rf .venv .bootstrap .mypy_cache .ruff_cache .pytest_cache target
