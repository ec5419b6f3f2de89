#include <algorithm>
#include <utility>
#include <vector>

#include "metaqore/error.hpp"
#include "requirement/pypi/specifier.hpp"

namespace metaqore::requirement::pep440 {

namespace {

using Texts = std::vector<std::string>;

bool is_release_dev(const Place& place) {
  const auto& parts = place.parts;
  return place.kind == Place::Kind::at && parts.pre == 0 && !parts.post && parts.dev == 0u &&
         parts.local.empty();
}

/// The shortest `X` such that all of `X.*` lies between: `[1.5.dev0, 1.6.dev0)` is 1.5. With its end.
std::optional<std::pair<std::string, Key>> wildcard(const Place& from, const Key& to) {
  if (!is_release_dev(from)) return std::nullopt;
  Place end;
  read_cut(to, end);
  Parts prefix = from.parts;
  prefix.dev.reset();
  while (true) {
    auto past = prefix_end(prefix, prefix.count);
    if (past <= to) return std::pair(release_text(prefix), std::move(past));
    if (prefix.count >= end.parts.count || prefix.count == Parts::most_numbers) return std::nullopt;
    prefix.release[prefix.count++] = 0;
  }
}

/// The version that an interval is all of, its local versions included or, where it is one, alone.
std::optional<std::string> alone(const Place& from, const Interval& interval) {
  if (from.kind != Place::Kind::at || !interval.to) return std::nullopt;
  const bool whole = from.parts.local.empty() ? past_locals(from.parts) == *interval.to
                                              : past_alone(from.parts) == *interval.to;
  return whole ? std::optional(text(from.parts)) : std::nullopt;
}

/// Adjoining exclusions are one hole: takes from its lower end what one specifier can exclude, up to 64
/// times.
bool exclude(Texts& out, const Interval& hole) {
  Key at = hole.from;
  for (int i = 0; i < 64 && at < *hole.to; ++i) {
    Place place;
    read_cut(at, place);
    if (place.kind != Place::Kind::at) return false;
    if (auto prefix = wildcard(place, *hole.to)) {
      out.push_back(std::string("!=").append(prefix->first).append(".*"));
      at = std::move(prefix->second);
    } else {
      auto past = place.parts.local.empty() ? past_locals(place.parts) : past_alone(place.parts);
      if (past > *hole.to) return false;
      out.push_back(std::string("!=").append(text(place.parts)));
      at = std::move(past);
    }
  }
  return at == *hole.to;
}

/// How to say a bound between two developmental releases: below the next one, or past the one before.
struct Ends {
  bool past_low = false, past_high = false;
};

bool from_below(Texts& out, const Key& cut, Ends ends = {}) {
  if (cut.empty()) return true;
  Place place;
  read_cut(cut, place);
  if (!place.parts.local.empty() || place.kind == Place::Kind::past_alone) return false;
  auto& parts = place.parts;
  if (place.kind == Place::Kind::at && parts.dev == 0u && parts.post) {  // past the one before, which `>` is
    parts.dev.reset();
    if (*parts.post > 0) {
      --*parts.post;
      out.push_back(std::string(">").append(text(parts)));
      return true;
    }
    parts.post.reset();  // of this one it would be past the post-releases
    out.push_back(std::string(">=").append(text(parts)));
    out.push_back(std::string("!=").append(text(parts)));
    return true;
  }
  const bool past = ends.past_low && place.kind == Place::Kind::at && parts.dev > 0u;
  if (past) --*parts.dev;
  out.push_back((past || place.kind == Place::Kind::past_posts ? ">" : ">=") + text(parts));
  return true;
}

bool up_to(Texts& out, const Key& cut, Ends ends = {}) {
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
  } else if (ends.past_high && parts.dev > 0u) {
    --*parts.dev;
    out.push_back(std::string("<=").append(text(parts)));
  } else if (parts.is_prerelease()) {
    out.push_back(std::string("<").append(text(parts)));
  } else {  // its pre-releases are below it, which `<` would not admit
    out.push_back(std::string("<=").append(text(parts)));
    out.push_back(std::string("!=").append(text(parts)));
  }
  return true;
}

std::optional<Texts> texts_of(const Cuts& cuts, Ends ends) {
  const auto intervals = cuts.intervals();
  Texts out;
  if (intervals.size() == 1 && intervals[0].to) {
    Place from;
    read_cut(intervals[0].from, from);
    if (const auto version = alone(from, intervals[0])) return Texts{"==" + *version};
    if (const auto prefix = wildcard(from, *intervals[0].to); prefix && prefix->second == *intervals[0].to)
      return Texts{"==" + prefix->first + ".*"};
  }
  if (!from_below(out, intervals.front().from, ends)) return std::nullopt;
  if (intervals.back().to && !up_to(out, *intervals.back().to, ends)) return std::nullopt;
  for (std::size_t i = 1; i < intervals.size(); ++i) {
    if (!exclude(out, {*intervals[i - 1].to, intervals[i].from})) return std::nullopt;
  }
  return out;
}

std::string joined(const Texts& texts) {
  std::string out;
  for (const auto& each : texts) (out += out.empty() ? "" : ",") += each;
  return out;
}

/// The same place without the local part of its version.
Key without_local(const Key& cut, bool above) {
  Place place;
  read_cut(cut, place);
  if (place.kind != Place::Kind::past_alone && place.parts.local.empty()) return cut;
  place.parts.local = {};
  return above ? past_locals(place.parts) : at(place.parts);
}

}  // namespace

std::optional<std::string> spanning(const Key& low, const std::optional<Key>& high) {
  Texts texts;
  if (!from_below(texts, without_local(low, false))) return std::nullopt;
  if (high && !up_to(texts, without_local(*high, true))) return std::nullopt;
  return joined(texts);
}

namespace {

std::optional<std::string> write(const Set& set, Ends ends) {
  const auto texts = texts_of(set.versions, ends);
  if (!texts) return std::nullopt;
  const auto out = joined(*texts);
  try {
    return parse(out) == set ? std::optional(out) : std::nullopt;
  } catch (const Error&) {  // `~=9.0` ends below 10.dev0, and one past the largest number cannot be read
    return std::nullopt;
  }
}

}  // namespace

std::optional<std::string> write(const Set& set) {
  if (!set.literal.empty()) return "===" + set.literal;
  return write(set, {});
}

std::vector<std::string> spellings(const Set& set) {
  std::vector<std::string> all;
  for (const auto& ends : {Ends{true, false}, Ends{false, true}, Ends{true, true}}) {
    if (auto text = write(set, ends); text && std::ranges::find(all, *text) == all.end())
      all.push_back(std::move(*text));
  }
  return all;
}

}  // namespace metaqore::requirement::pep440
