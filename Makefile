# Short names for what CMake does. The presets in CMakePresets.json work without this file as well.
JOBS ?= $(shell nproc)
TORTURE_RUNS ?= 200
BENCH_FLAGS ?=
# Random pairs for each of the ecosystems' own tools, and a tenth of the cases of each law.
CASES ?= 100000
FUZZ_SECONDS ?= 60

# Progress is shown on a terminal only; what the compiler says is always shown.
ninja_flags := $(if $(MAKE_TERMOUT),,-- --quiet)
build = cmake --preset $(1) --log-level=WARNING >/dev/null && \
  cmake --build --preset $(1) --parallel $(JOBS) $(addprefix --target ,$(2)) $(ninja_flags)

.PHONY: setup oracles demo test conformance fuzz torture bench

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

conformance: setup oracles
	@$(call build,dev,conformance_tests requirement_laws json_laws requirement_oracle json_oracle)
	@build/dev/tests/conformance_tests
	@build/dev/tests/requirement_laws $(CASES)0
	@build/dev/tests/json_laws $(CASES)0
	@sh tests/differential/run build/dev/tests build/oracles $(CASES)

fuzz: setup
	@sh .ci/setup clang-14 libclang-rt-14-dev
	@cmake -S . -B build/fuzz -G Ninja --log-level=WARNING -D CMAKE_CXX_COMPILER=clang++-14 \
	  -D CMAKE_BUILD_TYPE=RelWithDebInfo -D CMAKE_CXX_FLAGS_RELWITHDEBINFO="-O1 -g -D_GLIBCXX_ASSERTIONS" \
	  -D CMAKE_CXX_FLAGS="-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all" \
	  -D METAQORE_FUZZ=ON -D METAQORE_BENCH=OFF -D METAQORE_EXAMPLES=OFF >/dev/null
	@cmake --build build/fuzz --parallel $(JOBS) --target requirement_fuzz json_fuzz $(ninja_flags)
	@status=0; for room in requirement json; do \
	  sh tests/fuzz/run build/fuzz/tests/$${room}_fuzz tests/fuzz/corpus/$$room build/fuzz $(FUZZ_SECONDS) || status=1; \
	done; exit $$status

torture: setup
	@$(call build,dev,torture)
	@build/dev/tests/torture $(TORTURE_RUNS)

bench: setup oracles
	@$(call build,release,metaqore_bench)
	@build/release/tests/bench/metaqore_bench $(BENCH_FLAGS)
