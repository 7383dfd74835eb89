# The two commands a newcomer needs are `make run` and `make test`; both set everything up first.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SECONDS ?= 600
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --retries 2 --timeout 15
NO_PACKAGES := The packages that Tomoni needs could not be fetched; the lines above say why. \
    Without a network "no matching distribution" means just that: connect and run it again, it goes on where it stopped.

# Each command of the program starts some hundred modules: compiled once is enough, whatever the shell says.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run demo check test fuzz faults healing lint format readme events-wheel bench soak clean

run: $(VENV)/ready
	@$(BIN)/tomoni up

demo: $(VENV)/ready
	@$(BIN)/tomoni demo

# What one runs before each commit, within two minutes on two quiet cores: lint, and the tests that need no server of
# their own or hold what others rely on. Properties are tried on few examples; with PROFILE=thorough on many.
check: lint
	PROFILE=$(PROFILE) $(BIN)/python -m pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder tests/unit tests/contract

# Most tests wait for processes rather than compute, so three run side by side on two cores; a file's tests stay together.
# With PROFILE=thorough also what takes an hour: every command and every request on a log of 200,000 events, and each
# property on many examples.
test: $(VENV)/ready-dev
	PROFILE=$(PROFILE) $(BIN)/python -m pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder $(if $(filter thorough,$(PROFILE)),-m "")

lint: $(VENV)/ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/ready-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

readme: $(VENV)/ready-dev
	$(BIN)/python -m tests.readme_tables

# The published language for programs that read the events: dist/tomoni_events-….whl, which needs msgspec alone. It has
# the product's version, and the same sources make the same bytes.
events-wheel: $(VENV)/ready
	@cd shared/events && $(CURDIR)/$(BIN)/python -m hatchling build --target wheel --directory $(CURDIR)/dist

# About ten minutes in all: scenes of single faults, then clients under a nemesis on one server, on three, and with
# PostgreSQL. What a seed found once it finds again: make faults SEED=7. Shorter: make faults SECONDS=300
faults: $(VENV)/ready-dev
	@$(BIN)/python -m tests.faults --seconds $(SECONDS) $(if $(SEED),--seed $(SEED))

# How long it takes until all is well again, each fault ten times, the longest of each printed; about a quarter of an
# hour. With WITHOUT=1 each mending is switched off in turn, and the scene that it is for must fail.
healing: $(VENV)/ready-dev
	@$(BIN)/python -m tests.faults --only healing --times $(or $(TIMES),10) $(if $(SEED),--seed $(SEED)) \
	    $(if $(WITHOUT),--without)

# Every operation of both services at length, as admin and as member: make fuzz EXAMPLES=200 SEED=7
fuzz: $(VENV)/ready-dev
	@$(BIN)/python -m tests.fuzzing $(if $(EXAMPLES),--examples $(EXAMPLES)) $(if $(SEED),--seed $(SEED))

# A log of 100,000 events; of a million, in a quarter of an hour: make bench FULL=1
bench: $(VENV)/ready-dev
	@$(BIN)/python -m tests.bench $(if $(FULL),--full)
	@$(BIN)/python -m tests.bench.matching
	@$(BIN)/python -m tests.bench.starting

# How much each service grows by 20,000 commands, and what ending and verifying a quarter costs on 25,000 and 200,000
# events, in memory and in time; about half an hour.
soak: $(VENV)/ready-dev
	@$(BIN)/python -m tests.bench.soak
	@$(BIN)/python -m tests.bench.verifying

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(VENV)/ready: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Tomoni needs Python 3.11 or newer; try: make run PYTHON=python3.11")'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	    echo "$(PYTHON) can't make environments: its module venv is missing; on Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	@echo "Making the environment in $(VENV) (once; a minute or two) ..."
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || { rm -rf $(VENV) && $(PYTHON) -m venv $(VENV); }
	@$(PIP) install --require-hashes --requirement requirements.txt || { echo "$(NO_PACKAGES)"; exit 1; }
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/ready-dev: requirements-dev.txt $(VENV)/ready
	@echo "Adding what the tests need ..."
	@$(PIP) install --require-hashes --requirement requirements-dev.txt || { echo "$(NO_PACKAGES)"; exit 1; }
	@touch $@
