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
    visit({}, 0);
    return steps_ <= most_steps;
  }

  const std::vector<std::pair<Positions, Together>>& found() const { return found_; }

 private:
  static constexpr std::size_t most_steps = 4'096;

  Together asked(const Positions& positions) {
    ++steps_;
    std::vector<std::string> chosen;
    for (const auto position : positions) chosen.push_back(markers_[position]);
    return ecosystem_.together(chosen);
  }

  void visit(const Positions& chosen, std::size_t next) {
    if (steps_ > most_steps) return;
    Positions all = chosen;
    for (auto i = next; i < markers_.size(); ++i) all.push_back(i);
    if (is_covered(all)) return;
    if (const auto answer = asked(all); answer != Together::no) {
      found_.emplace_back(std::move(all), answer);
      return;
    }
    if (next == markers_.size()) return;
    Positions with = chosen;
    with.push_back(next);
    if (asked(with) != Together::no) visit(with, next + 1);
    visit(chosen, next + 1);
  }

  bool is_covered(const Positions& positions) const {
    return std::ranges::any_of(found_, [&](const auto& found) {
      return std::ranges::includes(found.first, positions);
    });
  }

  const Ecosystem& ecosystem_;
  const std::vector<std::string>& markers_;
  std::vector<std::pair<Positions, Together>> found_;
  std::size_t steps_ = 0;
};

}  // namespace

Together together(const Claims& claims) {
  const auto markers = markers_of(claims);
  return markers.empty() ? Together::yes : claims.front()->ecosystem->together(markers);
}

std::vector<Cell> environments(const Claims& claims) {
  const auto markers = markers_of(claims);
  if (markers.empty()) return {{claims, Together::yes}};
  Search search(*claims.front()->ecosystem, markers);
  if (!search.run()) return {{claims, Together::undecided}};
  std::vector<Cell> cells;
  for (const auto& [positions, answer] : search.found()) {
    Cell cell{{}, answer};
    for (const auto* claim : claims) {
      if (claim->marker.empty() || std::ranges::any_of(positions, [&](std::size_t position) {
            return markers[position] == claim->marker;
          })) {
        cell.claims.push_back(claim);
      }
    }
    if (!cell.claims.empty()) cells.push_back(std::move(cell));
  }
  return cells;
}

}  // namespace metaqore::requirement
