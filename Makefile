# Short names for what CMake does. The presets in CMakePresets.json work without this file as well.
JOBS ?= $(shell nproc)
TORTURE_RUNS ?= 200
DAMAGED_FILES ?= $(TORTURE_RUNS)00
BENCH_FLAGS ?=
# Random pairs for each of the ecosystems' own tools, and a tenth of the cases of each law.
CASES ?= 100000
FUZZ_SECONDS ?= 60

# Progress is shown on a terminal only; what the compiler says is always shown.
ninja_flags := $(if $(MAKE_TERMOUT),,-- --quiet)
build = cmake --preset $(1) --log-level=WARNING >/dev/null && \
  cmake --build --preset $(1) --parallel $(JOBS) $(addprefix --target ,$(2)) $(ninja_flags)
# Targets of this file that run beside each other, each of which says what it has to say at its end.
together = $(MAKE) --no-print-directory --jobs=$(JOBS) --output-sync=target $(1)

clang := clang-19 libclang-rt-19-dev
programs := build/dev/tests
fuzzed := $(patsubst tests/fuzz/%_fuzz.cpp,%,$(wildcard tests/fuzz/*_fuzz.cpp))
sources := find include lib capi examples tests -name '*.[ch]' -o -name '*.[ch]pp'

campaigns := false_alarms neighbours fork_under_load fork ways_out

.PHONY: setup oracles demo test conformance fuzz torture bench asan-ubsan tsan shared format format-check nightly \
  .suites .requirement_laws .json_laws .tools $(fuzzed:%=.fuzz_%) .torture .torture_fork_python \
  .torture_damaged_files $(campaigns:%=.torture_%)

setup:
	@sh .ci/setup

# The tools that we are compared with. Node.js and Java may be here without Debian's packages.
oracles: setup
	@sh .ci/setup libdpkg-perl libmaven-resolver-java $$(command -v npm >/dev/null || echo nodejs npm) \
	  $$(command -v javac >/dev/null || echo default-jdk-headless)
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
	@$(call together,.tools .requirement_laws .json_laws .suites)

.suites:
	@$(programs)/conformance_tests
.requirement_laws .json_laws: .%:
	@$(programs)/$* $(CASES)0
.tools:
	@sh tests/differential/run $(programs) build/oracles $(CASES)

fuzz: setup
	@sh .ci/setup $(clang)
	@$(call build,asan-ubsan,fuzzers)
	@$(call together,$(fuzzed:%=.fuzz_%))

$(fuzzed:%=.fuzz_%): .fuzz_%:
	@sh tests/fuzz/run build/asan-ubsan/tests/$*_fuzz tests/fuzz/corpus/$* build/fuzz $(FUZZ_SECONDS)

torture: setup
	@sh .ci/setup $(clang)
	@$(call build,dev,torture $(campaigns:%=torture_%) metaqore_c)
	@$(call build,asan-ubsan,torture_damaged_files)
	@$(call together,--keep-going .torture_damaged_files .torture .torture_fork_python $(campaigns:%=.torture_%))

.torture .torture_fork .torture_fork_under_load .torture_neighbours: .%:
	@$(programs)/$* $(TORTURE_RUNS)
# Their runs are verifications and groups of requirements, which take little each.
.torture_false_alarms .torture_ways_out: .%:
	@$(programs)/$* $$(($(TORTURE_RUNS) * 50))
.torture_fork_python:
	@PYTHONPATH=bindings/python/src PYTHONDONTWRITEBYTECODE=1 METAQORE_LIBRARY=build/dev/capi/libmetaqore_c.so \
	  python3 bindings/python/tests/test_multiprocessing.py $(TORTURE_RUNS)
# By itself it takes longest, and all processors once the others have ended.
.torture_damaged_files: .%:
	@ASAN_OPTIONS=external_symbolizer_path=$$(command -v addr2line) \
	  build/asan-ubsan/tests/$* $(DAMAGED_FILES) $$(date +%s) $(JOBS)

bench: setup oracles
	@sh .ci/setup valgrind
	@$(call build,bench,metaqore_bench)
	@build/bench/tests/bench/metaqore_bench $(BENCH_FLAGS)

asan-ubsan: setup
	@sh .ci/setup $(clang)
	@$(call build,asan-ubsan)
	@ctest --preset asan-ubsan --parallel $(JOBS)

tsan: setup
	@$(call build,tsan)
	@ctest --preset tsan --parallel $(JOBS)

# Its symbols, and its use once it is installed; the rest is the same objects that `make test` tests.
shared: setup
	@$(call build,shared)
	@ctest --preset shared --parallel $(JOBS)

format:
	@sh .ci/setup clang-format-19
	@$(sources) | xargs clang-format-19 -i
format-check:
	@sh .ci/setup clang-format-19
	@$(sources) | xargs clang-format-19 --dry-run --Werror

# Everything, at length: hours. The sanitizers run all tests here, documents of megabytes among them.
nightly: setup
	@METAQORE_ROUNDS=1000 $(MAKE) --no-print-directory test
	@$(MAKE) --no-print-directory conformance torture
	@$(MAKE) --no-print-directory fuzz FUZZ_SECONDS=1800
	@$(call build,asan-ubsan,all)
	@ctest --test-dir build/asan-ubsan --output-on-failure --parallel $(JOBS)
	@$(call build,tsan,all)
	@ctest --test-dir build/tsan --output-on-failure --parallel $(JOBS)
	@$(MAKE) --no-print-directory shared bench
