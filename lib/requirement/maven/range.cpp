#include "requirement/maven/range.hpp"

#include <utility>
#include <vector>

#include "metaqore/error.hpp"
#include "requirement/ecosystem.hpp"
#include "requirement/maven/version.hpp"
#include "requirement/text.hpp"

namespace metaqore::requirement::maven_ranges {

namespace {

using maven_versions::above;
using maven_versions::is_above;
using maven_versions::place_of;
using maven_versions::read_version;
using maven_versions::version_text;

constexpr std::string_view example = "write it like `[1.0,2.0)`, or `[1.0],[1.2,)` for either";

/// A pair of brackets.
struct Range {
  std::string_view low{}, high{};  ///< versions, or empty; the same text in `[1.0]`
  Key low_key{}, high_key{};       ///< of versions
  bool with_low{}, with_high{};
  bool one_version{};
};

struct Place {
  std::size_t begin, end;
};

Place trimmed(std::string_view text, Place place) {
  while (place.begin < place.end && is_blank(text[place.begin])) ++place.begin;
  while (place.begin < place.end && is_blank(text[place.end - 1])) --place.end;
  return place;
}

bool insists(std::string_view trimmed_text) {
  return trimmed_text.starts_with('[') || trimmed_text.starts_with('(');
}

/// REQUIRES: at a bracket that opens.
Range read_range(Scanner& scanner, const Refusal& refuse) {
  const auto text = scanner.text();
  const auto open = scanner.at();
  Range range;
  range.with_low = scanner.next() == '[';
  const auto begin = scanner.at();
  scanner.take_while([](char c) { return c != ',' && c != ')' && c != ']'; });
  const auto low = trimmed(text, {begin, scanner.at()});
  range.low = text.substr(low.begin, low.end - low.begin);
  if (scanner.done()) refuse(open, "the bracket is not closed", example);
  range.one_version = !scanner.take(',');
  if (range.one_version) {
    const bool closed = scanner.next() == ']';
    if (!range.with_low || !closed)
      refuse(open, "one version is enclosed in `[` and `]`", "write it like `[1.0]`");
    range.low_key = range.high_key = read_version(text, low.begin, low.end, refuse).key;
    range.high = range.low;
    range.with_high = true;
    return range;
  }
  if (!range.low.empty()) range.low_key = read_version(text, low.begin, low.end, refuse).key;
  const auto middle = scanner.at();
  scanner.take_while([](char c) { return c != ',' && c != ')' && c != ']'; });
  const auto high = trimmed(text, {middle, scanner.at()});
  range.high = text.substr(high.begin, high.end - high.begin);
  if (scanner.peek() == ',') refuse(scanner.at(), "a range has two versions at most", example);
  if (scanner.done()) refuse(open, "the bracket is not closed", example);
  range.with_high = scanner.next() == ']';
  if (range.high.empty()) return range;
  range.high_key = read_version(text, high.begin, high.end, refuse).key;
  if (!range.low.empty() && (range.high_key < range.low_key ||
                             (range.high_key == range.low_key && !(range.with_low && range.with_high))))
    refuse(high.begin, "no version lies between the two",
           "put the lower version first, and include both if equal");
  return range;
}

/// Tells `visit` each range. A text that does not insist has none, and is checked. As Maven does, the comma
/// between ranges may be missing, and ascending order is asked for up to the first range that has no end.
template <class Visit>
void read_ranges(std::string_view text, Visit&& visit) {
  const Refusal refuse{"maven", "constraint", text};
  const auto place = trimmed(text, {0, text.size()});
  if (place.begin == place.end) return;
  Scanner scanner(text.substr(0, place.end), place.begin);
  if (!insists(scanner.rest())) {
    read_version(text, place.begin, place.end, refuse);
    return;
  }
  Key highest;
  while (!scanner.done()) {
    const auto begin = scanner.at();
    if (!insists(scanner.rest())) refuse(begin, "a bracket that opens is expected", example);
    auto range = read_range(scanner, refuse);
    if (!highest.empty() && range.low_key < highest)
      refuse(begin, "the range does not lie above the one before",
             "write ranges in ascending order without overlap");
    highest = range.high_key;
    visit(std::move(range));
    scanner.skip_blanks();
    if (scanner.take(',')) scanner.skip_blanks();
  }
}

/// Empty where it begins above the greatest version.
Interval interval_of(Range&& range) {
  Interval interval;
  if (!range.high.empty()) interval.to = range.with_high ? above(range.high_key) : place_of(range.high_key);
  if (range.low.empty()) return interval;
  if (range.with_low) {
    interval.from = place_of(std::move(range.low_key));
  } else if (auto from = above(range.low_key)) {
    interval.from = std::move(*from);
  } else {
    interval = {range.low_key, range.low_key};
  }
  return interval;
}

/// Whether one version is in it.
bool is_single(const Interval& interval) {
  return !interval.from.empty() && !is_above(interval.from) && interval.to &&
         interval.to == above(interval.from);
}

}  // namespace

Set parse_ranges(std::string_view text) {
  Interval first;  // everything, if there is none
  bool found = false;
  std::vector<Interval> all;
  read_ranges(text, [&](Range&& range) {
    if (found && all.empty()) all.push_back(std::move(first));
    auto interval = interval_of(std::move(range));
    if (found) {
      all.push_back(std::move(interval));
    } else {
      first = std::move(interval);
    }
    found = true;
  });
  if (!all.empty()) return {Cuts::unite(std::move(all)), {}, {}};
  if (!first.to) return {Cuts::from(std::move(first.from)), {}, {}};
  return {Cuts::between(std::move(first.from), std::move(*first.to)), {}, {}};
}

std::string canonical_ranges(std::string_view text) {
  std::string out;
  read_ranges(text, [&](const Range& range) {
    if (!out.empty()) out += ',';
    if (range.one_version) {
      out.append("[").append(range.low).append("]");
      return;
    }
    out.append(range.with_low && !range.low.empty() ? "[" : "(").append(range.low).append(",");
    out.append(range.high).append(range.with_high && !range.high.empty() ? "]" : ")");
  });
  if (!out.empty()) return out;
  const auto [begin, end] = trimmed(text, {0, text.size()});
  return std::string(text.substr(begin, end - begin));
}

std::optional<std::string> write_ranges(const Set& set) {
  std::string out;
  for (const auto& interval : set.versions.intervals()) {
    const auto& [from, to] = interval;
    if (!out.empty()) out += ',';
    if (is_single(interval)) {
      out += '[' + version_text(from) + ']';
      continue;
    }
    if (from.empty()) {
      out += '(';
    } else {
      out += (is_above(from) ? '(' : '[') + version_text(from);
    }
    out += ',';
    if (to) out += version_text(*to);
    out += to && is_above(*to) ? ']' : ')';
    if (out.size() > max_constraint_size) return std::nullopt;
  }
  if (out.size() > max_constraint_size) return std::nullopt;
  try {
    if (parse_ranges(out) == set) return out;
  } catch (const Error&) {  // a version whose abbreviations got too long when spelled out
  }
  return std::nullopt;
}

std::string_view asked_for(std::string_view text) {
  const auto [begin, end] = trimmed(text, {0, text.size()});
  text = text.substr(begin, end - begin);
  return insists(text) ? std::string_view() : text;
}

std::optional<std::string> wish(std::string_view text) {
  text = asked_for(text);
  if (text.empty() || text == "LATEST" || text == "RELEASE") return std::nullopt;
  return std::string(text);
}

}  // namespace metaqore::requirement::maven_ranges
