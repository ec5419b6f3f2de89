#include "guard.hpp"

#include <algorithm>
#include <cstring>
#include <new>

namespace metaqore::capi {

namespace {

metaqore_status report(metaqore_error** out, metaqore_status code, const char* reason, const char* message,
                       const char* details) noexcept {
  if (out == nullptr || code == METAQORE_NO_MEMORY) {
    if (out != nullptr) *out = &out_of_memory();
    return code;
  }
  try {
    *out = new metaqore_error{code, reason, message, details};
    return code;
  } catch (...) {
    *out = &out_of_memory();
    return METAQORE_NO_MEMORY;
  }
}

template <std::size_t n>
void copy(char (&out)[n], std::string_view text) noexcept {
  const auto size = std::min(text.size(), n - 1);
  std::memcpy(out, text.data(), size);
  std::memset(out + size, 0, n - size);
}

}  // namespace

metaqore_status report(metaqore_error** error) noexcept {
  try {
    throw;
  } catch (const Error& e) {
    return report(error, static_cast<metaqore_status>(e.code()), e.reason().c_str(), e.what(),
                  e.details().c_str());
  } catch (const std::bad_alloc&) {
    return report(error, METAQORE_NO_MEMORY, "", "", "");
  } catch (const std::exception& e) {
    return report(error, METAQORE_INTERNAL, "internal", e.what(), "{}");
  } catch (...) {
    return report(error, METAQORE_INTERNAL, "internal", "an exception of unknown type", "{}");
  }
}

std::string_view text(metaqore_text said, const char* name) {
  if (said.data == nullptr) {
    if (said.size != 0 && said.size != METAQORE_NUL_TERMINATED) required(said.data, name);
    return {};
  }
  return said.size == METAQORE_NUL_TERMINATED ? std::string_view(said.data)
                                              : std::string_view(said.data, said.size);
}

metaqore_buffer* make_buffer(std::string data) { return new metaqore_buffer{std::move(data)}; }

void set(metaqore_id* out, std::string_view id) noexcept {
  if (out != nullptr) copy(out->text, id);
}

void set(metaqore_hash* out, std::string_view hash) noexcept {
  if (out != nullptr) copy(out->text, hash);
}

metaqore_error& out_of_memory() noexcept {
  static metaqore_error error{METAQORE_NO_MEMORY, "no_memory", "out of memory",
                              "{}"};  // fits without allocation
  return error;
}

}  // namespace metaqore::capi
