#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "metaqore/json_merge.hpp"
#include "support/value.hpp"

// The rules of a merge as they are written, in their order and with whole values compared: slow, and plain
// enough to be believed. Elements of arrays that keys tell apart are named by their keys, and stand in the
// order of these: in which order a merge puts them is not for this one to say. It knows no `diff3`.

namespace metaqore::test {

using Maybe = std::optional<Value>;

struct PlainResidual {
  Tokens at{};  ///< of an element that keys tell apart, `key:` and its keys
  ResidualKind kind{};
  Maybe base{}, ours{}, theirs{};  ///< none of an `order`
  std::array<bool, 3> at_fault{};  ///< of a `key_invalid`, the arrays that are to blame
  bool operator==(const PlainResidual&) const = default;
};

struct PlainMerge {
  Maybe merged{};
  std::vector<PlainResidual> residuals{};  ///< sorted by `at`
  bool operator==(const PlainMerge&) const = default;
};

PlainMerge plain_merge(const Maybe& base, const Maybe& ours, const Maybe& theirs, const Value& policy);

/// The same of what the library says.
PlainMerge plain(const Merge& merge, const Value& policy);

}  // namespace metaqore::test
