#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "handles.hpp"

namespace metaqore::capi {

/// Turns the exception in flight into a status, and an object if the caller wants one.
metaqore_status report(metaqore_error** error) noexcept;

/// Every exported body runs in it: no exception leaves the library. REQUIRES: the body sets out parameters
/// only after everything that can throw, or they were zeroed before and are set as it goes.
template <class Body>
metaqore_status guard(metaqore_error** error, Body&& body) noexcept {
  if (error != nullptr) *error = nullptr;
  try {
    body();
    return METAQORE_OK;
  } catch (...) {
    return report(error);
  }
}

template <class T>
void clear(T* out) noexcept {
  if (out != nullptr) *out = T{};
}

/// The argument, or Error(invalid_argument) that names it.
template <class T>
T& required(T* argument, const char* name) {
  if (argument == nullptr) {
    throw Error(ErrorCode::invalid_argument, "capi.null_argument",
                std::string("the argument `") + name + "` is NULL; pass an object");
  }
  return *argument;
}

/// A text that came as pointer and size.
std::string_view text(const char* data, std::size_t size, const char* name);

/// A buffer for `data`. Used before the work that it describes is done, or for what was only read.
metaqore_buffer* make_buffer(std::string data);

/// The same for an answer that is committed: nullptr when memory runs out, which the contract allows.
template <class T>
metaqore_buffer* try_buffer(const T& answer) noexcept {
  try {
    return make_buffer(to_json(answer));
  } catch (...) {
    return nullptr;
  }
}

void set(metaqore_id* out, std::string_view id) noexcept;
void set(metaqore_hash* out, std::string_view hash) noexcept;

template <class T>
void set(T* out, T value) noexcept {
  if (out != nullptr) *out = value;
}

}  // namespace metaqore::capi
