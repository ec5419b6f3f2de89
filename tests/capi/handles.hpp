#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "metaqore.h"

// The C contract's handles with owners, for tests that use nothing else of the library.

namespace metaqore::test {

template <class T, void (*release)(T*)>
struct Release {
  void operator()(T* it) const { release(it); }
};
using EngineHandle = std::unique_ptr<metaqore_engine, Release<metaqore_engine, metaqore_engine_free>>;
using StateHandle = std::unique_ptr<metaqore_state, Release<metaqore_state, metaqore_state_free>>;
using IndexHandle = std::unique_ptr<metaqore_requirement_index,
                                    Release<metaqore_requirement_index, metaqore_requirement_index_free>>;
using SchemaHandle = std::unique_ptr<metaqore_schema, Release<metaqore_schema, metaqore_schema_free>>;

/// Takes an out parameter's buffer and gives its text.
inline std::string take(metaqore_buffer* buffer) {
  std::string text(metaqore_buffer_data(buffer), metaqore_buffer_size(buffer));
  metaqore_buffer_free(buffer);
  return text;
}

/// Not NULL, so that it shows whether an out parameter was zeroed.
inline metaqore_buffer* garbage() {
  static std::uint64_t somewhere = 7;
  return reinterpret_cast<metaqore_buffer*>(&somewhere);
}

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// Takes an error and gives its reason.
inline std::string take(metaqore_error* error) {
  std::string reason = metaqore_error_reason(error);
  metaqore_error_free(error);
  return reason;
}

/// A text in. NULL gives the absent one.
inline metaqore_text text(const char* data) { return {data, METAQORE_NUL_TERMINATED}; }
inline metaqore_text text(const std::string& data) { return {data.data(), data.size()}; }

}  // namespace metaqore::test
