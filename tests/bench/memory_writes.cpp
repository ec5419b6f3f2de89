#include <fmt/format.h>

#include <stdexcept>

#include "bench.hpp"
#include "metaqore.h"
#include "raw.hpp"
#include "subject.hpp"

namespace metaqore::bench {

namespace {

void expect_ok(metaqore_status status) {
  if (status != METAQORE_OK) throw std::runtime_error(fmt::format("the C contract answered {}", status));
}

/// Declares as Subject does, as a program in C would: JSON in, the decision's JSON out.
class CSubject {
 public:
  CSubject() {
    expect_ok(metaqore_engine_open(&engine_, METAQORE_TEXT(R"({"storage":":memory:"})"), nullptr, nullptr));
    expect_ok(
        metaqore_state_open(&state_, engine_, METAQORE_TEXT("agent"), METAQORE_AGENT, nullptr, nullptr));
    expect_ok(metaqore_state_create(&project_, nullptr, nullptr, state_, METAQORE_PROJECT,
                                    METAQORE_TEXT(R"({"name":"bench"})"), nullptr));
  }
  ~CSubject() {
    metaqore_state_free(state_);
    metaqore_engine_free(engine_);
  }
  CSubject(const CSubject&) = delete;
  CSubject& operator=(const CSubject&) = delete;

  void declare() {
    const auto number = next_++;
    const auto candidate =
        fmt::format(R"({{"project_id":"{}","artifact_type":"code","name":"{}","data":{}}})", project_.text,
                    name(number), document(number));
    metaqore_verdict verdict{};
    metaqore_id id{};
    std::uint64_t version{}, sequence{};
    metaqore_buffer* decision = nullptr;
    expect_ok(metaqore_state_declare(&verdict, &id, &version, &sequence, nullptr, &decision, state_,
                                     {candidate.data(), candidate.size()}, nullptr));
    metaqore_buffer_free(decision);
    if (verdict != METAQORE_ACCEPTED) throw std::runtime_error("a candidate was denied");
  }

 private:
  metaqore_engine* engine_ = nullptr;
  metaqore_state* state_ = nullptr;
  metaqore_id project_{};
  std::uint64_t next_ = 0;
};

}  // namespace

/// What governance costs the processor, with no disk to hide it; and what the C contract adds to that.
void memory_writes(Bench& bench) {
  Raw raw(":memory:", "OFF"), raw_again(":memory:", "OFF");
  Subject governed(":memory:");
  CSubject governed_c;
  for (int i = 0; i < 1'000; ++i) {
    raw.insert();
    raw_again.insert();
    governed.declare();
    governed_c.declare();
  }

  const int repetitions = bench.pick(100, 30), writes = 100;
  bench.variant("raw_memory", repetitions, writes, [&] { raw.insert(); });
  bench.variant("raw_memory_again", repetitions, writes, [&] { raw_again.insert(); });
  bench.variant("governed_memory", repetitions, writes, [&] { governed.declare(); });
  bench.variant("governed_memory_c", repetitions, writes, [&] { governed_c.declare(); });
  // Candidates that are new, each time others.
  bench.variant("check_memory", repetitions, writes, [&, number = std::uint64_t{1} << 32]() mutable {
    (void)governed.state().check(governed.candidate(number++)).accepted();
  });
  bench.run();

  bench.noise("memory_writes", bench.cpu("raw_memory_again") / bench.cpu("raw_memory"));
  bench.at_most("governed_write_over_raw_memory", bench.cpu("governed_memory") / bench.cpu("raw_memory"),
                3.5);
  bench.at_most("check_over_declare_memory", bench.cpu("check_memory") / bench.cpu("governed_memory"), 0.5);
  bench.at_most("c_declare_over_cpp_declare", bench.cpu("governed_memory_c") / bench.cpu("governed_memory"),
                1.3);
}

}  // namespace metaqore::bench
