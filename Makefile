# Every target makes the virtual environment it needs: `make test` works in a fresh clone.
# PYTHON chooses the interpreter: make test PYTHON=python3.13

PYTHON ?= python3
VERSION := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
VENV := .venv/$(VERSION)
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help
help:  ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 23

# One stamp a dependency group; pip 25.1 is the first that reads the groups.
$(VENV)/pip.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null || \
	{ echo "$(PYTHON) is no Python 3.10 or newer; name one: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'pip>=25.1'
	@touch $@

$(VENV)/%.stamp: $(VENV)/pip.stamp pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group $* --editable .
	@touch $@

.PHONY: test
test: $(VENV)/test.stamp  ## run the tests (no account, no network beyond loopback)
	$(BIN)/python -m pytest

.PHONY: test-servers
test-servers: $(VENV)/servers.stamp  ## use every operation on three real S3 servers (installs Ceph's by apt-get)
	tests/support/install_servers.sh
	$(BIN)/python -m pytest tests/stores

.PHONY: test-browser
test-browser: $(VENV)/browser.stamp  ## upload from web pages in Chromium (installs it and Ceph by apt-get)
	SIGV4_SERVERS=radosgw tests/support/install_servers.sh
	tests/support/install_browser.sh
	$(BIN)/python -m pytest tests/browser

.PHONY: test-verify-servers
test-verify-servers: $(VENV)/test.stamp  ## put nginx in front of protected applications (installs it by apt-get)
	tests/support/install_nginx.sh
	$(BIN)/python -m pytest tests/proxied

.PHONY: demo
demo: $(VENV)/test.stamp  ## mint URLs and use them against a real S3 server on this machine
	$(BIN)/python tests/support/demo.py

.PHONY: check
check: lint types layers vectors-check coverage wheel-test  ## everything that must hold

.PHONY: lint format types layers
lint: $(VENV)/dev.stamp  ## format and lint
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

format: $(VENV)/dev.stamp  ## rewrite what the formatter and the linter can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(VENV)/dev.stamp  ## mypy, strict
	$(BIN)/mypy

layers: $(VENV)/dev.stamp  ## imports go down, and the core does no I/O
	$(BIN)/lint-imports --no-cache --no-logo

.PHONY: vectors vectors-check
vectors: $(VENV)/test.stamp  ## write the vectors from their sources
	$(BIN)/python vectors/build.py

vectors-check: $(VENV)/test.stamp  ## the vectors are what their sources give
	$(BIN)/python vectors/build.py --check

# Of the three, those that are on this machine; ask_peers.py names what could not be asked without
# the others.
PEERS := vectors/adapters
.PHONY: conformance-peers
conformance-peers: $(VENV)/peers.stamp  ## ask other signers for their answers to the vectors (needs Node, Go, Rust)
	! command -v npm >/dev/null || npm ci --prefix $(PEERS) --no-audit --no-fund --silent
	! command -v go >/dev/null || go build -C $(PEERS)/go -buildvcs=false -o ../build/aws-sdk-go .
	! command -v cargo >/dev/null || cargo build --quiet \
		--manifest-path $(PEERS)/rust/Cargo.toml --target-dir $(PEERS)/build/rust
	$(BIN)/python vectors/ask_peers.py

.PHONY: coverage
coverage: $(VENV)/dev.stamp  ## the tests, with branch coverage of the package
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

# The tests once more, against what is published and not against this tree: bin/pytest, and
# not python -m pytest, which would put the tree on the path.
WHEEL := $(VENV)-wheel
.PHONY: wheel-test
wheel-test: $(VENV)/dev.stamp  ## build the wheel and run the tests against it
	rm -rf $(WHEEL) dist
	$(BIN)/python -m build --wheel --outdir dist . >/dev/null
	$(PYTHON) -m venv $(WHEEL)
	$(WHEEL)/bin/python -m pip install --quiet --disable-pip-version-check 'pip>=25.1'
	$(WHEEL)/bin/python -m pip install --quiet --disable-pip-version-check --group test dist/*.whl
	cd $(WHEEL) && bin/python -c 'import sigv4; assert "site-packages" in sigv4.__file__'
	$(WHEEL)/bin/pytest -q

.PHONY: differential
COUNT ?= 100000
SEED ?= 20261121
differential: $(VENV)/test.stamp  ## COUNT random requests with SEED, signed here and by botocore
	$(BIN)/python tests/support/differential.py --count $(COUNT) --seed $(SEED)

.PHONY: asymmetric-differential
asymmetric-differential: $(VENV)/test.stamp  ## 10,000 random requests for sets of regions, here and by awscrt
	$(BIN)/python tests/support/asymmetric_differential.py --count 10000

.PHONY: mutations
mutations: $(VENV)/test.stamp  ## every single change of 2,000 signed requests with SEED, by its class of refusal
	$(BIN)/python tests/support/mutations.py --count 2000 --seed $(SEED)

# Each target of tests/fuzz by its name: make fuzz-verify_post SECONDS=1200.
FUZZ := $(patsubst tests/fuzz/fuzz_%.py,fuzz-%,$(wildcard tests/fuzz/fuzz_*.py))
SECONDS ?= 60
.PHONY: fuzz $(FUZZ)
fuzz: $(FUZZ)  ## any bytes, guided by coverage, into all that reads what strangers send: SECONDS each

$(FUZZ): fuzz-%: $(VENV)/fuzz.stamp
	$(BIN)/python tests/fuzz/fuzzing.py $* -max_total_time=$(SECONDS) -verbosity=0

.PHONY: operations-differential endpoint-grid
operations-differential: $(VENV)/test.stamp  ## 500 random calls of each S3 operation, here and by boto3
	$(BIN)/python tests/support/operations_differential.py --count 500

endpoint-grid: $(VENV)/test.stamp  ## the whole grid of S3's endpoint options, here and by AWS's rules
	$(BIN)/python tests/support/endpoint_grid.py

.PHONY: bench bench-quick bench-check figures
bench: $(VENV)/bench.stamp  ## time every question against the peers; write results and chart
	$(BIN)/python benchmarks/run.py

bench-quick: $(VENV)/bench.stamp  ## the same in a minute: a look, not a claim
	$(BIN)/python benchmarks/run.py --quick

bench-check: $(VENV)/bench.stamp  ## fail where a ratio is missed by more than a quarter
	$(BIN)/python benchmarks/run.py --check

figures:  ## write the README's figures from the run in benchmarks/results
	$(PYTHON) benchmarks/figures.py

.PHONY: clean
clean:  ## remove what the targets made
	rm -rf .venv build dist .coverage* .mypy_cache .pytest_cache .ruff_cache .hypothesis
	rm -rf $(PEERS)/node_modules $(PEERS)/build
