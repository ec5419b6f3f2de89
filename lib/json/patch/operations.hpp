#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "json/node.hpp"

// What a JSON Patch (RFC 6902) says.

namespace metaqore::json::patch {

/// A JSON Pointer that is taken apart token by token.
class Path {
 public:
  Path() = default;
  /// REQUIRES: the syntax of RFC 6901 §3.
  explicit Path(std::string_view pointer) noexcept : rest_(pointer) {}

  std::string_view text() const noexcept { return rest_; }
  bool is_root() const noexcept { return rest_.empty(); }
  bool is_one_token() const noexcept { return !is_root() && rest_.find('/', 1) == std::string_view::npos; }

  /// Takes the first token off, unescaped: valid as long as the pointer's text, or until `buffer` is used
  /// again. REQUIRES: not the root.
  std::string_view next(std::string& buffer);

 private:
  std::string_view rest_;  // with the `/` that begins it
};

enum class Verb { add, remove, replace, move, copy, test };

struct Operation {
  std::size_t number = 0;  ///< in the patch, from 0
  Verb verb{};
  Path path{};
  Path from{};                  ///< of `move` and `copy`
  const Node* value = nullptr;  ///< of `add`, `replace` and `test`
};

/// The operations of a patch, which has to stay. Throws Error(invalid_argument, `patch.malformed`).
std::vector<Operation> read_operations(const Node& patch);

/// Throws Error(invalid_argument, reason) with the message "`what` in operation 3 at `/a/b`; `remedy`" and
/// the number and the pointer in its details.
[[noreturn]] void refuse(std::size_t number, std::string_view pointer, std::string reason,
                         std::string_view what, std::string_view remedy);

}  // namespace metaqore::json::patch
