# The whole project is run with make, and needs Python 3.11 or newer and nothing else.
#
#   make run                  the demonstration organization on http://127.0.0.1:8000
#   make run DEMO=0           an empty instance for a real company
#   make run HOST=0.0.0.0     also for phones in the same network
#   make test                 everything that CI runs

HOST ?= 127.0.0.1
PORT ?= 8000
DEMO ?= 1

# A particular Python: make venv PYTHON=/opt/python/bin/python3
PYTHON ?=
# Some parts of the tests only: make test PARTS="lint types"
PARTS ?=

venv := .venv
python := $(venv)/bin/python
pip := PIP_USER=0 $(python) -m pip install -qq --disable-pip-version-check --root-user-action=ignore
catalogs := $(shell find improve/translations -name '*.po' 2>/dev/null)
lock := UV_CUSTOM_COMPILE_COMMAND="make lock" $(venv)/bin/uv --quiet pip compile pyproject.toml \
	--universal --python-version 3.11 --fork-strategy fewest --generate-hashes --no-annotate \
	--no-emit-index-url --no-emit-find-links $(if $(UPGRADE),--upgrade)

# A virtual environment whose Python is gone, or that was copied from another folder, is made anew.
ifneq ($(wildcard $(venv)),)
$(shell $(python) -c '' 2>/dev/null && grep -sqxF '$(CURDIR)' $(venv)/.created || rm -f $(venv)/.created)
endif

.PHONY: help run venv test lint format types translations lock clean
.DELETE_ON_ERROR:

help:
	@echo 'make run            serve the demonstration on http://$(HOST):$(PORT)'
	@echo '                    DEMO=0 starts empty; HOST=0.0.0.0 and PORT=9000 change the address'
	@echo 'make venv           prepare .venv alone; .venv/bin/improve works after it'
	@echo 'make test           everything that CI runs; PARTS="lint types" runs some of it'
	@echo 'make format         lay out the code'
	@echo 'make lint           look for mistakes without running anything'
	@echo 'make types          check the types'
	@echo 'make translations   collect the texts to translate and compile the catalogs'
	@echo 'make lock           write the lock files; UPGRADE=1 takes newer versions'
	@echo 'make clean          remove .venv and what tools left (never instance/)'

run: venv
	@exec $(venv)/bin/improve start --host $(HOST) --port $(PORT) $(if $(filter 0 no off false,$(DEMO)),--no-demo)

venv: $(venv)/.installed $(venv)/.catalogs

test: $(venv)/.installed-dev $(venv)/.catalogs
	@exec $(python) tests/check.py $(PARTS)

lint: $(venv)/.installed-dev
	$(venv)/bin/ruff check .

format: $(venv)/.installed-dev
	$(venv)/bin/ruff format .
	$(venv)/bin/ruff check --select I --fix .

types: $(venv)/.installed-dev
	$(venv)/bin/mypy

translations: $(venv)/.installed
	$(python) -m improve.web.catalogs extract
	$(python) -m improve.web.catalogs compile
	@touch $(venv)/.catalogs

# Every version with the hashes of all its files, for all systems, and no address of a registry.
lock: $(venv)/.installed-dev
	$(lock) --output-file requirements.lock >/dev/null
	$(lock) --extra dev --constraint requirements.lock --output-file requirements-dev.lock >/dev/null

clean:
	rm -rf $(venv) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis test-results
	find . -name __pycache__ -type d -not -path './instance/*' -prune -exec rm -rf {} +
	find improve/translations -name '*.mo' -delete 2>/dev/null || true

# The stamps below make a second start immediate: each is renewed only when a file it depends on changed.

$(venv)/.created:
	@sh .ci/make-venv $(venv) $(PYTHON)
	@echo '$(CURDIR)' > $@

$(venv)/.installed: $(venv)/.created requirements.lock pyproject.toml
	@echo 'Installing what Improve needs into $(venv) (a minute or two the first time) ...'
	@$(pip) --prefer-binary --require-hashes -r requirements.lock
	@$(pip) --no-deps --no-build-isolation --editable .
	@touch $@

$(venv)/.installed-dev: $(venv)/.installed requirements-dev.lock
	@echo 'Installing the development tools into $(venv) ...'
	@$(pip) --prefer-binary --require-hashes -r requirements-dev.lock
	@touch $@

$(venv)/.catalogs: $(venv)/.installed $(catalogs)
	@$(python) -m improve.web.catalogs compile
	@touch $@
