#pragma once

#include <sys/types.h>

#include <cstdio>
#include <string>
#include <vector>

namespace metaqore::bench {

/// Another program that answers each line with a line.
class Child {
 public:
  explicit Child(const std::vector<std::string>& command);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// Throws std::runtime_error when it has ended.
  std::string ask(const std::string& line);

 private:
  std::string name_;
  pid_t process_;
  std::FILE* to_;
  std::FILE* from_;
};

}  // namespace metaqore::bench
