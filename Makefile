# `make serve` and `make test` are all that a fresh machine needs; see README.md.
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

.PHONY: serve ask index test lint bench clean
.DEFAULT_GOAL := serve

$(VENV)/.installed: pyproject.toml constraints.txt
	@echo "installing askhz into $(VENV) (some minutes, once)"
	$(PYTHON) -m venv $(VENV)
	$(PIP) --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(PIP) --editable '.[dev]'
	@touch $@

index: $(VENV)/.installed
	@$(BIN)/askhz index seeds --index $(INDEX)

serve: index
	@$(BIN)/askhz serve --index $(INDEX) $(EXAMPLES)

ask: index
	@$(BIN)/askhz ask "$(Q)" --index $(INDEX)

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

test: lint
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh tests/get-chromium.sh
	$(BIN)/python -m pytest

bench: index
	$(BIN)/askhz eval tests/gold/seeds.jsonl --split report --index $(INDEX)
	$(BIN)/python bench/start.py --index $(INDEX)

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find $(INDEX) -mindepth 1 ! -name .gitkeep -delete
