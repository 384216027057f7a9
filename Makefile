# Everything that is done to daybook, by the names that people and CI use.
SWIFT_FLAGS = --explicit-target-dependency-import-check error
RELEASE_FLAGS = $(SWIFT_FLAGS) -c release --static-swift-stdlib
PYTHON = .venv/bin/python
PYTHON3 = python3 -B
PREFIX ?= /usr
BUILT ?= .build/release
DESTDIR ?=
# The tests from outside wait for their daemons more than they work. Those of a file share theirs, and stay together.
CONTRACT_WORKERS ?= 3

.PHONY: help setup tools build demo test oracles contract sandbox docs docs-check format lint bench bench-standards recovery recovery-quick sanitize fuzz install deb clean

help: ## say what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-14s %s\n", $$1, $$2}'

setup: ## install the C libraries that daybook is built on, if they are missing
	@scripts/setup

tools: setup ## install what the tests compare daybook with
	@scripts/setup --tools

build: setup ## build the release programs: .build/release/daybookd and .build/release/daybook
	swift build $(RELEASE_FLAGS) --product daybookd
	swift build $(RELEASE_FLAGS) --product daybook

demo: build ## play the worked case through the daemon and show what it answers
	@scripts/demo

test: tools lint ## check the layout of the source, and run every test
	swift build $(SWIFT_FLAGS) --build-tests
	PATH="$(CURDIR)/.venv/bin:$$PATH" swift test --skip-build
	@# Only whether they still compile: make fuzz runs them.
	DAYBOOK_FUZZERS=plain swift build $(SWIFT_FLAGS) --target fuzzers
	@$(MAKE) --no-print-directory oracles
	@$(MAKE) --no-print-directory contract
	@$(MAKE) --no-print-directory docs-check
	@$(MAKE) --no-print-directory recovery-quick
	$(PYTHON) Tests/recovery/bit_rot.py --programs .build/debug --images 60

recovery-quick: ## the short forms of what make recovery does, with the debug build
	$(PYTHON) -B Tests/recovery/all.py --quick --only kill,power,power-control,power-placing,placing,clock,model --daemon .build/debug/daybookd

oracles: ## check the published files with other people's tools
	$(PYTHON) Tests/oracles/check_schemas.py $(if $(wildcard ../shared/standards/unified/catalogue.json),--catalogue ../shared/standards/unified/catalogue.json)
	$(PYTHON) Tests/oracles/check_mappings.py
	$(PYTHON) Tests/oracles/check_worked_case.py
	$(PYTHON) Tests/oracles/make_ledger_vectors.py --check
	$(PYTHON) Tests/oracles/check_ledger.py
	$(PYTHON) Tests/oracles/due_dates.py --check
	$(PYTHON) Tests/oracles/check_packs.py $(if $(wildcard ../shared/standards/unified/clauses.jsonl),--inventory ../shared/standards/unified)

contract: ## test the running daemon from outside; DAYBOOKD=path for another than the debug build
	$(PYTHON) -m pytest -q -p no:cacheprovider -n $(CONTRACT_WORKERS) --dist loadfile Tests/contract

sandbox: ## run the delivered units, and the package on a fresh Debian, under a systemd of their own, where a forbidden call kills; as root; PROGRAMS=directory
	Tests/sandbox/run $(PROGRAMS)

docs: ## run every command that README.md and the tutorials show, and write down what it answers; DAYBOOK_BIN=directory of the programs
	$(PYTHON3) scripts/docs
	$(PYTHON) scripts/make-standards-pages

docs-check: ## fail if what they show is not what is answered, or a link leads nowhere
	$(PYTHON3) scripts/docs --check
	$(PYTHON) scripts/make-standards-pages --check

recovery: build tools ## take the daemon's power, calls, clock and peace, and check that nothing it said was lost; hours; LOAD_SECONDS=7200 for the long load
	$(PYTHON) -B Tests/recovery/all.py $(if $(LOAD_SECONDS),--load-seconds $(LOAD_SECONDS)) $(if $(ONLY),--only $(ONLY))
	$(PYTHON) Tests/recovery/bit_rot.py --programs .build/release --images 1000

sanitize: tools ## run the suites, and the daemon under tests from outside, with ThreadSanitizer and with AddressSanitizer; an hour
	Tests/sanitizers/run thread
	Tests/sanitizers/run address

fuzz: setup ## feed the readers with inputs guided by the code they reach; SECONDS=300 for each, ONLY=json,event
	DAYBOOK_FUZZERS=1 swift build -c release --scratch-path .build-fuzz --product fuzzers
	$(PYTHON3) Tests/fuzz/fuzz.py --seconds $(or $(SECONDS),300) $(if $(ONLY),--only $(ONLY))

bench: build ## measure the release daemon, alone and beside what is used today; QUICK=1 for a first look
	@scripts/setup --bench
	$(PYTHON3) Benchmarks/bench.py $(if $(QUICK),--quick)
	$(PYTHON3) Benchmarks/beside.py $(if $(QUICK),--quick)
	$(PYTHON3) Benchmarks/imports.py $(if $(QUICK),--runs 1 --children 4000)
	$(PYTHON3) Benchmarks/growth.py $(if $(QUICK),--most 300000)
	$(PYTHON3) Benchmarks/verify.py $(if $(QUICK),--events 50000)
	$(PYTHON3) Benchmarks/where.py
	$(PYTHON3) Benchmarks/instructions.py

bench-standards: build ## measure the practice standards: 5,000 cases from the ledger, the due list, posts beside it
	$(PYTHON3) Benchmarks/standards.py

install: build ## install programs, man pages, completions, schemas and unit files under DESTDIR
	install -D -m 755 -t $(DESTDIR)$(PREFIX)/bin $(BUILT)/daybookd $(BUILT)/daybook
	@scripts/install-pages $(BUILT) $(DESTDIR)$(PREFIX)/share
	install -d -m 755 $(DESTDIR)$(PREFIX)/share/daybook
	cp -R --no-preserve=mode,ownership schemas $(DESTDIR)$(PREFIX)/share/daybook/
	chmod -R u=rwX,go=rX $(DESTDIR)$(PREFIX)/share/daybook
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/doc/daybook deploy/daybook.json deploy/policy.yaml deploy/standards.yaml deploy/witnesses.conf deploy/backups.conf deploy/credentials.conf
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/lib/systemd/system deploy/daybookd.service deploy/daybookd.socket
	install -D -m 644 deploy/daybook.sysusers.conf $(DESTDIR)$(PREFIX)/lib/sysusers.d/daybook.conf
	install -D -m 644 deploy/daybook.tmpfiles.conf $(DESTDIR)$(PREFIX)/lib/tmpfiles.d/daybook.conf

deb: ## make a Debian package in .build/deb; MAINTAINER="Name <address>"
	rm -rf .build/deb
	$(MAKE) --no-print-directory install DESTDIR="$(CURDIR)/.build/deb/stage"
	deploy/debian/build .build/deb/stage .build/deb

format: ## lay out the source
	swift format --in-place --recursive Sources Tests Benchmarks Package.swift

lint: ## check the layout of the source
	swift format lint --strict --recursive Sources Tests Benchmarks Package.swift

clean: ## remove what was built
	rm -rf .build .venv
