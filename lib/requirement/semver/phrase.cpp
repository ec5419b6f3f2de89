#include "requirement/semver/phrase.hpp"

#include "requirement/semver/cut.hpp"

namespace metaqore::requirement::semver {

std::string phrase(const std::optional<Key>& from, const std::optional<Key>& to, const Phrasing& phrasing) {
  if (!from) return to ? std::string("<").append(show(*to)) : "*";
  const Decoded decoded(*from);
  const auto low = decoded.version();
  const auto low_text = text(low);
  if (!to) return ">=" + low_text;

  const auto ends = [&](const std::optional<Key>& end) {
    if (!end) return false;
    // Where pre-releases are apart, `<2.0.0-0` and `<2.0.0` are the same end for releases.
    return *end == *to || (phrasing.releases_apart && is_release(*to) && first_release(*end) == *to);
  };
  const auto ends_after = [&](std::size_t kept) {
    const auto end = end_of(low, kept, phrasing.bounds, false);
    return end && ends(key(*end));
  };
  const auto after = key_after(low, phrasing.bounds);
  const bool is_one = low.prerelease.empty() ? ends(after) : after == to;
  if (is_one) return std::string(phrasing.equal) + low_text;
  if (ends_after(caret_numbers(low, 3))) return "^" + low_text;
  if (ends_after(2)) return "~" + low_text;
  return ">=" + low_text + std::string(phrasing.conjunction) + "<" + show(*to);
}

}  // namespace metaqore::requirement::semver
