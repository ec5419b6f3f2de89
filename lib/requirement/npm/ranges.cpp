#include "requirement/npm/ranges.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

#include "requirement/semver/cut.hpp"
#include "requirement/semver/span.hpp"

namespace metaqore::requirement::npm_ranges {

namespace {

using semver::Comparator;
using semver::Span;
using semver::Version;

[[noreturn]] void refuse(std::string_view text, const semver::Fault& fault) {
  const Refusal refusal{"npm", "constraint", text};
  // npm's documentation of package.json, "dependencies", has these beside ranges.
  if (text.find_first_of(":/@#") != std::string_view::npos ||
      (!text.empty() && is_letter(text.front()) && text.front() != 'v' && lower(text.front()) != 'x')) {
    refusal(fault.at, "a tag, an alias, a path and an address name no set of versions",
            "write the range of versions that it stands for, like `^1.2.3`");
  }
  refusal(fault.at, fault.what, "write it like `^1.2.3`, `~1.2`, `>=1.2.3 <2.0.0`, `1.x` or `1.2.3 || 2.x`");
}

class SetSink final : public semver::RangeSink {
 public:
  void any() override {}

  void comparator(const Comparator& comparator) override {
    only_any_ = false;
    span_.meet(comparator.op, comparator.version);
    // Below the `-0` that desugaring adds there is no pre-release with the same numbers.
    if (comparator.version.prerelease.empty() || comparator.added) return;
    auto key = semver::key(comparator.version);
    own_.push_back(key.empty() ? Key("\x10\x10\x10") : Key(semver::numbers_of(key)));
  }

  void excluded(const Version&, const Version&, std::size_t) override {}

  void end_alternative() override {
    // node-semver takes a range with `*` among its alternatives for `*`, and forgets the others.
    all_ = all_ || only_any_;
    span_.add_releases(releases_);
    for (const auto& numbers : own_) span_.add_prereleases(prereleases_, numbers);
    span_ = Span(bounds);
    own_.clear();
    only_any_ = true;
  }

  Set finish() && {
    if (all_) return {Cuts::all(), {}, {}};
    return {std::move(releases_).united(), std::move(prereleases_).united(), {}};
  }

 private:
  Span span_{bounds};
  std::vector<Key> own_;  // the numbers of the pre-releases that the alternative names
  bool only_any_ = true;
  bool all_ = false;
  semver::Gathered releases_;
  semver::Gathered prereleases_;
};

/// Range.range of node-semver, but for `>=v0.0.0`: without the `v` that reads as `*`, which admits less of a
/// range with alternatives.
class TextSink final : public semver::RangeSink {
 public:
  void any() override { comparators_.emplace_back(); }
  void comparator(const Comparator& comparator) override {
    auto text = semver::text(comparator);
    comparators_.push_back(text == ">=0.0.0" ? ">=v0.0.0" : std::move(text));
  }
  void excluded(const Version&, const Version&, std::size_t) override {}

  void end_alternative() override {
    if (std::ranges::find(comparators_, none) != comparators_.end()) {
      comparators_ = {std::string(none)};
    } else {
      drop_repeated();
      if (comparators_.size() > 1) std::erase(comparators_, "");
    }
    const bool is_any = comparators_ == std::vector<std::string>{""};
    is_any_ = is_any_ || is_any;
    std::string joined;
    for (const auto& comparator : comparators_) (joined += joined.empty() ? "" : " ") += comparator;
    if (joined == none) {
      has_none_ = true;
    } else if (!is_any) {
      (out_ += out_.empty() ? "" : "||") += joined;
    }
    comparators_.clear();
  }

  std::string finish() && {
    if (is_any_) return "*";
    return out_.empty() && has_none_ ? std::string(none) : std::move(out_);
  }

 private:
  static constexpr std::string_view none = "<0.0.0-0";

  void drop_repeated() {
    std::vector<std::size_t> order(comparators_.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(order, {}, [this](std::size_t i) -> const auto& { return comparators_[i]; });
    std::vector<bool> repeated(comparators_.size());
    for (std::size_t i = 1; i < order.size(); ++i) {
      repeated[order[i]] = comparators_[order[i]] == comparators_[order[i - 1]];
    }
    std::vector<std::string> kept;
    for (std::size_t i = 0; i < comparators_.size(); ++i) {
      if (!repeated[i]) kept.push_back(std::move(comparators_[i]));
    }
    comparators_ = std::move(kept);
  }

  std::vector<std::string> comparators_;
  std::string out_;
  bool is_any_ = false;
  bool has_none_ = false;
};

template <class Sink>
auto read(std::string_view text) {
  Sink sink;
  const auto fault = semver::read_range(text, grammar, sink);
  if (fault.what != nullptr) refuse(text, fault);
  return std::move(sink).finish();
}

}  // namespace

Set parse(std::string_view text) { return read<SetSink>(text); }

std::string canonical(std::string_view text) { return read<TextSink>(text); }

}  // namespace metaqore::requirement::npm_ranges
