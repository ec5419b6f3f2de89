#include "work.hpp"

#include <cstdio>
#include <stdexcept>
#include <vector>

#include "crypto/sha256.hpp"
#include "subject.hpp"

namespace metaqore::bench {

namespace {

constexpr std::uint64_t existing = 1'000;

/// 1,000 artifacts of 1 KB in memory, and candidates that each depend on five of them.
class Works {
 public:
  Works() : engine_(Engine::open({.storage = ":memory:"})), subject_(engine_) {
    for (std::uint64_t i = 0; i < existing; ++i) ids_.push_back(subject_.declare());
  }

  void run(const std::string& name, std::uint64_t calls) {
    std::vector<Candidate> candidates;
    std::vector<std::string> texts;
    for (std::uint64_t i = 0; i < calls; ++i) {
      candidates.push_back(dependent(i));
      texts.push_back(document(existing + i));
    }
    const auto before = crypto::sha256_blocks();
    for (std::uint64_t i = 0; i < calls; ++i) measured(name, candidates[i], texts[i], i % existing);
    const auto blocks = crypto::sha256_blocks() - before;
    const auto entries = engine_.ledger().head().size;
    std::printf("%llu %llu\n", static_cast<unsigned long long>(blocks),
                static_cast<unsigned long long>(name == "verified_entry" ? calls * entries : calls));
  }

 private:
  Candidate dependent(std::uint64_t number) const {
    auto candidate = subject_.candidate(existing + number);
    for (std::uint64_t i = 0; i < 5; ++i)
      candidate.depends_on.push_back("code/" + subject_.lineage((number * 7 + i * 191) % existing).name);
    return candidate;
  }

  // What is counted, by its name. A declaration begins with the text of its data.
  [[gnu::noinline]] void measured(const std::string& name, Candidate& candidate, const std::string& text,
                                  std::uint64_t number) {
    auto& state = subject_.state();
    if (name == "declare") {
      candidate.data = Json(text);
      (void)state.declare(candidate).accepted();
    } else if (name == "get") {
      (void)state.get_artifact(ids_[number]).value();
    } else if (name == "head") {
      (void)state.head(subject_.lineage(number)).value();
    } else if (name == "verified_entry") {
      if (!engine_.ledger().verify().ok) throw std::logic_error("the ledger does not verify");
    } else {
      throw std::logic_error("there is no work of this name");
    }
  }

  Engine engine_;
  Subject subject_;
  std::vector<std::string> ids_;
};

}  // namespace

int work(const std::string& name, std::uint64_t calls) {
  Works().run(name, calls);
  return 0;
}

}  // namespace metaqore::bench
