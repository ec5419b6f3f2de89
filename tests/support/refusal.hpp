#pragma once

#include <string>

#include "metaqore/error.hpp"

namespace metaqore::test {

/// What a refusal of the room of requirements says after its offset, as `offset: what`, or "none".
template <class Work>
std::string refusal(Work&& work) {
  try {
    work();
  } catch (const Error& error) {
    const std::string message = error.what();
    const auto start = message.find("at offset ") + 10;
    return message.substr(start, message.find(';', start) - start);
  }
  return "none";
}

}  // namespace metaqore::test
