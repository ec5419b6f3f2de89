# Short names for what CMake does. The presets in CMakePresets.json work without this file as well.
JOBS ?= $(shell nproc)
TORTURE_RUNS ?= 200
BENCH_FLAGS ?=
# Random pairs for each of the ecosystems' own tools, and a tenth of the cases of each law.
CASES ?= 100000
FUZZ_SECONDS ?= 60

# Progress is shown on a terminal only; what the compiler says is always shown.
ninja_flags := $(if $(MAKE_TERMOUT),,-- --quiet)
configure = cmake --preset $(1) --log-level=WARNING >/dev/null
build = $(configure) && cmake --build --preset $(1) --parallel $(JOBS) $(addprefix --target ,$(2)) $(ninja_flags)
# What runs side by side says what it has to say when it is done.
side_by_side = +@$(MAKE) --no-print-directory --jobs=$(JOBS) --output-sync=target $(1)

formatted = git ls-files -z '*.c' '*.cpp' '*.h' '*.hpp' | xargs -0 -n 20 -P $(JOBS) clang-format-19

.PHONY: setup oracles demo test sanitize conformance suites laws.json laws.requirement differential fuzz \
  fuzz.json fuzz.requirement torture bench shared format format-check nightly

setup:
	@sh .ci/setup

# The tools that we are compared with. Node.js may be here without Debian's package.
oracles: setup
	@sh .ci/setup libdpkg-perl $$(command -v npm >/dev/null || echo nodejs npm)
	@sh tests/differential/install build/oracles

demo: setup
	@$(call build,dev,story_cpp requirements_cpp documents_cpp)
	@build/dev/examples/story_cpp examples/story/story.tsv
	@echo
	@build/dev/examples/requirements_cpp examples/requirements/requirements.tsv
	@echo
	@build/dev/examples/documents_cpp examples/documents/documents.tsv

test: setup
	@$(call build,dev)
	@ctest --preset dev --parallel $(JOBS)

# The tests again under AddressSanitizer with UndefinedBehaviorSanitizer, and under ThreadSanitizer what has threads.
sanitize: setup
	@sh .ci/setup clang-19 libclang-rt-19-dev
	@$(call build,asan-ubsan)
	@ctest --preset asan-ubsan --parallel $(JOBS)
	@$(call build,tsan)
	@ctest --preset tsan --parallel $(JOBS)

conformance: setup oracles
	@$(call build,dev,conformance_tests requirement_laws json_laws requirement_oracle json_oracle)
	$(call side_by_side,suites laws.json laws.requirement differential)

suites:
	@build/dev/tests/conformance_tests
laws.json laws.requirement: laws.%:
	@build/dev/tests/$*_laws $(CASES)0
differential:
	@sh tests/differential/run build/dev/tests build/oracles $(CASES)

fuzz: setup
	@sh .ci/setup clang-19 libclang-rt-19-dev
	@$(call build,asan-ubsan,requirement_fuzz json_fuzz)
	$(call side_by_side,fuzz.json fuzz.requirement)

fuzz.json fuzz.requirement: fuzz.%:
	@sh tests/fuzz/run build/asan-ubsan/tests/$*_fuzz tests/fuzz/corpus/$* build/fuzz $(FUZZ_SECONDS)

torture: setup
	@$(call build,dev,torture)
	@build/dev/tests/torture $(TORTURE_RUNS)

bench: setup oracles
	@$(call build,release,metaqore_bench)
	@build/release/tests/bench/metaqore_bench $(BENCH_FLAGS)

# metaqore::metaqore as a shared library, in so far as that is another one.
shared: setup
	@cmake --preset dev -B build/shared -D BUILD_SHARED_LIBS=ON -D METAQORE_EXAMPLES=OFF --log-level=WARNING >/dev/null
	@cmake --build build/shared --parallel $(JOBS) --target metaqore metaqore_c $(ninja_flags)
	@ctest --test-dir build/shared --output-on-failure --no-tests=error --label-regex '^(architecture|install)$$'

format:
	@sh .ci/setup clang-format-19
	@$(formatted) -i

format-check:
	@sh .ci/setup clang-format-19
	@$(formatted) --dry-run --Werror

# All of it at length. It takes hours.
nightly: export METAQORE_ROUNDS = 1000
nightly: test sanitize
	@ctest --test-dir build/asan-ubsan --output-on-failure --parallel $(JOBS)
	@cmake --build --preset tsan --parallel $(JOBS) --target all $(ninja_flags)
	@ctest --test-dir build/tsan --output-on-failure --parallel $(JOBS)
	@$(MAKE) --no-print-directory conformance
	@$(MAKE) --no-print-directory fuzz FUZZ_SECONDS=1800
	@$(MAKE) --no-print-directory torture bench
