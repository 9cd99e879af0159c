# Everything starts here. `make demo` and `make test` need only Python 3.11 or newer and this file.

PYTHON ?= python3
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
LANGUAGES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/django.po))
READY := .venv/made $(LANGUAGES)

.PHONY: demo up test browser screenshots coverage soak lint bench docs lock clean

demo: $(READY)  ## Agencies of invented people, a year of theirs, then the running system (SERVE=0: without; UNTIL=day).
	env DEMO=1 $(MANAGE) demo $(if $(filter 0,$(SERVE)),--no-serve) $(if $(UNTIL),--until $(UNTIL))

up: $(READY)  ## The system for real use, empty.
	$(MANAGE) up

test: lint  ## Everything that must hold.
	$(BIN)/pytest --numprocesses 2

browser: $(READY)  ## All pages in a real browser (CHROMIUM=path: in this one; BROWSER=required: fail where there is none).
	$(BIN)/pytest tests/browser --numprocesses 2

screenshots: $(READY)  ## The pictures of docs/screenshots, made anew.
	SCREENSHOTS=1 BROWSER=required $(BIN)/pytest tests/browser -m pictured

coverage: $(READY)  ## The same tests, and which lines none of them runs.
	$(BIN)/pytest --numprocesses 2 --cov

soak: $(READY)  ## Walk the door at random for longer, each time otherwise (WALKS=2000 from each of four starts).
	WALKS=$(or $(WALKS),2000) $(BIN)/pytest tests/walks

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/lint-imports --no-logo
	$(MANAGE) makemigrations --check --dry-run
	$(MANAGE) machines --check

bench: $(READY)  ## Speed and memory, as ratios against plain programs in the same run.
	$(BIN)/python -m benchmarks

docs: $(READY)  ## Make the documents that come from code.
	$(MANAGE) machines

lock:  ## Choose the newest versions that pyproject.toml allows.
	folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && $(PYTHON) -m venv "$$folder" \
	&& "$$folder/bin/pip" install --quiet uv && "$$folder/bin/uv" pip compile pyproject.toml --group dev --upgrade \
	--generate-hashes --universal --no-emit-index-url --custom-compile-command "make lock" --output-file requirements.lock

clean:  ## Remove what can be made again; .data, which cannot, stays.
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage* htmlcov static
	find . -name '__pycache__' -prune -exec rm -rf {} +
	rm -f locale/*/LC_MESSAGES/*.mo

.venv/made: requirements.lock
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is needed, but $(PYTHON) is " + sys.version.split()[0] + "; name another one: make PYTHON=...")'
	$(PYTHON) -m venv --clear .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	touch $@

%.mo: %.po .venv/made
	$(BIN)/pybabel --quiet compile --domain django --input-file $< --output-file $@
