# Short names for what CMake does. The presets in CMakePresets.json work without this file as well.
JOBS ?= $(shell nproc)
TORTURE_RUNS ?= 200
BENCH_FLAGS ?=

# Progress is shown on a terminal only; what the compiler says is always shown.
ninja_flags := $(if $(MAKE_TERMOUT),,-- --quiet)
build = cmake --preset $(1) --log-level=WARNING >/dev/null && \
  cmake --build --preset $(1) --parallel $(JOBS) $(addprefix --target ,$(2)) $(ninja_flags)

.PHONY: setup demo test conformance torture bench

setup:
	@sh .ci/setup

demo: setup
	@$(call build,dev,story_cpp)
	@build/dev/examples/story_cpp examples/story/story.tsv

test: setup
	@$(call build,dev)
	@ctest --preset dev --parallel $(JOBS)

conformance: setup
	@$(call build,dev,conformance_tests)
	@build/dev/tests/conformance_tests

torture: setup
	@$(call build,dev,torture)
	@build/dev/tests/torture $(TORTURE_RUNS)

bench: setup
	@$(call build,release,metaqore_bench)
	@build/release/tests/bench/metaqore_bench $(BENCH_FLAGS)
