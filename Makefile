# Every target makes the virtual environment it needs: `make test` works in a fresh clone.
# PYTHON chooses the interpreter: make test PYTHON=python3.13

PYTHON ?= python3
VERSION := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])')
VENV := .venv/$(VERSION)
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help
help:  ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

# One stamp a dependency group; pip 25.1 is the first that reads the groups.
$(VENV)/pip.stamp:
	@test -n "$(VERSION)" || { echo "$(PYTHON) does not run; name another: make PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'pip>=25.1'
	@touch $@

$(VENV)/%.stamp: $(VENV)/pip.stamp pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group $* --editable .
	@touch $@

.PHONY: test
test: $(VENV)/test.stamp  ## run the tests (no account, no network beyond loopback)
	$(BIN)/python -m pytest
