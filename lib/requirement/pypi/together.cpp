#include <algorithm>
#include <utility>

#include "requirement/pypi/environment.hpp"
#include "requirement/pypi/marker.hpp"

namespace metaqore::requirement::pep508 {

namespace {

constexpr std::size_t most_cases = 1'024;

/// How often a condition may be added to an environment. Each time costs what the environment has of them.
constexpr std::size_t most_steps = 32'768;

/// Conditions of which all must hold.
using Case = std::vector<const Atom*>;

/// A marker as cases of which one must hold; false where they are too many.
bool append_cases(const Marker& marker, std::vector<Case>& cases) {
  switch (marker.kind) {
    case Marker::Kind::atom:
      cases.push_back({&marker.atom});
      return true;
    case Marker::Kind::any:
      for (const auto& member : marker.members) {
        if (!append_cases(member, cases) || cases.size() > most_cases) return false;
      }
      return true;
    case Marker::Kind::all: {
      std::vector<Case> joined{{}};
      for (const auto& member : marker.members) {
        std::vector<Case> of_member, next;
        if (!append_cases(member, of_member) || joined.size() * of_member.size() > most_cases) return false;
        for (const auto& left : joined) {
          for (const auto& right : of_member) {
            next.push_back(left);
            next.back().insert(next.back().end(), right.begin(), right.end());
          }
        }
        joined = std::move(next);
      }
      cases.insert(cases.end(), joined.begin(), joined.end());
      return cases.size() <= most_cases;
    }
  }
  return false;
}

/// `extra` is one at a time: an installer asks a marker once for each extra that was wanted. So it can
/// contradict itself within one marker, and never another one.
bool extra_contradicts(const Case& conditions) {
  const std::string* wanted = nullptr;
  std::vector<const std::string*> unwanted;
  for (const auto* atom : conditions) {
    if (atom->left != Variable::extra && atom->right != Variable::extra) continue;
    const auto& name = atom->left ? atom->right_text : atom->left_text;
    if (atom->comparison == Comparison::equal) {
      if (wanted != nullptr && *wanted != name) return true;
      wanted = &name;
    } else if (atom->comparison == Comparison::differs) {
      unwanted.push_back(&name);
    }
  }
  return wanted != nullptr &&
         std::ranges::any_of(unwanted, [&](const auto* name) { return *name == *wanted; });
}

void require(Environment& environment, const Case& conditions) {
  for (const auto* atom : conditions) {
    const bool is_extra = atom->left == Variable::extra || atom->right == Variable::extra;
    const bool by_equality = atom->comparison == Comparison::equal || atom->comparison == Comparison::differs;
    if (!is_extra || !by_equality) environment.require(*atom);
  }
}

}  // namespace

Together can_hold_together(std::span<const std::string> markers) {
  std::vector<Environment> left(1);
  std::size_t steps = 0;
  bool undecided =
      false;  // a marker with too many cases is passed over: the others can still exclude each other
  for (const auto& text : markers) {
    if (text.empty()) continue;
    const auto marker = parse_marker(text);
    std::vector<Case> cases;
    const bool few = append_cases(marker, cases);
    if (few) std::erase_if(cases, extra_contradicts);
    std::size_t cost = 0;
    for (const auto& conditions : cases) cost += left.size() * (conditions.size() + 1);
    if (!few || steps + cost > most_steps || left.size() * cases.size() > most_cases * most_cases) {
      undecided = true;
      continue;
    }
    steps += cost;
    std::vector<Environment> next;
    for (const auto& before : left) {
      for (const auto& conditions : cases) {
        auto environment = before;
        require(environment, conditions);
        if (environment.possible() != Together::no) next.push_back(std::move(environment));
      }
    }
    if (next.size() > most_cases) {
      undecided = true;
    } else {
      left = std::move(next);
    }
  }
  if (left.empty()) return Together::no;
  const bool decided = !undecided && std::ranges::any_of(left, [](const auto& each) {
    return each.possible() == Together::yes;
  });
  return decided ? Together::yes : Together::undecided;
}

}  // namespace metaqore::requirement::pep508
