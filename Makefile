SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.NOTPARALLEL:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules --no-print-directory

BIN := .venv/bin
PIP_INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-input --require-hashes

# The stamps carry a checksum of the locks' content, as git sets every file's time anew; and of
# the path, as the scripts of a virtual environment do not survive a move.
KEY := $(firstword $(shell { pwd; cat requirements.lock requirements-dev.lock; } | cksum))
RUNTIME := .venv/.runtime-$(KEY)
DEV := .venv/.dev-$(KEY)

# Two makes at once (a server in one terminal, the tests in another) must not both build .venv.
define one_at_a_time
exec 9< requirements.lock
flock 9
if [[ -e $@ ]]; then exit; fi
endef

# Debian leaves ensurepip out of its Python until python3.11-venv is installed.
CAN_MAKE_VENV := import ensurepip, sys, venv; ensurepip.version(); sys.exit(sys.version_info[:2] != (3, 11))

# What the tests use of Debian: a browser, what playwright's Node.js links to, Hangul for pictures,
# and a database server.
DEBIAN := /usr/bin/chromium=chromium /usr/lib/*/libatomic.so.1=libatomic1 \
	/usr/share/fonts/truetype/nanum=fonts-nanum /usr/lib/postgresql/*/bin/initdb=postgresql

define checks
$(BIN)/ruff check
$(BIN)/ruff format --check
$(BIN)/mypy
$(BIN)/lint-imports --no-logo
$(BIN)/flask --app wsgi rules check
endef

.PHONY: help
help: ## list the targets
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 26

.PHONY: run
run: $(RUNTIME) ## serve on 127.0.0.1:8000 (BIND and WEB_WORKERS change that)
	@exec $(BIN)/gunicorn -c service/gunicorn.conf.py wsgi:app

.PHONY: test
test: $(DEV) debian ## run every check and test (ARGS go to pytest)
	@PS4='==> '
	set -x
	$(checks)
	$(BIN)/pytest $(ARGS)

.PHONY: test-quick
test-quick: $(DEV) ## run every check, and the tests that need no browser
	@PS4='==> '
	set -x
	$(checks)
	$(BIN)/pytest -m 'not browser' $(ARGS)

.PHONY: screenshots
screenshots: $(DEV) debian ## picture every page, on a phone and a desktop (ARGS: some of them)
	@$(BIN)/python -m tests.screenshots $(ARGS)

.PHONY: bench
bench: $(DEV) ## measure the service (ARGS go to the bench)
	@$(BIN)/python -m tests.bench $(ARGS)

.PHONY: coverage-of-rules
coverage-of-rules: $(DEV) ## show which conditions the cases hold, program by program
	@$(BIN)/python -m tests.reasons

.PHONY: mutation
mutation: $(DEV) ## change every table in every small way and see that the cases notice (long)
	@$(BIN)/python -m tests.mutate $(ARGS)

.PHONY: lock
lock: $(DEV) ## make the locks again, keeping what still fits (ARGS=--upgrade: the newest)
	@compile() {
		$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
			--no-header --no-emit-index-url --no-emit-find-links --quiet $(ARGS) "$$@" > /dev/null
	}
	compile --output-file requirements.lock
	compile --group dev --constraint requirements.lock --output-file requirements-dev.lock

.PHONY: clean
clean: ## remove the virtual environment and all caches
	@rm -rf .venv .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache .schemathesis
	find service tests -name __pycache__ -prune -exec rm -rf {} +
	rm -rf __pycache__

.PHONY: debian
debian:
	@missing=()
	for tool in $(foreach tool,$(DEBIAN),'$(tool)'); do
		compgen -G "$${tool%=*}" > /dev/null || missing+=("$${tool#*=}")
	done
	if [[ -z $${missing[*]} ]]; then exit; fi
	if [[ $$(id -u) != 0 ]] || ! command -v apt-get > /dev/null; then
		echo "Tests that need them are skipped: sudo apt-get install $${missing[*]}" >&2
		exit
	fi
	echo "Installing $${missing[*]}" >&2
	# The package would start a server of its own, which nobody asked for.
	if [[ ! -e /etc/postgresql-common ]]; then
		mkdir /etc/postgresql-common
		echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf
	fi
	apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y \
		--no-install-recommends --no-upgrade -o DPkg::Lock::Timeout=300 \
		"$${missing[@]}" > /dev/null || echo 'They cannot be installed.' >&2

# Built from nothing, so that neither a package that left the lock nor a half-finished install
# stays behind.
$(RUNTIME):
	@$(one_at_a_time)
	python=
	# Debian's build of Python is 15-20 % faster than the usual self-made one.
	for candidate in /usr/bin/python3.11 python3.11 python3; do
		if "$$candidate" -c '$(CAN_MAKE_VENV)' 2> /dev/null; then python=$$candidate; break; fi
	done
	if [[ -z $$python && $$(id -u) == 0 ]] && command -v apt-get > /dev/null; then
		echo 'Installing python3.11-venv' >&2
		apt-get update -qq
		DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends python3.11-venv
		python=/usr/bin/python3.11
	fi
	if [[ -z $$python ]]; then
		echo 'No Python 3.11 that can make a virtual environment. On Debian or Ubuntu:' >&2
		echo '    sudo apt-get update && sudo apt-get install -y python3.11-venv' >&2
		exit 1
	fi
	echo "Making .venv with $$python" >&2
	"$$python" -m venv --clear .venv
	$(PIP_INSTALL) -r requirements.lock
	touch $@

# While it installs, no stamp stands: an interrupted run starts again from nothing.
$(DEV): $(RUNTIME)
	@$(one_at_a_time)
	echo 'Adding the development tools to .venv' >&2
	rm -f .venv/.runtime-* .venv/.dev-*
	$(PIP_INSTALL) -r requirements-dev.lock
	touch $(RUNTIME)
	touch $@
