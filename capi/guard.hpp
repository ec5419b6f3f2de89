#pragma once

#include <memory>
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

/// What reads an argument, with the argument's name before what it refuses: a call takes several documents.
template <class Read>
auto naming(const char* name, Read&& read) {
  try {
    return read();
  } catch (const Error& error) {
    throw Error(error.code(), error.reason(),
                std::string("`").append(name).append("`: ").append(error.what()), error.details());
  }
}

/// A document that came as pointer and size.
inline Json document(const char* data, std::size_t size, const char* name) {
  const auto said = text(data, size, name);
  return naming(name, [&] { return Json(said); });
}

/// A struct of the contract that came in its JSON form, as pointer and size; NULL and empty are the default
/// where there is one.
template <class T>
T read(const char* data, std::size_t size, const char* name) {
  const auto said = text(data, size, name);
  return naming(name, [&] { return from_json<T>(said); });
}
template <class T>
T read_or_default(const char* data, std::size_t size, const char* name) {
  return text(data, size, name).empty() ? T{} : read<T>(data, size, name);
}

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

using Buffer = std::unique_ptr<metaqore_buffer>;

/// A buffer where one is asked for.
inline Buffer for_out(metaqore_buffer** out, std::string data) {
  return out == nullptr ? nullptr : Buffer(make_buffer(std::move(data)));
}

inline void give(metaqore_buffer** out, Buffer buffer) noexcept {
  if (out != nullptr) *out = buffer.release();
}

void set(metaqore_id* out, std::string_view id) noexcept;
void set(metaqore_hash* out, std::string_view hash) noexcept;

template <class T>
void set(T* out, T value) noexcept {
  if (out != nullptr) *out = value;
}

}  // namespace metaqore::capi
