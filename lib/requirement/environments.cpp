#include "requirement/environments.hpp"

#include <algorithm>
#include <utility>

namespace metaqore::requirement {

namespace {

std::vector<std::string> markers_of(const Claims& claims) {
  std::vector<std::string> markers;
  for (const auto* claim : claims) {
    if (!claim->marker.empty()) markers.push_back(claim->marker);
  }
  std::ranges::sort(markers);
  markers.erase(std::unique(markers.begin(), markers.end()), markers.end());
  return markers;
}

/// Finds the largest sets of markers that can hold together, each as the positions of its members.
class Search {
 public:
  using Positions = std::vector<std::size_t>;

  Search(const Ecosystem& ecosystem, const std::vector<std::string>& markers)
      : ecosystem_(ecosystem), markers_(markers) {}

  /// False when there are too many to look at.
  bool run() {
    const auto count = markers_.size();
    if (count > most_markers) return false;
    apart_.assign(count, std::vector<bool>(count, false));
    Positions all;
    for (std::size_t i = 0; i < count; ++i) {
      for (std::size_t j = 0; j < i; ++j) apart_[i][j] = apart_[j][i] = asked({j, i}) == Together::no;
      if (asked({i}) != Together::no) all.push_back(i);
    }
    visit({}, all);
    return steps_ <= most_steps;
  }

  const std::vector<Positions>& found() const { return found_; }

 private:
  static constexpr std::size_t most_markers = 256, most_steps = 512;

  Together asked(const Positions& positions) {
    std::vector<std::string> chosen;
    for (const auto position : positions) chosen.push_back(markers_[position]);
    return ecosystem_.together(chosen);
  }

  bool has_two_apart(const Positions& positions) const {
    for (std::size_t i = 1; i < positions.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (apart_[positions[i]][positions[j]]) return true;
      }
    }
    return false;
  }

  /// Sets that have `chosen` and some of `open`, each of which can hold together with each chosen one.
  void visit(const Positions& chosen, const Positions& open) {
    Positions all = chosen;
    all.insert(all.end(), open.begin(), open.end());
    if (++steps_ > most_steps || all.empty() || is_covered(all)) return;
    if (!has_two_apart(all)) {
      if (asked(all) != Together::no) {
        found_.push_back(std::move(all));
        return;
      }
    }
    if (open.empty()) return;
    const auto next = open.front();
    const Positions rest(open.begin() + 1, open.end());
    Positions with = chosen, fitting;
    with.push_back(next);
    std::ranges::copy_if(rest, std::back_inserter(fitting), [&](auto other) { return !apart_[next][other]; });
    visit(with, fitting);
    visit(chosen, rest);
  }

  bool is_covered(const Positions& positions) const {
    return std::ranges::any_of(found_,
                               [&](const auto& found) { return std::ranges::includes(found, positions); });
  }

  const Ecosystem& ecosystem_;
  const std::vector<std::string>& markers_;
  std::vector<std::vector<bool>> apart_;
  std::vector<Positions> found_;
  std::size_t steps_ = 0;
};

}  // namespace

Together together(const Claims& claims) {
  const auto markers = markers_of(claims);
  return markers.empty() ? Together::yes : claims.front()->ecosystem->together(markers);
}

std::optional<std::vector<Claims>> environments(const Claims& claims) {
  const auto markers = markers_of(claims);
  if (markers.empty()) return std::vector<Claims>{claims};
  Search search(*claims.front()->ecosystem, markers);
  if (!search.run()) return std::nullopt;
  auto found = search.found();
  if (found.empty()) found.emplace_back();  // those without a marker are left
  std::vector<Claims> cells;
  for (const auto& positions : found) {
    Claims held;
    std::ranges::copy_if(claims, std::back_inserter(held), [&](const auto* claim) {
      return claim->marker.empty() || std::ranges::any_of(positions, [&](std::size_t position) {
               return markers[position] == claim->marker;
             });
    });
    if (!held.empty()) cells.push_back(std::move(held));
  }
  return cells;
}

}  // namespace metaqore::requirement
