#pragma once

#include <string>
#include <vector>

#include "child.hpp"

namespace metaqore::bench {

/// Where `make oracles` put a tool that we are measured against. Throws where it is not there.
std::string oracle(const std::string& file);

/// A program that answers each question with the nanoseconds that its work took and a number that came of it:
/// measured as a variant of its own, so that it alternates with ours.
class Other {
 public:
  explicit Other(const std::vector<std::string>& command) : child_(command) {}

  void measure(const std::string& question);
  double median();  ///< nanoseconds
  std::size_t came_of_it() const noexcept { return number_; }
  void forget() { nanoseconds_.clear(); }

 private:
  Child child_;
  std::vector<double> nanoseconds_;
  std::size_t number_ = 0;
};

}  // namespace metaqore::bench
