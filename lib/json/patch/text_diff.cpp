#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "json/patch/lines.hpp"
#include "json/sequence.hpp"
#include "json/tree.hpp"
#include "metaqore/json_patch.hpp"

namespace metaqore {

namespace {

using json::Match;
using json::patch::Line;
using Numbers = std::span<const std::uint32_t>;

/// Lines from[from, from_end), in whose place lines to[to, to_end) stand.
struct Change {
  std::size_t from, from_end;
  std::size_t to, to_end;
};

/// Where lines are only added, or only removed, the first of them may as well be one before: `}, {…` is the
/// same change as `{…}`. Moves the begin of the change to where it is in the fewest containers, as late as
/// that can be.
/// REQUIRES: `before` and `after` are the matches around it.
void slide(const std::vector<Line>& lines, Numbers numbers, std::size_t begin, std::size_t end, Match& before,
           Match& after) {
  std::size_t best = 0;
  for (std::size_t up = 1; up <= before.size && numbers[begin - up] == numbers[end - up]; ++up) {
    if (lines[begin - up].depth < lines[begin - best].depth) best = up;
  }
  before.size -= best;
  after = {after.from - best, after.to - best, after.size + best};
}

class Diff {
 public:
  Diff(const json::Node& from, const json::Node& to)
      : from_(json::patch::lines_of(from)), to_(json::patch::lines_of(to)) {
    std::vector<std::uint64_t> fingerprints;
    fingerprints.reserve(from_.size() + to_.size());
    for (const auto* lines : {&from_, &to_}) {
      for (const auto& line : *lines) fingerprints.push_back(fingerprint(line));
    }
    const auto line = [&](std::size_t at) -> const Line& {
      return at < from_.size() ? from_[at] : to_[at - from_.size()];
    };
    const auto numbers = json::number_alike(
        fingerprints, [&](std::size_t left, std::size_t right) { return compare(line(left), line(right)); });
    const auto from_numbers = Numbers(numbers).first(from_.size());
    const auto to_numbers = Numbers(numbers).subspan(from_.size());
    auto matches = json::match(from_numbers, to_numbers);
    matches.push_back({from_.size(), to_.size(), 0});
    Match before;
    for (auto& match : matches) {
      const Change gap{before.from + before.size, match.from, before.to + before.size, match.to};
      if (gap.from == gap.from_end && gap.to != gap.to_end) {
        slide(to_, to_numbers, gap.to, gap.to_end, before, match);
      } else if (gap.to == gap.to_end && gap.from != gap.from_end) {
        slide(from_, from_numbers, gap.from, gap.from_end, before, match);
      }
      const Change change{before.from + before.size, match.from, before.to + before.size, match.to};
      if (change.from != change.from_end || change.to != change.to_end) changes_.push_back(change);
      before = match;
    }
  }

  std::string text(const TextDiffOptions& options) const {
    std::string text;
    if (changes_.empty()) return text;
    append_label(text, "--- ", options.from_label);
    append_label(text, "+++ ", options.to_label);
    const auto context = std::min(options.context, from_.size());
    for (auto at = changes_.begin(); at != changes_.end();) {
      // A hunk has the changes between which no more lines stand than their contexts have.
      auto end = at + 1;
      while (end != changes_.end() && end->from - (end - 1)->from_end <= 2 * context) ++end;
      append_hunk(text, {at, end}, context);
      at = end;
    }
    return text;
  }

 private:
  static void append_label(std::string& text, std::string_view sign, std::string_view label) {
    text += sign;
    text += base::shown(label);
    text += '\n';
  }

  void append_hunk(std::string& text, std::span<const Change> changes, std::size_t context) const {
    const auto& last = changes.back();
    const auto above = std::min(context, changes.front().from);
    const auto below = std::min(context, from_.size() - last.from_end);
    const auto from = changes.front().from - above, to = changes.front().to - above;
    const auto from_size = last.from_end + below - from, to_size = last.to_end + below - to;
    // A range without lines is written by the line before it.
    fmt::format_to(std::back_inserter(text), "@@ -{},{} +{},{} @@\n", from + (from_size > 0 ? 1 : 0),
                   from_size, to + (to_size > 0 ? 1 : 0), to_size);
    auto at = from;
    for (const auto& change : changes) {
      append_lines(text, ' ', from_, at, change.from);
      append_lines(text, '-', from_, change.from, change.from_end);
      append_lines(text, '+', to_, change.to, change.to_end);
      at = change.from_end;
    }
    append_lines(text, ' ', from_, at, at + below);
  }

  static void append_lines(std::string& text, char sign, const std::vector<Line>& lines, std::size_t begin,
                           std::size_t end) {
    for (auto at = begin; at < end; ++at) {
      text += sign;
      append(text, lines[at]);
      if (text.size() > Json::max_size) json::refuse_too_large("the text diff");
    }
  }

  std::vector<Line> from_, to_;
  std::vector<Change> changes_;
};

}  // namespace

std::string text_diff(const Json& from, const Json& to, const TextDiffOptions& options) {
  const json::Tree before(from.text()), after(to.text());
  return Diff(before.root(), after.root()).text(options);
}

}  // namespace metaqore
