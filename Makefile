# The doors of the house. Each installs what it needs first; Python 3.11 or newer with venv, and make, are enough.

PYTHON ?= python3
# One more than cores: many tests wait for a process of their own.
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2) + 1)

# Where this is set (containers do it) each of the hundreds of processes that tests start would compile all it imports.
export PYTHONDONTWRITEBYTECODE :=

BIN := .venv/bin
READY := .venv/.installed
TESTS := -m pytest -q -n $(WORKERS) --maxprocesses 8 --dist worksteal

.PHONY: help demo test lint check bench fix clean
.DEFAULT_GOAL := help

help:
	@echo "make demo    a rehearsal: 48 simulated phones on this machine are erased, and every result is checked"
	@echo "make test    all tests"
	@echo "make lint    style, types and layers, without the tests"
	@echo "make check   style, types, layers, all tests with coverage: what a change must pass"
	@echo "make bench   the benchmarks, one table each"
	@echo "make fix     what the linter and the formatter can put right by themselves"
	@echo "make clean   removes what the doors made, but for .venv"

demo: $(READY)
	@rm -rf rehearsal
	$(BIN)/itl-eraser rehearse --phones 48 --seed 1 --report rehearsal
	@echo "The report page: $(CURDIR)/rehearsal/report.html"

# With COVERAGE=yes the branches that no test takes are counted too, and too many of them fail.
test: $(READY)
ifdef COVERAGE
	$(BIN)/coverage erase
	$(BIN)/coverage run $(TESTS)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report
else
	$(BIN)/python $(TESTS)
endif

lint: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint
	@$(MAKE) --no-print-directory test COVERAGE=yes

bench: $(READY)
	@set -e; for file in benchmarks/*.py; do \
	  test -e "$$file" || { echo "benchmarks/ holds no benchmark"; exit 1; }; \
	  echo "== $$file"; $(BIN)/python "$$file"; \
	done

fix: $(READY)
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	$(BIN)/python -m tests.architecture.readme_blocks

clean:
	rm -rf rehearsal itl-eraser-report-* dist build htmlcov .coverage .coverage.* \
	  .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -path ./.venv -prune -o -name __pycache__ -type d -print0 | xargs -0 rm -rf

# What uv.lock says, by uv, into .venv; where uv or the index it names can not be had, what pyproject.toml allows, by pip.
$(READY): pyproject.toml uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "$(PYTHON) is not Python 3.11 or newer; install one and say make PYTHON=python3.12, or whatever it is called"; exit 1; }
	@$(BIN)/python -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  $(PYTHON) -m venv --clear .venv || { echo "$(PYTHON) has no venv; on Debian: apt-get install python3-venv"; exit 1; }
	@{ $(BIN)/python -m pip install -q --disable-pip-version-check 'uv>=0.8,<1' && \
	   UV_PYTHON_DOWNLOADS=never UV_PROJECT_ENVIRONMENT=.venv $(BIN)/uv sync -q --frozen --python $(BIN)/python; } || \
	 { echo "uv could not install the locked versions; pip takes what pyproject.toml allows" && \
	   $(BIN)/python -m pip install -q --disable-pip-version-check -U 'pip>=25.1' && \
	   $(BIN)/python -m pip install -q -e . --group dev; }
	@touch $@
