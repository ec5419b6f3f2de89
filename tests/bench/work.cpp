#include "work.hpp"

#include <cstdio>
#include <stdexcept>
#include <vector>

#include "crypto/sha256.hpp"
#include "subject.hpp"

namespace metaqore::bench {

namespace {

constexpr std::uint64_t existing = 1'000;

/// 1,000 artifacts of 1 KB, and candidates that each depend on five of them: three by name, two by id.
class Works {
 public:
  Works() {
    for (std::uint64_t i = 0; i < existing; ++i) ids_.push_back(subject_.declare());
  }

  void run(const std::string& name, int calls) {
    std::vector<Candidate> candidates;
    for (int i = 0; i < calls; ++i) candidates.push_back(dependent(static_cast<std::uint64_t>(i)));
    const std::vector<std::string> texts = [&] {
      std::vector<std::string> made;
      for (int i = 0; i < calls; ++i) made.push_back(document(existing + static_cast<std::uint64_t>(i)));
      return made;
    }();
    const auto before = crypto::sha256_blocks();
    for (std::size_t i = 0; i < candidates.size(); ++i) counted(name, candidates[i], texts[i]);
    std::printf("%llu\n", static_cast<unsigned long long>(crypto::sha256_blocks() - before));
  }

 private:
  Candidate dependent(std::uint64_t number) const {
    auto candidate = subject_.candidate(existing + number);
    for (std::uint64_t i = 0; i < 5; ++i) {
      const auto it = (number * 7 + i * 191) % existing;
      candidate.depends_on.push_back(i < 3 ? "code/" + subject_.lineage(it).name : ids_[it]);
    }
    return candidate;
  }

  // Its name is what tells the tool when to count.
  [[gnu::noinline]] void counted(const std::string& name, Candidate& candidate, const std::string& text) {
    auto& state = subject_.state();
    if (name == "declare") {
      candidate.data = Json(text);
      (void)state.declare(candidate).accepted();
    } else if (name == "get") {
      (void)state.get_artifact(candidate.depends_on.back()).value();
    } else if (name == "head") {
      (void)state.head(subject_.lineage(candidate.data.text().size() % existing)).value();
    } else {
      throw std::logic_error("there is no work of this name");
    }
  }

  Subject subject_{":memory:"};
  std::vector<std::string> ids_;
};

}  // namespace

int work(const std::string& name, int calls) {
  Works().run(name, calls);
  return 0;
}

}  // namespace metaqore::bench
