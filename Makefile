# The front door: each target installs what it lacks, builds, and hands over to a script.
.DEFAULT_GOAL := weir
.PHONY: weir demo test bench lint format yardstick long asan fuzz golden mutants help clean
SHELL := /bin/bash
B := build
PY := /usr/bin/python3

weir: ## build build/weir
	@tools/setup.sh build && tools/build.sh $(B) weir
demo: weir ## the story of the AI clusters, on real data; on a terminal it is then served (SERVE=1, SERVE=0)
	@bash examples/ai-clusters/demo.sh $(B)/weir $(B)/demo.weir
	@if [ "$${SERVE:-}" = 1 ] || { [ "$${SERVE:-}" != 0 ] && [ -t 1 ]; }; then bash examples/ai-clusters/serve.sh $(B)/weir $(B)/demo.weir; fi
test: ## all tests that end in minutes; make test T="unit golden/cli" runs some
	@tools/setup.sh test && tools/build.sh $(B) && $(PY) tests/run.py --build $(B) $(T)
bench: weir ## speed on generated books
	@tools/setup.sh bench && $(PY) bench/run.py
lint: ## include rules, banned calls, lengths, format, clang-tidy, cppcheck
	@tools/setup.sh lint && tools/build.sh $(B) build.ninja && tools/lint.sh
format: ## rewrite C files the way lint wants them
	@tools/setup.sh lint && git ls-files -z -co --exclude-standard '*.c' '*.h' | xargs -0r clang-format -i
yardstick: ## our numbers beside those of the model codebases
	@tools/setup.sh lint && $(PY) tools/yardstick.py
long: ## hours: full properties, mutants, fuzzing, sanitizers, compilers; writes docs/long-results.md
	@tools/setup.sh long && tools/long.sh
asan: ## the tests under address and undefined-behaviour sanitizers
	@tools/setup.sh test && tools/asan.sh $(T)
fuzz: ## make fuzz T=csv [S=60]: libFuzzer on one target
	@tools/setup.sh long && tools/fuzz.sh "$(T)" $(or $(S),60)
golden: ## rewrite the golden files; read the difference before you commit it
	@tools/setup.sh test && tools/build.sh $(B) && GOLDEN=update $(PY) tests/run.py --build $(B) golden
mutants: ## change each comparison and sign of src/book: does a test see it?
	@tools/setup.sh test && tools/build.sh $(B) && $(PY) tools/mutants.py $(T)
help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 18
clean: ## remove every build folder
	@rm -rf build build-*
