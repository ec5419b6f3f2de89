#include "conformance/suite.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <utility>

#ifndef METAQORE_CONFORMANCE_DEFAULT
#define METAQORE_CONFORMANCE_DEFAULT ""
#endif

namespace metaqore::test {

std::filesystem::path conformance_data(const std::string& name) {
  const auto* folder = std::getenv("METAQORE_CONFORMANCE");
  const auto path = std::filesystem::path(folder != nullptr ? folder : METAQORE_CONFORMANCE_DEFAULT) / name;
  if (!std::filesystem::exists(path)) {
    FAIL("the test data `" << path.string()
                           << "` is missing; set METAQORE_CONFORMANCE to the folder that has it");
  }
  return path;
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(file), {}};
  if (!file) FAIL("`" << path.string() << "` cannot be read");
  return bytes;
}

Suite::Suite(std::string name, std::map<std::string, std::string> allowed)
    : name_(std::move(name)), allowed_(std::move(allowed)) {}

void Suite::run(const std::string& name, const std::function<std::string()>& difference) {
  ++total_;
  std::string found;
  try {
    found = difference();
  } catch (const std::exception& error) {
    found = std::string("threw: ") + error.what();
  }
  if (found.empty()) {
    ++passed_;
  } else if (allowed_.contains(name)) {
    deviated_.insert(name);
  } else {
    failures_[name] = found;
  }
}

void Suite::finish() {
  const auto deviated = deviated_.size();
  std::cout << "suite " << name_ << ' ' << passed_ << ' ' << total_ << ' ' << deviated << std::endl;
  CHECK(total_ > 0);
  for (const auto& [name, reason] : allowed_) {
    if (!deviated_.contains(name)) {
      FAIL_CHECK(name << " is allowed to deviate, but passed or does not exist: " << reason);
    }
  }
  for (const auto& [name, difference] : failures_) {
    UNSCOPED_INFO(name << ": " << difference);
  }
  CHECK(passed_ + deviated == total_);
}

}  // namespace metaqore::test
