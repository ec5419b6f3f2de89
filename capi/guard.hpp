#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>

#include "handles.hpp"

namespace metaqore::capi {

/// The out parameters of a call: zeroed before its body runs and again where it fails, when what they were
/// given is freed. So a body sets them as it goes, and none of it outlives a failure.
template <class... T>
class Out {
 public:
  explicit Out(T*... all) noexcept : all_(all...) {
    each([](auto& out) { out = {}; });
  }
  void take_back() const noexcept {
    each([](auto& out) {
      if constexpr (std::is_pointer_v<std::remove_reference_t<decltype(out)>>) delete out;
      out = {};
    });
  }

 private:
  template <class Visit>
  void each(Visit visit) const noexcept {
    std::apply([&](auto*... out) { ((out == nullptr ? void() : visit(*out)), ...); }, all_);
  }
  std::tuple<T*...> all_;
};

/// Turns the exception in flight into a status, and an object if the caller wants one.
metaqore_status report(metaqore_error** error) noexcept;

/// Every exported body runs in it: no exception leaves the library. REQUIRES: a body throws nothing after
/// what it asked for is committed.
template <class... T, class Body>
metaqore_status guard(metaqore_error** error, const Out<T...>& out, Body&& body) noexcept {
  if (error != nullptr) *error = nullptr;
  try {
    body();
    return METAQORE_OK;
  } catch (...) {
    out.take_back();
    return report(error);
  }
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

/// A text of the caller's; its data() is nullptr where it is absent.
std::string_view text(metaqore_text said, const char* name);

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

/// A document, in a call that takes several.
inline Json document(metaqore_text said, const char* name) {
  return naming(name, [json = text(said, name)] { return Json(json); });
}
inline std::optional<Json> optional_document(metaqore_text said, const char* name) {
  if (text(said, name).data() == nullptr) return std::nullopt;
  return document(said, name);
}

/// A struct of the contract in its JSON form, in a call that takes several; empty is the default where there
/// is one.
template <class T>
T read(metaqore_text said, const char* name) {
  return naming(name, [json = text(said, name)] { return from_json<T>(json); });
}
template <class T>
T read_or_default(metaqore_text said, const char* name) {
  return text(said, name).empty() ? T{} : read<T>(said, name);
}

metaqore_buffer* make_buffer(std::string data);

/// A buffer for an answer that is committed: nullptr when memory runs out, which the contract allows.
template <class Write>
metaqore_buffer* try_buffer(Write&& write) noexcept {
  try {
    return make_buffer(write());
  } catch (...) {
    return nullptr;
  }
}

// Out parameters that may be NULL.
void set(metaqore_id* out, std::string_view id) noexcept;
void set(metaqore_hash* out, std::string_view hash) noexcept;

template <class T>
void set(T* out, T value) noexcept {
  if (out != nullptr) *out = value;
}

/// Given out when there is no memory for an error object. Never freed.
metaqore_error& out_of_memory() noexcept;

}  // namespace metaqore::capi
