# Everything a person does with this project starts here; `make help` lists it.
# Nothing is needed besides make and Python 3.11: the first target run makes .venv and fills it from the locked lists.

.DEFAULT_GOAL := help
SHELL := /bin/sh
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# What is compiled is kept: every worker of a test run, and every process that a test starts, would do it again.
unexport PYTHONDONTWRITEBYTECODE

PORT ?= 8000
BIN := .venv/bin
# The stamps bear the hashes of the lists they were installed from, so a changed list installs itself.
HASH := $(shell cat requirements/base.txt | cksum | tr ' ' '-')
DEV_HASH := $(shell cat requirements/base.txt requirements/dev.txt | cksum | tr ' ' '-')
BASE := .venv/base-$(HASH)
DEV := .venv/dev-$(DEV_HASH)
# One more than there are processors where two are: who waits for a browser, a broker or the database leaves one idle.
WORKERS ?= 3
# Runs a command twice; what fails on SQLite does not keep PostgreSQL from being tried.
BOTH_DATABASES := both() { env -u DATABASE_URL "$$@"; first=$$?; $(BIN)/python -m tests.postgres "$$@" && return $$first; }; both
PYTEST := $(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup
LOCK := $(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links \
	--python-version 3.11 --custom-compile-command "make lock"

.DELETE_ON_ERROR:

.PHONY: help run test assure lint format messages screenshots lock bench clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(BASE) ## prepare a demonstration database in ./var and serve it on http://127.0.0.1:$(PORT)/
	@export RCS_DEMONSTRATION=1 PORT=$(PORT) GRACEFUL_TIMEOUT=3 && $(BIN)/python manage.py prepare \
		&& echo "Serving http://127.0.0.1:$(PORT)/ (Ctrl-C ends it)" \
		&& exec $(BIN)/python -m gunicorn --config deploy/gunicorn.conf.py rcsystem.wsgi

test: $(DEV) ## run the tests on SQLite, then on PostgreSQL
	@$(BOTH_DATABASES) $(PYTEST)

assure: $(DEV) ## run the slower tests, on both databases
	@$(BOTH_DATABASES) $(PYTEST) -m assure

lint: $(DEV) ## check style, types, layers, templates, migrations and deployment settings
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint templates
	RCS_DEMONSTRATION=1 $(BIN)/python manage.py makemigrations --check --dry-run
	env -u DATABASE_URL -u RCS_DEMONSTRATION SECRET_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
		ALLOWED_HOSTS=example.org $(BIN)/python manage.py check --deploy --fail-level WARNING

format: $(DEV) ## rewrite Python in the project's style
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

messages: $(DEV) ## put new English words of the interface into locale/*, where people translate them
	RCS_DEMONSTRATION=1 $(BIN)/python manage.py messages

screenshots: $(DEV) ## take the pictures of docs/year.md and of the public pages anew
	$(BIN)/python -m tests.year_screenshots
	$(BIN)/python -m tests.public_screenshots

lock: $(DEV) ## write requirements/*.txt from requirements/*.in (UPGRADE=--upgrade for newer versions)
	$(LOCK) $(UPGRADE) requirements/base.in -o requirements/base.txt
	$(LOCK) $(UPGRADE) --constraint requirements/base.txt requirements/dev.in -o requirements/dev.txt

bench: $(DEV) ## time the public pages, the API and a release with the real data
	@$(BOTH_DATABASES) $(BIN)/python -m bench

clean: ## remove .venv and caches; ./var, with what was entered, stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# One environment serves running and testing: the longer list holds the shorter one at the same versions.
$(BASE): | $(BIN)/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/base.txt
	@touch $@

$(DEV): | $(BIN)/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/dev.txt
	@touch $@ $(BASE)

$(BIN)/python:
	@python= ; \
	for candidate in $(PYTHON) python3.11 python3 python; do \
		if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$candidate; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
		echo "Python 3.11 or newer is needed and was not found; name it with: make PYTHON=/path/to/python3.11" >&2; exit 1; \
	fi; \
	echo "Making .venv with $$("$$python" --version)"; \
	"$$python" -m venv --clear .venv
