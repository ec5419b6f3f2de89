#pragma once

#include <concepts>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "json/form/fields.hpp"
#include "storage/store.hpp"

// What a kind of state row is. Rows are stored as canonical JSON, found under keys that follow from the row
// alone. Actors stand in rows as `actr_…`, and rows with an id of the host's have a pseudonym of the
// library's: these two are what ledger entries name.

namespace metaqore::state {

using form::Is;

/// Where a row is found.
struct Index {
  /// Its identity first, which leads to this row for ever. Another may be taken over by a newer row.
  std::vector<std::string> keys{};
  std::vector<storage::ListKey> open{};  ///< the lists of what is open that it is on
};

/// What each kind says of itself; a new one is a file here and a line in kinds.hpp. Beside these it has a
/// form, the overload of fields() that gives its body, and one of payload_fields() where it carries something
/// of any size that is not needed to judge others.
template <class T>
concept RowKind = requires(const T& row) {
  { T::kind } -> std::convertible_to<std::string_view>;    // its name; never changed
  { T::prefix } -> std::convertible_to<std::string_view>;  // of its ids; empty where it has none
  { T::restored } -> std::convertible_to<bool>;  // whether restoring a project brings such rows back
  { row.index() } -> std::same_as<Index>;
  { row.resource() } -> std::convertible_to<std::string>;  // the id by which ledger entries name it
};

/// Keys are fields that each end with a tab, which no field contains: a prefix of whole fields is exact, and
/// keys sort field by field.
namespace key {

template <class... Fields>
std::string join(const Fields&... fields) {
  std::string key;
  key.reserve((std::string_view(fields).size() + ...) + sizeof...(fields));
  ((key.append(fields) += '\t'), ...);
  return key;
}

inline std::string by_id(std::string_view id) { return join("id", id); }

/// Whether a key is the identity of a row, and leads to nothing but its versions.
inline bool is_identity(std::string_view key) {
  return key.starts_with("id\t") || key.starts_with("settings\t");
}

/// The scan over all ids of a kind.
inline std::string every_id(std::string_view prefix) { return join("id").append(prefix); }

/// The id with which a key ends; empty where it is no key.
inline std::string_view last_field(std::string_view key) {
  if (!key.ends_with('\t')) return {};
  key.remove_suffix(1);
  return key.substr(key.rfind('\t') + 1);
}

}  // namespace key

/// What ledger entries call a row that the host may have named.
inline const std::string& either(const std::string& pseudonym, const std::string& id) {
  return pseudonym.empty() ? id : pseudonym;
}

}  // namespace metaqore::state
