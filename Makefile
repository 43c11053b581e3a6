PYTHON ?= python3
BIN := .venv/bin
EXAMPLE := How much acid escaped at Mount Ulbrace?
SHOTS := build/screenshots

.PHONY: run ask test check coverage picture screenshots format clean

run: .venv/installed  ## The page and the API over the sample articles, with an example
	@$(BIN)/assay serve --add evals/corpus --ask "$(EXAMPLE)" $(SERVE)

ask: .venv/installed  ## make ask Q="…": one question, no server
	@$(BIN)/assay add evals/corpus >/dev/null
	@$(BIN)/assay ask "$(Q)"

test: .venv/tested  ## All tests, three for two cores, since many wait; make test PYTEST="-n 0 -k words" runs some
	$(BIN)/pytest -n $$($(BIN)/python -c 'import os; print(min(6, 3 * os.cpu_count() // 2))') --dist worksteal $(PYTEST)

check: .venv/tested  ## Format, lint, types, layers, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(MAKE) test

coverage: .venv/tested  ## How much of the page's code its tests run, module by module
	@mkdir -p build && rm -f build/page.jsonl
	PAGE_COVERAGE=build/page.jsonl $(BIN)/pytest -q -n 0 tests/web
	@$(BIN)/python -m tests.web.coverage build/page.jsonl

picture: .venv/tested  ## The README's picture
	$(BIN)/python -m tests.web.pictures README.png

screenshots: .venv/tested  ## The page's main states, narrow and wide, light and dark, into SHOTS
	$(BIN)/python -m tests.web.pictures $(SHOTS)

format: .venv/tested  ## Put the code in the house's form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# What `make run` needs. Nothing is installed again until a pin or a requirement changes.
.venv/installed: pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Assay needs Python 3.11 or newer: make run PYTHON=python3.12")'
	@echo "Installing what Assay needs; the first time takes some minutes …"
	@$(BIN)/pip install -qq --disable-pip-version-check -c constraints.txt -e .
	@touch $@

# What the tests need on top.
.venv/tested: .venv/installed
	@echo "Installing what the tests need …"
	@$(BIN)/pip install -qq --disable-pip-version-check -c constraints.txt -e ".[dev]"
	@touch $@

clean:  ## Remove what was installed and made
	rm -rf .venv .assay build dist
