# Two commands do all set-up: `make sandbox` and `make test`. Needs Python 3.11 or newer, pip and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# pip from outside: some systems have pip and venv, but not what puts the one into the other.
PIP = $(PYTHON) -m pip --python $(BIN)/python --quiet --disable-pip-version-check

.PHONY: sandbox play test lint bench simulate screenshots lock clean
.DELETE_ON_ERROR:

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "linkdomain needs Python 3.11 or newer")'
	test -x $(BIN)/python || $(PYTHON) -m venv --without-pip $(VENV)
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-build-isolation --no-deps -e .
	touch $@

sandbox: $(STAMP)
	$(BIN)/linkdomain sandbox

play: $(STAMP)
	$(BIN)/linkdomain sandbox --play

# Four at once on two cores: much of it waits for sockets.
test: $(STAMP)
	$(BIN)/python -m pytest -n 4 --dist loadfile --no-loadscope-reorder

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(STAMP)
	$(BIN)/python -m tests.bench

simulate: $(STAMP)
	$(BIN)/python -m tests.bench.simulate

# Needs Chromium. What is only to be looked at goes to pictures/, the README's pictures to docs/pictures/.
screenshots: $(STAMP)
	$(BIN)/python -m tests.browser.pictures

# Resolves anew; needs `uv` on the PATH. The lock names no index.
lock:
	uv pip compile --universal --python-version 3.11 --extra dev --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --no-emit-find-links pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
