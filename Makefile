# `make serve` and `make test` are all that a fresh machine needs; see README.md. `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INDEX ?= index
Q ?= Why did the Six Little Dragons emerge in Hangzhou?
# Offered on the page. seeds/ does not answer the last one: it shows what a refusal looks like.
EXAMPLES = --example "Why did the Six Little Dragons emerge in Hangzhou?" \
	--example "How many unicorn companies does Hangzhou have?" \
	--example "Who founded Hangzhou Bowu Culture?" \
	--example "Who is the mayor of Hangzhou?"
PIP := $(BIN)/pip --disable-pip-version-check install --quiet --constraint constraints.txt

# Python may keep what it compiled, asserts of tests included: without it each run compiles hundreds of modules anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help serve ask index lint check fix test coverage bench clean
.DEFAULT_GOAL := serve

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(VENV)/.installed: pyproject.toml constraints.txt
	@echo "installing askhz into $(VENV) (some minutes, once)"
	$(PYTHON) -m venv $(VENV)
	$(PIP) --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(PIP) --editable '.[dev]'
	@touch $@

serve: index ## install, index seeds/ and open the page (the default)
	@$(BIN)/askhz serve --index $(INDEX) $(EXAMPLES)

ask: index ## answer one question: make ask Q="…"
	@$(BIN)/askhz ask "$(Q)" --index $(INDEX)

index: $(VENV)/.installed ## bring the index in step with seeds/
	@$(BIN)/askhz index seeds --index $(INDEX)

lint: $(VENV)/.installed-dev ## style, types and the order of imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

# Of src/ only the modules with doctests, and nothing of training/ and bench/: looking for doctests loads a module with
# all that it needs, PyTorch and Gradio included. What the tests write lies in memory where it can: a third of their time
# is waiting for a disk. `make test` has the disk.
check: lint ## lint and the fast tests: under a minute on two cores once mypy has its cache
	@if [ -w /dev/shm ]; then PYTEST_DEBUG_TEMPROOT=$$(mktemp -d /dev/shm/askhz-check.XXXXXX); export PYTEST_DEBUG_TEMPROOT; \
	trap 'rm -rf "$$PYTEST_DEBUG_TEMPROOT"' EXIT; fi; \
	$(BIN)/python -m pytest tests $$(grep -rl --include='*.py' '>>>' src) -m "not slow and not model and not browser" -q --numprocesses auto \
		--dist loadfile --hypothesis-profile quick

fix: $(VENV)/.installed-dev ## format, and repair what ruff can repair
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

test: lint ## everything, as continuous integration runs it
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh tests/get-chromium.sh
	$(BIN)/python -m pytest

coverage: $(VENV)/.installed-dev ## which lines of src/ the tests never run
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh tests/get-chromium.sh
	$(BIN)/python -m pytest -q --cov --cov-report=term

bench: index ## scores on the gold questions, and how soon an answer is there
	$(BIN)/askhz eval tests/gold/seeds.jsonl --split report --index $(INDEX)
	$(BIN)/python bench/start.py --index $(INDEX)

clean: ## remove the environment, the caches and the index
	rm -rf $(VENV) build dist .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find $(INDEX) -mindepth 1 ! -name .gitkeep -delete
