#include "requirement/generic/ranges.hpp"

#include <utility>
#include <vector>

#include "requirement/ecosystem.hpp"
#include "requirement/semver/cut.hpp"
#include "requirement/semver/phrase.hpp"
#include "requirement/semver/span.hpp"

namespace metaqore::requirement::generic_ranges {

namespace {

using semver::Comparator;
using semver::Op;
using semver::Version;

class SetSink final : public semver::RangeSink {
 public:
  void any() override {}

  void comparator(const Comparator& comparator) override {
    if (comparator.op == Op::differs) {
      holes_.push_back({key(comparator.version), key_after(comparator.version, bounds)});
    } else {
      span_.meet(comparator.op, comparator.version);
    }
  }

  void excluded(const Version& from, const Version& to, std::size_t) override {
    holes_.push_back({key(from), key(to)});
  }

  void end_alternative() override {
    if (!span_.empty()) {
      if (holes_.empty()) {
        intervals_.add(span_.interval());
      } else {
        semver::Gathered whole;
        whole.add(span_.interval());
        const auto left = std::move(whole).united() & ~Cuts::unite(std::move(holes_));
        for (auto& interval : left.intervals()) intervals_.add(std::move(interval));
      }
    }
    holes_.clear();
    span_ = semver::Span(bounds);
  }

  Set finish() && { return {std::move(intervals_).united(), {}, {}}; }

 private:
  semver::Span span_{bounds};
  std::vector<Interval> holes_;
  semver::Gathered intervals_;
};

class TextSink final : public semver::RangeSink {
 public:
  void any() override {}

  void comparator(const Comparator& comparator) override { append(text(comparator)); }

  void excluded(const Version& from, const Version&, std::size_t numbers) override {
    std::string text;
    for (std::size_t i = 0; i < numbers; ++i) {
      text += i == 0 ? "!=" : ".";
      semver::append(text, from.numbers[i]);
    }
    append(text);
  }

  void end_alternative() override {
    (out_ += out_.empty() ? "" : " || ") += alternative_.empty() ? "*" : alternative_;
    alternative_.clear();
  }

  std::string finish() && { return std::move(out_); }

 private:
  void append(const std::string& text) { (alternative_ += alternative_.empty() ? "" : " ") += text; }

  std::string alternative_;
  std::string out_;
};

class PrereleaseSink final : public semver::RangeSink {
 public:
  void any() override {}
  /// `<2.0.0-0`, as `^1.2` has it in canonical form, is where all of 2.0.0 begins: it keeps pre-releases out.
  void comparator(const Comparator& comparator) override {
    const bool is_end = comparator.op == Op::below && comparator.version.prerelease == "0";
    named_ = named_ || (!comparator.added && !is_end && !comparator.version.prerelease.empty());
  }
  void excluded(const Version&, const Version&, std::size_t) override {}
  void end_alternative() override {}
  bool finish() && { return named_; }

 private:
  bool named_ = false;
};

template <class Sink>
auto read(std::string_view text) {
  Sink sink;
  const auto fault = semver::read_range(text, grammar, sink);
  if (fault.what != nullptr) {
    Refusal{"generic", "constraint", text}(fault.at, fault.what,
                                           "write it like `^1.2.3`, `>=1.2,<2`, `!=1.3.0` or `1.2.3 || 2.x`");
  }
  return std::move(sink).finish();
}

}  // namespace

Set parse(std::string_view text) { return read<SetSink>(text); }
std::string canonical(std::string_view text) { return read<TextSink>(text); }
bool names_prerelease(std::string_view text) { return read<PrereleaseSink>(text); }

std::optional<std::string> write(const Set& set) {
  static constexpr semver::Phrasing phrasing{
      .bounds = bounds, .equal = "", .conjunction = " ", .releases_apart = false};
  const auto intervals = set.versions.intervals();
  std::string text;
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    // Neighbours with one version between them are one alternative without that version.
    std::string holes;
    const auto from = intervals[i].from.empty() ? std::nullopt : std::optional(intervals[i].from);
    for (; i + 1 < intervals.size(); ++i) {
      const semver::Decoded hole(*intervals[i].to);
      if (key_after(hole.version(), bounds) != intervals[i + 1].from) break;
      (holes += " !=") += semver::text(hole.version());
    }
    text += text.empty() ? "" : " || ";
    if (from || intervals[i].to || holes.empty()) {
      (text += phrase(from, intervals[i].to, phrasing)) += holes;
    } else {
      text += std::string_view(holes).substr(1);
    }
  }
  if (text.empty() || text.size() > max_constraint_size || parse(text) != set) return std::nullopt;
  return text;
}

}  // namespace metaqore::requirement::generic_ranges
