# The one place that sets the project up. Needs Python 3.11 with pip, and make.
#
#   make run    read data/samples the whole way and show a table
#   make test   the tests
#   make check  lint, format, types, import ladder
#   make fuzz   damaged files and odd texts for every reader and grammar, MINUTES each
#   make dev    Dagster's page with its daemon, on this machine only
#   make clean  remove the environment and what tools left (not data/)

PYTHON ?= $(shell command -v python3.11 || command -v python3)
UV_VERSION := 0.13.9
PORT ?= 3000
MINUTES ?= 1
DATA := $(abspath $(or $(BUDGET_DATA),data))

BIN := .venv/bin
UV := .uv/bin/uv
READY := .venv/.ready

# uv goes into a folder of its own, so that nothing but pip is asked of the machine and `uv sync` cannot remove it.
UV_ENV := PYTHONPATH="$(CURDIR)/.uv" UV_PROJECT_ENVIRONMENT="$(CURDIR)/.venv" UV_PYTHON_DOWNLOADS=never
unexport VIRTUAL_ENV

.DEFAULT_GOAL := run
.PHONY: run test check fuzz dev clean

run: $(READY)
	$(BIN)/budget run

test: $(READY)
	$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder

check: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

fuzz: $(READY)
	$(BIN)/python -m benchmarks.fuzz --minutes $(MINUTES)

dev: $(READY)
	mkdir -p "$(DATA)/dagster_home"
	$(BIN)/python -c "import sys, pathlib; from assets.instance import prepare_home; prepare_home(pathlib.Path(sys.argv[1]))" "$(DATA)/dagster_home"
	DAGSTER_HOME="$(DATA)/dagster_home" $(BIN)/dagster dev -w workspace.yaml -h 127.0.0.1 -p $(PORT)

clean:
	rm -rf .venv .uv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(UV):
	rm -rf .uv
	"$(PYTHON)" -m pip install --quiet --disable-pip-version-check --target .uv uv==$(UV_VERSION)

# Compiled once, here: where PYTHONDONTWRITEBYTECODE is set, as in many images, every process would compile again what it
# imports, and Great Expectations alone takes twice as long to load.
$(READY): pyproject.toml uv.lock | $(UV)
	$(UV_ENV) $(UV) sync --frozen --all-extras --all-groups --compile-bytecode --python "$(PYTHON)"
	$(BIN)/python -m compileall -q pipeline expectations assets
	touch $@
