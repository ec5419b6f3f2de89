#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "metaqore/json.hpp"

// The bounds that the public headers give. Each throws Error(invalid_argument, `model.out_of_bounds`) that
// names the field, the value and the bound.

namespace metaqore::model::bounds {

/// `bound` goes behind "it must be".
[[noreturn]] void refuse(std::string_view field, std::string_view value, std::string_view bound);

/// `least` and `most` are bytes; of ASCII's control characters only those that are allowed.
void text(std::string_view field, std::string_view value, std::size_t least, std::size_t most,
          std::string_view allowed_control = {});

/// What people tell things apart by: a text without what base::find_unseen() finds.
void name(std::string_view field, std::string_view value, std::size_t least, std::size_t most);
void id(std::string_view field, std::string_view value, std::string_view prefix);
void optional_id(std::string_view field, std::string_view value, std::string_view prefix);
void object(std::string_view field, const Json& value);
void no_repeats(std::string_view field, std::vector<std::string_view> items);
void limit(std::uint32_t items);  ///< of a page

/// Checks a list and each of its items, by the name and the value.
template <class T, class Check>
void each(std::string_view field, const std::vector<T>& items, Check check) {
  if (items.size() > 1'000) refuse(field, fmt::format("{} items", items.size()), "at most 1,000 items");
  for (std::size_t i = 0; i < items.size(); ++i) {
    try {
      check(std::string(field), items[i]);
    } catch (const Error&) {  // only then it needs the item's own name
      check(fmt::format("{}[{}]", field, i), items[i]);
      throw;
    }
  }
}

/// What one member has of a document, in bytes of text.
struct Share {
  std::string_view member;
  std::size_t bytes{};
};

/// The bytes of these members together. Refuses more than Json::max_size by the largest of them; comes first,
/// before anything is read or copied.
std::size_t together(std::initializer_list<Share> shares);

/// Refuses a document whose canonical form has more than that, by the same member.
void written(std::initializer_list<Share> shares, std::size_t bytes);

/// Numbers may grow when they are written in canonical form, `1e20` from four bytes to 21. Only a document
/// that could come to be too large is written to be measured. REQUIRES: its texts are UTF-8.
template <class T>
void size(const T& document, std::initializer_list<Share> shares) {
  constexpr std::size_t growth = 8;
  if (together(shares) > Json::max_size / growth) written(shares, to_json(document).size());
}

}  // namespace metaqore::model::bounds
