#include "requirement/set.hpp"

#include <utility>

#include "metaqore/error.hpp"

namespace metaqore::requirement {

Set operator&(const Set& a, const Set& b) {
  const bool incompatible = a.incompatible || b.incompatible;
  if (a.literal.empty() && b.literal.empty()) {
    return {
        a.versions & b.versions, a.prereleases & b.prereleases, {}, a.any_text && b.any_text, incompatible};
  }
  if (!a.literal.empty() && !b.literal.empty() && a.literal != b.literal) return {};
  if (a.is_bare_literal() || b.is_bare_literal()) {
    const auto& bare = a.is_bare_literal() ? a : b;
    const auto& other = a.is_bare_literal() ? b : a;
    return other.any_text || other.literal == bare.literal ? bare : Set{};
  }
  auto versions = a.versions & b.versions;
  if (versions.empty()) return {};
  return {std::move(versions), {}, a.literal.empty() ? b.literal : a.literal};
}

bool meet(const Set& a, const Set& b) {
  if (a.literal.empty() && b.literal.empty())
    return meet(a.versions, b.versions) || meet(a.prereleases, b.prereleases);
  return !(a & b).empty();
}

bool is_subset(const Set& a, const Set& b) {
  if (a.literal.empty() && b.literal.empty())
    return is_subset(a.versions, b.versions) && is_subset(a.prereleases, b.prereleases);
  return (a & b) == a;
}

Set operator|(const Set& a, const Set& b) {
  if (!a.literal.empty() || !b.literal.empty()) {
    throw Error(
        ErrorCode::invalid_argument, "requirement.literal",
        "`===` compares texts, so that a set it took part in has no union and no complement; use `==`");
  }
  return {a.versions | b.versions,
          a.prereleases | b.prereleases,
          {},
          a.any_text || b.any_text,
          a.incompatible || b.incompatible};
}

}  // namespace metaqore::requirement
