#include "other.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace metaqore::bench {

std::string oracle(const std::string& file) {
  const auto* folder = std::getenv("METAQORE_ORACLES");
  auto path = (folder != nullptr ? std::string(folder) : METAQORE_ORACLES_DEFAULT) + '/' + file;
  if (!std::filesystem::exists(path)) {
    throw std::runtime_error("`" + path + "` is missing, which we are measured against; run `make oracles`");
  }
  return path;
}

void Other::measure(const std::string& question) {
  const auto answer = child_.ask(question);
  char* end = nullptr;
  nanoseconds_.push_back(std::strtod(answer.c_str(), &end));
  number_ = std::strtoull(end, nullptr, 10);
}

double Other::median() {
  std::ranges::sort(nanoseconds_);
  return nanoseconds_.at(nanoseconds_.size() / 2);
}

}  // namespace metaqore::bench
