#include "requirement/semver/span.hpp"

#include <algorithm>

#include "requirement/semver/cut.hpp"

namespace metaqore::requirement::semver {

void Gathered::add(Interval interval) {
  if (any_) return more_.push_back(std::move(interval));
  first_ = std::move(interval);
  any_ = true;
}

Cuts Gathered::united() && {
  if (!any_) return {};
  if (!more_.empty()) {
    more_.push_back(std::move(first_));
    return Cuts::unite(std::move(more_));
  }
  auto& [from, to] = first_;
  return to ? Cuts::between(std::move(from), std::move(*to)) : Cuts::from(std::move(from));
}

void Span::meet(Op op, const Version& version) {
  switch (op) {
    case Op::equal:
      meet_from(key(version));
      meet_below(key_after(version, bounds_));
      break;
    case Op::below:
      meet_below(key(version));
      break;
    case Op::at_most:
      meet_below(key_after(version, bounds_));
      break;
    case Op::above:
      meet_from(key_after(version, bounds_));
      break;
    case Op::at_least:
      meet_from(key(version));
      break;
    case Op::differs:
      break;
  }
}

void Span::meet_from(std::optional<Key> low) {
  if (!low) {
    empty_ = true;
  } else if (low_ < *low) {
    low_ = std::move(*low);
  }
}

void Span::meet_below(std::optional<Key> high) {
  if (high && (!high_ || *high < *high_)) high_ = std::move(high);
}

void Span::add_releases(Gathered& out) const {
  if (empty()) return;
  Interval part{to_releases(low_), {}};
  if (high_) part.to = to_releases(*high_);
  out.add(std::move(part));
}

void Span::add_prereleases(Gathered& out, std::string_view numbers) const {
  if (empty()) return;
  const auto low = std::max(low_, least_of(numbers));
  auto high = release_of(numbers);
  if (high_ && *high_ < high) high = *high_;
  if (!(low < high)) return;
  // Between these two there is nothing but pre-releases, so that the lower one is canonical among them.
  out.add({low, to_prereleases(high, bounds_)});
}

}  // namespace metaqore::requirement::semver
