#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "metaqore/engine.hpp"

namespace metaqore::bench {

/// What is written: 1 KB of JSON as an agent would send it, another for each number.
std::string document(std::uint64_t number);

/// In no order: names that come sorted would flatter an index.
std::string name(std::uint64_t number);

/// An engine that new artifacts are declared to. Any thread.
class Subject {
 public:
  explicit Subject(const std::string& storage);
  explicit Subject(const Engine& engine);

  /// Reads the next document from its text and declares it as a new artifact. Returns the artifact's id.
  std::string declare();

  Lineage lineage(std::uint64_t number) const { return {project_, "code", name(number)}; }
  Candidate candidate(std::uint64_t number) const;
  std::uint64_t size() const noexcept { return next_; }  ///< artifacts so far, numbered from 0
  StateManager& state() noexcept { return state_; }

 private:
  StateManager state_;
  std::string project_;
  std::atomic<std::uint64_t> next_ = 0;
};

/// Declares so many from each of so many threads. Returns the ids.
std::vector<std::string> fill(Subject& subject, std::size_t threads, std::size_t each);

}  // namespace metaqore::bench
