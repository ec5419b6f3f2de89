#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "metaqore/error.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

// What fuzz targets share: a law that is broken ends the program, at which the fuzzer keeps the input.

namespace metaqore::test {

inline void hold(bool condition, const char* law) {
  if (condition) return;
  std::fprintf(stderr, "this does not hold: %s\n", law);
  std::abort();
}

/// What `work` gives, or that it was refused as it should be: by the right code, in one line that is short.
template <class Work>
bool taken(Work&& work) {
  try {
    work();
    return true;
  } catch (const Error& error) {
    const std::string_view message = error.what();
    hold(error.code() == ErrorCode::invalid_argument, "a refusal is an invalid argument");
    hold(message.size() < 1'000 && message.find('\n') == message.npos, "a refusal is one short line");
    return false;
  }
}

inline std::vector<std::string> split(std::string_view text, char separator, std::size_t most) {
  std::vector<std::string> parts;
  while (parts.size() + 1 < most) {
    const auto end = text.find(separator);
    if (end == text.npos) break;
    parts.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  parts.emplace_back(text);
  return parts;
}

}  // namespace metaqore::test
