#include <algorithm>
#include <utility>
#include <vector>

#include "requirement/pypi/specifier.hpp"

namespace metaqore::requirement::pep440 {

namespace {

using Texts = std::vector<std::string>;

bool is_release_dev(const Place& place) {
  const auto& parts = place.parts;
  return place.kind == Place::Kind::at && parts.pre == 0 && !parts.post && parts.dev == 0u && parts.local.empty();
}

/// `X` such that an interval is what `==X.*` admits: `[1.5.dev0, 1.6.dev0)` is 1.5. From a lower to an upper end that
/// are further apart, every `X` between, up to sixteen.
std::vector<std::string> wildcards(const Place& from, const Place& to) {
  std::vector<std::string> prefixes;
  if (!is_release_dev(from) || !is_release_dev(to) || from.parts.epoch != to.parts.epoch) return prefixes;
  const auto last = to.parts.count - 1;
  if (from.parts.count > to.parts.count) return prefixes;
  for (std::size_t i = 0; i < last; ++i) {
    if (from.parts.number(i) != to.parts.number(i)) return prefixes;
  }
  const auto low = from.parts.number(last), high = to.parts.number(last);
  if (high <= low || high - low > 16) return prefixes;
  Parts prefix = to.parts;
  for (auto number = low; number < high; ++number) {
    prefix.release[last] = number;
    prefixes.push_back(release_text(prefix));
  }
  return prefixes;
}

/// The version that an interval is all of, its local versions included or, where it is one, alone.
std::optional<std::string> alone(const Place& from, const Interval& interval) {
  if (from.kind != Place::Kind::at || !interval.to) return std::nullopt;
  const bool whole = from.parts.local.empty() ? past_locals(from.parts) == *interval.to
                                              : past_alone(from.parts) == *interval.to;
  return whole ? std::optional(text(from.parts)) : std::nullopt;
}

bool exclude(Texts& out, const Interval& hole) {
  Place from, to;
  read_cut(hole.from, from);
  read_cut(*hole.to, to);
  if (const auto version = alone(from, hole)) {
    out.push_back("!=" + *version);
    return true;
  }
  const auto prefixes = wildcards(from, to);
  for (const auto& prefix : prefixes) out.push_back("!=" + prefix + ".*");
  return !prefixes.empty();
}

bool from_below(Texts& out, const Key& cut) {
  if (cut.empty()) return true;
  Place place;
  read_cut(cut, place);
  if (!place.parts.local.empty() || place.kind == Place::Kind::past_alone) return false;
  out.push_back((place.kind == Place::Kind::past_posts ? ">" : ">=") + text(place.parts));
  return true;
}

bool up_to(Texts& out, const Key& cut) {
  Place place;
  read_cut(cut, place);
  auto& parts = place.parts;
  if (place.kind != Place::Kind::at || !parts.local.empty()) return false;
  if (parts.dev == 0u && parts.post) {  // past the local versions of the one before
    parts.dev.reset();
    if (*parts.post == 0) {
      parts.post.reset();
    } else {
      --*parts.post;
    }
    out.push_back(std::string("<=").append(text(parts)));
  } else if (parts.dev == 0u && parts.pre == 0) {
    parts.dev.reset();
    out.push_back(std::string("<").append(text(parts)));
  } else if (parts.is_prerelease()) {
    out.push_back(std::string("<").append(text(parts)));
  } else {  // its pre-releases are below it, which `<` would not admit
    out.push_back(std::string("<=").append(text(parts)));
    out.push_back(std::string("!=").append(text(parts)));
  }
  return true;
}

std::optional<Texts> texts_of(const Cuts& cuts) {
  const auto intervals = cuts.intervals();
  Texts out;
  if (intervals.size() == 1 && intervals[0].to) {
    Place from, to;
    read_cut(intervals[0].from, from);
    read_cut(*intervals[0].to, to);
    if (const auto version = alone(from, intervals[0])) return Texts{"==" + *version};
    if (const auto prefixes = wildcards(from, to); prefixes.size() == 1) return Texts{"==" + prefixes[0] + ".*"};
  }
  if (!from_below(out, intervals.front().from)) return std::nullopt;
  if (intervals.back().to && !up_to(out, *intervals.back().to)) return std::nullopt;
  for (std::size_t i = 1; i < intervals.size(); ++i) {
    if (!exclude(out, {*intervals[i - 1].to, intervals[i].from})) return std::nullopt;
  }
  return out;
}

}  // namespace

std::optional<std::string> write(const Set& set) {
  if (!set.literal.empty()) return "===" + set.literal;
  const auto texts = texts_of(set.versions);
  if (!texts) return std::nullopt;
  std::string out;
  for (const auto& each : *texts) (out += out.empty() ? "" : ",") += each;
  return parse(out) == set ? std::optional(out) : std::nullopt;
}

}  // namespace metaqore::requirement::pep440
