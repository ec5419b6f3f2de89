#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <string>

// What the conformance tests share: public test data, and the count of its cases.

namespace metaqore::test {

/// A file or folder of the test data, which lies in the folder that the environment variable
/// METAQORE_CONFORMANCE names, else in METAQORE_CONFORMANCE_DEFAULT. Fails the test when it is missing.
std::filesystem::path conformance_data(const std::string& name);

/// The bytes of a file. Fails the test when it cannot be read.
std::string read_file(const std::filesystem::path& path);

/// Cases of one public suite. `allowed` maps the cases from which the library deviates on purpose to the
/// reason.
class Suite {
 public:
  explicit Suite(std::string name, std::map<std::string, std::string> allowed = {});

  /// Runs a case, which answers how it differs from what is expected; "" is no difference. An exception is a
  /// difference.
  void run(const std::string& name, const std::function<std::string()>& difference);

  /// Prints `suite NAME PASSED TOTAL ALLOWED` and the failures, and fails the test if there are any, if no
  /// case was run, or if an allowed case passes or does not exist.
  void finish();

 private:
  std::string name_;
  std::map<std::string, std::string> allowed_;
  std::set<std::string> deviated_;
  std::map<std::string, std::string> failures_;
  std::size_t passed_ = 0;
  std::size_t total_ = 0;
};

}  // namespace metaqore::test
