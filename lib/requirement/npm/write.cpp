#include "requirement/npm/ranges.hpp"

#include "requirement/ecosystem.hpp"
#include "requirement/semver/phrase.hpp"
#include "requirement/semver/pieces.hpp"

namespace metaqore::requirement::npm_ranges {

namespace {

constexpr semver::Phrasing phrasing{.bounds = bounds, .equal = "", .conjunction = " "};
constexpr std::size_t most_pieces = 2'048;  // more do not fit into a constraint

}  // namespace

std::optional<std::string> write(const Set& set) {
  const auto pieces = semver::pieces(set, bounds, most_pieces);
  if (!pieces) return std::nullopt;
  std::string text;
  for (const auto& [from, to] : *pieces) (text += text.empty() ? "" : " || ") += phrase(from, to, phrasing);
  if (text.empty() || text.size() > max_constraint_size || parse(text) != set) return std::nullopt;
  return text;
}

}  // namespace metaqore::requirement::npm_ranges
