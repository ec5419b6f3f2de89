#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "metaqore/requirement.hpp"
#include "requirement/ecosystem.hpp"

namespace metaqore::requirement {

/// The table of sharing rules, checked.
class Rules {
 public:
  static constexpr std::size_t most = 255;

  explicit Rules(std::vector<SharingRule> rows);

  /// The number of the first row for an ecosystem and a scope. Throws Error(invalid_argument) without one.
  std::size_t row_of(std::string_view ecosystem, std::string_view scope) const;
  const SharingRule& operator[](std::size_t row) const { return rows_[row]; }

 private:
  std::vector<SharingRule> rows_;
};

/// A requirement that was read: what one owner claims of one package.
struct Claim {
  const OwnedRequirement* said{};  ///< not owned
  const Ecosystem* ecosystem{};
  std::string name{};  ///< normal form
  std::size_t row{};   ///< of the sharing rules
  Set set{};
  std::string marker{};               ///< canonical
  std::vector<std::string> extras{};  ///< in the form in which they compare

  bool is_peer() const { return said->requirement.scope == "peer"; }
};

/// `said` must outlive the claim. Throws Error(invalid_argument) that names the member.
Claim read_claim(const OwnedRequirement& said, const Rules& rules);

// The same in two steps: whom it is about, and what it admits where.
Claim begin_claim(const OwnedRequirement& said, const Rules& rules);
void finish_claim(Claim& claim);

using Claims = std::vector<const Claim*>;

/// Runs `work`, and says of what it refuses that it is about `place`.
template <class Work>
auto at_place(const std::string& place, Work&& work) {
  try {
    return work();
  } catch (const Error& error) {
    throw Error(error.code(), error.reason(), place + ": " + error.what(), error.details());
  }
}

}  // namespace metaqore::requirement
